"""From lines to blocks: paragraphs, headings with levels, lists, captions, footnotes, rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from catalog.records import BlockKind
from ingest.readers.base import Draft
from ingest.readers.pdf.layout import Line
from language import clean, join_lines
from language.script import WIDE

_END = re.compile(
    r"[。．.!?！？」』】:：;…][\"'”’」』)）\]]*(?:\s?[\[(（]?(?:注|※)?[0-9０-９]{1,3}[)）\]]?)?$"
)
_STOP = re.compile(r"[。．.!?！？][\"'”’」』)）\]]*$")
_BULLET = re.compile(r"[•‣◦●○■□◆◇▪▶➢✓・※＊]\s*\S|[–—-]\s+\S")
_NUMBERED = re.compile(
    r"(?:[(（［\[][0-9０-９a-zA-Zア-ン一二三四五六七八九十]{1,3}[)）］\]]|[①-⑳㈠-㈩]|"
    r"[0-9０-９]{1,2}[)）.．、](?![0-9０-９])|[a-zA-Z][)）.．](?=\s)|[ivx]{1,4}[).](?=\s)|"
    r"[一二三四五六七八九十]{1,3}[、．.)）]|[ア-ン][)）.．、])\s*\S"
)
_SECTION = re.compile(
    r"(?:第\s?[0-9０-９一二三四五六七八九十百]+\s?(?P<unit>[部編章節項款条])|"
    r"(?P<dotted>[0-9０-９]{1,2}(?:[.．－][0-9０-９]{1,2})*)[.．]?[\s　]+(?=\D)|"
    r"(?P<roman>[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,5}(?=[.．]\s))[.．、\s　]|(?:Chapter|Section|Part|Appendix|付録|別添)\s?[0-9A-Z０-９])"
)
_CAPTION = re.compile(
    r"(?:図表|図|表|写真|資料|Figure|Fig\.|Table|Chart|Exhibit)\s?[0-9０-９一二三四五六七八九十IVX]+"
    r"(?:[-－‐.．][0-9０-９]+)*(?:[:：.．、)）\s　]|$)",
)
_NOTE = re.compile(
    r"(?:[*†‡§]{1,3}|[(（\[]?(?:注|註)?\s?[0-9０-９]{1,3}[)）\].．:：]?|[(（]?[注註][)）]?|※\s?[0-9０-９]*)\s?(?=\D)\S"
)
_CODE = re.compile(r"://|[=;{}<>]|^['\"]")
WIDE_CHARACTER = re.compile(f"[{WIDE}]")
_DEPTHS = {"部": 1, "編": 1, "章": 1, "節": 2, "項": 3, "款": 3, "条": 3}
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
    """A block before levels are known: its lines, and for a heading its size and number's depth."""

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
            if last and last.column == line.column and last.size > 0 and not line.cells:
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
    result: list[Part] = []
    current: list[Line] = []
    for number, line in enumerate(page):
        if line.cells:
            result += _closed(current, style)
            current = []
            result.append(Part(BlockKind.TABLE_ROW, (line,)))
            continue
        is_note = number in notes
        if current and (is_note != (number - 1 in notes) or _begins(line, current, style, is_note)):
            result += _closed(current, style, number - 1 in notes)
            current = []
        current.append(line)
    return result + _closed(current, style, len(page) - 1 in notes)


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
    for page, following in zip(result, result[1:], strict=False):
        _continue(page, following)
    return result


def _continue(page: list[Draft], following: list[Draft]) -> None:
    """Mark the last body block when the next page's first one goes on with its sentence."""
    body = [number for number, draft in enumerate(page) if draft.kind != BlockKind.FOOTNOTE]
    first = next((draft for draft in following if draft.kind != BlockKind.FOOTNOTE), None)
    if not body or first is None or first.kind != BlockKind.PARAGRAPH:
        return
    last = page[body[-1]]
    runs_on = last.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not _END.search(last.text)
    if runs_on and last.text:
        page[body[-1]] = replace(last, continues=True)


def _draft(part: Part, ranks: list[tuple[float, int]]) -> Draft:
    if part.kind == BlockKind.TABLE_ROW:
        row = part.lines[0]
        cells = [clean(join_lines(cell.split("\n"))) for cell in row.cells]
        return Draft(part.kind, " | ".join(cells), boxes=row.boxes)
    text = clean(join_lines([line.text for line in part.lines]))
    level = 0
    if part.kind == BlockKind.HEADING:
        level = min(6, ranks.index((-part.size, part.depth)) + 1)
    elif part.kind == BlockKind.LIST_ITEM:
        level = part.depth
    return Draft(part.kind, text, level, tuple(line.box for line in part.lines))


# -- where a block begins --------------------------------------------------------------------


def _begins(line: Line, current: list[Line], style: Style, is_note: bool) -> bool:
    last, first = current[-1], current[0]
    em = max(last.size, 1.0)
    if abs(line.size - last.size) > 0.12 * em:
        return True
    if line.bold != last.bold and (line.bold != style.bold or len(current) == 1):
        return True
    if is_note:
        return bool(_NOTE.match(line.text)) and line.x0 <= first.x0 + em
    ended = bool(_END.search(last.text))
    if _BULLET.match(line.text):
        return True
    numbered = bool(
        _NUMBERED.match(line.text) or _SECTION.match(line.text) or _CAPTION.match(line.text)
    )
    short = last.x1 + _first_word(line) < last.right - (2.5 * em if _is_wide(line) else 0)
    if numbered and (ended or short):
        return True
    if line.column != last.column or line.y0 < last.y0:  # top of the next column
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
    wide = last.right - last.left
    return last.x1 < last.right - 0.35 * wide and not _is_centred(line, last)


def _is_wide(line: Line) -> bool:
    return bool(WIDE_CHARACTER.match(line.text))


def _first_word(line: Line) -> float:
    """Return how wide the line's first word is: it would have stood on the line before."""
    if _is_wide(line):
        return 0.0
    word = line.text.split(" ", 1)[0]
    return (len(word) + 1) * (line.x1 - line.x0) / max(1, len(line.text))


def _is_centred(line: Line, last: Line) -> bool:
    return abs((line.x0 + line.x1) - (last.x0 + last.x1)) < line.size


def _is_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))


# -- what a block is -------------------------------------------------------------------------


def _closed(current: list[Line], style: Style, is_note: bool = False) -> list[Part]:
    if not current:
        return []
    found = tuple(current)
    text = join_lines([line.text for line in found])
    if is_note:
        return [Part(BlockKind.FOOTNOTE, found)]
    if _CAPTION.match(text) and len(text) <= 200 and not _STOP.search(text[-2:]):
        return [Part(BlockKind.CAPTION, found)]
    if _is_heading(found, text, style):
        return [Part(BlockKind.HEADING, found, _depth(text))]
    if _is_item(found[0]):
        indent = (found[0].x0 - found[0].left) / max(style.size, 1.0)
        return [Part(BlockKind.LIST_ITEM, found, 1 + min(3, max(0, round((indent - 1) / 2))))]
    return [Part(BlockKind.PARAGRAPH, found)]


def _is_heading(found: tuple[Line, ...], text: str, style: Style) -> bool:
    first = found[0]
    cjk = sum("぀" <= c <= "鿿" for c in text)
    if len(found) > 4 or len(text) + cjk > 160 or not re.search(r"[^\W\d_]", text):
        return False
    if _BULLET.match(text) or _CODE.search(text):
        return False
    large = first.size >= _LARGE * style.size
    numbered = bool(_SECTION.match(text))
    if text.endswith(("。", ".", "、", ",", ";")) and not (large and numbered):
        return False
    if large:
        return True
    bold = first.bold and not style.bold
    if (first.size < _SMALL * style.size and not (bold and numbered)) or len(found) > 2:
        return False
    other = first.font != style.font and len(found) == 1
    alone = first.x1 < first.right - 2 * first.size
    return (bold and (alone or numbered)) or (numbered and other and alone)


def _depth(text: str) -> int:
    match = _SECTION.match(text)
    if not match:
        return 1
    if unit := match["unit"]:
        return _DEPTHS[unit]
    if dotted := match["dotted"]:
        return len(re.split(r"[.．－]", dotted))
    return 1


def _notes(page: Sequence[Line], style: Style) -> set[int]:
    """Return the numbers of the lines that are footnotes.

    Notes are the small lines at the foot of a column, from the first that starts with a mark,
    under at least one line of body size.
    """
    found: set[int] = set()
    columns: dict[int, list[int]] = {}
    for number, line in enumerate(page):
        columns.setdefault(line.column, []).append(number)
    body = [line.y0 for line in page if line.size > _SMALL * style.size and not line.cells]
    if not body:
        return found
    for numbers in columns.values():
        tail: list[int] = []
        for number in reversed(numbers):
            line = page[number]
            if line.cells or line.size > _SMALL * style.size:
                break
            tail.insert(0, number)
        start = next((i for i, number in enumerate(tail) if _NOTE.match(page[number].text)), None)
        if start is not None and page[tail[start]].y0 > median(body):
            found.update(tail[start:])
    return found
