"""Similarity judgements: order Japanese sentence pairs as people did (JSTS, train part).

CoSENT loss (Su 2022): within a batch, a pair judged more similar must have the higher cosine.
Each step also takes a batch of translations, so that the two languages stay together.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from encoder.recipe_distil import LONGEST, SEED, Example, Student, padded, pair_loss, pooled
from encoder.tokenizer import JapaneseTokenizer

STEPS = 60
PAIRS = 32  # judged pairs a step
TRANSLATIONS = 32  # translated pairs a step
RATE = 3e-4
SCALE = 20.0  # CoSENT's: the sharpness of "higher"


@dataclass(frozen=True, slots=True)
class Judged:
    """Token ids of two sentences, and how similar people found them, 0 to 5."""

    left: list[int]
    right: list[int]
    score: float


def judged(data: Path, tokenizer: JapaneseTokenizer) -> list[Judged]:
    """Return the train part of JSTS."""
    path = data / "eval" / "jsts" / "train-v1.3.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    left = tokenizer.ids([row["sentence1"] for row in rows])
    right = tokenizer.ids([row["sentence2"] for row in rows])
    return [
        Judged(a[:LONGEST], b[:LONGEST], float(row["label"]))
        for a, b, row in zip(left, right, rows, strict=True)
    ]


def tune(
    student: Student,
    teacher: Callable[..., Any],
    judgements: Sequence[Judged],
    translations: Sequence[Example],
    report: Callable[[str], None] = print,
) -> None:
    """Take STEPS steps on `student.japanese`."""
    chance = random.Random(SEED)
    optimizer = torch.optim.SparseAdam(student.japanese.parameters(), lr=RATE)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        batch = chance.sample(judgements, PAIRS)
        left, right = (student(*padded([getattr(j, side) for j in batch])) for side in SIDES)
        scores = torch.tensor([j.score for j in batch])
        loss = cosent((left * right).sum(1), scores)
        pairs = chance.sample(translations, TRANSLATIONS)
        with torch.no_grad():
            ids, mask = padded([p.teacher for p in pairs])
            target = pooled(teacher(ids, mask).last_hidden_state, mask)
        loss = 0.1 * loss + pair_loss(student(*padded([p.student for p in pairs])), target)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        optimizer.step()  # type: ignore[no-untyped-call]  # torch's own
        if (step + 1) % 25 == 0:
            report(f"tune {step + 1}/{STEPS} loss {loss.item():.4f}")


SIDES = ("left", "right")


def cosent(cosine: Tensor, score: Tensor) -> Tensor:
    """Return log(1 + sum of exp(SCALE * (cosine_i - cosine_j))), i judged less similar than j."""
    wrong = SCALE * (cosine[:, None] - cosine[None, :])[score[:, None] < score[None, :]]
    return torch.logsumexp(torch.cat([torch.zeros(1), wrong]), dim=0)
