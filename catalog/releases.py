"""What was handed out: when, to whom, in which form, from which sources."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from catalog import codec
from catalog.columns import now
from catalog.database import Database
from catalog.records import Level, Reader


@dataclass(frozen=True, slots=True)
class Release:
    """One file that left the house; `sha256` is the file's, `sources` are "edition:version"."""

    number: int
    at: dt.datetime
    name: str
    by: Level
    audience: Level
    form: str  # "ja", "en", "both"
    format: str  # "docx", "pdf"…
    sha256: str
    redactions: int
    sources: tuple[str, ...]


class Releases:
    """The part of `Catalog` that remembers what was handed out; append-only."""

    _db: Database

    def record_release(
        self,
        name: str,
        *,
        reader: Reader,
        audience: Level,
        form: str,
        format: str,  # noqa: A002 - its name
        sha256: str,
        redactions: int,
        sources: Sequence[str],
    ) -> None:
        with self._db.write() as connection:
            connection.execute(
                "INSERT INTO release"
                " (at, name, level, audience, form, format, sha256, redactions, sources)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    now(),
                    name,
                    reader.level.rank,
                    audience.rank,
                    form,
                    format,
                    sha256,
                    redactions,
                    codec.dump(list(sources)),
                ],
            )

    def releases(self, *, reader: Reader) -> list[Release]:
        """Return what readers of this level or below handed out, the last first."""
        rows = self._db.connection.execute(
            "SELECT * FROM release WHERE level <= ? ORDER BY id DESC", [reader.level.rank]
        )
        levels = list(Level)
        return [
            Release(
                row["id"],
                dt.datetime.fromisoformat(row["at"]),
                row["name"],
                levels[row["level"]],
                levels[row["audience"]],
                row["form"],
                row["format"],
                row["sha256"],
                row["redactions"],
                tuple(json.loads(row["sources"])),
            )
            for row in rows
        ]
