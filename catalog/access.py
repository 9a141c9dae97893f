"""May this reader see it, and did they ask for it?  Both are SQL conditions on `document`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.records import DocumentType, Language, Level, Reader
from language import fold

Condition = tuple[str, list[object]]
# Every edition with its document and its current version.
EDITIONS = """
    FROM edition
    JOIN document ON document.id = edition.document
    JOIN version ON version.edition = edition.id AND version.current
"""
# The topics of each document: stated, or inherited from the passages of its editions.
TOPICS = """
    SELECT document, topic FROM topic UNION
    SELECT edition.document, inherited.topic FROM inherited
    JOIN version ON version.id = inherited.version AND version.current
    JOIN edition ON edition.id = version.edition
"""
# An author's name as it is listed, and as a link to it names them.
AUTHOR = "author.family || CASE author.given WHEN '' THEN '' ELSE ', ' || author.given END"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows a search to; empty fields do not narrow.

    A topic is one of the taxonomy, stated or inherited from passages, or a cluster.
    Values of one field are alternatives; fields add up.  `since` and `until` are inclusive, and
    a document matches when the period of its date touches them.  Authors and organisations
    match when the folded words are part of the folded name; `author_names` and
    `organisation_names` when they are the whole name, as `Catalog.facets` lists it.
    """

    types: tuple[DocumentType, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    author_names: tuple[str, ...] = ()
    organisation_names: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    documents: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None


def visible(reader: Reader) -> Condition:
    """Return the condition on `document` under which `reader` may know that it exists."""
    if reader.level is Level.STAFF:
        return "1", []
    return (
        "(document.level <= ? AND (document.embargo IS NULL OR document.embargo <= ?))",
        [reader.level.rank, reader.today.isoformat()],
    )


def narrowed(filters: Filters, reader: Reader) -> Condition:
    """Return the condition on `document` joined with `edition` that `filters` ask for.

    A cluster is one of the reader's own level; what other readers are shown narrows to nothing.
    """
    parts: list[str] = []
    values: list[object] = []

    def among(column: str, wanted: Sequence[object]) -> None:
        if wanted:
            parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values.extend(wanted)

    among("document.type", [str(kind) for kind in filters.types])
    among("document.level", [level.rank for level in filters.levels])
    among("document.id", filters.documents)
    among("edition.language", [str(language) for language in filters.languages])
    if filters.topics:
        marks = ", ".join("?" * len(filters.topics))
        parts.append(
            f"document.id IN (SELECT document FROM ({TOPICS}) WHERE topic IN ({marks})"
            " UNION ALL SELECT document FROM cluster_member WHERE level = ?"
            f" AND (cluster IN ({marks}) OR cluster IN (SELECT id FROM cluster WHERE merged"
            f" IN ({marks}))))"
        )
        values.extend([*filters.topics, reader.level.rank, *filters.topics, *filters.topics])
    if filters.authors:
        some = " OR ".join(["instr(author.folded, ?)"] * len(filters.authors))
        parts.append(
            "document.id IN (SELECT edition.document FROM author"
            f" JOIN edition ON edition.id = author.edition WHERE {some})"
        )
        values.extend(fold_name(name) for name in filters.authors)
    if filters.organisations:
        some = " OR ".join(["instr(folded(organisation), ?)"] * len(filters.organisations))
        parts.append(f"document.id IN (SELECT document FROM edition WHERE {some})")
        values.extend(fold_name(name) for name in filters.organisations)
    if filters.author_names:
        marks = ", ".join("?" * len(filters.author_names))
        parts.append(
            "document.id IN (SELECT edition.document FROM author"
            f" JOIN edition ON edition.id = author.edition WHERE {AUTHOR} IN ({marks}))"
        )
        values.extend(filters.author_names)
    if filters.organisation_names:
        marks = ", ".join("?" * len(filters.organisation_names))
        parts.append(
            f"document.id IN (SELECT document FROM edition WHERE organisation IN ({marks}))"
        )
        values.extend(filters.organisation_names)
    if filters.since is not None:
        parts.append("COALESCE(document.date_end, document.date) >= ?")
        values.append(filters.since.isoformat())
    if filters.until is not None:
        parts.append("document.date <= ?")
        values.append(filters.until.isoformat())
    return " AND ".join(parts) or "1", values


def both(first: Condition, second: Condition) -> Condition:
    return f"({first[0]}) AND ({second[0]})", [*first[1], *second[1]]


def fold_name(name: str) -> str:
    """Fold a name for comparison: script variants, case, width, and no spaces or marks."""
    return "".join(character for character in fold(name) if character.isalnum())
