"""Opening a PDF, and pictures of its pages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from PIL.Image import Image
from pypdfium2 import raw

import ingest.messages
import ingest.readers.messages  # noqa: F401  (registers the sentences)
from errors import ReadError

_MOST_PIXELS = 30_000_000  # A3 at 300 dpi; a page may claim to be metres wide
_THUMBNAIL = 0.25  # pixels a point
_FAINT = 16  # of 256 levels of grey: specks of a scanned blank page


@contextmanager
def opened(path: Path, name: str, password: str | None = None) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for the length of a `with` block; raise ReadError where it cannot be."""
    if path.stat().st_size == 0:
        raise ReadError("file-empty", path=name)
    try:
        document = pdfium.PdfDocument(path, password=password or None)
    except pdfium.PdfiumError as error:
        code = {
            raw.FPDF_ERR_PASSWORD: "pdf-wrong-password" if password else "pdf-encrypted",
            raw.FPDF_ERR_SECURITY: "pdf-unsupported-lock",
        }.get(error.err_code, "pdf-damaged")
        raise ReadError(code, path=name) from error
    try:
        yield document
    finally:
        document.close()


def page_image(page: pdfium.PdfPage, scale: float) -> Image:
    """Return the page as an RGB image of `scale` pixels a point, or fewer for a giant page."""
    width, height = page.get_size()
    scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    try:
        image: Image = bitmap.to_pil().convert("RGB").copy()  # the bitmap's memory goes with it
        return image
    finally:
        bitmap.close()


def has_ink(page: pdfium.PdfPage) -> bool:
    """Say whether anything is drawn on the page, by a look at a thumbnail of it."""
    grey = page_image(page, _THUMBNAIL).convert("L").tobytes()
    return max(grey) - min(grey) > _FAINT


def render_page(
    path: Path, number: int, *, scale: float = 2.0, password: str | None = None
) -> bytes:
    """Return page `number` (from 1) as a PNG of `scale` pixels a point.

    Raises ReadError for a file that cannot be opened, IndexError for a page it does not have.
    """
    with opened(path, path.name, password) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        try:
            page = document[number - 1]
        except pdfium.PdfiumError as error:
            raise ReadError("pdf-damaged", path=path.name) from error
        try:
            image = page_image(page, scale)
        finally:
            page.close()
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
