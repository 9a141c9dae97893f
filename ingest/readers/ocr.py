"""Text from page images, by the Tesseract program where it is installed."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from PIL.Image import Image

from catalog.records import BlockKind, Box
from errors import MissingError
from ingest.readers import quality
from ingest.readers.base import Draft
from language import clean, join_lines

DPI = 300
LANGUAGES = ("jpn", "eng")
VERTICAL = "jpn_vert"
_SECONDS = 180  # for one page in one direction; the slowest of ours took 40
PAGE_SECONDS = 2 * _SECONDS + 60  # for both directions and what is around them
_SURE = 0.80  # mean confidence from which the other direction is not tried
_WIDE = re.compile(r"[⺀-鿿豈-﫿＀-｠、-〟]")


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was read on a page image; `quality` is 0..1, `engine` names program and languages."""

    drafts: tuple[Draft, ...]
    quality: float
    engine: str = "tesseract"


@cache
def available() -> frozenset[str]:
    """Return Tesseract's installed languages; empty where the program is missing."""
    try:
        done = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:])


def missing() -> tuple[str, ...]:
    """Return the languages that are needed and not installed."""
    return tuple(name for name in (*LANGUAGES, VERTICAL) if name not in available())


def ocr_page(image: Image, *, dpi: float = DPI) -> Recognition:
    """Read an upright page image; vertical Japanese is tried where horizontal reads badly.

    Boxes are in points.  Raises MissingError("ocr-unavailable") without Tesseract, OSError or
    subprocess.SubprocessError where it fails.
    """
    languages = [name for name in LANGUAGES if name in available()]
    if not languages:
        raise MissingError("ocr-unavailable")
    data = io.BytesIO()
    image.convert("L").save(data, "PNG", compress_level=1)
    words = _words(data.getvalue(), "+".join(languages), 3, dpi)
    if _confidence(words) < _SURE and VERTICAL in available():
        upright = _words(data.getvalue(), VERTICAL, 5, dpi)
        if _weight(upright) > _weight(words):
            words = upright
    drafts = tuple(_drafts(words, 72 / dpi))
    text = "\n".join(draft.text for draft in drafts)
    return Recognition(drafts, round(_confidence(words) * quality.score(text)[0], 3))


@dataclass(frozen=True, slots=True)
class _Word:
    block: tuple[int, int]
    line: int
    box: tuple[int, int, int, int]  # pixels: left, top, width, height
    confidence: float  # 0..1
    text: str


def _words(png: bytes, languages: str, mode: int, dpi: float) -> list[_Word]:
    done = subprocess.run(
        [
            "tesseract",
            "-",
            "-",
            "-l",
            languages,
            "--psm",
            str(mode),
            "--dpi",
            str(round(dpi)),
            "tsv",
        ],
        input=png,
        capture_output=True,
        timeout=_SECONDS,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # pages are read side by side already
    )
    rows = csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [
        _Word(
            block=(int(row["block_num"]), int(row["par_num"])),
            line=int(row["line_num"]),
            box=(int(row["left"]), int(row["top"]), int(row["width"]), int(row["height"])),
            confidence=float(row["conf"]) / 100,
            text=row["text"].strip(),
        )
        for row in rows
        if row["level"] == "5" and (row["text"] or "").strip()
    ]


def _confidence(words: list[_Word]) -> float:
    """Return the mean confidence by character."""
    length = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / length if length else 0.0


def _weight(words: list[_Word]) -> float:
    # Squared, or many doubtful characters would outweigh fewer that were read well.
    return sum(word.confidence**2 * len(word.text) for word in words) * _confidence(words)


def _drafts(words: list[_Word], scale: float) -> Iterable[Draft]:
    for _, paragraph in groupby(words, key=lambda word: word.block):
        lines = [list(line) for _, line in groupby(paragraph, key=lambda word: word.line)]
        text = clean(join_lines([_line(line) for line in lines]))
        if any(character.isalnum() for character in text):
            yield Draft(BlockKind.PARAGRAPH, text, boxes=tuple(_box(line, scale) for line in lines))


def _line(words: list[_Word]) -> str:
    """Join a line's words: Tesseract parts Japanese too, where no space is printed."""
    text = ""
    for word in words:
        apart = text and not (_WIDE.match(text[-1]) or _WIDE.match(word.text[0]))
        text += f" {word.text}" if apart else word.text
    return text


def _box(words: list[_Word], scale: float) -> Box:
    left, top = min(word.box[0] for word in words), min(word.box[1] for word in words)
    right = max(word.box[0] + word.box[2] for word in words)
    bottom = max(word.box[1] + word.box[3] for word in words)
    return (left * scale, top * scale, right * scale, bottom * scale)
