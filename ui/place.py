"""Which page of which edition does an address name, and may this reader see it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.records import Document, Edition, Span, StoredPassage, Version
from errors import NotFoundError
from ui.address import Params, write
from ui.session import Session, current


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which document the address points."""

    document: Document
    edition: Edition
    versions: tuple[Version, ...]  # of the edition, newest first
    version: Version  # that is shown
    number: int  # the page that is shown
    asked: int  # the page that was asked for
    passage: StoredPassage | None  # of the version that is shown
    lost: bool  # a passage was named that the version does not have

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.passage.passage.spans if self.passage else ()


def find(session: Session, params: Mapping[str, str]) -> Place:
    """Return the place that an address names; NotFoundError where it may not be seen.

    `id` is an edition's or a document's.  Without `version`, the passage decides, so that a
    quotation of an older version still leads to its words; else the current one is shown.
    Without `page`, the passage decides; a page that the version does not have becomes the
    nearest it has.
    """
    catalog, reader = session.catalog, session.reader
    identifier = params.get("id", "")
    try:
        document = catalog.document_of(identifier, reader=reader)
        edition = next(each for each in document.editions if each.id == identifier)
    except NotFoundError:
        document = catalog.document(identifier, reader=reader)
        edition = document.edition(session.language)
    versions = tuple(catalog.versions(edition.id, reader=reader))
    named = params.get("passage", "")
    stored = _passage(session, edition, named) if named else None
    asked_version = params.get("version") or (stored.id.split(":")[-2] if stored else "")
    version = next(
        (each for each in versions if str(each.number) == asked_version),
        next(each for each in versions if each.current),
    )
    passage = stored if stored and stored.id.split(":")[-2] == str(version.number) else None
    text = params.get("page", "")
    first = passage.passage.spans[0].page if passage and passage.passage.spans else 1
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else first
    number = min(max(asked, 1), max(version.pages, 1))
    lost = bool(named) and passage is None
    return Place(document, edition, versions, version, number, asked, passage, lost)


def _passage(session: Session, edition: Edition, identifier: str) -> StoredPassage | None:
    """Return a passage of this edition, of any of its versions."""
    try:
        stored = session.catalog.passage(identifier, reader=session.reader)
    except NotFoundError:
        return None
    return stored if stored.edition == edition.id else None


def address(place: Place, *, page: int, passage: str = "") -> Params:
    """Return the address of a page of what is shown, with the search that led there."""
    version = {} if place.version.current else {"version": str(place.version.number)}
    marked = {"passage": passage} if passage else {}
    return {**write(current()), "id": place.edition.id, **version, "page": str(page), **marked}
