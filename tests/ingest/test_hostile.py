"""Files made to harm: each ends as a row that says why, and the good paper beside them is read."""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest

import errors
import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader, ReportRow
from ingest.workers import Limits

STAFF = Reader(Level.STAFF)
SHARED = Path(__file__).parents[2] / "../shared/data/pdf"
GOOD = "航行の自由は国際秩序の基礎である。"


def add(library: Path, *paths: Path, **options: object) -> dict[str, ReportRow]:
    """Return the rows by the last part of their path, having checked what holds for all."""
    with Catalog.open(library, create=True) as catalog:
        report = ingest.add(catalog, paths, workers=2, **options)
        assert catalog.check() == []
        assert catalog.report_rows(report.run) == list(report.rows)
    for row in report.rows:
        assert (row.edition is None) == (row.outcome in {Outcome.FAILED, Outcome.SKIPPED}), row
        assert row.code or row.outcome != Outcome.FAILED, row
        if row.code:
            assert errors.explain(row.code, row.values, "en")
            assert errors.explain(row.code, row.values, "ja")
    paths_seen = [row.path for row in report.rows]
    assert len(paths_seen) == len(set(paths_seen))
    return {Path(row.path).name: row for row in report.rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def codes(rows: dict[str, ReportRow]) -> dict[str, str]:
    return {name: row.code for name, row in rows.items()}


def test_empty_damaged_and_misnamed_files(folder: Path, library: Path) -> None:
    """Nothing, half a PDF and noise fail with their reasons; a wrong suffix does not matter."""
    (folder / "empty.pdf").touch()
    (folder / "half.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R")
    (folder / "noise.docx").write_bytes(bytes(range(256)) * 40)
    (folder / "text.pdf").write_text(GOOD + "別の文。", encoding="utf-8")
    rows = add(library, folder)
    assert rows["good.txt"].outcome == Outcome.ADDED
    assert (rows["text.pdf"].outcome, rows["text.pdf"].code) == (Outcome.ADDED, "wrong-suffix")
    assert codes(rows) | {"good.txt": "", "text.pdf": ""} == {
        "empty.pdf": "file-empty",
        "good.txt": "",
        "half.pdf": "pdf-damaged",
        "noise.docx": "format-unknown",
        "text.pdf": "",
    }


def test_archive_that_reaches_out_or_explodes(folder: Path, library: Path) -> None:
    """Members that climb out, link or explode are refused one by one; the paper is read."""
    with zipfile.ZipFile(folder / "evil.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.txt", "外に出る。")
        archive.writestr("/absolute.txt", "外に出る。")
        archive.writestr("bomb.txt", b"0" * (60 << 20))
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inside.txt", "書庫の中の論文である。")
    rows = add(library, folder)
    assert rows["inside.txt"].outcome == Outcome.ADDED
    assert {name: row.code for name, row in rows.items() if row.edition is None} == {
        "escaped.txt": "member-path-unsafe",
        "absolute.txt": "member-path-unsafe",
        "bomb.txt": "member-bomb",
        "link.txt": "member-is-link",
    }
    assert not list(folder.parent.rglob("escaped.txt"))
    assert not Path("/absolute.txt").exists()


def test_links_that_lead_in_circles(folder: Path, library: Path) -> None:
    """A link to a folder above and a link to itself are reported, and the walk ends."""
    (folder / "up").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    rows = add(library, folder)
    assert codes(rows) == {
        "good.txt": "",
        "gone.txt": "link-broken",
        "self.txt": "link-loop",
        "up": "link-loop",
    }


def test_name_in_two_forms_is_one_name(folder: Path, library: Path) -> None:
    """A name as macOS writes it (NFD) is shown and remembered in NFC."""
    name = "ガイドライン.txt"
    (folder / unicodedata.normalize("NFD", name)).write_text("指針である。", encoding="utf-8")
    rows = add(library, folder)
    assert rows[name].outcome == Outcome.ADDED
    assert add(library, folder)[name].outcome == Outcome.UNCHANGED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(folder: Path, library: Path) -> None:
    """A file that may not be read is reported with the remedy; its neighbour is read."""
    (folder / "locked.txt").write_text("読めない。", encoding="utf-8")
    (folder / "locked.txt").chmod(0)
    rows = add(library, folder)
    assert codes(rows) == {"good.txt": "", "locked.txt": "file-unreadable"}


def test_pipe_and_lone_surrogates(folder: Path, library: Path) -> None:
    """A pipe in the folder is never opened, and a name that is no Unicode does not stop us."""
    os.mkfifo(folder / "pipe.txt")
    raw = os.fsdecode("日本.txt".encode("shift_jis"))
    (folder / raw).write_text("文字化けした名前の論文である。", encoding="utf-8")
    rows = add(library, folder)
    assert codes(rows) == {"good.txt": "", "pipe.txt": "not-a-file", "日本.txt": ""}


def test_paper_of_a_thousand_pages(folder: Path, library: Path) -> None:
    """1,000 pages of PDF are read within the limits, every page with its text."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "long.pdf"))
    for number in range(1, 1001):
        for line, word in enumerate(("sea", "law", "chips", "trade")[: 1 + number % 4]):
            words = f"In case {number} the {word} was judged anew by council {number * 7 + line}."
            canvas.drawString(72, 600 - 14 * line - number % 90, words)
        canvas.showPage()
    canvas.save()
    row = add(library, folder)["long.pdf"]
    assert (row.outcome, row.pages, row.poor_pages) == (Outcome.ADDED, 1000, ())
    assert row.edition is not None
    with Catalog.open(library) as catalog:
        assert "In case 1000 the sea" in catalog.page(row.edition, 1000, reader=STAFF).text


def test_deep_nesting_does_not_break_a_worker(folder: Path, library: Path) -> None:
    """HTML, Markdown and JSON nested 20,000 deep end as rows, whatever their readers say."""
    (folder / "deep.html").write_text("<html><body>" + "<div>" * 20_000 + GOOD, encoding="utf-8")
    (folder / "deep.md").write_text("# 題\n\n" + "> " * 20_000 + GOOD, encoding="utf-8")
    (folder / "deep.json").write_text("[" * 20_000, encoding="utf-8")
    rows = add(library, folder, limits=Limits(seconds=20))
    assert rows["good.txt"].outcome == Outcome.ADDED
    assert set(rows) == {"good.txt", "deep.html", "deep.md", "deep.json"}


def test_sidecar_too_large_to_be_one(folder: Path, library: Path) -> None:
    """Sidecars are read in the asking process, so one of 2 MiB is refused with its paper."""
    (folder / "paper.toml").write_text("#" * (2 << 20), encoding="utf-8")
    rows = add(library, folder)
    assert codes(rows) == {"good.txt": "sidecar-syntax", "paper.toml": "sidecar-syntax"}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the hostile PDFs of ../shared are not here")
def test_every_shared_pdf_ends_as_a_row(library: Path) -> None:
    """Hundreds of PDFs that broke other readers: none crashes, hangs or fails without a reason."""
    files = sorted(SHARED.rglob("*.pdf"))
    with Catalog.open(library, create=True) as catalog:
        report = ingest.add(catalog, [SHARED], workers=2, ocr="never")
        assert catalog.check() == []
    read = {row.path: row for row in report.rows if row.path.endswith(".pdf")}
    assert len(read) == len(files)
    accidents = {"read-timeout", "read-memory", "read-crashed", "read-failed"}
    assert [row for row in report.rows if row.code in accidents] == []
    assert all(errors.explain(r.code, r.values, "ja") for r in report.rows if r.code)
    assert report.count(Outcome.ADDED) > 0.8 * len(files)
