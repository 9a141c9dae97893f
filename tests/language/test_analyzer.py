import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import MissingError
from language import Analyzer, Token, bigram_tokens, bigrams, dictionary, fold
from tests.language.texts import texts

TERMS = (
    "経済安全保障", "安全保障", "半導体", "太平洋", "インド太平洋", "東シナ海", "航行の自由",
    "自由で開かれたインド太平洋", "国家安全保障戦略", "京都", "FOIP", "G7広島サミット", "國防",
)  # fmt: skip


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory):
    return Analyzer(TERMS, cache=tmp_path_factory.mktemp("dictionaries"))


def forms(analyzer, text, language="ja", **options):
    return [token.form for token in analyzer.tokens(text, language, **options)]


def test_terms_are_words_with_their_parts(analyzer):
    """A term is itself at its whole span, then the terms and the words in it where they stand."""
    assert analyzer.tokens("新たな経済安全保障を", "ja") == [
        Token(0, 2, "新た", 0),
        Token(3, 9, "経済安全保障", 2),
        Token(3, 5, "経済", 2),
        Token(5, 9, "安全保障", 3),
        Token(5, 7, "安全", 3),
        Token(7, 9, "保障", 4),
    ]


@pytest.mark.parametrize("term", ["太平洋", "半導体", "東シナ海", "航行の自由", "国家安全保障戦略"])
def test_a_term_is_one_word_wherever_it_stands(analyzer, term):
    """What UniDic splits is one word, alone and within a sentence."""
    assert forms(analyzer, term)[0] == term
    assert term in forms(analyzer, f"わが国の{term}について、{term}的な議論")
    assert term not in forms(Analyzer(), term)


def test_a_term_in_old_kanji_is_the_same_word(analyzer):
    """Terms and text are both read in modern writing."""
    assert forms(analyzer, "國家安全保障戰略")[0] == "国家安全保障戦略"


def test_the_longer_of_two_terms_wins():
    """Where one term begins another, the whole of the longer one is found, with the shorter."""
    both = Analyzer(["国際標準", "国際標準化"])
    assert forms(both, "国際標準化を") == ["国際標準化", "国際標準", "国際", "標準"]


def test_terms_do_not_break_other_words(analyzer):
    """京都, a word of its own already, does not split 東京都."""
    assert forms(analyzer, "東京都と京都") == ["東京", "都", "京都"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("論じる", "論じた"),
        ("サーバー", "サーバ"),
        ("サプライチェーン", "ｻﾌﾟﾗｲﾁｪｰﾝ"),
        ("ヴェトナム", "ベトナム"),
        ("ＵＳＢ", "usb"),
        ("國家", "国家"),
        ("子ども", "子供"),
        ("alliance", "日米のＡｌｌｉａｎｃｅｓ"),
        ("defence", "Defense"),
        ("U.S.", "米国（US）"),
        ("COVID-19", "COVID19対策"),
        ("2023年", "二〇二三年"),
    ],
)
def test_a_query_finds_the_text(analyzer, query, text):
    """The first form of the query is among the forms of a text that writes it otherwise."""
    assert forms(analyzer, query)[0] in forms(analyzer, text)


@pytest.mark.parametrize(
    ("query", "text"), [("台湾", "タイワン"), ("コメ", "米国"), ("カキ", "ガキ"), ("IT", "it")]
)
def test_a_query_does_not_find_another_word(analyzer, query, text):
    """Names and katakana go by their writing, not by UniDic's lemma; IT is not "it"."""
    assert not set(forms(analyzer, query)) & set(forms(analyzer, text))


def test_function_words_are_dropped_but_counted(analyzer):
    """Particles and endings give no token, but the next word's position tells of them."""
    assert analyzer.tokens("日本は、米国と協力した。The US and us", "ja") == [
        Token(0, 2, "日本", 0),
        Token(4, 6, "米国", 2),
        Token(7, 9, "協力", 4),
        Token(16, 18, "us", 8),
    ]


def test_no_form_is_an_offensive_lemma(analyzer):
    """シナ in 東シナ海 keeps its katakana, whatever UniDic's lemma is."""
    assert "支那" not in analyzer.words("東シナ海と南シナ海、シナ", "ja")


def test_literal_forms_are_the_words_as_written(analyzer):
    """With `literal` only width and case are folded: no lemma, stem, old kanji or spelling."""
    text = "國家を論じたＵＳＢサーバー、Defence Tōkyō"
    assert analyzer.words(text, "ja", literal=True) == "國家 論じ usb サーバー defence tōkyō"
    assert analyzer.words(text, "ja") == "国家 論ずる usb サーバ defens tokyo"


def test_text_of_a_third_language_is_not_read_as_japanese(analyzer):
    """In "und" text kanji give bigrams, and letters words."""
    assert forms(analyzer, "中国经济 NATO", "und") == ["中国", "国经", "经济", "nato"]


@given(text=texts, language=st.sampled_from(["ja", "en", "und"]), literal=st.booleans())
def test_offsets_are_into_the_text(analyzer, text, language, literal):
    """Spans are not empty and in range, starts and positions never decrease, `words` agrees."""
    tokens = analyzer.tokens(text, language, literal=literal)
    starts = [token.start for token in tokens]
    positions = [token.position for token in tokens]
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert starts == sorted(starts)
    assert all(b >= a - 12 for a, b in pairwise(positions))
    assert all(token.form and not set(token.form) & set(" \n") for token in tokens)
    assert analyzer.words(text, language, literal=literal) == " ".join(t.form for t in tokens)


@given(text=texts)
def test_forms_are_of_what_is_at_the_span(analyzer, text):
    """Analysing the text at a literal word's span gives that word's form: offsets do not drift."""
    unjoined = str.maketrans("", "", "-.,")
    for token in analyzer.tokens(text, "ja", literal=True):
        if token.form.isalpha() and len(token.form) < 20:
            assert token.form in fold(text[token.start : token.end], literal=True).translate(
                unjoined
            )


@pytest.mark.parametrize(
    "unit",
    ["あ", "漢字", "a", "1", "　", " ", "。", "ア", "\ue000", "😀", "a あ", "\ud800", "\x00"],
)
def test_a_megabyte_of_anything_is_read(analyzer, unit):
    """Long input is cut for MeCab, never refused, and every token is within it."""
    text = unit * (200_000 // len(unit))
    tokens = analyzer.tokens(text, "ja")
    assert all(token.end <= len(text) for token in tokens)
    assert len(analyzer.bigrams(text)) <= 3 * len(text)


def test_long_text_is_cut_between_words(analyzer):
    """A word that a chunk's end would fall on is still one word: the cut is made at a mark."""
    sentence = "経済安全保障を論じる。"
    text = sentence * 1_000
    tokens = [token for token in analyzer.tokens(text, "ja") if token.form == "経済安全保障"]
    assert [token.start for token in tokens] == list(range(0, len(text), len(sentence)))


def test_bigrams():
    """CJK runs give pairs, lone characters and other words themselves; queries leave out kana."""
    assert bigrams("航行の自由（FON）、國") == "航行 行の の自 自由 fon 国"
    assert bigrams("航行についての", query=True) == "航行 行に"
    assert bigrams("いずも", query=True) == "いず ずも"
    assert bigrams("國家", literal=True) == "國家"
    assert bigram_tokens("ｶﾞｽの FON") == [
        Token(0, 3, "ガス", 0),
        Token(2, 4, "スの", 1),
        Token(5, 8, "fon", 2),
    ]


@given(text=texts, literal=st.booleans(), query=st.booleans())
def test_bigrams_with_offsets_are_the_bigrams(text, literal, query):
    """`bigram_tokens` has the forms of `bigrams`, at spans that are not empty."""
    tokens = bigram_tokens(text, literal=literal, query=query)
    assert " ".join(token.form for token in tokens) == bigrams(text, literal=literal, query=query)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


def test_the_fingerprint_names_the_terms(analyzer, tmp_path):
    """The same terms in any order have one fingerprint; other terms have another."""
    again = Analyzer(reversed(TERMS), cache=tmp_path)
    assert again.fingerprint == analyzer.fingerprint
    assert Analyzer(TERMS[:-1], cache=tmp_path).fingerprint != analyzer.fingerprint


def test_the_dictionary_is_compiled_once(tmp_path, monkeypatch):
    """A second analyzer of the same terms takes the file of the first; nothing else is left."""
    Analyzer(TERMS, cache=tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".dic"]
    monkeypatch.setattr(dictionary, "_compile", lambda *_: pytest.fail("compiled again"))
    Analyzer(TERMS, cache=tmp_path)


def test_a_dictionary_without_cache_leaves_nothing(tmp_path):
    """Without a cache the temporary folder is gone when the process has ended."""
    code = "from language import Analyzer; print(Analyzer(['半導体']).words('半導体', 'ja'))"
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.split() == ["半導体", "導体"]
    assert list(tmp_path.iterdir()) == []


def test_a_dictionary_that_cannot_be_made_is_explained(tmp_path):
    """A cache that is a file is an error that names the folder, in both languages."""
    occupied = tmp_path / "file"
    occupied.write_text("")
    with pytest.raises(MissingError) as caught:
        Analyzer(TERMS, cache=occupied)
    assert str(occupied) in caught.value.text("en")
    assert str(occupied) in caught.value.text("ja")


def test_a_damaged_dictionary_is_explained(tmp_path):
    """A dictionary file that MeCab cannot read is an error, not a crash."""
    Analyzer(TERMS, cache=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"damaged")
    with pytest.raises(MissingError, match="could not be loaded"):
        Analyzer(TERMS, cache=tmp_path)


def test_threads_share_an_analyzer(analyzer):
    """Many threads get what one gets."""
    texts = [f"第{n}回の経済安全保障対話で半導体を論じた。" * 20 for n in range(40)]
    alone = [analyzer.words(text, "ja") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: analyzer.words(text, "ja"), texts)) == alone


def test_a_folder_with_spaces_holds_the_dictionary(tmp_path):
    """Paths reach MeCab whole, whatever they hold."""
    analyzer = Analyzer(["半導体"], cache=tmp_path / "用語 'の' folder")
    assert analyzer.words("半導体", "ja") == "半導体 導体"
