"""Making the clusters of a level, and keeping them up with the library.

`build` groups all passages anew; `current` puts what came since to its neighbours and drops what
went, at the cost of the change.  Each level of readers has clusters of its own, built from what
that level may see and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.records import BlockKind, Language, Level, Passage, Reader
from errors import LockedError
from index import Index
from index import stamp as stamps
from topics import clusters, identity, labels, state
from topics import layout as layouts
from topics.clusters import NEAREST, NOISE, SHARPNESS
from topics.labels import Label
from topics.state import Past, State
from topics.words import Vocabulary, terms_by_name, words_of

NAME = "clusters"
RECIPE = "1"  # raise when the same passages would be grouped otherwise
# Characters below which a passage says too little to be grouped: a title page, a caption.
LEAST = {Language.JA: 40}
LEAST_ELSE = 100
TOGETHER = 2_000  # versions that are read at once

Progress = Callable[[str, int, int], object]  # (step, done, of how many)


@dataclass(frozen=True, slots=True)
class Passages:
    """n passages of a level, ascending by row; `telling` (n,) says which can be grouped."""

    rows: NDArray[np.int64]
    versions: NDArray[np.int64]
    documents: NDArray[np.str_]
    languages: NDArray[np.str_]
    texts: tuple[str, ...]
    vectors: NDArray[np.float16]
    telling: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Built:
    """What a building did: `shift` is how far the median passage moved on the map, as a share of
    its radius; None where there was no map before.
    """

    level: Level
    passages: int
    clusters: tuple[int, ...]  # of each depth
    shift: float | None


def build(
    index: Index, *, levels: Sequence[Level] = tuple(Level), progress: Progress | None = None
) -> list[Built]:
    """Group the passages of each level anew.  Clusters keep their ids; what people decided about
    them holds.  LockedError while another process writes to the library.
    """
    index.update()
    done = progress or (lambda *_: None)
    found, made = [], dict[bytes, State]()
    with stamps.writing(index.folder):
        words: dict[int, tuple[str, ...]] = {}
        for number, level in enumerate(levels):
            done("group", number, len(levels))
            passages = gathered(index, Reader(level))
            same = passages.rows.tobytes()  # no need to group and to draw twice what is the same
            built, shift = _build(index, level, passages, words, made.get(same))
            made[same] = built
            counts = tuple(len(ids) for ids in built.ids)
            found.append(Built(level, len(built.rows), counts, shift))
        done("group", len(levels), len(levels))
    return found


def _build(
    index: Index,
    level: Level,
    passages: Passages,
    words: dict[int, tuple[str, ...]],
    alike: State | None,
) -> tuple[State, float | None]:
    past = last(index, level)
    before = _known_points(state.load(index.folder, level), passages.rows)
    telling = passages.telling
    if alike is None:
        grouped = clusters.partition(passages.vectors[telling], passages.languages[telling])
        members = np.full((len(passages.rows), grouped.members.shape[1]), NOISE, np.int32)
        members[telling] = grouped.members
        means, fence = grouped.means, grouped.fence
    else:
        members, means, fence = alike.members, alike.means, alike.fence
    given: list[dict[int, str]] = []
    if past:
        pinned = [d.id for d in index.catalog.cluster_decisions(level=level).values() if d.pinned]
        members, given = identity.keep_pinned(passages.rows, members, past, pinned)
    ids = identity.ids_for(passages.rows, members, past, given)
    if alike is not None and before is None:
        points = alike.points
    else:
        vectors = clusters.without_language(
            passages.vectors[telling], passages.languages[telling], means
        )
        points = np.full((len(passages.rows), 2), np.nan, np.float32)
        points[telling] = layouts.layout(
            vectors, None if before is None else before[telling], jobs=2
        )
    vocabulary = _vocabulary(index, passages, words)
    made = State(
        level,
        key(index),
        len(passages.rows),
        passages.rows,
        passages.versions,
        passages.documents,
        passages.languages,
        members,
        ids,
        _labels(index, members, vocabulary),
        points,
        vocabulary,
        means,
        fence,
    )
    _keep(index, made)
    index.catalog.put_cluster_run(level, state.dump_past(made))
    return made, None if before is None else layouts.shift(before, points)


def key(index: Index) -> str:
    """Return what decides how passages are grouped and named, but for the passages."""
    encoder, analyzer = index.fingerprints
    return hashlib.sha256(f"{RECIPE} {encoder} {analyzer}".encode()).hexdigest()[:16]


def last(index: Index, level: Level) -> Past | None:
    """Return the last run of a level."""
    runs = index.catalog.cluster_runs(level=level)
    return state.load_past(runs[0].content) if runs else None


def current(index: Index, *, reader: Reader) -> State | None:
    """Return the clusters as `reader` may see them now; None where none were built.

    What came since the last building is put to its neighbours, what went or was closed is gone:
    from the clusters, from their words, from the map.  That is kept where it can be written.
    """
    found = state.load(index.folder, reader.level)
    if found is None or found.key != key(index):
        return None
    allowed = index.catalog.searchable(reader=reader)
    gone = ~np.isin(found.versions, allowed)
    fresh = np.setdiff1d(allowed, found.versions)
    waiting = set(index.catalog.versions_without_vectors(index.fingerprints[0]))
    fresh = np.array([each for each in fresh.tolist() if each not in waiting], np.int64)
    added = gathered(index, reader, fresh) if len(fresh) else None
    if not gone.any() and (added is None or not len(added.rows)):
        return found
    changed = _without(found, gone) if gone.any() else found
    if added is not None and len(added.rows):
        changed = _with(index, changed, added)
    changed = replace(changed, labels=_labels(index, changed.members, changed.vocabulary))
    with suppress(LockedError, OSError), stamps.writing(index.folder, wait=False):
        _keep(index, changed)
    return changed


def _keep(index: Index, found: State) -> None:
    state.save(found, index.folder)
    held: dict[str, set[str]] = {}
    for ids, column in zip(found.ids, found.members.T, strict=True):
        inside = column >= 0
        pairs = zip(column[inside].tolist(), found.documents[inside].tolist(), strict=True)
        for number, document in set(pairs):
            held.setdefault(ids[number], set()).add(document)
    index.catalog.put_cluster_members(found.level, held)


def gathered(index: Index, reader: Reader, versions: NDArray[np.int64] | None = None) -> Passages:
    """Return the passages that `reader` may see and that have vectors, or those of `versions`."""
    catalog = index.catalog
    allowed = catalog.searchable(reader=reader)
    if versions is not None:
        allowed = np.intersect1d(allowed, versions)
    rows: list[int] = []
    of: list[tuple[int, str, str]] = []
    texts: list[str] = []
    telling: list[bool] = []
    vectors: list[NDArray[np.float16]] = []
    for start in range(0, len(allowed), TOGETHER):
        part = allowed[start : start + TOGETHER].tolist()
        held = {
            version: (numbers, matrix)
            for version, numbers, matrix in catalog.vectors(index.fingerprints[0], part)
        }
        for unit in catalog.indexable(part):
            numbers, matrix = held.get(unit.version, ([], np.zeros((0, 0), np.float16)))
            if [row for row, _ in unit.passages] != list(numbers):
                continue
            vectors.append(matrix)
            for row, passage in unit.passages:
                rows.append(row)
                of.append((unit.version, unit.document, passage.language))
                texts.append(passage.text)
                telling.append(_tells(passage))
    order = np.argsort(np.array(rows, np.int64), kind="stable")
    dim = index.encoder.dim
    every = np.concatenate([np.zeros((0, dim), np.float16), *(v for v in vectors if len(v))])
    return Passages(
        np.array(rows, np.int64)[order],
        np.array([each[0] for each in of], np.int64)[order],
        np.array([each[1] for each in of], np.str_)[order],
        np.array([each[2] for each in of], np.str_)[order],
        tuple(texts[place] for place in order),
        every[order],
        np.array(telling, np.bool_)[order],
    )


def _tells(passage: Passage) -> bool:
    least = LEAST.get(passage.language, LEAST_ELSE)
    return passage.kind is not BlockKind.CAPTION and len(passage.text) >= least


def _vocabulary(index: Index, passages: Passages, words: dict[int, tuple[str, ...]]) -> Vocabulary:
    """Return the words of the passages; `words` keeps them by row from one level to the next."""
    for row, text, language, tells in zip(
        passages.rows.tolist(), passages.texts, passages.languages, passages.telling, strict=True
    ):
        if row not in words:
            found = words_of(text, Language(language), index.terms) if tells else set()
            words[row] = tuple(sorted(found))
    return _joined([words[row] for row in passages.rows.tolist()])


def _joined(held: Sequence[Sequence[str]]) -> Vocabulary:
    every = sorted({word for words in held for word in words})
    numbers = {word: number for number, word in enumerate(every)}
    return Vocabulary(
        tuple(every),
        np.cumsum([0, *(len(words) for words in held)]).astype(np.int64),
        np.array([numbers[word] for words in held for word in words], np.int32),
    )


def _labels(
    index: Index, members: NDArray[np.int32], vocabulary: Vocabulary
) -> tuple[tuple[Label, ...], ...]:
    terms = terms_by_name(index.catalog.terms())
    return tuple(
        tuple(labels.label(members[:, depth], vocabulary, terms))
        for depth in range(members.shape[1])
    )


def _known_points(found: State | None, rows: NDArray[np.int64]) -> NDArray[np.float32] | None:
    if found is None or not len(found.rows):
        return None
    place = np.minimum(np.searchsorted(found.rows, rows), len(found.rows) - 1)
    known = found.rows[place] == rows
    points = np.full((len(rows), 2), np.nan, np.float32)
    points[known] = found.points[place[known]]
    return points if not np.isnan(points).all() else None


def _without(found: State, gone: NDArray[np.bool_]) -> State:
    kept = ~gone
    vocabulary = found.vocabulary
    held = np.repeat(kept, np.diff(vocabulary.starts))
    used, numbers = np.unique(vocabulary.numbers[held], return_inverse=True)
    lengths = np.diff(vocabulary.starts)[kept]
    return replace(
        found,
        rows=found.rows[kept],
        versions=found.versions[kept],
        documents=found.documents[kept],
        languages=found.languages[kept],
        members=found.members[kept],
        points=found.points[kept],
        vocabulary=Vocabulary(
            tuple(vocabulary.words[number] for number in used),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            numbers.astype(np.int32),
        ),
    )


def _with(index: Index, found: State, added: Passages) -> State:
    members, points = _near(index, found, added)
    places = np.searchsorted(found.rows, added.rows)
    old = found.vocabulary
    numbers = {word: number for number, word in enumerate(old.words)}
    words = list(old.words)
    held: list[list[int]] = []
    for text, language, tells in zip(added.texts, added.languages, added.telling, strict=True):
        named = sorted(words_of(text, Language(language), index.terms)) if tells else []
        for word in named:
            if word not in numbers:
                numbers[word] = len(words)
                words.append(word)
        held.append([numbers[word] for word in named])
    lengths = np.insert(np.diff(old.starts), places, [len(each) for each in held])
    where = np.repeat(old.starts[places], [len(each) for each in held])
    flat = np.array([number for each in held for number in each], np.int32)
    return replace(
        found,
        rows=np.insert(found.rows, places, added.rows),
        versions=np.insert(found.versions, places, added.versions),
        documents=_inserted(found.documents, places, added.documents),
        languages=_inserted(found.languages, places, added.languages),
        members=np.insert(found.members, places, members, axis=0),
        points=np.insert(found.points, places, points, axis=0),
        vocabulary=Vocabulary(
            tuple(words),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.insert(old.numbers, where, flat),
        ),
    )


def _inserted(
    old: NDArray[np.str_], places: NDArray[np.int64], new: NDArray[np.str_]
) -> NDArray[np.str_]:
    # insert() would cut the new strings to the length of the old ones.
    width = max(old.dtype.itemsize, new.dtype.itemsize) // 4
    return np.insert(old.astype(f"<U{max(width, 1)}"), places, new)


def _near(
    index: Index, found: State, added: Passages
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the clusters (n, depths) and places (n, 2) of passages by their nearest neighbours."""
    count = len(added.rows)
    members = np.full((count, found.depths), NOISE, np.int32)
    points = np.full((count, 2), np.nan, np.float32)
    placed = ~np.isnan(found.points[:, 0])
    telling = np.flatnonzero(added.telling)
    if not placed.any() or not len(telling):
        return members, points
    known = vectors_of(index, found)
    base = clusters.without_language(known[placed], found.languages[placed], found.means)
    mine = clusters.without_language(added.vectors[telling], added.languages[telling], found.means)
    similar, numbers = clusters.influence(mine, base, found.languages[placed])
    stays = clusters.nearness(similar) >= found.fence
    weights = similar**SHARPNESS
    around = found.members[placed][numbers]
    for depth in range(found.depths):
        for place, row in enumerate(telling.tolist()):
            votes = around[place, :, depth]
            counted = votes >= 0
            if stays[place] and counted.any():
                totals = np.bincount(votes[counted], weights[place][counted])
                members[row, depth] = totals.argmax()
    best = np.argsort(-weights, axis=1)[:, :NEAREST]
    taken = np.take_along_axis(weights, best, axis=1) + 1e-9
    around_points = found.points[placed][np.take_along_axis(numbers, best, axis=1)]
    points[telling] = np.einsum("ij,ijk->ik", taken, around_points) / taken.sum(axis=1)[:, None]
    return members, points


def vectors_of(
    index: Index, found: State, chosen: NDArray[np.bool_] | None = None
) -> NDArray[np.float16]:
    """Return the vectors of a state's passages, or of those `chosen` (n,), in their order."""
    rows = found.rows if chosen is None else found.rows[chosen]
    versions = np.unique(found.versions if chosen is None else found.versions[chosen]).tolist()
    blocks = list(index.catalog.vectors(index.fingerprints[0], versions))
    if not blocks:
        return np.zeros((0, index.encoder.dim), np.float16)
    held = np.concatenate([numbers for _, numbers, _ in blocks])
    order = np.argsort(held)
    places = order[np.searchsorted(held, rows, sorter=order)]
    return np.concatenate([matrix for _, _, matrix in blocks])[places]
