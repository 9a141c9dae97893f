import pytest

from catalog.records import Language, Term
from index.terms import TermBase, capitals, named
from language import Analyzer

FON = Term(
    "航行の自由",
    "freedom of navigation",
    abbreviation="FON",
    variants_ja=("航行自由",),
    variants_en=("navigational freedom",),
    avoid=(("自由航行", "語順が逆"),),
)
UNCLOS = Term("国連海洋法条約", "UN Convention on the Law of the Sea", abbreviation="UNCLOS")
SEA_LAW = Term("海洋法", "law of the sea")
TERROR = Term("テロ", "terror")
SERVER = Term("サーバー", "server")


@pytest.fixture(scope="module")
def base() -> TermBase:
    terms = [FON, UNCLOS, SEA_LAW, TERROR, SERVER]
    return TermBase(terms, Analyzer([term.japanese for term in terms]))


def found(base: TermBase, text: str) -> list[tuple[str, str]]:
    return [(each.term.japanese, each.written) for each in base.expand(text)]


def test_a_japanese_term_brings_its_other_names(base):
    """A term is found within a sentence, and every name but the one written is offered."""
    (expansion,) = base.expand("南シナ海における航行の自由を守る")
    assert expansion.written == "航行の自由"
    assert [r.text for r in expansion.renderings] == [
        "freedom of navigation",
        "FON",
        "航行自由",
        "navigational freedom",
    ]


def test_an_english_term_is_found_in_the_plural_and_any_case(base):
    """English terms are compared word by word in stemmed form."""
    assert found(base, "Freedoms of Navigation at risk") == [
        ("航行の自由", "Freedoms of Navigation")
    ]


def test_the_longest_term_counts_alone(base):
    """海洋法 inside 国連海洋法条約 is not a second term; elsewhere it is one."""
    assert found(base, "国連海洋法条約") == [("国連海洋法条約", "国連海洋法条約")]
    assert found(base, "国連海洋法条約と海洋法") == [
        ("国連海洋法条約", "国連海洋法条約"),
        ("海洋法", "海洋法"),
    ]


def test_abbreviations_keep_their_case_and_their_edges(base):
    """FON is a term, fon and FONT are not; Japanese may follow without a space."""
    assert found(base, "FON作戦") == [("航行の自由", "FON")]
    assert found(base, "fon FONT") == []
    assert found(base, "two FONs") == [("航行の自由", "FONs")]


def test_capitals_within_japanese_make_no_abbreviation():
    """附属書VII仲裁 is a Japanese name, found as a string in any width."""
    base = TermBase([Term("附属書VII仲裁", "Annex VII arbitration")], Analyzer([]))
    assert found(base, "附属書ＶＩＩ仲裁の判断") == [("附属書VII仲裁", "附属書ＶＩＩ仲裁")]


def test_a_katakana_word_is_not_cut(base):
    """テロ is not found in ステロイド; サーバ is サーバー."""
    assert found(base, "ステロイド") == []
    assert found(base, "サーバの防護") == [("サーバー", "サーバ")]


def test_a_rendering_to_avoid_is_understood_but_not_offered(base):
    """What the term base warns of finds its term, and is never searched for in its place."""
    (expansion,) = base.expand("自由航行")
    assert expansion.term is FON
    assert "自由航行" not in [r.text for r in expansion.renderings]


def test_what_another_term_is_called_is_that_term_alone():
    """A name that one term warns of, in any form, and another one has, finds the other alone."""
    safety = Term(
        "安全な航行",
        "safety of navigation",
        avoid=(("freedoms of navigation", "another term"), ("FONs", "another"), ("航行の安全", "")),
    )
    base = TermBase([safety, FON], Analyzer(["安全な航行", "航行の自由"]))
    for text in ("freedom of navigation", "Freedoms of Navigation", "FON", "FONs"):
        assert found(base, text) == [("航行の自由", text)]
    assert found(base, "航行の安全") == [("安全な航行", "航行の安全")]


def test_words_in_capitals():
    """Capitals are told from small letters, at Japanese too, without a plural's s, and in parts."""
    text = "FON作戦、fon、RAAs and ＡＩ; a US-Japan plan, A2/AD, Quad, G7, FONTs."
    assert list(capitals(text)) == [
        *("FON", "RAA", "AI", "US-Japan", "US", "A2/AD", "AD"),
        "FONT",
    ]


def test_a_query_with_both_names_has_nothing_to_add(base):
    """Names that the query has already are not searched a second time."""
    assert found(base, "law of the sea 海洋法") == []


def test_long_abbreviations_are_known_in_small_letters():
    """People type unclos; fon is too short to be sure of, and swift is a word."""
    swift = Term(
        "国際銀行間通信協会", "Society for Financial Telecommunication", abbreviation="SWIFT"
    )
    base = TermBase([UNCLOS, FON, swift], Analyzer([]))
    found = base.expand("unclos fon swift SWIFT")
    assert [expansion.written for expansion in found] == ["unclos", "SWIFT"]


def test_a_hyphen_does_not_hide_a_term():
    """counter-strike is the term counterstrike, and the closed spelling that of a hyphened one."""
    counter = Term("反撃能力", "counterstrike")
    base = TermBase([counter], Analyzer([]))
    (expansion,) = base.expand("Japan's counter-strike")
    assert (expansion.written, expansion.term) == ("counter-strike", counter)


def test_a_query_is_named_in_both_languages():
    """Each term stands under its first name, whatever the query calls it."""
    text = "FON 海洋法"
    expansions = TermBase([FON, SEA_LAW], Analyzer([])).expand(text)
    assert named(text, expansions, Language.JA) == "航行の自由 海洋法"
    assert named(text, expansions, Language.EN) == "freedom of navigation law of the sea"
