"""What a search returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.records import DocumentId, EditionId, Language, Passage, Reader, StoredPassage
from index.query import Query
from index.terms import Expansion


class Reason(StrEnum):
    """Why a passage was found, and why a run of it is marked."""

    LEXICAL = "lexical"  # it holds words of the query
    TERM = "term"  # it holds another rendering of a term of the query
    SEMANTIC = "semantic"  # its meaning is near, by the encoder
    NUMBER = "number"  # of a mark only: a number or date of the query, as the passage writes it


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of `passage.text` (half-open code points) to be marked, and why.

    `answers` is what of the query it answers, as written there, where one thing is: a number's.
    """

    start: int
    end: int
    reason: Reason
    answers: str = ""


def _no_marks(_: Passage) -> tuple[Mark, ...]:
    return ()


@dataclass(frozen=True)
class Hit:
    """A passage that answers.

    `score` is the sum of `parts`, what each reason gave; scores of two queries do not compare.
    `nearest` are the one or two spans of the text whose own meaning is nearest to the query;
    `Index.explain` fills it.  `marker` finds the other marks.
    """

    passage: StoredPassage
    score: float
    reasons: tuple[Reason, ...]
    parts: dict[Reason, float]
    nearest: tuple[tuple[int, int], ...] = ()
    marker: Callable[[Passage], tuple[Mark, ...]] = field(
        default=_no_marks, repr=False, compare=False
    )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The evidence of the hit, in order: the query's words, terms and numbers, which do not
        overlap, and once it is explained the spans nearest in meaning, which may hold them.

        Found when first looked at, since to find them takes longer than the search.
        """
        found = [Mark(*span, Reason.SEMANTIC) for span in self.nearest]
        return tuple(sorted([*self.named, *found], key=lambda mark: mark.start))

    @cached_property
    def named(self) -> tuple[Mark, ...]:
        """The marks of words, terms and numbers."""
        return self.marker(self.passage.passage)


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: hits best first, and how the query was read.

    `folds` are the (written, searched) spellings that differ; those of them that are `typed` had
    to stand as written.  `left_out` are the expansions that were not to be searched.  `editions`
    counts what was searched; `waiting` those of them that have no vectors yet.
    """

    query: Query
    reader: Reader
    hits: tuple[Hit, ...]
    expansions: tuple[Expansion, ...] = ()
    left_out: tuple[Expansion, ...] = ()
    folds: tuple[tuple[str, str], ...] = ()
    typed: tuple[str, ...] = ()
    editions: int = 0
    waiting: int = 0
    vector: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class EditionHits:
    edition: EditionId
    language: Language  # of its best passage
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """One document with its best score, its editions by their best hit."""

    document: DocumentId
    score: float
    editions: tuple[EditionHits, ...]


def group(hits: Iterable[Hit]) -> list[DocumentGroup]:
    """Gather hits by document, and within it by edition; all in the order of their best hit."""
    documents: dict[DocumentId, dict[EditionId, list[Hit]]] = {}
    for hit in hits:
        editions = documents.setdefault(hit.passage.document, {})
        editions.setdefault(hit.passage.edition, []).append(hit)
    return [
        DocumentGroup(
            document,
            max(hit.score for of_edition in editions.values() for hit in of_edition),
            tuple(
                EditionHits(edition, of_edition[0].passage.passage.language, tuple(of_edition))
                for edition, of_edition in editions.items()
            ),
        )
        for document, editions in documents.items()
    ]
