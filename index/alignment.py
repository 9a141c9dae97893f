"""Which paragraphs of two editions say the same?  Our own aligner.

Each pair of paragraphs gets a likelihood from what the two share: meaning (of the whole and
sentence by sentence), figures, names of the term base, kind.  It is then weighed again with what
stands around: a paragraph follows its neighbours' counterparts, and sections answer sections,
wherever they stand.  So order counts in the main, and a section that has changed places costs
nothing.  Links are one to one where each is the other's likeliest; a paragraph that is left over
joins its neighbour's counterpart if that holds it too.  All others stand alone.

The weights are those of a logistic regression on the dev pairs of `corpus/alignments.tsv`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.records import BlockKind
from encoder import Encoder
from index.figures import figures
from index.paragraphs import Paragraph
from index.terms import TermBase
from language import sentences

RECIPE = "1"  # raise when the same paragraphs would be linked in another way
# What two paragraphs share, each from about 0 to 1 where not said; CONSTANT is added.
SENTENCES, FULLER, WHOLE, FIGURES, NAMES, KIND, CONSTANT = 5.35, 3.29, 5.04, 1.0, 1.08, 2.51, -3.7
# What stands around them: the likelihoods of the pairs before and after, and of the sections.
OWN, BEFORE, AFTER, SECTION, AROUND = 0.83, 1.35, 3.31, 2.36, -3.37
NEIGHBOURS = ((1, 1, 1.0), (1, 0, 0.8), (0, 1, 0.8), (2, 1, 0.7), (1, 2, 0.7), (2, 2, 0.6))
NEAREST = 3  # a similarity counts by how far it is above the mean of the nearest ones
PAIR, JOIN, ALONE = 0.2, 0.2, 0.6  # likelihoods to link the best pair, a neighbour, any other
LEAST = 0.01  # likelihood that a pair needs by itself, whatever stands around it

Matrix = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Link:
    """Paragraphs `a` and `b` (their numbers) say the same, with a likelihood of 0 to 1."""

    a: int
    b: int
    score: float


def align(
    a: Sequence[Paragraph],
    b: Sequence[Paragraph],
    languages: tuple[str, str],
    *,
    encoder: Encoder,
    terms: TermBase,
) -> tuple[Link, ...]:
    """Return the links between two editions' paragraphs, in the order of the first.

    Encodes every paragraph and every sentence of both: a second or two for ten pages.
    """
    if not a or not b:
        return ()
    alone = _alike(a, b, languages, encoder, terms)
    own = _sigmoid(alone)
    around = OWN * alone + BEFORE * _beside(own, -1) + AFTER * _beside(own, 1) + AROUND
    likely = _sigmoid(around + SECTION * _sections(own, a, b))
    links = _linked(np.where(own > LEAST, likely, np.float32(0)))
    return tuple(Link(a[i].number, b[j].number, float(likely[i, j])) for i, j in sorted(links))


def _alike(
    a: Sequence[Paragraph],
    b: Sequence[Paragraph],
    languages: tuple[str, str],
    encoder: Encoder,
    terms: TermBase,
) -> Matrix:
    """Return the log odds (len(a), len(b)) that two paragraphs say the same, order aside."""
    first, second = _Encoded(a, languages[0], encoder), _Encoded(b, languages[1], encoder)
    products = first.sentences @ second.sentences.T
    # How much of a paragraph of one is said in each of the other, sentence by sentence.
    of_a = first.mean(np.maximum.reduceat(products, second.starts, axis=1))
    of_b = second.mean(np.maximum.reduceat(products, first.starts, axis=0).T).T
    kinds = [[_kind(each) for each in parts] for parts in (a, b)]
    shared, smaller = _common([figures(p.text) for p in a], [figures(p.text) for p in b])
    counted = np.divide(shared, smaller, out=np.zeros_like(shared), where=smaller > 0)
    named, _ = _common(*([{e.id for e in terms.expand(p.text)} for p in parts] for parts in (a, b)))
    odds: Matrix = (
        SENTENCES * _above((of_a + of_b) / 2)
        + FULLER * _above(np.maximum(of_a, of_b))
        + WHOLE * _above(first.wholes @ second.wholes.T)
        + FIGURES * counted * np.minimum(shared, 1)
        + NAMES * np.minimum(named, 1.5)
        + KIND * np.equal.outer(*map(np.array, kinds))
        + CONSTANT
    ).astype(np.float32)
    return odds


class _Encoded:
    """Vectors of paragraphs (n, dim) and of their sentences, which start at `starts`."""

    def __init__(self, parts: Sequence[Paragraph], language: str, encoder: Encoder) -> None:
        split = [
            [part.text[start:end] for start, end in sentences(part.text, language)] or [part.text]
            for part in parts
        ]
        texts = [text for each in split for text in each]
        wholes = [part.text for part in parts]
        # Many an item is one sentence: what stands twice is encoded once.
        place = {text: at for at, text in enumerate(dict.fromkeys([*wholes, *texts]))}
        vectors = encoder.encode(list(place), "passage")
        self.wholes = vectors[[place[text] for text in wholes]]
        self.sentences = vectors[[place[text] for text in texts]]
        self.starts = np.cumsum([0, *map(len, split[:-1])])
        self._lengths = np.array([len(text) for text in texts], np.float32)[:, None]

    def mean(self, values: Matrix) -> Matrix:
        """Return the means over each paragraph's sentences, longer ones counting more."""
        sums = np.add.reduceat(values * self._lengths, self.starts, axis=0)
        found: Matrix = sums / np.add.reduceat(self._lengths, self.starts, axis=0)
        return found


def _above(similar: Matrix) -> Matrix:
    """Return how far similarities are above those with the nearest ones of both sides (CSLS)."""
    rows = np.sort(similar, axis=1)[:, -NEAREST:].mean(axis=1, keepdims=True)
    columns = np.sort(similar, axis=0)[-NEAREST:].mean(axis=0, keepdims=True)
    found: Matrix = 2 * similar - rows - columns
    return found


def _common(a: Sequence[Collection[str]], b: Sequence[Collection[str]]) -> tuple[Matrix, Matrix]:
    """Return the weight of what paragraphs share, and of all that the one with less has.

    What k paragraphs have weighs 1 / log2(1 + k): the rarer, the more telling.
    """
    frequency = Counter(each for has in (*a, *b) for each in has)
    place = {each: at for at, each in enumerate(frequency)}
    weights = np.array([1 / np.log2(1 + count) for count in frequency.values()], np.float32)

    def table(sides: Sequence[Collection[str]]) -> Matrix:
        found = np.zeros((len(sides), len(place)), np.float32)
        for row, has in zip(found, sides, strict=True):
            row[[place[each] for each in has]] = 1
        return found

    one, other = table(a), table(b)
    shared: Matrix = (one * weights) @ other.T
    return shared, np.minimum((one @ weights)[:, None], (other @ weights)[None, :])


def _kind(part: Paragraph) -> str:
    """Items and paragraphs are one kind: editions differ in what they list."""
    return BlockKind.PARAGRAPH if part.kind is BlockKind.LIST_ITEM else part.kind


def _beside(likely: Matrix, way: int) -> Matrix:
    """Return the likelihood of the best pair just before (-1) or after (1) each pair."""
    n, m = likely.shape
    edge = 2
    wide = np.pad(likely, edge)
    found: Matrix = np.maximum.reduce(
        [
            weight
            * wide[edge + way * down : edge + way * down + n, edge + way * on : edge + way * on + m]
            for down, on, weight in NEIGHBOURS
        ]
    )
    return found


def _sections(likely: Matrix, a: Sequence[Paragraph], b: Sequence[Paragraph]) -> Matrix:
    """Return for each pair how much of the two sections that they stand in is likely one."""
    first, second = _section_of(a), _section_of(b)
    shared = first.T @ likely @ second
    rows = np.maximum(shared.sum(axis=1), 0.5)[:, None]
    columns = np.maximum(shared.sum(axis=0), 0.5)[None, :]
    found: Matrix = first @ (shared / np.sqrt(rows * columns)) @ second.T
    return found


def _section_of(parts: Sequence[Paragraph]) -> Matrix:
    numbers = np.cumsum([part.kind is BlockKind.HEADING for part in parts])
    found: Matrix = np.eye(numbers.max() + 1, dtype=np.float32)[numbers]
    return found


def _linked(likely: Matrix) -> set[tuple[int, int]]:
    """Return the pairs to link, by their places: those that are each other's likeliest; then what
    is left over, where it stands beside a link of its likeliest counterpart, or is likely enough.
    """
    of_a, of_b = _best(likely), {(i, j) for j, i in _best(likely.T)}
    links = {(i, j) for i, j in of_a & of_b if likely[i, j] > PAIR}
    alone_a = {(i, j) for i, j in of_a if i not in {i for i, _ in links}}
    alone_b = {(i, j) for i, j in of_b if j not in {j for _, j in links}}
    for _ in range(2):  # twice: what has joined is a neighbour too
        links |= {(i, j) for i, j in alone_a if _joins(likely[i, j], {i - 1, i + 1}, {j}, links)}
        links |= {(i, j) for i, j in alone_b if _joins(likely[i, j], {i}, {j - 1, j + 1}, links)}
    return links


def _joins(
    likely: float, beside_a: set[int], beside_b: set[int], links: set[tuple[int, int]]
) -> bool:
    beside = any((i, j) in links for i in beside_a for j in beside_b)
    return likely > (JOIN if beside else ALONE)


def _best(likely: Matrix) -> set[tuple[int, int]]:
    return set(enumerate(likely.argmax(axis=1).tolist()))


def _sigmoid(odds: Matrix) -> Matrix:
    found: Matrix = 1 / (1 + np.exp(-odds))
    return found
