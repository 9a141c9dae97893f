"""What a Word paragraph is, by its style and its own formatting."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from catalog.records import BlockKind
from ingest.readers.office_package import attribute, child, local

_HEADING = re.compile(r"(?:heading|見出し)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(
    r"list (?:bullet|number|continue)(?: (\d))?|(?:箇条書き|段落番号)(?: (\d))?", re.IGNORECASE
)
_CAPTION = re.compile(r"caption|図表番号", re.IGNORECASE)
_TITLE = re.compile(r"title|表題", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|目次|table of figures|図表目次)\s*(?:\d|heading|の見出し)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is of the heading (1..6) or of the list item (from 1)."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    title: bool = False
    contents: bool = False  # a line of the table of contents
    hidden: bool = False
    page_break: bool = False


PLAIN = Style()


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """Return the paragraph and character styles by their id, inheritance resolved."""
    elements = {}
    for element in () if root is None else root:
        name = attribute(element, "styleId")
        if local(element) == "style" and name:
            elements[name] = element
    return {name: _resolve(name, elements, frozenset()) for name in elements}


def _resolve(name: str, elements: dict[str, etree._Element], below: frozenset[str]) -> Style:
    element = elements.get(name)
    if element is None or name in below:  # a style based on itself
        return PLAIN
    base = attribute(child(element, "basedOn"), "val")
    style = _resolve(base, elements, below | {name}) if base and len(below) < 50 else PLAIN
    style = replace(style, title=False)  # a subtitle is based on the title
    style = formatted(child(element, "pPr"), style)
    if is_on(child(element, "rPr", "vanish")):
        style = replace(style, hidden=True)
    return _named(attribute(child(element, "name"), "val") or name, style)


def _named(name: str, style: Style) -> Style:
    if match := _HEADING.fullmatch(name):
        level = int(match[1])
        return replace(style, kind=BlockKind.HEADING, level=min(max(level, 1), 6))
    if _TITLE.fullmatch(name):
        return replace(style, kind=BlockKind.HEADING, level=1, title=True)
    if match := _LIST.fullmatch(name):
        return replace(style, kind=BlockKind.LIST_ITEM, level=int(match[1] or match[2] or 1))
    if _CAPTION.fullmatch(name):
        return replace(style, kind=BlockKind.CAPTION, level=0)
    if _CONTENTS.fullmatch(name):
        return replace(style, kind=BlockKind.PARAGRAPH, level=0, contents=True)
    return style


def formatted(properties: etree._Element | None, style: Style) -> Style:
    """Return `style` as a paragraph's own properties (w:pPr) change it."""
    if properties is None:
        return style
    outline = attribute(child(properties, "outlineLvl"), "val")
    if outline is not None and outline.isdecimal():
        if int(outline) < 9:  # 9 is body text
            style = replace(style, kind=BlockKind.HEADING, level=min(int(outline) + 1, 6))
        elif style.kind == BlockKind.HEADING:
            style = replace(style, kind=BlockKind.PARAGRAPH, level=0)
    numbering = child(properties, "numPr")
    if numbering is not None and style.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        level = attribute(child(numbering, "ilvl"), "val") or ""
        if attribute(child(numbering, "numId"), "val") == "0":  # numbering switched off
            style = replace(style, kind=BlockKind.PARAGRAPH, level=0)
        elif level.isdecimal():
            style = replace(style, kind=BlockKind.LIST_ITEM, level=min(int(level) + 1, 9))
        elif style.kind == BlockKind.PARAGRAPH:
            style = replace(style, kind=BlockKind.LIST_ITEM, level=1)
    if is_on(child(properties, "pageBreakBefore")):
        style = replace(style, page_break=True)
    return style


def is_on(switch: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not set to off."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")
