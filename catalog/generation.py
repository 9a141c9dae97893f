"""The number of the last change that search could notice, and what that change touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def bump(connection: sqlite3.Connection, editions: Sequence[str]) -> None:
    """Raise the generation and stamp the current versions of `editions`' documents with it."""
    connection.execute("UPDATE state SET value = value + 1 WHERE key = 'generation'")
    connection.executemany(
        "UPDATE version SET generation = (SELECT value FROM state WHERE key = 'generation')"
        " WHERE current AND edition IN (SELECT id FROM edition WHERE document ="
        " (SELECT document FROM edition WHERE id = ?))",
        [(edition,) for edition in editions],
    )


def drop_from_index(connection: sqlite3.Connection, edition: str) -> None:
    """Note that the current version leaves the index with the generation now being written."""
    connection.execute(
        "INSERT OR REPLACE INTO gone SELECT id, (SELECT value + 1 FROM state"
        " WHERE key = 'generation') FROM version WHERE edition = ? AND current",
        [edition],
    )
