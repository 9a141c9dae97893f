"""Which single sentences of the passages found are key points, differences, questions, events?

Sentences are chosen by what stands in them and by nearness to the question; none is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from briefing.baskets import quote as quoted
from briefing.drafting.evidence import Candidate
from briefing.records import Quote
from catalog.records import Language, parts
from encoder import Encoder
from index.central import ENDS
from language import sentences
from language.dates import Period, located_periods

LENGTHS = {Language.JA: (20, 160)}  # characters of a sentence that can stand alone
LENGTHS_ELSE = (50, 360)
ALIKE = 0.8  # inner product from which two sentences say the same
# A sentence is about something else below this inner product with the question, or below this
# share of the nearest passage's.
NEAR, SHARE = 0.25, 0.6

_HANGING = re.compile(  # a sentence that leans on the one before
    r"(?:しかし|だが|また|さらに|そして|それ|これ|この|その|そこで|したがって|一方|他方|ただし|なお|同[氏様])"
    r"|(?:But|And|However|It|This|That|These|Those|They|He|She|Such|Moreover|Nor|Yet|So|Both)\b"
)
_JAPAN = re.compile(
    r"日本(?:側|政府|は|では|が|の(?:参加者|出席者|立場|政府|制度|企業))"
    r"|\bJapan(?:ese)?\b|\bTokyo\b"
)
_AMERICA = re.compile(
    r"米国?側|米(?:国|政府)(?:は|では|が|政府)|米国の(?:参加者|出席者|立場|政府|制度|企業)|ワシントン"
    r"|\bAmerican?s?\b|\bU\.?S\.?(?=\W)|\bUnited States\b|\bWashington\b"
)
_CONTRAST = re.compile(
    r"一方|他方|に対し|これに対して|異な|違い|違う|隔たり|溝|食い違|ずれ|のに対して"
    r"|\bwhile\b|\bwhereas\b|\bby contrast\b|\bdiffer|\bdisagree|\bgap\b|\bon the other hand\b"
    r"|\bunlike\b|\bbut\b"
)
_QUESTION = re.compile(
    r"[か][。？]$|[?？]$|課題(?:として残|が残|である|となる)|検討(?:が必要|すべき|を要する)|未解決|"
    r"今後の(?:課題|論点)|決まっていない|定まっていない|明らかではない|残されている"
    r"|\bopen question|\bremains? (?:unclear|unsettled|unresolved|to be|open|undecided)"
    r"|\bnot (?:yet )?(?:settled|decided|clear|resolved)\b|\bunanswered\b|\bhas yet to\b"
)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a candidate: `candidate.text[start:end]`."""

    candidate: Candidate
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.candidate.text[self.start : self.end]

    @cached_property
    def quote(self) -> Quote:
        return part(quoted(self.candidate.hit.passage), self.start, self.end)


def part(quote: Quote, start: int, end: int) -> Quote:
    """Return the quote of `quote.text[start:end]` alone, with its own offsets into the pages."""
    spans = parts(quote.spans, quote.joiner, start, end)
    return replace(quote, spans=spans, text=quote.text[start:end])


class Extracts:
    """The sentences of candidates, to be chosen from; each is encoded at most once."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        question: NDArray[np.float32],
        encoder: Encoder,
    ) -> None:
        self._question = question
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._nearest = max((float(each.vector @ question) for each in candidates), default=0.0)
        self.sentences = [
            Sentence(candidate, start, end)
            for candidate in candidates
            for start, end in sentences(candidate.text, candidate.language)
        ]

    def key_points(self, groups: Iterable[Sequence[Candidate]]) -> list[Sentence]:
        """Return one sentence for each group of passages: near to the question and to the group."""
        chosen: list[Sentence] = []
        for group in groups:
            held = {id(candidate) for candidate in group}
            fit = [s for s in self.sentences if id(s.candidate) in held and _stands_alone(s)]
            if not fit:
                continue
            mean = np.mean([candidate.vector for candidate in group], axis=0)
            vectors = self._encode(fit)
            worth = vectors @ self._question + 0.3 * (vectors @ mean)
            for place in np.argsort(-worth, kind="stable").tolist():
                if not self._said(fit[place], chosen):
                    chosen.append(fit[place])
                    break
        return chosen

    def differences(self, count: int) -> list[tuple[Sentence, Sentence | None]]:
        """Return sentences that set Japan and the United States against each other: one that
        names both, or a pair of neighbours of which each names one.
        """
        found: list[tuple[Sentence, Sentence | None]] = []
        for here, after in zip(self.sentences, [*self.sentences[1:], None], strict=True):
            if not _complete(here):
                continue
            japan, america = bool(_JAPAN.search(here.text)), bool(_AMERICA.search(here.text))
            if japan and america and _CONTRAST.search(here.text):
                found.append((here, None))
            elif (
                after is not None
                and after.candidate is here.candidate
                and japan != america
                and (_AMERICA if japan else _JAPAN).search(after.text)
                and not (_JAPAN if japan else _AMERICA).search(after.text)
                and _CONTRAST.search(after.text)
                and _complete(after)
            ):
                found.append((here, after) if japan else (after, here))
        return self._best(found, count, lambda pair: pair[0])

    def questions(self, count: int) -> list[Sentence]:
        """Return sentences that ask, or say that something is not settled."""
        found = [s for s in self.sentences if _QUESTION.search(s.text) and _complete(s)]
        return self._best(found, count, lambda sentence: sentence)

    def events(self, count: int) -> list[tuple[str, Sentence]]:
        """Return dated sentences, the oldest first, each with the ISO date that it speaks of."""
        dated = [
            (period, sentence)
            for sentence in self.sentences
            if _complete(sentence)
            for period in [_date(sentence.text)]
            if period
        ]
        chosen: list[tuple[Period, Sentence]] = []
        for period, sentence in self._best(dated, len(dated), lambda each: each[1]):
            if len(chosen) < count and all(iso(period) != iso(other) for other, _ in chosen):
                chosen.append((period, sentence))
        chosen.sort(key=lambda each: each[0].start)
        return [(iso(period), sentence) for period, sentence in chosen]

    def _best(self, found: Sequence[_T], count: int, of: Callable[[_T], Sentence]) -> list[_T]:
        """Return those nearest to the question, of which no two say the same."""
        if not found:
            return []
        near = self._encode([of(each) for each in found]) @ self._question
        least = max(NEAR, SHARE * self._nearest)
        chosen: list[_T] = []
        for place in np.argsort(-near, kind="stable").tolist():
            if near[place] < least or len(chosen) == count:
                break
            if not self._said(of(found[place]), [of(each) for each in chosen]):
                chosen.append(found[place])
        return chosen

    def _said(self, sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
        if not chosen:
            return False
        products = self._encode(chosen) @ self._encode([sentence])[0]
        return bool(products.max() >= ALIKE)

    def _encode(self, wanted: Sequence[Sentence]) -> NDArray[np.float32]:
        new = list(dict.fromkeys(s.text for s in wanted if s.text not in self._vectors))
        if new:
            self._vectors.update(zip(new, self._encoder.encode(new, "passage"), strict=True))
        return np.stack([self._vectors[s.text] for s in wanted])


def iso(period: Period) -> str:
    """Return a period's beginning as precisely as it is known: a day, a month or a year."""
    if period.start == period.end:
        return period.start.isoformat()
    if (period.start.year, period.start.month) == (period.end.year, period.end.month):
        return period.start.isoformat()[:7]
    return period.start.isoformat()[:4]


def _date(text: str) -> Period | None:
    """Return the most precise date that a sentence speaks of; one in brackets is of a source."""
    found = [
        period
        for start, end, period in located_periods(text)
        if not (text[:start].rstrip().endswith(("(", "（")) and text[end : end + 1] in ")）")
    ]
    return min(found, key=lambda period: period.end - period.start, default=None)


def _complete(sentence: Sentence) -> bool:
    low, high = LENGTHS.get(sentence.candidate.language, LENGTHS_ELSE)
    text = sentence.text
    return low <= len(text) <= high and text[-1] in ENDS


def _stands_alone(sentence: Sentence) -> bool:
    return _complete(sentence) and not _HANGING.match(sentence.text)
