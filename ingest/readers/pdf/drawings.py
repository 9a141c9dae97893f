"""What is drawn on a PDF page besides text: rules that part a table's rows, and pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from catalog.records import Box
from ingest.readers.pdf.characters import prototype, shown

MOST_OBJECTS = 4000  # a page with more is a chart or a map, not a table

_count = prototype(raw.FPDFPage_CountObjects, ctypes.c_int, ctypes.c_void_p)
_object = prototype(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_type = prototype(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
_bounds = prototype(
    raw.FPDFPageObj_GetBounds, ctypes.c_int, ctypes.c_void_p, *[ctypes.c_void_p] * 4
)
_form_count = prototype(raw.FPDFFormObj_CountObjects, ctypes.c_int, ctypes.c_void_p)
_form_object = prototype(
    raw.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong
)


def rules(page: pdfium.PdfPage) -> tuple[Box, ...]:
    """Return the boxes of the page's paths, as shown: rules, cell borders, frames.

    Paths inside form XObjects are not looked at: their places need the form's matrix.
    """
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    count = _count(handle)
    if not 0 < count <= MOST_OBJECTS:
        return ()
    paths = [
        path
        for path in (_object(handle, i) for i in range(count))
        if _type(path) == raw.FPDF_PAGEOBJ_PATH
    ]
    if not paths:
        return ()
    boxes = np.zeros((len(paths), 4), np.float32)  # left, bottom, right, top
    first = boxes.ctypes.data
    for row, path in enumerate(paths):
        place = first + 16 * row
        _bounds(path, place, place + 4, place + 8, place + 12)
    left, top, right, bottom = shown(page, boxes[:, [0, 3, 2, 1]])
    columns = (left.tolist(), top.tolist(), right.tolist(), bottom.tolist())
    return tuple(zip(*columns, strict=True))


def has_picture(page: pdfium.PdfPage) -> bool:
    """Say whether the page, or a form on it, holds an image, or is drawn with many paths."""
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    kinds = list(_kinds(handle, 0))
    return raw.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(raw.FPDF_PAGEOBJ_PATH) > 50


def _kinds(handle: Any, depth: int) -> Iterator[int]:
    count, child = (_form_count, _form_object) if depth else (_count, _object)
    for index in range(min(count(handle), MOST_OBJECTS)):
        part = child(handle, index)
        kind = _type(part)
        yield kind
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < 3:
            yield from _kinds(part, depth + 1)
