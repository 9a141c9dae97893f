"""The connection: WAL, foreign keys, one transaction at a time, one connection a thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.access import fold_name
from catalog.migrations import migrate
from errors import LibraryError, LockedError

FILE = "catalog.sqlite"
BUSY_SECONDS = 30.0


class Database:
    """A SQLite file that many threads and processes may read while one writes."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise LibraryError("library-not-found", path=folder)
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._all: dict[threading.Thread, sqlite3.Connection] = {}
        self._guard = threading.Lock()
        try:
            migrate(self.connection, folder)
        except sqlite3.DatabaseError as problem:
            self.close()
            raise LibraryError("library-damaged", path=folder, why=problem) from problem

    @property
    def connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA journal_mode = WAL")
            # FULL: what was acknowledged survives a power cut, not only a killed process.
            found.execute("PRAGMA synchronous = FULL")
            found.execute("PRAGMA foreign_keys = ON")
            found.execute("PRAGMA cache_size = -32000")
            found.create_function("folded", 1, fold_name, deterministic=True)
            self._local.connection = found
            with self._guard:
                # The browser's door has a new thread for every run of a page.
                for thread in [each for each in self._all if not each.is_alive()]:
                    self._all.pop(thread).close()
                self._all[threading.current_thread()] = found
        return found

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction; nested use joins the outer one.  LockedError after BUSY_SECONDS."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                raise LockedError("library-locked", path=self.path.parent) from problem
            raise
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One snapshot for several reads, so that they agree with each other."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def close(self) -> None:
        with self._guard:
            for connection in self._all.values():
                connection.close()
            self._all.clear()
        self._local = threading.local()
