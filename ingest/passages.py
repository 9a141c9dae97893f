"""Which runs of whole sentences of these pages are found and quoted as one?

Blocks become pieces (a block, or a paragraph with its rest on the next page), adjacent pieces of
one kind under one heading a flow, the sentences of a flow units, and runs of units passages.  A
passage never leaves its flow, so it never crosses a heading, and its text on a page is one slice
of that page's text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.records import POOR, Block, BlockKind, Language, Page, Passage, Span
from ingest.sizes import CAP, LOW, cut, part, size
from language import detect, sentences
from language.script import WIDE

_WITHIN_PARAGRAPH = 0.15  # the price of a break between two sentences of a paragraph
_WITHIN_LIST = 0.5  # ... between two items of a list
_SAMPLE = 20_000  # characters that tell the language of an edition
_OWN_LANGUAGE = LOW // 4  # a smaller block goes with the language around it: a name, a number
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: BlockKind
    parts: tuple[tuple[Page, Block], ...]  # several: a block that goes on overleaf
    joiner: str = ""  # between the parts

    @property
    def text(self) -> str:
        return self.joiner.join(page.text[block.start : block.end] for page, block in self.parts)


@dataclass(frozen=True, slots=True)
class _Flow:
    pieces: list[_Piece]
    language: Language
    heading: str
    section: int  # counts headings; -1 for what stands outside the running text

    @property
    def kind(self) -> BlockKind:
        """The kind of its pieces; PARAGRAPH for prose, which may hold lists."""
        kind = self.pieces[0].kind
        return BlockKind.PARAGRAPH if kind in _PROSE else kind


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence or a table row; one span a page."""

    text: str
    spans: tuple[Span, ...]
    kind: BlockKind
    joiner: str
    size: int
    cost: float  # of a break before it
    glued: bool  # to the unit before: a list's first item to its lead-in
    lead: str  # context of a passage that begins here: a list's lead-in, a table's first row


@dataclass(slots=True)
class _Heading:
    piece: _Piece
    path: str  # the headings above it
    used: bool = False  # whether a passage stands under it

    @property
    def level(self) -> int:
        return self.piece.parts[0][1].level


def split(pages: Sequence[Page], language: Language | None = None) -> list[Passage]:
    """Return the passages of an edition in page order; its language is detected when None.

    Every character of a block, white space apart, is in exactly one passage or in a heading with
    passages below it; a heading with nothing below it is a passage itself.  Passages hold about
    200-350 Japanese characters or 80-120 English words; a shorter one carries a neighbouring
    sentence of its section as `context`, one that begins inside a list the list's lead-in, inside
    a table the table's first row.  A passage leaves its page only with a block that `continues`.
    Takes time linear in the length of the text.
    """
    flows = list(_flows(pages, language or edition_language(pages)))
    units: list[list[_Unit]] = []
    header = ""
    for number, flow in enumerate(flows):
        if number and _overleaf(flows[number - 1], flow):
            header = header or units[-1][0].text
        else:
            header = ""
        units.append(_units(flow, header))
    before = _neighbours(flows, units, last=True)
    after = _neighbours(flows[::-1], units[::-1], last=False)[::-1]
    passages = [
        passage
        for flow, row, left, right in zip(flows, units, before, after, strict=True)
        for passage in _passages(flow, row, left, right)
    ]
    passages.sort(key=lambda passage: (passage.spans[0].page, passage.spans[0].start))
    return [replace(passage, ordinal=ordinal) for ordinal, passage in enumerate(passages)]


def edition_language(pages: Sequence[Page]) -> Language:
    """Return the language of the first pages that were read well, else of any."""
    sample: list[str] = []
    length = 0
    for page in sorted(pages, key=lambda page: page.quality < POOR):
        sample.append(page.text)
        length += len(page.text)
        if length >= _SAMPLE:
            break
    return Language(detect("\n".join(sample)[:_SAMPLE]))


def _pieces(pages: Sequence[Page]) -> Iterator[_Piece]:
    """Yield the blocks in order, each with its rest from the next pages."""
    taken: set[tuple[int, int]] = set()
    for index, page in enumerate(pages):
        whole = (Block(BlockKind.PARAGRAPH, 0, len(page.text)),) if page.text.strip() else ()
        for block in page.blocks or whole:
            if (index, block.start) in taken or not page.text[block.start : block.end].strip():
                continue
            parts = [(page, block)]
            while index + len(parts) < len(pages):
                following = pages[index + len(parts)]
                rest = _rest(*parts[-1], following)
                if rest is None:
                    break
                taken.add((index + len(parts), rest.start))
                parts.append((following, rest))
            yield _Piece(block.kind, tuple(parts), _joiner(parts))


def _rest(page: Page, block: Block, following: Page) -> Block | None:
    """Return the block of the `following` page with which `block` goes on.

    Never between a page read well and a poor one: the part on the poor one is not indexed.
    """
    if not block.continues or (page.quality < POOR) != (following.quality < POOR):
        return None
    prose = [other for other in page.blocks if other.kind in _PROSE]
    if not prose or block is not prose[-1]:
        return None
    for candidate in following.blocks:
        if candidate.kind in _PROSE:
            return candidate
        if candidate.kind in (BlockKind.HEADING, BlockKind.FOOTNOTE):
            break
    return None


def _joiner(parts: Sequence[tuple[Page, Block]]) -> str:
    """Return what joins the parts: nothing beside a Japanese character, else a space."""
    if len(parts) == 1:
        return ""
    (page, block), (following, rest) = parts[:2]
    edges = page.text[block.end - 1 : block.end] + following.text[rest.start : rest.start + 1]
    return "" if _WIDE.search(edges) else " "


def _flows(pages: Sequence[Page], language: Language) -> Iterator[_Flow]:
    """Yield the flows of the running text, of the footnotes, and of headings left alone."""
    stack: list[_Heading] = []
    headings: list[_Heading] = []
    notes: list[tuple[_Piece, str]] = []
    body: list[_Piece] = []
    section = 0
    for piece in _pieces(pages):
        if piece.kind == BlockKind.FOOTNOTE:
            notes.append((piece, _path(stack)))
        elif piece.kind == BlockKind.HEADING:
            yield from _group(body, language, _path(stack), section)
            body = []
            section += 1
            while stack and stack[-1].level >= piece.parts[0][1].level:
                stack.pop()
            stack.append(_Heading(piece, _path(stack)))
            headings.append(stack[-1])
        else:
            body.append(piece)
            for heading in stack:
                heading.used = True
    yield from _group(body, language, _path(stack), section)
    alone = [(heading.piece, heading.path) for heading in headings if not heading.used]
    for apart in (notes, alone):
        for path, group in itertools.groupby(apart, key=lambda entry: entry[1]):
            yield from _group([piece for piece, _ in group], language, path, -1)


def _path(stack: Iterable[_Heading]) -> str:
    return " › ".join(" ".join(heading.piece.text.split()) for heading in stack)


def _group(
    pieces: Iterable[_Piece], edition: Language, heading: str, section: int
) -> Iterator[_Flow]:
    """Join pieces that are adjacent on a page, of one kind and of one language."""
    flow: _Flow | None = None
    for piece in pieces:
        language = _language(piece, flow.language if flow else edition)
        if flow is not None and _follows(flow, piece, language):
            flow.pieces.append(piece)
            continue
        if flow is not None:
            yield flow
        flow = _Flow([piece], language, heading, section)
    if flow is not None:
        yield flow


def _follows(flow: _Flow, piece: _Piece, language: Language) -> bool:
    page, block = flow.pieces[-1].parts[-1]
    next_page, next_block = piece.parts[0]
    return (
        page is next_page
        and not page.text[block.end : next_block.start].strip()
        and (piece.kind in _PROSE if flow.kind == BlockKind.PARAGRAPH else piece.kind == flow.kind)
        and (language == flow.language or piece.kind == BlockKind.LIST_ITEM)
    )


def _language(piece: _Piece, around: Language) -> Language:
    """Return the language a reader stated, else the one detected in a piece large enough."""
    stated = piece.parts[0][1].language
    if stated is not None:
        return stated
    text = piece.text
    found = Language(detect(text)) if size(text) >= _OWN_LANGUAGE else around
    if found == Language.OTHER and not any(character.isalpha() for character in text):
        return around
    return found


def _overleaf(flow: _Flow, following: _Flow) -> bool:
    """Whether two tables are one that a page break parts."""
    if not flow.kind == following.kind == BlockKind.TABLE_ROW:
        return False
    page, block = flow.pieces[-1].parts[-1]
    next_page, next_block = following.pieces[0].parts[0]
    body = [other for other in page.blocks if other.kind != BlockKind.FOOTNOTE]
    return (
        next_page.number == page.number + 1
        and block is body[-1]
        and next_block is next_page.blocks[0]
    )


def _units(flow: _Flow, header: str) -> list[_Unit]:
    units: list[_Unit] = []
    lead = header
    previous: BlockKind | None = None
    for piece in flow.pieces:
        item, row = piece.kind == BlockKind.LIST_ITEM, piece.kind == BlockKind.TABLE_ROW
        if item and previous != BlockKind.LIST_ITEM:
            lead = units[-1].text if units else ""
        elif not item and not row:
            lead = ""
        text = piece.text
        found = [(0, len(text))] if row else sentences(text, flow.language)
        parts = [
            (begin + start, begin + end)
            for begin, stop in found
            for start, end in cut(text[begin:stop])
        ]
        for number, (start, end) in enumerate(parts):
            spans = tuple(_spans(piece, start, end))
            if not spans:
                continue
            sentence = text[start:end].strip()
            first = number == 0
            apart = _WITHIN_LIST if item and previous == BlockKind.LIST_ITEM else 0.0
            units.append(
                _Unit(
                    text=sentence,
                    spans=spans,
                    kind=piece.kind,
                    joiner=piece.joiner,
                    size=size(sentence),
                    cost=apart if first else _WITHIN_PARAGRAPH,
                    glued=first and item and previous == BlockKind.PARAGRAPH,
                    lead="" if lead == sentence else lead,
                )
            )
        if row and not lead:
            lead = units[0].text
        previous = piece.kind
    return units


def _spans(piece: _Piece, start: int, end: int) -> Iterator[Span]:
    """Yield where the slice [start, end) of the piece's text stands on its pages."""
    offset = 0
    for page, block in piece.parts:
        length = block.end - block.start
        low = block.start + max(start - offset, 0)
        text = page.text[low : block.start + max(min(end - offset, length), 0)]
        if text.strip():
            low += len(text) - len(text.lstrip())
            yield Span(page.number, low, low + len(text.strip()))
        offset += length + len(piece.joiner)


def _neighbours(
    flows: Sequence[_Flow], units: Sequence[Sequence[_Unit]], *, last: bool
) -> list[str]:
    """Return for each flow the nearest sentence of earlier prose in its section, or ""."""
    found: list[str] = []
    section, sentence = -1, ""
    for flow, row in zip(flows, units, strict=True):
        if flow.section != section:
            section, sentence = flow.section, ""
        found.append(sentence if section >= 0 else "")
        if flow.kind == BlockKind.PARAGRAPH:
            sentence = row[-1 if last else 0].text
    return found


def _passages(flow: _Flow, units: Sequence[_Unit], before: str, after: str) -> Iterator[Passage]:
    texts = {page.number: page.text for piece in flow.pieces for page, _ in piece.parts}
    starts = _starts(units)
    for start, end in itertools.pairwise([*starts, len(units)]):
        run = units[start:end]
        spans = tuple(
            Span(page, row[0].start, row[-1].end)
            for page, row in (
                (page, list(group))
                for page, group in itertools.groupby(
                    (span for unit in run for span in unit.spans), key=lambda span: span.page
                )
            )
        )
        joiner = max(unit.joiner for unit in run) if len(spans) > 1 else ""
        text = joiner.join(texts[span.page][span.start : span.end] for span in spans)
        context = run[0].lead
        if not context and size(text) < LOW:
            left = units[start - 1].text if start else before
            context = left or (units[end].text if end < len(units) else after)
        kinds = {unit.kind for unit in run}
        yield Passage(
            ordinal=0,
            text=text,
            spans=spans,
            language=flow.language,
            joiner=joiner,
            heading=flow.heading,
            context=context,
            kind=kinds.pop() if len(kinds) == 1 else BlockKind.PARAGRAPH,
        )


def _starts(units: Sequence[_Unit]) -> list[int]:
    """Return the indices at which the passages of a flow begin."""
    firsts: list[int] = []  # the units not glued to the one before
    sizes: list[int] = []
    for index, unit in enumerate(units):
        if unit.glued and firsts and sizes[-1] + unit.size <= CAP:
            sizes[-1] += unit.size
        else:
            firsts.append(index)
            sizes.append(unit.size)
    return [firsts[index] for index in part(sizes, [units[first].cost for first in firsts])]
