"""What an engine must do: the whole of what a second, distributed engine has to offer.

An engine is asked for passages by version ids that the catalogue allowed, never by a reader's
rights; it returns rows of the catalogue with scores, best first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.records import Level

WordField = Literal["words", "bigrams", "title", "heading", "capitals"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows (n,) of passages with their scores (n,), best first; equal scores by row."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def ranked(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Ranking:
    """Order by falling score, then by row, and keep `k`."""
    order = np.lexsort((rows, -scores))[:k]
    return Ranking(rows[order], scores[order])


def among(values: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which `values` (n,) are in `known`, which is ascending: np.isin for sorted sets."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    places = np.searchsorted(known, values).clip(max=len(known) - 1)
    found: NDArray[np.bool_] = known[places] == values
    return found


def kept(ranking: Ranking, rows: NDArray[np.int64]) -> Ranking:
    """Return the ranking of those that are in `rows`, which ascend."""
    held = among(ranking.rows, rows)
    return Ranking(ranking.rows[held], ranking.scores[held])


def distinct(sets: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return all the values of `sets`, each once, ascending: np.unique for a hundred of them."""
    values = np.concatenate([np.zeros(0, np.int64), *sets])
    values.sort()
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    kept: NDArray[np.int64] = values[first]
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Which passages may be found.

    `versions` are the allowed version ids, ascending, of the `readable` ones: all that the
    reader may see.  They differ where filters narrow.  `level` names the statistics to score
    with: counts of passages above it must not show.  `only` and `never` are rows to which the
    search by vectors narrows further, and which it leaves out, where not None.  Scopes are
    compared by identity, so that engines may remember what they worked out for one.
    """

    level: Level
    versions: NDArray[np.int64]
    readable: NDArray[np.int64]
    only: NDArray[np.int64] | None = None
    never: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One form, or several that stand one after another, in one field."""

    field: WordField
    forms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A passage matches when of each group in `must` one clause holds, and none of `without`.

    Its score is the sum of the weighted BM25 scores of the clauses of `should` that hold; with
    no `must`, at least one has to.
    """

    should: tuple[Clause, ...] = ()
    must: tuple[tuple[Clause, ...], ...] = ()
    without: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class WordEntry:
    """One passage analysed: each field is its forms separated by spaces."""

    row: int
    fields: dict[WordField, str]


@dataclass(frozen=True, slots=True)
class WordUnit:
    """One version analysed, with who may read it (see `records.Handling`)."""

    version: int
    level: Level
    embargo: dt.date | None
    entries: tuple[WordEntry, ...] = field(repr=False)


class WordEngine(Protocol):
    """Ranks by words (BM25 with k1 = 1.2, b = 0.75 over the passages of a level)."""

    def apply(self, gone: Collection[int], units: Iterable[WordUnit], today: dt.date) -> None:
        """Drop the versions `gone` and those of `units`, add `units`; repeating it is harmless.

        When it returns, the change is durable; when it is interrupted, all or none of it is.
        """

    def counts(self, version: int, level: Level) -> bool:
        """Whether the statistics of a level count the version, even one that was dropped."""

    def search(self, query: WordQuery, scope: Scope, k: int) -> Ranking: ...

    def matching(self, query: WordQuery, scope: Scope) -> NDArray[np.int64]:
        """Return all rows that match, ascending."""

    def ideal(self, forms: Collection[str], scope: Scope) -> float:
        """Return the BM25 score of a text of average length that holds each form once.

        That is the sum of the forms' inverse document frequencies, ln(1 + (N - n + 0.5) /
        (n + 0.5)), in the field of words at the scope's level.
        """

    def refresh(self) -> None:
        """See what another process has written."""

    def close(self) -> None: ...


class VectorEngine(Protocol):
    """Ranks by inner product of vectors of unit length."""

    def apply(
        self,
        gone: Collection[int],
        blocks: Iterable[tuple[int, NDArray[np.int64], NDArray[np.float16]]],
    ) -> None:
        """Drop the versions `gone` and those of `blocks`; add blocks (version, rows, vectors)."""

    def search(self, vector: NDArray[np.float32], scope: Scope, k: int) -> Ranking: ...

    def scores(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the inner product with each row; NaN for a row that is not held."""

    def versions(self) -> NDArray[np.int64]:
        """Return the versions held, ascending."""
