"""Dates as a person writes them: 12 March 2024; 2024年3月12日（令和6年）; 令和6年3月12日."""

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
    name, year = _era_parts(date, strings)
    return strings("era.fiscal" if fiscal else "era.year", era=name, year=year) if name else ""


def _era_parts(date: dt.date, strings: Strings) -> tuple[str, str]:
    """Return an era and the year in it as it is written; empty before Meiji."""
    for first, name in _ERAS:
        if date >= first:
            year = date.year - first.year + 1
            return strings[f"era.{name}"], strings["era.first"] if year == 1 else str(year)
    return "", ""


def day(date: dt.date, strings: Strings) -> str:
    """Return the day, with its year by the era where `strings` count so: 令和6年3月12日."""
    return strings("date.day", year=_year(date, strings), month=_month(date, strings), day=date.day)


def period(first: dt.date | None, last: dt.date | None, strings: Strings) -> str:
    """Return the day, month, year, fiscal year or range that `first`..`last` is.

    In Japanese the era year follows, 2024年3月（令和6年）, or stands instead: 令和6年3月.
    """
    if first is None:
        return strings["date.none"]
    last = last or first
    text = _written(first, last, strings)
    if strings.language != "ja" or strings.era:
        return text
    japanese = _era_of(first, last, strings)
    return f"{text}（{japanese}）" if japanese else text


def _written(first: dt.date, last: dt.date, strings: Strings) -> str:
    if first == last:
        return day(first, strings)
    if (first.year, first.month, first.day) == (last.year, last.month, 1) or (
        first.day == 1 and last == _month_end(first)
    ):
        return strings("date.month", year=_year(first, strings), month=_month(first, strings))
    whole = (first.month, first.day, last) == (1, 1, dt.date(first.year, 12, 31))
    if whole or _is_fiscal(first, last):
        if strings.era and (japanese := _era_of(first, last, strings)):
            return japanese
        return strings("date.year" if whole else "date.fiscal", year=str(first.year))
    return strings("date.range", first=day(first, strings), last=day(last, strings))


def _era_of(first: dt.date, last: dt.date, strings: Strings) -> str:
    """Name the era year in which a period begins, and both of a year in which the era changed.

    >>> _era_of(dt.date(2019, 1, 1), dt.date(2019, 12, 31), Strings("ja"))
    '平成31年・令和元年'
    """
    if _is_fiscal(first, last):
        return era(first, strings, fiscal=True)
    names = [era(first, strings)]
    if first.year == last.year:
        names.append(era(last, strings))
    return "・".join(dict.fromkeys(name for name in names if name))


def _year(date: dt.date, strings: Strings) -> str:
    """Return the year as a date holds it: 2024, or by its era, 令和6."""
    name, year = _era_parts(date, strings) if strings.era else ("", "")
    return f"{name}{year}" or str(date.year)


def _is_fiscal(first: dt.date, last: dt.date) -> bool:
    return (first.month, first.day) == (4, 1) and last == dt.date(first.year + 1, 3, 31)


def _month_end(date: dt.date) -> dt.date:
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def _month(date: dt.date, strings: Strings) -> str:
    return strings["date.months"].split()[date.month - 1]
