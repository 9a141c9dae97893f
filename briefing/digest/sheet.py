"""An issue as it is sent, in one language: what the outputs have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.alerts import Alert, Found
from briefing.citations.house import cited, written
from briefing.digest.records import Event, Issue
from briefing.handling import strictest
from briefing.words import word
from catalog import Catalog, Filters
from catalog.records import DocumentId, Language, Level, Reader, StoredPassage
from topics.taxonomy import Topic


@dataclass(frozen=True, slots=True)
class Told:
    """How one source told an event: its own words, and where."""

    title: str
    language: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: what heads it, what others said, what we published before (citations)."""

    id: str
    title: str
    language: str
    summary: str
    day: str
    told: tuple[Told, ...]
    before: tuple[str, ...]
    continues: bool


@dataclass(frozen=True, slots=True)
class Page:
    """An issue in `language`: (field, entries) in the order of the taxonomy."""

    language: str
    title: str
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]
    mark: str = ""  # the handling, where its sources are not all open


def page(
    catalog: Catalog,
    issue: Issue,
    language: str,
    *,
    taxonomy: Sequence[Topic],
    reader: Reader,
    alerts: Sequence[Alert] = (),
) -> Page:
    """Return the issue in "ja" or "en"; items of the other language keep their own words.

    What `alerts` have found comes last, by the name of the search.
    """
    names = {topic.id: topic.name(language) for topic in taxonomy}
    order = [topic.id for topic in taxonomy if not topic.parent]
    sections = tuple(
        (
            names.get(topic, word(language, "other")),
            tuple(_entry(catalog, event, language, reader) for event in events),
        )
        for topic, events in issue.by_topic(order)
    )
    told = tuple(_told(alert, found, language) for alert in alerts for found in alert.found)
    if told:
        sections += ((word(language, "alerts"), told),)
    title = word(
        language,
        "digest-of",
        first=written(issue.window.first, None, language),
        last=written(issue.window.last, None, language),
    )
    named = {i.document for event in issue.events for i in event.items if i.document}
    named |= {stored.document for event in issue.events for stored in event.before}
    named |= {found.document.id for alert in alerts for found in alert.found}
    return Page(language, title, sections, _mark(catalog, named, language, reader))


def _mark(catalog: Catalog, named: set[DocumentId], language: str, reader: Reader) -> str:
    if not named:
        return ""
    documents = catalog.documents(reader=reader, filters=Filters(documents=tuple(named)))
    level = strictest(document.handling for document in documents).level
    return "" if level is Level.PUBLIC else word(language, "mark", text=word(language, level))


def _entry(catalog: Catalog, event: Event, language: str, reader: Reader) -> Entry:
    lead = event.lead(Language(language))
    told = tuple(
        Told(each.title, str(each.language), each.source, each.link)
        for each in event.items
        if each is not lead or each.source or each.link
    )
    return Entry(
        lead.id,
        lead.title,
        str(lead.language),
        lead.summary,
        written(lead.published.date(), None, language),
        told,
        tuple(_cited(catalog, stored, language, reader) for stored in event.before),
        event.continues,
    )


def _told(alert: Alert, found: Found, language: str) -> Entry:
    edition = found.document.edition(Language(language))
    return Entry(
        edition.id,
        edition.title,
        str(edition.language),
        alert.search.name,
        written(found.document.date, found.document.date_end, language),
        (),
        (),
        continues=False,
    )


def _cited(catalog: Catalog, stored: StoredPassage, language: str, reader: Reader) -> str:
    document = catalog.document_of(stored.edition, reader=reader)
    edition = document.edition(Language(language))
    # The page is that of the passage found, which may stand in the other edition.
    labels = (stored.label,) if edition.id == stored.edition else ()
    return cited(document, edition, labels, language)
