"""`kakehashi alerts`: what saved searches have to tell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catalog.records import Language
from ui import files
from ui.door import READING, Door, S, main, print_json, say, verb

if TYPE_CHECKING:
    from briefing.alerts import Alert


@main.group("alerts", help=S["cli.alerts"])
def group() -> None:
    """List the alerts, and run them."""


@verb("list", *READING, group=group)
def alerts_list(door: Door, as_json: bool) -> None:
    with door.catalog() as catalog:
        found = catalog.alerts(reader=door.reader)
    if as_json:
        print_json([{"id": each.id, "name": each.name, "asks": each.address} for each in found])
    else:
        for each in found:
            say(f"{each.id}\t{each.name}")


@verb(
    "run",
    click.option("--again", is_flag=True, help=S["cli.alerts_again"]),
    click.option("--lang", type=click.Choice(["ja", "en", "both"]), default="both"),
    click.option("--out", type=click.Path(path_type=Path), help=S["cli.alerts_out"]),
    *READING,
    group=group,
)
def alerts_run(door: Door, again: bool, lang: str, out: Path | None, as_json: bool) -> None:
    from briefing import alerts
    from ui import asking

    ending = files.ending(out, (".csv", ".json", ".md")) if out else ""
    with door.catalog() as catalog:
        told = [
            alerts.fresh(
                index, saved, asking.search_of(asking.request_of(saved)), reader=door.reader
            )
            for index in [door.index(catalog)]
            for saved in catalog.alerts(reader=door.reader)
        ]
        rows = [row for alert in told for row in _rows(alert, lang)]
        if out:
            mark = "utf-8-sig" if ending == ".csv" else "utf-8"
            files.write(out, _written(rows, ending).encode(mark))
        # What was not written is not told.
        if not again:
            alerts.tell(catalog, told, reader=door.reader)
    if as_json:
        print_json([_json(alert) for alert in told])
        return
    for row in rows:
        say("\t".join(str(row[name]) for name in ("alert", "passage", "title", "page")))
    if not rows:
        say(S["cli.alerts_nothing"])


def _rows(alert: Alert, lang: str) -> list[dict[str, Any]]:
    """Return what an alert tells, a row for each document; its title in `lang` where it has one."""
    found = []
    for each in alert.found:
        stored = each.hit.passage
        edition = each.document.edition(
            Language(lang) if lang != "both" else stored.passage.language
        )
        found.append(
            {
                "alert": alert.search.name,
                "document": each.document.id,
                "passage": stored.id,
                "title": edition.title,
                "page": stored.label,
                "score": round(each.hit.score, 3),
            }
        )
    return found


def _written(rows: Sequence[dict[str, Any]], ending: str) -> str:
    if ending == ".json":
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if ending == ".md":
        return "".join(
            f"- {row['alert']}: {row['title']} ({row['page']}) `{row['passage']}`\n" for row in rows
        )
    text = io.StringIO()
    names = ["alert", "document", "passage", "title", "page", "score"]
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    # A spreadsheet takes a cell that begins so for a formula.
    safe = [
        {k: f"'{v}" if str(v).startswith(("=", "+", "-", "@")) else v for k, v in row.items()}
        for row in rows
    ]
    writer.writerows(safe)
    return text.getvalue()


def _json(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.search.id,
        "name": alert.search.name,
        "documents": [
            {
                "id": found.document.id,
                "passage": found.hit.passage.id,
                "score": round(found.hit.score, 3),
            }
            for found in alert.found
        ],
    }
