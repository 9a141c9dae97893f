"""How much of the evidence that a draft picks did judges call relevant?

The judged pools reach some ten passages deep for each way of ranking; a draft looks further.  So
what nobody judged is counted apart: `relevant` is the share among the judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from briefing.drafting.evidence import QUOTED, candidates, pick, worthy
from catalog import Catalog, Filters
from catalog.records import Language
from evaluation.judged import EVERYTHING, load, resolve
from index import Index

RELEVANT = 1  # least grade


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Means over `queries` queries that have an answer: passages picked, of them judged, of these
    relevant; and the share of drafts that quote both languages.
    """

    queries: int
    picked: float
    judged: float
    relevant: float
    both: float


def drafts(
    catalog: Catalog, index: Index, folder: Path, *, count: int, split: str = "dev"
) -> DraftRow:
    """Measure what is picked for each judged query that has an answer."""
    queries, judgements = load(folder, split)
    grades, _ = resolve(catalog, judgements)
    found = []
    for query in queries:
        known = {
            passage: grade
            for of_language in grades.get(query.id, {}).values()
            for passage, grade in of_language.items()
        }
        if max(known.values(), default=0) < RELEVANT:
            continue
        offered = candidates(index, [query.text], filters=Filters(), reader=EVERYTHING)
        chosen = pick(worthy(offered, QUOTED), count)
        found.append(
            (
                [known.get(each.hit.passage.id) for each in chosen],
                {each.language for each in chosen},
            )
        )
    return summed(found)


def summed(found: Iterable[tuple[list[int | None], set[Language]]]) -> DraftRow:
    """Return the means of drafts, each its passages' grades (None: nobody judged) and languages.

    >>> summed([([3, 0, None], {Language.JA}), ([2], {Language.JA, Language.EN})])
    DraftRow(queries=2, picked=2.0, judged=0.75, relevant=0.6666666666666666, both=0.5)
    """
    rows = list(found)
    grades = [grade for of_query, _ in rows for grade in of_query]
    judged = [grade for grade in grades if grade is not None]
    return DraftRow(
        len(rows),
        len(grades) / max(1, len(rows)),
        len(judged) / max(1, len(grades)),
        sum(grade >= RELEVANT for grade in judged) / max(1, len(judged)),
        sum({Language.JA, Language.EN} <= languages for _, languages in rows) / max(1, len(rows)),
    )
