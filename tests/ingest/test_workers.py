"""Real processes that hang, die and grow: what comes home, and that nothing else suffers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from catalog.records import Language
from errors import ReadError
from ingest.readers.base import Source
from ingest.reading import read_file
from ingest.workers import Limits, Workers


@pytest.fixture
def text(tmp_path: Path) -> Source:
    path = tmp_path / "報告.txt"
    path.write_text("航行の自由は国際秩序の基礎である。日米は協力する。", encoding="utf-8")
    return Source(path, "papers/報告.txt")


@pytest.fixture
def hanging(tmp_path: Path) -> Source:
    """A pipe that nobody writes to: opening it waits for ever."""
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    return Source(path, "pipe.txt")


@pytest.fixture
def quick() -> Iterator[Workers]:
    with Workers(1, Limits(seconds=1.5)) as workers:
        yield workers


def test_reading_elsewhere_is_the_same_as_reading_here(quick: Workers, text: Source) -> None:
    """A worker returns the pages and passages that the function itself returns."""
    here = read_file(text)
    assert quick.submit(text).result() == here
    assert here.language == Language.JA
    assert here.passages[0].text == "航行の自由は国際秩序の基礎である。日米は協力する。"


def test_language_that_was_stated_wins(quick: Workers, text: Source) -> None:
    """The sidecar's word on the language goes with the request."""
    assert quick.submit(text, Language.EN).result().language == Language.EN


def test_file_that_hangs_is_given_up_and_the_next_is_read(
    quick: Workers, text: Source, hanging: Source
) -> None:
    """The kernel ends a worker that waits for ever; the file alone fails, with its name."""
    first, second = quick.submit(hanging), quick.submit(text)
    with pytest.raises(ReadError) as caught:
        first.result()
    assert (caught.value.code, caught.value.values) == (
        "read-timeout",
        {"path": "pipe.txt", "seconds": "2"},
    )
    assert second.result().language == Language.JA


def test_worker_that_is_killed_costs_one_file(text: Source, hanging: Source) -> None:
    """A reader that dies takes nothing along: the report says how it ended."""
    with Workers(1) as workers:
        future = workers.submit(hanging)
        me = psutil.Process()
        while not (children := [c for c in me.children() if "ingest.workers" in str(c.cmdline())]):
            time.sleep(0.01)
        children[0].send_signal(signal.SIGKILL)
        with pytest.raises(ReadError) as caught:
            future.result()
        assert (caught.value.code, caught.value.values["why"]) == ("read-crashed", "SIGKILL")
        assert workers.submit(text).result().language == Language.JA


def test_memory_is_bounded(tmp_path: Path, text: Source) -> None:
    """A file that needs more than the limit fails alone, and the limit is named."""
    large = tmp_path / "large.txt"
    large.write_text("あ" * 100_000_000, encoding="utf-8")
    with Workers(1, Limits(memory=200 << 20)) as workers:
        with pytest.raises(ReadError) as caught:
            workers.submit(Source(large, "large.txt")).result()
        assert caught.value.values == {"path": "large.txt", "limit": "200 MiB"}
        assert workers.submit(text).result().language == Language.JA


def test_what_cannot_be_read_comes_home_as_itself(quick: Workers, tmp_path: Path) -> None:
    """A reader's error crosses the process border with code and values."""
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with pytest.raises(ReadError) as caught:
        quick.submit(Source(empty, "x/empty.pdf")).result()
    assert (caught.value.code, caught.value.values) == ("file-empty", {"path": "x/empty.pdf"})


def test_closing_ends_processes_in_the_middle_of_a_file(hanging: Source) -> None:
    """Leaving the block, as Ctrl-C does, leaves no process behind and does not wait for it."""
    with Workers(1, Limits(seconds=600)) as workers:
        future = workers.submit(hanging)
        while not (children := psutil.Process().children(recursive=True)):
            time.sleep(0.01)
    assert all(not child.is_running() for child in children)
    with pytest.raises(ReadError):
        future.result()
