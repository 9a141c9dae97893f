"""The evidence of a hit: the spans that carry its meaning, beside words, terms and numbers.

The one place that makes it.  `Hit.marks` holds the whole of it once a hit is explained.

A passage is a run of sentences, and what answers is often one clause of one of them.  First its
sentences are compared with the query; then, of the nearest one and of a second that is nearly as
near, the runs of clauses.  So the cost is that of the sentences and some dozen short texts a hit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from catalog.records import Language
from encoder import Encoder
from index.hits import Hit, Mark, Reason, Results
from index.marks import Marker
from language import detect, sentences
from language.clauses import clauses

Span = tuple[int, int]

# Tuned on the dev queries (`evaluation.spans`).  The spans find as many quotes as the nearest
# sentence does, in a tenth fewer characters.
SECOND = 0.06  # how much less near a second sentence may be
HELD = 0.1  # what a span gains that holds all the words, terms and numbers found
RUN = 2  # clauses of a span that is less than its sentence, at most; more find no more
LEAST = {Language.JA: 12}  # characters of a span that is less than its sentence
LEAST_ELSE = 30


def explain(results: Results, encoder: Encoder) -> Results:
    """Return the results with `nearest` set where meaning counts: in hits of meaning, and in those
    whose language is not the query's.

    Encodes the spans of all those hits in two goes; without a query vector nothing changes.
    """
    if results.vector is None:
        return results
    asked = detect(results.query.words)
    places = [place for place, hit in enumerate(results.hits) if _by_meaning(hit, asked)]
    nearest = spans([results.hits[place] for place in places], results.vector, encoder)
    hits = list(results.hits)
    for place, found in zip(places, nearest, strict=True):
        hits[place] = replace(hits[place], nearest=found, marker=_known(hits[place].named))
    return replace(results, hits=tuple(hits))


def _known(marks: tuple[Mark, ...]) -> Marker:
    """Return a marker that need not look again."""
    return lambda _: marks


def spans(
    hits: Sequence[Hit], vector: NDArray[np.float32], encoder: Encoder
) -> list[tuple[Span, ...]]:
    """Return, for each hit, one or two spans of its text that are nearest to `vector`, in order.

    They never overlap: each is a run of clauses of a sentence of its own.
    """
    chosen: list[list[tuple[float, Span]]] = []
    for rated in _rated(hits, [_sentences(hit) for hit in hits], vector, encoder):
        best = sorted(rated, reverse=True)[:2]
        chosen.append([each for each in best if each[0] >= best[0][0] - SECOND])
    parts = [
        [part for _, sentence in of_hit for part in _runs(hit, sentence)]
        for hit, of_hit in zip(hits, chosen, strict=True)
    ]
    found = []
    for of_hit, rated in zip(chosen, _rated(hits, parts, vector, encoder), strict=True):
        inside = [
            max([whole, *(part for part in rated if start <= part[1][0] and part[1][1] <= end)])[1]
            for whole in of_hit
            for start, end in [whole[1]]
        ]
        found.append(tuple(sorted(inside)))
    return found


def _by_meaning(hit: Hit, asked: str) -> bool:
    languages = {asked, str(hit.passage.passage.language)}
    crosses = languages == {Language.JA, Language.EN}
    return Reason.SEMANTIC in hit.reasons or (crosses and bool(hit.reasons))


def _sentences(hit: Hit) -> list[Span]:
    return sentences(hit.passage.passage.text, hit.passage.passage.language)


def _runs(hit: Hit, sentence: Span) -> Iterator[Span]:
    """Yield the runs of the sentence's clauses that are long enough to say something."""
    passage, (first, last) = hit.passage.passage, sentence
    parts = clauses(passage.text[first:last])
    for low, high in combinations(range(len(parts) + 1), 2):
        start, end = first + parts[low][0], first + parts[high - 1][1]
        enough = end - start >= LEAST.get(passage.language, LEAST_ELSE)
        if high - low <= RUN and enough and (start, end) != sentence:
            yield start, end


def _rated(
    hits: Sequence[Hit],
    spans: Sequence[Sequence[Span]],
    vector: NDArray[np.float32],
    encoder: Encoder,
) -> Iterator[list[tuple[float, Span]]]:
    """Yield, for each hit, its spans with what they are worth; encodes all of them in one go."""
    texts = [
        hit.passage.passage.text[start:end]
        for hit, of_hit in zip(hits, spans, strict=True)
        for start, end in of_hit
    ]
    near = iter((encoder.encode(texts, "passage") @ vector).tolist() if texts else ())
    for hit, of_hit in zip(hits, spans, strict=True):
        yield [(next(near) + HELD * _held(hit, span), span) for span in of_hit]


def _held(hit: Hit, span: Span) -> float:
    """Return the share of the words, terms and numbers found that stand in the span."""
    inside = [span[0] <= mark.start and mark.end <= span[1] for mark in hit.named]
    return sum(inside) / len(inside) if inside else 0.0
