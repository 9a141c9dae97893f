"""Where a sentence may be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.clauses import clauses


def cut(sentence: str) -> list[str]:
    return [sentence[start:end] for start, end in clauses(sentence)]


@pytest.mark.parametrize(
    "expected",
    [
        ["条約第13部は、", "排他的経済水域における海洋の調査を沿岸国の同意に服させる。"],
        [
            "日本は「先端半導体の製造装置、23品目」を輸出管理の対象に加え、",
            "米国と歩調を合わせた。",
        ],
        ["半導体の供給が止まったため", "自動車の生産も止まることになった。"],
        ["残された時間の余裕は、", "機械がいつ完成するかだけでは決まらない。"],
        ["短い。"],
    ],
)
def test_japanese_clauses(expected):
    """A comma parts clauses, and so does ため; a quotation stays whole."""
    assert cut("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["A stockpile of 1,200 tonnes buys time,", "but it adds nothing to the supply."],
        [
            "The freedoms (of navigation, and of overflight) are customary law",
            "— and it acts on it.",
        ],
        [
            "The Red Sea crisis was a matter of freight;",
            "a crisis in Hormuz would be one of supply.",
        ],
        ["Japan treats the strait as open", "because the treaty of 1977 left a corridor."],
        ["The US–Japan treaty enters at 10:30 into force."],
    ],
)
def test_english_clauses(expected):
    """Marks before a space and joining words part; numbers, brackets and joined names stay whole."""
    assert cut(" ".join(expected)) == expected


def test_a_short_piece_joins_the_next():
    """日本 or However alone say nothing, so they are no clause of their own."""
    assert cut("日本、米国、豪州、印度の四か国が合意した。") == [
        "日本、米国、豪州、",
        "印度の四か国が合意した。",
    ]
    assert cut("However, the reform of the law was late.") == [
        "However, the reform of the law was late."
    ]


@given(st.text("海の、。；「」(), andbut;—1", max_size=80))
def test_clauses_hold_the_whole_sentence(sentence):
    """In order, without overlap, every character that is not space stands in one of them."""
    spans = clauses(sentence)
    assert "".join("".join(cut(sentence)).split()) == "".join(sentence.split())
    assert spans == sorted(spans)
