"""The record of a search: all that decided it and what it found, so that it can be shown and run
again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from catalog import Filters
from catalog.records import Level, Reader
from index.fields import topics_named
from index.hits import Hit, Results, group
from index.index import EVERYTHING, Index, Mode
from index.query import Query
from index.terms import Expansion


@dataclass(frozen=True, slots=True)
class Search:
    """All that decides a search but the reader and the library.

    `off` holds ids of expansions that are not searched, `typed` the words that must stand as they
    were typed; `sort` is how the documents are shown,
    "relevance" or "date".
    """

    query: str
    filters: Filters = EVERYTHING
    k: int = 10
    mode: Mode = "hybrid"
    expand: bool = True
    off: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    literal: bool = False
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Record:
    """One search as it was run.

    `off` are the expansions that the query has and that were not searched.  `documents` and
    `passages` count what was searched: what the reader may see, under all filters.
    """

    search: Search
    results: Results
    off: tuple[Expansion, ...]
    encoder: str  # its name
    fingerprints: tuple[str, str]  # of the encoder, of the analyzer
    generation: int
    version: str  # of the program
    at: dt.datetime  # with its zone
    documents: int
    passages: int

    @property
    def level(self) -> Level:
        return self.results.reader.level

    @property
    def found(self) -> int:
        """How many documents were found."""
        return len(group(self.results.hits))


def run(index: Index, search: Search, *, reader: Reader) -> Results:
    """Search; QueryError for what cannot be read."""
    return index.search(
        search.query,
        reader=reader,
        k=search.k,
        mode=search.mode,
        expand=search.expand,
        without_expansions=frozenset(search.off),
        typed=frozenset(search.typed),
        literal=search.literal,
        filters=search.filters,
    )


def make(index: Index, search: Search, *, reader: Reader, version: str) -> Record:
    """Run a search and record it; `version` is the program's."""
    at = dt.datetime.now().astimezone()
    generation = index.catalog.generation
    results = run(index, search, reader=reader)
    query = results.query
    known = {each.id for each in results.expansions}
    documents, passages = index.catalog.reach(
        reader=reader, filters=(_own(index, query), search.filters)
    )
    return Record(
        search=search,
        results=results,
        off=tuple(each for each in index.expansions(query.words) if each.id not in known),
        encoder=index.encoder.name,
        fingerprints=index.fingerprints,
        generation=generation,
        version=version,
        at=at,
        documents=documents,
        passages=passages,
    )


def _own(index: Index, query: Query) -> Filters:
    """Return the filters that the query itself holds, topics by their ids."""
    topics = topics_named(query.filters.topics, index.topics)
    return Filters(**{**_fields(query.filters), "topics": topics})


def to_json(record: Record) -> dict[str, Any]:
    """Return the record as JSON values; `search` has what a new run needs."""
    search, results = record.search, record.results
    query = results.query
    return {
        "record": 1,  # the number of this layout
        "program": f"Kakehashi {record.version}",
        "at": record.at.isoformat(timespec="seconds"),
        "reader": record.level,
        "library": {
            "generation": record.generation,
            "documents_searched": record.documents,
            "passages_searched": record.passages,
            "editions_without_vectors": results.waiting,
        },
        "encoder": {"name": record.encoder, "fingerprint": record.fingerprints[0]},
        "analyzer": record.fingerprints[1],
        "search": {
            **_fields(search),
            "filters": narrowing(search.filters),
            "off": list(search.off),
            "typed": list(search.typed),
        },
        "read": {
            "words": query.words,
            "phrases": list(query.phrases),
            "without": list(query.without),
            "filters": narrowing(query.filters),
            "folds": [list(fold) for fold in results.folds],
            "expansions": [
                {
                    "id": expansion.id,
                    "written": expansion.written,
                    "renderings": [rendering.text for rendering in expansion.renderings],
                    "searched": searched,
                }
                for expansions, searched in ((results.expansions, True), (record.off, False))
                for expansion in expansions
            ],
        },
        "found": {"documents": record.found, "passages": len(results.hits)},
        "hits": [_hit(rank, hit) for rank, hit in enumerate(results.hits, start=1)],
    }


def narrowing(filters: Filters) -> dict[str, Any]:
    """Return the filters that narrow, as JSON values: lists of values, and ISO dates.

    >>> narrowing(Filters(topics=("maritime",), since=dt.date(2021, 1, 1)))
    {'topics': ['maritime'], 'since': '2021-01-01'}
    """
    return {
        name: value.isoformat() if isinstance(value, dt.date) else list(value)
        for name, value in _fields(filters).items()
        if value
    }


def version_of(passage: str) -> int:
    """Return the version of its edition that a passage's id names.

    >>> version_of("sea.en:2:14")
    2
    """
    return int(passage.rsplit(":", 2)[1])


def _hit(rank: int, hit: Hit) -> dict[str, Any]:
    stored = hit.passage
    return {
        "rank": rank,
        "document": stored.document,
        "edition": stored.edition,
        "version": version_of(stored.id),
        "language": stored.passage.language,
        "title": stored.title,
        "page": stored.passage.spans[0].page,
        "label": stored.label,
        "passage": stored.id,
        "spans": [asdict(span) for span in stored.passage.spans],
        "score": hit.score,
        "reasons": [str(reason) for reason in hit.reasons],
    }


def _fields(value: Filters | Search) -> dict[str, Any]:
    """Return the fields of a flat value by name."""
    return {name: getattr(value, name) for name in value.__slots__}
