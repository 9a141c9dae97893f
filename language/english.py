"""Words of alphabetic scripts: where they are in a text, and the form each is matched by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import Stemmer

from language.folding import fold
from language.script import CJK
from language.spelling import american


class Piece(NamedTuple):
    """A form within a word: half-open offsets and the count of words, from the word's start."""

    form: str
    start: int
    end: int
    position: int


class Word(NamedTuple):
    pieces: tuple[Piece, ...]  # none for a function word
    length: int  # in words, dropped ones too


# "us" is here as the pronoun: capitals are never function words, so US, IT and WHO stay.
STOP_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his i if in into is it its of"
    " on or our she so than that the their them then there these they this to us was we were"
    " which who will with you your".split()
)

_A = rf"[^\W_{CJK}]"
# U.S. | C++ | 1,234.5 | COVID-19, Japan's, rules-based, 5G.  All start with the same class, so
# that Japanese text is skipped over at the speed of a scan.
WORD = re.compile(
    rf"{_A}(?:(?<=[A-Za-z])(?:\.[A-Za-z])+(?!{_A})\.?"
    r"|(?<=[Cc])(?:\+\+|\#)"
    rf"|(?<=\d)\d*(?:[.,]\d+)+(?!{_A})"
    rf"|{_A}*(?:[-']{_A}+)*)"
)
_PART = re.compile(r"[^-]+")
_L, _HYPHEN = rf"[^\W\d_{CJK}]", "[-‐‑‒–−]"
_HYPHENED = re.compile(rf"(?<!{_A})(?<!{_HYPHEN}){_L}+(?:{_HYPHEN}{_L}+)+(?!{_A})")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LONGEST = 64  # characters of a form: what is longer is no word, and engines limit terms
_LARGE = 200_000

_stemmer = Stemmer.Stemmer("english", 0)
_memo: tuple[dict[str, Word], dict[str, Word]] = ({}, {})


def analyse(word: str, *, literal: bool = False) -> Word:
    """Return the pieces of one match of `WORD`.

    A compound of letters and digits is itself, without the hyphen, and its parts: COVID-19 is
    covid19, covid, 19.  Other compounds are their parts only: US-Japan is us, japan.
    """
    memo = _memo[literal]
    found = memo.get(word)
    if found is None:
        if len(memo) > _LARGE:
            memo.clear()
        found = memo[word] = _analyse(word, literal)
    return found


class _Joined(dict[str, str]):
    """The forms of one match of `WORD`, each with a space behind it."""

    def __init__(self, literal: bool) -> None:
        super().__init__()
        self.literal = literal

    def __missing__(self, word: str) -> str:
        if len(self) > _LARGE:
            self.clear()
        pieces = analyse(word, literal=self.literal).pieces
        joined = self[word] = "".join(f"{piece.form} " for piece in pieces)
        return joined


joined = (_Joined(literal=False), _Joined(literal=True))  # by `literal`


def compounds(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words with hyphens as (written, form of the same as one word).

    Writers differ: choke-points and chokepoints, over-compliance and overcompliance.

    >>> list(compounds("choke-points of the US-Japan trade; F-35, 2023-05"))
    [('choke-points', 'chokepoint'), ('US-Japan', 'usjapan')]
    """
    for match in _HYPHENED.finditer(text):
        written = match.group()
        parts = (american(part) for part in fold(written).split("-"))
        yield written, _form("".join(parts), literal=False)


def _analyse(word: str, literal: bool) -> Word:
    whole = (0, len(word), 0)
    if "." in word or "," in word or "+" in word or "#" in word:
        if word[0].isdigit():
            form = word.replace(",", "") if _THOUSANDS.fullmatch(word) else word
            return Word((Piece(form[:_LONGEST], *whole),), 1)
        return Word((Piece(fold(word, literal=literal).replace(".", "")[:_LONGEST], *whole),), 1)
    parts = list(_PART.finditer(word))
    pieces: list[Piece] = []
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    if len(parts) > 1 and mixed:
        pieces.append(Piece(_form(word.replace("-", ""), literal), *whole))
    for number, part in enumerate(parts):
        text = part.group()
        if text.lower() in STOP_WORDS and not (len(text) > 1 and text.isupper()):
            continue
        form = _form(text, literal)
        if form:
            pieces.append(Piece(form, part.start(), part.end(), number))
    return Word(tuple(pieces), len(parts))


def _form(word: str, literal: bool) -> str:
    word = fold(word[: 4 * _LONGEST], literal=literal)
    if literal:
        return word[:_LONGEST]
    word = word.removesuffix("'s").replace("'", "")
    stem: str = _stemmer.stemWord(american(word))
    return stem[:_LONGEST]
