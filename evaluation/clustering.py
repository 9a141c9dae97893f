"""How good are clusters?  Against known classes, across languages, from seed to seed.

V-measure (Rosenberg and Hirschberg 2007) against classes, the share of pairs of translations, or
of editions, in one cluster, and the adjusted Rand index (Hubert and Arabie 1985) between runs.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.records import Level, Reader
from encoder import Encoder
from index import Index
from topics.build import gathered
from topics.clusters import partition

SIB = {"ja": "jpn_Jpan", "en": "eng_Latn"}
EVERYTHING = Reader(Level.STAFF)


@dataclass(frozen=True, slots=True)
class Classed:
    """Vectors (n, dim) with languages (n,), classes (n,), and pairs of translations (m, 2)."""

    vectors: NDArray[np.float32]
    languages: NDArray[np.str_]
    classes: NDArray[np.str_]
    pairs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """Clusters of one depth: `together` is the share of pairs of editions whose passages mostly
    lie in the same cluster, `alone` that of passages in none.
    """

    depth: int
    clusters: int
    editions: int
    together: float
    alone: float


def sib200(folder: Path, encoder: Encoder) -> Classed:
    """Read the Japanese and English sentences of SIB-200 (Adelani et al. 2024) in `folder`."""
    texts: list[str] = []
    languages, classes = list[str](), list[str]()
    places: dict[str, dict[str, int]] = {}
    for language, name in SIB.items():
        for path in sorted((folder / name).glob("*.tsv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    places.setdefault(row["index_id"], {})[language] = len(texts)
                    texts.append(row["text"])
                    languages.append(language)
                    classes.append(row["category"])
    pairs = [(of["ja"], of["en"]) for of in places.values() if len(of) == 2]
    return Classed(
        encoder.encode(texts, "passage"),
        np.array(languages),
        np.array(classes),
        np.array(pairs, np.int64).reshape(-1, 2),
    )


def v_measure(classes: NDArray[np.str_], found: NDArray[np.int32]) -> float:
    """Return the V-measure; what is in no cluster counts as a cluster."""
    from sklearn.metrics import v_measure_score

    return float(v_measure_score(classes, found))


def mixing(pairs: NDArray[np.int64], found: NDArray[np.int32]) -> float:
    """Return the share of pairs that lie in one cluster; a pair in none does not."""
    one, other = found[pairs[:, 0]], found[pairs[:, 1]]
    return float(((one == other) & (one >= 0)).mean())


def stability(runs: Sequence[NDArray[np.int32]]) -> float:
    """Return the mean adjusted Rand index between any two runs."""
    from sklearn.metrics import adjusted_rand_score

    return float(np.mean([adjusted_rand_score(a, b) for a, b in combinations(runs, 2)]))


def editions_together(
    documents: NDArray[np.str_], languages: NDArray[np.str_], found: NDArray[np.int32]
) -> tuple[int, float]:
    """Return how many documents have both editions, and the share of these whose two editions
    have most of their passages in the same cluster.
    """
    same = total = 0
    for document in np.unique(documents):
        most = []
        for language in ("ja", "en"):
            inside = found[(documents == document) & (languages == language) & (found >= 0)]
            if len(inside):
                most.append(int(np.bincount(inside).argmax()))
        if len(most) == 2:
            total += 1
            same += most[0] == most[1]
    return total, same / total if total else float("nan")


def clustered(index: Index) -> list[ClusterRow]:
    """Group the whole library and say how the editions of documents fall."""
    passages = gathered(index, EVERYTHING)
    telling = passages.telling
    found = partition(passages.vectors[telling], passages.languages[telling])
    rows = []
    for depth in range(found.members.shape[1]):
        column = found.members[:, depth]
        editions, share = editions_together(
            passages.documents[telling], passages.languages[telling], column
        )
        alone = 1.0 - float((column >= 0).sum()) / max(len(passages.rows), 1)
        rows.append(ClusterRow(depth, int(column.max(initial=-1)) + 1, editions, share, alone))
    return rows
