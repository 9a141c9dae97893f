import pytest
from hypothesis import given

from language.readings import romanize, to_hiragana
from tests.language.texts import texts


@pytest.mark.parametrize(
    ("kana", "short", "long"),
    [
        ("あべ しんぞう", "abe shinzo", "abe shinzō"),
        ("キシダ フミオ", "kishida fumio", "kishida fumio"),
        ("とうきょう", "tokyo", "tōkyō"),
        ("おおさか", "osaka", "ōsaka"),
        ("ほっかいどう", "hokkaido", "hokkaidō"),
        ("まっちゃ", "matcha", "matcha"),
        ("しんいち", "shin'ichi", "shin'ichi"),
        ("じゅんいちろう", "jun'ichiro", "jun'ichirō"),
        ("いのうえ", "inoue", "inoue"),
        ("ゆうすけ", "yusuke", "yūsuke"),
        ("コンピューター", "konpyuta", "konpyūtā"),
        ("ヴェトナム", "vetonamu", "vetonamu"),
        ("フィリピン", "firipin", "firipin"),
        ("づ", "zu", "zu"),
    ],
)
def test_hepburn(kana, short, long):
    """Kana are romanised as names are, with long vowels short or with macrons."""
    assert romanize(kana) == short
    assert romanize(kana, long_vowels=True) == long


def test_katakana_become_hiragana():
    """Either width of katakana is folded to hiragana; kanji stay."""
    assert to_hiragana("アベ　ｼﾝｿﾞｳ安倍ヴ") == "あべ しんぞう安倍ゔ"


@given(texts)
def test_any_text_is_romanised(text):
    """No text makes it fail, and no plain hiragana is left."""
    assert not set(romanize(text)) & set("あいうえおかきくけこん")
