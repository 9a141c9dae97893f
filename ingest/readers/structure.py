"""What formats without fixed pages share: numbered headings, wrapped lines, sections as pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import language
from catalog.records import BlockKind, Extraction, Language, Metadata, OutlineEntry, Page
from errors import ReadError
from ingest.readers import quality
from ingest.readers.base import Draft, Source, compose

BREAK = "\v"  # a forced line break inside a block, as Word and PowerPoint write it
LONG = 20_000  # characters; a longer text without pages is cut at its outermost headings
_HEADING_MAX = 80

_DIGIT = "[0-9０-９一二三四五六七八九十百]+"
# What a heading's number looks like, and a name for the style.  The level comes from nesting.
_STYLES = (
    ("part", rf"第{_DIGIT}[部編]|Part [IVX\d]+\b"),
    ("chapter", rf"第{_DIGIT}章|Chapter \d+\b"),
    ("section", rf"第{_DIGIT}節|Section \d+\b"),
    ("clause", rf"第{_DIGIT}[項款条]"),
    ("decimal3", r"[0-9０-９]+(?:[.．-][0-9０-９]+){2,}[.．]?[ 　]"),
    ("decimal2", r"[0-9０-９]+[.．-][0-9０-９]+[.．]?[ 　]"),
    ("roman", r"[Ⅰ-Ⅻ][.．、 　]?|(?:[IVX]+)[.．] "),
    ("decimal1", r"[0-9０-９]{1,2}(?:[.．、][ 　]?|[ 　])(?=\D)"),
    ("kanji", r"[一二三四五六七八九十]+[、．][ 　]?"),
    ("bracket", r"[(（][0-9０-９一二三四五六七八九十]+[)）]"),
)
_STYLE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _STYLES))
_NAMED = re.compile(
    r"(?:はじめに|おわりに|序論|序文|結論|結び|まとめ|要旨|概要|提言|参考文献|謝辞|目次|付録"
    r"|(?:executive )?summary|abstract|introduction|conclusions?|recommendations|references"
    r"|bibliography|acknowledge?ments|appendix)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:図表?|表|写真|資料)[ 　]?[0-9０-９]+(?:[-.．－][0-9０-９]+)*(?:[ 　:：.．]|$)"
    r"|(?:Figure|Fig\.|Table|Chart|Photo) ?\d+(?:[-.]\d+)*(?:[ :.]|$)"
)
_ORDERED = re.compile(
    r"[ \t　]*(?:[0-9０-９]{1,2}[.)．）、]|[(（][0-9０-９a-zア-ン]{1,2}[)）]|[①-⑳])[ 　]*"
    r"(?=[^\s0-9０-９])"
)
_BULLET = re.compile(
    r"([ \t　]*)([・•●○◆◇■□▪▶►➢✓‣⁃–]|[-*+－—](?=[ 　\t])|[oO](?=\t))[ \t　]*(?=\S)"
)


def table_row(cells: Iterable[str]) -> str:
    r"""Return the cells joined by " | ", or "" where all are blank.

    >>> table_row(["国", " 予算\n(億円) ", ""])
    '国 | 予算 (億円)'
    """
    return " | ".join(" ".join(cell.split()) for cell in cells).strip(" |")


def is_caption(text: str) -> bool:
    """Whether a short line names a figure or table by number: 図1, 表 2-3, Table 4."""
    return len(text) <= 200 and _CAPTION.match(text) is not None


def bullet(line: str) -> tuple[int, str] | None:
    """Return the indentation and the text of a line that begins with a bullet, else None.

    >>> bullet("　・海上の安全")
    (2, '海上の安全')
    """
    match = _BULLET.match(line)
    if match is None:
        return None
    return width(match[1].expandtabs(4)), line[match.end() :].strip()


def is_ordered(line: str) -> bool:
    """Whether a line begins with a number as list items do: 1. (2) ③."""
    return _ORDERED.match(line) is not None


def width(line: str) -> int:
    """Return the columns a line takes in a fixed-width font: two for a Japanese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def heading_style(line: str) -> str:
    """Return how a line is numbered if it may be a heading, "named" for はじめに, or "".

    >>> [heading_style(line) for line in ("第2章　航行の自由", "1.2 Sea lanes", "1名が参加した。")]
    ['chapter', 'decimal2', '']
    """
    text = line.strip(" 　")
    if _NAMED.fullmatch(text):
        return "named"
    match = _STYLE.match(text)
    if match is None or match.end() == len(text) or len(text) > _HEADING_MAX:
        return ""
    if text[-1] in "。．.、，,;；：:" or "。" in text:
        return ""
    return match.lastgroup or ""


def levels(styles: Sequence[str]) -> list[int]:
    """Return the level of each heading from 1: a style not yet open nests in the one before it.

    >>> levels(["named", "chapter", "decimal1", "decimal1", "chapter"])
    [1, 1, 2, 2, 1]
    """
    open_styles: list[str] = []
    result = []
    for style in styles:
        if style == "named":
            open_styles = []
            result.append(1)
            continue
        if style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
        else:
            open_styles.append(style)
        result.append(min(len(open_styles), 6))
    return result


def group_lines(lines: Sequence[str], measure: int) -> list[list[str]]:
    """Group a run of lines without blank ones into those of one paragraph or list item each.

    A line that nearly fills the `measure`, the columns the text is wrapped at, goes on in the
    next unless that is indented or an item; a shorter line was ended on purpose.  A line set in
    under a bullet belongs to it.  No one wraps at more than 120 columns: there every line is a
    paragraph.
    """
    groups: list[list[str]] = []
    goes_on = False
    hanging = -1  # the indentation of the item being gathered
    above = 0  # the indentation of the line above
    for line in lines:
        inset = width(line) - width(line.lstrip(" \t　"))
        is_item = bullet(line) is not None or is_ordered(line)
        in_item = hanging >= 0 and (inset > hanging or goes_on)
        if groups and not is_item and (in_item or (goes_on and inset <= above)):
            groups[-1].append(line)
        else:
            groups.append([line])
            hanging = inset if is_item else -1
        goes_on = measure <= 120 and width(line.rstrip()) >= 0.7 * measure
        above = inset
    return groups


def paragraphs(lines: Sequence[str], measure: int) -> list[str]:
    """Return the groups of lines, each joined to one line.

    >>> paragraphs(["日時：4月1日", "場所：東京"], 40)
    ['日時：4月1日', '場所：東京']
    """
    return [joined(group) for group in group_lines(lines, measure)]


def joined(lines: Iterable[str]) -> str:
    return language.join_lines([line.strip(" \t　") for line in lines])


def lay_out(
    kind: BlockKind, text: str, level: int = 0, block: Language | None = None
) -> list[Draft]:
    """Return the drafts of a marked-up block in whose text BREAK stands for a forced line break.

    Breaks within a heading, caption or list item are no more than spaces.  A paragraph may turn
    out to be several, or a caption or a list whose bullets were typed by hand.
    """
    lines = [" ".join(line.split(" ")) for line in text.split(BREAK)]
    if kind != BlockKind.PARAGRAPH:
        joined = " ".join(line.strip() for line in lines if line.strip())
        return [Draft(kind, joined, level, language=block)] if joined else []
    drafts = []
    for blank, run in groupby(lines, key=lambda line: not line.strip()):
        if blank:
            continue
        found = list(run)
        measure = max(40, *(width(line) for line in found))
        whole = paragraphs(found, measure) if len(found) > 1 else found
        drafts += [_paragraph(paragraph, block) for paragraph in whole]
    return drafts


def _paragraph(text: str, block: Language | None) -> Draft:
    item = bullet(text)
    if item is not None:
        return Draft(BlockKind.LIST_ITEM, item[1], 1, language=block)
    kind = BlockKind.CAPTION if is_caption(text) else BlockKind.PARAGRAPH
    return Draft(kind, text, language=block)


def number_headings(drafts: Sequence[Draft]) -> list[Draft]:
    """Make headings of numbered lines where a text marks none beyond its title.

    第1章, 1.2 or はじめに on a line of its own; a number that the neighbouring paragraph bears
    too is a list's.
    """
    if any(draft.kind == BlockKind.HEADING and draft.level > 1 for draft in drafts):
        return list(drafts)
    if sum(draft.kind == BlockKind.HEADING for draft in drafts) > 1:
        return list(drafts)
    styles = [
        heading_style(draft.text) if draft.kind == BlockKind.PARAGRAPH else "" for draft in drafts
    ]
    chosen = [
        number
        for number, style in enumerate(styles)
        if style and style not in (styles[number - 1 : number] + styles[number + 1 : number + 2])
    ]
    result = list(drafts)
    for number, level in zip(chosen, levels([styles[n] for n in chosen]), strict=True):
        result[number] = replace(drafts[number], kind=BlockKind.HEADING, level=level)
    return result


def pages(drafts: Sequence[Draft], engine: str) -> tuple[Page, ...]:
    """Compose a text that has no pages: one page, or one a top-level section where it is long.

    A number that no print of the text has would mislead whoever follows a citation, so sections
    are labelled by their headings: "§ 第2章 航行の自由".
    """
    return section_pages([drafts], engine)


def section_pages(parts: Iterable[Sequence[Draft]], engine: str) -> tuple[Page, ...]:
    """Compose parts of a text into pages labelled by headings; long ones are parted further."""
    filled = [part for part in parts if any(draft.text.strip() for draft in part)]
    split = [section for part in filled for section in _sections(part)]
    if len(split) < 2:
        return compose_pages([("", part) for part in split], engine)
    labels: list[str] = []
    heading, times = "", 0
    for section in split:
        first = next((d.text for d in section if d.kind == BlockKind.HEADING), "")
        heading, times = (first, 1) if first else (heading, times + 1)
        labels.append(f"§ {heading[:60]}" + (f" ({times})" if times > 1 else "") if heading else "")
    return compose_pages(zip(labels, split, strict=True), engine)


def _sections(drafts: Sequence[Draft]) -> list[Sequence[Draft]]:
    if sum(len(draft.text) for draft in drafts) <= LONG:
        return [drafts]
    found = [draft.level for draft in drafts if draft.kind == BlockKind.HEADING]
    # A title that stands alone at the top level opens nothing: the level below it does.
    outermost = next((level for level in sorted(set(found)) if found.count(level) > 1), 0)
    starts = [0] + [
        number
        for number, draft in enumerate(drafts)
        if number and draft.kind == BlockKind.HEADING and draft.level <= outermost
    ]
    return [
        drafts[start:end] for start, end in zip(starts, [*starts[1:], len(drafts)], strict=True)
    ]


def compose_pages(parts: Iterable[tuple[str, Sequence[Draft]]], engine: str) -> tuple[Page, ...]:
    """Compose (label, drafts) pairs into pages numbered from 1, each with its quality."""
    return tuple(
        _scored(number, label, drafts, engine) for number, (label, drafts) in enumerate(parts, 1)
    )


def _scored(number: int, label: str, drafts: Sequence[Draft], engine: str) -> Page:
    cleaned = [replace(draft, text=language.clean(draft.text)) for draft in drafts]
    page = compose(number, cleaned, label=label, engine=engine)
    score, reason = quality.score(page.text)
    return replace(page, quality=score, reason=reason)


def extraction(
    source: Source,
    found: Sequence[Page],
    metadata: Metadata,
    file_format: str,
    warnings: Sequence[tuple[str, dict[str, str]]] = (),
) -> Extraction:
    """Return the Extraction of pages whose text is certain; raise ReadError("no-text") without any.

    The first heading is the title where the file states none.  What is written decides the
    language: declarations are often the template's.
    """
    text = "\n".join(page.text for page in found)
    if not text.strip():
        raise ReadError("no-text", path=source.name)
    entries = outline(found)
    written = Language(language.detect(text))
    return Extraction(
        pages=tuple(found),
        metadata=replace(
            metadata,
            title=metadata.title or (entries[0].title if entries else None),
            language=metadata.language if written == Language.OTHER else written,
        ),
        format=file_format,
        engine=file_format,
        outline=entries,
        warnings=tuple(warnings),
    )


def outline(pages: Iterable[Page]) -> tuple[OutlineEntry, ...]:
    return tuple(_entries(pages))


def _entries(pages: Iterable[Page]) -> Iterator[OutlineEntry]:
    for page in pages:
        for block in page.blocks:
            if block.kind == BlockKind.HEADING:
                yield OutlineEntry(page.text[block.start : block.end], block.level, page.number)
