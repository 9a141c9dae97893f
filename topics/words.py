"""What can name a cluster: terms of the term base, and words as they are written.

Never a lemma: unidic's for シナ海 is an offensive word, and nobody reads lemmas.  Japanese words
are whole runs of kanji and katakana, which no dictionary can split wrongly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words that tell nothing."""
    with Path(__file__).with_name("stopwords.toml").open("rb") as file:
        return frozenset(tomllib.load(file)[language].split())


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


def names(word: str, terms: Mapping[str, Term]) -> tuple[str, str]:
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
        word not in stop_words("ja")
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
        if unclear or word.lower() in stop_words("en") or len(word) < 3:
            before = ""
            continue
        found.add(word)
        if before and match.start() == end + 1 and text[end] == " ":
            found.add(f"{before} {word}")
        before, end = word, match.end()
    return found
