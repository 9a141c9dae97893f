"""The body and its word vectors learn: a text gets the vector the teacher gives its English.

A Japanese text is drawn to its translation's vector, and away from those of the batch and of the
last QUEUE pairs; an English text stays where the teacher has it; pairs of texts that people judged
are put in their order; a query seeks its passage among those beside it.  Weights are rounded in
each step as they will ship, and the gradient passes through the rounding as if it were not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface, BertConfig, BertModel
from transformers.masking_utils import sdpa_mask

from encoder.recipe_data import Search
from encoder.recipe_export import narrow
from encoder.recipe_static import Judgements, cosent
from encoder.recipe_texts import PairTexts, Texts, batches, student_texts

Weights = Mapping[str, Tensor]
VECTORS = "embeddings.word_embeddings.weight"

WARM = 200  # steps until the rates are full
CHUNK = 8_192  # pairs whose batches are of like length
QUEUE = 2_048
CONTRAST = 0.15
TEMPERATURE = 0.05
SAME = 0.9  # teacher's cosine from which another translation is no counterexample
JUDGED = 0.05  # at every second step
SEARCH = 0.1  # at every other one
SEARCHES = 18  # queries, each with its passage
NEIGHBOURS = 3  # of these, one after the other in their source: hard to tell apart
CHECKPOINT_EVERY = 300  # steps


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a source is read, and how fast the student learns from it.

    mixture: the share of each source in a chunk; what is not named here is left out.
    rate, words_rate: of the body, of the word vectors.
    japanese, english: tokens a step, padded.
    judged: pairs every second step.
    """

    steps: int
    mixture: Mapping[str, float]
    rate: float
    words_rate: float
    japanese: int
    english: int
    judged: int


# Short general sentences and policy-like prose first: manuals teach the names of functions.
FIRST_ROUND = Plan(
    2_300,
    {
        "tanaka_tatoeba_graded": 0.29,
        "kyoto_wiki": 0.22,
        "passages": 0.02,
        "azure_architecture_center": 0.05,
        "plurality_book_mt": 0.02,
        "opensource_guide": 0.01,
        "owasp_mastg": 0.02,
        "owasp_top10": 0.01,
        "privacyguides": 0.01,
        "openstack_security_guide": 0.01,
        "hyperledger_fabric": 0.01,
        "ethereum_org_docs": 0.02,
        "xrpl_docs": 0.02,
        "bitcoin_org": 0.01,
        "python_docs": 0.01,
        "kyoto_lexicon": 0.02,
        "ejdict_hand": 0.03,
        "country_names": 0.002,
        "lexicon": 0.02,
        "terms": 0.03,
        "examples": 0.02,
        "framed": 0.03,
        "scenes": 0.12,
    },
    rate=7e-5,
    words_rate=7e-4,
    japanese=3_072,
    english=1_536,
    judged=48,
)

# The same, and what was written for it.
SECOND_ROUND = Plan(
    1_000,
    {**FIRST_ROUND.mixture, "scenes": 0.03, "captions": 0.18, "news": 0.01, "policy": 0.05},
    rate=5e-5,
    words_rate=5e-4,
    japanese=2_048,
    english=768,
    judged=32,
)


def attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    **others: Any,
) -> tuple[Tensor, None]:
    """Attend in float32: in bfloat16 its backward pass takes twice as long on a CPU."""
    del module, others
    scores = query.float() @ key.float().transpose(2, 3) * scaling
    if attention_mask is not None:
        scores = scores.masked_fill(~attention_mask, float("-inf"))
    heard = functional.softmax(scores, dim=-1) @ value.float()
    return heard.transpose(1, 2).to(query.dtype), None


# Without instructions for it, a processor multiplies bfloat16 thirty times more slowly.
# torch has no public name for the question.
QUICK = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32

AttentionInterface.register("float32", attention)
AttentionMaskInterface.register("float32", sdpa_mask)


def body(weights: Weights, implementation: str = "sdpa") -> Any:
    """Return a BERT with `weights` that computes in QUICK; its vocabulary is that of its table."""
    size, width = weights[VECTORS].shape
    model: Any = BertModel(
        BertConfig(
            vocab_size=size,
            hidden_size=width,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=4 * width,
            attn_implementation=implementation,  # type: ignore[call-arg]  # the parent class takes it
        ),
        add_pooling_layer=False,
    )
    model.load_state_dict({k: v for k, v in weights.items() if not k.startswith("pooler.")})
    model.requires_grad_(False)
    model.train(False)
    return model.to(QUICK)


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    return functional.normalize((states.float() * mask[..., None]).sum(1), dim=-1)


class Student:
    """A BERT that computes with rounded weights, and the exact ones behind them."""

    def __init__(self, weights: Weights) -> None:
        self.exact = {
            k: nn.Parameter(v.float().clone()) for k, v in weights.items() if k != VECTORS
        }
        words = weights[VECTORS].float().clone()
        self.words = nn.Embedding(len(words), words.shape[1], sparse=True, _weight=words)
        # The model's own table is not used: its input are vectors.
        self._body = body({**weights, VECTORS: weights[VECTORS][:1]}, "float32")
        self._rounded = {k: p for k, p in self._body.named_parameters() if k in self.exact}
        for parameter in self._rounded.values():
            parameter.requires_grad_(True)
        self.round()

    def __call__(self, texts: Texts, which: NDArray[np.int64]) -> Tensor:
        """Return unit vectors, (n, width)."""
        ids, mask = texts.padded(which)
        rows = self.words(ids)
        rows = rows + (narrow(rows.flatten(0, 1)).float().view_as(rows) - rows).detach()
        states = self._body(inputs_embeds=rows.to(QUICK), attention_mask=mask)
        return pooled(states.last_hidden_state, mask)

    @torch.no_grad()
    def round(self) -> None:
        """Compute with the exact weights as they now are, rounded."""
        for name, parameter in self._rounded.items():
            parameter.copy_(narrow(self.exact[name]).float())

    def gradients(self) -> None:
        """Hand the gradients of the rounded weights to the exact ones, at most of length 1."""
        for name, parameter in self._rounded.items():
            self.exact[name].grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        nn.utils.clip_grad_norm_(self.exact.values(), 1.0)

    def weights(self) -> dict[str, Tensor]:
        found = {name: parameter.detach().clone() for name, parameter in self.exact.items()}
        return {**found, VECTORS: self.words.weight.detach().clone()}


def chunk(
    sources: NDArray[np.str_], mixture: Mapping[str, float], number: int, seed: int
) -> NDArray[np.int64]:
    """Return about CHUNK pairs, drawn by `mixture`; a source is gone through before it repeats."""
    drawn = []
    shares = {name: share for name, share in mixture.items() if name in sources}
    for name, share in shares.items():
        own = np.flatnonzero(sources == name)
        count = max(1, round(CHUNK * share / sum(shares.values())))
        places = np.arange(number * count, (number + 1) * count)
        for epoch in np.unique(places // len(own)):
            order = np.random.default_rng([seed, int(epoch)]).permutation(own)
            drawn.append(order[places[places // len(own) == epoch] % len(own)])
    return np.concatenate(drawn)


def steps(
    texts: PairTexts, plan: Plan, seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield without end: pairs whose Japanese is read, pairs whose English is."""
    sources = texts.source
    number = 0
    while True:
        pairs = chunk(sources, plan.mixture, number, seed)
        chance = np.random.default_rng([seed, number])
        sides = []
        for side, tokens in ((texts.japanese, plan.japanese), (texts.english, plan.english)):
            parts = [pairs[part] for part in batches(side.lengths[pairs], tokens)]
            sides.append([parts[i] for i in chance.permutation(len(parts))])
        yield from zip(*sides, strict=False)
        number += 1


def contrast(student: Tensor, target: Tensor, queue: Tensor) -> Tensor:
    """Return the loss of texts seeking their translations among all, and of the way back."""
    others = torch.cat([target, queue])
    own = torch.arange(len(target))
    same = target @ others.T > SAME
    same[own, own] = False
    logits = (student @ others.T / TEMPERATURE).masked_fill(same, -1e4)
    back = logits[:, : len(target)].T
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(back, own)) / 2


def in_runs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n, NEIGHBOURS) of the numbers in their order; a rest that fills no run is left."""
    return numbers[: len(numbers) // NEIGHBOURS * NEIGHBOURS].reshape(-1, NEIGHBOURS)


class Searches:
    """Queries and the passages that answer them, in both languages, tokenised."""

    def __init__(self, searches: Sequence[Search], tokens: Sequence[str]) -> None:
        self.queries = [student_texts([s.query[i] for s in searches], tokens) for i in (0, 1)]
        self.passages = [student_texts([s.passage[i] for s in searches], tokens) for i in (0, 1)]
        self._source = np.array([s.source for s in searches])

    def batch(
        self, chance: np.random.Generator, runs: int = SEARCHES // NEIGHBOURS
    ) -> tuple[NDArray[np.int64], int, int]:
        """Draw runs of NEIGHBOURS of one source, and the languages of the two sides."""
        every = in_runs(np.flatnonzero(self._source == chance.choice(np.unique(self._source))))
        which = chance.choice(every, min(runs, len(every)), replace=False).ravel()
        query, passage = chance.integers(2, size=2)
        return which, int(query), int(passage)


def seek(queries: Tensor, passages: Tensor) -> Tensor:
    """Return the loss of queries seeking their passages among all, and of the way back."""
    logits = queries @ passages.T / TEMPERATURE
    own = torch.arange(len(queries))
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


@dataclass(frozen=True, slots=True)
class Lessons:
    """What there is to learn from; `searches` None: nothing is sought."""

    texts: PairTexts
    judgements: Judgements
    searches: Searches | None = None


def only(gradient: Tensor, rows: Tensor) -> Tensor:
    """Return of a sparse gradient what touches `rows`, a bool for each."""
    gradient = gradient.coalesce()
    kept = rows[gradient.indices()[0]]
    return torch.sparse_coo_tensor(
        gradient.indices()[:, kept],
        gradient.values()[kept],
        gradient.shape,
        check_invariants=True,
    )


def learn(
    weights: Weights,
    lessons: Lessons,
    plan: Plan,
    checkpoint: Path,
    seed: int,
    report: Callable[[str], None],
    free: Tensor | None = None,
) -> dict[str, Tensor]:
    """Return the weights after the plan's steps; continues from `checkpoint` where there is one.

    free: (tokens,) bool, the word vectors that learn; None: all do.
    """
    texts, judgements, searches = lessons.texts, lessons.judgements, lessons.searches
    student = Student(weights)
    body_optimizer = torch.optim.AdamW(student.exact.values(), lr=plan.rate, weight_decay=0.0)
    words_optimizer = torch.optim.SparseAdam(student.words.parameters(), lr=plan.words_rate)
    queue = torch.zeros(0, student.words.embedding_dim)
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        for name, value in state["exact"].items():
            student.exact[name].data.copy_(value)
        student.words.load_state_dict(state["words"])
        body_optimizer.load_state_dict(state["body_optimizer"])
        words_optimizer.load_state_dict(state["words_optimizer"])
        queue, done = state["queue"], state["done"]
    chance = np.random.default_rng(seed)
    search_chance = np.random.default_rng([seed, 1])
    losses: list[list[float]] = []
    started = time.monotonic()
    for step, (japanese, english) in enumerate(steps(texts, plan, seed)):
        judged = judgements.batch(chance, plan.judged)
        sought = searches.batch(search_chance) if searches else None
        if step < done:
            continue
        if step >= plan.steps:
            break
        share = min((step + 1) / WARM, 1.02 - step / plan.steps)
        body_optimizer.param_groups[0]["lr"] = plan.rate * share
        words_optimizer.param_groups[0]["lr"] = plan.words_rate * share
        student.round()
        target = torch.from_numpy(texts.target[japanese].astype(np.float32))
        vectors = student(texts.japanese, japanese)
        near = 1 - (vectors * target).sum(1).mean()
        apart = contrast(vectors, target, queue)
        own = torch.from_numpy(texts.target[english].astype(np.float32))
        stay = 1 - (student(texts.english, english) * own).sum(1).mean()
        loss = near + CONTRAST * apart + stay
        order = found = torch.zeros(())
        if step % 2 == 0:
            left, right = (student(s, judged) for s in (judgements.left, judgements.right))
            order = cosent((left * right).sum(1), judgements.score[judged])
            loss = loss + JUDGED * order
        elif searches and sought:
            which, query, passage = sought
            found = seek(
                student(searches.queries[query], which), student(searches.passages[passage], which)
            )
            loss = loss + SEARCH * found
        body_optimizer.zero_grad()
        words_optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        student.gradients()
        if free is not None and student.words.weight.grad is not None:
            student.words.weight.grad = only(student.words.weight.grad, free)
        body_optimizer.step()
        words_optimizer.step()  # type: ignore[no-untyped-call]  # torch's own
        queue = torch.cat([target, queue])[:QUEUE]
        losses.append([near.item(), apart.item(), stay.item(), 2 * order.item(), 2 * found.item()])
        if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == plan.steps:
            state = {
                "exact": {name: value.detach() for name, value in student.exact.items()},
                "words": student.words.state_dict(),
                "body_optimizer": body_optimizer.state_dict(),
                "words_optimizer": words_optimizer.state_dict(),
                "queue": queue,
                "done": step + 1,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
            means = " ".join(f"{value:.4f}" for value in np.mean(losses, axis=0))
            speed = (time.monotonic() - started) / (step + 1 - done)
            report(
                f"body step {step + 1}/{plan.steps}: {means} (near, apart, stay, order, found)"
                f" {speed:.2f} s"
            )
            losses.clear()
    return student.weights()
