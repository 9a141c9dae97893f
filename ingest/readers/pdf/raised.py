"""Figures that are raised by their shape: the font's own small figures for note numbers.

They have the size and the base line of the text around them, so that only the ink tells.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf import calls

_ZERO, _NINE, _SPACE = 0x30, 0x39, 0x20
_HEIGHT = 0.2  # of the type size: how far above the base line raised ink begins


def find_raised(
    handle: int, codes: npt.NDArray[np.uint32], ink: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Say of each character of the ink (indices into `codes`) whether it is a raised figure.

    Only figures that follow their neighbour without a space are looked at, and a figure after a
    figure only where that one is raised.
    """
    found = np.zeros(len(ink), bool)
    inked = codes[ink]
    figure = (inked >= _ZERO) & (inked <= _NINE)
    glued = codes[ink - 1] != _SPACE  # at index 0 this asks of the last one, which does no harm
    probe = _Probe(handle)
    for place in np.flatnonzero(figure & glued).tolist():
        follows = place > 0 and figure[place - 1] and ink[place] == ink[place - 1] + 1
        if not follows or found[place - 1]:
            found[place] = probe.is_raised(int(ink[place]))
    return found


class _Probe:
    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._values = (ctypes.c_double * 6)()  # left, right, bottom, top; origin x, y
        first = ctypes.addressof(self._values)
        self._places: Any = range(first, first + 48, 8)

    def is_raised(self, index: int) -> bool:
        calls.tight_box(self._handle, index, *self._places[:4])
        calls.origin(self._handle, index, *self._places[4:])
        _, _, bottom, top, _, base = self._values
        # A figure is about 0.7 of its size high, a raised one 0.4.
        return bottom - base > 0.5 * (top - bottom) > 0
