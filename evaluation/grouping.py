"""Are the right items put together as one event?  B-cubed over `corpus/digest/events.tsv`."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from briefing.digest.grouping import grouped
from briefing.digest.records import Item
from catalog.records import Language
from index import Index


@dataclass(frozen=True, slots=True)
class GroupingRow:
    split: str
    items: int
    events: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(known: Sequence[object], found: Sequence[object]) -> tuple[float, float]:
    """Return B-cubed precision and recall (Bagga and Baldwin, ACL 1998) of two labellings.

    >>> b_cubed("aab", "xyy")
    (0.6666666666666666, 0.6666666666666666)
    """
    _, gold = np.unique([str(each) for each in known], return_inverse=True)
    _, made = np.unique([str(each) for each in found], return_inverse=True)
    same_gold, same_made = np.equal.outer(gold, gold), np.equal.outer(made, made)
    both = (same_gold & same_made).sum(axis=1)
    return float((both / same_made.sum(axis=1)).mean()), float(
        (both / same_gold.sum(axis=1)).mean()
    )


def load(path: Path, split: str = "all") -> list[tuple[str, Item]]:
    """Read `events.tsv`: (event, item); an empty list where there is none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (
            row["event"],
            Item(
                row["title"],
                dt.datetime.combine(dt.date.fromisoformat(row["date"]), dt.time(), dt.UTC),
                Language(row["language"]),
                row["summary"],
            ),
        )
        for row in rows
        if split in {"all", row["split"]}
    ]


def grouping(index: Index, path: Path, split: str) -> GroupingRow | None:
    """Measure the desk's grouping on a split; None where there are no judged events."""
    known = load(path, split)
    if not known:
        return None
    event_of = {item.id: event for event, item in known}
    made = {
        item.id: number
        for number, event in enumerate(grouped(index, [item for _, item in known]))
        for item in event
    }
    names = list(event_of)
    precision, recall = b_cubed([event_of[n] for n in names], [made[n] for n in names])
    return GroupingRow(split, len(names), len(set(event_of.values())), precision, recall)
