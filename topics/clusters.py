"""Which passages hang together?  Clusters of vectors at several depths, coarse to fine.

A passage is first drawn towards its nearest neighbours in each language, so that what is said in
Japanese and what is said in English of one matter come to lie in one place whatever the encoder
makes of the language itself.  Then Ward's method joins what lies close, along the links to the
nearest neighbours, and the tree is cut at each depth.  Nothing in it is random: the same
passages give the same clusters.  docs/decisions/0006-clusters.md has the numbers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

# The wrappers' keyword arguments are not in FAISS's own type hints.
faiss: Any = _faiss

Vectors = NDArray[np.float32]

NEAREST = 5  # neighbours in each language that a passage is drawn towards
DRAWN = 0.5  # how far
SHARPNESS = 6  # power of the similarity by which a neighbour counts: translations count most
LINKS = 10  # neighbours along which clusters may join
FENCE = 1.5  # interquartile ranges below the first quartile of nearness: noise (Tukey)
LARGE = 20_000  # passages from which there are three depths, and neighbours are sought in cells
CELLS = 16  # of some two square roots of the passages
NOISE = -1


@dataclass(frozen=True, slots=True)
class Partition:
    """`members` (n, depths) gives each passage's cluster at each depth, numbered from 0; NOISE
    where it stands alone.  A cluster lies in one cluster of the depth before.

    `means` holds the mean vector of each language, `fence` the least nearness of a member: both
    are needed to place a passage that comes later.
    """

    members: NDArray[np.int32]
    means: dict[str, Vectors]
    fence: float


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """Return the vectors (n, dim) at length 1."""
    found = np.asarray(vectors, np.float32)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    result: Vectors = found / np.maximum(length, 1e-9)
    return result


def language_means(vectors: Vectors, languages: NDArray[np.str_]) -> dict[str, Vectors]:
    return {str(each): vectors[languages == each].mean(axis=0) for each in np.unique(languages)}


def without_language(
    vectors: NDArray[np.floating], languages: NDArray[np.str_], means: dict[str, Vectors]
) -> Vectors:
    """Return unit vectors less the mean of their language, which tells nothing of the matter."""
    found = unit(vectors)
    for language in np.unique(languages):
        if str(language) in means:
            found[languages == language] -= means[str(language)]
    return unit(found)


def partition(vectors: NDArray[np.floating], languages: NDArray[np.str_]) -> Partition:
    """Return the clusters of the passages with these vectors (n, dim) in these languages (n,)."""
    count = len(vectors)
    raw = unit(vectors)
    # A mean of a few passages is their matter more than their language.
    means = {
        language: mean
        for language, mean in language_means(raw, languages).items()
        if (languages == language).sum() >= 50
    }
    centred = without_language(raw, languages, means)
    if count < 3:
        return Partition(np.zeros((count, 1), np.int32), means, -1.0)
    drawn, near = _drawn(centred, languages)
    low, high = np.percentile(near, [25, 75])
    fence = float(low - FENCE * (high - low))
    tree = _tree(drawn)
    found = [_cut(tree, count, clusters) for clusters in depths(count)]
    members = np.stack([_by_size(labels) for labels in found], axis=1)
    least = 3 if count < 1_000 else 5
    alone = near < fence
    for depth in range(members.shape[1]):
        sizes = np.bincount(members[:, depth][~alone], minlength=members[:, depth].max() + 1)
        alone |= sizes[members[:, depth]] < least
    members[alone] = NOISE
    return Partition(_numbered(members), means, fence)


def depths(count: int) -> list[int]:
    """Return how many clusters `count` passages have at each depth.

    >>> [depths(count) for count in (40, 1_456, 100_000)]
    [[3, 6], [9, 38], [32, 101, 316]]
    """
    fine = max(1, round(count**0.5))
    coarse = max(1, round(fine**0.6))
    if count >= LARGE:
        return [coarse, round((coarse * fine) ** 0.5), fine]
    return [coarse, fine] if coarse < fine else [fine]


def neighbours(
    queries: Vectors, known: Vectors, count: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return similarities and numbers (n, count) of the nearest of `known`; -1 where too few.

    Of many, only those in the cells around a query are looked at.
    """
    dim = known.shape[1]
    if len(known) > LARGE and len(queries) > LARGE:
        index = faiss.IndexIVFFlat(
            faiss.IndexFlatIP(dim), dim, int(2 * len(known) ** 0.5), faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter = 8
        index.cp.max_points_per_centroid = 64
        index.train(known)  # from a fixed seed
        index.nprobe = CELLS
    else:
        index = faiss.IndexFlatIP(dim)
    index.add(known)
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(os.cpu_count() or 1)  # a search of the app has one
    try:
        similar, found = index.search(queries, count)
    finally:
        faiss.omp_set_num_threads(threads)
    return similar, found


def influence(
    queries: Vectors,
    known: Vectors,
    languages: NDArray[np.str_],
    own: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return how much the nearest of `known` in each language count for each query, and which
    they are: (n, NEAREST * languages) each.  `own` are the queries' own numbers, which are left
    out.
    """
    weights, numbers = [], []
    for language in np.unique(languages):
        of_language = np.flatnonzero(languages == language)
        similar, found = neighbours(queries, known[of_language], NEAREST + (own is not None))
        found = np.where(found >= 0, of_language[found], -1)
        similar = np.where(found >= 0, np.maximum(similar, 0.0), 0.0)
        if own is not None:
            mine = found == own[:, None]
            similar[mine] = 0.0
            similar[:, -1] *= mine.any(axis=1)
        weights.append(similar)
        numbers.append(found)
    return np.concatenate(weights, axis=1), np.concatenate(numbers, axis=1)


def nearness(similar: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean similarity (n,) of the NEAREST best of (n, many)."""
    best: NDArray[np.float32] = -np.sort(-similar, axis=1)[:, :NEAREST]
    mean: NDArray[np.float32] = best.mean(axis=1)
    return mean


def _drawn(vectors: Vectors, languages: NDArray[np.str_]) -> tuple[Vectors, NDArray[np.float32]]:
    """Return the vectors drawn towards their neighbours, and their nearness to them."""
    similar, found = influence(vectors, vectors, languages, np.arange(len(vectors)))
    spoken = len(np.unique(languages))
    drawn = np.zeros_like(vectors)
    for start in range(0, len(vectors), 10_000):
        part = slice(start, start + 10_000)
        for each in range(spoken):
            column = slice(each * (NEAREST + 1), (each + 1) * (NEAREST + 1))
            weights = similar[part, column] ** SHARPNESS
            drawn[part] += unit(
                np.einsum("ij,ijk->ik", weights, vectors[found[part, column]], optimize=True)
            )
    return unit((1 - DRAWN) * vectors + DRAWN * unit(drawn)), nearness(similar)


def _tree(vectors: Vectors) -> NDArray[np.int64]:
    """Return Ward's tree: row i holds the two nodes that join into node n + i."""
    # Some three seconds to import, and needed by those who build alone.
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components
    from sklearn.cluster import ward_tree

    count = len(vectors)
    links = min(LINKS, count - 1)
    _, found = neighbours(vectors, vectors, links + 1)
    rows = np.repeat(np.arange(count), links + 1)
    pairs = np.stack([rows, found.ravel()])
    while True:
        weights = np.ones(pairs.shape[1])
        graph = sparse.csr_matrix((weights, (pairs[0], pairs[1])), shape=(count, count))
        parts, part = connected_components(graph, directed=False)
        if parts == 1:
            break
        # scikit-learn would compare all passages of all parts.
        pairs = np.concatenate([pairs, _between(vectors, part, parts)], axis=1)
    tree: NDArray[np.int64] = ward_tree(vectors, connectivity=graph.maximum(graph.T))[0]
    return tree


def _between(vectors: Vectors, part: NDArray[np.int32], parts: int) -> NDArray[np.int64]:
    """Return links (2, parts) from each part to that whose middle is nearest, between the
    passages nearest to the middles.
    """
    order = np.argsort(part, kind="stable")
    starts = np.searchsorted(part[order], np.arange(parts))
    middles = unit(np.add.reduceat(vectors[order], starts, axis=0))
    near = np.einsum("ij,ij->i", vectors, middles[part])
    first = np.lexsort((np.arange(len(part)), -near, part))[starts]
    nearest = neighbours(middles, middles, 2)[1]
    other = np.where(nearest[:, 0] == np.arange(parts), nearest[:, 1], nearest[:, 0])
    return np.stack([first, first[other]])


def _cut(tree: NDArray[np.int64], count: int, clusters: int) -> NDArray[np.int64]:
    """Return the cluster (n,) of each passage where the last joins are undone."""
    kept = len(tree) - min(clusters, count) + 1
    above = np.arange(count + kept)
    for number, (a, b) in enumerate(tree[:kept], start=count):
        above[a] = above[b] = number
    for node in range(count + kept - 1, -1, -1):  # children come before their parents
        above[node] = above[above[node]]
    return np.unique(above[:count], return_inverse=True)[1]


def _by_size(labels: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number clusters by their size, the largest first."""
    sizes = np.bincount(labels)
    rank = np.empty(len(sizes), np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.int32)
    return rank[labels]


def _numbered(members: NDArray[np.int32]) -> NDArray[np.int32]:
    """Close the gaps that clusters left which are noise by now."""
    for depth in range(members.shape[1]):
        column = members[:, depth]
        kept = np.unique(column[column >= 0])
        column[column >= 0] = np.searchsorted(kept, column[column >= 0])
    return members
