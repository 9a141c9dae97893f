"""Which editions are one document: proposed by the matcher, decided by a person."""

from __future__ import annotations

import sqlite3

from catalog import codec
from catalog.columns import now
from catalog.database import Database
from catalog.generation import bump
from catalog.records import DocumentId, EditionId
from errors import LibraryError, NotFoundError


class Links:
    """The part of `Catalog` that joins editions."""

    _db: Database

    def propose_link(
        self, a: EditionId, b: EditionId, score: float, reasons: dict[str, float]
    ) -> None:
        """Record that two editions may be one document; a person's decision is never undone."""
        first, second = sorted((a, b))
        with self._db.write() as connection:
            connection.execute(
                "INSERT INTO link (a, b, state, score, reasons) VALUES (?, ?, 'proposed', ?, ?)"
                " ON CONFLICT (a, b) DO UPDATE SET score = excluded.score,"
                " reasons = excluded.reasons WHERE state = 'proposed'",
                [first, second, score, codec.dump(reasons)],
            )

    def confirm_link(self, a: EditionId, b: EditionId) -> DocumentId:
        """Join two editions under the document of `a`.

        The stricter of the two handlings is kept, so that joining never opens a paper.
        Raises LibraryError when the document has an edition in that language already.
        """
        with self._db.write() as connection:
            rows = {
                row["id"]: row
                for row in connection.execute(
                    "SELECT id, document, language FROM edition WHERE id IN (?, ?)", [a, b]
                )
            }
            for edition in (a, b):
                if edition not in rows:
                    raise NotFoundError("not-found", id=edition)
            home = rows[a]["document"]
            move(connection, b, home, rows[b]["language"])
            decide(connection, a, b, "confirmed")
            bump(connection, [a, b])
        return DocumentId(home)

    def reject_link(self, a: EditionId, b: EditionId) -> None:
        with self._db.write() as connection:
            decide(connection, a, b, "rejected")


def move(connection: sqlite3.Connection, edition: EditionId, home: str, language: str) -> None:
    """Put an edition under the document `home`, which is made if need be, as `language`.

    The stricter of the two handlings is kept, so that joining never opens a paper.
    """
    if connection.execute(
        "SELECT 1 FROM edition WHERE document = ? AND language = ? AND id <> ?",
        [home, language, edition],
    ).fetchone():
        raise LibraryError("edition-exists", document=home, language=language)
    other = connection.execute("SELECT document FROM edition WHERE id = ?", [edition]).fetchone()[
        "document"
    ]
    connection.execute(
        "INSERT OR IGNORE INTO document (id, type, date, date_end, level, quotation, embargo,"
        " added) SELECT ?, type, date, date_end, level, quotation, embargo, added"
        " FROM document WHERE id = ?",
        [home, other],
    )
    handlings = connection.execute(
        "SELECT level, embargo, quotation FROM document WHERE id IN (?, ?)", [home, other]
    ).fetchall()
    order = ["attributable", "chatham-house", "off-the-record"]
    connection.execute(
        "UPDATE document SET level = ?, embargo = ?, quotation = ? WHERE id = ?",
        [
            max(row["level"] for row in handlings),
            max(row["embargo"] or "" for row in handlings) or None,
            max((row["quotation"] for row in handlings), key=order.index),
            home,
        ],
    )
    connection.execute(
        "UPDATE edition SET document = ?, language = ? WHERE id = ?", [home, language, edition]
    )
    connection.execute(
        "INSERT OR IGNORE INTO topic SELECT ?, topic FROM topic WHERE document = ?",
        [home, other],
    )
    connection.execute(
        "DELETE FROM document WHERE id = ? AND id NOT IN (SELECT document FROM edition)",
        [other],
    )


def decide(connection: sqlite3.Connection, a: str, b: str, state: str) -> None:
    first, second = sorted((a, b))
    connection.execute(
        "INSERT INTO link (a, b, state, score, reasons, decided) VALUES (?, ?, ?, 1, '{}', ?)"
        " ON CONFLICT (a, b) DO UPDATE SET state = excluded.state, decided = excluded.decided",
        [first, second, state, now()],
    )
