"""Archives that lie: about paths, sizes, names and what they are."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest

import errors
from errors import ReadError
from ingest.archives import Limits, members
from ingest.files import Found, Problem


def archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


def read(path: Path, folder: Path, **limits: int) -> list[tuple[str, str]]:
    """Return (name, content or problem code), and check that nothing left the folder."""
    result = []
    for step in members(path, folder / "out", limits=Limits(**limits)):
        if isinstance(step, Found):
            assert step.path.resolve().is_relative_to((folder / "out").resolve())
            result.append((step.name, step.path.read_text(encoding="utf-8")))
        else:
            assert isinstance(step, Problem)
            for language in ("en", "ja"):
                assert step.name in errors.explain(step.code, step.values, language)
            result.append((step.name, step.code))
    return result


def raw_name(path: Path, written: bytes, wanted: bytes) -> Path:
    """Replace a member's name by bytes of the same length and clear the UTF-8 flag."""
    data = path.read_bytes().replace(written, wanted)
    path.write_bytes(data)
    return path


def test_members_keep_their_folders(tmp_path):
    """Files are found under the archive's name, in its order; clutter is passed over in silence."""
    path = archive(
        tmp_path / "論文.zip",
        ("b/報告.txt", b"1"),
        ("a.txt", b"2"),
        ("__MACOSX/b/._x", b"-"),
        (".DS_Store", b"-"),
        ("c/", b""),
    )
    assert read(path, tmp_path) == [("論文.zip/b/報告.txt", "1"), ("論文.zip/a.txt", "2")]
    assert (tmp_path / "out/b/報告.txt").exists()


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:\\up.txt", "..\\up.txt"]
)
def test_no_member_leaves_the_folder(tmp_path, name):
    """A path that leads out is refused; the others are read."""
    path = archive(tmp_path / "a.zip", (name, b"bad"), ("good.txt", b"good"))
    found = read(path, tmp_path)
    assert [outcome for _, outcome in found] == ["member-path-unsafe", "good"]
    assert not list(tmp_path.rglob("up.txt"))


def test_links_are_not_followed(tmp_path):
    """A stored symbolic link is a row, and no link is made."""
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "a.zip", (link, b"/etc/passwd"))
    assert read(path, tmp_path) == [("a.zip/link.txt", "member-is-link")]


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path):
    """A member that unpacks to 200 times its size is refused, its part removed, the rest read."""
    path = archive(tmp_path / "a.zip", ("bomb.txt", bytes(40_000_000)), ("good.txt", b"good"))
    assert read(path, tmp_path) == [("a.zip/bomb.txt", "member-bomb"), ("a.zip/good.txt", "good")]
    assert not (tmp_path / "out/bomb.txt").exists()


def test_small_repetitive_files_are_no_bombs(tmp_path):
    """A file that packs well but is small is read."""
    path = archive(tmp_path / "a.zip", ("zeros.txt", b"0" * 1_000_000))
    assert read(path, tmp_path)[0][1] == "0" * 1_000_000


def test_the_total_is_limited(tmp_path):
    """Reading stops at the limit on all members together, with one row that says so."""
    entries = [(f"{n}.txt", bytes([65 + n]) * 600) for n in range(4)]
    path = archive(tmp_path / "a.zip", *entries)
    assert read(path, tmp_path, total_bytes=1_500) == [
        ("a.zip/0.txt", "A" * 600),
        ("a.zip/1.txt", "B" * 600),
        ("a.zip", "archive-too-large"),
    ]


def test_one_large_member_does_not_end_the_rest(tmp_path):
    """The limit on one member is that member's row alone."""
    path = archive(tmp_path / "a.zip", ("big.txt", b"x" * 900), ("good.txt", b"good"))
    assert read(path, tmp_path, member_bytes=500) == [
        ("a.zip/big.txt", "archive-too-large"),
        ("a.zip/good.txt", "good"),
    ]


def test_the_number_of_members_is_limited(tmp_path):
    """After the limit on files nothing more is read."""
    path = archive(tmp_path / "a.zip", *[(f"{n}.txt", b"x") for n in range(5)])
    assert read(path, tmp_path, members=2)[-1] == ("a.zip", "archive-too-many")
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_names_of_japanese_windows(tmp_path):
    """Names in Shift_JIS without the UTF-8 flag are read, also with a backslash byte in 表."""
    written = b"xxxxxxxxxx.txt"
    path = archive(tmp_path / "a.zip", (written.decode(), b"x"))
    raw_name(path, written, "図表一覧表.txt".encode("cp932"))
    assert read(path, tmp_path) == [("a.zip/図表一覧表.txt", "x")]


def test_names_of_old_macs(tmp_path):
    """Names in UTF-8 without the flag, in parts, are shown composed."""
    decomposed = unicodedata.normalize("NFD", "が.txt").encode()
    written = b"x" * (len(decomposed) - 4) + b".txt"
    path = archive(tmp_path / "a.zip", (written.decode(), b"x"))
    raw_name(path, written, decomposed)
    assert read(path, tmp_path) == [("a.zip/が.txt", "x")]


def test_names_in_the_unicode_field(tmp_path):
    """Info-ZIP's Unicode Path field names the member if its checksum fits."""
    info = zipfile.ZipInfo("abc.txt")
    body = struct.pack("<BL", 1, zlib.crc32(b"abc.txt")) + "報告.txt".encode()
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert read(archive(tmp_path / "a.zip", (info, b"x")), tmp_path) == [("a.zip/報告.txt", "x")]


def test_archives_within_archives_are_opened_once(tmp_path):
    """One level of nesting is read; the next is a row."""
    inmost = archive(tmp_path / "c.zip", ("c.txt", b"c")).read_bytes()
    inner = archive(tmp_path / "b.zip", ("b.txt", b"b"), ("c.zip", inmost)).read_bytes()
    outer = archive(tmp_path / "a.zip", ("b.zip", inner), ("a.txt", b"a"))
    assert read(outer, tmp_path) == [
        ("a.zip/b.zip/b.txt", "b"),
        ("a.zip/b.zip/c.zip", "archive-nested"),
        ("a.zip/a.txt", "a"),
    ]


def test_locked_members_are_rows(tmp_path):
    """A member with a password is a row."""
    path = archive(tmp_path / "a.zip", ("a.txt", b"x"))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    assert read(path, tmp_path) == [("a.zip/a.txt", "member-encrypted")]


def test_a_damaged_member_does_not_end_the_rest(tmp_path):
    """A member whose checksum fails is a row; the next is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        file.writestr("bad.txt", b"original")
        file.writestr("good.txt", b"good")
    path = tmp_path / "a.zip"
    path.write_bytes(buffer.getvalue().replace(b"original", b"modified"))
    assert read(path, tmp_path) == [("a.zip/bad.txt", "file-damaged"), ("a.zip/good.txt", "good")]


def test_an_archive_without_a_list_is_an_error(tmp_path):
    """A truncated archive is one error that names it."""
    path = archive(tmp_path / "a.zip", ("a.txt", b"x" * 1000))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ReadError) as caught:
        read(path, tmp_path)
    assert caught.value.code == "file-damaged"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_equal_names_are_both_read(tmp_path):
    """Two members of one name are two files; a name too long for the disk is shortened there."""
    long = "海" * 200 + ".txt"
    path = archive(tmp_path / "a.zip", ("a.txt", b"1"), ("a.txt", b"2"), (long, b"3"))
    assert read(path, tmp_path) == [
        ("a.zip/a.txt", "1"),
        ("a.zip/a.txt", "2"),
        (f"a.zip/{long}", "3"),
    ]


def test_a_file_where_a_folder_should_be_is_a_row(tmp_path):
    """A member below another member's name cannot be written, and says so."""
    path = archive(tmp_path / "a.zip", ("a", b"1"), ("a/b.txt", b"2"), ("c.txt", b"3"))
    assert [outcome for _, outcome in read(path, tmp_path)] == ["1", "file-damaged", "3"]
