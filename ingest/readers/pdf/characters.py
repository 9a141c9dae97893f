"""From a PDF page to runs: stretches of characters that were set one after another.

PDFium is asked once for every character's box; what follows is arithmetic on arrays.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from pypdfium2 import raw

from catalog.records import Box
from ingest.readers.pdf import calls
from ingest.readers.pdf.raised import find_raised

_PRIVATE = "\ue000"  # stands for a glyph that has no character at all
_NOTHING, _NEWLINE, _SPACE, _WIDE_SPACE = 0x01, 0x0A, 0x20, 0x3000
_NAME_BYTES = 96
# Signs that take a full cell and whose ink fills a corner of it.
PUNCTUATION = frozenset("、。，．・：；！？「」『』（）〔〕［］｛｝〈〉《》【】‥…")
_RAISED = 0.6  # of the type size: what is set raised is about as small
# Vertical fonts have forms of their own for what is turned or moved in a vertical line.
_VERTICAL = dict(
    zip(
        map(ord, "︐︑︒︓︔︕︖︗︘︙︰︱︳︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"),
        map(ord, "，、。：；！？〖〗…‥—＿（）｛｝〔〕【】《》〈〉「」『』［］"),
        strict=True,
    )
)
# Browsers map kanji that look like radicals to the radicals, which no one types or finds.
_RADICALS = dict(
    zip(
        map(ord, "⺟⺠⻁⻄⻆⻑⻘⻝⻤⻩⻫⻭⻯⻲⻳"),
        map(ord, "母民虎西角長青食鬼黄斉歯竜亀亀"),
        strict=True,
    )
) | {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
_MEANT = _VERTICAL | _RADICALS


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in a row without a gap, of one size.

    `box` is in points from the left and top of the page as it is shown; `direction` is where
    the next character stands: "right", "down" (vertical writing, or turned clockwise) or "up"
    (turned counter-clockwise).  `order` is the place in the content stream.
    """

    text: str
    box: Box
    size: float
    bold: bool
    font: str
    direction: str
    order: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as shown: its size in points and its runs in stream order."""

    width: float
    height: float
    runs: tuple[Run, ...]


def read_sheet(page: pdfium.PdfPage) -> Sheet:
    """Return the runs of `page`; text set at a slant (watermarks) is left out."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        runs = _runs(page, textpage)
    finally:
        textpage.close()
    return Sheet(width, height, tuple(runs))


def _runs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> list[Run]:
    handle = calls.address(textpage.raw)
    count = raw.FPDFText_CountChars(textpage.raw)
    if count <= 0:
        return []
    codes = _codes(textpage, handle, count)
    ink = np.flatnonzero((codes > _SPACE) & (codes != 0xA0) & (codes != _WIDE_SPACE))
    if not len(ink):
        return []
    boxes = np.zeros((len(ink), 4), np.float32)  # FS_RECTF: left, top, right, bottom
    start, stop = boxes.ctypes.data, boxes.ctypes.data + boxes.nbytes
    deque(map(calls.loose_box, repeat(handle), ink.tolist(), range(start, stop, 16)), 0)
    left, top, right, bottom = shown(page, boxes)
    steps = _steps(left, top, right, bottom)
    raised = find_raised(handle, codes, ink)
    if raised.any():  # they are runs of their own, in the upper part of their line
        steps[raised[1:] != raised[:-1]] = _BREAK
        bottom = np.where(raised, top + _RAISED * (bottom - top), bottom)
    text = _text(codes, ink, steps, left, top, right, bottom)
    starts = np.flatnonzero(np.concatenate(([True], steps == 0)))
    ends = np.append(starts[1:], len(ink))
    # Characters without extent (some Type 3 fonts) give boxes with NaN or infinity.
    x0, y0 = np.minimum.reduceat(left, starts), np.minimum.reduceat(top, starts)
    x1, y1 = np.maximum.reduceat(right, starts), np.maximum.reduceat(bottom, starts)
    probe = _Probe(handle)
    runs = []
    slanted = 0
    rows = zip(
        starts.tolist(),
        ends.tolist(),
        x0.tolist(),
        y0.tolist(),
        x1.tolist(),
        y1.tolist(),
        strict=True,
    )
    for order, (start, end, *box) in enumerate(rows):
        size, slant, name = probe.at(int(ink[start]))
        if slant:
            slanted += end - start
            continue
        font, bold = _font(name)
        step = int(steps[start]) if end - start > 1 else _RIGHT
        extent = box[2] - box[0] if step in (_DOWN, _UP) else box[3] - box[1]
        if raised[start]:
            size *= _RAISED
        elif end - start == 1 and not chr(codes[ink[start]]).isalnum():
            pass  # the box of a hyphen or a comma may be that of its ink
        elif not 0.5 * extent <= size <= 2.5 * extent:
            size = extent
        runs.append(
            Run(
                text=text[2 * start : 2 * end - 1].replace("\0", ""),
                box=(box[0], box[1], box[2], box[3]),
                size=size,
                bold=bold,
                font=font,
                direction=_DIRECTIONS[step],
                order=order,
            )
        )
    return _as_given(codes, ink, (left, top, right, bottom)) if 2 * slanted > len(ink) else runs


def _as_given(
    codes: npt.NDArray[np.uint32], ink: npt.NDArray[np.int64], box: tuple[npt.NDArray[Any], ...]
) -> list[Run]:
    """Return PDFium's own lines, of a page that is set at a slant as a whole."""
    line = np.cumsum(codes == _NEWLINE)[ink]
    starts = np.flatnonzero(np.concatenate(([True], line[1:] != line[:-1])))
    ends = np.append(starts[1:], len(ink))
    left, top, right, bottom = box
    runs = []
    for order, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        text = codes[ink[start] : ink[end - 1] + 1].astype("<u4").tobytes().decode("utf-32-le")
        x0, y0 = float(left[start:end].min()), float(top[start:end].min())
        x1, y1 = float(right[start:end].max()), float(bottom[start:end].max())
        runs.append(Run(text, (x0, y0, x1, y1), 10.0, False, "", "right", order))
    return runs


def _codes(textpage: pdfium.PdfTextPage, handle: int, count: int) -> npt.NDArray[np.uint32]:
    """Return one code point a character; 0xE000 where the font maps a glyph to nothing."""
    units = np.zeros(count + 1, np.uint16)
    pointer = units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    if raw.FPDFText_GetText(textpage.raw, 0, count, pointer) == count + 1:
        codes = units[:count].astype(np.uint32)
    else:  # glyphs without a character are left out there, and would shift the rest
        codes = np.array([calls.code_point(handle, index) for index in range(count)], np.uint32)
    high = np.flatnonzero((codes[:-1] >> 10 == 0x36) & (codes[1:] >> 10 == 0x37))
    codes[high] = 0x10000 + ((codes[high] & 0x3FF) << 10) + (codes[high + 1] & 0x3FF)
    codes[high + 1] = _NOTHING
    codes[(codes == 0xFFFE) | (codes == 0x02)] = 0x2D  # PDFium's marks for an end-of-line hyphen
    codes[codes == 0xAD] = 0x2D
    odd = ((codes >= 0x2E80) & (codes <= 0x2FDF)) | ((codes >= 0xFE10) & (codes <= 0xFE48))
    for place in np.flatnonzero(odd):
        codes[place] = _MEANT.get(int(codes[place]), codes[place])
    broken = (codes == 0) | (codes == 0xFFFF) | ((codes >= 0xD800) & (codes < 0xE000))
    codes[broken | (codes > 0x10FFFF)] = ord(_PRIVATE)
    return codes


def shown(page: pdfium.PdfPage, boxes: npt.NDArray[np.float32]) -> tuple[npt.NDArray[Any], ...]:
    """Turn PDF boxes (origin bottom left, before /Rotate) into shown left, top, right, bottom."""
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, bounds)
    wide, high = bounds.right - bounds.left, bounds.top - bounds.bottom
    edges = np.nan_to_num(boxes.astype(np.float64), posinf=0.0, neginf=0.0).T
    west, east = edges[0] - bounds.left, edges[2] - bounds.left
    south, north = edges[3] - bounds.bottom, edges[1] - bounds.bottom
    match raw.FPDFPage_GetRotation(page.raw):
        case 1:
            x0, x1, y0, y1 = south, north, west, east
        case 2:
            x0, x1, y0, y1 = wide - east, wide - west, south, north
        case 3:
            x0, x1, y0, y1 = high - north, high - south, wide - east, wide - west
        case _:
            x0, x1, y0, y1 = west, east, high - north, high - south
    return np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)


_BREAK, _RIGHT, _DOWN, _UP = 0, 1, 2, 3
_DIRECTIONS = {_RIGHT: "right", _DOWN: "down", _UP: "up"}


def _steps(
    left: npt.NDArray[Any], top: npt.NDArray[Any], right: npt.NDArray[Any], bottom: npt.NDArray[Any]
) -> npt.NDArray[np.int8]:
    """Say for each character but the last where its successor stands: right, down, up, or apart."""
    wide, high = right - left, bottom - top
    across, along = np.maximum(high[:-1], high[1:]), np.maximum(wide[:-1], wide[1:])
    middle_y = np.abs((top + bottom)[1:] - (top + bottom)[:-1]) / 2
    middle_x = np.abs((left + right)[1:] - (left + right)[:-1]) / 2
    same_height = np.minimum(high[:-1], high[1:]) > 0.7 * across
    same_width = np.minimum(wide[:-1], wide[1:]) > 0.7 * along
    gap_right, gap_down, gap_up = (
        left[1:] - right[:-1],
        top[1:] - bottom[:-1],
        top[:-1] - bottom[1:],
    )
    is_right = (
        same_height
        & (middle_y < 0.25 * across)
        & (gap_right > -0.6 * across)
        & (gap_right < 0.9 * across)
        & (right[1:] > right[:-1] - 0.1 * across)
    )
    # The letters of a ligature share one box.
    is_right |= (left[1:] == left[:-1]) & (right[1:] == right[:-1]) & (middle_y == 0)
    upright = same_width & (middle_x < 0.25 * along) & ~is_right
    is_down = upright & (gap_down > -0.4 * along) & (gap_down < 0.9 * along) & (top[1:] > top[:-1])
    is_up = upright & (gap_up > -0.4 * along) & (gap_up < 0.9 * along) & (top[1:] < top[:-1])
    steps = np.where(is_right, _RIGHT, np.where(is_down, _DOWN, np.where(is_up, _UP, _BREAK)))
    # Where the direction changes, the character before the change ends its run.
    turns = np.flatnonzero((steps[1:] != steps[:-1]) & (steps[:-1] != _BREAK)) + 1
    steps[turns] = _BREAK
    return steps.astype(np.int8)


def _text(
    codes: npt.NDArray[np.uint32],
    ink: npt.NDArray[np.int64],
    steps: npt.NDArray[np.int8],
    left: npt.NDArray[Any],
    top: npt.NDArray[Any],
    right: npt.NDArray[Any],
    bottom: npt.NDArray[Any],
) -> str:
    r"""Return each character followed by a space, a wide space or "\0" (nothing).

    Character i of the page's ink stands at 2 * i, so that a run is a slice.
    """
    spaces = np.cumsum(codes == _SPACE) + np.cumsum(codes == 0xA0) + np.cumsum(codes == 0x09)
    wides = np.cumsum(codes == _WIDE_SPACE)
    gap = np.where(steps == _RIGHT, left[1:] - right[:-1], 0.0)
    wide_gap = gap > 0.25 * (bottom - top)[1:]
    separators = np.zeros(len(ink), np.uint32)
    spaced = (spaces[ink][1:] > spaces[ink][:-1]) | wide_gap
    separators[:-1] = np.where(
        wides[ink][1:] > wides[ink][:-1], _WIDE_SPACE, np.where(spaced, _SPACE, 0)
    )
    woven = np.empty(2 * len(ink), "<u4")
    woven[0::2], woven[1::2] = codes[ink], separators
    return woven.tobytes().decode("utf-32-le")


class _Probe:
    """Size, slant and font of single characters; buffers are made once a page."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._matrix = (ctypes.c_float * 6)()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        buffers = (self._matrix, self._name, self._flags)
        self._addresses = [ctypes.addressof(buffer) for buffer in buffers]

    def at(self, index: int) -> tuple[float, bool, bytes]:
        """Return (size in points, whether set at a slant, font name) of a character."""
        matrix, name, flags = self._addresses
        calls.matrix(self._handle, index, matrix)
        a, b, c, d, _, _ = self._matrix
        size = calls.font_size(self._handle, index) * math.hypot(c, d)
        slant = min(abs(a), abs(b)) > 0.1 * max(abs(a), abs(b))
        calls.font_info(self._handle, index, name, _NAME_BYTES, flags)
        return size, slant, self._name.value


@lru_cache(maxsize=1024)
def _font(name: bytes) -> tuple[str, bool]:
    """Return a font's name without its subset tag, and whether it is bold."""
    try:
        font = name.decode("utf-8")
    except UnicodeDecodeError:  # ＭＳ 明朝 as Windows wrote it
        font = name.decode("cp932", "replace")
    font = font.rpartition("+")[2]
    low = font.lower()
    marks = ("bold", "black", "heavy", "cmbx", "-w6", "-w7", "-w8", "-w9")
    return font, any(mark in low for mark in marks)
