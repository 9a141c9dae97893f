"""What is a cluster about?  Words that stand in it more than elsewhere, in both languages.

Class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794): a word's share among the words of the
class times log(1 + mean words of a class / its count in all).  A passage counts a word once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog.records import Term
from language import fold
from topics.words import TERM, Vocabulary, names

SHOWN = 4  # words of a label
PREFERRED = 1.6  # what a term of the term base counts against a word
PAIR = 1.2  # and two words together
CANDIDATES = 60
LONGEST_JA, LONGEST_EN = 20, 48  # characters of one of them; the full names of laws are longer
COMMON = 0.25  # share of the passages of the library that a word may stand in


@dataclass(frozen=True, slots=True)
class Label:
    """The words that tell a cluster from others, the most telling first."""

    ja: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        return "・".join(self.ja) if language == "ja" else ", ".join(self.en)


def label(
    members: NDArray[np.int32], vocabulary: Vocabulary, terms: Mapping[str, Term]
) -> list[Label]:
    """Return the label of each cluster of `members` (n,), which are numbered from 0.

    `vocabulary` is of the same n passages in the same order.
    """
    clusters = int(members.max(initial=-1)) + 1
    if not clusters or not vocabulary.words:
        return [Label() for _ in range(clusters)]
    held = np.diff(vocabulary.starts)
    of_word = np.repeat(members, held)
    inside = of_word >= 0
    size = len(vocabulary.words)
    flat = of_word[inside].astype(np.int64) * size + vocabulary.numbers[inside]
    cells, counts = np.unique(flat, return_counts=True)
    cluster, word = cells // size, cells % size
    everywhere = np.bincount(vocabulary.numbers, minlength=size)
    total = np.bincount(cluster, counts, minlength=clusters)
    mean = total.mean()
    score = counts / total[cluster] * np.log1p(mean / everywhere[word])
    weight = np.array([_weight(each) for each in vocabulary.words])
    least = np.where(np.bincount(members[members >= 0], minlength=clusters) >= 30, 3, 2)
    kept = (counts >= least[cluster]) & (everywhere[word] <= max(COMMON * len(members), 5))
    score = np.where(kept, score * weight[word], 0.0)
    order = np.lexsort((word, -score, cluster))
    cluster, word, score = cluster[order], word[order], score[order]
    starts = np.searchsorted(cluster, np.arange(clusters + 1))
    return [
        _chosen(
            [
                names(vocabulary.words[number], terms)
                for number, value in zip(word[a:b][:CANDIDATES], score[a:b], strict=False)
                if value > 0
            ]
        )
        for a, b in pairwise(starts.tolist())
    ]


def _weight(word: str) -> float:
    if word.startswith(TERM):
        return PREFERRED
    return PAIR if " " in word else 1.0


def _chosen(candidates: Sequence[tuple[str, str]]) -> Label:
    ja: list[str] = []
    en: list[str] = []
    for japanese, english in candidates:
        for text, chosen, longest in ((japanese, ja, LONGEST_JA), (english, en, LONGEST_EN)):
            room = len(chosen) < SHOWN and len(text) <= longest
            if text and room and not any(_same(text, each) for each in chosen):
                chosen.append(text)
    return Label(tuple(ja), tuple(en))


def _same(one: str, other: str) -> bool:
    """Whether two words say the same in part: 供給網 and 供給, cable and undersea cables."""
    a, b = fold(one), fold(other)
    if a in b or b in a:
        return True
    stems = [{word[:6] for word in text.split() if len(word) > 3} for text in (a, b)]
    return bool(stems[0] & stems[1])
