"""A batch of searches in the terminal: how its hits are written, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from index import batch
from index.batch import Row, Table
from ui import files
from ui.strings import Strings

FORMATS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    ".csv": batch.to_csv,
    ".xlsx": batch.to_xlsx,
}


def form(path: Path) -> Callable[[Sequence[Row]], bytes]:
    """Return what makes the bytes of `path`, by its ending; standard output is CSV."""
    return batch.to_csv if path == files.STANDARD else FORMATS[files.ending(path, FORMATS)]


def summed(table: Table, rows: Sequence[Row], strings: Strings) -> str:
    """Return how many queries were asked, hits found and lines not read."""
    hits = sum(row.rank is not None for row in rows)
    faults = sum(bool(row.error) for row in rows)
    return strings(
        "saved.batch_done",
        queries=strings("saved.batch_queries", n=len(table.asked)),
        hits=strings("saved.batch_hits", n=hits),
        faults=strings("saved.batch_faults", n=faults),
    )


def report(table: Table, rows: Sequence[Row], strings: Strings) -> None:
    """Say on standard error what was left out, each fault, and the sum."""
    if table.unused:
        names = ", ".join(table.unused)
        click.echo(strings("saved.batch_unused", names=names), err=True)
    for row in rows:
        if row.error:
            click.echo(row.error, err=True)
    click.echo(summed(table, rows, strings), err=True)
