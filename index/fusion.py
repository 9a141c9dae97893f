"""One order from several: a weighted sum of normalised scores.

A convex combination keeps how much better one passage is than the next, which ranks alone
forget, and needs little tuning (Bruch, Gai and Ingber: An Analysis of Fusion Functions for
Hybrid Retrieval, ACM TOIS 42, 2023).  How the scores are made comparable matters more:

- words are divided by the score of an ideal passage that holds each word of the query once.  So a
  rare name that is the whole query counts fully, and one word out of a long question little;
- meaning is divided by the best of the query, or by SURE where even the best is not near: what a
  model does not know (a name, a number) has no near passage, and then words decide;
- terms are saturated, s / (s + PIVOT): the other name of a term that half the library holds
  (日米同盟) would else count as much as one that marks three passages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine import Ranking, distinct
from index.hits import Reason

# Tuned on the judged queries of corpus/ (`kakehashi evaluate` shows the measures) and on rare
# names as queries: lexical weights from .25 to .6 answer the former alike, the latter from .4 on.
WEIGHTS: dict[Reason, float] = {Reason.LEXICAL: 0.4, Reason.TERM: 0.2, Reason.SEMANTIC: 0.55}
SURE = 0.6  # near the median over the judged queries of the best inner product, .64
# Where even the best inner product is below this, nothing is near: on the sample papers most
# nonsense and questions from other worlds stay below, the judged queries with an answer above .29.
FAR = 0.28
PIVOT = 6.0  # BM25 score of another name that counts half
SHARE = 0.2  # of a score, from which on a kind of score is a reason for the hit


@dataclass(frozen=True, slots=True)
class Fused:
    """Rows (n,) best first, their scores (n,), and what each reason gave to them (n,)."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    parts: dict[Reason, NDArray[np.float64]]


def against(scores: NDArray[np.floating], full: float) -> NDArray[np.float64]:
    """Divide scores by what counts as 1; below 0, and where there is none (NaN), is 0.

    >>> against(np.array([3.0, 1.5, -1.0]), 3.0)
    array([1. , 0.5, 0. ])
    """
    above = np.where(scores > 0.0, scores, 0.0).astype(np.float64)
    return above / full if full > 0.0 else above


def saturated(scores: NDArray[np.floating], pivot: float = PIVOT) -> NDArray[np.float64]:
    """Put scores on 0..1: `pivot` is one half.

    >>> saturated(np.array([6.0, 2.0, 0.0]))
    array([0.5 , 0.25, 0.  ])
    """
    return scores.astype(np.float64) / (scores + pivot)


def fuse(
    rankings: Mapping[Reason, Ranking],
    ideal: float,
    weights: Mapping[Reason, float] = WEIGHTS,
) -> Fused:
    """Join rankings; a passage that a ranking lacks gets nothing from it, ties go by row.

    `ideal` is the score that a passage with all words of the query is expected to have.  Where
    nothing is near, meaning finds no passage: it only orders what words and terms found.
    """
    if Reason.SEMANTIC in rankings:
        rankings = {**rankings, Reason.SEMANTIC: near(rankings)}
    rows = distinct([ranking.rows for ranking in rankings.values()])
    total = np.zeros(len(rows))
    parts = {}
    for reason, ranking in rankings.items():
        scores = ranking.scores
        match reason:
            case Reason.LEXICAL:
                scaled = against(scores, ideal)
            case Reason.TERM:
                scaled = saturated(scores)
            case Reason.SEMANTIC:
                best = float(np.fmax.reduce(scores, initial=0.0))
                scaled = against(scores, max(best, SURE))
        part = np.zeros(len(rows))
        part[np.searchsorted(rows, ranking.rows)] = scaled
        parts[reason] = weights[reason] * part
        total += parts[reason]
    order = np.lexsort((rows, -total))
    return Fused(rows[order], total[order], {reason: part[order] for reason, part in parts.items()})


def near(rankings: Mapping[Reason, Ranking]) -> Ranking:
    """Return the semantic ranking; without what it alone found, where even its best is FAR."""
    semantic = rankings[Reason.SEMANTIC]
    if float(np.fmax.reduce(semantic.scores, initial=0.0)) >= FAR:
        return semantic
    found = distinct([r.rows for reason, r in rankings.items() if reason is not Reason.SEMANTIC])
    kept = np.isin(semantic.rows, found)
    return Ranking(semantic.rows[kept], semantic.scores[kept])


def reasons(parts: Mapping[Reason, float]) -> tuple[Reason, ...]:
    """Return why a passage was found: what gave a fifth of its score, and any term it holds.

    >>> reasons({Reason.LEXICAL: 0.05, Reason.TERM: 0.0, Reason.SEMANTIC: 0.6})
    (<Reason.SEMANTIC: 'semantic'>,)
    """
    total = sum(parts.values())
    return tuple(
        reason
        for reason in Reason
        if parts.get(reason, 0.0) > 0.0
        and (reason is Reason.TERM or parts[reason] >= SHARE * total)
    )
