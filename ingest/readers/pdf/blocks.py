"""From lines to blocks: paragraphs, headings with levels, lists, captions, footnotes, rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from catalog.records import BlockKind
from ingest.readers.base import Draft
from ingest.readers.pdf import marks
from ingest.readers.pdf.layout import Line
from language import clean, join_lines

_GOTHIC = re.compile(r"goth|kaku|ゴシック|meiryo|sans", re.IGNORECASE)
_MINCHO = re.compile(r"min(?:cho|-)|明朝|serif|ryumin", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:[.．・…‥·]\s?){4,}\s*[0-9０-９ivxIVX]+$")  # of a table of contents
_LETTER = re.compile(r"[^\W\d_]")
_SAYS = re.compile(r"[^\W_]")
_CODE = re.compile(r"://|[=;{}<>]|^['\"]")
_SMALL = 0.93  # of the body size: notes are set at least this much smaller
_LARGE = 1.12  # of the body size: headings are set at least this much larger


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document: its body type, and the pitch of its lines in body sizes."""

    size: float
    font: str
    bold: bool
    pitch: float


@dataclass(frozen=True, slots=True)
class Part:
    """A block before levels are known; `depth` is a heading number's or a list item's."""

    kind: BlockKind
    lines: tuple[Line, ...]
    depth: int = 1

    @property
    def size(self) -> float:
        return round(self.lines[0].size * 2) / 2


def measure(pages: Iterable[Sequence[Line]]) -> Style:
    """Return the style that most characters of the document are set in."""
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[str, bool]] = Counter()
    pitches: Counter[float] = Counter()
    for page in pages:
        last = None
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
            fonts[line.font, line.bold] += len(line.text)
            if last and last.left == line.left and last.size > 0 and not line.cells:
                pitches[round((line.y1 - last.y1) / last.size, 1)] += len(line.text)
            last = line
    if not sizes:
        return Style(10.0, "", False, 1.5)
    (font, bold), _ = fonts.most_common(1)[0]
    usual = [(pitch, count) for pitch, count in pitches.items() if 0.9 <= pitch <= 3]
    pitch = max(usual, key=lambda pair: pair[1])[0] if usual else 1.5
    return Style(max(sizes, key=lambda size: sizes[size]), font, bold, pitch)


def parts(page: Sequence[Line], style: Style) -> list[Part]:
    """Return the page's blocks in reading order."""
    notes = _notes(page, style)
    body = [line for number, line in enumerate(page) if number not in notes]
    small = [page[number] for number in sorted(notes)]
    return [*_nested(_gathered(body, style)), *_gathered(small, style, are_notes=True)]


def _gathered(page: Iterable[Line], style: Style, *, are_notes: bool = False) -> Iterator[Part]:
    current: list[Line] = []
    for line in page:
        if current and (line.cells or _begins(line, current, style, are_notes)):
            yield _closed(current, style, are_notes)
            current = []
        if line.cells:
            yield Part(BlockKind.TABLE_ROW, (line,))
        else:
            current.append(line)
    if current:
        yield _closed(current, style, are_notes)


def _nested(found: Iterable[Part]) -> Iterator[Part]:
    """Give list items the depth at which they are indented under the items before them."""
    edges: list[float] = []
    for part in found:
        if part.kind != BlockKind.LIST_ITEM:
            edges = []
            yield part
            continue
        line = part.lines[0]
        while edges and line.x0 < edges[-1] - 0.5 * line.size:
            edges.pop()
        if not edges or line.x0 > edges[-1] + 0.5 * line.size:
            edges.append(line.x0)
        yield replace(part, depth=min(6, len(edges)))


def drafts(pages: Sequence[Sequence[Part]]) -> list[list[Draft]]:
    """Return the pages' blocks with their lines joined and their levels fixed."""
    ranks = sorted(
        {
            (-part.size, part.depth)
            for page in pages
            for part in page
            if part.kind == BlockKind.HEADING
        }
    )
    result = [[_draft(part, ranks) for part in page] for page in pages]
    # Dotted lines to write on, empty rows, lone ornaments: nothing to find.
    result = [[draft for draft in page if _SAYS.search(draft.text)] for page in result]
    for page, following in pairwise(result):
        _continue(page, following)
    return result


def _continue(page: list[Draft], following: list[Draft]) -> None:
    """Mark the last body block when the next page's first one goes on with its sentence."""
    body = [number for number, draft in enumerate(page) if draft.kind != BlockKind.FOOTNOTE]
    first = next((draft for draft in following if draft.kind != BlockKind.FOOTNOTE), None)
    if not body or first is None or first.kind != BlockKind.PARAGRAPH:
        return
    last = page[body[-1]]
    runs_on = last.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not marks.END.search(
        last.text
    )
    if runs_on and last.text:
        page[body[-1]] = replace(last, continues=True)


def _draft(part: Part, ranks: list[tuple[float, int]]) -> Draft:
    if part.kind == BlockKind.TABLE_ROW:
        row = part.lines[0]
        cells = [clean(join_lines(cell.split("\n"))) for cell in row.cells]
        return Draft(part.kind, marks.LEADERS.sub(" … ", " | ".join(cells)), boxes=row.boxes)
    text = clean(join_lines([line.text for line in part.lines]))
    boxes = tuple(line.box for line in part.lines)
    level = 0
    if part.kind == BlockKind.HEADING:
        level = min(6, ranks.index((-part.size, part.depth)) + 1)
    elif part.kind == BlockKind.LIST_ITEM:
        level = part.depth
    return Draft(part.kind, marks.LEADERS.sub(" … ", text), level, boxes)


# -- where a block begins --------------------------------------------------------------------


def _begins(line: Line, current: list[Line], style: Style, is_note: bool) -> bool:
    last, first = current[-1], current[0]
    em = max(last.size, 1.0)
    if abs(line.size - last.size) > 0.12 * em:
        return True
    if line.bold != last.bold and (line.bold != style.bold or len(current) == 1):
        return True
    if is_note:
        return bool(marks.NOTE.match(line.text)) and line.x0 <= first.x0 + em
    ended = bool(marks.END.search(last.text))
    if marks.BULLET.match(line.text):
        return True
    numbered = bool(
        marks.NUMBERED.match(line.text)
        or marks.SECTION.match(line.text)
        or marks.CAPTION.match(line.text)
    )
    short = last.x1 + _first_word(line) < last.right - (2.5 * em if _is_wide(line) else 0)
    if numbered and (ended or short):
        return True
    if _CONTENTS.search(last.text):
        return True
    if line.font != last.font and short and len(current) == 1:  # a heading of the body's size
        return True
    wide = last.right - last.left
    if abs((line.right - line.left) - wide) > 0.2 * wide:
        return True
    if line.left != last.left or line.y0 < last.y0:  # top of the next column
        return ended or short or line.x0 > line.left + 0.8 * em
    if line.y1 - last.y1 > 1.28 * max(style.pitch, 1.0) * em:
        return True
    if _is_item(first):
        if line.x0 > first.x0 + 0.5 * em:
            return ended and len(current) > 1 and line.x0 > last.x0 + 0.8 * em
        return ended or short or last.x0 > line.x0 + 0.5 * em
    indent = line.x0 - last.x0
    if len(current) == 1 and indent < -0.8 * em and indent > -5 * em:
        indent = 0.0  # the second line of an indented paragraph
    if indent > 0.8 * em and (ended or short or line.x0 > line.left + 0.8 * em):
        return not _is_centred(line, last)
    if ended and short:
        return True
    return last.x1 < last.right - 0.35 * wide and not _is_centred(line, last)


def _is_wide(line: Line) -> bool:
    return bool(marks.WIDE_CHARACTER.match(line.text))


def _first_word(line: Line) -> float:
    """Return how wide the line's first word is: it would have stood on the line before."""
    if _is_wide(line):
        return 0.0
    word = line.text.split(" ", 1)[0]
    return (len(word) + 1) * (line.x1 - line.x0) / max(1, len(line.text))


def _is_centred(line: Line, last: Line) -> bool:
    return abs((line.x0 + line.x1) - (last.x0 + last.x1)) < line.size


def _is_item(line: Line) -> bool:
    return bool(marks.BULLET.match(line.text) or marks.NUMBERED.match(line.text))


# -- what a block is -------------------------------------------------------------------------


def _closed(current: list[Line], style: Style, is_note: bool) -> Part:
    found = tuple(current)
    text = join_lines([line.text for line in found])
    if is_note:
        return Part(BlockKind.FOOTNOTE, found)
    if marks.CAPTION.match(text) and len(text) <= 200 and not marks.STOP.search(text[-2:]):
        return Part(BlockKind.CAPTION, found)
    if _is_heading(found, text, style):
        return Part(BlockKind.HEADING, found, marks.depth(text))
    if _is_item(found[0]):
        return Part(BlockKind.LIST_ITEM, found)
    return Part(BlockKind.PARAGRAPH, found)


def _is_heading(found: tuple[Line, ...], text: str, style: Style) -> bool:
    first = found[0]
    if len(found) > 4 or len(text) > 160 or not _LETTER.search(text):
        return False
    if len(text) > 80 and len(text) + len(marks.WIDE_CHARACTER.findall(text)) > 160:
        return False
    if marks.BULLET.match(text) or _CODE.search(text):
        return False
    large = first.size >= _LARGE * style.size
    numbered = bool(marks.SECTION.match(text))
    if text.endswith(("。", ".", "、", ",", ";")) and not (large and numbered):
        return False
    if large:
        return True
    bold = (first.bold and not style.bold) or (
        _GOTHIC.search(first.font) and _MINCHO.search(style.font)
    )
    if (first.size < _SMALL * style.size and not (bold and numbered)) or len(found) > 2:
        return False
    other = first.font != style.font and len(found) == 1
    alone = first.x1 < first.right - 2 * first.size
    # "1. Who took part?" may be an item of a list; "1.2" and 第1章 are not.
    sure = numbered and (marks.depth(text) > 1 or text.startswith("第"))
    return (bool(bold) and (alone or numbered)) or (sure and other and alone)


def _notes(page: Sequence[Line], style: Style) -> set[int]:
    """Return the numbers of the lines that are footnotes.

    Notes are the small lines at the foot of a column, from the first that starts with a mark or
    stands off from what is above, under at least one line of body size.
    """
    found: set[int] = set()
    columns: dict[tuple[float, float], list[int]] = {}
    for number, line in enumerate(page):
        columns.setdefault((line.left, line.right), []).append(number)
    body = [line.y0 for line in page if line.size > _SMALL * style.size and not line.cells]
    if not body:
        return found
    middle = median(body)
    for numbers in columns.values():
        last = len(numbers)
        while last and _is_small(page[numbers[last - 1]], style):
            last -= 1
        for place in range(last, len(numbers)):
            line = page[numbers[place]]
            above = page[numbers[place - 1]] if place else None
            apart = above is not None and line.y0 - above.y1 > 1.5 * line.size
            if line.y0 > middle and (marks.NOTE.match(line.text) or (apart and place == last)):
                found.update(numbers[place:])
                break
    return found


def _is_small(line: Line, style: Style) -> bool:
    return not line.cells and line.size <= _SMALL * style.size
