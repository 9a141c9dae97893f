"""The one analyzer of pages and queries: both go through here, or nothing would match."""

from __future__ import annotations

import hashlib
import re
import shutil
import weakref
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import Stemmer
from unidic_lite import unidic

from language import dictionary, english, ngrams
from language.dictionary import LATIN, NUMBER
from language.english import WORD, Piece, analyse, compounds
from language.folding import modern, modern_with_offsets
from language.morphology import PLACE, Morphology
from language.ngrams import source_span
from language.script import CJK
from language.tokens import Token

# Raise when the same text would give other forms: libraries then ask for `kakehashi rebuild`.
ANALYZER_VERSION = "2"

_PLACE = re.compile(f"{PLACE} ")
_WIDE = re.compile(f"[{CJK}]")
_WIDE_RUN = re.compile(f"[{CJK}]+")
# What MeCab must not see: the marks that part its output, what UTF-8 cannot hold, and PLACE.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000]")


class Analyzer:
    """Words of Japanese and English text, in the forms that are compared.

    `terms` are the Japanese terms of the term base; each becomes one word, and its parts stay
    words too.  Their MeCab dictionary is kept in `cache` under a hash of the terms; without
    `cache` it is compiled anew, which takes about a third of a second.  `MissingError` when that
    fails.  One analyzer may serve many threads: MeCab is called under the interpreter's lock.

    With `literal`, the forms are the words as written but for width and case.
    """

    def __init__(self, terms: Iterable[str] = (), *, cache: Path | None = None) -> None:
        self.terms = tuple(dictionary.usable(terms))
        path, temporary = dictionary.compiled(self.terms, cache)
        if temporary:
            weakref.finalize(self, shutil.rmtree, temporary, ignore_errors=True)
        self._morphology = Morphology(path, self.terms)
        self.fingerprint = _fingerprint(self.terms)

    def words(self, text: str, language: str, *, literal: bool = False) -> str:
        """Return the forms of `tokens`, with spaces between: the hot path of indexing."""
        prepared = modern(text, literal=literal)
        if not _WIDE.search(prepared):
            return " ".join(
                piece.form
                for match in WORD.finditer(prepared)
                for piece in analyse(match.group(), literal=literal).pieces
            )
        if language == "und":
            return " ".join(token.form for token in self.tokens(text, language, literal=literal))
        given, runs = _given(prepared)
        joined = self._morphology.joined[literal]
        forms: list[str] = []
        for _, lines in self._morphology.chunks(given):
            forms += filter(None, map(joined.__getitem__, lines))
        if not runs:
            return " ".join(forms)
        words = map(english.joined[literal].__getitem__, map(re.Match.group, runs))
        return _PLACE.sub(lambda _: next(words), " ".join([*forms, ""]))[:-1]

    def tokens(self, text: str, language: str, *, literal: bool = False) -> list[Token]:
        """Return the words of `text` that carry meaning, in order; offsets are into `text`.

        Letters are read as English and CJK characters as Japanese whatever `language` says, so
        that a word is found in a text of either language; only in text of another language
        ("und": Chinese, say), where a Japanese dictionary would mislead, CJK runs give bigrams.
        """
        prepared, offsets = modern_with_offsets(text, literal=literal)
        moved = not isinstance(offsets, range)
        found: list[Token] = []
        position = 0
        for at, pieces, count in self._units(prepared, language, literal):
            for form, start, end, part in pieces:
                span = at + start, at + end
                if moved:
                    span = source_span(*span, offsets, len(text))
                found.append(Token(*span, form, position + part))
            position += count
        return found

    def compounds(self, text: str) -> list[tuple[str, str]]:
        """See `language.english.compounds`."""
        return list(compounds(text))

    def bigrams(self, text: str, *, literal: bool = False, query: bool = False) -> str:
        """See `language.bigrams`."""
        return ngrams.bigrams(text, literal=literal, query=query)

    def bigram_tokens(
        self, text: str, *, literal: bool = False, query: bool = False
    ) -> list[Token]:
        """See `language.bigram_tokens`."""
        return ngrams.bigram_tokens(text, literal=literal, query=query)

    def _units(
        self, prepared: str, language: str, literal: bool
    ) -> Iterator[tuple[int, tuple[Piece, ...], int]]:
        """Yield each word's offset in `prepared`, its pieces, and the words it counts as."""
        if language == "und" or not _WIDE.search(prepared):
            yield from _without_dictionary(prepared, literal)
            return
        given, runs = _given(prepared)
        words = iter(runs)
        entries = self._morphology.entries[literal]
        longer = 0  # by how much `prepared` is longer than `given` up to here
        for start, lines in self._morphology.chunks(given):
            at = start
            for line in lines:
                entry = entries[line]
                at += entry.blank
                if entry.stands_for:
                    match = next(words)
                    word = analyse(match.group(), literal=literal)
                    yield match.start(), word.pieces, word.length
                    longer += match.end() - match.start() - 1
                else:
                    yield at + longer, entry.pieces, entry.length
                at += entry.width


def _given(prepared: str) -> tuple[str, list[re.Match[str]]]:
    """Return what MeCab is given for `prepared`, and the words that placeholders stand for."""
    safe = _UNSAFE.sub(" ", prepared)
    runs: list[re.Match[str]] = []

    def replace(match: re.Match[str]) -> str:
        runs.append(match)
        return NUMBER if match.group()[0].isdigit() else LATIN

    return WORD.sub(replace, safe), runs


def _without_dictionary(
    prepared: str, literal: bool
) -> Iterator[tuple[int, tuple[Piece, ...], int]]:
    units = []
    for match in WORD.finditer(prepared):
        word = analyse(match.group(), literal=literal)
        units.append((match.start(), word.pieces, word.length))
    for match in _WIDE_RUN.finditer(prepared):
        pairs = ngrams.bigram_tokens(match.group(), literal=literal)
        pieces = tuple(Piece(t.form, t.start, t.end, t.position) for t in pairs)
        units.append((match.start(), pieces, len(pieces)))
    yield from sorted(units)


def _fingerprint(terms: tuple[str, ...]) -> str:
    folder = resources.files("language")
    parts = [ANALYZER_VERSION, unidic.VERSION, Stemmer.version()]
    parts += [folder.joinpath(name).read_text("utf-8") for name in ("kyujitai.txt", "spelling.txt")]
    return hashlib.sha256("\n".join([*parts, *terms]).encode()).hexdigest()[:16]
