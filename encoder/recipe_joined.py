"""The two halves learn how they are joined, when the body and the lexical table are done.

The body's vectors of some hundred thousand pairs stand still, and so does the table; the plane of
meaning and the matrix that joins both halves learn.  Translations find each other, half of the time
among short everyday sentences alone; similarities within a language stay as the body has them, but
for texts that are near to everything; judged pairs are put in their order; queries seek passages.
Minutes on two cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from encoder.recipe_body import Searches, in_runs, seek
from encoder.recipe_data import Search
from encoder.recipe_static import JUDGED, Judgements, bag, cosent, lexical
from encoder.recipe_texts import PairTexts, Texts, batches

STEPS = 700
BATCH = 2_048
WARM = 30  # steps
RATE = 3e-4
STAY_ENGLISH, STAY_JAPANESE = 45.0, 22.5  # weights of squared changes of similarity
HUBS = 0.5  # how much of CSLS's correction goes into the similarities to keep
NEAREST = 10  # texts that tell how near a text is to everything
SHARE = 2 / 3  # of what is learned that is kept; the rest is as it began
STAYING = 1_024  # texts of a batch whose similarities are compared
SEARCH = 0.3
SEARCHES = 64  # runs of neighbours
REPORT_EVERY = 150
READ_AT_ONCE = 8_192  # tokens, padded
SHORT = "tanaka_tatoeba_graded"  # every second batch is of this source
MOST = 15_000  # pairs of a source that is not named here
MOST_OF = {
    SHORT: 1_000_000,  # all of them
    "kyoto_wiki": 40_000,
    "ejdict_hand": 30_000,
    "azure_architecture_center": 10_000,
    "kyoto_lexicon": 8_000,
    "scenes": 8_000,
    "python_docs": 5_000,
    "xrpl_docs": 5_000,
    "passages": 4_000,
    "tensorflow_docs": 4_000,
    "owasp_mastg": 4_000,
    "php_docs": 2_000,
    "angular_docs": 2_000,
    "ms_d365_headings": 2_000,
}

Reader = Callable[[Tensor, Tensor], Tensor]  # ids and mask to the body's unit vectors


@dataclass(frozen=True, slots=True)
class Joint:
    """How a text's vector comes about: turn @ [plane @ body's vector, sum of the table's rows].

    plane (320, 384), turn (384, 384).
    """

    plane: Tensor
    turn: Tensor


@dataclass(frozen=True, slots=True)
class Side:
    """Texts, and the body's unit vector of each, (texts, 384) float16."""

    texts: Texts
    body: NDArray[np.float16]

    @classmethod
    def read(cls, texts: Texts, reader: Reader) -> Side:
        order = batches(texts.lengths, READ_AT_ONCE)
        rows = torch.cat([reader(*texts.padded(which)).half() for which in order]).numpy()
        return cls(texts, rows[np.argsort(np.concatenate(order))])

    def rows(self, which: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(self.body[which].astype(np.float32))


def chosen(source: NDArray[np.str_], seed: int) -> NDArray[np.int64]:
    """Return the numbers of the pairs that are learned from, in their order."""
    chance = np.random.default_rng(seed)
    found = []
    for name in np.unique(source):
        own = np.flatnonzero(source == name)
        count = min(len(own), MOST_OF.get(str(name), MOST))
        found.append(chance.choice(own, count, replace=False))
    return np.sort(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned from, read by the body.

    `judged`: left and right; `queries` and `passages`: Japanese and English.
    """

    japanese: Side
    english: Side
    source: NDArray[np.str_]
    judgements: Judgements
    judged: tuple[Side, Side]
    searches: Searches
    queries: tuple[Side, Side]
    passages: tuple[Side, Side]

    @classmethod
    def read(
        cls,
        texts: PairTexts,
        judgements: Judgements,
        searches: Searches,
        reader: Reader,
        seed: int,
    ) -> Material:
        which = chosen(texts.source, seed)

        def side(texts: Texts) -> Side:
            return Side.read(texts, reader)

        return cls(
            side(texts.japanese.only(which)),
            side(texts.english.only(which)),
            texts.source[which],
            judgements,
            (side(judgements.left), side(judgements.right)),
            searches,
            (side(searches.queries[0]), side(searches.queries[1])),
            (side(searches.passages[0]), side(searches.passages[1])),
        )


def some_runs(searches: Sequence[Search], count: int, seed: int) -> list[Search]:
    """Return `count` runs of NEIGHBOURS searches, drawn by chance."""
    drawn = np.random.default_rng(seed).permutation(in_runs(np.arange(len(searches))))[:count]
    return [searches[i] for i in drawn.ravel()]


def without_hubs(similarity: Tensor) -> Tensor:
    """Return (n, n) similarities, lower for texts that are near to everything; 1 to oneself.

    The correction is that of CSLS (Conneau et al., 2018) within one language, times HUBS, and none
    on average.
    """
    near = similarity.topk(NEAREST + 1, dim=1).values[:, 1:].mean(1)
    over = HUBS * (near - near.mean()) / 2
    return (similarity - over[:, None] - over[None]).fill_diagonal_(1)


def learn(
    material: Material,
    table: Tensor,
    begin: Joint,
    seed: int,
    report: Callable[[str], None],
) -> Joint:
    """Return the joint after STEPS steps, weighed with its beginning; table: (tokens, 64).

    A mean of weights keeps more of what was there before than less training does (WiSE-FT,
    Wortsman et al., 2022).
    """
    words = bag(table).requires_grad_(False)
    plane, turn = nn.Parameter(begin.plane.clone()), nn.Parameter(begin.turn.clone())
    optimizer = torch.optim.Adam([plane, turn], lr=RATE)
    chance = np.random.default_rng(seed)
    short = material.source == SHORT
    groups = [np.flatnonzero(~short), np.flatnonzero(short)]

    def vectors(side: Side, which: NDArray[np.int64]) -> Tensor:
        halves = [side.rows(which) @ plane.T, lexical(words, side.texts, which)]
        return functional.normalize(torch.cat(halves, 1) @ turn.T, dim=1)

    def moved(side: Side, which: NDArray[np.int64], found: Tensor) -> Tensor:
        """Return the mean squared change of similarities within a language."""
        before = side.rows(which)
        wanted = without_hubs(before @ before.T)[:STAYING, :STAYING]
        return ((found[:STAYING] @ found[:STAYING].T - wanted) ** 2).mean()

    losses: list[list[float]] = []
    for step in range(STEPS):
        share = max(0.02, 1 - step / STEPS) * min(1, (step + 1) / WARM)
        optimizer.param_groups[0]["lr"] = RATE * share
        group = groups[step % 2]
        which = chance.choice(group, min(BATCH, len(group)), replace=False)
        japanese, english = vectors(material.japanese, which), vectors(material.english, which)
        pair = 2 * seek(japanese, english)  # the sum of both ways, of which `seek` is the mean
        stay = STAY_ENGLISH * moved(material.english, which, english) + STAY_JAPANESE * moved(
            material.japanese, which, japanese
        )
        judged = material.judgements.batch(chance, evenly=True)
        left, right = (vectors(side, judged) for side in material.judged)
        order = cosent((left * right).sum(1), material.judgements.score[judged])
        sought, query, passage = material.searches.batch(chance, SEARCHES)
        found = seek(
            vectors(material.queries[query], sought), vectors(material.passages[passage], sought)
        )
        optimizer.zero_grad()
        loss = pair + stay + JUDGED * order + SEARCH * found
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        optimizer.step()
        losses.append([pair.item(), stay.item(), order.item(), found.item()])
        if (step + 1) % REPORT_EVERY == 0:
            means = " ".join(f"{value:.4f}" for value in np.mean(losses, axis=0))
            report(f"joined step {step + 1}/{STEPS}: {means} (pair, stay, order, found)")
            losses.clear()
    return Joint(
        torch.lerp(begin.plane, plane.detach(), SHARE), torch.lerp(begin.turn, turn.detach(), SHARE)
    )
