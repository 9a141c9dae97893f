"""The judgement of text: what people write is good, what fonts and decoders garble is not."""

from __future__ import annotations

import codecs
import random

import pytest

from catalog.records import POOR
from errors import MESSAGES
from ingest.readers.quality import score

JAPANESE = "日米同盟は、インド太平洋地域の平和と安定の礎である。両国は協力を深めてきた。"
ENGLISH = (
    "Freedom of navigation operations challenge excessive maritime claims, and the allies have"
    " coordinated their response. Supply chains depend on a small number of firms."
)

GOOD = {
    "japanese": JAPANESE,
    "english": ENGLISH,
    "romaji": "Nihon no anzen hosho seisaku wa kokusai kankyo no henka ni taio shite kita.",
    "french": "La politique de sécurité du Japon a évolué à la suite des changements régionaux.",
    "ministries": "外務省 防衛省 経済産業省 財務省 内閣官房 国家安全保障局 海上保安庁 警察庁 総務省 法務省 文部科学省 厚生労働省 農林水産省",
    "old kanji": "國家の發展は國民の學問と經濟の獨立に據る。對外關係も亦同樣である。",
    "chinese": "双方就中美关系以及共同关心的国际和地区问题坦诚深入交换意见。这是五年来首次访华。",
    "korean": "한국과 일본은 국제 정세에 대해 의견을 나누었다.",
    "acronyms": "NATO ASEAN QUAD AUKUS UNCLOS IAEA WTO APEC CPTPP JCG MSDF USCG INDOPACOM",
    "symbol bullets": "\uf0b7 海上保安の能力を高める。\n\uf0b7 情報を共有する。",
    "addresses": "https://www.mofa.go.jp/mofaj/gaiko/bluebook/ zqxj@kwvz.example 03-3580-3311",
    "short": "第1章",
    "": "",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_people_write_is_good(text):
    """Japanese, English and what papers quote score well above the line, and give no reason."""
    quality, reason = score(text)
    assert quality >= 0.7
    assert reason == ""


MOJIBAKE = {
    "UTF-8 as Latin 1": JAPANESE.encode().decode("latin1"),
    "UTF-8 as Shift_JIS": JAPANESE.encode().decode("cp932", "replace"),
    "Shift_JIS as Latin 1": JAPANESE.encode("cp932").decode("cp1252", "replace"),
    "EUC-JP as Latin 1": JAPANESE.encode("euc_jp").decode("latin1"),
}


@pytest.mark.parametrize("text", MOJIBAKE.values(), ids=MOJIBAKE)
def test_wrong_decodings_are_mojibake(text):
    """Japanese decoded as another encoding is poor, and known for what it is."""
    quality, reason = score(text)
    assert quality < POOR
    assert reason == "mojibake"


def test_glyphs_without_characters_are_poor():
    """Private-use and replacement characters among letters mean an unmapped font."""
    for sign in "\ue012\ufffd":
        assert score(f"日米{sign * 2}は、平和{sign}安定{sign}礎") == (0.0, "unmapped-characters")


def test_kanji_that_nobody_uses_are_poor():
    """The wrong kanji of a wrong CMap are mostly outside of the common sets."""
    assert score("鏺闄鎯隿の鏺鑚鎯闄鎯隿鏺") == (0.0, "rare-kanji")


def test_common_kanji_in_no_order_are_poor():
    """Kanji drawn at random from the commonest form no words."""
    chance = random.Random(4)
    level_1 = [
        bytes((row, cell)).decode("euc_jp")
        for row in range(0xB0, 0xCF)
        for cell in range(0xA1, 0xFF)
    ]
    quality, reason = score("".join(chance.choices(level_1, k=300)))
    assert quality < POOR
    assert reason == "rare-kanji"


def test_shifted_letters_are_poor():
    """English under the cipher of rot13, as a shifted CMap gives it, has no words."""
    quality, reason = score(codecs.encode(ENGLISH, "rot13"))
    assert quality < POOR
    assert reason == "no-words"


def test_words_run_together_are_poor():
    """English whose spaces are gone cannot be searched by word."""
    text = (ENGLISH.replace(" ", "").replace(",", "").replace(".", "")) * 2
    assert score(text)[0] < POOR
    assert score(text)[1] == "no-spaces"


def test_scripts_that_never_meet_are_poor():
    """Letters of many scripts in one line come from a font's glyph numbers."""
    quality, reason = score("ԔΰÎϸЇ ϣķߙ Ψg ϙʆ Ϣiͳ ೕဍ ੒ඥ Ǌһ ӍΉʽী ܅ȥ͟ರ һӍΉʽী ࠌ Ե ΰചʽဍ")
    assert quality < POOR
    assert reason == "mixed-scripts"


def test_quality_falls_with_the_share_of_broken_text():
    """One unmapped glyph in a hundred costs a twentieth, five a quarter; ten are the limit."""
    text = "".join(chr(0x3042 + n % 60) for n in range(100))
    assert [score("\ue012" * n + text[n:])[0] for n in (0, 1, 5, 10)] == [1.0, 0.95, 0.75, 0.5]


REASONS = (
    "image-only blank page-damaged unmapped-characters mojibake rare-kanji no-words mixed-scripts"
    " no-spaces ocr-doubtful"
)


@pytest.mark.parametrize("reason", REASONS.split())
def test_every_reason_is_a_sentence_in_both_languages(reason):
    """Reasons stand in pages without values, so their sentences need none."""
    for sentence in MESSAGES[reason]:
        assert sentence.format() == sentence
        assert sentence.endswith((".", "。"))
