"""Which blocks of these pages run on from one to the next, in one language, under one heading?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.records import POOR, Block, BlockKind, Language, Page
from ingest.sizes import LOW, size
from language import detect
from language.script import WIDE

_SAMPLE = 20_000  # characters that tell the language of an edition
_OWN_LANGUAGE = LOW // 4  # a smaller block goes with the language around it: a name, a number
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
# An entry of a table of contents: a title, leaders, a page number.  It answers nothing itself.
_CONTENTS = re.compile(r".{1,200}?(?:…|‥|⋯|(?:[.．]\s?){3,}|・{3,})\s*[ivxlc\d]{1,5}", re.DOTALL)
_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, or a paragraph with its rest on the next pages."""

    kind: BlockKind
    parts: tuple[tuple[Page, Block], ...]  # several: a block that goes on overleaf
    joiner: str = ""  # between the parts

    @property
    def text(self) -> str:
        return self.joiner.join(page.text[block.start : block.end] for page, block in self.parts)


@dataclass(frozen=True, slots=True)
class Flow:
    """Adjacent pieces of one kind and language under one heading."""

    pieces: list[Piece]
    language: Language
    heading: str
    section: int  # counts headings; -1 for what stands outside the running text

    @property
    def kind(self) -> BlockKind:
        """The kind of its pieces; PARAGRAPH for prose, which may hold lists."""
        kind = self.pieces[0].kind
        return BlockKind.PARAGRAPH if kind in _PROSE else kind


@dataclass(slots=True)
class _Heading:
    piece: Piece
    path: str  # the headings above it
    used: bool = False  # whether a passage stands under it

    @property
    def level(self) -> int:
        return self.piece.parts[0][1].level


def find_flows(pages: Sequence[Page], language: Language) -> Iterator[Flow]:
    """Yield the flows of the running text, of the footnotes, and of headings left alone."""
    stack: list[_Heading] = []
    headings: list[_Heading] = []
    notes: list[tuple[Piece, str]] = []
    body: list[Piece] = []
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
            if not _CONTENTS.fullmatch(piece.text.strip()):
                body.append(piece)
            for heading in stack:
                heading.used = True
    yield from _group(body, language, _path(stack), section)
    alone = [(heading.piece, heading.path) for heading in headings if not heading.used]
    for apart in (notes, alone):
        for path, group in itertools.groupby(apart, key=lambda entry: entry[1]):
            yield from _group([piece for piece, _ in group], language, path, -1)


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


def _pieces(pages: Sequence[Page]) -> Iterator[Piece]:
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
            yield Piece(block.kind, tuple(parts), _joiner(parts))


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


def _path(stack: Iterable[_Heading]) -> str:
    return " › ".join(" ".join(heading.piece.text.split()) for heading in stack)


def _group(
    pieces: Iterable[Piece], edition: Language, heading: str, section: int
) -> Iterator[Flow]:
    """Join pieces that are adjacent on a page, of one kind and of one language."""
    flow: Flow | None = None
    for piece in pieces:
        language = _language(piece, flow.language if flow else edition)
        if flow is not None and _follows(flow, piece, language):
            flow.pieces.append(piece)
            continue
        if flow is not None:
            yield flow
        flow = Flow([piece], language, heading, section)
    if flow is not None:
        yield flow


def _follows(flow: Flow, piece: Piece, language: Language) -> bool:
    page, block = flow.pieces[-1].parts[-1]
    next_page, next_block = piece.parts[0]
    return (
        page is next_page
        and not page.text[block.end : next_block.start].strip()
        and (piece.kind in _PROSE if flow.kind == BlockKind.PARAGRAPH else piece.kind == flow.kind)
        and (language == flow.language or piece.kind == BlockKind.LIST_ITEM)
    )


def _language(piece: Piece, around: Language) -> Language:
    """Return the language a reader stated, else the one detected in a piece large enough."""
    stated = piece.parts[0][1].language
    if stated is not None:
        return stated
    text = piece.text
    found = Language(detect(text)) if size(text) >= _OWN_LANGUAGE else around
    if found == Language.OTHER and not any(character.isalpha() for character in text):
        return around
    return found


def is_overleaf(flow: Flow, following: Flow) -> bool:
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
