"""The library as one object: SQLite beside the originals."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog.alerts import Alerts
from catalog.care import Care
from catalog.clippings import Clippings
from catalog.database import FILE, Database
from catalog.derived import Derived
from catalog.drafts import Drafts
from catalog.links import Links
from catalog.reading import Reading
from catalog.releases import Releases
from catalog.reports import Reports
from catalog.revising import Revising
from catalog.topics import Topics
from catalog.versions import Versions
from catalog.writing import Writing
from errors import LibraryError


class Catalog(
    Writing,
    Revising,
    Links,
    Reading,
    Versions,
    Care,
    Derived,
    Reports,
    Alerts,
    Drafts,
    Releases,
    Clippings,
    Topics,
):
    """A library on disk: `catalog.sqlite`, and `files/` with each original under its checksum.

    One object may be used from many threads; many processes may read while one writes.
    Its parts are its uses: writing, the history of metadata, joining editions, reading for a
    person, care, following for the index, the ledger of ingests, saved searches and alerts,
    drafts, what was handed out, clippings for the digest, and topics.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.files = folder / "files"
        self._db = database

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the library in `folder`; LibraryError when there is none and `create` is false."""
        folder = Path(folder)
        return cls(folder, Database(folder, create=create))

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several changes one: all or none of them, and one wait for the disk."""
        with self._db.write():
            yield

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the file, and originals that are missing."""
        rows = self._db.connection.execute("PRAGMA quick_check").fetchall()
        wrong = [row[0] for row in rows if row[0] != "ok"]
        kept = {path.stem for path in self.files.glob("*")}
        rows = self._db.connection.execute("SELECT sha256, file_name FROM version").fetchall()
        return wrong + [f"files/{sha256} ({name})" for sha256, name in rows if sha256 not in kept]

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the whole library as one ZIP, while others read and write.

        The database is copied page by page by SQLite itself, then the originals it names.
        """
        path = Path(path)
        if path.exists():
            raise LibraryError("backup-exists", path=path)
        copy = path.with_name(f".{path.name}.sqlite")
        partial = path.with_name(f".{path.name}.partial")
        try:
            target = sqlite3.connect(copy)
            with target:
                self._db.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            named = {row[0] for row in target.execute("SELECT sha256 FROM version")}
            target.close()
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copy, FILE)
                for original in sorted(self.files.glob("*")):
                    if original.stem in named:
                        archive.write(original, f"files/{original.name}")
            partial.replace(path)
        finally:
            copy.unlink(missing_ok=True)
            partial.unlink(missing_ok=True)

    @staticmethod
    def restore(path: Path, folder: Path) -> None:
        """Unpack a backup into `folder`, which must not hold a library yet."""
        folder = Path(folder)
        if (folder / FILE).exists():
            raise LibraryError("restore-not-empty", path=folder)
        try:
            archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as problem:
            raise LibraryError("not-a-backup", path=path, why=problem) from problem
        with archive:
            names = archive.namelist()
            if FILE not in names:
                raise LibraryError("not-a-backup", path=path, why=f"no {FILE} in it")
            (folder / "files").mkdir(parents=True, exist_ok=True)
            for name in names:
                # Only the two places that a backup has; nothing can be written elsewhere.
                kept = Path(name).name
                if name == f"files/{kept}":
                    (folder / "files" / kept).write_bytes(archive.read(name))
            # The database last: an interrupted restore leaves no library, not half of one.
            partial = folder / f".{FILE}.partial"
            partial.write_bytes(archive.read(FILE))
            partial.replace(folder / FILE)
        Database(folder, create=False).close()
