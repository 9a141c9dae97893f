"""Plain text: paragraphs, headings and notes by the ways in which people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.records import BlockKind, Extraction, Metadata
from ingest.encodings import decode
from ingest.readers.base import Draft, Source
from ingest.readers.structure import (
    bullet,
    compose_pages,
    extraction,
    group_lines,
    heading_style,
    is_caption,
    is_ordered,
    joined,
    number_headings,
    pages,
    width,
)

ENGINE = "text"
_KANA = "ぁ-ゖァ-ヺー・"
# 航行《こうこう》 or ｜航行の自由《こうこうのじゆう》: readings as Aozora Bunko types them.
_RUBY = re.compile(rf"(?<=[々〆ヶ\u3400-\u9fff\uf900-\ufaff])《[{_KANA}]+》")
_MARKED_RUBY = re.compile(rf"[｜|]([^｜|《\n]{{1,30}})《[{_KANA}A-Za-z ]+》")
_ANNOTATION = re.compile(r"［＃[^］\n]*］")
_UNDERLINE = re.compile(r"[=＝]{3,}|[-−ー－]{3,}|[~〜]{3,}")
_NOTE = re.compile(r"[(（]?[注註※*＊]\s?[0-9０-９]+[)）.:：　 ]|\[[0-9]+\] |［[0-9０-９]+］")
_PAGE_NUMBER = re.compile(r"[-－‐ 　]*(?:p\.? ?)?[0-9０-９]{1,4}[-－‐ 　]*")
_TITLE_MAX = 80  # columns


def read(source: Source) -> Extraction:
    text, encoding = decode(source.path.read_bytes(), source.name)
    warnings = []
    if lost := text.count("\ufffd"):
        values = {"path": source.name, "encoding": encoding, "count": str(lost)}
        warnings.append(("encoding-doubtful", values))
    sheets = _without_ruby(text).rstrip("\f\n ").split("\f")
    measure = _measure([line for sheet in sheets for line in sheet.split("\n")])
    parts = [_blocks(_body(sheet, len(sheets)), measure) for sheet in sheets]
    flat = number_headings(_titled([draft for part in parts for draft in part]))
    if len(sheets) == 1:
        return extraction(source, pages(flat, ENGINE), Metadata(), "text", warnings)
    rest = iter(flat)
    labelled = [("", [next(rest) for _ in part]) for part in parts]
    return extraction(source, compose_pages(labelled, ENGINE), Metadata(), "text", warnings)


def _without_ruby(text: str) -> str:
    text = _MARKED_RUBY.sub(r"\1", _ANNOTATION.sub("", text))
    return _RUBY.sub("", text)


def _measure(lines: Sequence[str]) -> int:
    """Return the columns the text is wrapped at: what nine lines of ten keep within."""
    widths = sorted(width(line.rstrip()) for line in lines if line.strip())
    return max(40, widths[int(0.9 * (len(widths) - 1))]) if widths else 40


def _body(sheet: str, sheets: int) -> list[str]:
    """Return a sheet's lines, without the page number at its foot where there are several."""
    lines = sheet.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if sheets > 1 and filled and _PAGE_NUMBER.fullmatch(lines[filled[-1]].strip()):
        del lines[filled[-1]]
    return lines


def _blocks(lines: list[str], measure: int) -> list[Draft]:
    drafts: list[Draft] = []
    run: list[str] = []
    for line in [*lines, ""]:
        text = line.strip(" \t　")
        if run and _UNDERLINE.fullmatch(text):
            heading = run.pop().strip(" \t　")
            drafts += _run(run, measure)
            drafts.append(Draft(BlockKind.HEADING, heading, 1 if text[0] in "=＝" else 2))
            run = []
        elif not text or _UNDERLINE.fullmatch(text):
            drafts += _run(run, measure)
            run = []
        else:
            run.append(line)
    return drafts


def _run(lines: list[str], measure: int) -> list[Draft]:
    """Return the blocks of lines that no blank one parts."""
    if not lines:
        return []
    if heading_style(lines[0]) in ("part", "chapter", "section", "named") and len(lines) > 1:
        return [Draft(BlockKind.PARAGRAPH, lines[0].strip(" \t　")), *_run(lines[1:], measure)]
    drafts = []
    indents: list[int] = []  # of the bullets open, outermost first
    groups = group_lines(lines, measure)
    numbered = sum(is_ordered(group[0]) for group in groups)
    for group in groups:
        item, text = bullet(group[0]), joined(group)
        if item is not None:
            while indents and indents[-1] > item[0]:
                indents.pop()
            if not indents or indents[-1] < item[0]:
                indents.append(item[0])
            found = bullet(text)
            drafts.append(Draft(BlockKind.LIST_ITEM, found[1] if found else text, len(indents)))
        elif _NOTE.match(text):
            drafts.append(Draft(BlockKind.FOOTNOTE, text))
        elif numbered > 1 and is_ordered(group[0]):
            drafts.append(Draft(BlockKind.LIST_ITEM, text, 1))
        else:
            kind = BlockKind.CAPTION if is_caption(text) else BlockKind.PARAGRAPH
            drafts.append(Draft(kind, text))
    return drafts


def _titled(drafts: list[Draft]) -> list[Draft]:
    """Make a heading of a short first line that ends no sentence and has text below it."""
    if len(drafts) < 2 or drafts[0].kind != BlockKind.PARAGRAPH:
        return drafts
    first = drafts[0].text
    if width(first) > _TITLE_MAX or first[-1] in "。．.、,，;；:：!?！？" or heading_style(first):
        return drafts
    return [Draft(BlockKind.HEADING, first, 1), *drafts[1:]]
