"""How good is the ranking, in each direction and for each part of the search?

The measures are those of ir-measures (nDCG, recall, reciprocal rank); own is only which hits are
compared: in the direction ja→en, Japanese queries against the English passages alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from numpy.typing import NDArray
from scipy.stats import permutation_test

from catalog.records import Language
from evaluation.judged import EVERYTHING, Grades, JudgedQuery
from index import Hit, Index

DEPTH = 50
MEASURES = (nDCG @ 10, R @ 50, RR)
DIRECTIONS: dict[str, tuple[Language | None, Language | None]] = {
    "ja→ja": (Language.JA, Language.JA),
    "en→en": (Language.EN, Language.EN),
    "ja→en": (Language.JA, Language.EN),
    "en→ja": (Language.EN, Language.JA),
    "mixed": (None, None),
}
SYSTEMS: dict[str, dict[str, Any]] = {
    "lexical": {"mode": "lexical", "expand": False},
    "dense": {"mode": "dense", "expand": False},
    "hybrid": {"mode": "hybrid", "expand": False},
    "hybrid + terms": {"mode": "hybrid", "expand": True},
}
RESAMPLES, SEED = 2000, 20261123


@dataclass(frozen=True, slots=True)
class Row:
    """One system in one direction: mean of each measure with its 95 % bootstrap interval."""

    system: str
    direction: str
    queries: int
    values: dict[str, tuple[float, float, float]]  # measure -> (mean, low, high)
    japanese_share: float  # of the first ten hits
    scores: dict[str, float]  # query -> nDCG@10
    shares: dict[str, float]  # query -> Japanese share of its first ten hits


@dataclass(frozen=True, slots=True)
class Comparison:
    """By how much the whole beats one of its parts, nDCG@10, and how easily chance would.

    `p` is that of a two-sided paired randomisation test (Smucker, Allan and Carterette 2007).
    """

    direction: str
    system: str
    part: str
    difference: float
    p: float


def measure(
    index: Index,
    queries: Sequence[JudgedQuery],
    grades: Grades,
    systems: Mapping[str, Mapping[str, Any]] = SYSTEMS,
) -> list[Row]:
    """Return a row a system and direction; queries with nothing relevant there are left out."""
    rows = []
    for system, options in systems.items():
        for direction, (asked, answered) in DIRECTIONS.items():
            run: dict[str, dict[str, float]] = {}
            relevant: dict[str, dict[str, int]] = {}
            japanese: dict[str, float] = {}
            for query in queries:
                if asked not in {None, query.language}:
                    continue
                judged = {
                    passage: grade
                    for language, passages in grades.get(query.id, {}).items()
                    if answered in {None, language}
                    for passage, grade in passages.items()
                }
                if not any(judged.values()):
                    continue
                hits = search(index, query.text, answered, options)
                relevant[query.id] = judged
                # Measured by rank: equal scores must not be reordered by the measuring library.
                run[query.id] = {hit.passage.id: 1 / (1 + i) for i, hit in enumerate(hits)}
                top = [hit.passage.passage.language for hit in hits[:10]]
                japanese[query.id] = top.count(Language.JA) / max(len(top), 1)
            if relevant:
                scores = per_query(relevant, run)
                rows.append(
                    Row(
                        system,
                        direction,
                        len(relevant),
                        intervals(relevant, scores),
                        float(np.mean(list(japanese.values()))),
                        {query: scores[str(nDCG @ 10)].get(query, 0.0) for query in relevant},
                        japanese,
                    )
                )
    return rows


def balanced_share(rows: Sequence[Row], grades: Grades) -> tuple[int, float] | None:
    """Return the queries that both languages answer equally well, and the Japanese share of their
    first ten hits by the whole: the passages graded 2 or 3 differ by a third at most.
    """
    *_, whole = SYSTEMS
    shares = [
        share
        for row in rows
        if (row.system, row.direction) == (whole, "mixed")
        for query, share in row.shares.items()
        if equally_answered(grades[query])
    ]
    return (len(shares), float(np.mean(shares))) if shares else None


def equally_answered(grades: Mapping[Language, Mapping[str, int]]) -> bool:
    """Return whether both languages have good passages, and nearly as many.

    >>> equally_answered({Language.JA: {"a": 3, "b": 2, "c": 2}, Language.EN: {"d": 2, "e": 3}})
    True
    """
    few, many = sorted(
        sum(grade >= 2 for grade in grades.get(language, {}).values())
        for language in (Language.JA, Language.EN)
    )
    return few > 0 and 3 * few >= 2 * many


def compare(rows: Sequence[Row]) -> list[Comparison]:
    """Return the whole (the last system) against each of the others."""
    found = {(row.system, row.direction): row for row in rows}
    *parts, whole = SYSTEMS
    comparisons = []
    for direction in DIRECTIONS:
        for part in parts:
            if (whole, direction) in found and (part, direction) in found:
                ours, theirs = found[whole, direction].scores, found[part, direction].scores
                pairs = np.array([(ours[query], theirs[query]) for query in sorted(ours)])
                difference, p = randomised(pairs[:, 0], pairs[:, 1])
                comparisons.append(Comparison(direction, whole, part, difference, p))
    return comparisons


def randomised(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean difference and its p, by exchanging the two at random query by query."""
    test = permutation_test(
        (ours, theirs),
        lambda a, b, axis=-1: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=9999,
        rng=np.random.default_rng(SEED),
    )
    return float(test.statistic), float(test.pvalue)


def search(
    index: Index, text: str, language: Language | None, options: Mapping[str, Any]
) -> list[Hit]:
    query = f"{text} lang:{language}" if language else text
    return list(index.search(query, reader=EVERYTHING, k=DEPTH, **options).hits)


def per_query(
    relevant: dict[str, dict[str, int]], run: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    """Return measure -> query -> value."""
    found: dict[str, dict[str, float]] = {str(measure): {} for measure in MEASURES}
    for metric in ir_measures.iter_calc(MEASURES, relevant, run):
        found[str(metric.measure)][metric.query_id] = metric.value
    return found


def intervals(
    relevant: dict[str, dict[str, int]], scores: dict[str, dict[str, float]]
) -> dict[str, tuple[float, float, float]]:
    """Return measure -> (mean, low, high), 95 % percentile bootstrap over queries (Efron 1979)."""
    generator = np.random.default_rng(SEED)
    found = {}
    for name, values in scores.items():
        sample = np.array([values.get(query, 0.0) for query in sorted(relevant)])
        means = generator.choice(sample, (RESAMPLES, len(sample))).mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        found[name] = (float(sample.mean()), float(low), float(high))
    return found
