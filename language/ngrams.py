"""Character bigrams: the net under the words, for names and compounds no dictionary knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add

from language.folding import fold, fold_with_offsets
from language.script import CJK, HIRAGANA
from language.tokens import Token

_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_WIDE = re.compile(f"[{CJK}]")
_FUNCTION = re.compile(f"[{HIRAGANA}]+")
_LONGEST = 64


def bigrams(text: str, *, literal: bool = False, query: bool = False) -> str:
    """Return the bigrams of `text`, folded, with spaces between.

    A run of CJK characters gives each neighbouring pair (a lone one, itself); a run of other
    letters and digits gives itself.  For a `query`, pairs of hiragana are left out, since they
    are mostly particles and endings; not if the query has nothing else (いずも).

    >>> bigrams("航行の自由（FON）"), bigrams("航行についての", query=True)
    ('航行 行の の自 自由 fon', '航行 行に')
    """
    found: list[str] = []
    for run in _RUN.findall(fold(text, literal=literal)):
        if not _WIDE.match(run):
            found.append(run[:_LONGEST])
        elif len(run) == 1:
            found.append(run)
        else:
            found += map(add, run, run[1:])
    if query:
        found = [form for form in found if not _FUNCTION.fullmatch(form)] or found
    return " ".join(found)


def bigram_tokens(text: str, *, literal: bool = False, query: bool = False) -> list[Token]:
    """Return what `bigrams` returns as tokens; `position` counts the pairs, left-out ones too."""
    folded, offsets = fold_with_offsets(text, literal=literal)
    found: list[Token] = []
    position = 0
    for match in _RUN.finditer(folded):
        run, at = match.group(), match.start()
        if _WIDE.match(run) and len(run) > 1:
            for i in range(len(run) - 1):
                start, end = source_span(at + i, at + i + 2, offsets, len(text))
                found.append(Token(start, end, run[i : i + 2], position + i))
            position += len(run) - 1
        else:
            start, end = source_span(at, match.end(), offsets, len(text))
            found.append(Token(start, end, run[:_LONGEST], position))
            position += 1
    if query:
        found = [token for token in found if not _FUNCTION.fullmatch(token.form)] or found
    return found


def source_span(start: int, end: int, offsets: Sequence[int], length: int) -> tuple[int, int]:
    """Return the span of the source text that `[start, end)` of a folded text comes from.

    `offsets` is what the folding returned and `length` the source's; the span is never empty.
    """
    last = offsets[end - 1]
    while end < len(offsets) and offsets[end] == last:
        end += 1
    return offsets[start], offsets[end] if end < len(offsets) else length
