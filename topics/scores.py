"""How far is a passage about a topic of the taxonomy?  From its vector and from its words.

A score is a probability: logistic regression on how near the passage, and its paper, lie to
what the topic is described by, by how much that is the nearest of all topics, on the topic's seed
words in the two, and on its terms of the topic's field; with an intercept for each topic.  The
weights are fitted on judged passages (`python -m evaluation.topical`) and stand in
`calibration.json`.  A score depends on the passage's own paper and the taxonomy alone, so that no
other paper shows through it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog import Unit
from catalog.records import Reader
from index import Index
from language import fold
from topics.clusters import Vectors, unit
from topics.state import FOLDER
from topics.taxonomy import Topic

RECIPE = "1"  # raise when the same passage would be scored otherwise
ABOUT = 0.3  # the score from which a passage is about a topic; the best F1 on judged passages
# A paper is about a topic when this share of its passages is, and as many of them.
SHARE, LEAST = 0.08, 2
MOST_SEEDS = 3
FEATURES = ("near", "paper", "nearest", "paper nearest", "seeds", "paper seeds", "terms")
_CALIBRATION = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` of FEATURES; intercepts by topic, `other` for topics that were not judged."""

    weights: tuple[float, ...]
    intercepts: dict[str, float]
    other: float


@cache
def calibration() -> Calibration:
    found = json.loads(_CALIBRATION.read_text(encoding="utf-8"))
    return Calibration(tuple(found["weights"]), found["intercepts"], found["other"])


def scored(taxonomy: Sequence[Topic]) -> list[Topic]:
    """Return the topics that passages are scored for: the subtopics, in their order, and fields
    that have none.
    """
    parents = {topic.parent for topic in taxonomy}
    return [topic for topic in taxonomy if topic.parent or topic.id not in parents]


def key(index: Index, taxonomy: Sequence[Topic]) -> str:
    """Return what decides the scores of a passage."""
    return _key(index.fingerprints, tuple(taxonomy))


@lru_cache(maxsize=16)
def _key(fingerprints: tuple[str, str], taxonomy: tuple[Topic, ...]) -> str:
    said = json.dumps([RECIPE, fingerprints, repr(calibration()), repr(taxonomy)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def keep_up(index: Index, taxonomy: Sequence[Topic]) -> int:
    """Score the passages of current versions that have no scores yet; return how many versions.

    The cost is that of what is new; all is new where the taxonomy has changed.
    """
    topics = scored(taxonomy)
    name, catalog = key(index, taxonomy), index.catalog
    missing = catalog.versions_without_topic_scores(name, index.fingerprints[0])
    if not missing or not topics:
        return 0
    judge = Judge(index, topics)
    for start in range(0, len(missing), 500):
        part = missing[start : start + 500]
        held = {v: (rows, m) for v, rows, m in catalog.vectors(index.fingerprints[0], part)}
        for version in catalog.indexable(part):
            if version.version in held and len(version.passages):
                found = judge.scores(version, held[version.version][1])
                catalog.put_topic_scores(name, version.version, found, inherited(found, topics))
    return len(missing)


def inherited(scores: NDArray[np.floating], topics: Sequence[Topic]) -> dict[str, float]:
    """Return the topics that passages with these scores (n, topics) give to their paper, with
    the mean of their best scores; and the fields of these.
    """
    found: dict[str, float] = {}
    about = (scores >= ABOUT).sum(axis=0)
    for place, topic in enumerate(topics):
        if about[place] >= max(LEAST, SHARE * len(scores)):
            best = float(np.sort(scores[:, place].astype(np.float64))[-about[place] :].mean())
            for name in filter(None, (topic.id, topic.parent)):
                found[name] = max(best, found.get(name, 0.0))
    return found


def of_passages(
    index: Index, taxonomy: Sequence[Topic], *, reader: Reader
) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Return rows (n,) and scores (n, topics) of all that `reader` may see: see `scored`."""
    keep_up(index, taxonomy)
    rows, scores = index.catalog.topic_scores(key(index, taxonomy), reader=reader)
    return rows, scores if scores.size else np.zeros((0, len(scored(taxonomy))), np.float16)


class Judge:
    """Scores passages for some topics."""

    def __init__(self, index: Index, topics: Sequence[Topic]) -> None:
        self._topics = topics
        self._terms = index.terms
        self._means = _described(index, topics)
        # How near the other topics are to a topic is what any passage is to it: nothing.
        between = self._means @ self._means.T
        between -= between.mean(axis=1, keepdims=True)
        np.fill_diagonal(between, 0.0)
        self._typical = between.sum(axis=0) / max(len(topics) - 1, 1)
        self._seeds = [_Seeds(topic) for topic in topics]
        fitted = calibration()
        self._weights = np.array(fitted.weights)
        self._intercepts = np.array([fitted.intercepts.get(t.id, fitted.other) for t in topics])

    def scores(self, version: Unit, vectors: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return the scores (n, topics) of a version's passages with these vectors (n, dim)."""
        found = self.features(version, vectors) @ self._weights + self._intercepts
        result: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-found))).astype(np.float32)
        return result

    def features(self, version: Unit, vectors: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return (n, topics, features): see FEATURES."""
        near = unit(vectors) @ self._means.T
        near = 10 * (near - near.mean(axis=1, keepdims=True) - self._typical)
        paper = near.mean(axis=0, keepdims=True)
        seeds = np.zeros(near.shape)
        terms = np.zeros(near.shape)
        fields = [topic.parent or topic.id for topic in self._topics]
        for place, (_, passage) in enumerate(version.passages):
            text = fold(f"{version.title}\n{passage.heading}\n{passage.text}")
            seeds[place] = [min(each.held(text), MOST_SEEDS) for each in self._seeds]
            held = [term.topic for term in self._terms.held(passage.text)]
            terms[place] = [held.count(field) / (2 + len(held)) for field in fields]
        whole = (paper, _lead(paper), seeds.mean(axis=0, keepdims=True))
        of_paper, lead, seeds_of_paper = (np.broadcast_to(each, near.shape) for each in whole)
        return np.stack([near, of_paper, _lead(near), lead, seeds, seeds_of_paper, terms], axis=2)


_DESCRIBED: dict[tuple[str, tuple[Topic, ...]], Vectors] = {}


def _described(index: Index, topics: Sequence[Topic]) -> Vectors:
    """Return the vector of each topic (n, dim), over both languages; kept in memory and beside the
    index, since to encode all of them takes longer than to score a paper.
    """
    known = index.encoder.fingerprint, tuple(topics)
    if known not in _DESCRIBED:
        name = hashlib.sha256(repr(known).encode()).hexdigest()[:16]
        path = index.folder / FOLDER / f"described-{name}.npy"
        try:
            found = np.load(path, allow_pickle=False)
        except (OSError, ValueError):  # absent or damaged: made again
            texts = [topic.described(language) for topic in topics for language in ("ja", "en")]
            vectors = index.encoder.encode(texts, "passage").reshape(len(topics), 2, -1)
            found = unit(vectors.mean(axis=1))
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                partial = path.with_suffix(".partial")
                with partial.open("wb") as file:
                    np.save(file, found)
                partial.replace(path)
        _DESCRIBED[known] = found
    return _DESCRIBED[known]


def _lead(near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much each topic leads before the best of the others: (n, topics)."""
    if near.shape[1] < 2:
        return np.zeros_like(near)
    best = np.sort(near, axis=1)[:, -2:]
    return np.where(near == best[:, 1:], near - best[:, :1], near - best[:, 1:])


class _Seeds:
    """The seed words of a topic, to be counted in folded text."""

    def __init__(self, topic: Topic) -> None:
        self._japanese = [fold(seed) for seed in topic.seeds_ja]
        self._english = [
            re.compile(rf"\b{re.escape(fold(seed))}(?:s|es)?\b", re.IGNORECASE)
            for seed in topic.seeds_en
        ]

    def held(self, text: str) -> int:
        """Return how many of the seeds stand in `text`."""
        return sum(seed in text for seed in self._japanese) + sum(
            bool(seed.search(text)) for seed in self._english
        )


def by_topic(
    rows: NDArray[np.int64], scores: NDArray[np.floating], topics: Sequence[Topic]
) -> Mapping[str, NDArray[np.int64]]:
    """Return the rows about each topic, those with the best scores first."""
    return dict(_sorted(rows, scores, topics))


def _sorted(
    rows: NDArray[np.int64], scores: NDArray[np.floating], topics: Sequence[Topic]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    for place, topic in enumerate(topics):
        column = scores[:, place]
        about = np.flatnonzero(column >= ABOUT)
        yield topic.id, rows[about[np.argsort(-column[about], kind="stable")]]
