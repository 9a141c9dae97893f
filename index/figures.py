"""The numbers, amounts and dates of a text, by value: 4,760億円 and 476 billion are one."""

from __future__ import annotations

import re

from language import fold
from language.dates import find_periods

_UNITS = {"万": 10**4, "億": 10**8, "兆": 10**12}
_WORDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNT = re.compile(rf"(?:{_NUMBER}[兆億万])+(?:{_NUMBER})?|{_NUMBER}")
_PART = re.compile(rf"({_NUMBER})([兆億万]?)")
_WORD = re.compile(rf"\s?({'|'.join(_WORDS)})")
_BETWEEN = re.compile(r"(?<=\d),(?=\d{3})")
_SMALLEST = 10  # smaller numbers are in every text


def figures(text: str) -> frozenset[str]:
    """Return what is counted and dated in a text: years, months and days, and numbers from 10 on.

    A day is its month and its year too, so that papers that tell a date more or less exactly
    have something in common.

    >>> sorted(figures("4,760億円") & figures("yen: 476 billion"))
    ['476000000000']
    """
    found: set[str] = set()
    for period in find_periods(text):
        days = (period.end - period.start).days
        found.add(f"y{period.start.year}")
        if days <= 31:
            found.add(f"m{period.start:%Y-%m}")
        if days == 0:
            found.add(f"d{period.start:%Y-%m-%d}")
    folded = _BETWEEN.sub("", fold(text))
    for match in _AMOUNT.finditer(folded):
        value = sum(float(n) * _UNITS.get(unit, 1) for n, unit in _PART.findall(match.group()))
        if word := _WORD.match(folded, match.end()):
            value *= _WORDS[word[1]]
        if value >= _SMALLEST:
            found.add(f"{round(value, 3):g}" if value < 10**6 else f"{round(value)}")
    return frozenset(found)
