import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import sentences
from tests.language.texts import texts


def split(text, language):
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    "expected",
    [
        ["日本は島国である。", "海に囲まれている。"],
        ["「行く。」と言った。", "次だ。"],
        ["彼は「終わりだ。」", "彼女は去った。"],
        ["また、「A。B。C」とした。", "以上。"],
        ["本当か？と聞いた。", "えっ！", "そうなのか。"],
        ["Yahoo!ニュースは3.5%だ．", "次は1．5だ。"],
        ["（1）はじめに（注：略。）述べる。", "次。"],
        ["「とても長い。", "閉じない。"],
        ["COVID-19とU.S.の5Gである。", "次。"],
        ["米国のU.S. Armyは強い.", "次に進む."],
        ["第1条　国は、責任を負う。", "ただし、この限りでない。"],
        ["よい。）", "次。"],
        ["できるか?", "いずれにせよ、できた!", "次。"],
        ["すごい！！？", "本当だ。"],
    ],
)
def test_japanese_sentences(expected):
    """A sentence ends at 。！？ outside brackets, and after a quotation that nothing goes on from."""
    assert split("".join(expected), "ja") == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. and Japan agree.", "They met."],
        ["It was made in the U.S.", "The talks ended at 5 p.m.", "They left."],
        ["Dr. Abe met J. Smith et al. (2020) in Washington, D.C. on Monday.", "Good."],
        ['He said "No."', "Then he left."],
        ["See Fig. 3 and pp. 4-5.", "No. 5 is here."],
        ["He said no.", "We agree."],
        ["“Is it?” he asked.", "We go."],
        ["(See the report. It is long.)", "Next one!", "Really?!"],
        ["Yes... but no.", "It ended...", "Then what?"],
        ["See e.g. the text, i.e. this one.", "Apple Inc. announced it."],
        ["In Jan. 2020 it fell 3.5 per cent.12", "The end.[3]", "Another one."],
        ["[1] J. Smith, “Title,” Journal 3, no. 2 (2020): 5–7.", "[2] A. Doe."],
        ["Node.js version 2.0 is out.", "J. F. Kennedy spoke."],
        ["This is Plan B.", "The next one failed."],
        ["Gen. Smith and Sen. Jones, Jr. spoke vs. Rep. Lee.", "It ended."],
    ],
)
def test_english_sentences(expected):
    """A full stop after an abbreviation, an initial or a number ends nothing; a real one does."""
    assert split(" ".join(expected), "en") == expected


def test_headings_keep_their_numbers():
    """The full stop of a number that opens a line belongs to the heading."""
    text = "1. Introduction\n2.1. The case. It begins.\nA. Background"
    assert split(text, "en") == [
        "1. Introduction", "2.1. The case.", "It begins.", "A. Background",
    ]  # fmt: skip


def test_a_line_end_is_always_a_boundary():
    """Blocks are separate lines, so no sentence crosses a newline."""
    assert split("見出し\n本文は\r\n続く。", "ja") == ["見出し", "本文は", "続く。"]


def test_a_bracket_of_paragraphs_does_not_swallow_its_sentences():
    """Sentences end inside a bracket that holds more than 300 characters."""
    inner = "これは長い引用である。" * 40
    assert len(split(f"「{inner}」", "ja")) == 40


def test_mixed_text_is_split_by_the_marks_of_both():
    """An English sentence in Japanese text ends, and so does a Japanese one in English text."""
    assert split("It grew. 同盟は続く。 So it did.", "en") == [
        "It grew.",
        "同盟は続く。",
        "So it did.",
    ]
    assert split("It grew. 同盟は続く。 So it did.", "ja") == [
        "It grew.",
        "同盟は続く。",
        "So it did.",
    ]


@given(texts, st.sampled_from(["ja", "en", "und"]))
def test_sentences_hold_everything_but_space(text, language):
    """The spans are ordered, disjoint, trimmed, and only space lies between them."""
    spans = sentences(text, language)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize(
    "unit", ["「", "」", "。", ".", "a", "あ。", "「あ。」", "U.S. ", "1.", "(", ")", "\n"]
)
def test_a_megabyte_of_anything_is_read(unit):
    """Long input without a natural end is split in one pass, however its brackets nest."""
    text = unit * (1_000_000 // len(unit))
    spans = sentences(text, "ja")
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == "".join(text.split())
