"""PDF files of a few lines, drawn where the test says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from catalog.records import BlockKind, Extraction
from ingest.readers.base import Source
from ingest.readers.pdf import read

MINCHO, GOTHIC = "HeiseiMin-W3", "HeiseiKakuGo-W5"
WIDTH, HEIGHT = 595.0, 842.0

Draw = Callable[[Canvas], None]


def write(path: Path, *pages: Draw, password: str = "", vertical: bool = False) -> Path:
    """Write a PDF of one page for each function, which draws on the canvas it is given."""
    for name in (MINCHO, GOTHIC):
        pdfmetrics.registerFont(UnicodeCIDFont(name, isVertical=vertical))
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), encrypt=lock)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(
    canvas: Canvas, x: float, top: float, string: str, size: float = 10.5, font: str = MINCHO
) -> None:
    """Draw a line whose type begins `top` points below the page's upper edge."""
    canvas.setFont(font, size)
    canvas.drawString(x, HEIGHT - top - 0.88 * size, string)


def paragraph(
    canvas: Canvas,
    x: float,
    top: float,
    *lines: str,
    size: float = 10.5,
    font: str = MINCHO,
    pitch: float = 1.6,
) -> float:
    """Draw lines below each other; return where the next one would begin."""
    for number, line in enumerate(lines):
        text(canvas, x, top + number * pitch * size, line, size, font)
    return top + len(lines) * pitch * size


def opened(path: Path, **options: str) -> Extraction:
    return read(Source(path, path.name, **options))  # type: ignore[arg-type]  # "never" is an OcrMode


def blocks(extraction: Extraction, page: int = 1, *kinds: BlockKind) -> list[str]:
    """Return the texts of a page's blocks, of some kinds or all."""
    found = extraction.pages[page - 1]
    return [
        found.text[block.start : block.end]
        for block in found.blocks
        if not kinds or block.kind in kinds
    ]
