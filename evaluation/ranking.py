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
            japanese: list[float] = []
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
                japanese.append(top.count(Language.JA) / max(len(top), 1))
            if relevant:
                values = intervals(relevant, run)
                share = float(np.mean(japanese))
                rows.append(Row(system, direction, len(relevant), values, share))
    return rows


def search(
    index: Index, text: str, language: Language | None, options: Mapping[str, Any]
) -> list[Hit]:
    query = f"{text} lang:{language}" if language else text
    return list(index.search(query, reader=EVERYTHING, k=DEPTH, **options).hits)


def intervals(
    relevant: dict[str, dict[str, int]], run: dict[str, dict[str, float]]
) -> dict[str, tuple[float, float, float]]:
    """Return measure -> (mean, low, high), 95 % percentile bootstrap over queries (Efron 1979)."""
    per_query: dict[str, dict[str, float]] = {}
    for metric in ir_measures.iter_calc(MEASURES, relevant, run):
        per_query.setdefault(str(metric.measure), {})[metric.query_id] = metric.value
    generator = np.random.default_rng(SEED)
    found = {}
    for name, values in per_query.items():
        sample = np.array([values.get(query, 0.0) for query in sorted(relevant)])
        means = generator.choice(sample, (RESAMPLES, len(sample))).mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        found[name] = (float(sample.mean()), float(low), float(high))
    return found
