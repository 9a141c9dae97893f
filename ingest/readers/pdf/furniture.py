"""Running heads, running feet and page numbers: found by what recurs, and dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.characters import Run, Sheet

_ZONE = 0.12  # of the page's height, at its head and at its foot
_FOLIO = re.compile(
    r"[\s〔【\[(（‐–—―・~～-]*(?:p{1,2}\.?|page|P)?\s*(?P<folio>[0-9０-９]{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
    r"\s*(?:(?:/|／|of)\s*[0-9０-９]{1,4})?\s*(?:頁|ページ)?[\s〕】\])）‐–—―・~～-]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9０-９]+")
_GRID = 4.0  # points; what recurs does so at one height
_DEEP = 20.0  # points from the outermost line inwards
_MOST_ROWS = 3  # at each edge; a form that recurs whole is no running head


@dataclass(frozen=True, slots=True)
class Furniture:
    """What to leave out: for each page the `order` of runs, and the number printed on it."""

    orders: tuple[frozenset[int], ...]
    folios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Strip:
    """Runs side by side at the head or the foot of a page."""

    text: str
    place: int
    orders: tuple[int, ...]
    row: int  # from 0 at the edge of the page

    @property
    def pattern(self) -> str:
        if _FOLIO.fullmatch(self.text):
            return "#"
        return _DIGITS.sub("#", "".join(self.text.split()))


def find(sheets: Sequence[Sheet]) -> Furniture:
    """Return the runs of each page that recur at one height on at least three pages.

    In a document of two to four pages twice is enough; a lone number at the very edge of a page
    is its number in any document.
    """
    strips = [_strips(sheet) for sheet in sheets]
    seen: Counter[tuple[str, int]] = Counter()
    for page in strips:
        # A neighbouring cell of the grid counts too: feet move by a point or two.
        cells = {(strip.pattern, strip.place + shift) for strip in page for shift in (-1, 0, 1)}
        seen.update(cells)
    least = 3 if len(sheets) > 4 else 2
    orders, folios = [], []
    for number, page in enumerate(strips, start=1):
        gone: set[int] = set()
        folio = ""
        for strip in page:
            match = _FOLIO.fullmatch(strip.text)
            if strip.row >= _MOST_ROWS:
                continue
            recurs = (
                len(strip.pattern) + bool(match) > 1 and seen[strip.pattern, strip.place] >= least
            )
            if recurs or (
                match and strip.row == 0 and _is_plausible(match["folio"], number, len(sheets))
            ):
                gone.update(strip.orders)
                if match:
                    folio = match["folio"]
        orders.append(frozenset(gone))
        folios.append(folio)
    if all(len(gone) == len(sheet.runs) for gone, sheet in zip(orders, sheets, strict=True)):
        return Furniture((frozenset(),) * len(sheets), ("",) * len(sheets))  # it is the text
    return Furniture(tuple(orders), tuple(folios))


def _is_plausible(folio: str, number: int, pages: int) -> bool:
    return folio.isdecimal() and (int(folio) == number or pages == 1)


def _strips(sheet: Sheet) -> list[_Strip]:
    """Return what stands at the four edges; the sides only where text runs down them."""
    if not sheet.runs:
        return []
    top = min(run.box[1] for run in sheet.runs)
    bottom = max(run.box[3] for run in sheet.runs)
    # Where margins are deep, the first and the last line stand outside of the zones.
    head = max(sheet.height * _ZONE, min(top + _DEEP, sheet.height * 2 * _ZONE))
    foot = min(sheet.height * (1 - _ZONE), max(bottom - _DEEP, sheet.height * (1 - 2 * _ZONE)))
    zones: dict[str, list[Run]] = {"head": [], "foot": [], "left": [], "right": []}
    for run in sheet.runs:
        x0, y0, x1, y1 = run.box
        if y1 <= head:
            zones["head"].append(run)
        elif y0 >= foot:
            zones["foot"].append(run)
        elif run.direction == "down" and x1 <= sheet.width * _ZONE:
            zones["left"].append(run)
        elif run.direction == "down" and x0 >= sheet.width * (1 - _ZONE):
            zones["right"].append(run)
    return [
        *_zone(zones["head"], 1, 1),
        *_zone(zones["foot"], 1, -1),
        *_zone(zones["left"], 0, 1),
        *_zone(zones["right"], 0, -1),
    ]


def _zone(runs: list[Run], level: int, inwards: int) -> list[_Strip]:
    """Gather runs into rows from the edge inwards, and the runs of a row that are near."""
    along = 1 - level
    runs.sort(key=lambda run: inwards * _centre(run, level))
    strips = []
    for number, row in enumerate(_rows(runs, level)):
        row.sort(key=lambda run: run.box[along])
        groups: list[list[Run]] = []
        for run in row:
            if groups and run.box[along] - groups[-1][-1].box[along + 2] < 2 * run.size:
                groups[-1].append(run)
            else:
                groups.append([run])
        strips += [
            _Strip(
                text=" ".join(run.text for run in group).strip(),
                place=round(_centre(group[0], level) / _GRID),
                orders=tuple(run.order for run in group),
                row=number,
            )
            for group in groups
        ]
    return strips


def _rows(runs: list[Run], level: int) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in runs:
        if rows and abs(_centre(run, level) - _centre(rows[-1][0], level)) < 0.6 * run.size:
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _centre(run: Run, level: int) -> float:
    return (run.box[level] + run.box[level + 2]) / 2
