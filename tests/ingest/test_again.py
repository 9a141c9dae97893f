"""Bad pages read again from the original that the library keeps."""

from __future__ import annotations

import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader
from errors import MissingError, NotFoundError
from ingest.readers import ocr

STAFF = Reader(Level.STAFF)
SAID = "The lighthouse keeper counts the ships that pass at night."


@pytest.fixture
def scan(tmp_path):
    """A library with a scanned page that was read without OCR, and the id of its edition."""
    image = Image.new("L", (1240, 1754), 255)
    font = ImageFont.load_default(size=36)
    for line in range(6):
        ImageDraw.Draw(image).text((100, 200 + 80 * line), SAID, font=font, fill=0)
    paper = tmp_path / "scan.pdf"
    image.save(paper, resolution=150)
    with Catalog.open(tmp_path / "library", create=True) as catalog:
        (row,) = ingest.add(catalog, [paper], ocr="never", workers=1).rows
        assert row.poor_pages == (1,)
        yield catalog, row.edition


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs Tesseract")
def test_a_bad_page_becomes_searchable_by_ocr(scan):
    """The scan's words are passages of a new version, the ledger has the row, and once more
    changes nothing.
    """
    catalog, edition = scan
    row = ingest.recognise(catalog, edition, reader=STAFF)
    assert (row.outcome, row.poor_pages) == (Outcome.UPDATED, ())
    assert "lighthouse keeper" in catalog.passages_of(edition, reader=STAFF)[0].passage.text
    assert catalog.edition(edition, reader=STAFF).version == 2
    assert catalog.report_rows(catalog.runs()[0][0]) == [row]
    assert catalog.poor_pages(reader=STAFF) == {}
    again = ingest.recognise(catalog, edition, reader=STAFF)
    assert (again.outcome, again.code) == (Outcome.UNCHANGED, "ocr-no-better")
    assert catalog.edition(edition, reader=STAFF).version == 2


def test_without_tesseract_nothing_is_begun(scan, monkeypatch):
    """The error names the remedy, and the ledger has no new run."""
    catalog, edition = scan
    monkeypatch.setattr(ocr, "available", frozenset)
    runs = catalog.runs()
    with pytest.raises(MissingError, match="Tesseract"):
        ingest.recognise(catalog, edition, reader=STAFF)
    assert catalog.runs() == runs


def test_a_paper_that_cannot_be_read_stays_as_it_is(scan):
    """A file that was damaged since is a failed row; the version stays."""
    catalog, edition = scan
    path, _ = catalog.original(edition, reader=STAFF)
    path.write_bytes(b"%PDF-1.7 nothing more")
    if not ocr.available():
        pytest.skip("needs Tesseract")
    row = ingest.recognise(catalog, edition, reader=STAFF)
    assert (row.outcome, row.code) == (Outcome.FAILED, "pdf-damaged")
    assert catalog.edition(edition, reader=STAFF).version == 1


def test_a_hidden_paper_is_not_read_again(scan, monkeypatch):
    """Who may not see it gets the answer for an id that does not exist."""
    catalog, _ = scan
    monkeypatch.setattr(ocr, "available", lambda: frozenset(ocr.LANGUAGES))
    with pytest.raises(NotFoundError):
        ingest.recognise(catalog, "none.en", reader=STAFF)
