"""From runs to lines in reading order: vertical writing, columns, tables, ruby.

Everything is done in a frame in which lines go right and follow each other downwards.  For
vertical writing (down, then leftwards) the frame is the page turned a quarter, so that one
procedure serves both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from catalog.records import Box
from ingest.readers.pdf.characters import PUNCTUATION, Run
from ingest.readers.pdf.columns import LEAST_WALL, ordered
from ingest.readers.pdf.pieces import Framed, Line, make_pieces

__all__ = ["Line", "direction", "lines"]

_OPENING = frozenset("「『（〔［｛〈《【")
_KANA = re.compile(r"[぀-ヿ・ー]+")


def lines(runs: Sequence[Run], rules: Sequence[Box], width: float, height: float) -> list[Line]:
    """Return the lines of a page in reading order; `rules` are its drawn horizontals and boxes."""
    main = direction(runs)
    runs = list(_unstacked(runs, main))
    along = [run for run in runs if _goes_with(run, main)]
    across: dict[str, list[Run]] = {}
    for run in runs:
        if not _goes_with(run, main):
            across.setdefault(run.direction, []).append(run)
    result = _directed(along, rules, main, width, height)
    top = min((line.box[1] for line in result), default=0.0)
    for other, others in across.items():
        extra = _directed(others, rules, other, width, height)
        before = bool(extra) and max(line.box[3] for line in extra) <= top
        result = [*extra, *result] if before else [*result, *extra]
    return result


def direction(runs: Iterable[Run]) -> str:
    """Return the direction in which most characters of the page follow each other."""
    counts = {"right": 0, "down": 0, "up": 0}
    for run in runs:
        counts[run.direction] += len(run.text) - 1
    return max(counts, key=lambda key: counts[key])


def _goes_with(run: Run, main: str) -> bool:
    if run.direction == main:
        return True
    if len(run.text) == 1:
        return True
    # Figures set upright in a vertical line (縦中横) are no wider than the line.
    return main == "down" and run.direction == "right" and run.box[2] - run.box[0] < 1.3 * run.size


def _unstacked(runs: Iterable[Run], main: str) -> Iterator[Run]:
    """Take apart the single characters that stand one below the other in a table's column."""
    for run in runs:
        count = len(run.text)
        pitch = (run.box[3] - run.box[1]) / count
        if main == "right" and run.direction == "down" and (count < 3 or pitch > 1.3 * run.size):
            for place, character in enumerate(run.text):
                x0, y0, x1, _ = run.box
                box = (x0, y0 + place * pitch, x1, y0 + (place + 1) * pitch)
                yield replace(run, text=character, box=box, direction="right")
        else:
            yield run


def _directed(
    runs: Sequence[Run], rules: Sequence[Box], main: str, width: float, height: float
) -> list[Line]:
    turn = _turner(main, width, height)
    framed = []
    for run in runs:
        x0, y0, x1, y1 = turn(run.box)
        # Loose boxes of some fonts are half as high again as the type: lines would overlap.
        excess = max(0.0, (y1 - y0 - run.size) / 2)
        framed.append(Framed(run, x0, y0 + excess, x1, y1 - excess))
    flat = [turn(box) for box in rules]
    walls = [(x, y0, y1) for x0, y0, x1, y1 in flat if y1 - y0 >= LEAST_WALL for x in {x0, x1}]
    return list(ordered(make_pieces(_filled(_without_ruby(framed)), walls), flat))


def _turner(main: str, width: float, height: float) -> Callable[[Box], Box]:
    if main == "down":
        return lambda box: (box[1], width - box[2], box[3], width - box[0])
    if main == "up":
        return lambda box: (height - box[3], box[0], height - box[1], box[2])
    return lambda box: box


def _filled(framed: list[Framed]) -> list[Framed]:
    """Give signs whose box is that of their ink the cell that they take in their line."""
    result = []
    for sign in framed:
        size = sign.run.size
        if (
            sign.run.text not in PUNCTUATION
            or max(sign.x1 - sign.x0, sign.y1 - sign.y0) > 0.6 * size
        ):
            result.append(sign)
            continue
        middle = (sign.y0 + sign.y1) / 2
        beside = [
            (max(run.x0 - sign.x1, sign.x0 - run.x1), run.y0, run.y1)
            for run in framed
            if run is not sign and run.y0 - 0.3 * size < middle < run.y1 + 0.3 * size
        ]
        gap, y0, y1 = min(beside, default=(size, sign.y0, sign.y1))
        if gap >= 1.2 * size:
            y0, y1 = sign.y0, sign.y1
        opens = sign.run.text in _OPENING
        x0 = sign.x1 - 0.85 * size if opens else sign.x0
        result.append(Framed(sign.run, x0, y0, max(sign.x1, x0 + 0.85 * size), y1))
    return result


def _without_ruby(framed: list[Framed]) -> list[Framed]:
    """Drop small kana set close above larger text: the reading of what it stands over."""
    kept = []
    for small in framed:
        if _KANA.fullmatch(small.run.text):
            limit = small.run.size / 0.68
            middle = (small.x0 + small.x1) / 2
            if any(
                base.run.size >= limit
                and base.x0 - 0.5 * base.run.size <= middle <= base.x1 + 0.5 * base.run.size
                and -0.45 * base.run.size <= base.y0 - small.y1 <= 0.45 * base.run.size
                for base in framed
            ):
                continue
        kept.append(small)
    return kept
