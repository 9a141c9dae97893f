"""One number in two languages."""

from __future__ import annotations

import pytest

from language.numbers import agree, numbers

SAME = [
    ("平成11年", "in 1999"),
    ("1999年5月", "May 1999"),
    ("1999年5月3日", "sometime in 1999"),
    ("令和5年度", "FY2023"),
    ("令和元年", "2019"),
    ("第9条", "Article 9"),
    ("安保条約第5条", "Article V of the treaty"),
    ("第九条", "Art. IX"),
    ("23品目", "23 items"),
    ("23品目", "23 sorts of machine"),
    ("二千四百七十メートル", "2,470 metres deep"),
    ("1兆2千億円", "1.2 trillion yen"),
    ("31万平方キロ", "310,000 square kilometres"),
    ("六か月前", "six months before"),
    ("四か国", "four countries"),
    ("領海３海里", "three nautical miles"),
    ("0.7パーセント", "0.7 per cent"),
    ("72時間以内", "within 72 hours"),
]
OTHER = [
    ("平成11年", "in 1998"),
    ("1999年5月", "June 1998"),
    ("第9条", "9 items"),
    ("第9条", "Chapter 9"),
    ("23品目", "23 days"),
    ("2つ", "2"),
    ("十分に", "ten"),
    ("万一", "10,001"),
    ("9条", "Article 19"),
]


def both(one: str, other: str) -> bool:
    return any(agree(a, b) for a in numbers(one) for b in numbers(other))


@pytest.mark.parametrize(("japanese", "english"), SAME)
def test_both_languages_write_it(japanese, english):
    """However each language writes it, it is one number."""
    assert both(japanese, english)


@pytest.mark.parametrize(("japanese", "english"), OTHER)
def test_what_differs_does_not_agree(japanese, english):
    """Another value, or another thing counted, is another number; a bare digit is none."""
    assert not both(japanese, english)


def test_offsets_are_of_the_text_as_written():
    """Full-width digits and old kanji are read, and the place is where they stand."""
    text = "昨年度の第１０回会合は２０２３年５月。"
    assert [text[each.start : each.end] for each in numbers(text)] == ["第１０回", "２０２３年５月"]
