"""Runs gathered into pieces and lines, in a frame where text goes right and lines go down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from catalog.records import Box
from ingest.readers.pdf.characters import Run
from language.script import WIDE

_MARK = re.compile(
    r"(?:図表|図|表|Figure|Fig\.|Table)\s?[0-9０-９一二三四五六七八九十]+(?:[-－.．][0-9０-９]+)*[.．:：]?|"
    r"[•‣◦●○■□◆◇▪▶➢✓・–—*-]|[(（［\[]?(?:[0-9０-９]{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3}"
    r"|[ア-ン])[)）］\].．、]|[0-9]+(?:\.[0-9]+)+\.?|[①-⑳㈠-㈩※]"
)
_BARE = re.compile(r"[0-9０-９]{1,2}|[ivxIVXⅠ-Ⅻ]{1,5}|[一二三四五六七八九十]{1,3}")
_REFERENCE = re.compile(
    r"[(\[（［]?(?:注|註|※)?[0-9０-９]{1,3}(?:[,，、–-][0-9]{1,3})*[)\]）］]?|[*†‡§]{1,3}"
)
_WIDE = re.compile(f"[{WIDE}]")
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcmµ]?[msg]|[A-Za-z])$|[0-9)]$")  # km², x²
Wall = tuple[float, float, float]  # x, from y, to y of a drawn vertical
_MARK_GAP = 4.0  # em; how far what a mark marks may be from it
_WORD_GAP = 0.75  # em; what is farther apart on a line may belong to two columns


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a row of a table where `cells` is not empty.

    `x0, y0, x1, y1` are in the reading frame, `box` on the page as shown; `left` and `right`
    bound the column that the line stands in.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    box: Box
    size: float
    bold: bool
    font: str
    left: float
    right: float
    cells: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()  # of a row: its cells' lines


@dataclass(slots=True)
class Piece:
    """Runs on one line with no gap to speak of, in the frame."""

    runs: list[Framed]
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Framed:
    run: Run
    x0: float
    y0: float
    x1: float
    y1: float


def make_pieces(framed: list[Framed], walls: Sequence[Wall]) -> list[Piece]:
    pieces = []
    for row in base_lines(framed):
        row.sort(key=lambda run: run.x0)
        line: list[Piece] = []
        for run in row:
            if line and _follows(line[-1], run, walls):
                _append(line[-1], [run])
            else:
                line.append(Piece([run], run.x0, run.y0, run.x1, run.y1))
        if len(line) == 2 and _BARE.fullmatch(_text(line[0])) and _is_near(*line):
            _append(line[0], line.pop().runs)  # 一　はじめに
        pieces += line
    return pieces


def _append(piece: Piece, runs: list[Framed]) -> None:
    piece.runs += runs
    piece.x1 = max(piece.x1, *(run.x1 for run in runs))
    piece.y0 = min(piece.y0, *(run.y0 for run in runs))
    piece.y1 = max(piece.y1, *(run.y1 for run in runs))


def _text(piece: Piece) -> str:
    return "".join(framed.run.text for framed in piece.runs)


def _is_near(mark: Piece, piece: Piece) -> bool:
    return piece.x0 - mark.x1 < _MARK_GAP * mark.runs[0].run.size


def _follows(piece: Piece, run: Framed, walls: Sequence[Wall]) -> bool:
    gap = run.x0 - piece.x1
    em = max(run.run.size, piece.runs[-1].run.size)
    if gap >= _MARK_GAP * em or (gap >= _WORD_GAP * em and not _MARK.fullmatch(_text(piece))):
        return False
    return gap <= 0 or not _walled(piece, run, walls)


def _walled(piece: Piece, run: Framed, walls: Sequence[Wall]) -> bool:
    middle = (run.y0 + run.y1) / 2
    return any(piece.x1 - 1 <= x <= run.x0 + 1 and y0 <= middle <= y1 for x, y0, y1 in walls)


def base_lines(framed: list[Framed]) -> list[list[Framed]]:
    """Gather what stands on one base line; raised and lowered figures stay with their line."""
    rows: list[list[Framed]] = []
    middle = size = 0.0
    for run in sorted(framed, key=lambda run: run.y0 + run.y1):
        centre, own = (run.y0 + run.y1) / 2, run.run.size
        large, small = max(size, own), min(size, own)
        reach = 0.45 * large if large < 2 * small else 0.5 * small
        if rows and centre - middle < reach:
            rows[-1].append(run)
            if own > 1.1 * size:
                middle, size = centre, own
        else:
            rows.append([run])
            middle, size = centre, own
    return rows


def make_line(row: list[Framed], left: float, right: float) -> Line:
    if len(row) == 1:
        (only,) = row
        run = only.run
        return Line(
            run.text, only.x0, only.y0, only.x1, only.y1, run.box, run.size, run.bold, run.font,
            left, right,
        )  # fmt: skip
    row = sorted(row, key=lambda framed: framed.x0)
    weights: dict[tuple[float, bool, str], int] = {}
    for framed in row:
        key = (framed.run.size, framed.run.bold, framed.run.font)
        weights[key] = weights.get(key, 0) + len(framed.run.text)
    size, bold, font = max(weights, key=lambda key: (weights[key], key))
    text, edge = "", 0.0
    middle = _middle(row, size)
    for place, framed in enumerate(row):
        own = framed.run.text
        if place == 0 and _is_reference(framed, "", size, middle):
            own += " "  # the number of the note that begins here
        if framed.x0 < edge - 0.8 * size:  # set twice, for a shadow or for weight
            own = own[_overlap(text, own) :]
        if text and _is_reference(framed, text, size, middle):
            edge = framed.x1
            continue
        if text and framed.x0 - edge > _space(text, own) * size:
            text += " "
        text += own
        edge = framed.x1
    boxes = [framed.run.box for framed in row]
    return Line(
        text=text,
        x0=row[0].x0,
        y0=min(framed.y0 for framed in row),
        x1=max(framed.x1 for framed in row),
        y1=max(framed.y1 for framed in row),
        box=(
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        size=size,
        bold=bold,
        font=font,
        left=left,
        right=right,
    )


def _space(before: str, after: str) -> float:
    """Return how many em apart two runs must be for a space; full cells have room within."""
    wide = _WIDE.match(before[-1]) and _WIDE.match(after[:1])
    return 0.6 if wide else 0.17


def _overlap(text: str, own: str) -> int:
    """Return how much of the start of `own` the end of `text` says already."""
    return next((k for k in range(len(own), 0, -1) if text.endswith(own[:k])), 0)


def _middle(row: list[Framed], size: float) -> float:
    return median((f.y0 + f.y1) / 2 for f in row if f.run.size > 0.9 * size or len(row) == 1)


def _is_reference(framed: Framed, before: str, size: float, middle: float) -> bool:
    """Say whether a run is the raised number of a note, not an exponent (10², km²)."""
    small = framed.run.size < 0.8 * size
    raised = (framed.y0 + framed.y1) / 2 < middle - 0.03 * size
    return (
        small
        and raised
        and _REFERENCE.fullmatch(framed.run.text) is not None
        and _UNIT.search(before) is None
    )
