"""What every reader takes and how every reader builds a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.records import Block, BlockKind, Box, Language, Page

OcrMode = Literal["auto", "always", "never"]


def _no_limit(seconds: float = 0.0) -> None:
    """Stand in for `Source.more_time` where nobody limits the time."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: `path` is a real file, `name` what messages call it.

    The two differ for a file inside an archive, "papers.zip/2021/報告.pdf".  A reader calls
    `more_time` after each page, and with the seconds it may need before a step that limits itself
    (OCR): its time begins anew.
    """

    path: Path
    name: str
    password: str | None = None
    ocr: OcrMode = "auto"
    more_time: Callable[..., None] = _no_limit


@dataclass(frozen=True, slots=True)
class Draft:
    """A block that has no offsets yet: its lines are joined, its page is not composed."""

    kind: BlockKind
    text: str
    level: int = 0
    boxes: tuple[Box, ...] = ()
    continues: bool = False
    language: Language | None = None


def compose(
    number: int,
    drafts: Iterable[Draft],
    *,
    label: str = "",
    engine: str,
    quality: float = 1.0,
    reason: str = "",
    width: float = 0.0,
    height: float = 0.0,
) -> Page:
    r"""Return the page whose text is the drafts' texts joined by newlines, footnotes last.

    Blank drafts are dropped and outer white space is cut, so every block has text.

    >>> page = compose(1, [Draft(BlockKind.FOOTNOTE, "1 注"), Draft(BlockKind.PARAGRAPH, "本文")],
    ...                engine="text")
    >>> page.text, page.blocks[1].start
    ('本文\\n1 注', 3)
    """
    kept = [draft for draft in drafts if draft.text.strip()]
    kept.sort(key=lambda draft: draft.kind == BlockKind.FOOTNOTE)  # stable: order is kept
    texts: list[str] = []
    blocks: list[Block] = []
    start = 0
    for draft in kept:
        text = draft.text.strip()
        blocks.append(
            Block(
                kind=draft.kind,
                start=start,
                end=start + len(text),
                level=draft.level,
                boxes=draft.boxes,
                continues=draft.continues,
                language=draft.language,
            )
        )
        texts.append(text)
        start += len(text) + 1
    return Page(
        number=number,
        text="\n".join(texts),
        label=label,
        blocks=tuple(blocks),
        engine=engine,
        quality=quality,
        reason=reason,
        width=width,
        height=height,
    )
