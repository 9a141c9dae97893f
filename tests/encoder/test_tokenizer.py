import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import BertJapaneseTokenizer

from encoder import BUNDLED
from encoder.tokenizer import MAX_CHARACTERS, JapaneseTokenizer, Segmenter, clean

TEXTS = [
    "自由で開かれたインド太平洋（FOIP）の実現に向けて、日米豪印は協力を深める。",
    "半導体のサプライチェーンは、特定の国・地域に過度に依存している。",
    "Freedom of navigation operations (FONOPs), in the 1960s, weren't routine.",
    "ﾊﾝｶｸｶﾀｶﾅと㈱ＡＢＣ、①②③、㍻、½、ﬁ",
    "「東シナ海」における中国海警局の活動——2023年12月3日",
    "Καλημέρα Σίσυφος, привет, 안녕하세요, مرحبا, İstanbul, café, naïve",
    "😀 👩‍👩‍👧 ❤️ 🇯🇵 e\u0301",
    "a\u3000b\u00a0c\td\ne\r\nf\u2028g\x1ch\u200bi",
    "",
    " \n ",
    "第３条　この法律において「特定重要物資」とは、次に掲げるものをいう。",
    "x" * 101,
    "ー" * 50 + "々" + "龘鱻",
]


SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@pytest.fixture(scope="module")
def light() -> JapaneseTokenizer:
    return JapaneseTokenizer.open(BUNDLED)


@pytest.fixture(scope="module")
def reference() -> BertJapaneseTokenizer:
    return BertJapaneseTokenizer.from_pretrained(BUNDLED)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_ids_equal_transformers(text, light, reference):
    """The light tokenizer gives the ids of transformers' BertJapaneseTokenizer."""
    assert light.ids([text]) == [reference(text, truncation=True, max_length=512)["input_ids"]]


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).filter(
        lambda text: not any(token in text for token in SPECIAL)
    )
)
def test_ids_equal_transformers_on_any_text(light, reference, text):
    """Equality holds for arbitrary Unicode, but for the NUL that no text holds, and the names of
    the special tokens.
    """
    assert light.ids([text]) == [reference(text)["input_ids"]]


@pytest.mark.parametrize("token", SPECIAL)
def test_a_paper_cannot_write_a_special_token(token, light):
    """Where a text spells one out, it is read as the characters that stand there."""
    [ids] = light.ids([f"a {token} b"])
    assert not {0, 1, 2, 3, 4} & set(ids[1:-1])


def test_long_text_keeps_its_start(light):
    """Beyond 512 tokens the start is kept, between [CLS] and [SEP]."""
    short, long = light.ids(["日本", "日本 " * 2000])
    assert len(long) == 512
    assert long == [short[0], *(short[1:-1] * 510)[:510], short[-1]]


def test_clean_replaces_what_no_tokenizer_takes():
    """Lone surrogates become a question mark, NUL a space; very long texts are cut."""
    assert clean("a\ud800b\0c") == "a?b c"
    assert len(clean("あ" * 100_000)) == MAX_CHARACTERS


def test_segmenter_uses_the_plain_dictionary():
    """unidic-lite without user entries cuts 半導体 and 太平洋 in two."""
    words = Segmenter().words("半導体と太平洋とＡＳＥＡＮ")
    assert words == ["半", "導体", "と", "太平", "洋", "と", "asean"]
