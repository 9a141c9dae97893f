import unicodedata

import pytest
from hypothesis import given

from language import clean, join_lines
from tests.language.texts import texts


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["日本の安全", "保障政策", "。次"], "日本の安全保障政策。次"),
        (["free", " and open "], "free and open"),
        (
            ["米国のNATO", "加盟国（日", "本）は", "AI", "について"],
            "米国のNATO加盟国（日本）はAIについて",
        ),
        (["about 同盟", "and the rest of it"], "about 同盟 and the rest of it"),
        (["the infor-", "mation"], "the information"),
        (["the US-", "Japan alliance"], "the US-Japan alliance"),
        (["the U.S.-", "Japan alliance"], "the U.S.-Japan alliance"),
        (["an F-", "35 and COVID-", "19"], "an F-35 and COVID-19"),
        (["a rules-", "based order"], "a rules-based order"),
        (["its self-", "defense forces"], "its self-defense forces"),
        (["a state-of-", "the-art day-", "to-day"], "a state-of-the-art day-to-day"),
        (["co-", "operation and pol-", "icy"], "cooperation and policy"),
        (["AI-", "enabled"], "AI-enabled"),
        (["anti-ship and anti-", "ship"], "anti-ship and anti-ship"),
        (["coun\u00ad", "ter\u00admeasure"], "countermeasure"),
        (["growth -", "and more"], "growth - and more"),
        (["the region—", "and beyond"], "the region—and beyond"),
        (["https://www.spf.org/", "en/x"], "https://www.spf.org/en/x"),
        (["", "  ", "a"], "a"),
        ([], ""),
    ],
)
def test_lines_join_into_a_paragraph(lines, joined):
    """Japanese joins without a space, English with one, and only broken words lose a hyphen."""
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("日 本 に お け る AI の 利 用", "日本における AI の利用"),
        ("日本 に おける 安全 保障 。", "日本における安全保障。"),
        ("山田 太郎", "山田 太郎"),
        ("第1章 はじめに　まとめ", "第1章 はじめに　まとめ"),
        ("　段落の始め\n　次", "段落の始め\n次"),
        ("か\u3099くせい", "がくせい"),
        ("a\u200bb\x00c\u00add\ufeff", "abcd"),
        ("ＡＢＣ①㍻", "ＡＢＣ①㍻"),
        ("辻\U000e0100", "辻\U000e0100"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("x\ud800y", "x\ufffdy"),
        ("a\u00a0b\tc  d ", "a b c d"),
    ],
)
def test_cleaning_leaves_what_is_printed(text, cleaned):
    """Debris, OCR's spaces and indents go; width, ligatures and name variants stay."""
    assert clean(text) == cleaned


@given(texts)
def test_cleaning_is_settled_and_writable(text):
    """Cleaned text is NFC, can be written as UTF-8, and cleaning again changes nothing."""
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the nine-", "dash line"], "the nine-dash line"),
        (["a two-", "nanometre process"], "a two-nanometre process"),
        (["nine-", "teen ships"], "nineteen ships"),
        (["the ten-", "sion grew"], "the tension grew"),
    ],
)
def test_numerals_keep_their_hyphen(lines, joined):
    """A numeral and a noun are a compound; a numeral broken in two is one word."""
    assert join_lines(lines) == joined


@pytest.mark.parametrize("text", ["林 修", "第1章 背景", "第一章 総則", "山田 太郎"])
def test_one_space_is_not_ocr(text):
    """A name or a numbered heading keeps its only space."""
    assert clean(text) == text
