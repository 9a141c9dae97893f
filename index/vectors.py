"""Vectors in memory, searched by FAISS: all of them exactly, or by short codes first.

The exact scan reads every allowed vector (float16).  Beyond `EXACT` allowed passages a scan of
codes of one byte a component, half the memory traffic, chooses candidates that are then scored
exactly.  The codes need no training: they hold nothing of other passages.  So a vector is added
or dropped at constant cost, filters cost no recall, and a passage that a reader may not see
cannot change what is found for them, as it would through the links of an HNSW graph.
docs/decisions/0001-vector-index.md has the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.engine import Ranking, Scope, among, ranked

# The wrappers' keyword arguments are not in FAISS's own type hints.
faiss: Any = _faiss

EXACT = 200_000  # allowed passages up to which all are scanned
CANDIDATES = 400  # that are scored exactly after the short codes, at least
SPREAD = 6.0  # standard deviations of a component that the codes span
DEAD = 0.2  # share of dropped vectors at which the rest moves together
ADD = 20_000  # vectors that are turned into codes at once

Block = tuple[int, NDArray[np.int64], NDArray[np.float16]]


class FaissVectors:
    """A `VectorEngine` in this process's memory: 2 bytes a component, and an eighth beyond."""

    def __init__(self, dim: int, *, exact: int = EXACT) -> None:
        self.dim = dim
        self.exact = exact
        # One query is one thread's work; OpenMP's barriers cost more than they give.
        faiss.omp_set_num_threads(1)
        self._reset()

    def _reset(self) -> None:
        self._full = faiss.IndexScalarQuantizer(
            self.dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._short: Any = None  # an index of codes, once there are enough vectors
        self._rows = np.zeros(0, np.int64)
        self._versions = np.zeros(0, np.int64)  # 0 where dropped
        self._forget()

    def _forget(self) -> None:
        self._scopes: list[tuple[Scope, int, Any]] = []
        # The rows of living vectors, ascending, and their places.
        self._living: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def apply(self, gone: Collection[int], blocks: Iterable[Block]) -> None:
        self._forget()
        if gone and len(self._versions):
            self._drop(np.fromiter(gone, np.int64))
        remaining = iter(blocks)
        while chunk := list(islice(remaining, 500)):
            if len(self._versions):
                self._drop(np.array([version for version, _, _ in chunk], np.int64))
            self._add(chunk)
        if (self._versions == 0).sum() > DEAD * len(self._versions):
            self._compact()

    def _drop(self, versions: NDArray[np.int64]) -> None:
        self._versions[np.isin(self._versions, versions)] = 0

    def _add(self, chunk: list[Block]) -> None:
        filled = [block for block in chunk if len(block[1])]
        if not filled:
            return
        vectors = np.concatenate([vectors for _, _, vectors in filled])
        self._rows = np.concatenate([self._rows, *(rows for _, rows, _ in filled)])
        self._versions = np.concatenate(
            [
                self._versions,
                *(np.full(len(rows), version, np.int64) for version, rows, _ in filled),
            ]
        )
        for start in range(0, len(vectors), ADD):
            self._full.add(vectors[start : start + ADD].astype(np.float32))
        if len(self._rows) > self.exact:
            self._lengthen_short()

    def _lengthen_short(self) -> None:
        """Give every vector that has none its short code."""
        if self._short is None:
            # Turned at random, each component of a unit vector is all but normal with variance
            # 1/dim, whatever the encoder: so one range fits all components and all passages.
            turn = faiss.RandomRotationMatrix(self.dim, self.dim)
            turn.init(2024)  # any fixed seed: the codes must be the same after a rebuild
            codes = faiss.IndexScalarQuantizer(
                self.dim, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
            )
            ends = np.ones((2, self.dim), np.float32) * SPREAD / np.sqrt(self.dim)
            ends[0] *= -1.0
            codes.train(ends)
            self._short = faiss.IndexPreTransform(turn, codes)
        for start in range(self._short.ntotal, self._full.ntotal, ADD):
            self._short.add(self._vectors()[start : start + ADD].astype(np.float32))

    def _compact(self) -> None:
        alive = np.flatnonzero(self._versions)
        vectors, rows, versions = self._vectors()[alive], self._rows[alive], self._versions[alive]
        self._reset()
        self._rows, self._versions = rows, versions
        for start in range(0, len(vectors), ADD):
            self._full.add(vectors[start : start + ADD].astype(np.float32))
        if len(self._rows) > self.exact:
            self._lengthen_short()

    def search(self, vector: NDArray[np.float32], scope: Scope, k: int) -> Ranking:
        allowed, chosen = self._allowed(scope)
        k = min(k, allowed)
        if not k:
            return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
        query = vector.reshape(1, -1).astype(np.float32)
        if self._short is not None and allowed > self.exact:
            found = self._candidates(query, chosen, max(2 * k, CANDIDATES))
            return ranked(self._rows[found], self._products(found, query[0]), k)
        scores, found = self._full.search(query, k, params=faiss.SearchParameters(sel=chosen))
        return ranked(self._rows[found[0]], scores[0], k)

    def _candidates(self, query: NDArray[np.float32], chosen: Any, count: int) -> NDArray[np.int64]:
        parameters = faiss.SearchParametersPreTransform(
            index_params=faiss.SearchParameters(sel=chosen)
        )
        found = self._short.search(query, count, params=parameters)[1][0]
        return np.asarray(found[found >= 0], np.int64)

    def scores(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        if self._living is None:
            alive = np.flatnonzero(self._versions)
            order = alive[np.argsort(self._rows[alive], kind="stable")]
            self._living = self._rows[order], order
        held, places = self._living
        result = np.full(len(rows), np.nan, np.float32)
        known = among(rows, held)
        result[known] = self._products(places[np.searchsorted(held, rows[known])], vector)
        return result

    def versions(self) -> NDArray[np.int64]:
        return np.unique(self._versions[self._versions > 0])

    def _vectors(self) -> NDArray[np.float16]:
        """Return all vectors (n, dim) as FAISS holds them: a view, valid until the next `add`."""
        count = self._full.ntotal
        if not count:
            return np.zeros((0, self.dim), np.float16)
        codes = faiss.rev_swig_ptr(self._full.codes.data(), count * self.dim * 2)
        vectors: NDArray[np.float16] = codes.view(np.float16).reshape(count, self.dim)
        return vectors

    def _products(
        self, places: NDArray[np.int64], vector: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        # Not `@`: for so few, the threads of BLAS cost more than they give.
        vectors = self._vectors()[places].astype(np.float32)
        products: NDArray[np.float32] = np.einsum("ij,j->i", vectors, vector)
        return products

    def _allowed(self, scope: Scope) -> tuple[int, Any]:
        """Return how many of the vectors held are in the scope, and FAISS's selector of them."""
        for known, count, chosen in self._scopes:
            if known is scope:
                return count, chosen
        table = np.zeros(int(self._versions.max(initial=0)) + 1, np.bool_)
        table[scope.versions[scope.versions < len(table)]] = True
        table[0] = False
        mask = table[self._versions]
        if scope.only is not None:
            mask &= among(self._rows, scope.only)
        if scope.never is not None:
            mask &= ~among(self._rows, scope.never)
        count, chosen = int(mask.sum()), _selector(mask)
        self._scopes = [(scope, count, chosen), *self._scopes[:15]]
        return count, chosen


def _selector(mask: NDArray[np.bool_]) -> Any:
    if mask.all():
        return None
    bits = np.packbits(mask, bitorder="little")
    chosen = faiss.IDSelectorBitmap(len(mask), faiss.swig_ptr(bits))
    chosen.bits_kept_alive = bits  # FAISS keeps the pointer alone
    return chosen
