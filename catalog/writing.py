"""Storing, changing and removing editions: one transaction a document."""

from __future__ import annotations

import base64
import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from catalog import codec
from catalog.columns import (
    fold_author,
    handling_columns,
    now,
    page_columns,
    safe_suffix,
    whole,
)
from catalog.database import Database
from catalog.generation import bump, drop_from_index
from catalog.links import move
from catalog.records import (
    POOR,
    DocumentType,
    EditionId,
    Extraction,
    Language,
    Metadata,
    Outcome,
    Passage,
)
from catalog.revising import news
from errors import NotFoundError


class Writing:
    """The part of `Catalog` that changes documents."""

    _db: Database
    folder: Path
    files: Path

    def find_checksum(self, sha256: str) -> EditionId | None:
        """Return the edition whose current version has these bytes."""
        found = self._db.connection.execute(
            "SELECT edition FROM version WHERE sha256 = ? AND current", [sha256]
        ).fetchone()
        return EditionId(found[0]) if found else None

    def store(
        self,
        extraction: Extraction,
        passages: Sequence[Passage],
        *,
        metadata: Metadata,
        content: Path,
        sha256: str,
        path: str,
    ) -> tuple[EditionId, Outcome]:
        """Keep one read file; return its edition and whether it was ADDED, UPDATED or UNCHANGED.

        The file is a new version of an edition when it was read before under the same path, or
        when `metadata` names a document that has an edition in this language; else it is a new
        edition.  The bytes are copied into `files/` first, so that a stored version always has
        its original.
        """
        language = metadata.language or Language.OTHER
        with self._db.write() as connection:
            self._keep(content, sha256)
            edition = self._edition_for(connection, metadata, language, path)
            if edition is not None:
                version = connection.execute(
                    "SELECT id, current FROM version WHERE edition = ? AND sha256 = ?"
                    " ORDER BY number DESC LIMIT 1",
                    [edition, sha256],
                ).fetchone()
                known = connection.execute(
                    "SELECT 1 FROM source WHERE path = ? AND edition = ?", [path, edition]
                ).fetchone()
                if version is not None:
                    changed = self._describe(connection, edition, metadata)
                    if not version["current"] and known is not None:
                        # The file went back to an earlier content.
                        self._make_current(connection, edition, version["id"])
                        changed = True
                    self._touch(connection, path, sha256, content, edition)
                    if changed:
                        bump(connection, [edition])
                    return edition, Outcome.UPDATED if changed else Outcome.UNCHANGED
                outcome = Outcome.UPDATED
            else:
                edition = self._new_edition(connection, metadata, language, sha256)
                outcome = Outcome.ADDED
            self._describe(connection, edition, metadata)
            self._new_version(connection, edition, extraction, passages, sha256, content, path)
            self._touch(connection, path, sha256, content, edition)
            bump(connection, [edition])
        return edition, outcome

    def update_metadata(
        self, edition_id: EditionId, metadata: Metadata, *, exact: bool = False
    ) -> bool:
        """Apply what is said of an edition; return whether anything changed.

        A document or language that is said moves the edition there; LibraryError when another
        edition has that place.  With `exact`, what is unsaid is emptied, but for type, language
        and handling, which every document has.
        """
        with self._db.write() as connection:
            if not exact:
                metadata = news(connection, edition_id, metadata)
            row = connection.execute(
                "SELECT document, language FROM edition WHERE id = ?", [edition_id]
            ).fetchone()
            if row is None:
                raise NotFoundError("not-found", id=edition_id)
            place = metadata.document or row["document"], metadata.language or row["language"]
            moved = place != (row["document"], row["language"])
            before = self._description(connection, edition_id)
            if moved:
                move(connection, edition_id, *place)
            changed = self._describe(connection, edition_id, metadata, exact, before) or moved
            if changed:
                bump(connection, [edition_id])
        return changed

    def store_anew(
        self, edition_id: EditionId, extraction: Extraction, passages: Sequence[Passage]
    ) -> None:
        """Keep another reading of the edition's present file, as its next version."""
        with self._db.write() as connection:
            row = connection.execute(
                "SELECT sha256, file_name FROM version WHERE edition = ? AND current", [edition_id]
            ).fetchone()
            if row is None:
                raise NotFoundError("not-found", id=edition_id)
            sha256, name = row
            self._new_version(
                connection, edition_id, extraction, passages, sha256, Path(name), name
            )
            bump(connection, [edition_id])

    def remove(self, identifier: str) -> int:
        """Remove a document or one edition with all versions; return how many editions went."""
        with self._db.write() as connection:
            editions = [
                EditionId(row["id"])
                for row in connection.execute(
                    "SELECT id FROM edition WHERE document = ?1 OR id = ?1", [identifier]
                )
            ]
            if not editions:
                raise NotFoundError("not-found", id=identifier)
            for edition in editions:
                drop_from_index(connection, edition)
                connection.execute("DELETE FROM edition WHERE id = ?", [edition])
            connection.execute(
                "DELETE FROM document WHERE id NOT IN (SELECT document FROM edition)"
            )
            bump(connection, [])
        self._sweep()
        return len(editions)

    def _sweep(self) -> None:
        """Delete originals that no version names; under the write lock, as `_keep` is."""
        with self._db.write() as connection:
            kept = {row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM version")}
            for original in self.files.glob("*"):
                if original.stem not in kept:
                    original.unlink(missing_ok=True)

    def _keep(self, content: Path, sha256: str) -> None:
        target = self.files / f"{sha256}{safe_suffix(content)}"
        if target.exists():
            return
        self.files.mkdir(exist_ok=True)
        partial = self.files / f".{sha256}.{os.getpid()}"
        shutil.copyfile(content, partial)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)

    def _edition_for(
        self,
        connection: sqlite3.Connection,
        metadata: Metadata,
        language: Language,
        path: str,
    ) -> EditionId | None:
        if metadata.document is not None:
            found = connection.execute(
                "SELECT id FROM edition WHERE document = ? AND language = ?",
                [metadata.document, language],
            ).fetchone()
            if found is not None:
                return EditionId(found["id"])
        found = connection.execute(
            "SELECT edition.id, edition.document FROM source JOIN edition ON edition.id = edition"
            " WHERE path = ?",
            [path],
        ).fetchone()
        if found is None or (metadata.document or found["document"]) != found["document"]:
            return None
        return EditionId(found["id"])

    def _new_edition(
        self, connection: sqlite3.Connection, metadata: Metadata, language: Language, sha256: str
    ) -> EditionId:
        document = (
            metadata.document
            or "d" + base64.b32encode(bytes.fromhex(sha256))[:10].decode("ascii").lower()
        )
        connection.execute(
            "INSERT OR IGNORE INTO document (id, type, level, quotation, added)"
            " VALUES (?, ?, 0, 'attributable', ?)",
            [document, DocumentType.OTHER, now()],
        )
        edition, count = f"{document}.{language}", 1
        while connection.execute("SELECT 1 FROM edition WHERE id = ?", [edition]).fetchone():
            count += 1  # an edition of this name moved to another document
            edition = f"{document}.{language}-{count}"
        connection.execute(
            "INSERT INTO edition (id, document, language, title, abstract, organisation, date_text)"
            " VALUES (?, ?, ?, '', '', '', '')",
            [edition, document, language],
        )
        return EditionId(edition)

    def _describe(
        self,
        connection: sqlite3.Connection,
        edition: EditionId,
        metadata: Metadata,
        exact: bool = False,
        before: list[sqlite3.Row] | None = None,
    ) -> bool:
        """Write what `metadata` says; what it leaves unsaid stays, unless it is `exact`.

        Return whether that differs from `before`, by default the present.
        """
        if not exact:
            metadata = news(connection, edition, metadata)
        now_said = self._description(connection, edition)
        before = before or now_said
        document = now_said[0]["document"]
        said: dict[str, object] = {
            "type": metadata.type,
            "date": metadata.date and metadata.date.isoformat(),
            "date_end": metadata.date and (metadata.date_end or metadata.date).isoformat(),
        }
        dates = {"date", "date_end"} if exact else set()
        if metadata.handling is not None:
            said |= handling_columns(metadata.handling)
        self._update(connection, "document", document, said, {"embargo"} | dates)
        said = {
            "title": metadata.title,
            "abstract": metadata.abstract,
            "organisation": metadata.organisation,
            "date_text": metadata.date_text,
        }
        self._update(connection, "edition", edition, said)
        if metadata.authors or exact:
            connection.execute("DELETE FROM author WHERE edition = ?", [edition])
            connection.executemany(
                "INSERT INTO author VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (edition, number, a.family, a.given, a.reading, a.organisation, fold_author(a))
                    for number, a in enumerate(metadata.authors)
                ],
            )
        if metadata.topics or exact:
            connection.execute("DELETE FROM topic WHERE document = ?", [document])
            connection.executemany(
                "INSERT OR IGNORE INTO topic VALUES (?, ?)",
                [(document, topic) for topic in metadata.topics],
            )
        after = self._description(connection, edition)
        if after[0]["title"] != before[0]["title"]:
            # A passage's vector leans towards the title's: it is to be made anew.
            connection.execute(
                "DELETE FROM vectors WHERE version IN (SELECT id FROM version WHERE edition = ?)",
                [edition],
            )
        changed = after != before
        if changed:
            connection.execute(
                "INSERT INTO provenance VALUES (?, ?, ?, ?)",
                [edition, now(), metadata.source, codec.dump_metadata(metadata)],
            )
        return changed

    @staticmethod
    def _update(
        connection: sqlite3.Connection,
        table: str,
        identifier: str,
        said: dict[str, object],
        allow_null: Iterable[str] = (),
    ) -> None:
        said = {
            column: whole(value) if isinstance(value, str) else value
            for column, value in said.items()
            if value is not None or column in allow_null
        }
        if said:
            columns = ", ".join(f"{column} = ?" for column in said)
            connection.execute(
                f"UPDATE {table} SET {columns} WHERE id = ?", [*said.values(), identifier]
            )

    @staticmethod
    def _description(connection: sqlite3.Connection, edition: EditionId) -> list[sqlite3.Row]:
        row = connection.execute(
            "SELECT * FROM edition JOIN document ON document.id = document WHERE edition.id = ?",
            [edition],
        ).fetchone()
        return [
            row,
            *connection.execute("SELECT * FROM author WHERE edition = ?", [edition]),
            *connection.execute("SELECT * FROM topic WHERE document = ?", [row["document"]]),
        ]

    def _new_version(
        self,
        connection: sqlite3.Connection,
        edition: EditionId,
        extraction: Extraction,
        passages: Sequence[Passage],
        sha256: str,
        content: Path,
        path: str,
    ) -> None:
        number = connection.execute(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM version WHERE edition = ?", [edition]
        ).fetchone()[0]
        version = connection.execute(
            "INSERT INTO version (edition, number, sha256, file_name, format, engine, added,"
            " current, generation, outline, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
            [
                edition,
                number,
                sha256,
                whole(Path(path).name or content.name),
                extraction.format,
                extraction.engine,
                now(),
                codec.dump([[whole(e.title), e.level, e.page] for e in extraction.outline]),
                codec.dump(extraction.warnings),
            ],
        ).lastrowid
        connection.executemany(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [page_columns(version, page) for page in extraction.pages],
        )
        poor = {page.number for page in extraction.pages if page.quality < POOR}
        connection.executemany(
            "INSERT INTO passage (version, ordinal, text, spans, joiner, language, heading,"
            " context, kind, indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    version,
                    passage.ordinal,
                    whole(passage.text),
                    codec.dump_spans(passage.spans),
                    passage.joiner,
                    passage.language,
                    whole(passage.heading),
                    whole(passage.context),
                    passage.kind,
                    int(poor.isdisjoint(span.page for span in passage.spans)),
                )
                for passage in passages
            ],
        )
        connection.executemany(
            "INSERT INTO attachment VALUES (?, ?, ?)",
            [(version, whole(name), data) for name, data in extraction.attachments],
        )
        self._make_current(connection, edition, version or 0)

    def _make_current(self, connection: sqlite3.Connection, edition: str, version: int) -> None:
        drop_from_index(connection, edition)
        connection.execute("UPDATE version SET current = 0 WHERE edition = ?", [edition])
        connection.execute("DELETE FROM gone WHERE version = ?", [version])
        connection.execute("UPDATE version SET current = 1 WHERE id = ?", [version])

    @staticmethod
    def _touch(
        connection: sqlite3.Connection, path: str, sha256: str, content: Path, edition: str
    ) -> None:
        status = content.stat()
        connection.execute(
            "INSERT OR REPLACE INTO source (path, sha256, mtime_ns, size, edition)"
            " VALUES (?, ?, ?, ?, ?)",
            [path, sha256, status.st_mtime_ns, status.st_size, edition],
        )
