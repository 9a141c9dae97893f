"""Page text from extracted lines: lines joined into paragraphs, and text cleaned of debris.

Nothing here changes what is printed: no width, case or spelling is touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from language.script import CJK, WIDE, detect

_WIDE = re.compile(f"[{WIDE}]")
_SOFT_HYPHEN = "\u00ad"
# A word broken at the line end: letters (with earlier hyphens), then the hyphen.
_BROKEN = re.compile(r"(?<![^\W_])([^\W\d_]+(?:[-‐][^\W\d_]+)*)([-‐])$")
_ALNUM_HYPHEN = re.compile(r"[^\W_]\.?[-‐]$")
_HEAD = re.compile(r"[^\W\d_]+")
_URL_TAIL = re.compile(
    r"(?:https?://|www\.)\S*[/_=&?%#-]$|doi\.org/\S*[/._-]$|10\.\d{4,}/\S*[/._-]$"
)

# First and last parts after or before which English keeps its hyphen.
_KEEPS_AFTER = frozenset(
    "self non ex co well ill all cross half quasi vice semi anti pro post pre mid near long short"
    " high low full part middle large small medium hard soft fast slow two three four five six"
    " seven eight nine ten one first second third multi inter intra counter north south east west"
    " sub ultra extra neo open free state policy decision rules evidence peace law burden arms"
    " cost risk fact land sea air ground ship nuclear defense defence security trade market time"
    " world year old new so follow back front line end".split()
)
_ALWAYS_AFTER = frozenset("self ex well ill all half vice quasi cross so".split())
# "ten" is not among them: "ten-" "sion" is one word.
_NUMERALS = frozenset("two three four five six seven eight nine twenty thirty hundred".split())
_KEEPS_BEFORE = frozenset(
    "based led related term level wide making driven oriented style free owned backed building"
    " sharing like specific minded range scale sized made run old long keeping intensive"
    " dependent friendly neutral capable armed powered facing looking standing down up off in"
    " making maker makers finding edge ended sponsored funded supported sensitive effective"
    " efficient proof century fold class profile quality ranking winning tech order date".split()
)


def join_lines(lines: Sequence[str]) -> str:
    """Join the extracted lines of one paragraph.

    Between two wide characters nothing is put, between two Latin ones a space; between one and
    the other what the paragraph's language does.  A word that was broken at the line end is made
    whole again, but a hyphen of its own is kept.

    >>> join_lines(["日本の安全", "保障政策"]), join_lines(["free", "and open"])
    ('日本の安全保障政策', 'free and open')
    >>> join_lines(["the infor-", "mation"]), join_lines(["the US-", "Japan alliance"])
    ('the information', 'the US-Japan alliance')
    """
    kept = [line for line in (line.strip() for line in lines) if line]
    if not kept:
        return ""
    japanese: bool | None = None  # decided when the first mixed seam asks
    words: set[str] | None = None
    parts = [kept[0]]
    for line in kept[1:]:
        last = parts[-1]
        left, right = bool(_WIDE.match(last[-1])), bool(_WIDE.match(line[0]))
        if left and right:
            joiner = ""
        elif left or right:
            if japanese is None:
                japanese = detect("".join(kept)) == "ja"
            joiner = "" if japanese else " "
        elif last.endswith(_SOFT_HYPHEN) or _URL_TAIL.search(last):
            joiner = ""
        elif _ALNUM_HYPHEN.search(last) and line[0].isalnum():
            joiner = ""
            if words is None:
                words = {
                    word.lower()
                    for text in kept
                    for word in re.findall(r"[^\W\d_-]+(?:-[^\W\d_-]+)*", text)
                }
            if not _keeps_hyphen(last, line, words):
                parts[-1] = last[:-1]
        elif last[-1] in "—–" and last[-2:-1].isalnum():
            joiner = ""
        else:
            joiner = " "
        parts += [joiner, line] if joiner else [line]
    return "".join(parts).replace(_SOFT_HYPHEN, "")


def _keeps_hyphen(last: str, line: str, words: set[str]) -> bool:
    """Whether the hyphen at the end of `last` belongs to the word that `line` goes on with."""
    broken, head = _BROKEN.search(last), _HEAD.match(line)
    if broken is None or head is None or line[0].isupper():
        return True  # "F-" "35", "COVID-" "19", "US-" "Japan"
    first, second = broken[1].lower(), head.group().lower()
    if f"{first}-{second}" in words:
        return True
    if first + second in words:
        return False
    if "-" in first or "‐" in first:
        return True  # "state-of-" "the-art"
    if broken[1].isupper() and len(first) > 1:
        return True  # "AI-" "enabled"
    if line[head.end() : head.end() + 1] in ("-", "‐") and len(second) <= 3:
        return True  # "day-" "to-day"
    if first in _ALWAYS_AFTER:
        return True
    if first in _NUMERALS and not second.startswith(("t", "fold", "some", "th")):
        return True  # "nine-" "dash", but "nine-" "teen"
    return second in _KEEPS_BEFORE and (first in _KEEPS_AFTER or len(first) > 3)


_NEWLINES = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_TABS = re.compile(r"[\t\u00a0]")
_DEBRIS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EDGES = re.compile(r"^[ \u3000]+|[ \u3000]+$", re.MULTILINE)
_SPACES = re.compile(r"  +")
_SEAM = re.compile(f"(?<=[{WIDE}])(?=[{WIDE}])")
_GAP = re.compile(f"(?<=[{WIDE}]) +(?=[{WIDE}])")
_HAS_GAP = re.compile(f"[{CJK}] +[{WIDE}]")


def clean(text: str) -> str:
    """Return `text` in NFC without control and zero-width characters, indents and OCR's spaces.

    OCR sets Japanese as 日 本 に お け る.  A line is taken for such when at least two fifths of
    its neighbouring wide characters, and two pairs at least, have a space between them; the one
    space of 林 修 or 第一章 総則 stays, and so does any space between Latin and Japanese.
    Lone surrogates become U+FFFD, since no file or database can hold them.

    >>> clean("　日 本 に お け る AI の 利 用")
    '日本における AI の利用'
    """
    text = _NEWLINES.sub("\n", text)
    text = _DEBRIS.sub("", _TABS.sub(" ", text))
    text = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))
    text = _SPACES.sub(" ", _EDGES.sub("", text))
    if not _HAS_GAP.search(text):
        return text
    return "\n".join(map(_close_gaps, text.split("\n")))


def _close_gaps(line: str) -> str:
    gaps = len(_GAP.findall(line))
    if gaps > 1 and 5 * gaps >= 2 * (gaps + len(_SEAM.findall(line))):
        return _GAP.sub("", line)
    return line
