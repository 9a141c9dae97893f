"""The paragraphs of an edition, as they are set side by side with those of the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.records import Block, BlockKind, Page, Span
from language import join_lines

# A line of a table of contents: leaders or a gap, then a page number.
_CONTENTS = re.compile(r"(?:[.…‥·・]\s?){2,}\s*\d{1,4}\s*$|\s…\s*\d{1,4}\s*$")
_MARK = re.compile(r"[^\w]+")
_ENDS = tuple("。.!?！？")
FRONT = 12  # blocks within which a title is looked for
SHORT = 60  # characters of a line under the title that names people, place or date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list item, caption, footnote, or a whole table.

    `number` counts from 1 within the edition.  `text` has a table's rows on lines of their own.
    `spans` are where it stands, one a block, in reading order.
    """

    number: int
    kind: BlockKind
    text: str
    spans: tuple[Span, ...]
    level: int = 0


def paragraphs(pages: Sequence[Page], title: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an edition in reading order, its footnotes last.

    Joined are the rows of a table, and a paragraph that goes on over the page.  Left out are the
    title block and tables of contents.
    """
    joined: list[Paragraph] = []
    goes_on: int | None = None  # the paragraph that the next page's first block belongs to
    for page in pages:
        blocks = page.blocks or (Block(BlockKind.PARAGRAPH, 0, len(page.text)),)
        upcoming: int | None = None
        for block in blocks:
            text = page.text[block.start : block.end].strip()
            if not text:
                continue
            part = Paragraph(
                0, block.kind, text, (Span(page.number, block.start, block.end),), block.level
            )
            if goes_on is not None and block.kind is not BlockKind.FOOTNOTE:
                joined[goes_on], at = _join(joined[goes_on], part), goes_on
                goes_on = None
            elif joined and block.kind is joined[-1].kind is BlockKind.TABLE_ROW:
                joined[-1], at = _join(joined[-1], part), len(joined) - 1
            else:
                joined.append(part)
                at = len(joined) - 1
            if block.continues:
                upcoming = at
        goes_on = upcoming
    kept = [*_without_contents(_body(joined, title))]
    kept.sort(key=lambda each: each.kind is BlockKind.FOOTNOTE)
    return tuple(replace(each, number=number) for number, each in enumerate(kept, start=1))


def _join(first: Paragraph, second: Paragraph) -> Paragraph:
    if first.kind is BlockKind.TABLE_ROW:
        text = f"{first.text}\n{second.text}"
    else:
        text = join_lines([first.text, second.text])
    return replace(first, text=text, spans=(*first.spans, *second.spans))


def _body(parts: list[Paragraph], title: str) -> list[Paragraph]:
    """Drop what stands before the title, the title, and the lines that name people and date."""
    wanted = _squeezed(title)
    ends = [
        at
        for at, part in enumerate(parts[:FRONT])
        if (own := _squeezed(part.text)) and (own in wanted or wanted in own) and len(own) > 3
    ]
    if not ends or not wanted:
        return parts
    start = ends[0] + 1
    while start < len(parts) and (start in ends or _names(parts[start])):
        start += 1
    return parts[start:]


def _without_contents(parts: Sequence[Paragraph]) -> Iterator[Paragraph]:
    listed = [bool(_CONTENTS.search(part.text)) for part in parts]
    for part, here, after in zip(parts, listed, [*listed[1:], False], strict=True):
        # The heading of a table of contents goes with it.
        if not here and not (after and part.kind is BlockKind.HEADING):
            yield part


def _names(part: Paragraph) -> bool:
    short = len(part.text) <= SHORT and not part.text.endswith(_ENDS)
    return part.kind is BlockKind.PARAGRAPH and short


def _squeezed(text: str) -> str:
    return _MARK.sub("", unicodedata.normalize("NFKC", text)).casefold()
