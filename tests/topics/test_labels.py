"""What clusters are called: surface words, terms first, nothing twice, nothing offensive."""

import math

import numpy as np

from catalog.records import Language, Term
from index.terms import TermBase
from language import Analyzer
from topics.labels import Label, label
from topics.words import Vocabulary, names, stop_words, terms_by_name, words_of

FON = Term("航行の自由", "freedom of navigation", abbreviation="FON")
ECS = Term("東シナ海", "East China Sea")
LONG = Term(
    "特定水産動植物等の国内流通の適正化等に関する法律",
    "Act on Ensuring the Proper Domestic Distribution of Specified Aquatic Animals",
    variants_ja=("水産流通適正化法",),
    abbreviation="AEPD",
)
TERMS = (FON, ECS, LONG)
BASE = TermBase(TERMS, Analyzer([term.japanese for term in TERMS]))


def vocabulary(*passages: set[str]) -> Vocabulary:
    words = sorted(set().union(*passages))
    numbers = [words.index(word) for held in passages for word in sorted(held)]
    starts = np.cumsum([0, *(len(held) for held in passages)])
    return Vocabulary(tuple(words), starts, np.array(numbers, np.int32))


def test_words_are_as_written():
    """Runs of kanji stay whole; there is no lemma of シナ, and no stop word."""
    found = words_of("東シナ海の太平洋側では、場合により巡視船が臨検した。", Language.JA, BASE)
    assert {"t:東シナ海=East China Sea", "ja:太平洋側", "ja:巡視船", "ja:臨検"} <= found
    assert not any("支那" in word for word in found)
    assert "場合" in stop_words("ja")
    assert "ja:場合" not in found


def test_a_term_names_a_cluster_in_both_languages():
    """Three Japanese passages name a term; the label has it in English too."""
    held = vocabulary(
        *({"t:航行の自由=freedom of navigation", "ja:灯台"} for _ in range(3)),
        *({"ja:銀行"} for _ in range(3)),
    )
    members = np.array([0, 0, 0, 1, 1, 1], np.int32)
    sea, bank = label(members, held, terms_by_name(TERMS))
    assert sea == Label(("航行の自由", "灯台"), ("freedom of navigation",))
    assert bank == Label(("銀行",), ())


def test_the_score_is_class_based_tf_idf():
    """Worked by hand: of two words of one cluster, that which the other lacks comes first.

    Both clusters hold 6 words in all.  For a: tf 3/6, log(1 + 6/3); for b: tf 3/6, log(1 + 6/6).
    """
    one = [{"en:aaa", "en:bbb"} for _ in range(3)]
    other = [{"en:bbb", "en:ccc"} for _ in range(3)]
    first = 3 / 6 * math.log1p(6 / 3)
    second = 3 / 6 * math.log1p(6 / 6)
    assert first > second
    held = vocabulary(*one, *other, *({f"en:x{n}"} for n in range(20)))
    members = np.array([0] * 3 + [1] * 3 + [-1] * 20, np.int32)
    assert label(members, held, {})[0].en == ("aaa", "bbb")


def test_nothing_is_said_twice():
    """供給 goes with 供給網, cable with undersea cables, whichever comes first."""
    held = vocabulary(
        *({"ja:供給網", "ja:供給", "en:undersea cables", "en:cable"} for _ in range(3)),
        *({f"ja:他{n}社"} for n in range(20)),
    )
    found = label(np.array([0] * 3 + [-1] * 20, np.int32), held, {})[0]
    assert len(found.ja) == 1
    assert len(found.en) == 1


def test_a_long_name_is_given_in_short():
    """Of the name of a law the label takes the short form."""
    word = f"t:{LONG.japanese}={LONG.english}"
    assert names(word, terms_by_name(TERMS)) == ("水産流通適正化法", "AEPD")


def test_another_meaning_is_not_a_name():
    """The term base of the corpus does not take fishing for phishing."""
    from ingest.terms import read_terms
    from settings import PROJECT

    terms = list(read_terms(PROJECT / "corpus" / "terms.csv"))
    base = TermBase(terms, Analyzer())
    assert "phishing" not in {term.english for term in base.held("illegal fishing at sea")}
    assert "phishing" in {term.english for term in base.held("a phishing mail")}
