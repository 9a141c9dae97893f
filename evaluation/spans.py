"""How often does the span marked as nearest in meaning overlap what a judge quoted?

For each judged query and each quote of grade 3 in the other language: the passage that holds the
quote, as the hit it is of that query.  The reference is the sentence that is nearest, whole.
A judge quotes to name a place, often by its first words, so that no method overlaps always.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from catalog import Catalog, Filters
from catalog.records import Language
from evaluation.judged import EVERYTHING, EditionText, JudgedQuery, Judgement, load, squeeze
from index import Hit, Index, Query, Results
from language import sentences

Span = tuple[int, int]  # of a passage's text, half-open code points
GRADE = 3
MOST = 1_000


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What one way of marking does: means over `quotes`, which are of `queries` queries.

    `overlapping` is the share of quotes that a mark touches, `characters` how many are marked,
    `inside` the share of these that are the quote's.
    """

    way: str  # "span" or "sentence"
    queries: int
    quotes: int
    overlapping: float
    characters: float
    inside: float


def span_overlap(catalog: Catalog, index: Index, folder: Path, split: str = "dev") -> list[SpanRow]:
    """Measure the marked spans and, for reference, the nearest whole sentences."""
    queries, judgements = load(folder, split)
    by_id = {query.id: query for query in queries}
    texts: dict[tuple[str, Language], EditionText] = {}
    for document in catalog.documents(reader=EVERYTHING):
        for edition in document.editions:
            passages = catalog.passages_of(edition.id, reader=EVERYTHING)
            texts[document.id, edition.language] = EditionText(passages)
    asked: set[str] = set()
    quotes: list[Span] = []
    marked: dict[str, list[Sequence[Span]]] = {"span": [], "sentence": []}
    for judgement in judgements:
        query = by_id[judgement.query]
        text = texts.get((judgement.document, judgement.language))
        if judgement.grade < GRADE or judgement.language is query.language or text is None:
            continue
        results = _found(index, query, judgement, text.holding(judgement.quote))
        quote = _place(results.hits[0], judgement.quote) if results.hits else None
        if quote is None:
            continue
        asked.add(query.id)
        quotes.append(quote)
        marked["span"].append(index.explain(results).hits[0].nearest)
        marked["sentence"].append([nearest_sentence(index, results)])
    return [measure(way, len(asked), quotes, spans) for way, spans in marked.items()]


def _found(index: Index, query: JudgedQuery, judgement: Judgement, passage: str | None) -> Results:
    """Return the results of the query with the one hit that is the passage, if it is one."""
    found = index.search(
        Query.parse(query.text),
        reader=EVERYTHING,
        k=MOST,
        filters=Filters(documents=(judgement.document,), languages=(judgement.language,)),
    )
    return replace(found, hits=tuple(hit for hit in found.hits if hit.passage.id == passage))


def _place(hit: Hit, quote: str) -> Span | None:
    """Return where a quote stands in the passage, whatever the width and the space; None where
    it runs over into another passage.
    """
    squeezed, origins = "", []
    for place, character in enumerate(hit.passage.passage.text):
        piece = "".join(unicodedata.normalize("NFKC", character).split())
        squeezed += piece
        origins += [place] * len(piece)
    wanted = squeeze(quote)
    start = squeezed.find(wanted)
    return (origins[start], origins[start + len(wanted) - 1] + 1) if start >= 0 else None


def nearest_sentence(index: Index, results: Results) -> Span:
    """Return the sentence of the only hit that is nearest to the query, whole."""
    passage = results.hits[0].passage.passage
    spans = sentences(passage.text, passage.language)
    vectors = index.encoder.encode([passage.text[start:end] for start, end in spans], "passage")
    if results.vector is None:
        return spans[0]
    return spans[int(np.argmax(vectors @ results.vector))]


def measure(
    way: str, queries: int, quotes: Sequence[Span], marked: Iterable[Sequence[Span]]
) -> SpanRow:
    """Return the means for one way of marking.

    >>> measure("span", 1, [(0, 10), (20, 30)], [[(5, 15)], [(0, 6), (40, 54)]])
    SpanRow(way='span', queries=1, quotes=2, overlapping=0.5, characters=15.0, inside=0.25)
    """
    shared, sizes = [], []
    for (low, high), spans in zip(quotes, marked, strict=True):
        shared.append(sum(max(0, min(end, high) - max(start, low)) for start, end in spans))
        sizes.append(sum(end - start for start, end in spans))
    if not shared:
        return SpanRow(way, queries, 0, 0.0, 0.0, 0.0)
    pairs = zip(shared, sizes, strict=True)
    return SpanRow(
        way,
        queries,
        len(shared),
        float(np.mean([each > 0 for each in shared])),
        float(np.mean(sizes)),
        float(np.mean([part / size if size else 0.0 for part, size in pairs])),
    )
