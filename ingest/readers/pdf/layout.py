"""From runs to lines in reading order: vertical writing, columns, tables, ruby.

Everything is done in a frame in which lines go right and follow each other downwards.  For
vertical writing (down, then leftwards) the frame is the page turned a quarter, so that one
procedure serves both: bands that share a gutter form a group, and a group is either columns, read
one after the other, or a table, read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from catalog.records import Box
from ingest.readers.pdf.characters import Run

_KANA = re.compile(r"[぀-ヿ・ー]+")
_MARK = re.compile(
    r"[•‣◦●○■□◆◇▪▶➢✓・–—*-]|[(（［\[]?(?:[0-9０-９]{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3}"
    r"|[ア-ン])[)）］\].．、]?|[0-9]+(?:\.[0-9]+)+\.?|[①-⑳㈠-㈩※]"
)
_REFERENCE = re.compile(
    r"[(\[（［]?(?:注|註|※)?[0-9０-９]{1,3}(?:[,，、–-][0-9]{1,3})*[)\]）］]?|[*†‡§]{1,3}"
)
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcmµ]?[msg]|[A-Za-z])$|[0-9)]$")  # km², x²


Wall = tuple[float, float, float]  # x, from y, to y of a drawn vertical
_LEAST_WALL = 8.0  # points
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
class _Piece:
    """Runs on one line with no gap to speak of, in the frame."""

    runs: list[_Framed]
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class _Framed:
    run: Run
    x0: float
    y0: float
    x1: float
    y1: float


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
        framed.append(_Framed(run, x0, y0 + excess, x1, y1 - excess))
    flat = [turn(box) for box in rules]
    walls = [(x, y0, y1) for x0, y0, x1, y1 in flat if y1 - y0 >= _LEAST_WALL for x in {x0, x1}]
    return list(_ordered(_pieces(_without_ruby(framed), walls), flat))


def _turner(main: str, width: float, height: float) -> Callable[[Box], Box]:
    if main == "down":
        return lambda box: (box[1], width - box[2], box[3], width - box[0])
    if main == "up":
        return lambda box: (height - box[3], box[0], height - box[1], box[2])
    return lambda box: box


def _without_ruby(framed: list[_Framed]) -> list[_Framed]:
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


def _pieces(framed: list[_Framed], walls: Sequence[Wall]) -> list[_Piece]:
    pieces = []
    for row in _rows(framed):
        row.sort(key=lambda run: run.x0)
        current: _Piece | None = None
        for run in row:
            if current and _follows(current, run, walls):
                current.runs.append(run)
                current.x1 = max(current.x1, run.x1)
                current.y0, current.y1 = min(current.y0, run.y0), max(current.y1, run.y1)
            else:
                current = _Piece([run], run.x0, run.y0, run.x1, run.y1)
                pieces.append(current)
    return pieces


def _follows(piece: _Piece, run: _Framed, walls: Sequence[Wall]) -> bool:
    gap = run.x0 - piece.x1
    em = max(run.run.size, piece.runs[-1].run.size)
    if gap >= 4 * em or (gap >= _WORD_GAP * em and not _is_mark(piece)):
        return False
    return gap <= 0 or not _walled(piece, run, walls)


def _walled(piece: _Piece, run: _Framed, walls: Sequence[Wall]) -> bool:
    middle = (run.y0 + run.y1) / 2
    return any(piece.x1 - 1 <= x <= run.x0 + 1 and y0 <= middle <= y1 for x, y0, y1 in walls)


def _is_mark(piece: _Piece) -> bool:
    return bool(_MARK.fullmatch("".join(framed.run.text for framed in piece.runs)))


def _rows(framed: list[_Framed]) -> list[list[_Framed]]:
    """Gather what stands on one base line; raised and lowered figures stay with their line."""
    rows: list[list[_Framed]] = []
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


# -- columns and tables ----------------------------------------------------------------------

Gap = tuple[float, float]
_DEEPEST = 4  # columns within columns
_LONGEST_CELL = 6  # lines; a "cell" that is longer is a text of its own


@dataclass(slots=True)
class _Group:
    bands: list[list[_Piece]]
    free: list[Gap]  # stretches of x that no piece of the group covers
    left: float
    right: float

    @property
    def pieces(self) -> list[_Piece]:
        return [piece for band in self.bands for piece in band]

    @property
    def gaps(self) -> list[Gap]:
        """Those of the free stretches that have pieces on both sides."""
        return [(a, b) for a, b in self.free if a >= self.left and b <= self.right]


def _ordered(pieces: list[_Piece], rules: Sequence[Box], depth: int = 0) -> Iterator[Line]:
    bands = _bands(pieces)
    if depth == _DEEPEST or all(len(band) == 1 for band in bands):
        yield from _column(pieces)
        return
    plain: list[_Piece] = []  # groups in a row without a gutter are one column
    for group in _groups(bands):
        gutters = _gutters(group, rules)
        if not gutters:
            plain.extend(group.pieces)
            continue
        yield from _column(plain)
        plain = []
        if _is_table(group, gutters, rules):
            yield from _table(group, gutters, rules, depth)
        else:
            for part in _split(group.pieces, gutters):
                yield from _ordered(part, rules, depth + 1)
    yield from _column(plain)


def _bands(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Gather pieces that stand side by side, however their lines are offset."""
    bands: list[list[_Piece]] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.y0):
        if bands and bottom - piece.y0 > 0.25 * (piece.y1 - piece.y0):
            bands[-1].append(piece)
            bottom = max(bottom, piece.y1)
        else:
            bands.append([piece])
            bottom = piece.y1
    return bands


def _groups(bands: list[list[_Piece]]) -> Iterator[_Group]:
    """Gather bands that one gutter runs through, or none."""
    group: _Group | None = None
    for band in bands:
        own = _Group([band], _free(band), min(p.x0 for p in band), max(p.x1 for p in band))
        both = _joined(group, own) if group else None
        if both is None:
            if group:
                yield group
            group = own
        else:
            group = both
    if group:
        yield group


def _joined(group: _Group, band: _Group) -> _Group | None:
    """Return the group with the band, or None where they do not belong together."""
    before, own = group.gaps, band.gaps
    left, right = min(group.left, band.left), max(group.right, band.right)
    if not before and not own:  # plain lines: no gutter can come of them any more
        group.bands.append(band.bands[0])
        return _Group(group.bands, [], left, right)
    em = _em(band.bands[0])
    shared = [
        (max(a, c), min(b, d))
        for a, b in group.free
        for c, d in band.free
        if min(b, d) - max(a, c) >= 0.3 * em
    ]
    both = _Group(group.bands, shared, left, right)
    # Gaps that no justified line has between its words must not be lost.
    wide = [sum(b - a >= 1.2 * em for a, b in gaps) for gaps in (before, own, both.gaps)]
    lost = min(wide[0], wide[1]) > wide[2] or wide[0] == 0 < wide[1]
    if not before or not both.gaps or lost or _apart(group, band):
        return None
    both.bands.append(band.bands[0])
    return both


def _em(pieces: Sequence[_Piece]) -> float:
    sizes = sorted(piece.runs[0].run.size for piece in pieces)
    return sizes[len(sizes) // 2]


def _free(band: list[_Piece]) -> list[Gap]:
    free, edge = [], float("-inf")
    for piece in sorted(band, key=lambda piece: piece.x0):
        if piece.x0 > edge:
            free.append((edge, piece.x0))
        edge = max(edge, piece.x1)
    return [*free, (edge, float("inf"))]


def _apart(group: _Group, band: _Group) -> bool:
    """Say whether a lone line stands off from the columns above it: the text below them."""
    if len(band.bands[0]) > 1 or len(group.bands) < 2:
        return False
    tops = [min(piece.y0 for piece in each) for each in group.bands]
    pitch = median(b - a for a, b in pairwise(tops))
    piece = band.bands[0][0]
    return piece.y0 - tops[-1] > 1.8 * max(pitch, piece.runs[0].run.size)


def _gutters(group: _Group, rules: Sequence[Box]) -> list[Gap]:
    """Return the gaps that part the group; few lines must leave a wider gap to prove it."""
    pieces = group.pieces
    em = _em(pieces)
    gutters = []
    for a, b in group.gaps:
        beside = min(sum(p.x1 <= a for p in pieces), sum(p.x0 >= b for p in pieces))
        least = 0.6 if beside >= 5 else 0.9 if beside == 4 else 1.2 if beside == 3 else 2.0
        if beside >= 2 and (b - a >= least * em or _is_ruled((a, b), pieces, rules)):
            gutters.append((a, b))
    return gutters


def _is_ruled(gap: Gap, pieces: list[_Piece], rules: Sequence[Box]) -> bool:
    """Say whether drawn verticals stand in the gap along half of its height."""
    top, bottom = min(p.y0 for p in pieces), max(p.y1 for p in pieces)
    edges = [
        (x, max(y0, top), min(y1, bottom))
        for x0, y0, x1, y1 in rules
        if y1 - y0 >= _LEAST_WALL
        for x in (x0, x1)
        if gap[0] - 1 <= x <= gap[1] + 1 and y1 > top and y0 < bottom
    ]
    return _covered(edges) >= 0.5 * (bottom - top)


def _split(pieces: list[_Piece], gutters: list[Gap]) -> list[list[_Piece]]:
    parts: list[list[_Piece]] = [[] for _ in range(len(gutters) + 1)]
    for piece in pieces:
        parts[sum(piece.x0 >= b for _, b in gutters)].append(piece)
    return parts


def _levels(pieces: list[_Piece], rules: Sequence[Box]) -> list[float]:
    """Return the heights at which rules cross at least half the width of `pieces`."""
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    top, bottom = min(p.y0 for p in pieces), max(p.y1 for p in pieces)
    margin = 2 * _em(pieces)
    edges = sorted(
        (y, max(x0, left), min(x1, right))
        for x0, y0, x1, y1 in rules
        for y in {y0, y1}
        if top - margin <= y <= bottom + margin and x1 > left and x0 < right and x1 - x0 > 8
    )
    levels: list[list[tuple[float, float, float]]] = []
    for edge in edges:
        if levels and edge[0] - levels[-1][0][0] < 3:
            levels[-1].append(edge)
        else:
            levels.append([edge])
    return [level[0][0] for level in levels if _covered(level) >= 0.5 * (right - left)]


def _covered(edges: Iterable[tuple[float, float, float]]) -> float:
    total, reach = 0.0, float("-inf")
    for _, a, b in sorted(edges, key=lambda edge: edge[1]):
        total += max(0.0, b - max(a, reach))
        reach = max(reach, b)
    return total


def _is_table(group: _Group, gutters: list[Gap], rules: Sequence[Box]) -> bool:
    """Tell rows of cells from columns of prose.

    Ruled between the lines: a table.  Columns whose lines mostly fill them: prose.  Otherwise
    the order in which the text was set decides: cell after cell along the row, or down.
    """
    pieces = group.pieces
    parts = _split(pieces, gutters)
    if len(_levels(pieces, rules)) >= 3:
        return True
    if len(parts) <= 3 and all(_is_prose(part) for part in parts):
        return False
    place = {id(p): (row, col) for col, part in enumerate(parts) for row, p in _row_numbers(part)}
    beside = {id(piece): len(band) > 1 for band in group.bands for piece in band}
    if not any(beside.values()):
        return False
    placed = sorted(pieces, key=lambda piece: piece.runs[0].run.order)
    turns = sum(place[id(one)][1] != place[id(other)][1] for one, other in pairwise(placed))
    return turns > 2 * len(gutters)


def _row_numbers(part: list[_Piece]) -> list[tuple[int, _Piece]]:
    return list(enumerate(sorted(part, key=lambda piece: piece.y0)))


def _is_prose(part: list[_Piece]) -> bool:
    left, right = min(p.x0 for p in part), max(p.x1 for p in part)
    full = sum(p.x1 - p.x0 > 0.75 * (right - left) for p in part)
    return len(part) >= 3 and right - left > 9 * _em(part) and full >= 0.55 * len(part)


def _column(pieces: list[_Piece]) -> Iterator[Line]:
    if not pieces:
        return
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    framed = [run for piece in pieces for run in piece.runs]
    for row in _rows(framed):
        yield _line(row, left, right)


def _table(group: _Group, gutters: list[Gap], rules: Sequence[Box], depth: int) -> Iterator[Line]:
    pieces = group.pieces
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    levels = _levels(pieces, rules)
    begun = False
    for row in _table_rows(group, gutters, levels):
        parts = _split(row, gutters)
        if _is_outside(row, parts, levels, begun):
            yield from _column(row)
            continue
        begun = True
        cells = [list(_column(part)) for part in parts]
        if max(map(len, cells)) > _LONGEST_CELL:  # boxes side by side, not cells
            for part in parts:
                yield from _ordered(part, rules, depth + 1)
            continue
        yield replace(
            _line([run for piece in row for run in piece.runs], left, right),
            cells=tuple("\n".join(line.text for line in cell) for cell in cells),
            boxes=tuple(line.box for cell in cells for line in cell),
        )


def _is_outside(
    row: list[_Piece], parts: list[list[_Piece]], levels: list[float], begun: bool
) -> bool:
    """Say whether a line beside no other is the caption over a table, or the text after it."""
    if sum(map(bool, parts)) > 1:
        return False
    middle = (row[0].y0 + row[0].y1) / 2
    ruled = len(levels) >= 3
    return not begun or (ruled and not levels[0] < middle < levels[-1])


def _table_rows(group: _Group, gutters: list[Gap], levels: list[float]) -> list[list[_Piece]]:
    """Gather bands into rows: by the rules where they part most bands, else by the first cell."""
    rows: list[list[_Piece]] = []
    inner = [level for level in levels if group.bands[0][0].y1 <= level]
    if len(inner) >= 3 or (inner and len(inner) >= len(group.bands) - 1):
        last = None
        for piece in sorted(group.pieces, key=lambda piece: piece.y0):
            row = sum(level <= (piece.y0 + piece.y1) / 2 for level in levels)
            if row != last:
                rows.append([])
                last = row
            rows[-1].append(piece)
        return rows
    edges = [max((p.x1 for p in part), default=0.0) for part in _split(group.pieces, gutters)]
    wide = [edge - (gutters[n - 1][1] if n else group.left) for n, edge in enumerate(edges)]
    before: list[list[_Piece]] = []  # the cells of the band above
    most = 0  # cells of the row
    for band in group.bands:
        cells = _split(band, gutters)
        # A cell goes on where nothing stands in the first column, or where fewer cells go on
        # from lines that were full.
        full = [
            bool(above) and wide[n] > 8 * _em(above) and above[-1].x1 > edges[n] - 2 * _em(above)
            for n, above in enumerate(before)
        ]
        count = sum(map(bool, cells))
        goes_on = count < most and all(full[n] for n, cell in enumerate(cells) if cell)
        if rows and (not cells[0] or goes_on):
            rows[-1].extend(band)
        else:
            rows.append(list(band))
            most = count
        before = cells
    return rows


# -- one line --------------------------------------------------------------------------------


def _line(row: list[_Framed], left: float, right: float) -> Line:
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
        if text and framed.x0 - edge > 0.17 * size:
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


def _overlap(text: str, own: str) -> int:
    """Return how much of the start of `own` the end of `text` says already."""
    return next((k for k in range(len(own), 0, -1) if text.endswith(own[:k])), 0)


def _middle(row: list[_Framed], size: float) -> float:
    return median((f.y0 + f.y1) / 2 for f in row if f.run.size > 0.9 * size or len(row) == 1)


def _is_reference(framed: _Framed, before: str, size: float, middle: float) -> bool:
    """Say whether a run is the raised number of a note, not an exponent (10², km²)."""
    small = framed.run.size < 0.8 * size
    raised = (framed.y0 + framed.y1) / 2 < middle - 0.08 * size
    return (
        small
        and raised
        and _REFERENCE.fullmatch(framed.run.text) is not None
        and _UNIT.search(before) is None
    )
