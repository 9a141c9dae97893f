"""The two editions of a document side by side, for a reader; what was linked is kept.

Links are derived: they lie in the library's index folder as numbers, one file a pair, under a key
of all that decides them (the texts, the encoder, the terms, the recipe).  A file of another key
is stale and is written anew; those of editions that are gone are removed with it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from catalog.records import Document, Edition, Language, Reader
from errors import NotFoundError
from index.alignment import RECIPE, Link, align
from index.index import Index
from index.paragraphs import Paragraph, paragraphs

FOLDER = "aligned"


@dataclass(frozen=True, slots=True)
class Side:
    """An edition with its paragraphs in reading order."""

    edition: Edition
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two editions of a document; the links are by the numbers of their paragraphs."""

    document: Document
    japanese: Side
    english: Side
    links: tuple[Link, ...]


def alignable(document: Document) -> bool:
    """Whether there is a Japanese and an English edition to set side by side."""
    return {Language.JA, Language.EN} <= {edition.language for edition in document.editions}


def aligned(index: Index, identifier: str, *, reader: Reader) -> Aligned:
    """Return a document's Japanese and English edition side by side.

    NotFoundError where the reader may not see it, or where one of the editions is missing.  The
    first time it encodes both editions: a second or two for ten pages.
    """
    document = index.catalog.document(identifier, reader=reader)
    if not alignable(document):
        raise NotFoundError("not-found", id=identifier)
    japanese, english = (
        _side(index, document, each, reader) for each in (Language.JA, Language.EN)
    )
    return Aligned(document, japanese, english, _links(index, japanese, english))


def _side(index: Index, document: Document, language: Language, reader: Reader) -> Side:
    edition = document.edition(language)
    pages = index.catalog.pages(edition.id, reader=reader)
    return Side(edition, paragraphs(pages, edition.title))


def _links(index: Index, japanese: Side, english: Side) -> tuple[Link, ...]:
    key, path = _key(index, japanese, english), _path(index, japanese, english)
    with suppress(OSError, ValueError, KeyError, TypeError):  # absent or damaged: made again
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return tuple(Link(*values) for values in kept["links"])
    links = align(
        japanese.paragraphs,
        english.paragraphs,
        ("ja", "en"),
        encoder=index.encoder,
        terms=index.terms,
    )
    with suppress(OSError):  # a library that cannot be written to is aligned each time
        _keep(path, key, links)
        _sweep(index)
    return links


def _key(index: Index, *sides: Side) -> str:
    terms = [(term.japanese, term.english) for term in index.catalog.terms()]
    texts = [[(part.kind, part.text) for part in side.paragraphs] for side in sides]
    made = json.dumps([RECIPE, index.encoder.fingerprint, terms, texts], ensure_ascii=False)
    return hashlib.sha256(made.encode()).hexdigest()


def _path(index: Index, japanese: Side, english: Side) -> Path:
    return index.folder / FOLDER / f"{_name(japanese.edition.id)}-{_name(english.edition.id)}.json"


def _name(edition: str) -> str:
    return hashlib.sha256(edition.encode()).hexdigest()[:16]


def _keep(path: Path, key: str, links: tuple[Link, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    values = [(link.a, link.b, round(link.score, 4)) for link in links]
    partial.write_text(json.dumps({"key": key, "links": values}), encoding="utf-8")
    partial.replace(path)


def _sweep(index: Index) -> None:
    """Remove what is kept of editions that the library no longer has."""
    known = {_name(edition) for edition in index.catalog.current().values()}
    for path in (index.folder / FOLDER).glob("*.json"):
        if not set(path.stem.split("-")) <= known:
            path.unlink(missing_ok=True)
