"""One page of an edition: its text with a passage marked, its image with the lines lit up."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from catalog.records import Block, BlockKind, Box, Language, Page, Span
from ui.html import escape, marked, tag

PLACE = "k-mark-place"
# A line that carries less than this share of its own length of a passage is not lit up.
_LEAST = 0.08


def text_html(page: Page, spans: Sequence[Span], language: Language) -> str:
    """Return the page's text as HTML, block by block, with the parts in `spans` marked.

    Footnotes follow a rule.  Text between blocks is only the newline that joins them.
    """
    here = [(span.start, span.end, PLACE) for span in spans if span.page == page.number]
    blocks = page.blocks or (Block(BlockKind.PARAGRAPH, 0, len(page.text)),)
    parts: list[str] = []
    in_notes = False
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE and not in_notes:
            parts.append("<hr>")
        in_notes = block.kind is BlockKind.FOOTNOTE
        marks = [(start - block.start, end - block.start, kind) for start, end, kind in here]
        inner = marked(page.text[block.start : block.end], marks)
        name, kind = _shape(block)
        own = block.language
        parts.append(tag(name, inner, class_=kind, lang=str(own) if own else None))
    return tag("div", "".join(parts), class_="k-text", lang=str(language))


def _shape(block: Block) -> tuple[str, str | None]:
    match block.kind:
        case BlockKind.HEADING:
            return f"h{min(4, 2 + max(0, block.level - 1))}", None
        case BlockKind.LIST_ITEM:
            return "p", "k-item"
        case BlockKind.TABLE_ROW:
            return "p", "k-row"
        case BlockKind.CAPTION:
            return "p", "k-caption"
        case BlockKind.FOOTNOTE:
            return "p", "k-footnote"
        case BlockKind.PARAGRAPH:
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
