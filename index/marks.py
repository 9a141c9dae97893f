"""Which words, terms and numbers of a passage the query named, as runs of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.records import Language, Passage
from index.hits import Mark, Reason
from index.lexical import Asked
from index.query import Query
from index.terms import Expansion, singular
from language import Analyzer, Token, fold, fold_with_offsets
from language.numbers import Number, agree, numbers
from language.script import CJK, HIRAGANA

_CJK = re.compile(f"[{CJK}]")
_WRITTEN = re.compile(f"(?=[{CJK}])[^{HIRAGANA}]")
_SENTENCE = re.compile(r".+?(?:[。!?\n]+|\.(?=\s)|$)", re.DOTALL)
_LETTER = rf"[^\W_{CJK}]"  # of a word in Latin letters and digits, which Japanese may surround
_CLAUSE = re.compile(r"[^、。,!?()「」『』\s]+")  # no Japanese word goes beyond these


Marker = Callable[[Passage], tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark, worked out once a query: forms of words, pairs, and whole renderings."""

    forms: frozenset[str]
    pairs: frozenset[str]
    phrases: tuple[str, ...]  # folded
    strings: tuple[str, ...]  # Japanese renderings, folded
    sequences: tuple[tuple[str, ...], ...]  # English renderings, forms of their words
    abbreviations: re.Pattern[str] | None  # as they are
    latin: re.Pattern[str] | None  # words in Latin letters that may have one of the forms
    within: Callable[[str], list[tuple[int, int]]]  # where such a word has one
    cues: re.Pattern[str] | None  # characters that a Japanese word with one of the forms has
    numbers: tuple[tuple[Number, str], ...]  # of the query, and as it writes them


def marker(
    query: Query, asked: Asked, expansions: Sequence[Expansion], analyzer: Analyzer
) -> Marker:
    """Return what finds the marks of a passage; the query is prepared at the first one."""

    @cache
    def sought() -> Wanted:
        return wanted(query, asked, expansions, analyzer)

    return lambda passage: marks(passage, sought(), analyzer)


def wanted(
    query: Query, asked: Asked, expansions: Iterable[Expansion], analyzer: Analyzer
) -> Wanted:
    renderings = [each for expansion in expansions for each in expansion.renderings]
    short = [singular(each.text) for each in renderings if each.abbreviation]
    whole = [each.text for each in renderings if not each.abbreviation]
    english = [analyzer.words(text, Language.EN) for text in whole if not _CJK.search(text)]
    among = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
    sequences = tuple(tuple(words.split()) for words in english if words)
    forms = frozenset(asked.every_form)

    @cache  # the same few words stand in all the hits
    def within(word: str) -> list[tuple[int, int]]:
        if any(closed in forms for _, closed in analyzer.compounds(word)):
            return [(0, len(word))]
        return [(t.start, t.end) for t in analyzer.tokens(word, Language.EN) if t.form in forms]

    return Wanted(
        forms,
        frozenset(asked.pairs),
        tuple(map(fold, query.phrases)),
        tuple(fold(text) for text in whole if _CJK.search(text)),
        sequences,
        re.compile(f"(?<![A-Za-z0-9])(?:{among})s?(?![A-Za-z0-9])") if short else None,
        _beginnings(asked.every_form),
        within,
        _cues(fold(query.words), asked.forms),
        tuple((each, query.words[each.start : each.end]) for each in numbers(query.words)),
    )


# Analysis is the costly part of marking.  These two tell what may hold a form, by its writing.


def _beginnings(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Match the words in Latin letters and digits that begin as one of the stems does."""
    stems = sorted({form[:3] for form in forms if not _CJK.search(form)})
    among = "|".join(map(re.escape, stems))
    word = rf"(?<!{_LETTER})(?:{among}){_LETTER}*(?:['-]{_LETTER}+)*"
    return re.compile(word) if stems else None


def _cues(written: str, forms: Iterable[str]) -> re.Pattern[str] | None:
    """Match the characters that a Japanese word shares with its form or with the query, whatever
    its ending: a kanji or katakana, or its first kana if it has none.
    """
    cues = set(_WRITTEN.findall(written))
    for form in forms:
        if _CJK.search(form):
            cues.update(_WRITTEN.findall(form) or [form[:1]])
    return re.compile(f"[{''.join(map(re.escape, sorted(cues)))}]") if cues else None


def marks(passage: Passage, wanted: Wanted, analyzer: Analyzer) -> tuple[Mark, ...]:
    """Return the marks of a passage in order, none overlapping; the query's own words win, but
    over a number that reaches beyond them (1999 of 1999年).

    Where no word of the query is found, runs of its character pairs are marked: MeCab may divide
    the query otherwise than the text.
    """
    text = passage.text
    folded, offsets = fold_with_offsets(text)
    ends = range(len(text) + 1) if isinstance(offsets, range) else [*offsets, len(text)]
    direct = [span for key in wanted.phrases for span in _strings(folded, key, ends)]
    terms = [span for key in wanted.strings for span in _strings(folded, key, ends)]
    if wanted.abbreviations:
        terms += [match.span() for match in wanted.abbreviations.finditer(text)]
    for word in wanted.latin.finditer(folded) if wanted.latin else ():
        start, end = ends[word.start()], ends[word.end()]
        direct += [(first + start, last + start) for first, last in wanted.within(text[start:end])]
    for first, last in _clauses(folded, wanted.cues) if wanted.cues else ():
        start, end = ends[first], ends[last]
        direct += [
            (token.start + start, token.end + start)
            for token in analyzer.tokens(text[start:end], passage.language)
            if token.form in wanted.forms
        ]
    for sentence in _SENTENCE.finditer(folded) if wanted.sequences else ():
        start, end = ends[sentence.start()], ends[sentence.end()]
        likely = [
            forms
            for forms in wanted.sequences
            if all(form[:3] in sentence.group() for form in forms)
        ]
        tokens = analyzer.tokens(text[start:end], Language.EN) if likely else []
        terms += [
            (first + start, last + start)
            for forms in likely
            for first, last in _sequences(tokens, forms)
        ]
    if not direct:
        direct = [span for pair in wanted.pairs for span in _strings(folded, pair, ends)]
    own = _merged(direct)
    counted = _numbers(text, wanted, own)
    taken = [(mark.start, mark.end) for mark in counted]
    own = [span for span in own if _apart(span, taken)]
    others = [span for span in _merged(terms) if _apart(span, [*own, *taken])]
    found = counted + [Mark(*span, Reason.LEXICAL) for span in own]
    found += [Mark(*span, Reason.TERM) for span in others]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _numbers(text: str, wanted: Wanted, own: Sequence[tuple[int, int]]) -> list[Mark]:
    """Return the numbers and dates of the query in `text`, but for those that `own` words cover
    and those that one of these reaches beyond.
    """
    found = []
    for number in numbers(text) if wanted.numbers else ():
        answered = next((text for asked, text in wanted.numbers if agree(number, asked)), "")
        start, end = number.start, number.end
        touching = [(a, b) for a, b in own if a < end and start < b]
        covered = sum(b - a for a, b in touching) >= len(text[start:end].replace(" ", ""))
        if answered and not covered and all(start <= a and b <= end for a, b in touching):
            found.append(Mark(start, end, Reason.NUMBER, answered))
    return found


def _apart(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in others)


def _clauses(folded: str, cues: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where the clauses with a cue stand."""
    if cues.search(folded):
        for clause in _CLAUSE.finditer(folded):
            if cues.search(folded, *clause.span()):
                yield clause.span()


def _sequences(tokens: Sequence[Token], forms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for at in range(len(tokens) - len(forms) + 1):
        if tokens[at].form == forms[0]:
            run = tokens[at : at + len(forms)]
            if tuple(token.form for token in run) == forms:
                yield run[0].start, run[-1].end


def _strings(folded: str, key: str, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    at = folded.find(key)
    while at >= 0 and key:
        yield ends[at], ends[at + len(key)]
        at = folded.find(key, at + len(key))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
