"""Files that the terminal reads and writes; "-" is standard input or output."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

from errors import UsageError

STANDARD = Path("-")


def ending(path: Path, known: Collection[str]) -> str:
    """Return the ending that says how to write `path`; UsageError for one that is not known."""
    found = path.suffix.lower()
    if found not in known:
        raise UsageError("export-suffix", name=path.name, choices=", ".join(known))
    return found


def read(path: Path) -> bytes:
    if path == STANDARD:
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UsageError("file-unusable", path=path, why=problem.strerror) from problem


def write(path: Path, content: bytes) -> None:
    if path == STANDARD:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise UsageError("file-unusable", path=path, why=problem.strerror) from problem
