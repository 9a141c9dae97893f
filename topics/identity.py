"""Is this cluster one that was there before?  And what has changed since?

A cluster is its passages: the new one that shares most with an old one takes over its id.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from topics.state import Past

PREFIX = "c-"  # of the ids of clusters; no topic of the taxonomy may begin so
SAME = 0.2  # Jaccard index, among passages that both runs know, from which a cluster goes on
PART = 0.25  # share of a cluster that makes a part of it worth telling
MOST = 0.5
GROWN = 1.2  # times its earlier size


class Change(StrEnum):
    APPEARED = "appeared"
    GREW = "grew"
    SPLIT = "split"
    MERGED = "merged"
    FADED = "faded"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a cluster; `others` are the ids that it came from or went to.

    For `SPLIT` and `FADED` the id is of the older run, else of the newer one.
    """

    change: Change
    id: str
    depth: int
    before: int  # passages
    after: int
    others: tuple[str, ...] = ()


def fresh_id() -> str:
    """Return an id that says nothing and cannot be guessed."""
    return PREFIX + secrets.token_hex(5)


def keep_pinned(
    rows: NDArray[np.int64], members: NDArray[np.int32], past: Past, pinned: Collection[str]
) -> tuple[NDArray[np.int32], list[dict[int, str]]]:
    """Hold the passages of pinned clusters together: with most of what they were found with, or
    by themselves.  Returns the members (n, depths) and, of each depth, the ids so given.
    """
    members = members.copy()
    given: list[dict[int, str]] = [{} for _ in range(members.shape[1])]
    for depth in range(min(members.shape[1], len(past.ids))):
        before = _before(rows, past, depth)
        column = members[:, depth]
        for number, identifier in enumerate(past.ids[depth]):
            held = before == number
            if identifier not in pinned or not held.any():
                continue
            found = column[held & (column >= 0)]
            best = int(np.bincount(found).argmax()) if len(found) else -1
            shared = (held & (column == best)).sum()
            if best < 0 or best in given[depth] or shared < MOST * (column == best).sum():
                best = int(column.max(initial=-1)) + 1
            column[held] = best
            given[depth][best] = identifier
    return members, given


def ids_for(
    rows: NDArray[np.int64],
    members: NDArray[np.int32],
    past: Past | None,
    given: Sequence[dict[int, str]] = (),
) -> tuple[tuple[str, ...], ...]:
    """Return the id of each cluster of `members` (n, depths), by its number."""
    found = []
    for depth in range(members.shape[1]):
        column = members[:, depth]
        count = int(column.max(initial=-1)) + 1
        known = dict(given[depth]) if depth < len(given) else {}
        if past is not None and depth < len(past.ids):
            known |= _continued(column, rows, past, depth, known)
        found.append(tuple(known.get(number) or fresh_id() for number in range(count)))
    return tuple(found)


def _before(rows: NDArray[np.int64], past: Past, depth: int) -> NDArray[np.int32]:
    """Return the number of the cluster that each row was in; -1 where it was in none."""
    found = np.full(len(rows), -1, np.int32)
    if len(past.rows):
        place = np.minimum(np.searchsorted(past.rows, rows), len(past.rows) - 1)
        known = past.rows[place] == rows
        found[known] = past.members[place[known], depth]
    return found


def _continued(
    column: NDArray[np.int32],
    rows: NDArray[np.int64],
    past: Past,
    depth: int,
    taken: dict[int, str],
) -> dict[int, str]:
    from scipy.optimize import linear_sum_assignment

    before = _before(rows, past, depth)
    old, new = len(past.ids[depth]), int(column.max(initial=-1)) + 1
    if not old or not new:
        return {}
    both = _table(before, column, old, new)
    known = np.isin(rows, past.rows)
    sizes_old = np.bincount(before[before >= 0], minlength=old)
    sizes_new = np.bincount(column[(column >= 0) & known], minlength=new)
    union = sizes_old[:, None] + sizes_new[None, :] - both
    jaccard = both / np.maximum(union, 1)
    for number, identifier in enumerate(past.ids[depth]):
        if identifier in taken.values():
            jaccard[number] = 0.0
    jaccard[:, list(taken)] = 0.0
    pairs = zip(*linear_sum_assignment(-jaccard), strict=True)
    return {int(n): past.ids[depth][o] for o, n in pairs if jaccard[o, n] >= SAME}


def _table(
    old: NDArray[np.int32], new: NDArray[np.int32], many_old: int, many_new: int
) -> NDArray[np.int64]:
    """Count the passages that went from each old to each new cluster."""
    inside = (old >= 0) & (new >= 0)
    flat = old[inside].astype(np.int64) * many_new + new[inside]
    return np.bincount(flat, minlength=many_old * many_new).reshape(many_old, many_new)


def compare(past: Past, now: Past) -> list[Event]:
    """Return what happened between two runs, depth by depth, the largest changes first."""
    events = []
    for depth in range(min(len(past.ids), len(now.ids))):
        found = list(_events(past, now, depth))
        order = list(Change)
        found.sort(key=lambda e: (order.index(e.change), -max(e.before, e.after), e.id))
        events += found
    return events


def _events(past: Past, now: Past, depth: int) -> Iterator[Event]:
    old_ids, new_ids = past.ids[depth], now.ids[depth]
    if not old_ids or not new_ids:
        return
    rows = np.union1d(past.rows, now.rows)
    before = _before(rows, past, depth)
    after = _before(rows, now, depth)
    both = _table(before, after, len(old_ids), len(new_ids))
    old = np.bincount(before[before >= 0], minlength=len(old_ids))
    new = np.bincount(after[after >= 0], minlength=len(new_ids))
    left = np.bincount(before[(before >= 0) & np.isin(rows, now.rows)], minlength=len(old_ids))
    places = {identifier: number for number, identifier in enumerate(new_ids)}
    swallowed: set[str] = set()
    for n, identifier in enumerate(new_ids):
        if not new[n]:
            continue
        gave = [o for o in range(len(old_ids)) if old[o] and both[o, n] >= MOST * old[o]]
        others = tuple(old_ids[o] for o in gave if old_ids[o] != identifier)
        if len(gave) > 1:
            swallowed |= {*others, identifier}
            yield Event(Change.MERGED, identifier, depth, int(old[gave].max()), int(new[n]), others)
        elif identifier not in old_ids:
            came = tuple(
                old_ids[o] for o in range(len(old_ids)) if new[n] and both[o, n] >= PART * new[n]
            )
            yield Event(Change.APPEARED, identifier, depth, 0, int(new[n]), came)
    for o, identifier in enumerate(old_ids):
        if not old[o]:
            continue
        parts = [n for n in range(len(new_ids)) if left[o] and both[o, n] >= PART * left[o]]
        size = int(new[places[identifier]]) if identifier in places else 0
        if len(parts) > 1:
            others = tuple(new_ids[n] for n in parts)
            yield Event(Change.SPLIT, identifier, depth, int(old[o]), size, others)
        elif identifier in swallowed:
            continue
        elif size < MOST * old[o]:
            others = tuple(new_ids[n] for n in parts if new_ids[n] != identifier)
            yield Event(Change.FADED, identifier, depth, int(old[o]), size, others)
        elif size >= GROWN * old[o] and size >= old[o] + 3:
            yield Event(Change.GREW, identifier, depth, int(old[o]), size)
