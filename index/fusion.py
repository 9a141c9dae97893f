"""One order from several: a weighted sum of normalised scores.

A convex combination keeps how much better one passage is than the next, which ranks alone
forget, and needs little tuning (Bruch, Gai and Ingber: An Analysis of Fusion Functions for
Hybrid Retrieval, ACM TOIS 42, 2023).  Each kind of score is put on 0..1 by a lower end that its
theory gives (BM25 is never below 0) and the best score of the query as upper end.

The score of terms is instead saturated, s / (s + PIVOT): the other name of a term that half the
library holds (日米同盟) would else count as much as one that marks three passages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine import Ranking
from index.hits import Reason

# Tuned on the judged queries of corpus/ (`kakehashi evaluate` shows the measures).
WEIGHTS: dict[Reason, float] = {Reason.LEXICAL: 0.4, Reason.TERM: 0.25, Reason.SEMANTIC: 0.6}
PIVOT = 6.0  # BM25 score of another name that counts half

SHARE = 0.2  # of a score, from which on a kind of score is a reason for the hit


@dataclass(frozen=True, slots=True)
class Fused:
    """Rows (n,) best first, their scores (n,), and what each reason gave to them (n,)."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    parts: dict[Reason, NDArray[np.float64]]


def normalised(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Put scores on 0..1: the greatest is 1, and 0 and less, or none (NaN), is 0.

    >>> normalised(np.array([3.0, 1.5, -1.0]))
    array([1. , 0.5, 0. ])
    """
    above = np.clip(np.nan_to_num(scores.astype(np.float64)), 0.0, None)
    top = above.max(initial=0.0)
    return above / top if top else above


def saturated(scores: NDArray[np.floating], pivot: float = PIVOT) -> NDArray[np.float64]:
    """Put scores on 0..1: `pivot` is one half.

    >>> saturated(np.array([6.0, 2.0, 0.0]))
    array([0.5 , 0.25, 0.  ])
    """
    return scores.astype(np.float64) / (scores + pivot)


def fuse(rankings: Mapping[Reason, Ranking], weights: Mapping[Reason, float] = WEIGHTS) -> Fused:
    """Join rankings; a passage that a ranking lacks gets nothing from it, ties go by row."""
    found = [ranking.rows for ranking in rankings.values() if len(ranking.rows)]
    rows = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    parts = {}
    for reason, ranking in rankings.items():
        part = np.zeros(len(rows))
        scale = saturated if reason is Reason.TERM else normalised
        part[np.searchsorted(rows, ranking.rows)] = scale(ranking.scores)
        parts[reason] = weights[reason] * part
    total = np.sum(list(parts.values()), axis=0) if parts else np.zeros(0)
    order = np.lexsort((rows, -total))
    return Fused(rows[order], total[order], {reason: part[order] for reason, part in parts.items()})


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
