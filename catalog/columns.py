"""Values as the tables hold them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from catalog import codec
from catalog.access import fold_name
from catalog.records import Author, Handling, Page


def handling_columns(handling: Handling) -> dict[str, object]:
    return {
        "level": handling.level.rank,
        "quotation": handling.quotation,
        "embargo": handling.embargo and handling.embargo.isoformat(),
    }


def page_columns(version: int | None, page: Page) -> tuple[object, ...]:
    return (
        version,
        page.number,
        whole(page.label),
        whole(page.text),
        codec.dump_blocks(page.blocks),
        page.engine,
        page.quality,
        page.reason,
        page.width,
        page.height,
    )


def fold_author(author: Author) -> str:
    """Return what `author:` is compared with: both orders of the name, and its reading."""
    given, family = fold_name(author.given), fold_name(author.family)
    return f"{family}{given}\n{given}{family}\n{fold_name(author.reading)}"


def whole(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry, one for one: offsets stay."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def safe_suffix(path: Path) -> str:
    return path.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", path.suffix) else ""


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
