"""Dates as a person writes them: 12 March 2024; 2024年3月12日（令和6年）."""

from __future__ import annotations

import calendar
import datetime as dt

from ui.strings import Strings

# First day of each era (Act on Era Names; the calendar reform of 1873 starts Meiji for us).
_ERAS = (
    (dt.date(2019, 5, 1), "reiwa"),
    (dt.date(1989, 1, 8), "heisei"),
    (dt.date(1926, 12, 25), "showa"),
    (dt.date(1912, 7, 30), "taisho"),
    (dt.date(1868, 10, 23), "meiji"),
)


def era(date: dt.date, strings: Strings, *, fiscal: bool = False) -> str:
    """Return the era year of `date`, "令和6年", or the fiscal year that begins on it, "令和6年度";
    empty before Meiji.

    >>> era(dt.date(2019, 5, 1), Strings("ja"))
    '令和元年'
    """
    for first, name in _ERAS:
        if date >= first:
            year = date.year - first.year + 1
            shown = strings["era.first"] if year == 1 else str(year)
            key = "era.fiscal" if fiscal else "era.year"
            return strings(key, era=strings[f"era.{name}"], year=shown)
    return ""


def day(date: dt.date, strings: Strings) -> str:
    return strings("date.day", year=str(date.year), month=_month(date, strings), day=date.day)


def period(first: dt.date | None, last: dt.date | None, strings: Strings) -> str:
    """Return the day, month, year, fiscal year or range that `first`..`last` is.

    In Japanese the era year follows: 2024年3月（令和6年）.
    """
    if first is None:
        return strings["date.none"]
    last = last or first
    text = _western(first, last, strings)
    fiscal = _is_fiscal(first, last)
    japanese = era(first, strings, fiscal=fiscal) if strings.language == "ja" else ""
    return f"{text}（{japanese}）" if japanese else text


def _western(first: dt.date, last: dt.date, strings: Strings) -> str:
    year = str(first.year)
    if first == last:
        return day(first, strings)
    if (first.year, first.month, first.day) == (last.year, last.month, 1) or (
        first.day == 1 and last == _month_end(first)
    ):
        return strings("date.month", year=year, month=_month(first, strings))
    if (first.month, first.day, last) == (1, 1, dt.date(first.year, 12, 31)):
        return strings("date.year", year=year)
    if _is_fiscal(first, last):
        return strings("date.fiscal", year=year)
    return strings("date.range", first=day(first, strings), last=day(last, strings))


def _is_fiscal(first: dt.date, last: dt.date) -> bool:
    return (first.month, first.day) == (4, 1) and last == dt.date(first.year + 1, 3, 31)


def _month_end(date: dt.date) -> dt.date:
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def _month(date: dt.date, strings: Strings) -> str:
    return strings["date.months"].split()[date.month - 1]
