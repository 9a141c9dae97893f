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
    outermost: bool

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
            recurs = (
                len(strip.pattern) + bool(match) > 1 and seen[strip.pattern, strip.place] >= least
            )
            if recurs or (
                match and strip.outermost and _is_plausible(match["folio"], number, len(sheets))
            ):
                gone.update(strip.orders)
                if match:
                    folio = match["folio"]
        orders.append(frozenset(gone))
        folios.append(folio)
    return Furniture(tuple(orders), tuple(folios))


def _is_plausible(folio: str, number: int, pages: int) -> bool:
    return folio.isdecimal() and (int(folio) == number or pages == 1)


def _strips(sheet: Sheet) -> list[_Strip]:
    if not sheet.runs:
        return []
    head, foot = sheet.height * _ZONE, sheet.height * (1 - _ZONE)
    rows: dict[str, list[Run]] = {"head": [], "foot": [], "left": [], "right": []}
    for run in sheet.runs:
        x0, y0, x1, y1 = run.box
        if y1 <= head:
            rows["head"].append(run)
        elif y0 >= foot:
            rows["foot"].append(run)
        elif run.direction == "down" and x1 <= sheet.width * _ZONE:
            rows["left"].append(run)
        elif run.direction == "down" and x0 >= sheet.width * (1 - _ZONE):
            rows["right"].append(run)
    strips = []
    for zone, runs in rows.items():
        if runs:
            strips += _zone_strips(sheet, zone, runs)
    return strips


def _zone_strips(sheet: Sheet, zone: str, runs: list[Run]) -> list[_Strip]:
    level, along = (1, 0) if zone in ("head", "foot") else (0, 1)
    edge = (
        min(run.box[1] for run in sheet.runs)
        if zone == "head"
        else max(run.box[3] for run in sheet.runs)
        if zone == "foot"
        else None
    )
    gathered: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (round(_centre(run, level) / _GRID), run.box[along])):
        last = gathered[-1][-1] if gathered else None
        if (
            last
            and abs(_centre(run, level) - _centre(last, level)) < 0.5 * last.size
            and run.box[along] - last.box[along + 2] < 2 * last.size
        ):
            gathered[-1].append(run)
        else:
            gathered.append([run])
    return [
        _Strip(
            text=" ".join(run.text for run in group).strip(),
            place=round(_centre(group[0], level) / _GRID),
            orders=tuple(run.order for run in group),
            outermost=edge is not None
            and edge in (min(run.box[1] for run in group), max(run.box[3] for run in group)),
        )
        for group in gathered
    ]


def _centre(run: Run, level: int) -> float:
    return (run.box[level] + run.box[level + 2]) / 2
