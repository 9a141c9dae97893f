"""From what came in to an issue: by event, by field, with what we published before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from briefing.digest.grouping import grouped
from briefing.digest.records import Event, Issue, Item, Window, item
from briefing.handling import closed
from catalog import Catalog, Filters
from catalog.clippings import Fate
from catalog.records import (
    DocumentType,
    Quotation,
    Reader,
    StoredPassage,
)
from index import Index
from topics.taxonomy import Topic

BEFORE = 3  # earlier passages shown with an event
NEAR = 0.6  # score of a search below which an earlier passage is not shown
LOOK_BACK = dt.timedelta(days=60)  # how far an event may continue one that was used


def items(catalog: Catalog, window: Window, *, reader: Reader) -> list[Item]:
    """Return what came in within a window: documents of the library and clippings."""
    added = catalog.added_between(window.start, window.end, reader=reader)
    filters = Filters(documents=tuple(added))
    documents = catalog.documents(reader=reader, filters=filters) if added else []
    own = [
        Item(
            edition.title,
            added[document.id],
            edition.language,
            "" if document.handling.quotation is not Quotation.ATTRIBUTABLE else edition.abstract,
            edition.organisation if document.handling.quotation is Quotation.ATTRIBUTABLE else "",
            document=document.id,
        )
        for document in documents
        if document.type is not DocumentType.DIGEST_ISSUE
        and document.handling.quotation is not Quotation.OFF_THE_RECORD
        and not closed(document.handling, reader.today)
        for edition in [document.editions[0]]
    ]
    found = [item(each) for each in catalog.clippings(window.start, window.end, reader=reader)]
    fates = {each.id: each.fate for each in found}
    # What is known of a document by a clipping is its fate alone: the rest may have changed.
    return [
        *(replace(each, fate=fates.get(each.id, each.fate)) for each in own),
        *(each for each in found if not each.document),
    ]


def sent(issue: Issue) -> Issue:
    """Return what goes out: the events that are used; while none is, all that are not dropped."""
    used = tuple(event for event in issue.events if event.used)
    return replace(issue, events=used or tuple(e for e in issue.events if not e.dropped))


def mark(catalog: Catalog, event: Event, fate: Fate, *, reader: Reader) -> None:
    """Note what becomes of an event: used and dropped ones do not come again."""
    catalog.put_clippings((each.clipping() for each in event.items), reader=reader)
    catalog.mark_clippings((each.id for each in event.items), fate, reader=reader)


def issue(
    index: Index,
    window: Window,
    *,
    taxonomy: Sequence[Topic],
    reader: Reader,
    last: Issue | None = None,
) -> Issue:
    """Return the events of a window, each with its field and what the library said before.

    An event that an earlier issue used an item of is said to go on.  `last` is what this returned
    before for the same library, window and reader: where the items are the same, its events are.
    """
    catalog = index.catalog
    fresh = items(catalog, window, reader=reader)
    if last and {each.id for event in last.events for each in event.items} == {
        each.id for each in fresh
    }:
        now = {each.id: each for each in fresh}
        return replace(last, events=tuple(_renewed(event, now) for event in last.events))
    events = _events(catalog, index, window, fresh, reader)
    means = _described(index, taxonomy)
    placed = [
        replace(
            event,
            topic=_topic(index, event, means, taxonomy, reader),
            before=_before(index, event, window, reader),
        )
        for event in events
    ]
    order = [topic.id for topic in taxonomy if not topic.parent]
    placed.sort(key=lambda e: (order.index(e.topic) if e.topic in order else len(order),))
    return Issue(window, tuple(placed))


def _events(
    catalog: Catalog, index: Index, window: Window, fresh: Sequence[Item], reader: Reader
) -> list[Event]:
    before = catalog.clippings(window.start - LOOK_BACK, window.start, reader=reader)
    past = [each for each in map(item, before) if each.fate is Fate.USED]
    now = {each.id for each in fresh}
    found = []
    for members in grouped(index, [*past, *fresh]):
        own = tuple(each for each in members if each.id in now)
        if own:
            found.append(Event(own, continues=len(own) < len(members)))
    return found


def _renewed(event: Event, now: Mapping[str, Item]) -> Event:
    return replace(event, items=tuple(now[each.id] for each in event.items))


def _described(index: Index, taxonomy: Sequence[Topic]) -> NDArray[np.float32]:
    """Return the vector of each topic (n, dim), over both languages."""
    texts = [topic.described(language) for topic in taxonomy for language in ("ja", "en")]
    if not texts:
        return np.zeros((0, index.encoder.dim), np.float32)
    found: NDArray[np.float32] = index.encoder.encode(texts, "passage")
    means: NDArray[np.float32] = found.reshape(len(taxonomy), 2, -1).mean(axis=1)
    return means


def _topic(
    index: Index,
    event: Event,
    means: NDArray[np.float32],
    taxonomy: Sequence[Topic],
    reader: Reader,
) -> str:
    """Return the field of an event: its document's own, else that of the nearest topic."""
    for each in event.items:
        if each.document:
            document = index.catalog.document(each.document, reader=reader)
            if document.topics:
                return document.topics[0]
    if not taxonomy:
        return ""
    vector = np.mean([index.encode_named(each.text) for each in event.items], axis=0)
    nearest = taxonomy[int((means @ vector).argmax())]
    return nearest.parent or nearest.id


def _before(
    index: Index, event: Event, window: Window, reader: Reader
) -> tuple[StoredPassage, ...]:
    """Return passages on the event's matter from papers dated before the window, one a paper."""
    until = window.first - dt.timedelta(days=1)
    best: dict[str, tuple[float, StoredPassage]] = {}
    own = {each.document for each in event.items}
    closed_ones = {
        each.id
        for each in index.catalog.documents(reader=reader)
        if closed(each.handling, reader.today)
    }
    for language in dict.fromkeys(each.language for each in event.items):
        text = event.lead(language).text
        found = index.search(_words(text), reader=reader, k=20, filters=Filters(until=until))
        for hit in found.hits:
            score, name = hit.score, hit.passage.document
            if score >= NEAR and hit.reasons and name not in own | closed_ones:
                best[name] = max(
                    best.get(name, (0.0, hit.passage)), (score, hit.passage), key=_score
                )
    ranked = sorted(best.values(), key=_score, reverse=True)
    return tuple(passage for _, passage in ranked[:BEFORE])


def _score(pair: tuple[float, StoredPassage]) -> float:
    return pair[0]


def _words(text: str) -> str:
    """Return text as words alone: a hyphen, a colon or a quote is no operator in a headline."""
    return " ".join(text.translate({ord(sign): " " for sign in '"“”＂:：-－'}).split())
