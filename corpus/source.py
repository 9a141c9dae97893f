"""The plain sources of a paper: `document.toml` and one Markdown file an edition.

The Markdown is a small subset, so that every layout can set all of it:

    # Title                      first line
    > notice                     a boxed paragraph
    ## Heading, ### Heading      levels 1 and 2 of the paper
    paragraph                    one line each; blank lines separate blocks
    - item      1. item          lists, one level
    Table: caption               stands before its table
    | a | b |                    a table; its second row is |---|---|
    [^1]: text                   a footnote, referred to as [^1]
    **strong**  *emphasis*  {漢字|かんじ}   inline; the last is ruby
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

# Layouts that print the stated abstract on the first page.
SUMMARISED = {"paper", "report", "columns", "locked", "scan"}

BlockKind = Literal["title", "notice", "heading", "paragraph", "item", "caption", "table"]
InlineKind = Literal["text", "strong", "emphasis", "note", "ruby"]


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text; `extra` is the reading of a ruby or the key of a footnote."""

    kind: InlineKind
    text: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `level` is 1 or 2 for headings; `marker` is "-" or "1." for items."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One edition as written: its blocks in order and its footnotes by key."""

    blocks: tuple[Block, ...]
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return next(block.text for block in self.blocks if block.kind == "title")

    @property
    def notice(self) -> str:
        return next(block.text for block in self.blocks if block.kind == "notice")

    @property
    def body(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind not in {"title", "notice"})


_INLINE = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<emphasis>.+?)\*|\[\^(?P<note>\w+)\]"
    r"|\{(?P<ruby>[^|{}]+)\|(?P<reading>[^|{}]+)\}"
)


def inlines(text: str) -> list[Inline]:
    """Split the text of a block into runs.

    >>> [run.kind for run in inlines("*a* b[^1]")]
    ['emphasis', 'text', 'note']
    """
    runs: list[Inline] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            runs.append(Inline("text", text[at : match.start()]))
        if match["strong"]:
            runs.append(Inline("strong", match["strong"]))
        elif match["emphasis"]:
            runs.append(Inline("emphasis", match["emphasis"]))
        elif match["note"]:
            runs.append(Inline("note", "", match["note"]))
        else:
            runs.append(Inline("ruby", match["ruby"], match["reading"]))
        at = match.end()
    if at < len(text):
        runs.append(Inline("text", text[at:]))
    return runs


def plain(text: str) -> str:
    """The text of a block without marks, notes and readings."""
    return "".join(run.text for run in inlines(text))


def parse(markdown: str) -> Paper:
    """Read one edition's source."""
    blocks: list[Block] = []
    notes: dict[str, str] = {}
    table: list[tuple[str, ...]] = []
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                table.append(cells)
            continue
        if table:
            blocks.append(Block("table", rows=tuple(table)))
            table = []
        if not line.strip():
            continue
        if match := re.match(r"\[\^(\w+)\]: (.+)", line):
            notes[match[1]] = match[2]
        elif match := re.match(r"(#+) (.+)", line):
            depth = len(match[1])
            kind: BlockKind = "title" if depth == 1 else "heading"
            blocks.append(Block(kind, match[2], level=depth - 1))
        elif line.startswith("> "):
            blocks.append(Block("notice", line[2:]))
        elif line.startswith("Table: "):
            blocks.append(Block("caption", line[7:]))
        elif match := re.match(r"(-|\d+\.) (.+)", line):
            blocks.append(Block("item", match[2], marker=match[1]))
        else:
            blocks.append(Block("paragraph", line))
    return Paper(tuple(blocks), notes)


@dataclass(frozen=True, slots=True)
class Edition:
    """One built file: where it comes from, how it is set, and what is said of it."""

    name: str
    folder: Path
    document: dict[str, Any]
    stated: dict[str, Any]

    @property
    def source(self) -> Path:
        return self.folder / str(self.stated["source"])

    @property
    def language(self) -> str:
        return str(self.stated["language"])

    @property
    def layout(self) -> str:
        return str(self.stated["layout"])

    @property
    def paper(self) -> Paper:
        return parse(self.source.read_text(encoding="utf-8"))

    def texts(self) -> Iterator[tuple[int, str]]:
        """All that is printed, as (section, text): 0 before the first heading, then 1, 2 …

        A footnote belongs to the section that refers to it.
        """
        paper, section = self.paper, 0
        if self.layout in SUMMARISED:
            yield 0, str(self.stated["abstract"])
        for block in paper.blocks:
            section += block.kind == "heading"
            for text in (block.text, *(" | ".join(row) for row in block.rows)):
                yield section, plain(text)
                for run in inlines(text):
                    if run.kind == "note":
                        yield section, plain(paper.notes[run.extra])

    def printed(self, key: str) -> str:
        """What the title page prints; a name that differs by language stands in the edition."""
        return str(self.stated.get(key, self.document.get(key, "")))


def editions(folder: Path) -> list[Edition]:
    """The editions that the `document.toml` in `folder` names."""
    stated = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8"))
    return [Edition(name, folder, stated, table) for name, table in stated["editions"].items()]
