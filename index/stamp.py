"""What an index on disk was made from, and the lock of the one who writes it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from errors import LockedError

FORMAT = 2  # raise when the folders' content is laid out differently
NAME = "stamp.json"
PATIENCE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Stamp:
    """The catalogue's generation that the words stand at, and what analysed them.

    `words` is the folder they are in.  `embargoes` holds, by version, the day on which it joins
    the indexes of readers below staff.
    """

    generation: int
    analyzer: str
    words: str
    embargoes: dict[int, dt.date] = field(default_factory=dict)
    format: int = FORMAT

    def due(self, today: dt.date) -> list[int]:
        """Return the versions whose embargo has ended since they were indexed."""
        return sorted(version for version, day in self.embargoes.items() if day <= today)


def read(folder: Path) -> Stamp | None:
    """Return the stamp in `folder`; None where there is none of this format."""
    try:
        values = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            return None
        days = {int(v): dt.date.fromisoformat(day) for v, day in values["embargoes"].items()}
        return Stamp(**{**values, "embargoes": days})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # absent or damaged: what it describes is derived, and is made again


def write(folder: Path, stamp: Stamp) -> None:
    """Replace the stamp at once and durably: after a power cut it is the old or the new one."""
    partial = folder / f".{NAME}.partial"
    with partial.open("w", encoding="utf-8") as file:
        json.dump(asdict(stamp), file, default=str)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / NAME)


def touch(folder: Path) -> None:
    """Tell readers that something was written that the stamp does not name: vectors."""
    os.utime(folder / NAME)


def touched(folder: Path) -> int:
    """Return when the stamp was last written, in nanoseconds; 0 where there is none."""
    try:
        return (folder / NAME).stat().st_mtime_ns
    except OSError:
        return 0


@contextmanager
def writing(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the writer's lock of `folder`; LockedError after `PATIENCE` seconds, or at once.

    The system frees the lock when its process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        until = time.monotonic() + (PATIENCE if wait else 0.0)
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as problem:
                if time.monotonic() >= until:
                    raise LockedError("index-locked", path=folder) from problem
                time.sleep(0.05)
        yield
