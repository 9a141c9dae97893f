"""What was brought in for the digest, from feeds or by hand, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from catalog.access import visible
from catalog.columns import whole
from catalog.database import Database
from catalog.records import DocumentId, Reader
from errors import NotFoundError


class Fate(StrEnum):
    NEW = "new"
    USED = "used"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Clipping:
    """One thing brought in: `content` is its maker's JSON, `id` names the thing itself."""

    id: str
    published: dt.datetime  # UTC
    content: str
    fate: Fate = Fate.NEW


class Clippings:
    """The part of `Catalog` that keeps clippings; each has the level of who brought it."""

    _db: Database

    def put_clippings(self, found: Iterable[Clipping], *, reader: Reader) -> int:
        """Keep those that are not known yet; return how many were new."""
        new = 0
        with self._db.write() as connection:
            for each in found:
                done = connection.execute(
                    "INSERT OR IGNORE INTO digest_item (id, published, level, content, state)"
                    " VALUES (?, ?, ?, ?, ?)",
                    [
                        whole(each.id),
                        each.published.astimezone(dt.UTC).isoformat(),
                        reader.level.rank,
                        whole(each.content),
                        each.fate,
                    ],
                )
                new += done.rowcount
        return new

    def clippings(
        self, since: dt.datetime, until: dt.datetime, *, reader: Reader
    ) -> list[Clipping]:
        """Return what was published from `since` to before `until`, the oldest first."""
        rows = self._db.connection.execute(
            "SELECT * FROM digest_item WHERE level <= ? AND published >= ? AND published < ?"
            " ORDER BY published, id",
            [
                reader.level.rank,
                since.astimezone(dt.UTC).isoformat(),
                until.astimezone(dt.UTC).isoformat(),
            ],
        )
        return [
            Clipping(
                row["id"],
                dt.datetime.fromisoformat(row["published"]),
                row["content"],
                Fate(row["state"]),
            )
            for row in rows
        ]

    def mark_clippings(self, ids: Iterable[str], fate: Fate, *, reader: Reader) -> None:
        """Note what became of clippings; NotFoundError for one that this reader may not know."""
        with self._db.write() as connection:
            for identifier in ids:
                done = connection.execute(
                    "UPDATE digest_item SET state = ? WHERE id = ? AND level <= ?",
                    [fate, identifier, reader.level.rank],
                )
                if not done.rowcount:
                    raise NotFoundError("not-found", id=identifier)

    def added_between(
        self, since: dt.datetime, until: dt.datetime, *, reader: Reader
    ) -> dict[DocumentId, dt.datetime]:
        """Return the documents that entered the library in that time, and when."""
        condition, values = visible(reader)
        rows = self._db.connection.execute(
            "SELECT document.id, document.added FROM document"
            f" WHERE {condition} AND document.added >= ? AND document.added < ?"
            " ORDER BY document.added, document.id",
            [
                *values,
                since.astimezone(dt.UTC).isoformat(),
                until.astimezone(dt.UTC).isoformat(),
            ],
        )
        return {DocumentId(row[0]): dt.datetime.fromisoformat(row[1]) for row in rows}

    def feed_marks(self, address: str) -> tuple[str, str]:
        """Return what a feed's server said of its last answer: ETag and Last-Modified."""
        row = self._db.connection.execute(
            "SELECT etag, modified FROM digest_feed WHERE address = ?", [address]
        ).fetchone()
        return (row[0], row[1]) if row else ("", "")

    def set_feed_marks(self, address: str, etag: str, modified: str) -> None:
        with self._db.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO digest_feed (address, etag, modified) VALUES (?, ?, ?)",
                [address, etag, modified],
            )
