"""Terms of the term base in a query, and what else they are called."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.records import Language, Term
from language import Analyzer, fold, fold_with_offsets
from language.script import CJK

_CJK = re.compile(f"[{CJK}]")
_LATIN = re.compile("[A-Za-zＡ-Ｚａ-ｚ]")
SMALL = 4  # letters from which on an abbreviation is known in small letters: aukus, gsomia
_KATAKANA = re.compile("[ァ-ヺー]")
_RUN = re.compile(r"[^\W_]+(?:[-&/.][^\W_]+)*")
_JOINED = re.compile("[-&/.]")
_NOT_CJK = re.compile(f"[^{CJK}]+")
_PLURAL = re.compile("[A-Z]s$")

# Abbreviations that are words too: typed in small letters, the word is meant.
_WORDS = frozenset(
    {"aims", "chips", "core", "cues", "palm", "quad", "repo", "salt", "slim", "smart", "sofa"}
    | {"start", "swift", "tips"}
)

# What a rendering is found by: a string as it stands, or forms of words.
Key = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to write a term.  An abbreviation is matched in its own case."""

    text: str
    language: Language
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term found in the query, and the renderings that are searched besides.

    `id` names the term in addresses; `written` is how the query writes it.
    """

    id: str
    written: str
    term: Term
    renderings: tuple[Rendering, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    term: int
    written: str


class TermBase:
    """The terms, arranged for finding the longest ones in a query.

    Japanese renderings are found as folded strings, wherever they stand; English ones as the
    forms of whole words, so that a plural is found too; abbreviations in their own case, longer
    ones in small letters too.
    """

    def __init__(self, terms: Sequence[Term], analyzer: Analyzer) -> None:
        self._terms = list(terms)
        self._analyzer = analyzer
        self._strings: dict[str, list[tuple[str, int]]] = defaultdict(list)  # by first character
        self._words: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._abbreviations: dict[str, list[int]] = defaultdict(list)
        own: set[Key] = set()
        for number, term in enumerate(self._terms):
            for rendering in renderings(term):
                own.add(self._learn(rendering, number))
        for number, term in enumerate(self._terms):
            for rendering in avoided(term):
                # What one term should not be called may be just what another one is.
                if key_of(rendering, self._analyzer) not in own:
                    self._learn(rendering, number)

    def _learn(self, rendering: Rendering, number: int) -> Key:
        key = key_of(rendering, self._analyzer)
        if isinstance(key, tuple):
            if key:
                self._words[key[0]].append((key, number))
        elif rendering.abbreviation:
            self._abbreviations[key].append(number)
        else:
            self._strings[key[:1]].append((key, number))
        return key

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """Return the terms of `text` with their other renderings, in the order of the text.

        Of overlapping terms the longest counts, alone.
        """
        present = fold(text)
        expansions = (self._expansion(each, present) for each in self._taken(text))
        return tuple(expansion for expansion in expansions if expansion.renderings)

    def held(self, text: str) -> tuple[Term, ...]:
        """Return the terms that `text` names, each once, in the order of the text."""
        return tuple(self._terms[each.term] for each in self._taken(text))

    def _taken(self, text: str) -> list[_Found]:
        found = sorted(
            {*self._in_japanese(text), *self._in_english(text), *self._abbreviated(text)},
            key=lambda each: (each.start - each.end, each.start, each.term),
        )
        taken: list[_Found] = []
        for each in found:
            same = [t for t in taken if (t.start, t.end) == (each.start, each.end)]
            free = all(each.end <= t.start or t.end <= each.start for t in taken)
            if (free or same) and all(each.term != t.term for t in taken):
                taken.append(each)
        taken.sort(key=lambda each: (each.start, each.term))
        return taken

    def _expansion(self, found: _Found, present: str) -> Expansion:
        term = self._terms[found.term]
        return Expansion(
            f"{term.japanese}={term.english}",
            found.written,
            term,
            tuple(other for other in renderings(term) if fold(other.text) not in present),
        )

    def _in_japanese(self, text: str) -> Iterator[_Found]:
        folded, offsets = fold_with_offsets(text)
        for start, character in enumerate(folded):
            for key, number in self._strings.get(character, ()):
                end = start + len(key)
                if folded.startswith(key, start) and not _cuts_katakana(folded, start, end):
                    first = offsets[start]
                    last = offsets[end] if end < len(offsets) else len(text)
                    yield _Found(first, last, number, text[first:last])

    def _in_english(self, text: str) -> Iterator[_Found]:
        if not _LATIN.search(text):
            return
        for written, closed in self._analyzer.compounds(text):
            for key, number in self._words.get(closed, ()):
                if key == (closed,):
                    first = text.index(written)
                    yield _Found(first, first + len(written), number, written)
        tokens = self._analyzer.tokens(text, "en")
        forms = [token.form for token in tokens]
        for at, form in enumerate(forms):
            for key, number in self._words.get(form, ()):
                if tuple(forms[at : at + len(key)]) == key:
                    first, last = tokens[at].start, tokens[at + len(key) - 1].end
                    yield _Found(first, last, number, text[first:last])

    def _abbreviated(self, text: str) -> Iterator[_Found]:
        for first, last in _runs(text):
            written = text[first:last]
            key = singular(written)
            if len(key) >= SMALL and key.islower() and key not in _WORDS:
                key = key.upper()
            for number in self._abbreviations.get(key, ()):
                yield _Found(first, last, number, written)


def named(text: str, expansions: Iterable[Expansion], language: Language) -> str:
    """Return the query with its terms under their first names in one language.

    With the terms 航行の自由 = freedom of navigation (FON) and 同盟 = alliance, "FON alliance" is
    "航行の自由 同盟" in Japanese.
    """
    names = {
        each.written: each.term.japanese
        if language is Language.JA
        else each.term.preferred or each.term.english
        for each in expansions
    }
    if not names:
        return text
    longest = sorted(names, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda match: names[match.group()], text)


def key_of(rendering: Rendering, analyzer: Analyzer) -> Key:
    """Return what a rendering is found by; () where it has no words."""
    if rendering.abbreviation:
        return singular(rendering.text)
    if _CJK.search(rendering.text):
        return fold(rendering.text)
    return tuple(token.form for token in analyzer.tokens(rendering.text, "en"))


def renderings(term: Term) -> Iterator[Rendering]:
    """Yield how `term` is written, each spelling once."""
    others = (term.abbreviation, *term.variants_ja, *term.variants_en, term.preferred)
    seen: set[str] = set()
    for text in _each(term.japanese, term.english, *others):
        key = fold(text)
        if key not in seen:
            seen.add(key)
            yield _rendering(text)


def avoided(term: Term) -> Iterator[Rendering]:
    """Yield how `term` should not be written.

    Such a rendering is understood in a query but not offered: it may be an offensive one.
    """
    return (_rendering(text) for text in _each(*(text for text, _ in term.avoid)))


def _rendering(text: str) -> Rendering:
    language = Language.JA if _CJK.search(text) else Language.EN
    return Rendering(text, language, abbreviation=_is_abbreviation(text))


def _each(*texts: str) -> Iterable[str]:
    return (text.strip() for text in texts if text.strip())


def _is_abbreviation(text: str) -> bool:
    """Whether capitals make the word: FON, AUKUS, A2/AD, RAAs; not Quad, not a phrase."""
    return len(text) <= 10 and " " not in text and not _CJK.search(text) and _in_capitals(text)


def _in_capitals(text: str) -> bool:
    return sum(map(str.isupper, text)) >= 2


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words in Latin letters and digits stand, with the signs that join their parts."""
    for match in _RUN.finditer(text):
        for latin in _NOT_CJK.finditer(text, match.start(), match.end()):
            yield latin.span()


def singular(abbreviation: str) -> str:
    """Return an abbreviation without the s of its plural, in plain width and in its own case.

    >>> [singular(text) for text in ("RAAs", "ＦＯＮ", "US")]
    ['RAA', 'FON', 'US']
    """
    plain = unicodedata.normalize("NFKC", abbreviation)
    return plain[:-1] if _PLURAL.search(plain) else plain


def capitals(text: str) -> Iterator[str]:
    """Yield the words that are written in capitals, and such parts of compounds.

    >>> list(capitals("US-Japan RAAs、FON作戦 fon"))
    ['US-Japan', 'US', 'RAA', 'FON']
    """
    for first, last in _runs(text):
        whole = text[first:last]
        parts = _JOINED.split(whole)
        for form in dict.fromkeys(map(singular, [whole, *parts])):
            if _is_abbreviation(form):
                yield form


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    """Whether the run from `start` to `end` begins or ends inside a katakana word."""

    def inside(at: int) -> bool:
        around = text[at - 1 : at + 1] if at else ""
        return len(around) == 2 and all(_KATAKANA.match(character) for character in around)

    return inside(start) or inside(end)
