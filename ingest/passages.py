"""Which runs of whole sentences of these pages are found and quoted as one?

The sentences of a flow (`ingest.flows`) are its units, and runs of units are passages.  A passage
never leaves its flow, so it never crosses a heading, and its text on a page is one slice of that
page's text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.records import BlockKind, Language, Page, Passage, Span
from ingest.flows import Flow, Piece, edition_language, find_flows, is_overleaf
from ingest.sizes import CAP, LOW, cut, part, size
from language import sentences

_WITHIN_PARAGRAPH = 0.15  # the price of a break between two sentences of a paragraph
_WITHIN_LIST = 0.5  # ... between two items of a list


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


def split(pages: Sequence[Page], language: Language | None = None) -> list[Passage]:
    """Return the passages of an edition in page order; its language is detected when None.

    Every character of a block, white space apart, is in exactly one passage or in a heading with
    passages below it; a heading with nothing below it is a passage itself.  Passages hold about
    200-350 Japanese characters or 80-120 English words; a shorter one carries a neighbouring
    sentence of its section as `context`, one that begins inside a list the list's lead-in, inside
    a table the table's first row.  A passage leaves its page only with a block that `continues`.
    Takes time linear in the length of the text.
    """
    flows = list(find_flows(pages, language or edition_language(pages)))
    units: list[list[_Unit]] = []
    header = ""
    for number, flow in enumerate(flows):
        if number and is_overleaf(flows[number - 1], flow):
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


def _units(flow: Flow, header: str) -> list[_Unit]:
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


def _spans(piece: Piece, start: int, end: int) -> Iterator[Span]:
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
    flows: Sequence[Flow], units: Sequence[Sequence[_Unit]], *, last: bool
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


def _passages(flow: Flow, units: Sequence[_Unit], before: str, after: str) -> Iterator[Passage]:
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
