"""How many documents there are of each type, topic, year…, for this reader and these filters."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace

from catalog.access import AUTHOR, EDITIONS, TOPICS, Condition, Filters, both, narrowed, visible
from catalog.records import Level, Reader

# Of each facet: the values of documents, and the fields of `Filters` that choose among them.
FACETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "type": ("SELECT id, type AS value FROM document", ("types",)),
    "language": (f"SELECT document.id, edition.language AS value {EDITIONS}", ("languages",)),
    # First and last year: a period matches in each that it touches.
    "year": (
        "SELECT id, substr(date, 1, 4) || substr(COALESCE(date_end, date), 1, 4) AS value"
        " FROM document",
        ("since", "until"),
    ),
    "level": ("SELECT id, level AS value FROM document", ("levels",)),
    "organisation": (
        f"SELECT document.id, edition.organisation AS value {EDITIONS}",
        ("organisation_names",),
    ),
    "topic": (f"SELECT document AS id, topic AS value FROM ({TOPICS})", ("topics",)),
    "author": (
        f"SELECT document.id, {AUTHOR} AS value {EDITIONS}"
        " JOIN author ON author.edition = edition.id",
        ("author_names",),
    ),
}


def count(
    connection: sqlite3.Connection, reader: Reader, filters: Filters, within: Filters
) -> dict[str, dict[str, int]]:
    """Return the counts of each facet's values, the most frequent first; years ascending.

    See `Catalog.facets`.
    """
    found: dict[str, dict[str, int]] = {}
    every = both(visible(reader), narrowed(within, reader))
    for name, (rows, fields) in FACETS.items():
        others = replace(filters, **{field: getattr(Filters(), field) for field in fields})
        counts = _counted(connection, rows, both(every, narrowed(others, reader)))
        if name == "year":
            counts = _by_year(counts)
        elif name == "level":
            counts = {str(list(Level)[int(rank)]): held for rank, held in counts.items()}
        found[name] = counts
    return found


def _counted(connection: sqlite3.Connection, rows: str, condition: Condition) -> dict[str, int]:
    return dict(
        connection.execute(
            f"SELECT value, COUNT(DISTINCT id) AS held FROM ({rows})"
            f" WHERE id IN (SELECT document.id {EDITIONS} WHERE {condition[0]})"
            " GROUP BY value HAVING value IS NOT NULL AND value <> '' ORDER BY held DESC, value",
            condition[1],
        ).fetchall()
    )


def _by_year(periods: dict[str, int]) -> dict[str, int]:
    """Count each document in every year of its period.

    >>> _by_year({"20232024": 2, "20242024": 1})
    {'2023': 2, '2024': 3}
    """
    years: Counter[str] = Counter()
    for period, held in periods.items():
        for year in range(int(period[:4]), int(period[4:]) + 1):
            years[f"{year:04}"] += held
    return dict(sorted(years.items()))
