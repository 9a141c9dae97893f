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


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2024, 10, 5), (2024, 10, 5), "令和6年10月5日"),
        ((2024, 10, 1), (2024, 10, 31), "令和6年10月"),
        ((2019, 5, 1), (2019, 5, 31), "令和元年5月"),
        ((2018, 1, 1), (2018, 12, 31), "平成30年"),
        ((2019, 1, 1), (2019, 12, 31), "平成31年・令和元年"),
        ((2024, 4, 1), (2025, 3, 31), "令和6年度"),
        ((2019, 4, 30), (2019, 5, 2), "平成31年4月30日～令和元年5月2日"),
        ((1800, 1, 1), (1800, 12, 31), "1800年"),
    ],
)
def test_years_are_counted_by_era_where_that_is_chosen(first, last, expected):
    """The era stands in the place of the Western year, in every form of a date."""
    by_era = Strings("ja", era=True)
    assert period(dt.date(*first), dt.date(*last), by_era) == expected


def test_english_dates_know_no_era():
    """The choice is for Japanese dates; an English page stays as it was."""
    assert period(dt.date(2024, 10, 5), None, Strings("en", era=True)) == "5 October 2024"
