"""Training texts as token ids, in two flat arrays, and the teacher's vector of each English one.

Both are written once under the work folder: 23 million tokens a side are read in a second, and the
teacher reads each English text once however often its pair is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from encoder.recipe_data import Pair
from encoder.tokenizer import JapaneseTokenizer

LONGEST = 128  # tokens; what follows is cut on both sides
TOKENS_A_BATCH = 8_192  # of the teacher's, padded
TOKENISED_AT_ONCE = 20_000  # texts


@dataclass(frozen=True, slots=True)
class Texts:
    """Text i has the ids flat[starts[i]:starts[i + 1]], [CLS] and [SEP] among them."""

    flat: NDArray[np.uint16]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Texts:
        cut = [row if len(row) <= LONGEST else [*row[: LONGEST - 1], row[-1]] for row in rows]
        starts = np.cumsum([0, *(len(row) for row in cut)])
        return cls(np.concatenate([np.array(row, np.uint16) for row in cut]), starts)

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def padded(self, which: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Return ids and mask, (n, longest) int64; padding is 0 and stands on the right."""
        lengths = self.lengths[which]
        columns = np.arange(lengths.max())
        mask = columns < lengths[:, None]
        places = np.where(mask, self.starts[which][:, None] + columns, 0)
        ids = np.where(mask, self.flat[places], 0).astype(np.int64)
        return torch.from_numpy(ids), torch.from_numpy(mask.astype(np.int64))

    def only(self, which: NDArray[np.int64]) -> Texts:
        """Return the texts of these numbers, in this order."""
        lengths = self.lengths[which]
        starts = np.cumsum([0, *lengths])
        places = np.repeat(self.starts[which] - starts[:-1], lengths) + np.arange(starts[-1])
        return Texts(self.flat[places], starts)

    def and_also(self, others: Texts) -> Texts:
        return Texts(
            np.concatenate([self.flat, others.flat]),
            np.concatenate([self.starts, others.starts[1:] + self.starts[-1]]),
        )


@dataclass(frozen=True, slots=True)
class PairTexts:
    """Pair i: `japanese` and `english` in the new vocabulary, `target` the teacher's vector.

    `target` is (pairs, 384) float16, unit rows; `source` names where each pair came from.
    """

    japanese: Texts
    english: Texts
    target: NDArray[np.float16]
    source: NDArray[np.str_]

    def and_also(self, others: PairTexts) -> PairTexts:
        return PairTexts(
            self.japanese.and_also(others.japanese),
            self.english.and_also(others.english),
            np.concatenate([self.target, others.target]),
            np.concatenate([self.source, others.source]),
        )


def student_texts(texts: Sequence[str], tokens: Sequence[str]) -> Texts:
    tokenizer = JapaneseTokenizer(tokens)
    parts = range(0, len(texts), TOKENISED_AT_ONCE)
    return Texts.of([r for i in parts for r in tokenizer.ids(texts[i : i + TOKENISED_AT_ONCE])])


def teacher_texts(texts: Sequence[str], tokenizer: Tokenizer) -> Texts:
    tokenizer.enable_truncation(LONGEST)
    parts = range(0, len(texts), TOKENISED_AT_ONCE)
    return Texts.of(
        [
            e.ids
            for i in parts
            for e in tokenizer.encode_batch_fast(list(texts[i : i + TOKENISED_AT_ONCE]))
        ]
    )


def pair_texts(
    pairs: Sequence[Pair],
    tokens: Sequence[str],
    tokenizer: Tokenizer,
    teacher: Callable[[Tensor, Tensor], Tensor],
    folder: Path,
) -> PairTexts:
    """Return the pairs tokenised, with targets; both are taken from `folder` where it has them."""
    ids, targets = folder / "texts.npz", folder / "targets.npy"
    if not ids.exists():
        folder.mkdir(parents=True, exist_ok=True)
        japanese = student_texts([pair.japanese for pair in pairs], tokens)
        english = student_texts([pair.english for pair in pairs], tokens)
        np.savez(
            folder / "new.npz",
            ja=japanese.flat,
            ja_starts=japanese.starts,
            en=english.flat,
            en_starts=english.starts,
            source=np.array([pair.source for pair in pairs]),
        )
        (folder / "new.npz").replace(ids)
    if not targets.exists():
        read = teacher_texts([pair.english for pair in pairs], tokenizer)
        order = batches(read.lengths, TOKENS_A_BATCH)
        vectors = torch.cat([teacher(*read.padded(which)).half() for which in order]).numpy()
        np.save(folder / "new.npy", vectors[np.argsort(np.concatenate(order))])
        (folder / "new.npy").replace(targets)
    with np.load(ids) as stored:
        return PairTexts(
            Texts(stored["ja"], stored["ja_starts"]),
            Texts(stored["en"], stored["en_starts"]),
            np.load(targets, mmap_mode="r"),
            stored["source"],
        )


def batches(lengths: NDArray[np.int64], tokens: int) -> list[NDArray[np.int64]]:
    """Return lists of texts of like length, at most `tokens` padded tokens each."""
    order = np.argsort(lengths, kind="stable")
    batches = []
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * lengths[order[end]] <= tokens:
            end += 1
        batches.append(order[start:end])
        start = end
    return batches
