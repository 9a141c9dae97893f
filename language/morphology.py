"""Japanese words through MeCab, at nearly the speed of MeCab.

Asking MeCab for features costs more than the analysis itself.  So MeCab prints, for each word,
only its surface, connection id and cost, which together name a dictionary entry; what an entry
means is looked up once, and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from language import dictionary
from language.dictionary import LATIN, NUMBER
from language.english import Piece
from language.folding import fold


class Entry(NamedTuple):
    """What one line of MeCab's output means; `pieces` count from the surface's start."""

    blank: int  # length of the space before it
    width: int  # of the surface
    pieces: tuple[Piece, ...]
    length: int  # in words, dropped ones too
    stands_for: str  # LATIN or NUMBER where it holds the place of a word, else ""


PLACE = "\ue000"  # what `joined` has for a placeholder; no form holds a private character

_FUNCTION = frozenset({"助詞", "助動詞"})
_MARKS = frozenset({"補助記号", "記号", "空白"})
# Words of content in form only (UniDic lemmas).
_STOP_LEMMAS = frozenset(
    "為る 居る 有る 在る 成る 出来る 言う れる られる せる させる 頂く 下さる 仕舞う"
    " 事 物 為 時 様 筈 訳 其れ 此れ 彼れ 其処 此処 其の 此の 或る 等 達 御 的 化"
    " 或いは 又 及び 並びに 若しくは 且つ 但し 然し".split()
)
_KATAKANA = re.compile("[ァ-ヺー・]+")
_SUPPLEMENT = re.compile("(?<=.)-.*", re.DOTALL)  # サプライ-supply, 彼-代名詞
_LETTERS = re.compile(r"[^\W_]")
# MeCab's lattice takes memory with the length, and its offsets are 16 bits of bytes.
_CHUNK = 4096  # characters
_UNBROKEN = 512  # of text without any mark or space: there MeCab's time grows with the square
_LARGE = 400_000
_HOMOGRAPHS = 300  # more than any surface has entries
_UNKNOWN = "-"  # stands for the entry of a word that UniDic does not know


class _Memo(dict[str, Entry]):
    def __init__(self, make: Callable[[str], Entry]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, line: str) -> Entry:
        if len(self) > _LARGE:
            self.clear()
        entry = self[line] = self.make(line)
        return entry


class _Joined(dict[str, str]):
    """The forms of a line's pieces with spaces between; PLACE itself for a placeholder."""

    def __init__(self, entries: _Memo) -> None:
        super().__init__()
        self.entries = entries

    def __missing__(self, line: str) -> str:
        if len(self) > _LARGE:
            self.clear()
        entry = self.entries[line]
        joined = PLACE if entry.stands_for else " ".join(piece.form for piece in entry.pieces)
        self[line] = joined
        return joined


class Morphology:
    """MeCab over unidic-lite and a user dictionary.  Input is `folding.modern` text."""

    def __init__(self, user_dictionary: Path, terms: Iterable[str]) -> None:
        user = f"--userdic={user_dictionary.as_posix()}"
        fast = r"%M\t%phl,%pw\n"
        self._fast = dictionary.tagger(
            user, f"--node-format={fast}", rf"--unk-format=%M\t{_UNKNOWN}\n"
        )
        # Constrained ("partial") analysis of a surface as one word lists its dictionary entries.
        self._entries = dictionary.tagger(
            "-p", user, r"--node-format=%phl,%pw\t%f[0]\t%f[1]\t%f[7]\n", "--unk-format="
        )
        self._split = dictionary.split(terms)
        self.entries = (_Memo(self._entry), _Memo(self._literal))
        self.joined = (_Joined(self.entries[0]), _Joined(self.entries[1]))

    def chunks(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield offsets into `text`, which holds no control characters, and the lines from there.

        A line is MeCab's output for one word.
        """
        start = 0
        while start < len(text):
            end = start + _CHUNK
            if end < len(text):
                cut = max(text.rfind(mark, start, end) for mark in "。、 ")
                end = cut + 1 if cut > start else start + _UNBROKEN
            printed = self._fast.parse(text[start:end])
            yield start, printed.split("\n") if printed else []
            start = end

    def _read(self, line: str) -> tuple[str, int, str]:
        """Return the surface, the length of the space before it, and the entry's key."""
        spaced, key = line.rsplit("\t", 1)
        surface = spaced.lstrip(" ")
        return surface, len(spaced) - len(surface), key

    def _entry(self, line: str) -> Entry:
        surface, blank, key = self._read(line)
        if surface in (LATIN, NUMBER):
            return Entry(blank, 1, (), 0, surface)
        if len(self._split.get(surface, ((), 0))[0]) > 1:
            return Entry(blank, len(surface), *self._term(surface), "")
        return _word(blank, surface, self._form(surface, key))

    def _literal(self, line: str) -> Entry:
        surface, blank, key = self._read(line)
        if surface in (LATIN, NUMBER):
            return Entry(blank, 1, (), 0, surface)
        form = self._form(surface, key)
        return _word(blank, surface, form and fold(surface, literal=True))

    def _form(self, surface: str, key: str) -> str | None:
        """Return what a word is matched by, "" for a function word, None for what is no word.

        Inflected words and common nouns go by UniDic's lemma, so that 論じた is 論ずる and
        子ども is 子供.  Names and katakana go by how they are written: UniDic's lemma of 台湾
        is タイワン and that of シナ is 支那; but of a loan word (サーバ: サーバー-server) the
        lemma joins the spellings.
        """
        if not _LETTERS.search(surface):
            return None
        entry = "" if key == _UNKNOWN else self._lookup(surface, key)
        if not entry:
            return fold(surface)
        _, pos, detail, lemma = entry.split("\t")
        if pos in _MARKS:
            return None
        if pos in _FUNCTION or lemma in _STOP_LEMMAS:
            return ""
        if detail == "固有名詞" or not lemma:
            return fold(surface)
        word = _SUPPLEMENT.sub("", lemma)
        if _KATAKANA.fullmatch(surface) and not (word != lemma and _KATAKANA.fullmatch(word)):
            return fold(surface)
        return fold(word)

    def _lookup(self, surface: str, key: str) -> str:
        """Return the line of the dictionary entry, or "" if the word is not in the dictionary."""
        lines = self._entries.nbest(f"{surface}\t*\n", _HOMOGRAPHS).split("\n")
        return next((line for line in lines if line.startswith(f"{key}\t")), "")

    def _term(self, term: str) -> tuple[tuple[Piece, ...], int]:
        """Return a term's pieces: itself, the terms within it, and its words of two or more.

        Single characters are left out (半 in 半導体), but counted.
        """
        words, _ = self._split[term]
        starts = [sum(map(len, words[:i])) for i in range(len(words) + 1)]
        pieces = [Piece(fold(term), 0, len(term), 0)]
        for i, start in enumerate(starts[:-1]):
            for j in range(len(words), i + 1, -1):
                inner = term[start : starts[j]]
                if inner != term and inner in self._split:
                    pieces.append(Piece(fold(inner), start, starts[j], i))
            if len(words) > 1 and len(words[i]) > 1:
                line = self._fast.parse(words[i]).split("\n")[0]
                surface, _, key = self._read(line)
                form = self._form(surface, key) if surface == words[i] else ""
                if form:
                    pieces.append(Piece(form, start, starts[i + 1], i))
        return tuple(pieces), len(words)


def _word(blank: int, surface: str, form: str | None) -> Entry:
    pieces = (Piece(form, 0, len(surface), 0),) if form else ()
    return Entry(blank, len(surface), pieces, form is not None, "")
