"""Pieces in reading order: columns one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from catalog.records import Box
from ingest.readers.pdf.pieces import Line, Piece, base_lines, make_line

Gap = tuple[float, float]
LEAST_WALL = 8.0  # points; a shorter vertical is an ornament
_DEEPEST = 4  # columns within columns
_ESTABLISHED = 4  # bands after which a gutter stands, whatever else opens beside it
_GUTTER = {2: 1.2, 3: 0.75}  # em that a gutter must be wide by the lines on both its sides
_LEAST_RULES = 3  # horizontals across a table: over the head, under it, at the foot
_LONGEST_CELL = 6  # lines; a "cell" that is longer is a text of its own


@dataclass(slots=True)
class _Group:
    bands: list[list[Piece]]
    free: list[Gap]  # stretches of x that no piece of the group covers
    left: float
    right: float
    intact: _Group | None = None  # as it was before lone lines at its end crossed a gutter

    @property
    def pieces(self) -> list[Piece]:
        return [piece for band in self.bands for piece in band]

    @property
    def gaps(self) -> list[Gap]:
        """Those of the free stretches that have pieces on both sides."""
        return [(a, b) for a, b in self.free if a >= self.left and b <= self.right]


def ordered(pieces: list[Piece], rules: Sequence[Box], depth: int = 0) -> Iterator[Line]:
    bands = _bands(pieces)
    if depth == _DEEPEST or all(len(band) == 1 for band in bands):
        yield from _column(pieces)
        return
    plain: list[Piece] = []  # groups in a row without a gutter are one column
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
                yield from ordered(part, rules, depth + 1)
    yield from _column(plain)


def _bands(pieces: list[Piece]) -> list[list[Piece]]:
    """Gather pieces that stand side by side, however their lines are offset."""
    bands: list[list[Piece]] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.y0):
        if bands and bottom - piece.y0 > 0.25 * (piece.y1 - piece.y0):
            bands[-1].append(piece)
            bottom = max(bottom, piece.y1)
        else:
            bands.append([piece])
            bottom = piece.y1
    return bands


def _groups(bands: list[list[Piece]]) -> Iterator[_Group]:
    """Gather bands that one gutter runs through, or none."""
    group: _Group | None = None
    for band in bands:
        own = _Group([band], _free(band), min(p.x0 for p in band), max(p.x1 for p in band))
        both = _joined(group, own) if group else None
        if group and both is None:
            yield from _settled(group)
        group = both or own
    if group:
        yield from _settled(group)


def _settled(group: _Group) -> Iterator[_Group]:
    """Part a group from the lone lines at its end that cross its gutters."""
    if group.intact is None:
        yield group
    else:
        yield group.intact
        rest = group.bands[len(group.intact.bands) :]
        yield _Group(rest, [], group.left, group.right)


def _joined(group: _Group, band: _Group) -> _Group | None:
    """Return the group with the band, or None where they do not belong together."""
    before, own = group.gaps, band.gaps
    left, right = min(group.left, band.left), max(group.right, band.right)
    bands = [*group.bands, *band.bands]
    if not before and not own:  # plain lines: no gutter can come of them any more
        return _Group(bands, [], left, right)
    em = _em(band.bands[0])
    shared = [
        (max(a, c), min(b, d))
        for a, b in group.free
        for c, d in band.free
        if min(b, d) - max(a, c) >= 0.3 * em
    ]
    both = _Group(bands, shared, left, right)
    kept, ours = _alive(before, both.gaps), _alive(own, both.gaps)
    lost = kept == 0
    if len(group.bands) < _ESTABLISHED:
        # Cells leave much of their row open; full lines have wide spaces here and there.
        open_share = sum(b - a for a, b in own) / max(1.0, band.right - band.left)
        fewer = open_share > 0.25 and min(len(before) - kept, len(own) - ours) > 0
        lost = lost or fewer or (bool(own) and ours == 0)
    if group.intact and len(group.intact.bands) > 1:
        lost = lost or _alive(own, group.intact.gaps) > ours
    if lost or _apart(group, band):
        return None
    if not own:  # it may be a heading below the columns; a band with gaps would disprove that
        both.intact = group.intact or (group if kept < len(before) else None)
    return both


def _alive(gaps: list[Gap], among: list[Gap]) -> int:
    """Count the gaps of which a part is left."""
    return sum(any(a <= c and d <= b for c, d in among) for a, b in gaps)


def _em(pieces: Sequence[Piece]) -> float:
    sizes = sorted(piece.runs[0].run.size for piece in pieces)
    return sizes[len(sizes) // 2]


def _free(band: list[Piece]) -> list[Gap]:
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
    ruled = bool(group.gaps) and len(_levels(pieces, rules)) >= _LEAST_RULES
    gutters = []
    for a, b in group.gaps:
        beside = min(
            _tiers((p for p in pieces if p.x1 <= a), em),
            _tiers((p for p in pieces if p.x0 >= b), em),
        )
        least = _GUTTER.get(beside, 0.5) * em
        if beside >= 2 and (b - a >= least or ruled or _is_ruled((a, b), pieces, rules)):
            gutters.append((a, b))
    return gutters


def _tiers(pieces: Iterable[Piece], em: float) -> int:
    """Count the base lines that pieces stand on."""
    heights = sorted(piece.y0 + piece.y1 for piece in pieces)
    return bool(heights) + sum(b - a > em for a, b in pairwise(heights))


def _is_ruled(gap: Gap, pieces: list[Piece], rules: Sequence[Box]) -> bool:
    """Say whether drawn verticals stand in the gap along half of its height."""
    top, bottom = min(p.y0 for p in pieces), max(p.y1 for p in pieces)
    edges = [
        (x, max(y0, top), min(y1, bottom))
        for x0, y0, x1, y1 in rules
        if y1 - y0 >= LEAST_WALL
        for x in (x0, x1)
        if gap[0] - 1 <= x <= gap[1] + 1 and y1 > top and y0 < bottom
    ]
    return _covered(edges) >= 0.5 * (bottom - top)


def _split(pieces: list[Piece], gutters: list[Gap]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[] for _ in range(len(gutters) + 1)]
    for piece in pieces:
        parts[sum(piece.x0 >= b for _, b in gutters)].append(piece)
    return parts


def _levels(pieces: list[Piece], rules: Sequence[Box]) -> list[float]:
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
    if len(_levels(pieces, rules)) >= _LEAST_RULES:
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


def _row_numbers(part: list[Piece]) -> list[tuple[int, Piece]]:
    return list(enumerate(sorted(part, key=lambda piece: piece.y0)))


def _is_prose(part: list[Piece]) -> bool:
    """Say whether most lines of a column fill it, and there are some."""
    left, right = min(p.x0 for p in part), max(p.x1 for p in part)
    em = _em(part)
    lines: list[tuple[float, float, float]] = []  # height, from, to
    for piece in sorted(part, key=lambda piece: piece.y0 + piece.y1):
        height = (piece.y0 + piece.y1) / 2
        if lines and height - lines[-1][0] < 0.5 * em:
            _, a, b = lines[-1]
            lines[-1] = (height, min(a, piece.x0), max(b, piece.x1))
        else:
            lines.append((height, piece.x0, piece.x1))
    full = sum(b - a > 0.75 * (right - left) for _, a, b in lines)
    return len(lines) >= 3 and right - left > 9 * em and full >= 0.55 * len(lines)


def _column(pieces: list[Piece], extent: Gap | None = None) -> Iterator[Line]:
    """Return the lines of a column that is as wide as its pieces, or as `extent`."""
    if not pieces:
        return
    left, right = extent or (min(p.x0 for p in pieces), max(p.x1 for p in pieces))
    for row in base_lines([run for piece in pieces for run in piece.runs]):
        yield make_line(row, left, right)


def _table(group: _Group, gutters: list[Gap], rules: Sequence[Box], depth: int) -> Iterator[Line]:
    pieces = group.pieces
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    levels = _levels(pieces, rules)
    begun = False
    for row in _table_rows(group, gutters, levels):
        parts = _split(row, gutters)
        if _is_outside(row, parts, levels, begun):
            yield from _column(row, (left, right))
            continue
        begun = True
        cells = [list(_column(part)) for part in parts]
        if max(map(len, cells)) > _LONGEST_CELL:  # boxes side by side, not cells
            for part in parts:
                yield from ordered(part, rules, depth + 1)
            continue
        yield replace(
            make_line([run for piece in row for run in piece.runs], left, right),
            cells=tuple("\n".join(line.text for line in cell) for cell in cells),
            boxes=tuple(line.box for cell in cells for line in cell),
        )


def _is_outside(
    row: list[Piece], parts: list[list[Piece]], levels: list[float], begun: bool
) -> bool:
    """Say whether a line beside no other is the caption over a table, or the text after it."""
    if sum(map(bool, parts)) > 1:
        return False
    middle = (row[0].y0 + row[0].y1) / 2
    ruled = len(levels) >= _LEAST_RULES
    return not begun or (ruled and not levels[0] < middle < levels[-1])


def _table_rows(group: _Group, gutters: list[Gap], levels: list[float]) -> list[list[Piece]]:
    """Gather bands into rows: by the rules where they part most bands, else by the first cell."""
    rows: list[list[Piece]] = []
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
    before: list[list[Piece]] = []  # the cells of the band above
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
