"""One paper once more, from the original that the library keeps: its bad pages by OCR."""

from __future__ import annotations

from dataclasses import replace

from catalog import Catalog
from catalog.records import POOR, EditionId, Outcome, Page, Reader, ReportRow
from errors import KakehashiError, MissingError
from ingest.passages import split
from ingest.readers import ocr
from ingest.readers.base import Source
from ingest.workers import Limits, Workers


def recognise(
    catalog: Catalog,
    edition_id: EditionId,
    *,
    reader: Reader,
    password: str | None = None,
    limits: Limits | None = None,
) -> ReportRow:
    """Read the edition's bad pages by OCR; return its row, which is also in the ledger.

    A page is taken only where it became better; the others stay as they are.  If one did, the
    edition has a new version, so that links into the old one still say what they said.  Raises
    MissingError where Tesseract is not installed.
    """
    if not set(ocr.LANGUAGES) & ocr.available():
        raise MissingError("ocr-unavailable")
    edition = catalog.edition(edition_id, reader=reader)
    path, name = catalog.original(edition_id, reader=reader)
    before = catalog.pages(edition_id, reader=reader)
    run = catalog.start_run()
    row = ReportRow(name, Outcome.UNCHANGED, edition_id, "ocr-no-better", {"path": name})
    try:
        with Workers(1, limits) as pool:
            source = Source(path, name, password, "always")
            reading = pool.submit(source, edition.language).result()
    except KakehashiError as error:
        values = {key: str(value) for key, value in error.values.items()}
        row = replace(row, outcome=Outcome.FAILED, code=error.code, values=values)
    else:
        pages = tuple(
            _better(*pair) for pair in zip(before, reading.extraction.pages, strict=False)
        )
        row = replace(
            row,
            pages=len(pages),
            poor_pages=tuple(page.number for page in pages if page.quality < POOR),
            seconds=reading.seconds,
        )
        if pages != tuple(before):
            extraction = replace(reading.extraction, pages=pages)
            passages = list(split(pages, edition.language))
            catalog.store_anew(edition_id, extraction, passages)
            row = replace(row, outcome=Outcome.UPDATED, code="", values={})
    catalog.report(run, row)
    catalog.finish_run(run)
    return row


def _better(old: Page, new: Page) -> Page:
    return new if old.quality < POOR and new.quality > old.quality else old
