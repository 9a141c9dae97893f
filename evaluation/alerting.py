"""Of the documents that an alert on a judged query would tell, how many are relevant, and how many
of the relevant ones does it tell?
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefing.alerts import passing
from catalog import Catalog
from evaluation.judged import EVERYTHING, load, resolve
from index import Index
from index.record import Search

RELEVANT = 1  # least grade of a passage whose document is relevant


@dataclass(frozen=True, slots=True)
class AlertRow:
    """Documents told, of these relevant, and all relevant ones, over the queries of a split.

    >>> AlertRow("dev", 4, 3, 6).precision, AlertRow("dev", 4, 3, 6).recall
    (0.75, 0.5)
    """

    split: str
    told: int
    right: int
    known: int

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.known if self.known else 0.0


def alerts(catalog: Catalog, index: Index, folder: Path, split: str) -> AlertRow:
    """Measure `briefing.alerts.NEAR` on the judged queries of a split."""
    queries, judgements = load(folder, split)
    grades, _ = resolve(catalog, judgements)
    told = right = known = 0
    for query in queries:
        relevant = {
            catalog.passage(passage, reader=EVERYTHING).document
            for of_language in grades.get(query.id, {}).values()
            for passage, grade in of_language.items()
            if grade >= RELEVANT
        }
        found = passing(index, Search(query.text), reader=EVERYTHING)
        told += len(found)
        right += sum(each.document.id in relevant for each in found)
        known += len(relevant)
    return AlertRow(split, told, right, known)
