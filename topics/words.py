"""What can name a cluster: terms of the term base, and words as they are written.

Never a lemma: unidic's for シナ海 is an offensive word, and nobody reads lemmas.  Japanese words
are whole runs of kanji and katakana, which no dictionary can split wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.records import Language, Term, TermKind
from index.terms import TermBase

# A word is kept as "t:航行の自由=freedom of navigation", "ja:臨検" or "en:boarding".
TERM, JA, EN = "t:", "ja:", "en:"
LONG_JA, LONG_EN = 12, 32  # characters of a term's name beyond which a shorter one is taken
_RUN = re.compile(r"[一-鿿々〆ヶァ-ヴー・]{2,14}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]")
_STARTS = frozenset(["", *".!?:;。！？"])  # what stands before a sentence
_NUMBERS = re.compile(r"^[一二三四五六七八九十百千万億兆〇年月日第章節条項号頁件]+$")
# Too general to tell one cluster from another, in papers of any field.
STOP_JA = frozenset(
    ["場合", "必要", "可能", "以上", "以下", "以前", "以後", "今後", "現在", "同様", "一方", "他方", "各国", "両国", "日米", "日本", "米国", "我々", "本稿", "本書", "本報告", "報告書", "提言", "論文", "著者", "参加者", "議論", "意見", "問題", "課題", "内容", "結果", "理由", "方法", "状況", "関係", "対応", "実施", "検討", "指摘", "説明", "考慮", "重要", "最初", "最後", "第一", "第二", "第三", "第四", "一部", "全体", "多数", "少数", "一般", "具体的", "基本的", "一定", "相互", "自体", "毎年", "昨年", "今年", "当時", "時点", "期間", "年度", "年間", "月間", "先述", "前述", "後述", "以外", "以内", "程度", "部分", "観点", "立場", "意味", "言葉", "用語", "表現", "文書", "資料", "項目", "種類", "対象", "目的", "役割", "影響", "導入", "政府", "国家", "国際", "制度", "政策", "委員会", "会合", "会議", "研究会", "出席者", "発言", "質問", "回答", "次回", "今回", "前回", "同年", "同国", "少数意見", "反対", "賛成", "出典", "参考文献", "図表", "注記", "標本", "見本", "日米両国", "両政府"]
)
STOP_EN = frozenset(
    ["japan", "japanese", "united", "states", "american", "government", "governments", "policy", "paper", "report", "group", "countries", "country", "year", "years", "first", "second", "third", "new", "also", "may", "must", "would", "could", "should", "one", "two", "three", "four", "five", "many", "much", "use", "used", "using", "make", "made", "need", "needs", "like", "without", "within", "still", "well", "even", "part", "parts", "far", "less", "least", "case", "cases", "point", "work", "working", "question", "questions", "participants", "participant", "members", "member", "says", "said", "say", "held", "hold", "view", "views", "argued", "argue", "however", "therefore", "since", "every", "another", "others", "other", "both", "each", "either", "neither", "few", "whose", "whether", "rather", "long", "short", "good", "better", "best", "way", "ways", "time", "times", "now", "already", "per", "cent", "percent", "today", "day", "days", "month", "months", "table", "figure", "source", "sources", "note", "page", "pages", "section", "annex", "appendix", "sample", "minority", "opinion", "about", "above", "across", "after", "again", "against", "all", "almost", "alone", "along", "among", "an", "and", "any", "are", "as", "at", "be", "became", "because", "become", "been", "before", "behind", "being", "below", "between", "beyond", "but", "by", "came", "can", "cannot", "come", "did", "do", "does", "done", "down", "during", "else", "enough", "ever", "everything", "find", "for", "from", "further", "gave", "get", "give", "given", "go", "goes", "had", "has", "have", "he", "her", "here", "him", "his", "how", "if", "in", "into", "is", "it", "its", "itself", "just", "keep", "kept", "last", "later", "let", "made", "might", "more", "most", "moreover", "my", "near", "never", "next", "no", "none", "nor", "not", "nothing", "of", "off", "often", "on", "once", "only", "or", "our", "out", "over", "own", "perhaps", "put", "same", "see", "seem", "seemed", "several", "she", "show", "side", "so", "some", "something", "sometimes", "such", "take", "taken", "than", "that", "the", "their", "them", "themselves", "then", "there", "these", "they", "thing", "things", "this", "those", "though", "through", "thus", "to", "together", "too", "took", "toward", "towards", "under", "until", "up", "upon", "us", "very", "was", "we", "went", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "yet", "you", "your"]
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words each passage holds: passage i holds `words[numbers[starts[i]:starts[i + 1]]]`."""

    words: tuple[str, ...]
    starts: NDArray[np.int64]
    numbers: NDArray[np.int32]


def words_of(text: str, language: Language, terms: TermBase) -> set[str]:
    """Return what a passage could give to the name of a cluster."""
    named = [term for term in terms.held(text) if term.kind is not TermKind.PERSON]
    found = {f"{TERM}{term.japanese}={term.english}" for term in named}
    if language is Language.JA:
        found |= {JA + word for word in _RUN.findall(text) if _tells(word)}
    else:
        found |= {EN + word for word in _english(text)}
    return found


def names(word: str, terms: dict[str, Term]) -> tuple[str, str]:
    """Return how a word is shown in Japanese and in English; empty where it is not."""
    if word.startswith(TERM):
        term = terms.get(word[len(TERM) :])
        return _shown(term) if term else ("", "")
    text = word.partition(":")[2]
    return (text, "") if word.startswith(JA) else ("", text)


def _shown(term: Term) -> tuple[str, str]:
    """Return the names of a term, or shorter ones where these would not fit into a label."""
    japanese, english = term.japanese, term.preferred or term.english
    if len(japanese) > LONG_JA:
        shorter = [*term.variants_ja, term.abbreviation]
        japanese = next((each for each in shorter if 0 < len(each) <= LONG_JA), japanese)
    if len(english) > LONG_EN:
        shorter = [term.abbreviation, *term.variants_en]
        english = next((each for each in shorter if 0 < len(each) <= LONG_EN), english)
    return japanese, english


def terms_by_name(terms: Iterable[Term]) -> dict[str, Term]:
    return {f"{term.japanese}={term.english}": term for term in terms}


def _tells(word: str) -> bool:
    return (
        word not in STOP_JA
        and not _NUMBERS.match(word)
        and not word.startswith(("・", "ー"))
        and not word.endswith("・")
    )


def _english(text: str) -> set[str]:
    """Return the words of a text, names in capitals, and those that stand in pairs.

    >>> sorted(_english("The port state asks Manila. Inspectors call the FBI."))
    ['FBI', 'Manila', 'asks', 'asks Manila', 'call', 'port', 'port state', 'state', 'state asks']
    """
    found: set[str] = set()
    before, end = "", -2
    for match in _LATIN.finditer(text):
        written = match.group().replace("’", "'").removesuffix("'s")
        word = written
        # A capital at the start of a sentence says nothing of whether the word is a name.
        first = text[max(0, match.start() - 4) : match.start()].rstrip(' \n•"“(')[-1:] in _STARTS
        unclear = first and written[0].isupper() and not written.isupper()
        if unclear or word.lower() in STOP_EN or len(word) < 3:
            before = ""
            continue
        found.add(word)
        if before and match.start() == end + 1 and text[end] == " ":
            found.add(f"{before} {word}")
        before, end = word, match.end()
    return found
