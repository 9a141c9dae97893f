"""Kana and its romanisation, for matching names across scripts: あべ, アベ, Abe."""

from __future__ import annotations

import re
import unicodedata

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# Rows of the gojūon in a, i, u, e, o; Hepburn spellings.
_ROWS = {
    "あいうえお": "a i u e o",
    "かきくけこ": "ka ki ku ke ko",
    "がぎぐげご": "ga gi gu ge go",
    "さしすせそ": "sa shi su se so",
    "ざじずぜぞ": "za ji zu ze zo",
    "たちつてと": "ta chi tsu te to",
    "だぢづでど": "da ji zu de do",
    "なにぬねの": "na ni nu ne no",
    "はひふへほ": "ha hi fu he ho",
    "ばびぶべぼ": "ba bi bu be bo",
    "ぱぴぷぺぽ": "pa pi pu pe po",
    "まみむめも": "ma mi mu me mo",
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "らりるれろ": "ra ri ru re ro",
    "わゐゑをん": "wa i e o n",
    "ぁぃぅぇぉ": "a i u e o",
    "ゃゅょゎゔ": "ya yu yo wa vu",
}
_MORAE = {
    kana: roman
    for row, romans in _ROWS.items()
    for kana, roman in zip(row, romans.split(), strict=True)
}
_GLIDES = {
    "き": "ky", "ぎ": "gy", "し": "sh", "じ": "j", "ち": "ch", "ぢ": "j", "に": "ny",
    "ひ": "hy", "び": "by", "ぴ": "py", "み": "my", "り": "ry",
}  # fmt: skip
# Sounds of loan words: the consonant before a small vowel.
_LOANS = {
    "ふ": "f", "ゔ": "v", "て": "t", "で": "d", "と": "t", "ど": "d", "う": "w", "し": "sh",
    "じ": "j", "ち": "ch", "つ": "ts", "く": "kw", "ぐ": "gw", "い": "y",
}  # fmt: skip
for _first, _consonant in _GLIDES.items():
    for _small, _vowel in zip("ゃゅょ", "auo", strict=True):
        _MORAE[_first + _small] = _consonant + _vowel
for _first, _consonant in _LOANS.items():
    for _small, _vowel in zip("ぁぃぅぇぉ", "aiueo", strict=True):
        _MORAE[_first + _small] = _consonant + _vowel
_MORAE |= {"てゅ": "tyu", "でゅ": "dyu", "ふゅ": "fyu", "ゔゅ": "vyu"}

_KANA = re.compile("[ぁ-ゖ]")
# Not "oue": there the u belongs to 上 (いのうえ, Inoue).
_LONG = ((re.compile("ou(?!e)|oo"), "o"), (re.compile("uu"), "u"))
_MACRONS = dict(zip("aiueo", "āīūēō", strict=True))


def to_hiragana(text: str) -> str:
    """Return `text` with its katakana, of either width, as hiragana.

    >>> to_hiragana("アベ　ｼﾝｿﾞｳ")
    'あべ しんぞう'
    """
    return unicodedata.normalize("NFKC", text).translate(_TO_HIRAGANA)


def romanize(kana: str, *, long_vowels: bool = False) -> str:
    """Return kana in modified Hepburn, in lower case.

    Without `long_vowels`, ou, oo, uu and ー are short, as names are mostly written (Abe Shinzo);
    with it they have macrons.  What is not kana stays as it is.

    >>> romanize("あべ しんぞう"), romanize("とうきょう", long_vowels=True), romanize("しんいち")
    ('abe shinzo', 'tōkyō', "shin'ichi")
    """
    text = to_hiragana(kana)
    found: list[str] = []
    doubled = False
    at = 0
    while at < len(text):
        mora = text[at : at + 2] if text[at : at + 2] in _MORAE else text[at]
        at += len(mora)
        if mora == "っ":
            doubled = True
            continue
        if mora == "ー" and found and found[-1][-1] in _MACRONS:
            found.append("ー")
            continue
        roman = _MORAE.get(mora, mora)
        if doubled:
            roman = ("t" if roman.startswith("ch") else roman[0] if roman.isalpha() else "") + roman
            doubled = False
        if found and found[-1] == "n" and roman[0] in "aiueoy" and mora in _MORAE:
            roman = "'" + roman
        found.append(roman)
    return _long("".join(found), macrons=long_vowels)


def _long(roman: str, *, macrons: bool) -> str:
    for written, vowel in _LONG:
        roman = written.sub(_lengthen(vowel, macrons=macrons), roman)
    return re.sub("([aiueoāīūēō])ー+", lambda m: _lengthen(m[1], macrons=macrons), roman)


def _lengthen(vowel: str, *, macrons: bool) -> str:
    return _MACRONS.get(vowel, vowel) if macrons else vowel
