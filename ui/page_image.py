"""Pictures of pages, drawn in another process: a hostile file must not end the app.

PDFium may also not be used by two threads at once, and the app has one for each visitor.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import streamlit as st

from errors import KakehashiError, ReadError

SCALE = 2.0  # 1 is 72 dots an inch
SECONDS = 20.0
MEMORY = 2 << 30  # bytes
_ROOT = Path(__file__).resolve().parents[1]


@st.cache_data(show_spinner=False, max_entries=128)
def page_image(path: Path, number: int) -> bytes:
    """Return page `number` (from 1) of a PDF as PNG; ReadError where it cannot be drawn.

    `path` is named by its content's checksum, so a kept picture never goes stale.
    """
    command = f"from {__name__} import _draw; _draw({str(path)!r}, {number:d})"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", command],
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        answer: bytes | KakehashiError = pickle.loads(done.stdout)  # noqa: S301 - our own process
    except subprocess.TimeoutExpired as problem:
        raise ReadError("read-timeout", path=path.name, seconds=f"{SECONDS:.0f}") from problem
    except (EOFError, pickle.UnpicklingError) as problem:
        raise ReadError("read-crashed", path=path.name, why=f"exit {done.returncode}") from problem
    if isinstance(answer, KakehashiError):
        raise answer
    return answer


def _draw(path: str, number: int) -> None:
    """In the other process: write the pickled picture, or the error, to standard output."""
    from ingest.readers.pdf.render import render_page

    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: bytes | KakehashiError
    try:
        answer = render_page(Path(path), number, scale=SCALE)
    except KakehashiError as problem:
        answer = problem
    except Exception as problem:  # noqa: BLE001 - whatever a damaged file provokes
        answer = ReadError("read-failed", path=Path(path).name, why=type(problem).__name__)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(pickle.dumps(answer))
