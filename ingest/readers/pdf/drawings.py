"""What is drawn on a PDF page: the rules and frames that part the cells of a table."""

from __future__ import annotations

from itertools import compress, repeat

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from catalog.records import Box
from ingest.readers.pdf import calls
from ingest.readers.pdf.characters import shown

MOST_OBJECTS = 4000  # a page with more is a chart or a map, not a table


def rules(page: pdfium.PdfPage) -> tuple[Box, ...]:
    """Return the boxes of the page's paths, as shown: rules, cell borders, frames.

    Paths inside form XObjects are not looked at: their places need the form's matrix.
    """
    handle = calls.address(page.raw)
    count = calls.count_objects(handle)
    if not 0 < count <= MOST_OBJECTS:
        return ()
    objects = list(map(calls.get_object, repeat(handle), range(count)))
    is_path = [kind == raw.FPDF_PAGEOBJ_PATH for kind in map(calls.object_type, objects)]
    paths = list(compress(objects, is_path))
    if not paths:
        return ()
    boxes = np.zeros((len(paths), 4), np.float32)  # left, bottom, right, top
    first = boxes.ctypes.data
    for row, path in enumerate(paths):
        place = first + 16 * row
        calls.object_bounds(path, place, place + 4, place + 8, place + 12)
    left, top, right, bottom = shown(page, boxes[:, [0, 3, 2, 1]])
    columns = (left.tolist(), top.tolist(), right.tolist(), bottom.tolist())
    return tuple(zip(*columns, strict=True))
