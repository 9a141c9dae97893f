"""Terminal door: parse, call, print.  Slow imports stand in the verbs that need them.

One file, since each verb is its options and a call; topics and what is handed out are in
`ui/verbs/`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from catalog.records import Level, Reader
from settings import PROJECT
from ui.door import READING, Door, S, main, print_json, say, verb

TERMS_FILE = click.Path(path_type=Path)


@verb(
    "add",
    click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option("--password", help=S["cli.add_password"]),
    click.option(
        "--ocr",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help=S["cli.add_ocr"],
    ),
    click.option("--name", help=S["cli.add_name"]),
    click.option("--delete", is_flag=True, help=S["cli.add_delete"]),
    click.option("--workers", type=click.IntRange(1, 64), help=S["cli.add_workers"]),
    click.option("--json", "as_json", is_flag=True, help=S["cli.json"]),
)
def add(
    door: Door,
    paths: tuple[Path, ...],
    password: str | None,
    ocr: Any,
    name: str | None,
    delete: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    from ui import terminal

    with door.catalog(create=True) as catalog:
        found = terminal.standard_input(paths, name, door.settings.library)
        rows, proposed = terminal.add(
            catalog,
            door.index(catalog),
            found,
            S,
            password=password,
            ocr=ocr,
            workers=workers,
            delete_missing=delete,
            quiet=as_json,
        )
        if as_json:
            print_json({"files": [terminal.row_json(row, S.language) for row in rows]})
        elif proposed:
            say(S("cli.proposed", n=proposed))
    if any(row.outcome == "failed" for row in rows):
        sys.exit(1)


@verb(
    "search",
    click.argument("query", nargs=-1, required=True),
    click.option("-k", type=click.IntRange(1, 1000), default=10, help=S["cli.search_k"]),
    click.option(
        "--mode",
        type=click.Choice(["hybrid", "lexical", "dense"]),
        default="hybrid",
        help=S["cli.search_mode"],
    ),
    click.option("--literal", is_flag=True, help=S["cli.search_literal"]),
    click.option("--no-expansion", is_flag=True, help=S["cli.search_no_expansion"]),
    click.option("--record", type=click.Path(path_type=Path), help=S["cli.search_record"]),
    *READING,
)
def search(
    door: Door,
    query: tuple[str, ...],
    k: int,
    mode: Any,
    literal: bool,
    no_expansion: bool,
    record: Path | None,
    as_json: bool,
) -> None:
    from index import record as records
    from ui import appendix, terminal

    if record:
        appendix.check(record)
    text = sys.stdin.read().strip() if query == ("-",) else " ".join(query)
    with door.catalog() as catalog:
        index = door.index(catalog)
        if index.words_behind:
            index.catch_up()
        asked = records.Search(text, k=k, mode=mode, literal=literal, expand=not no_expansion)
        if record:
            made = records.make(index, asked, reader=door.reader, version=appendix.program())
            appendix.write(made, record, S)
            results = made.results
        else:
            results = records.run(index, asked, reader=door.reader)
        if not as_json and sys.stdout.isatty():  # only a terminal shows the underlining
            results = index.explain(results)
    if as_json:
        print_json(terminal.results_json(text, results))
    else:
        terminal.print_results(text, results, S)


@verb(
    "batch",
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--out", type=click.Path(path_type=Path), default="-", help=S["cli.batch_out"]),
    click.option("-k", type=click.IntRange(1, 1000), default=10, help=S["cli.batch_k"]),
    click.option("--address", help=S["cli.batch_address"]),
    click.option("--reader", help=S["cli.reader"]),
)
def batch(door: Door, file: Path, out: Path, k: int, address: str | None) -> None:
    from index import batch as batch_of
    from ui import batches, files, terminal

    form = batches.form(out)
    table = batch_of.read(files.read(file))
    with door.catalog() as catalog, terminal.progress(S["cli.batch_searching"]) as step:
        index = door.index(catalog)
        if index.words_behind:
            index.catch_up()
        rows = batch_of.search(
            index,
            table.asked,
            reader=door.reader,
            k=k,
            language=S.language,
            address=address or f"http://localhost:{door.settings.port}",
            progress=step,
        )
    files.write(out, form(rows))
    batches.report(table, rows, S)
    if any(row.error for row in rows):
        sys.exit(1)


@verb(
    "show",
    click.argument("id"),
    click.option("--page", type=click.IntRange(1), help=S["cli.show_page"]),
    *READING,
)
def show(door: Door, id: str, page: int | None, as_json: bool) -> None:  # noqa: A002 - its name
    from ui import terminal

    with door.catalog() as catalog:
        shown = terminal.show_json(catalog, id, page, door.reader)
    if as_json:
        print_json(shown)
    else:
        terminal.print_shown(shown, S)


@verb("documents", *READING)
def documents(door: Door, as_json: bool) -> None:
    from ui import terminal

    with door.catalog() as catalog:
        found = catalog.documents(reader=door.reader)
    if as_json:
        print_json([terminal.document_json(document) for document in found])
    elif found:
        for document in found:
            terminal.print_document(document, S)
    else:
        say(S["cli.no_documents"])


@verb(
    "remove",
    click.argument("id"),
    click.option("--yes", is_flag=True, help=S["cli.remove_yes"]),
)
def remove(door: Door, id: str, yes: bool) -> None:  # noqa: A002 - its name
    staff = Reader(Level.STAFF)  # whoever holds the library's files may remove from it
    with door.catalog() as catalog:
        from errors import NotFoundError

        try:
            title = catalog.document(id, reader=staff).editions[0].title
        except NotFoundError:
            title = catalog.edition(id, reader=staff).title
        if not yes and sys.stdin.isatty():
            click.confirm(S("cli.remove_ask", title=title, id=id), abort=True)
        count = catalog.remove(id)
        door.index(catalog).update()
    say(S("cli.removed", n=count))


@verb("rebuild")
def rebuild(door: Door) -> None:
    with door.catalog() as catalog:
        count = door.rebuild(catalog)
    say(S("cli.rebuilt", n=count))


@verb(
    "evaluate",
    click.option(
        "--queries",
        type=click.Path(path_type=Path),
        default=PROJECT / "corpus" / "queries",
        help=S["cli.evaluate_queries"],
    ),
    click.option(
        "--split",
        type=click.Choice(["all", "dev", "test"]),
        default="all",
        help=S["cli.evaluate_split"],
    ),
    click.option("--sets", type=click.Path(path_type=Path), help=S["cli.evaluate_sets"]),
    click.option("--json", "as_json", is_flag=True, help=S["cli.json"]),
)
def evaluate(door: Door, queries: Path, split: str, sets: Path | None, as_json: bool) -> None:
    if sets or click.get_current_context().params.get("encoder"):
        from evaluation.public_sets import measure

        rows = measure(door.encoder(), sets or PROJECT / ".." / "shared" / "data" / "eval")
        if as_json:
            print_json(dict(rows))
        else:
            for name, value in rows:
                say(f"{name:28} {100 * value:.1f}")
        return
    import evaluation
    from evaluation.report import to_text

    with door.catalog() as catalog:
        table = evaluation.evaluate(catalog, door.index(catalog), queries, split)
    if as_json:
        print_json(evaluation.to_json(table))
    else:
        say(to_text(table))


@verb("doctor", *READING)
def doctor(door: Door, as_json: bool) -> None:
    from ui.doctor import examine

    findings = examine(door.settings, S)
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            say(finding.as_text(S))
    if any(finding.state == "wrong" for finding in findings):
        sys.exit(1)


@verb(
    "serve",
    click.option("--port", type=click.IntRange(1, 65535), help=S["cli.serve_port"]),
    click.option("--reader", help=S["cli.serve_reader"]),
    click.option("--browser/--no-browser", default=True, help=S["cli.serve_browser"]),
)
def serve(door: Door, port: int | None, browser: bool) -> None:
    from topics.build import build
    from ui import serving, terminal

    corpus = PROJECT / "corpus"
    with door.catalog(create=True) as catalog:
        if not catalog.generation and (corpus / "papers").is_dir():
            say(S["cli.serve_first"])
            terminal.load_terms(catalog, [corpus / "terms.csv", corpus / "authority.csv"])
            terminal.add(catalog, door.index(catalog), [corpus / "papers"], S)
            say(S["topics.building"])
            build(door.index(catalog))
        elif catalog.generation:
            index = door.index(catalog)
            if index.behind:  # a killed ingest, an embargo that has ended
                with terminal.progress(S["cli.encoding"]) as step:
                    index.update(progress=step)
    sys.exit(serving.serve(door.settings, S, port or door.settings.port, browser=browser))


@verb("report", click.option("--json", "as_json", is_flag=True, help=S["cli.json"]))
def report(door: Door, as_json: bool) -> None:
    from ui import terminal

    with door.catalog() as catalog:
        runs = catalog.runs()
        rows = catalog.report_rows(runs[0][0]) if runs else []
    if as_json:
        print_json({"files": [terminal.row_json(row, S.language) for row in rows]})
    elif rows:
        terminal.print_rows(rows, S)
    else:
        say(S["cli.no_report"])


@verb(
    "links",
    click.option("--confirm", nargs=2, metavar="A B", help=S["cli.links_confirm"]),
    click.option("--reject", nargs=2, metavar="A B", help=S["cli.links_reject"]),
    *READING,
)
def links(door: Door, confirm: Any, reject: Any, as_json: bool) -> None:
    with door.catalog() as catalog:
        if confirm:
            document = catalog.confirm_link(*confirm)
            door.index(catalog).update()
            say(S("cli.linked", document=document))
        elif reject:
            catalog.reject_link(*reject)
            say(S["cli.rejected"])
        else:
            pairs = catalog.links(reader=door.reader)
            if as_json:
                print_json(
                    [{"a": a.id, "b": b.id, "score": s, "reasons": why} for a, b, s, why in pairs]
                )
            for a, b, score, _ in [] if as_json else pairs:
                say(f"{score:.2f}  {a.id} “{a.title}” – {b.id} “{b.title}”")
            if not pairs and not as_json:
                say(S["cli.no_links"])


@main.group("terms", help=S["cli.terms"])
def terms() -> None:
    """Run the verb about terms."""


@verb("list", click.option("--json", "as_json", is_flag=True, help=S["cli.json"]), group=terms)
def terms_list(door: Door, as_json: bool) -> None:
    from dataclasses import asdict

    with door.catalog() as catalog:
        if as_json:
            print_json([asdict(term) for term in catalog.terms()])
        else:
            for term in catalog.terms():
                say(f"{term.japanese}\t{term.english}\t{term.abbreviation}")


@verb("load", click.argument("files", nargs=-1, required=True, type=TERMS_FILE), group=terms)
def terms_load(door: Door, files: tuple[Path, ...]) -> None:
    from ui import terminal

    with door.catalog(create=True) as catalog:
        count = terminal.load_terms(catalog, files)
        door.rebuild(catalog)  # the term base is part of the analyzer
    say(S("cli.terms_loaded", n=count))


@verb(
    "check",
    click.argument("files", nargs=-1, type=TERMS_FILE),
    click.option("--json", "as_json", is_flag=True, help=S["cli.json"]),
    group=terms,
)
def terms_check(door: Door, files: tuple[Path, ...], as_json: bool) -> None:
    from index import termcheck
    from ingest.terms import read_terms
    from ui import terminal

    with door.catalog(create=bool(files)) as catalog:
        index = door.index(catalog)
        terms = read_terms(*files) if files else catalog.terms()
        findings = termcheck.check(terms, index)
        if as_json:
            print_json(
                {"terms": len(terms), "findings": list(map(terminal.finding_json, findings))}
            )
        else:
            terminal.print_findings(findings, len(terms), S)
    if any(finding.fault in termcheck.GRAVE for finding in findings):
        sys.exit(1)


@verb("backup", click.argument("path", type=click.Path(path_type=Path)))
def backup(door: Door, path: Path) -> None:
    with door.catalog() as catalog:
        catalog.backup(path)
    say(S("cli.backed_up", path=path))


@verb("restore", click.argument("path", type=click.Path(path_type=Path)))
def restore(door: Door, path: Path) -> None:
    from catalog import Catalog

    Catalog.restore(path, door.settings.library)
    say(S("cli.restored", path=door.settings.library))


from ui.verbs import alerts, briefings, citations, digests, topics  # noqa: E402, F401 - adds its verbs

if __name__ == "__main__":
    main()
