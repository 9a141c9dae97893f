"""Is the term base sound?  Doubles, conflicts, missing readings, entries that never occur."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalog.records import Language, Level, Reader, Term
from index.index import Index
from index.terms import Key, Rendering, avoided, key_of, renderings
from language import Analyzer, fold

_KANA = re.compile("[ぁ-ゖー・ 　]+")


class Fault(StrEnum):
    """What may be wrong with an entry; the first four must be mended."""

    DOUBLE = "double"  # two entries with one Japanese name
    CONFLICT = "conflict"  # the name of an entry is another's name too
    AVOIDED = "avoided"  # one entry is to avoid what is its own name
    READING = "reading"  # no reading, or one that is not kana
    SHARED = "shared"  # a variant or abbreviation means two things: both are searched
    UNUSED = "unused"  # no rendering occurs in the library


GRAVE = frozenset({Fault.DOUBLE, Fault.CONFLICT, Fault.AVOIDED, Fault.READING})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of `term`: in which `rendering`, and with which `other` entry."""

    fault: Fault
    term: Term
    rendering: str = ""
    other: Term | None = None


def check(terms: Sequence[Term], index: Index) -> list[Finding]:
    """Return what is wrong with the terms, which need not be those that the index was made with.

    What occurs nowhere is looked for in all papers, whoever may read them.
    """
    return [*within(terms), *_unused(terms, index)]


def within(terms: Sequence[Term]) -> list[Finding]:
    """Return what is wrong with the terms by themselves.

    Renderings are compared as search compares them: folded, and in English by the words' stems.
    """
    return [*_readings(terms), *_names(terms, Analyzer()), *_avoided(terms)]


def _readings(terms: Sequence[Term]) -> Iterator[Finding]:
    for term in terms:
        if not _KANA.fullmatch(fold(term.reading)):
            yield Finding(Fault.READING, term, term.reading)


def _names(terms: Sequence[Term], analyzer: Analyzer) -> Iterator[Finding]:
    owners: dict[Key, Term] = {}
    for term in terms:
        for each in renderings(term):
            key = key_of(each, analyzer)
            if not key:
                continue
            other = owners.setdefault(key, term)
            if other is not term:
                yield Finding(_fault(term, other, each), term, each.text, other)


def _fault(term: Term, other: Term, rendering: Rendering) -> Fault:
    if fold(term.japanese) == fold(other.japanese):
        return Fault.DOUBLE
    if rendering.language is Language.JA or fold(term.english) == fold(other.english):
        return Fault.CONFLICT
    return Fault.SHARED


def _avoided(terms: Sequence[Term]) -> Iterator[Finding]:
    for term in terms:
        # To the letter: "rule by law" has the stems of "rule of law", and is to be avoided.
        own = {fold(each.text) for each in renderings(term)}
        for each in avoided(term):
            if fold(each.text) in own:
                yield Finding(Fault.AVOIDED, term, each.text)


def _unused(terms: Sequence[Term], index: Index) -> Iterator[Finding]:
    reader = Reader(Level.STAFF)
    for term in terms:
        if not index.occurrences(renderings(term), reader=reader):
            yield Finding(Fault.UNUSED, term)
