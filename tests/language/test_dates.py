import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.dates import find_periods, format_era, parse_period
from tests.language.texts import texts


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023年", "2023-01-01", "2023-12-31"),
        ("2023-05", "2023-05-01", "2023-05-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-05-03", "2023-05-03", "2023-05-03"),
        ("2023/5/3", "2023-05-03", "2023-05-03"),
        ("2023年5月3日", "2023-05-03", "2023-05-03"),
        ("２０２３年５月", "2023-05-01", "2023-05-31"),
        ("二〇二三年五月三日", "2023-05-03", "2023-05-03"),
        ("3 May 2023", "2023-05-03", "2023-05-03"),
        ("11th of March 2011", "2011-03-11", "2011-03-11"),
        ("May 2023", "2023-05-01", "2023-05-31"),
        ("May 3, 2023", "2023-05-03", "2023-05-03"),
        ("Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("令和3年", "2021-01-01", "2021-12-31"),
        ("令和元年", "2019-05-01", "2019-12-31"),
        ("令和六年", "2024-01-01", "2024-12-31"),
        ("令和3年5月3日", "2021-05-03", "2021-05-03"),
        ("R3", "2021-01-01", "2021-12-31"),
        ("R3.5.3", "2021-05-03", "2021-05-03"),
        ("令3", "2021-01-01", "2021-12-31"),
        ("平成31年4月", "2019-04-01", "2019-04-30"),
        ("平成32年", "2020-01-01", "2020-12-31"),
        ("昭和六十四年一月七日", "1989-01-07", "1989-01-07"),
        ("大正12年9月1日", "1923-09-01", "1923-09-01"),
        ("明治元年", "1868-01-25", "1868-12-31"),
        ("令和6年度", "2024-04-01", "2025-03-31"),
        ("令和元年度", "2019-04-01", "2020-03-31"),
        ("2024年度", "2024-04-01", "2025-03-31"),
        ("FY2024", "2024-04-01", "2025-03-31"),
        ("FY24", "2024-04-01", "2025-03-31"),
        ("fiscal year 2024", "2024-04-01", "2025-03-31"),
        ("2021..2023", "2021-01-01", "2023-12-31"),
        ("2021-2023", "2021-01-01", "2023-12-31"),
        ("2020年から2022年まで", "2020-01-01", "2022-12-31"),
        ("令和3年..令和5年", "2021-01-01", "2023-12-31"),
        ("令和3年〜5年", "2021-01-01", "2023-12-31"),
        ("令和3年度..2023-05", "2021-04-01", "2023-05-31"),
        ("2021..", "2021-01-01", "9999-12-31"),
        ("..2023", "0001-01-01", "2023-12-31"),
    ],
)
def test_a_written_period(text, start, end):
    """Western, era and fiscal dates and their ranges give the first and the last day."""
    period = parse_period(f" {text} ")
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat(), period.text) == (start, end, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "abc",
        "2023年13月",
        "2023-02-30",
        "令和0年",
        "元年",
        "2023..2021",
        "0000",
        "12",
        "2023 and",
        "x" * 10_000,
    ],
)
def test_what_is_no_period(text):
    """Impossible dates, reversed ranges and other words are None."""
    assert parse_period(text) is None


def test_periods_in_running_text():
    """Dates are found in order, as written; numbers that are no years are not."""
    text = (
        "令和３年５月、and on 3 May 2023 (p. 12), 2021年度から2023年4月1日まで。In 1945, 2,023 people;"
        " version 1.2023, R3, doi 10.1234/2020, ISBN 978-4-2020, ㋿6年, R3.4.1, FY2023–FY2024"
    )
    assert [(period.text, period.start.isoformat()) for period in find_periods(text)] == [
        ("令和３年５月", "2021-05-01"),
        ("3 May 2023", "2023-05-03"),
        ("2021年度", "2021-04-01"),
        ("2023年4月1日", "2023-04-01"),
        ("1945", "1945-01-01"),
        ("㋿6年", "2024-01-01"),
        ("R3.4.1", "2021-04-01"),
        ("FY2023", "2023-04-01"),
        ("FY2024", "2024-04-01"),
    ]


def test_dates_in_eras():
    """The last day of Heisei and the first of Reiwa; before Meiji there is the western year."""
    assert format_era(dt.date(2021, 5, 3)) == "令和3年5月3日"
    assert format_era(dt.date(2019, 4, 30)) == "平成31年4月30日"
    assert format_era(dt.date(2019, 5, 1)) == "令和元年5月1日"
    assert format_era(dt.date(1989, 1, 7)) == "昭和64年1月7日"
    assert format_era(dt.date(1850, 1, 2)) == "1850年1月2日"


@given(st.dates(min_value=dt.date(1868, 1, 25), max_value=dt.date(2100, 12, 31)))
def test_era_dates_are_read_back(day):
    """A date that is written in its era is the same date when it is read."""
    period = parse_period(format_era(day))
    assert period is not None
    assert period.start == period.end == day


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_western_dates_are_read_back(day):
    """ISO, Japanese and English ways of writing a date agree."""
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%B} {day.day}, {day.year}",
    ):
        period = parse_period(text)
        assert period is not None
        assert period.start == period.end == day


@given(texts)
def test_found_periods_stand_in_the_text(text):
    """Every found period is a slice of the text that is itself read as that period."""
    for period in find_periods(text):
        assert period.text in text
        assert period.start <= period.end
