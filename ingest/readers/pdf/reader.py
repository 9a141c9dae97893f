"""The reader of PDF files: every page to text, judged, and read by OCR where it must be."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from catalog.records import POOR, BlockKind, Box, Extraction, Metadata, Page
from errors import ReadError
from ingest.readers import ocr, quality
from ingest.readers.base import Draft, Source, compose
from ingest.readers.pdf import blocks, furniture, layout
from ingest.readers.pdf.characters import Sheet, read_sheet
from ingest.readers.pdf.drawings import rules
from ingest.readers.pdf.facts import Facts, read_facts
from ingest.readers.pdf.render import has_ink, opened, page_image
from language import join_lines

ENGINE = "pdfium"
Warnings = list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class _Raw:
    """A page before its document is known."""

    sheet: Sheet
    rules: tuple[Box, ...] = ()
    pictured: bool = False
    damaged: bool = False


def read(source: Source) -> Extraction:
    """Read a PDF.

    Raises ReadError: "file-empty", "pdf-damaged", "pdf-encrypted", "pdf-wrong-password",
    "pdf-unsupported-lock", "pdf-no-pages", "pdf-blank".
    """
    with opened(source.path, source.name, source.password) as document:
        if len(document) == 0:
            raise ReadError("pdf-no-pages", path=source.name)
        raws = []
        for index in range(len(document)):
            raws.append(_read_page(document, index))
            source.more_time()
        facts = read_facts(source)
        pages = _pages(raws, facts)
        if all(page.reason == "blank" for page in pages):
            raise ReadError("pdf-blank", path=source.name, pages=len(pages))
        warnings = [*facts.warnings]
        pages = _recognised(source, document, pages, warnings)
    return Extraction(
        pages=tuple(pages),
        metadata=Metadata(
            title=facts.title or _first_heading(pages),
            authors=facts.authors,
            date=facts.date,
            abstract=facts.abstract,
            source="pdf",
        ),
        format="pdf",
        engine=ENGINE,
        outline=facts.outline,
        attachments=facts.attachments,
        warnings=tuple(warnings),
    )


def _read_page(document: pdfium.PdfDocument, index: int) -> _Raw:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return _Raw(Sheet(0.0, 0.0, ()), damaged=True)
    try:
        sheet = read_sheet(page)
        return _Raw(sheet, rules(page), pictured=not sheet.runs and has_ink(page))
    except pdfium.PdfiumError:
        width, height = page.get_size()
        return _Raw(Sheet(width, height, ()), damaged=True)
    finally:
        page.close()


def _pages(raws: Sequence[_Raw], facts: Facts) -> list[Page]:
    sheets = [raw.sheet for raw in raws]
    found = furniture.find(sheets)
    lines = [
        layout.lines(
            [run for run in raw.sheet.runs if run.order not in gone],
            raw.rules,
            raw.sheet.width,
            raw.sheet.height,
        )
        for raw, gone in zip(raws, found.orders, strict=True)
    ]
    style = blocks.measure(lines)
    drafts = blocks.drafts([blocks.parts(page, style) for page in lines])
    labels = facts.labels if len(facts.labels) == len(raws) else found.folios
    return [
        _judged(number, raw, page, label)
        for number, (raw, page, label) in enumerate(zip(raws, drafts, labels, strict=True), start=1)
    ]


def _judged(number: int, raw: _Raw, drafts: Sequence[Draft], label: str) -> Page:
    sheet = raw.sheet
    page = compose(
        number,
        drafts,
        label="" if label == str(number) else label,
        engine=ENGINE,
        width=sheet.width,
        height=sheet.height,
    )
    if raw.damaged:
        return replace(page, quality=0.0, reason="page-damaged")
    if not page.text:
        # A page of nothing but its number is blank; a picture may say anything.
        if raw.pictured:
            return replace(page, quality=0.0, reason="image-only")
        return replace(page, reason="blank")
    value, reason = quality.score(page.text)
    return replace(page, quality=value, reason=reason)


def _first_heading(pages: Sequence[Page]) -> str | None:
    """Return the largest heading of the first page that has one; after a colon, the next too."""
    for page in pages[:2]:
        headings = [block for block in page.blocks if block.kind == BlockKind.HEADING]
        if headings and page.quality >= POOR:
            best = min(headings, key=lambda block: block.level)
            title = page.text[best.start : best.end]
            rest = headings[headings.index(best) + 1 :]
            if (
                rest
                and title.endswith((":", "：", "—", "―", "–"))
                and rest[0].start == best.end + 1
            ):
                title = join_lines([title, page.text[rest[0].start : rest[0].end]])
            return title
    return None


# -- pages that PDFium cannot read -----------------------------------------------------------


def _recognised(
    source: Source, document: pdfium.PdfDocument, pages: list[Page], warnings: Warnings
) -> list[Page]:
    """Return the pages with the poor ones (with `ocr="always"`, all) read by OCR."""
    wanted = [
        page.number
        for page in pages
        if page.reason not in ("blank", "page-damaged")
        and (source.ocr == "always" or page.quality < POOR)
    ]
    if source.ocr == "never" or not wanted:
        return pages
    result = list(pages)
    failed: dict[int, str] = {}
    if set(ocr.LANGUAGES) & ocr.available():
        for number in wanted:
            source.more_time(ocr.PAGE_SECONDS)
            try:
                result[number - 1] = _read_image(document, pages[number - 1])
            except (OSError, subprocess.SubprocessError, pdfium.PdfiumError) as error:
                failed[number] = type(error).__name__
    if failed:
        why = ", ".join(sorted(set(failed.values())))
        warnings.append(("ocr-failed", {"path": source.name, "pages": _listed(failed), "why": why}))
    poor = [n for n in wanted if result[n - 1].quality < POOR and n not in failed]
    if poor and ocr.missing():
        values = {
            "path": source.name,
            "count": str(len(poor)),
            "pages": _listed(poor),
            "languages": ", ".join(ocr.missing()),
        }
        warnings.append(("ocr-missing", values))
    return result


def _read_image(document: pdfium.PdfDocument, page: Page) -> Page:
    shown = document[page.number - 1]
    try:
        image = page_image(shown, ocr.DPI / 72)
    finally:
        shown.close()
    dpi = 72 * image.width / page.width
    found = ocr.ocr_page(image, dpi=dpi)
    if found.drafts and found.quality >= page.quality * (page.quality < POOR):
        reason = "ocr-doubtful" if found.quality < POOR else ""
        return compose(
            page.number,
            found.drafts,
            label=page.label,
            engine="tesseract",
            quality=found.quality,
            reason=reason,
            width=page.width,
            height=page.height,
        )
    return page


def _listed(numbers: Sequence[int] | dict[int, str]) -> str:
    """Return "1, 2, 5": at most ten, then an ellipsis."""
    shown = [str(number) for number in list(numbers)[:10]]
    return ", ".join(shown) + (" …" if len(numbers) > 10 else "")
