import unicodedata

import pytest
from hypothesis import example, given

from language import fold, fold_with_offsets, folds
from language.folding import kyujitai, modern, modern_with_offsets, numeral
from tests.language.texts import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("國家", "国家"),
        ("舊漢字と經濟學", "旧漢字と経済学"),
        ("臺灣", "台湾"),
        ("齊藤", "斉藤"),
        ("神\ufa19", "神神"),
        ("辻\U000e0100", "辻"),
        ("ヴェトナム", "ベトナム"),
        ("ヴァイオリン", "バイオリン"),
        ("レヴュー", "レビュー"),
        ("サーバー", "サーバ"),
        ("コンピューターの", "コンピュータの"),
        ("ＵＳＢ", "usb"),
        ("ｶﾀｶﾅ", "カタカナ"),
        ("ｶﾞﾊﾟ", "ガパ"),
        ("か\u3099", "が"),
        ("Tōkyō", "tokyo"),
        ("Abé", "ABE"),
        ("Ærø", "aero"),
        ("Straße", "STRASSE"),
        ("Japan’s", "japan's"),
        ("US–Japan", "us-japan"),
        ("二〇二三年", "2023年"),
        ("令和六年", "令和6年"),
        ("昭和二十三年", "昭和23年"),
        ("平成十年", "平成10年"),
        ("㍻", "平成"),
        ("a\u00adb\u200bc", "abc"),
    ],
)
def test_the_same_writing(one, other):
    """Old kanji, width, katakana variants, macrons, case and year numerals fold together."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("か", "が"),
        ("は", "ぱ"),
        ("か", "カ"),
        ("斉藤", "斎藤"),
        ("大坂", "大阪"),
        ("人々", "人人"),
        ("カラー", "カラ"),
        ("й", "и"),
        ("二三年", "23年"),
        ("二〇二三人", "2023人"),
        ("ビール", "ビル"),
    ],
)
def test_different_writing_stays_different(one, other):
    """Voicing, script, names, short katakana words and open numerals are not folded."""
    assert fold(one) != fold(other)


def test_literal_folding_keeps_the_spelling():
    """Without the visible folds only width, case and typography change."""
    assert fold("國家ノＵＳＢサーバー Tōkyō", literal=True) == "國家ノusbサーバー tōkyō"


def test_offsets_point_at_what_was_written():
    """ｶ and ﾞ melt into one character at 0; ㍻ becomes two that both come from 3."""
    assert fold_with_offsets("ｶﾞｽ㍻") == ("ガス平成", [0, 2, 3, 3])
    assert fold_with_offsets("昭和二十三年x") == ("昭和23年x", [0, 1, 2, 3, 5, 6])
    assert fold_with_offsets("ヴェ國サーバーが") == ("ベ国サーバが", [0, 2, 3, 4, 5, 7])


def test_visible_folds_are_told():
    """Each changed word is given as written and as matched; case and width are not worth it."""
    text = "國家のサーバーとＵＳＢ、defence in Tōkyō, 二〇二三年 Strategy 國家"
    assert folds(text) == [
        ("國家", "国家"),
        ("サーバー", "サーバ"),
        ("defence", "defense"),
        ("Tōkyō", "Tokyo"),
        ("二〇二三年", "2023年"),
    ]
    assert folds("日米同盟 ｻｲﾊﾞ The Alliance’s 5G") == []


def test_the_table_of_old_kanji_is_sound():
    """At least 350 pairs of single characters; no modern form is itself an old one."""
    table = kyujitai()
    assert len(table) >= 350
    assert not set(table.values()) & set(table)
    for old, new in table.items():
        assert len(old) == len(new) == 1
        assert unicodedata.normalize("NFKC", old) == old != new
    assert [table[c] for c in "國澤經濟戰對臺齊辨瓣辯龍"] == list("国沢経済戦対台斉弁弁弁竜")


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("三〇", 30), ("7", 7)],
)
def test_kanji_numerals(text, value):
    """Numerals are read with 十 and without."""
    assert numeral(text) == value


@given(texts)
@example("ヴヴァ゙")
@example("サーバー\u200bー")
def test_folding_is_settled(text):
    """What is folded once does not change when it is folded again."""
    folded = fold(text)
    assert fold(folded) == folded
    literal = fold(text, literal=True)
    assert fold(literal, literal=True) == literal
    assert fold(literal) == folded


@given(texts)
def test_offsets_belong_to_the_text(text):
    """The folded text with offsets is the folded text; offsets are in range and never decrease."""
    for plain, with_offsets in ((fold, fold_with_offsets), (modern, modern_with_offsets)):
        for literal in (False, True):
            folded, offsets = with_offsets(text, literal=literal)
            assert folded == plain(text, literal=literal)
            assert len(folded) == len(offsets)
            assert list(offsets) == sorted(offsets)
            assert all(0 <= offset < len(text) for offset in offsets)
