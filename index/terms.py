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
_KATAKANA = re.compile("[ァ-ヺー]")


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
    forms of whole words, so that a plural is found too; abbreviations in their own case.
    """

    def __init__(self, terms: Sequence[Term], analyzer: Analyzer) -> None:
        self._terms = list(terms)
        self._analyzer = analyzer
        self._strings: dict[str, list[tuple[str, int]]] = defaultdict(list)  # by first character
        self._words: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._abbreviations: dict[str, list[int]] = defaultdict(list)
        for number, term in enumerate(self._terms):
            for rendering in renderings(term, every=True):
                self._learn(rendering, number)

    def _learn(self, rendering: Rendering, number: int) -> None:
        if rendering.abbreviation:
            self._abbreviations[rendering.text].append(number)
        elif _CJK.search(rendering.text):
            key = fold(rendering.text)
            self._strings[key[:1]].append((key, number))
        else:
            forms = tuple(token.form for token in self._analyzer.tokens(rendering.text, "en"))
            if forms:
                self._words[forms[0]].append((forms, number))

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """Return the terms of `text` with their other renderings, in the order of the text.

        Of overlapping terms the longest counts, alone.
        """
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
        present = fold(text)
        expansions = (self._expansion(each, present) for each in taken)
        return tuple(expansion for expansion in expansions if expansion.renderings)

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
        tokens = self._analyzer.tokens(text, "en")
        forms = [token.form for token in tokens]
        for at, form in enumerate(forms):
            for key, number in self._words.get(form, ()):
                if tuple(forms[at : at + len(key)]) == key:
                    first, last = tokens[at].start, tokens[at + len(key) - 1].end
                    yield _Found(first, last, number, text[first:last])

    def _abbreviated(self, text: str) -> Iterator[_Found]:
        for match in re.finditer(r"[^\W_]+(?:[-&/.][^\W_]+)*", text):
            for latin in re.finditer(f"[^{CJK}]+", match.group()):
                key = unicodedata.normalize("NFKC", latin.group())
                first, last = match.start() + latin.start(), match.start() + latin.end()
                for number in self._abbreviations.get(key, ()):
                    yield _Found(first, last, number, text[first:last])


def renderings(term: Term, *, every: bool = False) -> Iterator[Rendering]:
    """Yield how `term` is written, each spelling once; with `every`, also what to avoid.

    A rendering to avoid is understood in a query but not offered: it may be an offensive one.
    """
    seen: set[str] = set()
    for text, language in _written(term, every=every):
        key = fold(text)
        if text and key not in seen:
            seen.add(key)
            yield Rendering(text, language, abbreviation=_is_abbreviation(text))


def _written(term: Term, *, every: bool) -> Iterator[tuple[str, Language]]:
    yield term.japanese, Language.JA
    yield term.english, Language.EN
    for text in _each(term.abbreviation, *term.variants_ja, *term.variants_en, term.preferred):
        yield text, Language.JA if _CJK.search(text) else Language.EN
    if every:
        for text, _ in term.avoid:
            yield text, Language.JA if _CJK.search(text) else Language.EN


def _each(*texts: str) -> Iterable[str]:
    return (text.strip() for text in texts if text.strip())


def _is_abbreviation(text: str) -> bool:
    """Whether capitals make the word: FON, AUKUS, A2/AD, RAAs; not Quad, not a phrase."""
    return len(text) <= 10 and " " not in text and sum(map(str.isupper, text)) >= 2


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    """Whether the run from `start` to `end` begins or ends inside a katakana word."""

    def inside(at: int) -> bool:
        around = text[at - 1 : at + 1] if at else ""
        return len(around) == 2 and all(_KATAKANA.match(character) for character in around)

    return inside(start) or inside(end)
