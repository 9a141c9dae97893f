"""When did we write about it, and what did we say before?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog import Filters
from catalog.records import Document, Language, StoredPassage
from index.central import Central
from topics.central import nearest
from topics.view import Node, Topics

BEFORE = 40  # papers of which "what we said before" quotes a sentence each


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents of a topic a year has, of one type, with an edition in one language."""

    year: int
    type: str
    language: str
    documents: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A topic whose last document is of `last`; None where it never had a dated one."""

    node: Node
    last: dt.date | None
    document: Document | None


def documents_of(topics: Topics, identifier: str) -> list[Document]:
    """Return the documents of a topic, the newest first; undated ones last."""
    names = tuple(topics.documents_of(identifier))
    if not names:
        return []
    filters = Filters(documents=names)
    return topics.index.catalog.documents(reader=topics.reader, filters=filters)


def by_year(topics: Topics, identifier: str) -> list[Count]:
    """Count the documents of a topic by year, type and language: one with two editions counts in
    both languages.
    """
    found: Counter[tuple[int, str, str]] = Counter()
    for document in documents_of(topics, identifier):
        if document.date:
            for edition in document.editions:
                found[document.date.year, str(document.type), str(edition.language)] += 1
    return [Count(*key, held) for key, held in sorted(found.items())]


def by_topic(
    topics: Topics, *, language: str = "", kind: str = ""
) -> list[tuple[Node, dict[int, int]]]:
    """Return the documents of each subtopic by year, of one language or type where one is named;
    each document counts once.
    """
    documents = {
        str(each.id): each for each in topics.index.catalog.documents(reader=topics.reader)
    }
    found = []
    for node in topics.nodes:
        if node.kind != "taxonomy" or (not node.parent and topics.children(node.id)):
            continue
        years: Counter[int] = Counter()
        for name in topics.documents_of(node.id):
            document = documents.get(name)
            spoken = {str(edition.language) for edition in document.editions} if document else set()
            wanted = document and (not language or language in spoken)
            if document and wanted and document.date and kind in ("", str(document.type)):
                years[document.date.year] += 1
        found.append((node, dict(sorted(years.items()))))
    return found


def said_before(
    topics: Topics, identifier: str, *, language: Language, count: int = BEFORE
) -> list[tuple[Document, Central]]:
    """Return a sentence of each document on a topic with its date, the newest first, in
    `language` where there is an edition in it.
    """
    documents = {document.id: document for document in documents_of(topics, identifier)}
    kept = list(documents.values())[:count]
    first: dict[str, int] = {}
    stored: dict[int, StoredPassage] = {}
    for start in range(0, len(topics.rows_of(identifier)), 500):
        rows = topics.rows_of(identifier)[start : start + 500].tolist()
        stored |= topics.index.catalog.passages(rows, reader=topics.reader)
    wanted = {document.id: document.edition(language).id for document in kept}
    for row in topics.rows_of(identifier).tolist():
        passage = stored.get(row)
        if passage and wanted.get(passage.document) == passage.edition:
            first.setdefault(passage.document, row)
    for row in topics.rows_of(identifier).tolist():  # the other edition, where that says it alone
        passage = stored.get(row)
        if passage and passage.document in wanted:
            first.setdefault(passage.document, row)
    found = nearest(topics, identifier, [stored[row] for row in first.values()])
    sentences = {each.passage.document: each for each in found}
    return [(document, sentences[document.id]) for document in kept if document.id in sentences]


def silences(topics: Topics, *, months: int, today: dt.date) -> list[Silence]:
    """Return the subtopics without a document of the last `months` months, the longest silent
    first: those that never had one before all.
    """
    since = _months_before(today, months)
    latest = _latest(topics)
    found = []
    for node in topics.nodes:
        if node.kind != "taxonomy" or not node.parent or node.excluded:
            continue
        last = latest.get(node.id)
        if last is None or last.date is None or last.date < since:
            found.append(Silence(node, last.date if last else None, last))
    return sorted(found, key=lambda each: (each.last or dt.date.min, each.node.id))


def _latest(topics: Topics) -> Mapping[str, Document]:
    """Return the newest dated document of each topic."""
    documents = {
        str(each.id): each for each in topics.index.catalog.documents(reader=topics.reader)
    }
    found: dict[str, Document] = {}
    for node in topics.nodes:
        if node.kind == "taxonomy":
            held: Sequence[Document] = [
                documents[name]
                for name in topics.documents_of(node.id)
                if name in documents and documents[name].date
            ]
            if held:
                found[node.id] = max(held, key=lambda each: each.date or dt.date.min)
    return found


def _months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day some months earlier, or the last of that month.

    >>> _months_before(dt.date(2026, 3, 31), 13)
    datetime.date(2025, 2, 28)
    """
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(
        dt.date(year, month + 1, 1) + dt.timedelta(day.day - 1), first_of_next - dt.timedelta(1)
    )
