"""Pools for judging: what several rankings find first, read and graded by people.

`python -m evaluation.pool export FOLDER` writes, for each query, a page with its pooled passages
(the first DEPTH of each ranking in each language) in an order that tells nothing of the rankings;
`... --again N` draws N graded passages instead, for a second pass.  A judge writes lines
`query<TAB>number<TAB>grade` into FOLDER/grades/*.tsv.  `python -m evaluation.pool import FOLDER`
turns them into judgements by quotation in `corpus/queries/judgements.tsv`, or in `--into
second-pass.tsv`; `python -m evaluation.pool agreement` compares the two.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TypeVar

import encoder as encoders
from catalog import Catalog
from catalog.records import Language, StoredPassage
from corpus.source import Edition, editions
from evaluation.judged import (
    EVERYTHING,
    EditionText,
    Grades,
    JudgedQuery,
    load,
    read,
    resolve,
    squeeze,
)
from evaluation.ranking import SYSTEMS, search
from index import Index

T = TypeVar("T")
PROJECT = Path(__file__).resolve().parents[1]
QUERIES = PROJECT / "corpus" / "queries"
DEPTH = 5  # of each ranking, in each language
SEED = 20261125
COLUMNS = ["query", "document", "language", "grade", "quote"]
SHORTEST, LONGEST = 15, 60  # characters of a quote


def pooled(index: Index, query: JudgedQuery) -> dict[str, StoredPassage]:
    """Return by id what any of the systems ranks among its first DEPTH in either language."""
    found: dict[str, StoredPassage] = {}
    for options in SYSTEMS.values():
        for language in (Language.JA, Language.EN):
            for hit in search(index, query.text, language, options)[:DEPTH]:
                found[hit.passage.id] = hit.passage
    return found


def export(library: Path, folder: Path, *, parts: int, again: int) -> int:
    """Write `parts` pages of passages to grade, and keys.json; return how many passages."""
    queries, judgements = load(QUERIES)
    folder.mkdir(parents=True, exist_ok=True)
    keys: dict[str, dict[str, str]] = {}
    pages: list[list[str]] = [[] for _ in range(parts)]
    with Catalog.open(library) as catalog:
        index = Index.open(catalog, encoders.load())
        grades, _ = resolve(catalog, judgements)
        chosen = second_pass(grades, again) if again else None
        for number, query in enumerate(queries):
            if chosen is None:
                graded = {each for of in grades.get(query.id, {}).values() for each in of}
                found = {k: v for k, v in pooled(index, query).items() if k not in graded}
            else:
                found = {
                    each: catalog.passage(each, reader=EVERYTHING)
                    for each in chosen.get(query.id, ())
                }
            order = shuffled(found)
            keys[query.id] = {str(place): each for place, each in enumerate(order, start=1)}
            if order:
                pages[number % parts].append(page(query, [found[each] for each in order]))
    (folder / "keys.json").write_text(json.dumps(keys, indent=0), encoding="utf-8")
    (folder / "grades").mkdir(exist_ok=True)
    for number, texts in enumerate(pages, start=1):
        (folder / f"part-{number}.md").write_text("\n".join(texts), encoding="utf-8")
    return sum(map(len, keys.values()))


def second_pass(grades: Grades, count: int) -> dict[str, list[str]]:
    """Draw graded passages: as many of each grade as there are, four grades in turn."""
    by_grade: dict[int, list[tuple[str, str]]] = {grade: [] for grade in range(4)}
    for query, of_query in sorted(grades.items()):
        for passages in of_query.values():
            for passage, grade in sorted(passages.items()):
                by_grade[grade].append((query, passage))
    chosen: dict[str, list[str]] = {}
    for each in by_grade.values():
        for query, passage in shuffled(each)[: count // 4]:
            chosen.setdefault(query, []).append(passage)
    return chosen


def shuffled(things: Iterable[T]) -> list[T]:
    """Return the things in an order that depends on nothing but what they are."""
    return sorted(things, key=lambda each: hashlib.sha256(f"{SEED}{each}".encode()).digest())


def page(query: JudgedQuery, passages: Sequence[StoredPassage]) -> str:
    lines = [f"# {query.id}  {query.text}", ""]
    for number, stored in enumerate(passages, start=1):
        passage = stored.passage
        lines += [
            f"[{number}] {stored.title} › {passage.heading}",
            " ".join(f"{passage.context} {passage.text}".split()),
            "",
        ]
    return "\n".join(lines)


def read_grades(folder: Path) -> dict[tuple[str, str], int]:
    """Return (query, passage) -> grade; ValueError for a line that names no exported passage."""
    keys: dict[str, dict[str, str]] = json.loads((folder / "keys.json").read_text("utf-8"))
    found: dict[tuple[str, str], int] = {}
    for path in sorted((folder / "grades").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for query, number, grade in csv.reader(file, delimiter="\t"):
                if number not in keys.get(query, {}) or grade not in set("0123"):
                    raise ValueError(f"{path.name}: {query} {number} {grade}")
                found[query, keys[query][number]] = int(grade)
    return found


def take_in(library: Path, folder: Path, path: Path) -> tuple[int, list[tuple[str, str]]]:
    """Add the grades to the table `path`; return how many, and those without a quotable place."""
    sources = {
        (place.name, edition.language): edition
        for place in (PROJECT / "corpus" / "sources").iterdir()
        if place.is_dir()
        for edition in editions(place)
    }
    added, lost = [], []
    texts: dict[str, EditionText] = {}
    with Catalog.open(library) as catalog:
        for (query, identifier), grade in read_grades(folder).items():
            stored = catalog.passage(identifier, reader=EVERYTHING)
            language = stored.passage.language
            if stored.edition not in texts:
                texts[stored.edition] = EditionText(
                    catalog.passages_of(stored.edition, reader=EVERYTHING)
                )
            quote = quotation(stored, sources[stored.document, language], texts[stored.edition])
            if quote is None:
                lost.append((query, identifier))
            else:
                added.append((query, stored.document, str(language), str(grade), quote))
    rows = [list(map(str, astuple(each))) for each in read(path)] if path.exists() else []
    known = {(query, document, quote) for query, document, _, _, quote in rows}
    rows += [list(row) for row in added if (row[0], row[1], row[4]) not in known]
    order = {query.id: place for place, query in enumerate(load(QUERIES)[0])}
    rows.sort(key=lambda row: (order[row[0]], -int(row[3])))
    text = "".join("\t".join(row) + "\n" for row in [COLUMNS, *rows])
    path.write_text(text, encoding="utf-8")
    return len(added), lost


def quotation(stored: StoredPassage, edition: Edition, whole: EditionText) -> str | None:
    """Return a piece of the source that stands once in it, and leads back to the passage.

    Pages differ from their source in white space, width and notes, so pieces are tried from the
    starts of clauses on, the longer ones first.
    """
    inside = squeeze(stored.passage.text)
    texts = [text for _, text in edition.texts()]
    for text in texts:
        for start in starts(text):
            for length in (LONGEST, 40, 25, SHORTEST):
                piece = text[start : start + length].strip()
                if len(piece) < SHORTEST or "\t" in piece or "\n" in piece:
                    continue
                once = sum(each.count(piece) for each in texts) == 1
                if once and squeeze(piece) in inside and whole.holding(piece) == stored.id:
                    return piece
    return None


def starts(text: str) -> Iterator[int]:
    """Yield where clauses begin, then words and characters in between.

    >>> list(starts("海。船。"))[:2]
    [0, 2]
    """
    yield 0
    yield from (match.end() for match in re.finditer(r"[。、，．.,;:] ?", text))
    yield from range(1, len(text), 7)


def agreement(library: Path) -> dict[str, float]:
    """Return how far the second pass agrees: share equal, share within one grade, weighted kappa
    (Cohen 1968).
    """
    from sklearn.metrics import cohen_kappa_score

    with Catalog.open(library) as catalog:
        first = flat(resolve(catalog, read(QUERIES / "judgements.tsv"))[0])
        again = flat(resolve(catalog, read(QUERIES / "second-pass.tsv"))[0])
    pairs = [(first[key], grade) for key, grade in again.items() if key in first]
    one, other = zip(*pairs, strict=True)
    return {
        "passages": len(pairs),
        "equal": sum(a == b for a, b in pairs) / len(pairs),
        "within one": sum(abs(a - b) <= 1 for a, b in pairs) / len(pairs),
        "relevant or not": sum((a > 0) == (b > 0) for a, b in pairs) / len(pairs),
        "kappa, quadratic": float(cohen_kappa_score(one, other, weights="quadratic")),
    }


def flat(grades: Mapping[str, Mapping[Language, Mapping[str, int]]]) -> dict[tuple[str, str], int]:
    return {
        (query, passage): grade
        for query, of_query in grades.items()
        for passages in of_query.values()
        for passage, grade in passages.items()
    }


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("verb", choices=["export", "import", "agreement"])
    parser.add_argument("folder", type=Path, nargs="?", default=PROJECT / "build" / "pool")
    parser.add_argument("--into", default="judgements.tsv")
    parser.add_argument("--library", type=Path, default=PROJECT / "library")
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--again", type=int, default=0)
    given = parser.parse_args(None if arguments is None else list(arguments))
    if given.verb == "export":
        print(export(given.library, given.folder, parts=given.parts, again=given.again))
    elif given.verb == "import":
        count, lost = take_in(given.library, given.folder, QUERIES / given.into)
        print(count, *(f"no quote: {query} {identifier}" for query, identifier in lost), sep="\n")
    else:
        for name, value in agreement(given.library).items():
            print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
