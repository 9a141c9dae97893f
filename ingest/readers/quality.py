"""How far can the text of a page be trusted?

A wrong CMap gives valid characters that nobody wrote, without any error; so text is judged by
itself.  Each sign of breakage is a share of the text with a limit, the share at which the page
counts as lost; quality is `1 - share / limit / 2` for the worst sign, so a page at its limit has
0.5.  All but one sign are counts over characters; the costly one (do the kanji form words?) is
asked only where a page of kanji has hardly any kana.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import ingest.readers.messages  # noqa: F401  (registers the reasons)
from catalog.records import POOR

# The commonest pairs of letters: over four fifths of the pairs in English, seven tenths in
# French, German or romaji, three tenths where letters were shifted or shuffled.
_COMMONEST = (
    "at on ti th re er in io en he se es an nt ri te ic ve ec or it ed ca li de nd co al ng st ur"
    " le ar me ro ta ha as pl ap ct ra ns si ss us ac fi ce cu ne is pr if pp ty el ch fo ma ts ou"
    " to ut ev tr em om da ow ea hi pe nc ll lo et sp id il ie ot ir ly di wa ge na qu ol su rs ui"
    " ni ul pa mp un eq od ab cr po vi ex la we ho im op rd au tt no ke mo wi so ci rt fy pt iv ls"
    " ig ck ag mi am bl va ef ai cl sc os ry ia ad oc fe sh uc ku ka ki ko yo ya ok um ei be ue eu"
    " du ey oy ay by my up do go of"
)
_PAIRS = frozenset(_COMMONEST.split())
_WORD = re.compile(r"[^\W\d_]{4,}")
_URL = re.compile(r"\S*(?:://|www\.|@|/)\S*")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_ISOLATED = re.compile(r"(?<!\S)[\ue000-\uf8ff](?!\S)")  # a bullet of a symbol font
_MOJIBAKE = re.compile(
    r"[ÃÂâãäåæçèéï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # UTF-8 read as Latin 1
    r"|[縺繧繝譁蟄螳隱莉荳譌譛蜿險髢邨豢蜈蝗][\uff61-\uff9f\u3400-\u9fff�・]"  # UTF-8 as Shift_JIS
    r"|[‚ƒ][\u00a0-\u00ffA-Za-z‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # Shift_JIS read as Latin 1
    r"|[¤¥][\u00a1-\u00fe]"  # EUC-JP read as Latin 1
    r"|[\u00a1-\u00bf\u00d7\u00f7][\u00c0-\u00ff][\u00a1-\u00ff]"
)
# The characters that one of these begins with.
_LEADS = frozenset("ÃÂâãäåæçèéï縺繧繝譁蟄螳隱莉荳譌譛蜿險髢邨豢蜈蝗‚ƒ¤¥×÷") | set(
    map(chr, range(0xA1, 0xC0))
)
_FEW = 12  # characters; less is no evidence

# Limits: the share at which a page is lost, and of what.
_UNMAPPED = 0.10  # of all characters
_MOJIBAKE_SHARE = 0.08  # of all characters
_RARE_KANJI = 0.15  # of the kanji: in neither the common Japanese nor the common Chinese sets
_LONE_KANJI = 0.75  # of the kanji, on a page without kana: not part of a known word
_FOREIGN = 0.20  # of the letters, when of three and more scripts that live apart
_UNLIKELY = 0.65  # of the pairs of Latin letters


def score(text: str) -> tuple[float, str]:
    """Return (quality 0..1, reason), the reason empty where quality is `POOR` or better.

    >>> score("日米同盟は、インド太平洋地域の平和と安定の礎である。")
    (1.0, '')
    >>> score("鏺闄鎯隿の鏺鑚鎯ꇢ꒤꒦闄鎯隿鏺")[1]
    'rare-kanji'
    """
    counts = Counter(text)
    for blank in " \n\t\u3000":
        counts.pop(blank, None)
    total = counts.total()
    if total == 0:
        return 1.0, ""
    kinds: Counter[str] = Counter()
    for character, count in counts.items():
        kinds[_kind(character)] += count
    signs = [
        (
            (kinds["unmapped"] - len(_ISOLATED.findall(text))) / total / _UNMAPPED,
            "unmapped-characters",
        )
    ]
    if total >= _FEW:
        signs += [
            (_mojibake(text, counts) / total / _MOJIBAKE_SHARE, "mojibake"),
            (_rare(kinds) / _RARE_KANJI, "rare-kanji"),
            (_foreign(kinds) / _FOREIGN, "mixed-scripts"),
        ]
        if kinds["latin"] >= 0.5 * total:
            signs += _latin(text)
        if _kanji(kinds) >= 40 and kinds["kana"] < 0.1 * _kanji(kinds):
            signs.append((_lone_kanji(text) / _LONE_KANJI, "rare-kanji"))
    worst, reason = max(signs)
    quality = round(min(1.0, max(0.0, 1 - worst / 2)), 3)
    return quality, reason if quality < POOR else ""


def _kanji(kinds: Counter[str]) -> int:
    return kinds["kanji"] + kinds["rare"]


def _mojibake(text: str, counts: Counter[str]) -> int:
    if _LEADS.isdisjoint(counts):
        return 0
    return sum(map(len, _MOJIBAKE.findall(text)))


def _rare(kinds: Counter[str]) -> float:
    kanji = _kanji(kinds)
    return kinds["rare"] / kanji if kanji >= _FEW // 2 else 0.0


def _foreign(kinds: Counter[str]) -> float:
    scripts = {kind: count for kind, count in kinds.items() if kind.startswith("script ")}
    if len(scripts) < 3:
        return 0.0
    letters = sum(kinds[kind] for kind in ("latin", "accented", "kana", "kanji", "rare"))
    return sum(scripts.values()) / (letters + sum(scripts.values()))


def _latin(text: str) -> list[tuple[float, str]]:
    signs = [(_unlikely_share(text) / _UNLIKELY, "no-words")]
    if signs[0][0] > 0.5:  # look again: addresses and file names are not words
        signs = [(_unlikely_share(_URL.sub(" ", text)) / _UNLIKELY, "no-words")]
    runs = re.findall(r"[A-Za-z]+", text)
    letters = sum(map(len, runs))
    if letters >= 200:
        longest = sum(len(run) for run in runs if len(run) > 30)
        signs.append((longest / letters / 0.3, "no-spaces"))
    singles = sum(len(run) == 1 for run in runs)
    if len(runs) >= 40:
        signs.append((singles / len(runs) / 0.9, "no-words"))
    return signs


def _unlikely_share(text: str) -> float:
    words = _WORD.findall(text)
    pairs = sum(map(len, words)) - len(words)
    return sum(map(_unlikely, words)) / pairs if pairs >= 40 else 0.0


@lru_cache(maxsize=1 << 15)
def _unlikely(word: str) -> int:
    """Count the pairs of letters that are not among the commonest; none of an acronym's."""
    if not word.isascii() or _ACRONYM.fullmatch(word):
        return 0
    return sum(a + b not in _PAIRS for a, b in pairwise(word.lower()))


# -- characters ------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 15)
def _kind(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return "latin" if character.isalpha() else "control" if code < 0x20 else "sign"
    if 0x3040 <= code <= 0x30FF or 0xFF66 <= code <= 0xFF9F:
        return "kana"
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code < 0x40000:
        return "kanji" if _is_common(character) else "rare"
    category = unicodedata.category(character)
    if category in ("Co", "Cn", "Cs", "Cc") or code == 0xFFFD:
        return "unmapped"
    if 0xA0 <= code <= 0xFF or character in "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ":
        return "accented" if category != "Pd" else "sign"
    if category[0] != "L":
        return "sign"
    script = unicodedata.name(character, "UNKNOWN").split(" ", 1)[0]
    return {"LATIN": "latin", "FULLWIDTH": "latin"}.get(script, f"script {script}")


def _is_common(character: str) -> bool:
    """Say whether a kanji is of JIS X 0208's first level, GB 2312's first, Big5's first, or old.

    The Chinese sets let in what Japanese papers quote, and most old forms (國, 對).
    """
    character = unicodedata.normalize("NFKC", character)
    for codec, first, last in (
        ("euc_jp", 0xB0, 0xCF),
        ("gb2312", 0xB0, 0xD7),
        ("big5", 0xA4, 0xC6),
    ):
        try:
            code = character.encode(codec)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return character in "々〇"


def _lone_kanji(text: str) -> float:
    """Return the share of kanji that are no part of a dictionary word of two and more.

    Lists of names and headings are kanji without kana too, but form words; so does Chinese,
    which shares most of them.
    """
    lone = whole = 0
    for run in re.findall(r"[\u3400-\u9fff々]+", text[:4000]):
        for word in _tagger().parse(run).split():
            whole += len(word)
            lone += len(word) == 1
    return lone / whole if whole else 0.0


@cache
def _tagger() -> Any:
    import fugashi
    import unidic_lite

    return fugashi.GenericTagger(f'-Owakati -d "{unidic_lite.DICDIR}" -r /dev/null')
