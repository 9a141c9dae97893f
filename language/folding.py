"""Folding: what counts as the same writing of a word.

Two layers.  The *plain* one (NFKC, case, one hyphen, one apostrophe, no invisible characters) is
never worth a remark.  The *visible* one changes how a word is spelled, so the reader is told of it
(`folds`) and may switch it off (`literal`): 國家 → 国家, ヴェトナム → ベトナム, サーバー → サーバ,
Tōkyō → tokyo, 二〇二三年 → 2023年.  か and が are different letters, and stay so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import cache
from importlib import resources

from language.script import HAN
from language.spelling import american

_UNIFIED = {
    **dict.fromkeys("‐‑‒–—―−⁃﹘﹣", "-"),
    **dict.fromkeys("‘’‚‛ʼʻ′`´", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("〜∼", "~"),
}
# Latin letters with a stroke or ligature that no decomposition takes apart.
_STROKES = dict(zip("øØłŁđĐıæÆœŒ", "o O l L d D i ae AE oe OE".split(), strict=True))

_INVISIBLE = "\u00ad\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f\ufe20-\ufe2f"
_JOINING = _INVISIBLE + _MARKS
_DROPPED = re.compile(f"[{_INVISIBLE}]+")
_LATIN_WORD = re.compile("[A-Za-z]+")
_LATIN_MARKED = re.compile("[A-Za-z][\u0300-\u036f]+")
# A character with the marks that may melt into it: the unit of folding.
_CLUSTER = re.compile(f".[{_JOINING}]*", re.DOTALL)
_MARKED = re.compile(f".?[{_JOINING}]+", re.DOTALL)
_MARK = re.compile(f"[{_JOINING}]")


@cache
def kyujitai() -> dict[str, str]:
    """Return the modern form of each older or variant kanji: {"國": "国", …}."""
    lines = resources.files("language").joinpath("kyujitai.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {old: modern for modern, forms in pairs for old in forms}


def _plain(cluster: str) -> str:
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", cluster))
    return "".join(_UNIFIED.get(c, c) for c in text)


def _visible(text: str) -> str:
    table = kyujitai()
    text = "".join(table.get(c) or _STROKES.get(c, c) for c in text)
    if text.isascii():
        return text
    bare = _LATIN_MARKED.sub(lambda m: m.group()[0], unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


def _settled(step: Callable[[str], str], text: str) -> str:
    """Apply `step` until nothing changes: case folding can undo NFKC, and the reverse."""
    for _ in range(8):
        after = step(text)
        if after == text:
            break
        text = after
    return text


def _plain_lower(cluster: str) -> str:
    return _plain(_plain(cluster).casefold())


@cache
def _suspects() -> re.Pattern[str]:
    """Return a pattern of runs of characters that folding may change.

    It skips the others (kana, modern kanji, common marks) many times faster than a table does.
    """
    old = sorted(ord(c) for c in kyujitai() if "一" <= c <= "\u9fff")
    bounds = zip(
        [0x4E00, *(code + 1 for code in old)], [*(code - 1 for code in old), 0x9FFF], strict=True
    )
    kanji = "".join(f"{chr(low)}-{chr(high)}" for low, high in bounds if low <= high)
    return re.compile(f"[^\n !-@\\[-_a-z{{-~ぁ-ゖァ-ヺ・-ヾ、-】{kanji}]+")


class _Table(dict[int, str]):
    """A `str.translate` table that works out each character when it first meets it."""

    def __init__(self, step: Callable[[str], str]) -> None:
        super().__init__()
        self.step = step
        self.clusters: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        folded = self[code] = _settled(self.step, chr(code))
        return folded

    def cluster(self, text: str) -> str:
        if len(text) == 1:
            return self[ord(text)]
        folded = self.clusters.get(text)
        if folded is None:
            folded = _settled(self.step, text)
            if len(self.clusters) < 10_000 and len(text) < 8:
                self.clusters[text] = folded
        return folded

    def apply(self, text: str) -> str:
        if not _MARK.search(text):
            return self._unmarked(text)
        pieces: list[str] = []
        end = 0
        for match in _MARKED.finditer(text):
            pieces += (self._unmarked(text[end : match.start()]), self.cluster(match.group()))
            end = match.end()
        pieces.append(self._unmarked(text[end:]))
        return "".join(pieces)

    def _unmarked(self, text: str) -> str:
        return _suspects().sub(lambda run: run.group().translate(self), text)


_TABLES = {
    # (literal, lower): what one cluster becomes
    (False, True): _Table(lambda c: _visible(_plain_lower(c))),
    (True, True): _Table(_plain_lower),
    (False, False): _Table(lambda c: _visible(_plain(c))),
    (True, False): _Table(_plain),
}

# Visible folds that look at more than one character.  Each alternative is one named group.
_V_SOUNDS = {
    "ァ": "バ",
    "ィ": "ビ",
    "ェ": "ベ",
    "ォ": "ボ",
    "ャ": "ビャ",
    "ュ": "ビュ",
    "ョ": "ビョ",
}
_ERAS = "明治|大正|昭和|平成|令和"
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NUMERALS = "〇零一二三四五六七八九"
# (The first class is what any of them starts with: it lets other text be skipped at once.)
_RUN = re.compile(
    f"[ヴ十{_NUMERALS}]"
    "(?:(?P<v>(?<=ヴ)[ァィェォャュョ]?)"
    f"|(?P<year>(?<=[一二])(?<![{_NUMERALS}十百千].)[{_NUMERALS}]{{3}}(?=年))"
    f"|(?P<era>(?<=(?:明治|大正|昭和|平成|令和).)"
    "(?:(?<=[二三四五六])十[一二三四五六七八九]?|(?<=十)[一二三四五六七八九]?|(?<=[一二三四五六七八九]))(?=年)))"
)
# ー at the end of a katakana word of three or more other characters.
_LONG_VOWEL = re.compile("ー(?<=[ァ-ヺー][ァ-ヺー][ァ-ヺ]ー)ー*(?![ァ-ヺー])")


def _run(match: re.Match[str]) -> str:
    text = match.group()
    if match.lastgroup == "v":
        return _V_SOUNDS[text[1]] if len(text) == 2 else "ブ"
    if match.lastgroup == "year":
        return text.translate(_DIGITS)
    return str(numeral(text))


def numeral(text: str) -> int:
    """Return the value of a kanji numeral below one hundred: 二十三 and 二三 are 23.

    >>> numeral("十"), numeral("二十三"), numeral("三〇")
    (10, 23, 30)
    """
    if "十" in text:
        tens, ones = text.split("十", 1)
        return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)
    return int(text.translate(_DIGITS))


def modern(text: str, *, literal: bool = False) -> str:
    """Return `text` as a dictionary of modern Japanese expects it: folded but for case and ー."""
    text = _TABLES[literal, False].apply(text)
    return text if literal else _RUN.sub(_run, text)


def plain(text: str, *, typed: Collection[str] = ()) -> str:
    """Return `text` with every visible fold, in its own case: what an encoder is given of a query,
    so that the spellings of one word have one vector.  Words that are `typed` stay as they are.

    >>> plain("黑田東彥 on Defence"), plain("黑田東彥 on Defence", typed=["Defence"])
    ('黒田東彦 on Defense', '黒田東彦 on Defence')
    """
    if typed:
        pieces, at = [], 0
        for match in _WORD.finditer(text):
            if match.group() in typed:
                pieces += [plain(text[at : match.start()]), match.group()]
                at = match.end()
        return "".join([*pieces, plain(text[at:])])
    return _LATIN_WORD.sub(lambda word: american(word.group()), modern(text))


def modern_with_offsets(text: str, *, literal: bool = False) -> tuple[str, Sequence[int]]:
    """Return `modern(text)` and, for each of its characters, the offset it comes from.

    Where no character moved the offsets are a `range`.
    """
    folded, offsets = _cluster_offsets(text, _TABLES[literal, False])
    return (folded, offsets) if literal else _sub_offsets(_RUN, _run, folded, offsets)


def fold(text: str, *, literal: bool = False) -> str:
    """Return what `text` is matched as.  Folding twice changes nothing more.

    With `literal` the visible folds are left out: only width, case and typography are folded.

    >>> fold("ヴェトナム國ノＵＳＢ"), fold("サーバー"), fold("Tōkyō"), fold("か≠が")
    ('ベトナム国ノusb', 'サーバ', 'tokyo', 'か≠が')
    """
    text = _TABLES[literal, True].apply(text)
    return text if literal else _LONG_VOWEL.sub("", _RUN.sub(_run, text))


def fold_with_offsets(text: str, *, literal: bool = False) -> tuple[str, Sequence[int]]:
    """Return `fold(text)` and, for each of its characters, the offset it comes from.

    Where no character moved the offsets are a `range`; they never decrease.  A character that
    several others melt into (ｶ and ﾞ into ガ) has the first one's offset; characters that one
    other turns into (㍻ → 平成) all have that one's.

    >>> fold_with_offsets("ｶﾞｽ㍻")
    ('ガス平成', [0, 2, 3, 3])
    """
    folded, offsets = _cluster_offsets(text, _TABLES[literal, True])
    if not literal:
        folded, offsets = _sub_offsets(_RUN, _run, folded, offsets)
        folded, offsets = _sub_offsets(_LONG_VOWEL, lambda _: "", folded, offsets)
    return folded, offsets


def _cluster_offsets(text: str, table: _Table) -> tuple[str, Sequence[int]]:
    if not _MARK.search(text):
        folded = table.apply(text)
        if len(folded) == len(text):  # no character vanishes here, so each is one still
            return folded, range(len(text))
    pieces: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        piece = table.cluster(match.group())
        pieces.append(piece)
        offsets.extend([match.start()] * len(piece))
    return "".join(pieces), offsets


def _sub_offsets(
    pattern: re.Pattern[str],
    change: Callable[[re.Match[str]], str],
    text: str,
    offsets: Sequence[int],
) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    moved: list[int] = []
    end = 0
    for match in pattern.finditer(text):
        start, piece = match.start(), change(match)
        pieces += (text[end:start], piece)
        moved += offsets[end:start]
        last = match.end() - start - 1
        moved += (offsets[start + min(i, last)] for i in range(len(piece)))
        end = match.end()
    if not end:
        return text, offsets
    moved += offsets[end:]
    return "".join([*pieces, text[end:]]), moved


_WORD = re.compile(
    f"(?P<ja>(?:[{HAN}](?:[{_JOINING}])*)+|[ァ-ヺｦ-ﾟー゙゚]+)|[^\\W\\d_{HAN}ぁ-ヿ][^\\W\\d_{HAN}ぁ-ヿ\u0300-\u036f]*"
)


def folds(text: str) -> list[tuple[str, str]]:
    """Return the pieces of `text` that a visible fold changes, each as (written, matched as).

    >>> folds("國家のサーバーとＵＳＢ、defence in Tōkyō")
    [('國家', '国家'), ('サーバー', 'サーバ'), ('defence', 'defense'), ('Tōkyō', 'Tokyo')]
    """
    found: list[tuple[str, str]] = []
    for match in _WORD.finditer(text):
        word = match.group()
        plain = _TABLES[True, False].apply(word)
        shown = _LONG_VOWEL.sub("", modern(word))
        if not match["ja"]:
            shown = american(shown)
        # A year is only known by the 年 after it, and an era by the name before it: both are
        # in the same run of kanji.
        if shown != plain and (word, shown) not in found:
            found.append((word, shown))
    return found
