"""Periods of time as papers and queries write them, in Japanese and in English.

A date is a period of one day; both ends belong to it.  Fiscal years (年度, FY) are Japan's, from
April to March.  Years of an era are counted on past its end (平成32年 is 2020), as plans written
before the end of an era do; its first year begins on its first day (令和元年: 1 May 2019).
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from language.folding import fold, fold_with_offsets, numeral

# Name, letter, first day; the newest first.
_ERAS = (
    ("令和", "R", dt.date(2019, 5, 1)),
    ("平成", "H", dt.date(1989, 1, 8)),
    ("昭和", "S", dt.date(1926, 12, 25)),
    ("大正", "T", dt.date(1912, 7, 30)),
    ("明治", "M", dt.date(1868, 1, 25)),
)
_ERA_DAYS = {key: day for name, letter, day in _ERAS for key in (name, letter.lower(), name[0])}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included; `text` is how it was written.

    An open side is `date.min` or `date.max`.
    """

    start: dt.date
    end: dt.date
    text: str


_K = "〇零一二三四五六七八九"
_N = rf"(?:\d{{1,2}}|[{_K}十]{{1,3}})"
_ERA = "明治|大正|昭和|平成|令和"
_MONTH = (
    "(?P<M>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|ust|ember|ober|\.)?"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_AFTER_YEAR = rf"(?:(?P<f>度)|\s?(?P<m>{_N})\s?月(?:\s?(?P<d>{_N})\s?日)?)?"
# Written forms, on folded text (lower case, half width, modern kanji).  Named groups: y year,
# e era, l era by letter, n year of the era, m month, M month by name, d day, f fiscal, s separator.
_FORMS = (
    rf"(?:西暦)?(?P<y>(?<!\d)\d{{4}}|[{_K}]{{4}})\s?年{_AFTER_YEAR}",
    rf"(?P<e>{_ERA})\s?(?P<n>元|{_N})\s?年{_AFTER_YEAR}",
    rf"(?:(?P<e>{_ERA}|[明大昭平令])|(?<![a-z0-9])(?P<l>[mtshr]))\s?(?P<n>元|\d{{1,2}})"
    r"(?:[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})(?!\d)|年(?P<f>度)?)",
    r"(?<![\d.,/-])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?![\d/-]|\.\d)",
    rf"(?<!\d){_DAY}\s(?:of\s)?{_MONTH},?\s(?P<y>\d{{4}})(?!\d)",
    rf"\b{_MONTH}\s(?:{_DAY},?\s)?(?P<y>\d{{4}})(?!\d)",
    r"\b(?:j?fy\s?|fiscal\s(?:year\s)?)(?P<y>\d{4}|\d{2})(?!\d)(?P<f>)",
    r"(?<![\w.,/-])(?P<y>1[5-9]\d\d|20\d\d)(?![\w/%-]|[.,]\d)",
)
# Only where the whole text is one: in running text "R3" and "H20" are mostly something else.
_ALONE = (
    r"(?P<y>\d{4})",
    rf"(?:(?P<e>{_ERA}|[明大昭平令])|(?P<l>[mtshr]))\s?(?P<n>元|\d{{1,2}})(?:[./-](?P<m>\d{{1,2}}))?",
)
_FOUND = tuple(map(re.compile, _FORMS))
_WHOLE = _FOUND + tuple(map(re.compile, _ALONE))
_GROUP = re.compile(r"\(\?P<\w>")
_ANY = re.compile("|".join(_GROUP.sub("(?:", form).replace("(?P=s)", "[-/.]") for form in _FORMS))
_LONGEST = 60  # characters of a written period or range
_RANGE = re.compile(r"(?P<a>.*?)\s*(?:\.\.+|~|から|\bto\b|(?<=\d{4})\s*-\s*(?=\d{4}$))\s*(?P<b>.*)")


def parse_period(text: str) -> Period | None:
    """Return the period that the whole of `text` names, or None.

    >>> parse_period("令和6年度")
    Period(start=datetime.date(2024, 4, 1), end=datetime.date(2025, 3, 31), text='令和6年度')
    >>> parse_period("2021..令和5年").end, parse_period("..2023").start == dt.date.min
    (datetime.date(2023, 12, 31), True)
    """
    written = text.strip()
    if len(written) > _LONGEST:
        return None
    folded = fold(written)
    single = _single(folded)
    if single:
        return Period(*single, written)
    match = _RANGE.fullmatch(folded)
    if not match or not (match["a"] or match["b"]):
        return None
    last = match["b"].removesuffix("まで").strip()
    first = _single(match["a"]) if match["a"] else (dt.date.min, dt.date.min)
    final = _single(last) if last else (dt.date.max, dt.date.max)
    if final is None and first and (era := re.match(_ERA, folded)):
        final = _single(era.group() + last)  # 令和3年〜5年
    if first is None or final is None or first[0] > final[1]:
        return None
    return Period(first[0], final[1], written)


def find_periods(text: str) -> list[Period]:
    """Return the dates, months and years written in `text`, in order.

    Ranges give both their ends.  Four digits alone count as a year from 1500 to 2099.

    >>> [period.text for period in find_periods("令和３年５月、and on 3 May 2023 (p. 12)")]
    ['令和３年５月', '3 May 2023']
    """
    return [period for _, _, period in located_periods(text)]


def located_periods(text: str) -> list[tuple[int, int, Period]]:
    """Return what `find_periods` does, each after the half-open offsets where it stands.

    >>> [(start, end) for start, end, _ in located_periods("in May 1999")]
    [(3, 11)]
    """
    folded, offsets = fold_with_offsets(text)
    found: list[tuple[int, int, Period]] = []
    for match in _ANY.finditer(folded):
        days = _single(match.group(), found=True)
        if days:
            start = offsets[match.start()]
            end = offsets[match.end()] if match.end() < len(offsets) else len(text)
            written = text[start:end].strip()
            found.append((start, start + len(written), Period(*days, written)))
    return found


def format_era(day: dt.date) -> str:
    """Return a date as Japan writes it; before Meiji, in the western calendar.

    >>> format_era(dt.date(2021, 5, 3)), format_era(dt.date(2019, 5, 1))
    ('令和3年5月3日', '令和元年5月1日')
    """
    for name, _, first in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def _single(folded: str, *, found: bool = False) -> tuple[dt.date, dt.date] | None:
    for form in _FOUND if found else _WHOLE:
        match = form.fullmatch(folded)
        if match:
            try:
                return _days(match.groupdict())
            except ValueError:  # a 13th month, a 30th of February
                return None
    return None


def _days(parts: dict[str, str | None]) -> tuple[dt.date, dt.date]:
    """Return the first and last day that the named groups of a form give; ValueError if none."""
    first_of_era: dt.date | None = None
    written = parts.get("y")
    if written:
        year = _number(written)
        year += 2000 if len(written) == 2 else 0
    else:
        first_of_era = _ERA_DAYS[parts.get("e") or parts.get("l") or ""]
        count = _number(parts["n"] or "")
        year = first_of_era.year - 1 + count if count else 0
    if not year:
        raise ValueError(parts)
    if parts.get("f") is not None:
        return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    name = parts.get("M")
    month = _MONTHS.index(name[:3]) + 1 if name else _number(parts.get("m") or "")
    day = _number(parts.get("d") or "")
    if day:
        return (dt.date(year, month, day),) * 2
    if month:
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    start = dt.date(year, 1, 1)
    if first_of_era and first_of_era.year == year:
        start = first_of_era
    return start, dt.date(year, 12, 31)


def _number(text: str) -> int:
    if not text:
        return 0
    return 1 if text == "元" else numeral(text)
