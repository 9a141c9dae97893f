"""Distillation: a Japanese sentence gets the vector the teacher gives its English translation.

The body is frozen, and so are the vectors of Latin tokens: English stays the teacher's English to
the last bit, no replay is needed, and half of the backward pass falls away.  What learns are the
vectors of Japanese tokens, against a body already rounded as it will ship.

Loss of a pair: (1 - cos(student, teacher)) + CONTRAST * cross-entropy of finding its translation
among those of the batch and of the last QUEUE pairs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from encoder.recipe_data import Pair

Weights = Mapping[str, Tensor]
VECTORS = "embeddings.word_embeddings.weight"

SEED = 11
BATCH = 64
BUCKET = 64  # batches whose pairs are sorted by length together
QUEUE = 2048
CONTRAST = 0.1
TEMPERATURE = 0.05
RATE = 1e-3
LONGEST = 96  # tokens; longer sentences are cut, which the teacher's side is as well
CHECKPOINT_EVERY = 200  # steps

# The share of training pairs drawn from each source; what is not named here is left out.
# Short general sentences and policy-like prose first: manuals teach the names of functions.
MIXTURE = {
    "tanaka_tatoeba_graded": 0.36,
    "kyoto_wiki": 0.30,
    "azure_architecture_center": 0.07,
    "plurality_book_mt": 0.03,
    "opensource_guide": 0.01,
    "owasp_mastg": 0.02,
    "owasp_top10": 0.01,
    "privacyguides": 0.015,
    "openstack_security_guide": 0.01,
    "hyperledger_fabric": 0.015,
    "ethereum_org_docs": 0.02,
    "xrpl_docs": 0.02,
    "bitcoin_org": 0.01,
    "python_docs": 0.01,
    "kyoto_lexicon": 0.02,
    "ejdict_hand": 0.03,
    "country_names": 0.003,
    "lexicon": 0.027,
    "terms": 0.03,
    "examples": 0.015,
}


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids of a Japanese text in the new vocabulary, of its translation in the teacher's."""

    student: list[int]
    teacher: list[int]


def mixture(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Return `count` pairs drawn by MIXTURE, shuffled; small sources repeat."""
    chance = random.Random(SEED)
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        if len(pair.japanese) <= 160:
            by_source.setdefault(pair.source, []).append(pair)
    drawn: list[Pair] = []
    shares = {name: share for name, share in MIXTURE.items() if name in by_source}
    for name, share in shares.items():
        wanted = round(count * share / sum(shares.values()))
        pool = by_source[name]
        while wanted > 0:
            drawn += chance.sample(pool, min(wanted, len(pool)))
            wanted -= len(pool)
    chance.shuffle(drawn)
    return drawn


class Student(nn.Module):
    """The frozen body over two tables of word vectors: old ones fixed, Japanese ones trained."""

    fixed: Tensor
    slot: Tensor  # a token's row among the Japanese ones, or -1

    def __init__(self, weights: Weights, tokens: Sequence[str]) -> None:
        super().__init__()
        rows = weights[VECTORS]
        learned = torch.tensor([any(ord(c) >= 0x3000 for c in token) for token in tokens])
        self.body = body(weights)
        self.register_buffer("fixed", rows)
        self.register_buffer("slot", torch.where(learned, torch.cumsum(learned, 0) - 1, -1))
        self.japanese = nn.Embedding(int(learned.sum()), rows.shape[1], sparse=True)
        self.japanese.weight.data.copy_(rows[learned])

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        slot = self.slot[ids]
        known = (slot >= 0)[..., None]
        words = torch.where(known, self.japanese(slot.clamp(min=0)), self.fixed[ids])
        states = self.body(inputs_embeds=words.to(torch.bfloat16), attention_mask=mask)
        return pooled(states.last_hidden_state, mask)

    def vectors(self) -> Tensor:
        """Return the whole table of word vectors, (tokens, width)."""
        table = self.fixed.clone()
        table[self.slot >= 0] = self.japanese.weight.detach()
        return table


def body(weights: Weights) -> Any:
    """Return a frozen BERT with `weights`; the vocabulary is as large as its table."""
    size, width = weights[VECTORS].shape
    model = BertModel(
        BertConfig(
            vocab_size=size,
            hidden_size=width,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=4 * width,
        ),
        add_pooling_layer=False,
    )
    model.load_state_dict({k: v for k, v in weights.items() if not k.startswith("pooler.")})
    # Nothing here is updated, so bfloat16 costs no learning; it multiplies 2.6 times faster.
    model.requires_grad_(False)
    model.train(False)
    return model.bfloat16()


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    return functional.normalize((states.float() * mask[..., None]).sum(1), dim=-1)


def distil(
    student: Student,
    teacher: Callable[..., Any],
    examples: Sequence[Example],
    checkpoint: Path,
    *,
    stop: int | None = None,
    report: Callable[[str], None] = print,
) -> None:
    """Train `student.japanese` on one pass over `examples`; continues from `checkpoint`.

    `stop` ends the pass after so many batches, with the rates of the whole pass.
    """
    optimizer = torch.optim.SparseAdam(student.japanese.parameters(), lr=RATE)
    batches = list(_batches(examples))
    queue = torch.zeros(0, student.fixed.shape[1])
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        student.japanese.load_state_dict(state["japanese"])
        optimizer.load_state_dict(state["optimizer"])
        queue, done = state["queue"], state["done"]
    started = time.monotonic()
    losses: list[float] = []
    for step, batch in enumerate(batches[done:stop], start=done):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50, 1.05 - step / len(batches))
        with torch.no_grad():
            ids, mask = padded([e.teacher for e in batch])
            target = pooled(teacher(ids, mask).last_hidden_state, mask)
        ids, mask = padded([e.student for e in batch])
        loss = pair_loss(student(ids, mask), target, queue)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        optimizer.step()  # type: ignore[no-untyped-call]  # torch's own
        queue = torch.cat([target, queue])[:QUEUE]
        losses.append(loss.item())
        if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 in (len(batches), stop):
            state = {
                "japanese": student.japanese.state_dict(),
                "optimizer": optimizer.state_dict(),
                "queue": queue,
                "done": step + 1,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
            speed = (step + 1 - done) * BATCH / (time.monotonic() - started)
            mean = sum(losses) / len(losses)
            report(f"step {step + 1}/{len(batches)} loss {mean:.4f} {speed:.0f} pairs/s")
            losses.clear()


def pair_loss(student: Tensor, target: Tensor, queue: Tensor | None = None) -> Tensor:
    """Return the loss of unit vectors (n, width) against their translations'."""
    near = 1 - (student * target).sum(1).mean()
    others = target if queue is None else torch.cat([target, queue])
    logits = student @ others.T / TEMPERATURE
    return near + CONTRAST * functional.cross_entropy(logits, torch.arange(len(student)))


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """Yield batches of like length, in an order fixed by SEED."""
    chance = random.Random(SEED)
    for start in range(0, len(examples), BATCH * BUCKET):
        bucket = sorted(examples[start : start + BATCH * BUCKET], key=lambda e: len(e.student))
        batches = [bucket[i : i + BATCH] for i in range(0, len(bucket), BATCH)]
        chance.shuffle(batches)
        yield from batches


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask
