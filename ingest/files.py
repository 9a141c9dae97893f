"""Which files stand under these paths?

A walk that cannot loop, stops at nothing and always takes the same order.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import messages  # noqa: F401 - a Problem's code must be explainable
from ingest.encodings import decode

_CLUTTER = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: `path` opens it, `name` is what people see (NFC, archives as folders)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be looked at; `code` and `values` are for `errors.explain`."""

    name: str
    code: str
    values: dict[str, str]


def walk(paths: Iterable[Path]) -> Iterator[Found | Problem]:
    """Yield every regular file under `paths`, in the order of the names in NFC form, so that
    the order is the same on every system.

    Hidden files and system clutter inside folders are passed over; a path that is named itself is
    always taken.  Links are followed; a link back to a folder above it is a Problem, a file or
    folder reached twice is yielded once.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        yield from _walk(path, seen)


def display_name(name: str) -> str:
    """Return a file name for people: NFC (macOS keeps ガ in two parts), undecodable bytes decoded.

    >>> display_name("ガ")
    'ガ'
    """
    if any("\udc80" <= character <= "\udcff" for character in name):
        name = decode(name.encode("utf-8", "surrogateescape"))[0]
    return unicodedata.normalize("NFC", name)


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is the system's own: hidden, a lock file, a cache."""
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def _walk(start: Path, seen: set[tuple[int, int]]) -> Iterator[Found | Problem]:
    # A stack, not recursion: folders may nest deeper than Python does.
    stack: list[tuple[Path, frozenset[tuple[int, int]]]] = [(start, frozenset())]
    while stack:
        path, above = stack.pop()
        name = display_name(str(path))
        try:
            status = path.stat()
        except OSError as error:
            yield _unreachable(path, name, error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            yield Problem(name, "link-loop", {"path": name})
            continue
        if stat.S_ISDIR(status.st_mode):
            if identity in seen:
                continue
            seen.add(identity)
            try:
                inside = [entry for entry in path.iterdir() if not is_clutter(entry.name)]
            except OSError as error:
                yield _unreachable(path, name, error)
                continue
            inside.sort(key=lambda entry: display_name(entry.name), reverse=True)
            inner = above | {identity}
            stack.extend((entry, inner) for entry in inside)
        elif not stat.S_ISREG(status.st_mode):
            yield Problem(name, "not-a-file", {"path": name})
        elif not os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
            yield Problem(name, "file-unreadable", {"path": name, "why": "permission denied"})
        elif status.st_nlink > 1 or identity not in seen:
            # Hard links are two names of one content and each is a row; a link is the same name.
            seen.add(identity)
            yield Found(path, name)


def _unreachable(path: Path, name: str, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        code = "link-broken" if path.is_symlink() else "file-missing"
        return Problem(name, code, {"path": name})
    if path.is_symlink() and not isinstance(error, PermissionError):  # a link to itself: ELOOP
        return Problem(name, "link-loop", {"path": name})
    return Problem(name, "file-unreadable", {"path": name, "why": error.strerror or str(error)})
