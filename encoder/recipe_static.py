"""The lexical half, before the body learns: a vector for each token, one space for both languages.

A text's lexical vector is the sum of its tokens' over the root of their number, so that it is
about as long for a sentence as for a page.  Translations find each other among thousands of
others; the teacher's own similarities soften that goal, so that a near miss costs less than
nonsense; and Japanese pairs that people judged are put in their order (CoSENT, Su 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from encoder.recipe_data import Judged
from encoder.recipe_texts import PairTexts, Texts, student_texts

DIM = 64
BATCH = 2_048
EPOCHS = 5
RATE = 0.02
TEMPERATURE = 0.05
SOFT = 0.2  # how much of the goal is the teacher's similarities
ENGLISH = 0.5  # weight of these similarities among English texts
JUDGED = 0.2  # weight of the order of judged pairs
JUDGED_BATCH = 64
SCALE = 20.0  # of CoSENT


def start(vectors: Tensor, counts: Tensor) -> Tensor:
    """Return (tokens, DIM): the word vectors' principal directions, frequent tokens short.

    The weight a / (a + p) of a token of relative frequency p is that of Arora et al. (2017).
    """
    share = counts / counts.sum()
    weight = (1e-4 / (1e-4 + share))[:, None]
    rows = functional.normalize(vectors - vectors.mean(0), dim=1) * weight
    directions = torch.linalg.svd(rows[::3], full_matrices=False).Vh[:DIM]
    table = rows @ directions.T
    scaled: Tensor = table / table.norm(dim=1).mean()
    return scaled


def counts(texts: PairTexts, tokens: int) -> Tensor:
    flat = np.concatenate([texts.japanese.flat, texts.english.flat])
    return torch.from_numpy(np.bincount(flat, minlength=tokens)).float()


def lexical(table: nn.EmbeddingBag, texts: Texts, which: NDArray[np.int64]) -> Tensor:
    """Return (n, DIM): sums over the root of the number of tokens."""
    lengths = texts.lengths[which]
    offsets = np.cumsum(lengths) - lengths
    places = np.repeat(texts.starts[which] - offsets, lengths) + np.arange(lengths.sum())
    ids = torch.from_numpy(texts.flat[places].astype(np.int64))
    sums: Tensor = table(ids, torch.from_numpy(offsets))
    return sums / torch.from_numpy(lengths).float().sqrt()[:, None]


def bag(table: Tensor) -> nn.EmbeddingBag:
    return nn.EmbeddingBag.from_pretrained(table.clone(), freeze=False, mode="sum", sparse=True)


def goal(targets: Tensor, temperature: float, soft: float) -> Tensor:
    """Return (n, n) rows that sum to 1: one's own translation, and what the teacher finds near."""
    near = functional.softmax(targets @ targets.T / temperature, dim=1)
    return (1 - soft) * torch.eye(len(targets)) + soft * near


def cosent(similarity: Tensor, gold: Tensor) -> Tensor:
    """Return log(1 + sum exp(SCALE * (s_j - s_i))) over all i, j with gold_i > gold_j."""
    difference = SCALE * (similarity[None, :] - similarity[:, None])
    difference = difference.masked_fill(gold[:, None] <= gold[None, :], -1e9)
    return torch.logsumexp(torch.cat([torch.zeros(1), difference.flatten()]), dim=0)


class Judgements:
    """Judged pairs, tokenised, in batches of one source."""

    def __init__(self, pairs: Sequence[Judged], tokens: Sequence[str]) -> None:
        self.left = student_texts([p.left for p in pairs], tokens)
        self.right = student_texts([p.right for p in pairs], tokens)
        self.score = torch.tensor([p.score for p in pairs])
        self.source = np.array([p.source for p in pairs])

    def batch(
        self, chance: np.random.Generator, size: int = JUDGED_BATCH, *, evenly: bool = False
    ) -> NDArray[np.int64]:
        """Draw pairs of one source, each as often as it has pairs, or all sources as often."""
        sources = np.unique(self.source) if evenly else self.source
        own = np.flatnonzero(self.source == chance.choice(sources))
        return np.asarray(chance.choice(own, min(size, len(own)), replace=False))


def learn(
    texts: PairTexts,
    judgements: Judgements,
    table: Tensor,
    seed: int,
    report: Callable[[str], None],
) -> Tensor:
    """Return the table after EPOCHS passes over the pairs; minutes on one core."""
    learned = bag(table)
    optimizer = torch.optim.SparseAdam(learned.parameters(), lr=RATE)
    chance = np.random.default_rng(seed)
    pairs = len(texts.source)
    steps = pairs // BATCH * EPOCHS
    step = 0
    for epoch in range(EPOCHS):
        order = chance.permutation(pairs)
        total = 0.0
        for i in range(pairs // BATCH):
            which = order[i * BATCH : (i + 1) * BATCH]
            optimizer.param_groups[0]["lr"] = RATE * max(0.02, 1 - step / steps)
            left = functional.normalize(lexical(learned, texts.japanese, which), dim=1)
            right = functional.normalize(lexical(learned, texts.english, which), dim=1)
            target = torch.from_numpy(texts.target[which].astype(np.float32))
            wanted = goal(target, TEMPERATURE, SOFT)
            scores = left @ right.T / TEMPERATURE
            loss = functional.cross_entropy(scores, wanted) + functional.cross_entropy(
                scores.T, wanted
            )
            # English among itself, where the teacher's word is law.
            own = right @ right.T / TEMPERATURE
            loss = loss + ENGLISH * functional.cross_entropy(own, goal(target, TEMPERATURE, 1))
            which = judgements.batch(chance)
            left = functional.normalize(lexical(learned, judgements.left, which), dim=1)
            right = functional.normalize(lexical(learned, judgements.right, which), dim=1)
            loss = loss + JUDGED * cosent((left * right).sum(1), judgements.score[which])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            optimizer.step()  # type: ignore[no-untyped-call]  # torch's own
            total += loss.item()
            step += 1
        report(f"lexical epoch {epoch + 1}/{EPOCHS} loss {total / (pairs // BATCH):.4f}")
    return learned.weight.detach()
