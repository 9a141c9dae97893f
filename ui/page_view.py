"""One page of an edition: its text with a passage marked, its image with the lines lit up."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from catalog.records import Block, BlockKind, Box, Language, Page, Span
from ui.html import Mark, escape, marked, moved, tag

PLACE = "k-mark-place"
CELLS = " | "
# A line that carries less than this share of its own length of a passage is not lit up.
_LEAST = 0.08


def text_html(
    page: Page, spans: Sequence[Span], language: Language, marks: Sequence[Mark] = ()
) -> str:
    """Return the page's text as HTML, block by block, with the parts in `spans` marked, and what
    `marks` (offsets into the page's text) mark besides.

    Footnotes follow a rule; rows of a table stand in a table.  Text between blocks is only the
    newline that joins them.
    """
    here: list[Mark] = [*marks]
    here += [(span.start, span.end, PLACE) for span in spans if span.page == page.number]
    blocks = page.blocks or (Block(BlockKind.PARAGRAPH, 0, len(page.text)),)
    parts: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind is BlockKind.TABLE_ROW:
            rows = "".join(_row(page, block, here) for block in group)
            parts.append(tag("div", tag("table", rows), class_="k-table"))
            continue
        if kind is BlockKind.FOOTNOTE:
            parts.append("<hr>")
        for block in group:
            name, style = _shape(block)
            inner = _marked(page, block.start, block.end, here)
            parts.append(tag(name, inner, class_=style, lang=_own(block)))
    return tag("div", "".join(parts), class_="k-text", lang=str(language))


def _row(page: Page, block: Block, here: Sequence[Mark]) -> str:
    """Return one row; readers put CELLS between its cells."""
    cells, start = [], block.start
    for text in page.text[block.start : block.end].split(CELLS):
        cells.append(tag("td", _marked(page, start, start + len(text), here)))
        start += len(text) + len(CELLS)
    return tag("tr", "".join(cells), lang=_own(block))


def _marked(page: Page, start: int, end: int, here: Sequence[Mark]) -> str:
    inside = [found for mark in here if (found := moved(mark, -start, 0, end - start))]
    return marked(page.text[start:end], inside)


def _own(block: Block) -> str | None:
    return str(block.language) if block.language else None


def _shape(block: Block) -> tuple[str, str | None]:
    match block.kind:
        case BlockKind.HEADING:
            return f"h{min(4, 2 + max(0, block.level - 1))}", None
        case BlockKind.LIST_ITEM:
            return "p", "k-item"
        case BlockKind.CAPTION:
            return "p", "k-caption"
        case BlockKind.FOOTNOTE:
            return "p", "k-footnote"
        case _:
            return "p", None


def image_html(png: bytes, page: Page, spans: Sequence[Span], alt: str) -> str:
    """Return the page image with the lines of `spans` lit up, as HTML."""
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    boxes = "".join(
        tag("div", "", class_="k-box", style=_place(box, page)) for box in lit(page, spans)
    )
    image = f'<img src="{source}" alt="{escape(alt)}">'
    return tag("div", image + boxes, class_="k-sheet")


def lit(page: Page, spans: Sequence[Span]) -> list[Box]:
    """Return the line boxes that hold text of `spans`, in reading order.

    A block knows its lines' boxes but not where each line's text ends, so characters are dealt
    out to lines by the lines' lengths: right within a few characters, as lines of a block are
    set in one size.
    """
    if not (page.width and page.height):
        return []
    found: list[Box] = []
    for block in page.blocks:
        for span in spans:
            if span.page == page.number and span.start < block.end and span.end > block.start:
                found += _lines(block, span)
    return found


def _lines(block: Block, span: Span) -> Iterator[Box]:
    lengths = [max(right - left, bottom - top) for left, top, right, bottom in block.boxes]
    total = sum(lengths)
    if total <= 0:
        return
    size = block.end - block.start
    ends = [0.0, *(block.start + size * done / total for done in accumulate(lengths))]
    ends[0] = block.start
    for box, (start, end) in zip(block.boxes, pairwise(ends), strict=True):
        shared = min(end, span.end) - max(start, span.start)
        if shared > _LEAST * (end - start):
            yield box


def _place(box: Box, page: Page) -> str:
    left, top, right, bottom = box
    return (
        f"left:{100 * left / page.width:.3f}%;top:{100 * top / page.height:.3f}%;"
        f"width:{100 * (right - left) / page.width:.3f}%;"
        f"height:{100 * (bottom - top) / page.height:.3f}%"
    )


def numbers(pages: Sequence[int]) -> str:
    """Write page numbers with runs closed up.

    >>> numbers([1, 2, 3, 7, 9, 10])
    '1–3, 7, 9–10'
    """
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
