"""Judged queries: what was asked, and which passages answer it how well."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog import Catalog
from catalog.records import Language, Level, Reader, StoredPassage
from errors import UsageError, register

register(
    {
        "judgements-missing": (
            "There are no judged queries in {path}: queries.tsv and judgements.tsv are needed.",
            "「{path}」に判定済みの検索課題（queries.tsv と judgements.tsv）がありません。",
        ),
    }
)

EVERYTHING = Reader(Level.STAFF)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    id: str
    language: Language
    split: str  # "dev" (tuning allowed) or "test" (reported only)
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`grade` 0–3 for the place in an edition where `quote`, an exact substring, stands."""

    query: str
    document: str
    language: Language
    grade: int
    quote: str


# query -> language of the edition -> passage id -> grade
Grades = dict[str, dict[Language, dict[str, int]]]


def load(folder: Path, split: str = "all") -> tuple[list[JudgedQuery], list[Judgement]]:
    """Read `queries.tsv` and `judgements.tsv`; UsageError when they are not there."""
    try:
        rows = _rows(folder / "queries.tsv")
        judgements = read(folder / "judgements.tsv")
    except FileNotFoundError as problem:
        raise UsageError("judgements-missing", path=folder) from problem
    queries = [
        JudgedQuery(row["id"], Language(row["language"]), row["split"], row["text"])
        for row in rows
        if split in {"all", row["split"]}
    ]
    wanted = {query.id for query in queries}
    return queries, [judgement for judgement in judgements if judgement.query in wanted]


def read(path: Path) -> list[Judgement]:
    """Read a table of judgements: query, document, language, grade, quote."""
    return [
        Judgement(
            row["query"],
            row["document"],
            Language(row["language"]),
            int(row["grade"]),
            row["quote"],
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def resolve(catalog: Catalog, judgements: Iterable[Judgement]) -> tuple[Grades, list[Judgement]]:
    """Return the grades of passages, and the judgements whose quote is nowhere to be found.

    Passages come and go with the way papers are split; a quote stays.  It belongs to the passage
    that holds most of it.  Of several grades for one passage the highest counts.
    """
    texts: dict[tuple[str, Language], EditionText] = {}
    for document in catalog.documents(reader=EVERYTHING):
        for edition in document.editions:
            passages = catalog.passages_of(edition.id, reader=EVERYTHING)
            texts[document.id, edition.language] = EditionText(passages)
    grades: Grades = {}
    lost = []
    for judgement in judgements:
        text = texts.get((judgement.document, judgement.language))
        passage = text.holding(judgement.quote) if text else None
        if passage is None:
            lost.append(judgement)
            continue
        of_query = grades.setdefault(judgement.query, {}).setdefault(judgement.language, {})
        of_query[passage] = max(judgement.grade, of_query.get(passage, 0))
    return grades, lost


class EditionText:
    """The passages of an edition as one text without white space, to find quotes in."""

    def __init__(self, passages: Sequence[StoredPassage]) -> None:
        self._ids = [stored.id for stored in passages]
        self._ends: list[int] = []
        self._text = ""
        for stored in passages:
            self._text += squeeze(stored.passage.text)
            self._ends.append(len(self._text))

    def holding(self, quote: str) -> str | None:
        """Return the passage that holds most of the quote, where it first stands."""
        wanted = squeeze(quote)
        start = self._text.find(wanted)
        if start < 0:
            return None
        middle = start + len(wanted) // 2
        return next(i for i, end in zip(self._ids, self._ends, strict=True) if middle < end)


def squeeze(text: str) -> str:
    """Fold width and drop white space: sources and extracted pages differ in both."""
    return "".join(unicodedata.normalize("NFKC", text).split())
