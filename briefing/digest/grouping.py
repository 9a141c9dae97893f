"""Which items, in either language, are on one event?

Items are as near as their vectors (leaning to their terms' first names in both languages), by how
far that is above what is usual for each, with what terms they share, less their distance in days.
Groups are joined by the mean nearness of their members (average linkage: Sokal and Michener, 1958)
down to a threshold tuned on the dev half of `corpus/digest/events.tsv`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.digest.records import Item
from index import Index

ABOVE = 0.3  # weight of how far two are above their nearest ones' mean
TERMS = 0.1  # of the terms they share, each by its rarity
DAY = 0.02  # what a day between them costs
NEAR = 0.5  # nearness from which groups are one
NEAREST = 3
SHARED = 1.5  # of shared terms more counts no more

Matrix = NDArray[np.float64]


def grouped(index: Index, items: Sequence[Item]) -> list[list[Item]]:
    """Return the items by event: events by their first item, items by time."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    ordered = sorted(items, key=lambda each: (each.published, each.id))
    if len(ordered) < 2:
        return [[each] for each in ordered]
    near = nearness(index, ordered)
    far = np.maximum(near.max() - near, 0.0)
    np.fill_diagonal(far, 0.0)
    tree = linkage(squareform((far + far.T) / 2, checks=False), "average")
    labels = fcluster(tree, float(near.max()) - NEAR, "distance")
    events: dict[int, list[Item]] = {}
    for label, each in zip(labels.tolist(), ordered, strict=True):
        events.setdefault(label, []).append(each)
    return list(events.values())


def nearness(index: Index, items: Sequence[Item]) -> Matrix:
    """Return how near each two items are (n, n), about 0 to 1.5; 0.5 is near."""
    texts = [each.text for each in items]
    vectors = np.stack([index.encode_named(text) for text in texts]).astype(np.float64)
    similar = vectors @ vectors.T
    held = [{each.id for each in index.expansions(text)} for text in texts]
    days = np.array([each.published.timestamp() / 86_400 for each in items])
    apart = np.abs(days[:, None] - days[None, :])
    shared = np.minimum(_common(held), SHARED)
    found: Matrix = similar + ABOVE * _above(similar) + TERMS * shared - DAY * apart
    return found


def _above(similar: Matrix) -> Matrix:
    """Return how far two are above the mean of the nearest ones of both (CSLS)."""
    others = similar.copy()
    np.fill_diagonal(others, -1.0)
    usual = np.sort(others, axis=1)[:, -NEAREST:].mean(axis=1)
    found: Matrix = 2 * similar - usual[:, None] - usual[None, :]
    return found


def _common(held: Sequence[set[str]]) -> Matrix:
    """Return the weight of the terms that each two share; one that k have weighs 1/log2(1+k)."""
    counts = Counter(each for has in held for each in has)
    place = {each: at for at, each in enumerate(counts)}
    table = np.zeros((len(held), max(1, len(place))))
    for row, has in zip(table, held, strict=True):
        row[[place[each] for each in has]] = 1.0
    weights = np.array([1 / np.log2(1 + k) for k in counts.values()] or [0.0])
    found: Matrix = (table * weights) @ table.T
    return found
