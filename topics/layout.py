"""Where on the map does a passage stand?  t-SNE (van der Maaten and Hinton, JMLR 2008) by openTSNE.

A map that is drawn anew starts from the places of the last one and only settles, so that people
find again what they knew; what comes later is put among its neighbours and moves nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clusters import Vectors, neighbours

PERPLEXITY = 30.0
MANY = 10_000  # points below which a second thread costs more than it gives
SETTLING = 60  # steps that a known map is given
SEED = 1


def layout(
    vectors: Vectors, before: NDArray[np.float32] | None = None, *, jobs: int = 1
) -> NDArray[np.float32]:
    """Return places (n, 2) for unit vectors (n, dim).

    `before` (n, 2) holds the earlier places, NaN where a passage had none.
    """
    count = len(vectors)
    if count < 12:
        return _in_a_ring(count)
    import openTSNE  # 2 seconds, and needed by those who build alone

    perplexity = min(PERPLEXITY, (count - 1) / 3.5)
    near = min(count - 1, int(3 * perplexity))
    similar, found = neighbours(vectors, vectors, near + 1)
    numbers, distances = _without_self(similar, found)
    affinities = openTSNE.affinity.PerplexityBasedNN(
        knn_index=openTSNE.nearest_neighbors.PrecomputedNeighbors(numbers, distances),
        perplexity=perplexity,
        n_jobs=jobs,
    )
    options: dict[str, Any] = {
        "n_jobs": jobs if count >= MANY else 1,
        "random_state": SEED,
        "negative_gradient_method": "fft",
    }
    if before is None or np.isnan(before).all():
        start = openTSNE.initialization.pca(vectors, random_state=SEED)
        embedding = openTSNE.TSNEEmbedding(start, affinities, **options)
        embedding.optimize(250, exaggeration=12, momentum=0.5, inplace=True)
        embedding.optimize(350, momentum=0.8, inplace=True)
        return np.asarray(embedding, np.float32)
    start = placed(before, numbers)
    embedding = openTSNE.TSNEEmbedding(start.astype(np.float64), affinities, **options)
    embedding.optimize(SETTLING, momentum=0.8, inplace=True)
    return _turned(np.asarray(embedding, np.float32), before)


def placed(before: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """Give each place that is NaN the mean of its neighbours' places, nearest first."""
    start = before.copy()
    middle = np.nanmean(before, axis=0)
    for place in np.flatnonzero(np.isnan(before[:, 0])):
        around = before[numbers[place][:15]]
        around = around[~np.isnan(around[:, 0])][:5]
        start[place] = around.mean(axis=0) if len(around) else middle
    return start


def shift(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """Return the median way that the points of both maps (n, 2) moved, as a share of the radius
    (root mean square) of the earlier map.
    """
    known = ~np.isnan(before[:, 0]) & ~np.isnan(after[:, 0])
    if not known.any():
        return 0.0
    old, new = before[known], after[known]
    radius = float(np.sqrt(((old - old.mean(axis=0)) ** 2).sum(axis=1).mean()))
    return float(np.median(np.linalg.norm(new - old, axis=1))) / max(radius, 1e-9)


def _turned(after: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn and move the map so that it lies on the earlier one best (Kabsch 1976)."""
    known = ~np.isnan(before[:, 0])
    centre, aim = after[known].mean(axis=0), before[known].mean(axis=0)
    u, _, v = np.linalg.svd((after[known] - centre).T @ (before[known] - aim))
    turned: NDArray[np.float32] = ((after - centre) @ (u @ v) + aim).astype(np.float32)
    return turned


def _without_self(
    similar: NDArray[np.float32], found: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return neighbours and their distances without the passage itself."""
    mine = found == np.arange(len(found))[:, None]
    mine[~mine.any(axis=1), -1] = True  # one of many equal texts: any of them may go
    kept = found[~mine].reshape(len(found), -1)
    near = similar[~mine].reshape(len(found), -1)
    return kept, np.maximum(1.0 - near.astype(np.float64), 0.0)


def _in_a_ring(count: int) -> NDArray[np.float32]:
    angles = 2 * np.pi * np.arange(count) / max(count, 1)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
