"""The topics as one reader sees them: the taxonomy's and the clusters, with what is in each.

All of it is counted from what that reader may see and nothing else.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from catalog.records import Reader
from catalog.topics import Decision
from errors import NotFoundError
from index import Index
from topics import build, clusters, labels, scores
from topics.labels import Label
from topics.state import State
from topics.taxonomy import Topic
from topics.words import terms_by_name

Rows = NDArray[np.int64]
_SERIALS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Node:
    """A topic: a field or subtopic of the taxonomy, or a cluster.

    `parent` is the id of the field, or of the coarser cluster, that it lies in; empty where
    there is none.  `depth` counts from 0, the coarsest.  `named` says that people named it.
    """

    id: str
    kind: str  # "taxonomy" or "cluster"
    ja: str
    en: str
    passages: int
    documents: int
    parent: str = ""
    depth: int = 0
    named: bool = False
    pinned: bool = False
    excluded: bool = False

    def name(self, language: str) -> str:
        first, second = (self.ja, self.en) if language == "ja" else (self.en, self.ja)
        return first or second or self.id


class Topics:
    """What `open` read; a value of the moment, to be opened anew when the library changes."""

    def __init__(
        self,
        index: Index,
        taxonomy: Sequence[Topic],
        reader: Reader,
        state: State | None,
        scored: tuple[Rows, NDArray[np.float16]],
    ) -> None:
        self.serial = next(_SERIALS)  # tells this value from all others, for caches
        self.index = index
        self.taxonomy = tuple(taxonomy)
        self.reader = reader
        self.state = state
        self.rows, self.scores = scored
        self.decisions = index.catalog.cluster_decisions(level=reader.level) if state else {}
        self._about = scores.by_topic(self.rows, self.scores, scores.scored(taxonomy))
        self._documents = self._places()
        self.members = self._merged()
        self.nodes = (*self._taxonomy_nodes(), *self._cluster_nodes())
        self._by_id = {node.id: node for node in self.nodes}

    @classmethod
    def open(cls, index: Index, taxonomy: Sequence[Topic], *, reader: Reader) -> Topics:
        """Read the topics as `reader` sees them now; scores and clusters are kept up first."""
        scored = scores.of_passages(index, taxonomy, reader=reader)
        return cls(index, taxonomy, reader, build.current(index, reader=reader), scored)

    @property
    def _built(self) -> State:
        if self.state is None:
            raise NotFoundError("not-found", id=build.NAME)
        return self.state

    @property
    def fresh(self) -> float:
        """The share of passages that came after the clusters were last built."""
        if self.state is None or not len(self.state.rows):
            return 0.0
        return max(0.0, 1.0 - self.state.built / len(self.state.rows))

    def node(self, identifier: str) -> Node:
        """Return a topic; NotFoundError where `reader` has none of this id."""
        try:
            return self._by_id[identifier]
        except KeyError as problem:
            raise NotFoundError("not-found", id=identifier) from problem

    def children(self, identifier: str) -> list[Node]:
        return [node for node in self.nodes if node.parent == identifier and not node.excluded]

    def shown(self, kind: str, depth: int | None = None) -> list[Node]:
        """Return the topics of a kind that are not excluded, pinned ones first."""
        found = [
            node
            for node in self.nodes
            if node.kind == kind and not node.excluded and depth in (None, node.depth)
        ]
        return sorted(found, key=lambda node: not node.pinned)

    def rows_of(self, identifier: str) -> Rows:
        """Return the passages of a topic: of the taxonomy's the best first, of a cluster the most
        central.
        """
        node = self.node(identifier)
        if node.kind == "taxonomy":
            return self._rows_about(identifier)
        place = self._place_of(identifier)
        chosen = self.members[:, place[0]] == place[1]
        near = self.nearness(chosen)
        rows: Rows = self._built.rows[chosen][np.argsort(-near, kind="stable")]
        return rows

    def documents_of(self, identifier: str) -> list[str]:
        """Return the documents of a topic, those with most of its passages first."""
        node = self.node(identifier)
        rows = self._rows_about(identifier) if node.kind == "taxonomy" else self._held(identifier)
        held, counts = np.unique(self._of(rows), return_counts=True)
        return [str(each) for each in held[np.argsort(-counts, kind="stable")]]

    def clusters_of(self, row: int) -> tuple[str, ...]:
        """Return the clusters that a passage is in, coarse to fine."""
        if self.state is None:
            return ()
        place = int(np.searchsorted(self.state.rows, row))
        if place >= len(self.state.rows) or self.state.rows[place] != row:
            return ()
        return tuple(
            self.state.ids[depth][number]
            for depth, number in enumerate(self.members[place].tolist())
            if number >= 0
        )

    def centre(self, identifier: str) -> NDArray[np.float32]:
        """Return the middle (dim,) of a cluster, less what is of its languages."""
        place = self._place_of(identifier)
        vectors = self._vectors(self.members[:, place[0]] == place[1])
        middle: NDArray[np.float32] = clusters.unit(vectors.mean(axis=0, keepdims=True))[0]
        return middle

    def nearness(self, chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return how near the chosen passages of the state lie to their middle."""
        vectors = self._vectors(chosen)
        if not len(vectors):
            return np.zeros(0, np.float32)
        middle = clusters.unit(vectors.mean(axis=0, keepdims=True))[0]
        near: NDArray[np.float32] = vectors @ middle
        return near

    def label(self, identifier: str) -> Label:
        """Return the words of a cluster, whatever people named it."""
        depth, number = self._place_of(identifier)
        return self._labels[depth][number]

    def own_name(self, identifier: str, language: str) -> str:
        """Return the name of a cluster that was merged into another one."""
        decided = self.decisions.get(identifier)
        if decided and (decided.name_ja or decided.name_en):
            first, second = decided.name_ja, decided.name_en
            return (first or second) if language == "ja" else (second or first)
        if self.state is not None:
            depth, number = self._place_of(identifier)
            return self.state.labels[depth][number].text(language) or identifier
        return identifier

    def _vectors(self, chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
        state = self._built
        return clusters.without_language(
            build.vectors_of(self.index, state, chosen), state.languages[chosen], state.means
        )

    def _rows_about(self, identifier: str) -> Rows:
        if identifier in self._about:
            return self._about[identifier]
        below = [topic.id for topic in self.taxonomy if topic.parent == identifier]
        columns = [
            place for place, topic in enumerate(scores.scored(self.taxonomy)) if topic.id in below
        ]
        if not columns or not len(self.rows):
            return np.zeros(0, np.int64)
        best = self.scores[:, columns].max(axis=1)
        about = np.flatnonzero(best >= scores.ABOUT)
        return self.rows[about[np.argsort(-best[about], kind="stable")]]

    def _held(self, identifier: str) -> Rows:
        depth, number = self._place_of(identifier)
        rows: Rows = self._built.rows[self.members[:, depth] == number]
        return rows

    def _place_of(self, identifier: str) -> tuple[int, int]:
        if self.state is not None:
            for depth, ids in enumerate(self.state.ids):
                if identifier in ids:
                    return depth, ids.index(identifier)
        raise NotFoundError("not-found", id=identifier)

    def _places(self) -> dict[int, str]:
        """Return the document of each passage that is scored or grouped, by row."""
        found = self.index.catalog.holders(self.rows.tolist(), reader=self.reader)
        places = {row: str(document) for row, document in found.items()}
        if self.state is not None:
            places |= zip(self.state.rows.tolist(), self.state.documents.tolist(), strict=True)
        return places

    def _of(self, rows: Rows) -> NDArray[np.str_]:
        """Return the documents of passages."""
        return np.array([self._documents[row] for row in rows.tolist()], np.str_)

    def _merged(self) -> NDArray[np.int32]:
        """Return the members (n, depths) with clusters that people joined as one, and work out
        the words that these have now.
        """
        if self.state is None:
            self._labels: tuple[tuple[Label, ...], ...] = ()
            return np.zeros((0, 0), np.int32)
        members = self.state.members.copy()
        changed = False
        for depth, ids in enumerate(self.state.ids):
            for number, identifier in enumerate(ids):
                decided = self.decisions.get(identifier)
                aim = decided.merged if decided else ""
                if aim in ids:
                    members[members[:, depth] == number, depth] = ids.index(aim)
                    changed = True
        self._labels = self.state.labels
        if changed:
            terms = terms_by_name(self.index.catalog.terms())
            self._labels = tuple(
                tuple(_padded(labels.label(column, self.state.vocabulary, terms), len(ids)))
                for column, ids in zip(members.T, self.state.ids, strict=True)
            )
        return members

    def _taxonomy_nodes(self) -> list[Node]:
        found = []
        for topic in self.taxonomy:
            rows = self._rows_about(topic.id)
            documents = len({self._documents[row] for row in rows.tolist()})
            depth = 1 if topic.parent else 0
            found.append(
                Node(
                    *(topic.id, "taxonomy", topic.ja, topic.en, len(rows), documents),
                    parent=topic.parent,
                    depth=depth,
                )
            )
        return found

    def _cluster_nodes(self) -> list[Node]:
        if self.state is None:
            return []
        found = []
        for depth, ids in enumerate(self.state.ids):
            column = self.members[:, depth]
            order = np.argsort(column, kind="stable")
            bounds = np.searchsorted(column[order], np.arange(len(ids) + 1))
            for number, identifier in enumerate(ids):
                inside = order[bounds[number] : bounds[number + 1]]
                if not len(inside):
                    continue
                words, decided = self._labels[depth][number], self.decisions.get(identifier)
                found.append(
                    Node(
                        identifier,
                        "cluster",
                        (decided.name_ja if decided else "") or words.text("ja"),
                        (decided.name_en if decided else "") or words.text("en"),
                        len(inside),
                        len(np.unique(self.state.documents[inside])),
                        self._parent(inside, depth),
                        depth,
                        bool(decided and (decided.name_ja or decided.name_en)),
                        bool(decided and decided.pinned),
                        bool(decided and decided.excluded),
                    )
                )
        found.sort(key=lambda node: (node.depth, -node.passages, node.id))
        return found

    def _parent(self, inside: NDArray[np.int64], depth: int) -> str:
        if not depth or self.state is None:
            return ""
        above = self.members[inside, depth - 1]
        above = above[above >= 0]
        return self.state.ids[depth - 1][int(np.bincount(above).argmax())] if len(above) else ""


class Changes(TypedDict, total=False):
    """What can be decided about a cluster; `merged` is the id of another one of the same depth,
    empty to part them again.
    """

    name_ja: str
    name_en: str
    pinned: bool
    excluded: bool
    merged: str


def decide(index: Index, identifier: str, *, reader: Reader, **changes: Unpack[Changes]) -> None:
    """Keep what `reader`, who sees the cluster, decides about it.

    It holds for readers of the same level, who see the same clusters.
    """
    state = build.current(index, reader=reader)
    depth_of = {i: depth for depth, ids in enumerate(state.ids if state else ()) for i in ids}
    aim = changes.get("merged")
    if identifier not in depth_of:
        raise NotFoundError("not-found", id=identifier)
    if aim and (aim == identifier or depth_of.get(aim) != depth_of[identifier]):
        raise NotFoundError("not-found", id=aim)
    decisions = index.catalog.cluster_decisions(level=reader.level)
    if aim:
        # What was merged before goes along, so that no chain arises.
        beyond = decisions.get(aim)
        aim = changes["merged"] = (beyond.merged if beyond else "") or aim
        if aim == identifier:
            raise NotFoundError("not-found", id=identifier)
        for each in decisions.values():
            if each.merged == identifier:
                index.catalog.decide_cluster(replace(each, merged=aim))
    start = decisions.get(identifier) or Decision(
        identifier, reader.level, dt.datetime.now(dt.UTC).replace(microsecond=0)
    )
    index.catalog.decide_cluster(replace(start, **changes))


def _padded(found: list[Label], count: int) -> list[Label]:
    return found + [Label()] * (count - len(found))
