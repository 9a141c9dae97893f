"""Walking folders that loop, hide, break and refuse."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import errors
from ingest.files import Found, Problem, walk

NOBODY = 65_534


def names(folder: Path, *paths: Path) -> list[str]:
    return [
        str(Path(step.name).relative_to(folder))
        for step in walk(paths or (folder,))
        if isinstance(step, Found)
    ]


def problems(*paths: Path) -> list[tuple[str, str]]:
    return [(Path(s.name).name, s.code) for s in walk(paths) if isinstance(s, Problem)]


def touch(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x", encoding="utf-8")


def test_files_come_in_one_order(tmp_path):
    """Names sort in NFC, folders in their place among files, hidden files and clutter left out."""
    touch(
        tmp_path, "b.pdf", "a/2.pdf", "a/1.pdf", "c/.hidden", "~$c.docx", "__MACOSX/a.pdf", ".git/x"
    )
    assert names(tmp_path) == ["a/1.pdf", "a/2.pdf", "b.pdf"]


def test_names_are_shown_composed(tmp_path):
    """A name that macOS wrote in parts (か + ゛) is shown whole and still opens."""
    decomposed = unicodedata.normalize("NFD", "議会が.pdf")
    touch(tmp_path, decomposed)
    (step,) = walk([tmp_path])
    assert isinstance(step, Found)
    assert Path(step.name).name == "議会が.pdf"
    assert step.path.read_text(encoding="utf-8") == "x"


def test_names_in_shift_jis_are_shown_readable(tmp_path):
    """A name whose bytes are not UTF-8 is decoded for people."""
    try:
        (tmp_path / os.fsdecode("報告書.pdf".encode("cp932"))).touch()
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (step,) = walk([tmp_path])
    assert Path(step.name).name == "報告書.pdf"


def test_a_loop_of_links_is_a_row_and_no_more(tmp_path):
    """A link to a folder above is reported once; the files are found once."""
    touch(tmp_path, "a/b/1.pdf")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["a/b/1.pdf"]
    assert problems(tmp_path) == [("up", "link-loop")]


def test_links_to_nothing_and_to_themselves_are_rows(tmp_path):
    """A link without a target and one that is its own target each say so."""
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert problems(tmp_path) == [("dead", "link-broken"), ("self", "link-loop")]


def test_two_ways_to_one_folder_give_its_files_once(tmp_path):
    """A folder reached directly, by a link and by name is read once."""
    touch(tmp_path, "a/1.pdf")
    (tmp_path / "z").symlink_to(tmp_path / "a")
    assert names(tmp_path, tmp_path, tmp_path / "a", tmp_path / "a/1.pdf") == ["a/1.pdf"]


def test_what_is_named_is_taken(tmp_path):
    """A hidden file that is asked for is found; a path that is not there is a row."""
    touch(tmp_path, ".draft.txt")
    assert names(tmp_path, tmp_path / ".draft.txt") == [".draft.txt"]
    assert problems(tmp_path / "none.pdf") == [("none.pdf", "file-missing")]


def test_a_pipe_is_not_opened(tmp_path):
    """A named pipe, which would block for ever, is a row."""
    os.mkfifo(tmp_path / "pipe")
    assert problems(tmp_path) == [("pipe", "not-a-file")]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_what_may_not_be_read_is_a_row(open_folder):
    """A file and a folder without permission are rows; their neighbour is found."""
    touch(open_folder, "locked.pdf", "closed/1.pdf", "open.pdf")
    (open_folder / "locked.pdf").chmod(0)
    (open_folder / "closed").chmod(0)
    root = os.geteuid() == 0
    if root:  # the superuser may read everything, so become someone else
        os.seteuid(NOBODY)
    try:
        steps = list(walk([open_folder]))
    finally:
        if root:
            os.seteuid(0)
        (open_folder / "closed").chmod(0o755)
    assert [(Path(s.name).name, getattr(s, "code", "")) for s in steps] == [
        ("closed", "file-unreadable"),
        ("locked.pdf", "file-unreadable"),
        ("open.pdf", ""),
    ]


def test_every_problem_can_be_explained(tmp_path):
    """The rows' codes and values make sentences in both languages."""
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    for step in walk([tmp_path, tmp_path / "none"]):
        assert isinstance(step, Problem)
        assert step.name in errors.explain(step.code, step.values, "en")
        assert step.name in errors.explain(step.code, step.values, "ja")


def test_deep_folders_do_not_exhaust_the_stack(tmp_path):
    """1,200 folders in one another are walked, deeper than Python's recursion."""
    path = str(tmp_path)
    start = os.open(path, os.O_RDONLY)
    folder = start
    for _ in range(1_200):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    try:
        assert [getattr(step, "code", "") for step in walk([tmp_path])] in ([], ["file-unreadable"])
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # shutil is recursive
