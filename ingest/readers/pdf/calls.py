"""PDFium's functions as bare calls.

A call through pypdfium2's prototypes checks and converts its arguments, which for one a character
costs more than loading the page.  These take addresses and give numbers, at a third of the cost.
"""

from __future__ import annotations

import ctypes
from typing import Any

from pypdfium2 import raw

_int, _ulong, _double, _address = ctypes.c_int, ctypes.c_ulong, ctypes.c_double, ctypes.c_void_p


def _bare(function: Any, result: Any, *arguments: Any) -> Any:
    # PYFUNCTYPE keeps the GIL: PDFium does not call back, and to release it costs as much as
    # the call.
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address(handle: Any) -> int:
    """Return where a handle of PDFium points."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


# (text page, index of a character, …)
loose_box = _bare(raw.FPDFText_GetLooseCharBox, _int, _address, _int, _address)
tight_box = _bare(raw.FPDFText_GetCharBox, _int, _address, _int, *[_address] * 4)
origin = _bare(raw.FPDFText_GetCharOrigin, _int, _address, _int, _address, _address)
code_point = _bare(raw.FPDFText_GetUnicode, ctypes.c_uint, _address, _int)
matrix = _bare(raw.FPDFText_GetMatrix, _int, _address, _int, _address)
font_size = _bare(raw.FPDFText_GetFontSize, _double, _address, _int)
font_info = _bare(raw.FPDFText_GetFontInfo, _ulong, _address, _int, _address, _ulong, _address)
# (page or object, …)
count_objects = _bare(raw.FPDFPage_CountObjects, _int, _address)
get_object = _bare(raw.FPDFPage_GetObject, _address, _address, _int)
object_type = _bare(raw.FPDFPageObj_GetType, _int, _address)
object_bounds = _bare(raw.FPDFPageObj_GetBounds, _int, _address, *[_address] * 4)
