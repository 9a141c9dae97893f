"""What the index needs to follow the catalogue: changes, texts and vectors.

These reads take no reader: derived data is built from every level, and is searched only through
the version ids that `Catalog.searchable` allows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog import codec
from catalog.access import EDITIONS
from catalog.database import Database
from catalog.records import EditionId, Language, Level, Passage


@dataclass(frozen=True, slots=True)
class Changes:
    """Version ids to index again and to drop, to stand at `generation`."""

    generation: int
    changed: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One current version as the index sees it: its passages on readable pages, by row."""

    version: int
    document: str
    edition: str
    language: Language
    level: Level
    embargo: dt.date | None
    title: str
    passages: tuple[tuple[int, Passage], ...]


class Derived:
    """The part of `Catalog` that the index follows."""

    _db: Database

    @property
    def generation(self) -> int:
        """Number of the last change that search could notice."""
        row = self._db.connection.execute(
            "SELECT value FROM state WHERE key = 'generation'"
        ).fetchone()
        return int(row[0])

    def changes(self, since: int) -> Changes:
        """Return what changed after generation `since` (0: everything that is current)."""
        with self._db.read() as connection:
            changed = connection.execute(
                "SELECT id FROM version WHERE current AND generation > ? ORDER BY id", [since]
            ).fetchall()
            gone = connection.execute(
                "SELECT version FROM gone WHERE generation > ? ORDER BY version", [since]
            ).fetchall()
            return Changes(
                self.generation, tuple(row[0] for row in changed), tuple(row[0] for row in gone)
            )

    def indexable(self, versions: Sequence[int]) -> Iterator[Unit]:
        """Yield the wanted versions that are current, in the order given."""
        connection = self._db.connection
        for version in versions:
            row = connection.execute(
                "SELECT edition.id, edition.document, edition.language, edition.title,"
                f" document.level, document.embargo {EDITIONS} WHERE version.id = ?",
                [int(version)],
            ).fetchone()
            if row is None:
                continue
            passages = connection.execute(
                f"SELECT row, {codec.PASSAGE} FROM passage WHERE version = ? AND indexed"
                " ORDER BY row",
                [int(version)],
            )
            yield Unit(
                version=int(version),
                document=row["document"],
                edition=row["id"],
                language=Language(row["language"]),
                level=list(Level)[row["level"]],
                embargo=codec.to_date(row["embargo"]),
                title=row["title"],
                passages=tuple((row, codec.load_passage(columns)) for row, *columns in passages),
            )

    def handlings(self, versions: Sequence[int]) -> dict[int, tuple[Level, dt.date | None]]:
        """Return level and embargo of all versions, past ones too, of the documents of
        `versions`; of what was removed there is none.
        """
        rows = self._db.connection.execute(
            "SELECT version.id, document.level, document.embargo FROM version"
            " JOIN edition ON edition.id = version.edition"
            " JOIN document ON document.id = edition.document"
            " WHERE document.id IN (SELECT edition.document FROM version JOIN edition"
            " ON edition.id = version.edition"
            " WHERE version.id IN (SELECT value FROM json_each(?)))",
            [codec.dump([int(version) for version in versions])],
        )
        return {
            row["id"]: (list(Level)[row["level"]], codec.to_date(row["embargo"])) for row in rows
        }

    def current(self) -> dict[int, EditionId]:
        """Return the edition of each current version."""
        rows = self._db.connection.execute("SELECT id, edition FROM version WHERE current")
        return {row["id"]: EditionId(row["edition"]) for row in rows}

    def next_embargo(self, after: dt.date) -> dt.date | None:
        """Return the next day on which an embargo ends, or None."""
        row = self._db.connection.execute(
            "SELECT MIN(embargo) FROM document WHERE embargo > ?", [after.isoformat()]
        ).fetchone()
        return codec.to_date(row[0])

    def versions_without_vectors(self, encoder: str) -> list[int]:
        """Return current versions that have passages but no vectors of this encoder."""
        rows = self._db.connection.execute(
            "SELECT id FROM version WHERE current AND NOT EXISTS (SELECT 1 FROM vectors"
            " WHERE vectors.version = version.id AND encoder = ?) AND EXISTS (SELECT 1 FROM"
            " passage WHERE passage.version = version.id AND indexed) ORDER BY id",
            [encoder],
        )
        return [row[0] for row in rows]

    def put_vectors(self, encoder: str, version: int, vectors: NDArray[np.floating]) -> None:
        """Keep the vectors (n, dim) of the version's n indexable passages, ascending by row."""
        count = self._db.connection.execute(
            "SELECT COUNT(*) FROM passage WHERE version = ? AND indexed", [version]
        ).fetchone()[0]
        if vectors.ndim != 2 or len(vectors) != count:
            raise ValueError(
                f"version {version} has {count} indexable passages, vectors {vectors.shape}"
            )
        with self._db.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
                [version, encoder, vectors.shape[1], vectors.astype("<f2").tobytes()],
            )

    def vectors(
        self, encoder: str, versions: Sequence[int] | None = None
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float16]]]:
        """Yield (version, rows (n,), vectors (n, dim)) of current versions, ascending.

        Row i of the vectors belongs to `rows[i]`.
        """
        connection = self._db.connection
        wanted, values = "", [encoder]
        if versions is not None:
            wanted = " AND version.id IN (SELECT value FROM json_each(?))"
            values.append(codec.dump([int(version) for version in versions]))
        # One pass over the passages of all versions is many times cheaper than one query each.
        rows_of: dict[int, list[int]] = {}
        for version, row in connection.execute(
            "SELECT passage.version, row FROM passage JOIN version ON version.id = passage.version"
            " WHERE version.current AND passage.indexed"
            + (wanted if versions is not None else "")
            + " ORDER BY row",
            values[1:],
        ):
            rows_of.setdefault(version, []).append(row)
        for row in connection.execute(
            "SELECT vectors.version, dim, data FROM vectors JOIN version ON"
            f" version.id = vectors.version WHERE encoder = ? AND version.current{wanted}"
            " ORDER BY vectors.version",
            values,
        ):
            matrix = np.frombuffer(row["data"], dtype="<f2").reshape(-1, row["dim"])
            rows = np.array(rows_of.get(row["version"], []), dtype=np.int64)
            if len(rows) == len(matrix):
                yield row["version"], rows, matrix

    def vector_fingerprints(self) -> dict[str, int]:
        """Return how many current versions have vectors of each encoder."""
        rows = self._db.connection.execute(
            "SELECT encoder, COUNT(*) FROM vectors JOIN version ON version.id = vectors.version"
            " WHERE current GROUP BY encoder"
        )
        return {row[0]: row[1] for row in rows}

    def drop_vectors(self, encoder: str) -> None:
        with self._db.write() as connection:
            connection.execute("DELETE FROM vectors WHERE encoder = ?", [encoder])
