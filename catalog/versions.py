"""Which contents an edition has had, and to which document a version or a passage belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from catalog import codec
from catalog.access import EDITIONS, visible
from catalog.database import Database
from catalog.records import DocumentId, Reader, Version
from errors import NotFoundError


class Versions:
    """The part of `Catalog` that tells versions apart, and what they belong to."""

    _db: Database

    def versions(self, edition_id: str, *, reader: Reader) -> list[Version]:
        """Return all versions of an edition, newest first; a hidden one raises the same
        NotFoundError as an absent one.
        """
        condition, values = visible(reader)
        rows = self._db.connection.execute(
            "SELECT version.number, version.added, version.file_name, version.format,"
            " version.current,"
            " (SELECT COUNT(*) FROM page WHERE page.version = version.id) AS pages"
            " FROM version JOIN edition ON edition.id = version.edition"
            " JOIN document ON document.id = edition.document"
            f" WHERE edition.id = ? AND {condition} ORDER BY version.number DESC",
            [edition_id, *values],
        ).fetchall()
        if not rows:
            raise NotFoundError("not-found", id=edition_id)
        return [
            Version(
                row["number"],
                dt.datetime.fromisoformat(row["added"]),
                row["file_name"],
                row["format"],
                row["pages"],
                bool(row["current"]),
            )
            for row in rows
        ]

    def owners(self, *, reader: Reader) -> dict[int, DocumentId]:
        """Return the document of each current version that `reader` may see, by version id."""
        condition, values = visible(reader)
        rows = self._db.connection.execute(
            f"SELECT version.id, document.id {EDITIONS} WHERE {condition} ORDER BY version.id",
            values,
        )
        return {version: DocumentId(document) for version, document in rows}

    def holders(self, rows: Iterable[int], *, reader: Reader) -> dict[int, DocumentId]:
        """Return the document of each passage of `rows` that `reader` may see, by row."""
        condition, values = visible(reader)
        found = self._db.connection.execute(
            f"SELECT passage.row, document.id {EDITIONS}"
            " JOIN passage ON passage.version = version.id"
            f" WHERE passage.row IN (SELECT value FROM json_each(?)) AND {condition}",
            [codec.dump([int(row) for row in rows]), *values],
        )
        return {row: DocumentId(document) for row, document in found}
