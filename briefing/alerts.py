"""Saved searches that tell what is new and near enough to be worth telling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog import Catalog, Filters
from catalog.records import Document, DocumentId, Reader
from catalog.searches import SavedSearch
from index import Hit, Index
from index.record import Search, run

# Score of a passage from which its document is told.  Of the documents that a judged query finds
# above it, .86 are relevant on the dev queries and .74 on the test queries, and .76 and .72 of the
# relevant ones are above it (`kakehashi evaluate` prints both).
NEAR = 0.65
DEPTH = 200  # passages that are looked at
FORTNIGHT = dt.timedelta(days=14)
FORTNIGHTS = 26  # of the year that a preview looks back on


@dataclass(frozen=True, slots=True)
class Found:
    """A document that passes, with its best passage."""

    document: Document
    hit: Hit


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert tells a reader now, best first."""

    search: SavedSearch
    found: tuple[Found, ...]


def passing(index: Index, search: Search, *, reader: Reader) -> list[Found]:
    """Return the documents whose best passage is near enough, in either language, best first."""
    results = run(index, replace(search, k=max(search.k, DEPTH)), reader=reader)
    best: dict[DocumentId, Hit] = {}
    for hit in results.hits:
        near = hit.score >= NEAR or not results.query.words
        if near and (hit.reasons or not results.query.words):
            best.setdefault(hit.passage.document, hit)
    filters = Filters(documents=tuple(best))
    documents = index.catalog.documents(reader=reader, filters=filters) if best else []
    known = {document.id: document for document in documents}
    return [Found(known[name], hit) for name, hit in best.items() if name in known]


def preview(index: Index, search: Search, *, reader: Reader) -> list[int]:
    """Return how many documents a search would have told in each fortnight of the past year, the
    oldest first, by the documents' own dates.
    """
    counts = [0] * FORTNIGHTS
    for found in passing(index, search, reader=reader):
        date = found.document.date
        ago = (reader.today - date) // FORTNIGHT if date else -1
        if 0 <= ago < FORTNIGHTS:
            counts[FORTNIGHTS - 1 - ago] += 1
    return counts


def begin(index: Index, saved: SavedSearch, search: Search, *, reader: Reader) -> None:
    """Make a saved search an alert: what it finds now is not news."""
    ids = [found.hit.passage.id for found in passing(index, search, reader=reader)]
    index.catalog.set_alert(saved.id, ids, reader=reader)


def fresh(index: Index, saved: SavedSearch, search: Search, *, reader: Reader) -> Alert:
    """Return what an alert has to tell: documents of which no edition was told yet."""
    told = {name.rsplit(":", 2)[0] for name in index.catalog.told(saved.id, reader=reader)}
    found = passing(index, search, reader=reader)
    new = (each for each in found if told.isdisjoint(e.id for e in each.document.editions))
    return Alert(saved, tuple(new))


def tell(catalog: Catalog, alerts: Sequence[Alert], *, reader: Reader) -> None:
    """Note that what the alerts have found is told."""
    for alert in alerts:
        ids = [found.hit.passage.id for found in alert.found]
        if ids:
            catalog.tell(alert.search.id, ids, reader=reader)
