"""Reading for a person: every function takes a `reader` and applies handling in SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog import codec, facets
from catalog.access import EDITIONS, Filters, both, narrowed, visible
from catalog.database import Database
from catalog.records import (
    POOR,
    Author,
    Document,
    DocumentId,
    DocumentType,
    Edition,
    EditionId,
    Handling,
    Language,
    Level,
    OutlineEntry,
    Page,
    Quotation,
    Reader,
    StoredPassage,
)
from errors import NotFoundError

EVERYTHING = Filters()
ORDERS = {
    "date": "document.date IS NULL, document.date DESC, document.id",
    "title": "title, document.id",
    "added": "document.added DESC, document.id",
}
PASSAGES = f"""
    SELECT passage.row, edition.id, document.id, edition.title, page.label, version.number,
        {codec.PASSAGE}
    FROM passage
    JOIN version ON version.id = passage.version
    JOIN edition ON edition.id = version.edition
    JOIN document ON document.id = edition.document
    LEFT JOIN page INDEXED BY page_label ON page.version = version.id
        AND page.number = json_extract(passage.spans, '$[0][0]')
"""


class Reading:
    """The part of `Catalog` that answers readers."""

    _db: Database
    files: Path

    def searchable(self, *, reader: Reader, filters: Filters = EVERYTHING) -> NDArray[np.int64]:
        """Return the ids of current versions that `reader` may search, ascending."""
        condition, values = both(visible(reader), narrowed(filters, reader))
        rows = self._db.connection.execute(
            f"SELECT version.id {EDITIONS} WHERE {condition} ORDER BY version.id", values
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def facets(
        self, *, reader: Reader, filters: Filters = EVERYTHING, within: Filters = EVERYTHING
    ) -> dict[str, dict[str, int]]:
        """Count the documents of each type, topic, language, year, author…

        The documents match `within` and, of `filters`, all but the fields of the facet's own: a
        count says how many there are when that value is chosen instead.
        """
        return facets.count(self._db.connection, reader, filters, within)

    def dates(self, *, reader: Reader, filters: Filters = EVERYTHING) -> dict[str, str | None]:
        """Return the date (ISO 8601) of each document that matches, None where it has none."""
        condition, values = both(visible(reader), narrowed(filters, reader))
        rows = self._db.connection.execute(
            f"SELECT DISTINCT document.id, document.date {EDITIONS} WHERE {condition}", values
        )
        return dict(rows.fetchall())

    def texts(
        self,
        versions: Sequence[int],
        *,
        reader: Reader,
        among: Sequence[int] | None = None,
    ) -> list[tuple[int, str]]:
        """Return (row, text) of the passages of `versions`, or of those `among` them, by row."""
        condition, values = visible(reader)
        rows = None if among is None else codec.dump(list(among))
        found = self._db.connection.execute(
            "SELECT passage.row, passage.text FROM passage"
            " JOIN version ON version.id = passage.version"
            " JOIN edition ON edition.id = version.edition"
            " JOIN document ON document.id = edition.document"
            " WHERE passage.version IN (SELECT value FROM json_each(?))"
            " AND (? IS NULL OR passage.row IN (SELECT value FROM json_each(?)))"
            f" AND {condition} ORDER BY passage.row",
            [codec.dump(list(versions)), rows, rows, *values],
        )
        return [(row, text) for row, text in found]

    def count(self, *, reader: Reader, filters: Filters = EVERYTHING) -> int:
        """Return how many documents match."""
        condition, values = both(visible(reader), narrowed(filters, reader))
        row = self._db.connection.execute(
            f"SELECT COUNT(DISTINCT document.id) {EDITIONS} WHERE {condition}", values
        ).fetchone()
        return int(row[0])

    def documents(
        self,
        *,
        reader: Reader,
        filters: Filters = EVERYTHING,
        limit: int | None = None,
        offset: int = 0,
        order: str = "date",
    ) -> list[Document]:
        """Return documents with all their editions; `order` is "date" (newest first), "title" or
        "added".
        """
        condition, values = both(visible(reader), narrowed(filters, reader))
        with self._db.read() as connection:
            ids = [
                row["id"]
                for row in connection.execute(
                    f"SELECT document.id AS id, MIN(edition.title) AS title {EDITIONS}"
                    f" WHERE {condition} GROUP BY document.id ORDER BY {ORDERS[order]}"
                    " LIMIT ? OFFSET ?",
                    [*values, -1 if limit is None else limit, offset],
                )
            ]
            found = self._load_documents(connection, ids)
        return [found[identifier] for identifier in ids]

    def document(self, identifier: str, *, reader: Reader) -> Document:
        """Return one document; a hidden one raises the same NotFoundError as an absent one."""
        condition, values = visible(reader)
        with self._db.read() as connection:
            known = connection.execute(
                f"SELECT document.id {EDITIONS} WHERE document.id = ? AND {condition}",
                [identifier, *values],
            ).fetchone()
            if known is None:
                raise NotFoundError("not-found", id=identifier)
            return self._load_documents(connection, [identifier])[identifier]

    def document_of(self, edition_id: str, *, reader: Reader) -> Document:
        row = self._db.connection.execute(
            "SELECT document FROM edition WHERE id = ?", [edition_id]
        ).fetchone()
        if row is None:
            raise NotFoundError("not-found", id=edition_id)
        try:
            return self.document(row["document"], reader=reader)
        except NotFoundError as problem:
            # Do not answer a guessed edition id with the id of its hidden document.
            raise NotFoundError("not-found", id=edition_id) from problem

    def edition(self, edition_id: str, *, reader: Reader) -> Edition:
        document = self.document_of(edition_id, reader=reader)
        return next(edition for edition in document.editions if edition.id == edition_id)

    def pages(self, edition_id: str, *, reader: Reader, version: int | None = None) -> list[Page]:
        """Return the pages of the current (or the numbered) version, in order."""
        number = self._version(edition_id, reader, version)
        rows = self._db.connection.execute(
            "SELECT * FROM page WHERE version = ? ORDER BY number", [number]
        )
        return [codec.load_page(row) for row in rows]

    def page(
        self, edition_id: str, number: int, *, reader: Reader, version: int | None = None
    ) -> Page:
        row = self._db.connection.execute(
            "SELECT * FROM page WHERE version = ? AND number = ?",
            [self._version(edition_id, reader, version), number],
        ).fetchone()
        if row is None:
            raise NotFoundError("not-found", id=f"{edition_id} p. {number}")
        return codec.load_page(row)

    def outline(
        self, edition_id: str, *, reader: Reader, version: int | None = None
    ) -> tuple[OutlineEntry, ...]:
        row = self._db.connection.execute(
            "SELECT outline FROM version WHERE id = ?",
            [self._version(edition_id, reader, version)],
        ).fetchone()
        return codec.load_outline(row["outline"])

    def warnings(self, edition_id: str, *, reader: Reader) -> list[tuple[str, dict[str, str]]]:
        """Return (code, values) of what went wrong in part while the file was read."""
        row = self._db.connection.execute(
            "SELECT warnings FROM version WHERE id = ?", [self._version(edition_id, reader, None)]
        ).fetchone()
        return [(code, values) for code, values in json.loads(row["warnings"])]

    def attachments(self, edition_id: str, *, reader: Reader) -> list[tuple[str, bytes]]:
        rows = self._db.connection.execute(
            "SELECT name, content FROM attachment WHERE version = ? ORDER BY rowid",
            [self._version(edition_id, reader, None)],
        )
        return [(row["name"], row["content"]) for row in rows]

    def original(
        self, edition_id: str, *, reader: Reader, version: int | None = None
    ) -> tuple[Path, str]:
        """Return where the bytes of the current (or the numbered) version lie, and the name they
        came with.
        """
        row = self._db.connection.execute(
            "SELECT sha256, file_name FROM version WHERE id = ?",
            [self._version(edition_id, reader, version)],
        ).fetchone()
        found = sorted(self.files.glob(f"{row['sha256']}*"))
        if not found:
            raise NotFoundError("not-found", id=row["file_name"])
        return found[0], row["file_name"]

    def passages(self, rows: Sequence[int], *, reader: Reader) -> dict[int, StoredPassage]:
        """Return the passages of `rows` that `reader` may see, by row."""
        condition, values = visible(reader)
        marks = ", ".join("?" * len(rows))
        found = self._db.connection.execute(
            f"{PASSAGES} WHERE passage.row IN ({marks}) AND {condition}",
            [*(int(row) for row in rows), *values],
        )
        return {stored.row: stored for stored in map(load_stored, found)}

    def passages_of(self, edition_id: str, *, reader: Reader) -> list[StoredPassage]:
        found = self._db.connection.execute(
            f"{PASSAGES} WHERE passage.version = ? ORDER BY passage.ordinal",
            [self._version(edition_id, reader, None)],
        )
        return [load_stored(row) for row in found]

    def passage(self, identifier: str, *, reader: Reader) -> StoredPassage:
        """Return the passage "edition:version:ordinal", of an older version too."""
        edition, _, rest = identifier.rpartition(":")
        edition, _, number = edition.rpartition(":")
        condition, values = visible(reader)
        row = None
        if number.isdecimal() and rest.isdecimal():
            row = self._db.connection.execute(
                f"{PASSAGES} WHERE edition.id = ? AND version.number = ? AND passage.ordinal = ?"
                f" AND {condition}",
                [edition, int(number), int(rest), *values],
            ).fetchone()
        if row is None:
            raise NotFoundError("not-found", id=identifier)
        return load_stored(row)

    def links(
        self, *, reader: Reader, state: str = "proposed"
    ) -> list[tuple[Edition, Edition, float, dict[str, float]]]:
        """Return pairs of editions that may be one document, likeliest first; (a, b, score,
        reasons).  A pair is shown only to a reader who may see both.
        """
        rows = self._db.connection.execute(
            "SELECT * FROM link WHERE state = ? ORDER BY score DESC, a, b", [state]
        ).fetchall()
        pairs = []
        for row in rows:
            try:
                first = self.edition(row["a"], reader=reader)
                second = self.edition(row["b"], reader=reader)
            except NotFoundError:
                continue
            pairs.append((first, second, row["score"], json.loads(row["reasons"])))
        return pairs

    def statistics(self, *, reader: Reader) -> dict[str, int]:
        """Count documents, editions, pages, poor pages, passages and terms."""
        condition, values = visible(reader)
        row = self._db.connection.execute(
            f"""
            WITH mine AS (SELECT version.id, edition.document {EDITIONS} WHERE {condition})
            SELECT (SELECT COUNT(DISTINCT document) FROM mine) AS documents,
                   (SELECT COUNT(*) FROM mine) AS editions,
                   (SELECT COUNT(*) FROM page WHERE version IN (SELECT id FROM mine)) AS pages,
                   (SELECT COUNT(*) FROM page WHERE version IN (SELECT id FROM mine)
                       AND quality < {POOR}) AS poor_pages,
                   (SELECT COUNT(*) FROM passage
                       WHERE version IN (SELECT id FROM mine)) AS passages,
                   (SELECT COUNT(*) FROM term) AS terms
            """,
            values,
        ).fetchone()
        return dict(row)

    def _version(self, edition_id: str, reader: Reader, number: int | None) -> int:
        condition, values = visible(reader)
        row = self._db.connection.execute(
            "SELECT version.id FROM version JOIN edition ON edition.id = version.edition"
            " JOIN document ON document.id = edition.document"
            f" WHERE edition.id = ? AND (version.number = ? OR (? IS NULL AND version.current))"
            f" AND {condition}",
            [edition_id, number, number, *values],
        ).fetchone()
        if row is None:
            raise NotFoundError("not-found", id=edition_id)
        return int(row["id"])

    @staticmethod
    def _load_documents(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Document]:
        wanted = codec.dump(list(ids))
        one_of = "IN (SELECT value FROM json_each(?))"
        authors: dict[str, list[Author]] = {}
        for row in connection.execute(
            "SELECT author.* FROM author JOIN edition ON edition.id = author.edition"
            f" WHERE edition.document {one_of} ORDER BY author.edition, position",
            [wanted],
        ):
            authors.setdefault(row["edition"], []).append(
                Author(row["family"], row["given"], row["reading"], row["organisation"])
            )
        topics: dict[str, list[str]] = {}
        for row in connection.execute(
            f"SELECT document, topic FROM topic WHERE document {one_of} ORDER BY topic", [wanted]
        ):
            topics.setdefault(row["document"], []).append(row["topic"])
        editions: dict[str, list[Edition]] = {}
        for row in connection.execute(
            "SELECT edition.*, version.number, version.sha256, version.file_name, version.format,"
            " (SELECT COUNT(*) FROM version AS each WHERE each.edition = edition.id) AS versions,"
            " (SELECT COUNT(*) FROM page WHERE page.version = version.id) AS pages,"
            " (SELECT COUNT(*) FROM passage WHERE passage.version = version.id) AS passages"
            f" {EDITIONS} WHERE edition.document {one_of}"
            " ORDER BY edition.language <> 'ja', edition.language",
            [wanted],
        ):
            editions.setdefault(row["document"], []).append(
                Edition(
                    id=EditionId(row["id"]),
                    document=DocumentId(row["document"]),
                    language=Language(row["language"]),
                    title=row["title"],
                    abstract=row["abstract"],
                    version=row["number"],
                    versions=row["versions"],
                    sha256=row["sha256"],
                    file_name=row["file_name"],
                    format=row["format"],
                    pages=row["pages"],
                    passages=row["passages"],
                    authors=tuple(authors.get(row["id"], ())),
                    organisation=row["organisation"],
                    date_text=row["date_text"],
                )
            )
        return {
            row["id"]: Document(
                id=DocumentId(row["id"]),
                type=DocumentType(row["type"]),
                date=codec.to_date(row["date"]),
                date_end=codec.to_date(row["date_end"]),
                handling=Handling(
                    list(Level)[row["level"]],
                    Quotation(row["quotation"]),
                    codec.to_date(row["embargo"]),
                ),
                topics=tuple(topics.get(row["id"], ())),
                editions=tuple(editions[row["id"]]),
            )
            for row in connection.execute(f"SELECT * FROM document WHERE id {one_of}", [wanted])
        }


def load_stored(columns: sqlite3.Row) -> StoredPassage:
    row, edition, document, title, label, version, *of_passage = columns
    passage = codec.load_passage(of_passage)
    return StoredPassage(
        row=row,
        id=f"{edition}:{version}:{passage.ordinal}",
        edition=edition,
        document=document,
        title=title,
        label=label or (str(passage.spans[0].page) if passage.spans else ""),
        passage=passage,
    )
