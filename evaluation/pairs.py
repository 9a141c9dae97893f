"""Does the title or the abstract of one edition find the other edition of its document?"""

from __future__ import annotations

from dataclasses import dataclass

from catalog import Catalog, Filters
from catalog.records import Language
from evaluation.judged import EVERYTHING
from index import Index, Query, group


@dataclass(frozen=True, slots=True)
class PairRecall:
    """Recall@1: the share of `asked` for which the first document found was the right one."""

    asked_by: str  # "title" or "abstract"
    direction: str
    asked: int
    recall: float
    missed: tuple[str, ...]  # editions whose other edition did not come first


def pair_recall(catalog: Catalog, index: Index) -> list[PairRecall]:
    """Ask for each edition of a pair by what it states, among those of the other language."""
    pairs = [
        (edition, other)
        for document in catalog.documents(reader=EVERYTHING)
        for edition in document.editions
        for other in document.editions
        if edition.language is not other.language
    ]
    rows = []
    for asked_by in ("title", "abstract"):
        for asked, found in ((Language.JA, Language.EN), (Language.EN, Language.JA)):
            missed = []
            of_direction = [
                (edition, text)
                for edition, other in pairs
                if (edition.language, other.language) == (asked, found)
                and (text := getattr(edition, asked_by))
            ]
            for edition, text in of_direction:
                if _first(index, text, found) != edition.document:
                    missed.append(edition.id)
            count = len(of_direction)
            recall = 1 - len(missed) / count if count else 0.0
            rows.append(PairRecall(asked_by, f"{asked}→{found}", count, recall, tuple(missed)))
    return rows


def _first(index: Index, text: str, language: Language) -> str | None:
    # As filters, not as text: a title may hold what the query language reads as syntax.
    query = Query(text, words=text)
    filters = Filters(languages=(language,))
    results = index.search(query, reader=EVERYTHING, filters=filters)
    groups = group(results.hits)
    return groups[0].document if groups else None
