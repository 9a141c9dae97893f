"""How large a text is for a passage, where to cut a long sentence, and where to part a flow.

Sizes are whole numbers: a CJK character weighs 12 and any other word 35, so that 350 Japanese
characters and 120 English words are both `LIMIT`, and mixed text is measured by one rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from language.script import WIDE

_CHARACTER, _WORD = 12, 35
LOW = 200 * _CHARACTER  # a smaller passage gets context
IDEAL = 275 * _CHARACTER
LIMIT = 350 * _CHARACTER  # = 120 words: passages of several sentences stay within
CAP = 600 * _CHARACTER  # = 205 words: a sentence stays whole up to here (512 encoder tokens)

# A full-width character, or a word; a run without spaces counts as one word per 24 characters
# begun, so that a long address, or a script without spaces, cannot hide its length.
_MEASURED = re.compile(rf"([{WIDE}])|[^\s{WIDE}]{{1,24}}")
_WIDE, _RUN = re.compile(f"[{WIDE}]"), re.compile(r"\S{1,24}")
_COMMAS = "、，,;；:：—―」』）)"


def size(text: str) -> int:
    """Return the weight of `text`; white space weighs nothing.

    >>> size("日米同盟") == 4 * 12, size("the alliance") == 2 * 35
    (True, True)
    """
    # The same as adding up the matches of `_MEASURED`, four times as fast.
    rest, wide = _WIDE.subn(" ", text)
    return _CHARACTER * wide + _WORD * len(_RUN.findall(rest))


def cut(text: str) -> list[tuple[int, int]]:
    """Return half-open offsets of the parts of a sentence; one within `CAP` is one part.

    The parts of a larger one weigh at most `LIMIT`: they end after the last comma of their
    second half, else at its last space, else where they must.
    """
    if size(text) <= CAP:
        return [(0, len(text))]
    parts: list[tuple[int, int]] = []
    tokens = list(_MEASURED.finditer(text))
    first = index = 0  # the part's first token, the token looked at
    start = weight = 0
    comma = space = 0  # tokens after which the part may end; 0: none seen
    while index < len(tokens):
        weight += _CHARACTER if tokens[index][1] else _WORD
        if weight > LIMIT:
            index = comma or space or _whole(text, tokens, index, first)
            parts.append((start, tokens[index].start()))
            first, start = index, tokens[index].start()
            weight = comma = space = 0
            continue
        end = tokens[index].end()
        index += 1
        if weight > LIMIT // 2:
            if text[end - 1] in _COMMAS:
                comma = index
            elif text[end : end + 1].isspace():
                space = index
    parts.append((start, len(text)))
    return parts


def _whole(text: str, tokens: Sequence[re.Match[str]], index: int, first: int) -> int:
    """Step back from a token that begins with a combining mark: が may be か + U+3099."""
    while index - 1 > first and unicodedata.category(text[tokens[index].start()]).startswith("M"):
        index -= 1
    return index


def part(sizes: Sequence[int], costs: Sequence[float]) -> list[int]:
    """Part a row of pieces into runs near `IDEAL`: return the index at which each run begins.

    No run of several pieces exceeds `LIMIT`.  `costs[i]` is the price of a break before piece i.
    The sum of prices and of squared relative distances from `IDEAL` is least (dynamic
    programming; linear, since a run holds at most LIMIT / 12 pieces).

    >>> part([1800, 1800, 1800, 1800], [0, 0, 0, 0])  # pairs, not three and a left-over
    [0, 2]
    """
    best = [0.0]  # best[j]: the least price of parting the first j pieces
    begins: list[int] = []  # begins[j - 1]: where the last run of that parting begins
    for end in range(1, len(sizes) + 1):
        least, begin, weight = float("inf"), end - 1, 0
        for start in range(end - 1, -1, -1):
            weight += sizes[start]
            if weight > LIMIT and start < end - 1:
                break
            price = best[start] + ((weight - IDEAL) / IDEAL) ** 2 + (costs[start] if start else 0)
            if price < least:
                least, begin = price, start
        best.append(least)
        begins.append(begin)
    starts: list[int] = []
    end = len(sizes)
    while end:
        end = begins[end - 1]
        starts.append(end)
    return starts[::-1]
