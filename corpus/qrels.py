"""The judgements as TREC qrels: one grade a query and section of an edition.

`queries/judgements.tsv` names places by quotation, because passages depend on how papers are
split.  `queries/qrels.txt` is made from it for tools of the field: its key is
`document.language.section`, where section counts the headings of the source (0 stands before the
first), and the grade is the highest of the quotes in that section.
"""

from __future__ import annotations

import csv
from pathlib import Path

from corpus.source import Edition, editions

ROOT = Path(__file__).parent
JUDGEMENTS, QRELS = ROOT / "queries" / "judgements.tsv", ROOT / "queries" / "qrels.txt"


def section_of(edition: Edition, quote: str) -> int | None:
    """Which section holds the quote; None if none does."""
    return next((section for section, text in edition.texts() if quote in text), None)


def read_judgements() -> list[dict[str, str]]:
    with JUDGEMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def qrels() -> str:
    """The lines `query 0 key grade`, in the order of queries and keys."""
    found = {
        (folder.name, edition.language): edition
        for folder in (ROOT / "sources").iterdir()
        if folder.is_dir()
        for edition in editions(folder)
    }
    grades: dict[tuple[str, str], int] = {}
    for row in read_judgements():
        document, language = row["document"], row["language"]
        section = section_of(found[document, language], row["quote"])
        if section is None:
            raise ValueError(f"{row['query']}: {row['quote']!r} is not in {document} ({language})")
        key = row["query"], f"{document}.{language}.{section}"
        grades[key] = max(int(row["grade"]), grades.get(key, 0))
    return "".join(f"{query} 0 {key} {grade}\n" for (query, key), grade in sorted(grades.items()))


if __name__ == "__main__":
    QRELS.write_text(qrels(), encoding="utf-8")
