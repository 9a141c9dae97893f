"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from ui.dates import day, era, period
from ui.strings import Strings

JA, EN = Strings("ja"), Strings("en")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ((2019, 4, 30), "平成31年"),
        ((2019, 5, 1), "令和元年"),
        ((1989, 1, 7), "昭和64年"),
        ((1989, 1, 8), "平成元年"),
        ((1926, 12, 24), "大正15年"),
        ((1912, 7, 29), "明治45年"),
        ((1800, 1, 1), ""),
    ],
)
def test_eras_change_on_their_day(date, expected):
    """The last day of an era is the old one's, the next the new one's first year."""
    assert era(dt.date(*date), JA) == expected


@pytest.mark.parametrize(
    ("first", "last", "english", "japanese"),
    [
        ((2024, 3, 12), (2024, 3, 12), "12 March 2024", "2024年3月12日（令和6年）"),
        ((2024, 2, 1), (2024, 2, 29), "February 2024", "2024年2月（令和6年）"),
        ((2018, 1, 1), (2018, 12, 31), "2018", "2018年（平成30年）"),
        ((2024, 4, 1), (2025, 3, 31), "Japanese fiscal year 2024", "2024年度（令和6年度）"),
        (
            (2024, 3, 30),
            (2024, 4, 2),
            "30 March 2024 – 2 April 2024",
            "2024年3月30日～2024年4月2日（令和6年）",
        ),
    ],
)
def test_periods_have_their_shortest_name(first, last, english, japanese):
    """A whole month is a month, a whole year a year, April to March a fiscal year."""
    assert period(dt.date(*first), dt.date(*last), EN) == english
    assert period(dt.date(*first), dt.date(*last), JA) == japanese


def test_a_single_date_is_a_day():
    """A document may have no last day."""
    assert period(dt.date(2024, 3, 12), None, EN) == day(dt.date(2024, 3, 12), EN)


def test_no_date_is_said():
    """A missing date is not an empty place."""
    assert period(None, None, EN) == "undated"
    assert period(None, None, JA) == "日付なし"
