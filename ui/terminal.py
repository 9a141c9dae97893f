"""What a person sees in the terminal: hits, documents, reports; and the same as JSON."""

from __future__ import annotations

import hashlib
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from catalog import Catalog
from catalog.records import (
    POOR,
    Document,
    Outcome,
    Page,
    Reader,
    ReportRow,
    StoredPassage,
)
from errors import NotFoundError
from index import Hit, Index, Reason, Results
from index.termcheck import Fault, Finding
from ui.strings import Strings, sentence

Step = Callable[[int, int], None]  # done, of all
COLOURS = {"lexical": "yellow", "term": "green", "number": "magenta"}


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """Yield a function of (done, total); a bar on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    bar = tqdm(desc=what, disable=None, leave=False, file=sys.stderr)

    def step(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield step
    finally:
        bar.close()


def standard_input(paths: Sequence[Path], name: str | None, library: Path) -> list[Path]:
    """Replace "-" by what comes from standard input: a list of paths, or one paper.

    A paper is kept in `LIBRARY/inbox/`, so that the ingest has a path to remember.
    """
    found: list[Path] = []
    for path in paths:
        if str(path) != "-":
            found.append(path)
            continue
        data = sys.stdin.buffer.read()
        lines = [line for line in data[:1_000_000].splitlines() if line.strip()]
        try:
            listed = [Path(line.decode("utf-8")) for line in lines]
            if listed and all(each.exists() for each in listed):
                found += listed
                continue
        except (UnicodeDecodeError, OSError, ValueError):
            pass  # not a list of paths: a paper
        checksum = hashlib.sha256(data).hexdigest()[:12]
        paper = library / "inbox" / f"{checksum}-{Path(name or 'stdin').name}"
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_bytes(data)
        found.append(paper)
    return found


def add(
    catalog: Catalog,
    index: Index,
    paths: Sequence[Path],
    strings: Strings,
    *,
    quiet: bool = False,
    **options: Any,
) -> tuple[list[ReportRow], int]:
    """Read, encode and index; return the report's rows and how many pairs were proposed."""
    import ingest
    from index.editions import propose

    try:
        with progress(strings["cli.reading"]) as step:
            report = ingest.add(catalog, paths, progress=step, **options)
        with progress(strings["cli.encoding"]) as step:
            index.update(progress=step)
        proposed = propose(catalog, index.encoder.fingerprint)
    except KeyboardInterrupt:
        click.echo(strings["cli.stopped"], err=True)
        raise
    if not quiet:
        print_rows(report.rows, strings)
    return list(report.rows), proposed


def load_terms(catalog: Catalog, paths: Sequence[Path]) -> int:
    """Replace the term base by what the tables hold; return how many entries they have."""
    from ingest.terms import read_terms

    terms = read_terms(*paths)
    catalog.set_terms(terms)
    return len(terms)


def finding_json(finding: Finding) -> dict[str, Any]:
    other = finding.other
    return {
        "fault": finding.fault,
        "japanese": finding.term.japanese,
        "english": finding.term.english,
        "rendering": finding.rendering,
        "other": {"japanese": other.japanese, "english": other.english} if other else None,
    }


def print_findings(findings: Sequence[Finding], count: int, strings: Strings) -> None:
    """Print a line a fault, the grave ones first, and a last line that sums them up."""
    order = list(Fault)
    for finding in sorted(findings, key=lambda each: order.index(each.fault)):
        other = finding.other
        click.echo(
            strings(
                f"terms.{finding.fault}",
                term=f"{finding.term.japanese} = {finding.term.english}",
                rendering=finding.rendering,
                other=f"{other.japanese} = {other.english}" if other else "",
            )
        )
    counts = Counter(finding.fault for finding in findings)
    summed = strings["terms.between"].join(
        f"{strings[f'terms.sum_{fault}']} {counts[fault]}" for fault in order if counts[fault]
    )
    click.echo(strings("terms.checked", n=count, findings=summed or strings["terms.none"]))


def row_json(row: ReportRow, language: str) -> dict[str, Any]:
    why = sentence(row.code, row.values, language) if row.code else ""
    return {**asdict(row), "why": why}


def print_rows(rows: Sequence[ReportRow], strings: Strings) -> None:
    """Print what needs a person's eye, then the sum."""
    for row in rows:
        why = sentence(row.code, row.values, strings.language) if row.code else ""
        if row.poor_pages:
            pages = ", ".join(map(str, row.poor_pages))
            why = " ".join(filter(None, (why, strings("cli.poor_pages", pages=pages))))
        if why:
            click.echo(f"{strings[f'library.outcome.{row.outcome}']}: {row.path}: {why}", err=True)
    counts = {str(kind): sum(row.outcome is kind for row in rows) for kind in Outcome}
    click.echo(strings("cli.added", **counts))


def results_json(text: str, results: Results) -> dict[str, Any]:
    return {
        "query": text,
        "expansions": [
            {
                "id": expansion.id,
                "written": expansion.written,
                "renderings": [rendering.text for rendering in expansion.renderings],
            }
            for expansion in results.expansions
        ],
        "folds": [list(fold) for fold in results.folds],
        "hits": [hit_json(hit) for hit in results.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    return {
        **passage_json(hit.passage),
        "score": hit.score,
        "reasons": [str(reason) for reason in hit.reasons],
    }


def passage_json(stored: StoredPassage) -> dict[str, Any]:
    """`page`, `start` and `end` are of the first span; `spans` has all of them."""
    first = stored.passage.spans[0]
    return {
        "document": stored.document,
        "edition": stored.edition,
        "language": stored.passage.language,
        "title": stored.title,
        "page": first.page,
        "label": stored.label,
        "passage": stored.id,
        "start": first.start,
        "end": first.end,
        "spans": [asdict(span) for span in stored.passage.spans],
        "heading": stored.passage.heading,
        "text": stored.passage.text,
    }


def print_results(text: str, results: Results, strings: Strings) -> None:
    expansions = [each.text for term in results.expansions for each in term.renderings]
    if expansions:
        joined = " · ".join(expansions)
        click.secho(strings("cli.searched_also", renderings=joined), dim=True)
    if results.folds:
        folds = " · ".join(f"{written} → {searched}" for written, searched in results.folds)
        click.secho(strings("cli.folded", folds=folds), dim=True)
    if not results.hits:
        click.echo(strings("cli.no_hits", query=text))
    for number, hit in enumerate(results.hits, start=1):
        stored = hit.passage
        place = strings.page(stored.label)
        reasons = "・" if strings.language == "ja" else ", "
        why = reasons.join(strings[f"reason.{reason}"] for reason in hit.reasons)
        click.echo()
        click.echo(f"{number}. {click.style(stored.title, bold=True)}  {place}  [{why}]")
        click.secho(f"   {stored.id}  {stored.passage.heading}", dim=True)
        click.echo("   " + marked(hit).replace("\n", "\n   "))


def marked(hit: Hit) -> str:
    """Colour the marked runs and underline those nearest in meaning."""
    text = hit.passage.passage.text
    edges = {0, len(text)}
    for mark in hit.marks:
        edges |= {mark.start, mark.end}
    runs = []
    for start, end in itertools.pairwise(sorted(edges)):
        over = {m.reason for m in hit.marks if m.start <= start and end <= m.end}
        near = Reason.SEMANTIC in over
        why = next(iter(over - {Reason.SEMANTIC}), None)
        runs.append(
            click.style(
                text[start:end],
                fg=COLOURS[why] if why else None,
                underline=True if near else None,
            )
        )
    return "".join(runs)


def document_json(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "type": document.type,
        "date": document.date and document.date.isoformat(),
        "date_end": document.date_end and document.date_end.isoformat(),
        "topics": document.topics,
        "level": document.handling.level,
        "quotation": document.handling.quotation,
        "embargo": document.handling.embargo and document.handling.embargo.isoformat(),
        "editions": [
            {
                "id": edition.id,
                "language": edition.language,
                "title": edition.title,
                "authors": [author.display() for author in edition.authors],
                "organisation": edition.organisation,
                "version": edition.version,
                "file": edition.file_name,
                "format": edition.format,
                "pages": edition.pages,
                "passages": edition.passages,
            }
            for edition in document.editions
        ],
    }


def print_document(document: Document, strings: Strings) -> None:
    kind = strings[f"type.{document.type}"]
    level = strings[f"level.{document.handling.level}"]
    date = document.date.isoformat() if document.date else "–"
    click.echo(f"{click.style(document.id, bold=True)}  {date}  {kind}  {level}")
    for edition in document.editions:
        click.echo(f"   {edition.id}  {edition.title}  ({edition.pages})")


def show_json(
    catalog: Catalog, identifier: str, page: int | None, reader: Reader
) -> dict[str, Any]:
    """Return the passage, the edition with its pages, or the document of this id."""
    if identifier.count(":") >= 2:
        stored = catalog.passage(identifier, reader=reader)
        return {"passage": passage_json(stored)}
    try:
        document = catalog.document(identifier, reader=reader)
        if page is None:
            return {"document": document_json(document)}
        identifier = document.editions[0].id
    except NotFoundError:
        document = catalog.document_of(identifier, reader=reader)
    if page is None:
        pages = catalog.pages(identifier, reader=reader)
    else:
        pages = [catalog.page(identifier, page, reader=reader)]
    return {
        "document": document_json(document),
        "edition": identifier,
        "outline": [asdict(entry) for entry in catalog.outline(identifier, reader=reader)],
        "pages": [page_json(each) for each in pages],
    }


def page_json(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "label": page.label or str(page.number),
        "text": page.text,
        "engine": page.engine,
        "quality": page.quality,
        "reason": page.reason,
        "searchable": page.quality >= POOR,
    }


def print_shown(shown: dict[str, Any], strings: Strings) -> None:
    if "passage" in shown:
        passage = shown["passage"]
        place = strings.page(passage["label"])
        click.secho(f"{passage['title']}  {place}", bold=True)
        click.echo(passage["text"])
        return
    document = shown["document"]
    click.secho(f"{document['id']}  {document['date'] or '–'}", bold=True)
    for edition in document["editions"]:
        people = ", ".join(edition["authors"])
        click.echo(f"   {edition['id']}  {edition['title']}  {people}")
    for page in shown.get("pages", []):
        click.secho(f"\n— {strings.page(page['label'])} —", dim=True)
        if not page["searchable"]:
            click.secho(sentence(page["reason"], {}, strings.language), fg="red")
        click.echo(page["text"])
