"""What has changed since an earlier building of the clusters, as one reader may be told it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.topics import Run
from errors import register
from topics import identity
from topics.identity import Event
from topics.labels import Label
from topics.state import Past, load_past
from topics.view import Topics

register(
    {
        "topics-not-built": (
            "No clusters have been built for this library. Run `kakehashi topics build`.",
            "このライブラリではまだクラスターが作られていません。"
            "`kakehashi topics build` を実行してください。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """A cluster of either run with what it may be called; empty where that would tell of papers
    that the reader may not see, or that are gone.
    """

    id: str
    ja: str
    en: str
    present: bool  # whether it is there now

    def name(self, language: str) -> str:
        first, second = (self.ja, self.en) if language == "ja" else (self.en, self.ja)
        return first or second


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the names of what it tells of."""

    event: Event
    cluster: Named
    others: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """What happened since the run `since`; `came` and `went` count passages."""

    since: Run
    at: dt.datetime
    came: int
    went: int
    events: tuple[Told, ...]


def changes(topics: Topics, since: int | None = None) -> Diff | None:
    """Compare the clusters of now with those of a run: the one before the last where none is
    named.  None where there is nothing to compare with.

    Only passages that the reader may still see count, in the old run too; and an old cluster is
    called by its old words only where all papers behind these are still there to be seen.
    """
    runs = topics.index.catalog.cluster_runs(level=topics.reader.level)
    chosen = [run for run in runs if run.number == since] if since else runs[1:2] or runs[:1]
    if not chosen or topics.state is None:
        return None
    run = chosen[0]
    past = load_past(run.content)
    seen = topics.index.catalog.holders(past.rows.tolist(), reader=topics.reader)
    visible = np.isin(past.rows, np.array(sorted(seen), np.int64))
    kept = Past(past.rows[visible], past.members[visible], past.ids, past.labels)
    state = topics.state
    now = Past(state.rows, topics.members, state.ids, state.labels)
    names = _names(topics, past, visible)
    told = []
    for event in identity.compare(kept, now):
        excluded = topics.decisions.get(event.id)
        if not (excluded and excluded.excluded):
            others = tuple(names(other) for other in event.others)
            told.append(Told(event, names(event.id), others))
    return Diff(
        run,
        run.at,
        int((~np.isin(state.rows, kept.rows)).sum()),
        int((~np.isin(kept.rows, state.rows)).sum()),
        tuple(told),
    )


def _names(topics: Topics, past: Past, visible: NDArray[np.bool_]) -> Callable[[str], Named]:
    nodes = {node.id: node for node in topics.nodes}

    def old(identifier: str) -> Label:
        for depth, ids in enumerate(past.ids):
            if identifier in ids:
                number = ids.index(identifier)
                if visible[past.members[:, depth] == number].all():
                    return past.labels[depth][number]
        return Label()

    def named(identifier: str) -> Named:
        node = nodes.get(identifier)
        if node:
            return Named(identifier, node.ja, node.en, present=True)
        label = old(identifier)
        return Named(identifier, label.text("ja"), label.text("en"), present=False)

    return named
