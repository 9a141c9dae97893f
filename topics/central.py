"""Which sentences say best what a topic is about?  Always sentences of the papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.records import BlockKind, StoredPassage
from index.central import ENDS, Central
from language import sentences
from topics import clusters
from topics.view import Topics

READ = 16  # of a topic's first passages, from which sentences are taken
LEAST = {"ja": 20}  # characters that a sentence has
LEAST_ELSE = 50


def central(topics: Topics, identifier: str, count: int = 3) -> list[Central]:
    """Return the sentences nearest the middle of a topic, of different papers where it has so
    many, and of both languages where both are there.
    """
    rows = topics.rows_of(identifier)[: 4 * READ].tolist()
    stored = topics.index.catalog.passages(rows, reader=topics.reader)
    passages = [stored[row] for row in rows if row in stored]
    chosen = _spread(passages)[:READ]
    left = nearest(topics, identifier, chosen)
    spoken = {each.passage.passage.language for each in left}
    picked: list[Central] = []
    while left and len(picked) < count:
        papers = {each.passage.document for each in picked}
        missing = spoken - {each.passage.passage.language for each in picked}
        last = len(picked) == count - 1
        best = min(
            range(len(left)),
            key=lambda place: (
                last and bool(missing) and left[place].passage.passage.language not in missing,
                left[place].passage.document in papers,
                place,
            ),
        )
        picked.append(left.pop(best))
    return picked


def nearest(topics: Topics, identifier: str, passages: Sequence[StoredPassage]) -> list[Central]:
    """Return the sentence of each passage that is nearest the middle of the topic, the nearest
    of all first; passages without a whole sentence give none.
    """
    cut = [
        (stored, start, end)
        for stored in passages
        for start, end in sentences(stored.passage.text, stored.passage.language)
        if _whole(stored.passage.text[start:end], stored.passage.language)
    ]
    if not cut:
        return []
    vectors = topics.index.encoder.encode(
        [stored.passage.text[start:end] for stored, start, end in cut], "passage"
    )
    near = _nearness(topics, identifier, vectors, [s.passage.language for s, _, _ in cut])
    best: dict[str, tuple[float, Central]] = {}
    for value, (stored, start, end) in zip(near.tolist(), cut, strict=True):
        if value > best.get(stored.id, (-2.0, None))[0]:
            best[stored.id] = value, Central(stored, start, end)
    return [sentence for _, sentence in sorted(best.values(), key=lambda each: -each[0])]


def _nearness(
    topics: Topics, identifier: str, vectors: NDArray[np.float32], languages: Sequence[str]
) -> NDArray[np.float32]:
    node = topics.node(identifier)
    if node.kind == "cluster" and topics.state:
        spoken = np.array(languages, np.str_)
        own = clusters.without_language(vectors, spoken, topics.state.means)
        near: NDArray[np.float32] = own @ topics.centre(identifier)
        return near
    topic = next(each for each in topics.taxonomy if each.id == identifier)
    meant = topics.index.encoder.encode([topic.described("ja"), topic.described("en")], "passage")
    result: NDArray[np.float32] = clusters.unit(vectors) @ clusters.unit(meant).mean(axis=0)
    return result


def _whole(text: str, language: str) -> bool:
    return len(text) >= LEAST.get(language, LEAST_ELSE) and text.rstrip()[-1:] in ENDS


def _spread(passages: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Order passages so that each paper has its first before any has its second; prose alone."""
    turn: dict[str, int] = {}
    ranked = []
    for place, stored in enumerate(passages):
        if stored.passage.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
            key = f"{stored.document} {stored.passage.language}"
            turn[key] = turn.get(key, 0) + 1
            ranked.append((turn[key], place, stored))
    return [stored for _, _, stored in sorted(ranked, key=lambda each: each[:2])]
