"""Which sentences of a paper say best what the whole is about?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.records import BlockKind, Span, StoredPassage, parts
from encoder import Encoder
from language import sentences as sentences_of

LEAST = 4  # passages from which on a paper is long enough to need a summary
SENTENCES = 3
SHORT = 20  # characters below which a sentence says too little by itself
ENDS = "。．.！？!?」』”)）"  # a line without an end is a name, a date, a label


@dataclass(frozen=True, slots=True)
class Central:
    """A sentence: `passage.passage.text[start:end]`."""

    passage: StoredPassage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.passage.text[self.start : self.end]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands on its pages."""
        passage = self.passage.passage
        return parts(passage.spans, passage.joiner, self.start, self.end)


def central(
    passages: Sequence[StoredPassage], vectors: NDArray[np.floating], encoder: Encoder
) -> tuple[Central, ...]:
    """Return the most central sentences of a paper, in reading order.

    `vectors` (n, dim) are those of the n passages.  The SENTENCES paragraphs that are nearest to
    the mean of all passages give one sentence each, the one nearest to that mean.  A paper of
    fewer than LEAST passages has none.
    """
    if len(passages) < LEAST:
        return ()
    mean = unit_mean(vectors)
    found = []
    for place in np.argsort(-(vectors.astype(np.float32) @ mean), kind="stable").tolist():
        passage = passages[place].passage
        spans = [
            (start, end)
            for start, end in sentences_of(passage.text, passage.language)
            if end - start >= SHORT and passage.text[end - 1] in ENDS
        ]
        if spans and passage.kind is BlockKind.PARAGRAPH:
            texts = [passage.text[start:end] for start, end in spans]
            best = int(np.argmax(encoder.encode(texts, "passage") @ mean))
            found.append((place, Central(passages[place], *spans[best])))
        if len(found) == SENTENCES:
            break
    return tuple(sentence for _, sentence in sorted(found, key=lambda each: each[0]))


def unit_mean(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the mean of vectors (n, dim), scaled to unit length (dim,) float32."""
    mean = vectors.astype(np.float32).mean(axis=0)
    scaled: NDArray[np.float32] = mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
    return scaled
