"""The ledger of ingests: which file was read when, how it ended, which is gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from catalog import codec
from catalog.columns import now, whole
from catalog.database import Database
from catalog.generation import bump
from catalog.records import EditionId, Outcome, ReportRow, Term


class Reports:
    """The part of `Catalog` that remembers files, ingests and terms."""

    _db: Database

    def known_path(self, path: str) -> tuple[str, int, int] | None:
        """Return (sha256, mtime_ns, size) as the file at `path` was last read."""
        row = self._db.connection.execute(
            "SELECT sha256, mtime_ns, size FROM source WHERE path = ? AND NOT missing", [path]
        ).fetchone()
        return (row["sha256"], row["mtime_ns"], row["size"]) if row else None

    def edition_at(self, path: str) -> EditionId | None:
        """Return the edition that the file at `path` was read into."""
        row = self._db.connection.execute(
            "SELECT edition FROM source WHERE path = ?", [path]
        ).fetchone()
        return EditionId(row["edition"]) if row else None

    def seen(self, path: str, sha256: str, mtime_ns: int, size: int, edition: EditionId) -> None:
        """Remember that `path` holds these bytes, which are in `edition` already."""
        with self._db.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO source (path, sha256, mtime_ns, size, edition)"
                " VALUES (?, ?, ?, ?, ?)",
                [path, sha256, mtime_ns, size, edition],
            )

    def paths_under(self, folders: Sequence[Path]) -> dict[str, EditionId]:
        """Return every remembered path in or below `folders`, with its edition."""
        rows = self._db.connection.execute("SELECT path, edition FROM source").fetchall()
        return {
            row["path"]: EditionId(row["edition"])
            for row in rows
            if any(Path(row["path"]).is_relative_to(folder) for folder in folders)
        }

    def mark_missing(self, paths: Sequence[str]) -> None:
        with self._db.write() as connection:
            connection.executemany(
                "UPDATE source SET missing = 1 WHERE path = ?", [(path,) for path in paths]
            )

    def start_run(self) -> int:
        with self._db.write() as connection:
            cursor = connection.execute("INSERT INTO run (started) VALUES (?)", [now()])
        return cursor.lastrowid or 0

    def report(self, run: int, row: ReportRow) -> None:
        with self._db.write() as connection:
            connection.execute(
                "INSERT INTO report (run, path, outcome, edition, code, detail, pages, poor_pages,"
                " seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    run,
                    whole(row.path),
                    row.outcome,
                    row.edition,
                    row.code,
                    whole(codec.dump(row.values)),
                    row.pages,
                    codec.dump(row.poor_pages),
                    row.seconds,
                ],
            )

    def finish_run(self, run: int) -> None:
        with self._db.write() as connection:
            connection.execute("UPDATE run SET finished = ? WHERE id = ?", [now(), run])

    def runs(self) -> list[tuple[int, str, str | None]]:
        """Return (id, started, finished) of every ingest, newest first; unfinished: None."""
        rows = self._db.connection.execute("SELECT * FROM run ORDER BY id DESC")
        return [(row["id"], row["started"], row["finished"]) for row in rows]

    def report_rows(self, run: int) -> list[ReportRow]:
        rows = self._db.connection.execute("SELECT * FROM report WHERE run = ? ORDER BY id", [run])
        return [
            ReportRow(
                path=row["path"],
                outcome=Outcome(row["outcome"]),
                edition=EditionId(row["edition"]) if row["edition"] else None,
                code=row["code"],
                values=json.loads(row["detail"]),
                pages=row["pages"],
                poor_pages=tuple(json.loads(row["poor_pages"])),
                seconds=row["seconds"],
            )
            for row in rows
        ]

    def set_terms(self, terms: Sequence[Term]) -> bool:
        """Replace the term base; return whether it differs from the one before."""
        entries = [codec.dump_term(term) for term in terms]
        with self._db.write() as connection:
            if [
                row[0] for row in connection.execute("SELECT entry FROM term ORDER BY id")
            ] == entries:
                return False
            connection.execute("DELETE FROM term")
            connection.executemany(
                "INSERT INTO term (japanese, english, entry) VALUES (?, ?, ?)",
                [(t.japanese, t.english, e) for t, e in zip(terms, entries, strict=True)],
            )
            bump(connection, [])
        return True

    def terms(self) -> list[Term]:
        """Return the term base, in its own order.  Terms are public."""
        rows = self._db.connection.execute("SELECT entry FROM term ORDER BY id")
        return [codec.load_term(row["entry"]) for row in rows]
