"""Which clauses a sentence has, as offsets: where a comma, a dash or a joining word parts it."""

from __future__ import annotations

import re

from language.boundaries import bracketed

# A clause shorter than this says little alone: it joins the one after it (輸出管理は、…).
_SHORT_WIDE = 8  # characters, where the text is Japanese
_SHORT = 20
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

# Japanese: after the mark.  English: after a mark before a space, a dash between spaces, or before
# a word that opens a clause.  "1,200", "10:30" and "US–Japan" are whole.
_BREAK = re.compile(
    r"(?<=[、，；：—―])(?![、，；：—―])|(?<=[,;:])\s+|\s+(?=[–—-]\s)|(?<=[a-z]—)(?=[a-z])"
    r"|\s+(?=(?:and|but|or|nor|because|although|though|while|whereas|when|if|unless|until|since"
    r"|so that|that|which|who|whose|where|without|rather than|in order to)\s)"
    r"|(?<=ため)(?=[^、のだで])|(?<=ので)(?=[^、す])|(?<=とともに)(?=[^、])|(?<=けれども)(?=[^、])"
)


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the half-open offsets of the clauses of one sentence, in order, without outer space.

    Together they hold every character that is not space.  None ends within a bracket or a quotation
    that the sentence closes, and none is so short that it says little alone.

    >>> text = "海峡が閉じれば、原油の8割が止まるため、備蓄を増やすべきだ。"
    >>> [text[start:end] for start, end in clauses(text)]
    ['海峡が閉じれば、', '原油の8割が止まるため、', '備蓄を増やすべきだ。']
    >>> text = "A stockpile of 1,200 tonnes buys time, but it adds nothing to supply."
    >>> [text[start:end] for start, end in clauses(text)]
    ['A stockpile of 1,200 tonnes buys time,', 'but it adds nothing to supply.']
    """
    shut = bracketed(sentence)
    found: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(sentence):
        if any(opener < match.start() <= closer for opener, closer in shut):
            continue
        if _long(sentence[start : match.start()]) and _long(sentence[match.end() :]):
            found.append((start, match.start()))
            start = match.end()
    found.append((start, len(sentence)))
    return [span for span in (_stripped(sentence, *each) for each in found) if span[0] < span[1]]


def _long(text: str) -> bool:
    text = text.strip()
    return len(text) >= (_SHORT_WIDE if _WIDE.search(text) else _SHORT)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return left, max(left, start + len(piece.rstrip()))
