"""Searches kept under a name, what each reader level saw of them last, and how far one reaches."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog import codec
from catalog.access import EDITIONS, Filters, both, narrowed, visible
from catalog.columns import now, whole
from catalog.database import Database
from catalog.records import Level, Reader
from errors import NotFoundError, UsageError, register

Address = dict[str, str | list[str]]

register(
    {
        "search-name-empty": (
            "A saved search needs a name. Type one.",
            "保存する検索には名前が必要です。名前を入力してください。",
        ),
        "search-name-taken": (
            "There is a saved search called “{name}” already. Choose another name.",
            "「{name}」という名前の検索はすでに保存されています。別の名前にしてください。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name: the parameters of its address, and the level it was saved at.

    `seen` holds the ids of the passages that it found when a reader of the asking reader's level
    last looked, at `looked`; both are None where none has.
    """

    id: str
    name: str
    level: Level
    address: Address
    saved: dt.datetime
    looked: dt.datetime | None
    seen: frozenset[str] | None


class Searches:
    """The part of `Catalog` that keeps searches.

    A saved search belongs to the library.  It may name what only some may know, so that readers
    below the level it was saved at are not told of it; and what was seen is kept for each level
    apart, so that none learns from it what a higher one has found.
    """

    _db: Database

    def save_search(
        self, name: str, address: Mapping[str, str | Sequence[str]], *, reader: Reader
    ) -> str:
        """Keep a search under a name, and return its id; UsageError where the name is empty, or
        taken at this level.
        """
        identifier = secrets.token_hex(5)  # a running number would tell of those that are hidden
        with self._db.write() as connection:
            self._check_name(connection, name, reader.level.rank, identifier)
            connection.execute(
                "INSERT INTO search (id, name, level, address, saved) VALUES (?, ?, ?, ?, ?)",
                [
                    identifier,
                    _clean(name),
                    reader.level.rank,
                    whole(codec.dump(dict(address))),
                    now(),
                ],
            )
        return identifier

    def saved_searches(self, *, reader: Reader) -> list[SavedSearch]:
        """Return the searches that `reader` may know of, the last saved first."""
        return self._searches(reader, "1", [])

    def saved_search(self, identifier: str, *, reader: Reader) -> SavedSearch:
        """Return one; a hidden one raises the same NotFoundError as an absent one."""
        found = self._searches(reader, "search.id = ?", [identifier])
        if not found:
            raise NotFoundError("not-found", id=identifier)
        return found[0]

    def rename_search(self, identifier: str, name: str, *, reader: Reader) -> None:
        with self._db.write() as connection:
            level = self.saved_search(identifier, reader=reader).level
            self._check_name(connection, name, level.rank, identifier)
            connection.execute(
                "UPDATE search SET name = ? WHERE id = ?", [_clean(name), identifier]
            )

    def delete_search(self, identifier: str, *, reader: Reader) -> None:
        with self._db.write() as connection:
            self.saved_search(identifier, reader=reader)
            connection.execute("DELETE FROM search WHERE id = ?", [identifier])

    def look_at_search(self, identifier: str, passages: Sequence[str], *, reader: Reader) -> None:
        """Note that `passages` (ids) are what the search finds for readers of this level now."""
        with self._db.write() as connection:
            self.saved_search(identifier, reader=reader)
            connection.execute(
                "INSERT OR REPLACE INTO search_seen (search, level, at, passages)"
                " VALUES (?, ?, ?, ?)",
                [identifier, reader.level.rank, now(), codec.dump(list(passages))],
            )

    def reach(self, *, reader: Reader, filters: Sequence[Filters]) -> tuple[int, int]:
        """Return how many documents and passages a search under all of `filters` goes through."""
        condition = visible(reader)
        for each in filters:
            condition = both(condition, narrowed(each, reader))
        row = self._db.connection.execute(
            "SELECT COUNT(DISTINCT document.id), SUM((SELECT COUNT(*) FROM passage"
            f" WHERE passage.version = version.id AND indexed)) {EDITIONS} WHERE {condition[0]}",
            condition[1],
        ).fetchone()
        return int(row[0]), int(row[1] or 0)

    def _searches(
        self, reader: Reader, condition: str, values: Sequence[object]
    ) -> list[SavedSearch]:
        rows = self._db.connection.execute(
            "SELECT search.*, search_seen.at, search_seen.passages FROM search"
            " LEFT JOIN search_seen ON search_seen.search = search.id AND search_seen.level = ?"
            f" WHERE search.level <= ? AND {condition}"
            " ORDER BY search.saved DESC, search.rowid DESC",
            [reader.level.rank, reader.level.rank, *values],
        )
        return [_load(row) for row in rows]

    @staticmethod
    def _check_name(connection: sqlite3.Connection, name: str, level: int, identifier: str) -> None:
        # Of the same level only: to refuse the name of a hidden search would tell of it.
        if not _clean(name):
            raise UsageError("search-name-empty")
        if connection.execute(
            "SELECT 1 FROM search WHERE name = ? AND level = ? AND id <> ?",
            [_clean(name), level, identifier],
        ).fetchone():
            raise UsageError("search-name-taken", name=_clean(name))


def _clean(name: str) -> str:
    return whole(" ".join(name.split()))


def _load(row: sqlite3.Row) -> SavedSearch:
    looked = row["at"]
    return SavedSearch(
        id=row["id"],
        name=row["name"],
        level=list(Level)[row["level"]],
        address=json.loads(row["address"]),
        saved=dt.datetime.fromisoformat(row["saved"]),
        looked=dt.datetime.fromisoformat(looked) if looked else None,
        seen=frozenset(json.loads(row["passages"])) if looked else None,
    )
