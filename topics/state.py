"""The clusters of one level of readers as they stand: derived, kept beside the index.

`LIBRARY/index/topics/LEVEL.npz` is built from nothing but what readers of that level may see.
Deleting it loses nothing: ids are found again from the last run in the catalogue.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.records import Level
from topics.clusters import Vectors
from topics.labels import Label
from topics.words import Vocabulary

FOLDER = "topics"
Ids = tuple[tuple[str, ...], ...]  # of the clusters of each depth, by their numbers


@dataclass(frozen=True, slots=True)
class State:
    """n passages, ascending by row: their clusters at each depth and their places on the map.

    `key` is what it was made with, `built` how many passages the last building saw; those that
    came later were put to their neighbours.  `points` (n, 2) is NaN where a passage says too
    little to have a place.
    """

    level: Level
    key: str
    built: int
    rows: NDArray[np.int64]
    versions: NDArray[np.int64]
    documents: NDArray[np.str_]
    languages: NDArray[np.str_]
    members: NDArray[np.int32]  # (n, depths)
    ids: Ids
    labels: tuple[tuple[Label, ...], ...]
    points: NDArray[np.float32]
    vocabulary: Vocabulary
    means: dict[str, Vectors]
    fence: float

    @property
    def depths(self) -> int:
        return int(self.members.shape[1])


def path_of(folder: Path, level: Level) -> Path:
    return folder / FOLDER / f"{level}.npz"


def save(state: State, folder: Path) -> None:
    """Write the state in the place of the earlier one, whole or not at all."""
    path = path_of(folder, state.level)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    about = {
        "key": state.key,
        "built": state.built,
        "ids": state.ids,
        "labels": [[(each.ja, each.en) for each in labels] for labels in state.labels],
        "means": sorted(state.means),
        "fence": state.fence,
        "words": state.vocabulary.words,
    }
    with partial.open("wb") as file:
        np.savez(
            file,
            about=_bytes(about),
            rows=state.rows,
            versions=state.versions,
            documents=state.documents,
            languages=state.languages,
            members=state.members,
            points=state.points,
            starts=state.vocabulary.starts,
            numbers=state.vocabulary.numbers,
            means=np.array([state.means[each] for each in sorted(state.means)], np.float32),
        )
    partial.replace(path)


def load(folder: Path, level: Level) -> State | None:
    """Return the state of a level; None where there is none, or it is damaged."""
    try:
        with np.load(path_of(folder, level), allow_pickle=False) as file:
            about = json.loads(bytes(file["about"]))
            return State(
                level,
                about["key"],
                about["built"],
                file["rows"],
                file["versions"],
                file["documents"],
                file["languages"],
                file["members"],
                _ids(about["ids"]),
                tuple(tuple(_label(each) for each in labels) for labels in about["labels"]),
                file["points"],
                Vocabulary(tuple(about["words"]), file["starts"], file["numbers"]),
                dict(zip(about["means"], file["means"], strict=True)),
                about["fence"],
            )
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


@dataclass(frozen=True, slots=True)
class Past:
    """What a run leaves behind: who was in which cluster, and what that was called."""

    rows: NDArray[np.int64]
    members: NDArray[np.int32]
    ids: Ids
    labels: tuple[tuple[Label, ...], ...]


def dump_past(state: State | Past) -> bytes:
    """Return what the catalogue keeps of a run."""
    file = io.BytesIO()
    labels = [[(each.ja, each.en) for each in labels] for labels in state.labels]
    np.savez_compressed(
        file,
        about=_bytes({"ids": state.ids, "labels": labels}),
        rows=np.diff(state.rows, prepend=0),
        members=state.members,
    )
    return file.getvalue()


def load_past(content: bytes) -> Past:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        about = json.loads(bytes(file["about"]))
        return Past(
            np.cumsum(file["rows"]),
            file["members"],
            _ids(about["ids"]),
            tuple(tuple(_label(each) for each in labels) for labels in about["labels"]),
        )


def _bytes(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)


def _ids(found: Sequence[Sequence[str]]) -> Ids:
    return tuple(tuple(each) for each in found)


def _label(found: Any) -> Label:
    return Label(tuple(found[0]), tuple(found[1]))
