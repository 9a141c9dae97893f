"""Which page of which edition does an address name, and may this reader see it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.records import Document, Edition, Span, StoredPassage
from errors import NotFoundError
from ui.session import Session


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which document the address points."""

    document: Document
    edition: Edition
    number: int  # the page that is shown
    asked: int  # the page that was asked for
    passage: StoredPassage | None  # of this edition's current version
    lost: bool  # a passage was named that is not in the current version

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.passage.passage.spans if self.passage else ()


def find(session: Session, params: Mapping[str, str]) -> Place:
    """Return the place that an address names; NotFoundError where it may not be seen.

    `id` is an edition's or a document's.  Without `page`, the passage decides; a page that the
    edition does not have becomes the nearest it has.
    """
    catalog, reader = session.catalog, session.reader
    identifier = params.get("id", "")
    try:
        document = catalog.document_of(identifier, reader=reader)
        edition = next(each for each in document.editions if each.id == identifier)
    except NotFoundError:
        document = catalog.document(identifier, reader=reader)
        edition = document.edition(session.language)
    passage = None
    named = params.get("passage", "")
    if named:
        try:
            stored = catalog.passage(named, reader=reader)
        except NotFoundError:
            stored = None
        if stored and stored.id.startswith(f"{edition.id}:{edition.version}:"):
            passage = stored
    text = params.get("page", "")
    first = passage.passage.spans[0].page if passage and passage.passage.spans else 1
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else first
    number = min(max(asked, 1), max(edition.pages, 1))
    return Place(document, edition, number, asked, passage, bool(named) and passage is None)
