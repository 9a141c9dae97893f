"""What a person is putting together: a named draft with all its earlier states, so that each
change can be undone.  What is in it, only the folder that made it knows.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from dataclasses import dataclass

from catalog.columns import now, whole
from catalog.database import Database
from catalog.records import Level, Reader
from errors import LockedError, NotFoundError, UsageError, register

KEPT = 200  # states of one draft; older ones are forgotten

register(
    {
        "draft-name-empty": (
            "A basket needs a name. Type one.",
            "バスケットには名前が必要です。名前を入力してください。",
        ),
        "draft-name-taken": (
            "There is “{name}” already. Choose another name.",
            "「{name}」という名前はすでに使われています。別の名前にしてください。",
        ),
        "draft-changed": (
            "“{name}” was changed in another window. What you did here was not saved; look at it"
            " again and repeat it.",
            "「{name}」は別の画面で変更されたため、ここでの操作は保存されませんでした。"
            "内容を確認し、もう一度操作してください。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands: `content` is its maker's JSON, `state` counts its changes from 1."""

    id: str
    kind: str  # "briefing", "digest"
    name: str
    level: Level  # of the reader who made it: readers below it are not told of it
    created: dt.datetime
    changed: dt.datetime
    state: int
    content: str
    undoable: bool
    redoable: bool


class Drafts:
    """The part of `Catalog` that keeps drafts."""

    _db: Database

    def create_draft(self, kind: str, name: str, content: str, *, reader: Reader) -> str:
        """Keep a new draft and return its id; UsageError where the name is empty or taken."""
        identifier = secrets.token_hex(5)
        with self._db.write() as connection:
            _check_name(connection, kind, name, reader.level.rank, identifier)
            connection.execute(
                "INSERT INTO draft (id, kind, name, level, created, state, deleted)"
                " VALUES (?, ?, ?, ?, ?, 1, 0)",
                [identifier, kind, _clean(name), reader.level.rank, now()],
            )
            _insert(connection, identifier, 1, content)
        return identifier

    def drafts(self, kind: str, *, reader: Reader) -> list[Draft]:
        """Return the drafts of a kind that `reader` may know of, the last changed first."""
        return self._drafts(reader, "draft.kind = ? AND NOT draft.deleted", [kind])

    def draft(self, identifier: str, *, reader: Reader) -> Draft:
        """Return one; a hidden or deleted one raises the same NotFoundError as an absent one."""
        found = self._drafts(reader, "draft.id = ? AND NOT draft.deleted", [identifier])
        if not found:
            raise NotFoundError("not-found", id=identifier)
        return found[0]

    def save_draft(self, identifier: str, content: str, *, state: int, reader: Reader) -> int:
        """Put `content` in the place of state number `state`, and return the new number.

        LockedError where the draft is no longer at that state.  What had been undone is lost.
        """
        with self._db.write() as connection:
            before = self.draft(identifier, reader=reader)
            if before.state != state:
                raise LockedError("draft-changed", name=before.name)
            connection.execute(
                "DELETE FROM draft_state WHERE draft = ? AND (number > ? OR number <= ?)",
                [identifier, state, state + 1 - KEPT],
            )
            _insert(connection, identifier, state + 1, content)
            connection.execute("UPDATE draft SET state = ? WHERE id = ?", [state + 1, identifier])
        return state + 1

    def undo_draft(self, identifier: str, *, reader: Reader) -> bool:
        """Go back by one change; false where there is none."""
        return self._step(identifier, -1, reader)

    def redo_draft(self, identifier: str, *, reader: Reader) -> bool:
        """Take back the last undoing; false where there is none."""
        return self._step(identifier, 1, reader)

    def rename_draft(self, identifier: str, name: str, *, reader: Reader) -> None:
        with self._db.write() as connection:
            draft = self.draft(identifier, reader=reader)
            _check_name(connection, draft.kind, name, draft.level.rank, identifier)
            connection.execute("UPDATE draft SET name = ? WHERE id = ?", [_clean(name), identifier])

    def delete_draft(self, identifier: str, *, reader: Reader) -> None:
        """Put a draft away; `restore_draft` brings it back."""
        with self._db.write() as connection:
            self.draft(identifier, reader=reader)
            connection.execute("UPDATE draft SET deleted = 1 WHERE id = ?", [identifier])

    def restore_draft(self, identifier: str, *, reader: Reader) -> None:
        """Bring a deleted draft back, under another name where its own is taken by now."""
        with self._db.write() as connection:
            found = self._drafts(reader, "draft.id = ?", [identifier])
            if not found:
                raise NotFoundError("not-found", id=identifier)
            name, number = found[0].name, 2
            while _taken(connection, found[0].kind, name, found[0].level.rank, identifier):
                name, number = f"{found[0].name} ({number})", number + 1
            connection.execute(
                "UPDATE draft SET deleted = 0, name = ? WHERE id = ?", [name, identifier]
            )

    def _step(self, identifier: str, by: int, reader: Reader) -> bool:
        with self._db.write() as connection:
            draft = self.draft(identifier, reader=reader)
            if not (draft.undoable if by < 0 else draft.redoable):
                return False
            connection.execute(
                "UPDATE draft SET state = ? WHERE id = ?", [draft.state + by, identifier]
            )
        return True

    def _drafts(self, reader: Reader, condition: str, values: list[object]) -> list[Draft]:
        rows = self._db.connection.execute(
            "SELECT draft.*, draft_state.at, draft_state.content,"
            " EXISTS (SELECT 1 FROM draft_state AS s WHERE s.draft = draft.id"
            " AND s.number = draft.state - 1) AS undoable,"
            " EXISTS (SELECT 1 FROM draft_state AS s WHERE s.draft = draft.id"
            " AND s.number = draft.state + 1) AS redoable"
            " FROM draft JOIN draft_state ON draft_state.draft = draft.id"
            " AND draft_state.number = draft.state"
            f" WHERE draft.level <= ? AND {condition}"
            " ORDER BY draft_state.at DESC, draft.rowid DESC",
            [reader.level.rank, *values],
        )
        return [_load(row) for row in rows]


def _insert(connection: sqlite3.Connection, identifier: str, number: int, content: str) -> None:
    connection.execute(
        "INSERT INTO draft_state (draft, number, at, content) VALUES (?, ?, ?, ?)",
        [identifier, number, now(), whole(content)],
    )


def _check_name(
    connection: sqlite3.Connection, kind: str, name: str, level: int, identifier: str
) -> None:
    # Of the same level only: to refuse the name of a hidden draft would tell of it.
    if not _clean(name):
        raise UsageError("draft-name-empty")
    if _taken(connection, kind, name, level, identifier):
        raise UsageError("draft-name-taken", name=_clean(name))


def _taken(
    connection: sqlite3.Connection, kind: str, name: str, level: int, identifier: str
) -> bool:
    found = connection.execute(
        "SELECT 1 FROM draft WHERE kind = ? AND name = ? AND level = ? AND id <> ? AND NOT deleted",
        [kind, _clean(name), level, identifier],
    )
    return found.fetchone() is not None


def _clean(name: str) -> str:
    return whole(" ".join(name.split()))


def _load(row: sqlite3.Row) -> Draft:
    return Draft(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        level=list(Level)[row["level"]],
        created=dt.datetime.fromisoformat(row["created"]),
        changed=dt.datetime.fromisoformat(row["at"]),
        state=row["state"],
        content=row["content"],
        undoable=bool(row["undoable"]),
        redoable=bool(row["redoable"]),
    )
