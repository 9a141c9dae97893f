"""Which passages answer, and which of them together say most?"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.handling import closed
from catalog import Filters
from catalog.records import (
    BlockKind,
    Document,
    DocumentType,
    Language,
    Quotation,
    Reader,
    StoredPassage,
)
from errors import NotFoundError
from index import Hit, Index
from index.central import ENDS
from language import detect, sentences

DEPTH = 80  # passages that are looked at for each way to ask
LEAST = {Language.JA: 40}  # characters below which a passage says too little
LEAST_ELSE = 100
ENDED = 0.6  # share of a passage in sentences with an end; a title page or a list has less
_SOURCES = re.compile(
    r"参考文献|参考資料|出典一覧|\bReferences\b|\bBibliography\b|\bSources\b(?=\s*$)"
)
# How much a document's kind and age add to how well a passage answers, each at most.
AUTHORITY = 0.15
RECENCY = 0.15
HALF_LIFE = 4.0  # years after which recency counts half
KINDS = {
    DocumentType.POLICY_RECOMMENDATION: 1.0,
    DocumentType.WORKSHOP_REPORT: 0.8,
    DocumentType.FELLOW_PAPER: 0.8,
    DocumentType.DIALOGUE_SUMMARY: 0.6,
    DocumentType.SYMPOSIUM_RECORD: 0.5,
    DocumentType.OTHER: 0.3,
    DocumentType.DIGEST_ISSUE: 0.0,
}
# Tuned on the dev queries (`evaluation.drafting`): some eight passages a draft, .62 of the judged
# ones relevant, both languages in .76 of the drafts; without, thirteen, .55 and .91.
QUOTED = 0.6  # share of the worth of the best in its language that a passage needs to be quoted
SEARCHED = 0.45  # and to be looked through for single sentences
LANGUAGE = 0.4  # share of the worth of the best of all that the best in a language needs
OWN_LANGUAGE = 1.1  # what a passage in the language of the question gains
LAMBDA = 0.8  # of maximal marginal relevance: what relevance counts against likeness
SAME = 0.75  # inner product from which passages of two editions are one said twice
MOST_OF_ONE = 3  # passages of one document
MOST_OF_LANGUAGE = 2 / 3  # of the passages, where both languages have some to offer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be quoted: `worth` is about 0..1.3, `vector` (dim,) is its text's."""

    hit: Hit
    document: Document
    worth: float
    vector: NDArray[np.float32]

    @property
    def text(self) -> str:
        return self.hit.passage.passage.text

    @property
    def language(self) -> Language:
        return self.hit.passage.passage.language


def candidates(
    index: Index, questions: Sequence[str], *, filters: Filters, reader: Reader
) -> list[Candidate]:
    """Return the passages that answer one of `questions`, ways to ask the same, the best first.

    Left out is what could not leave the house: off the record, or under embargo.
    """
    best: dict[str, tuple[float, Hit]] = {}
    for question in questions:
        found = index.search(question, reader=reader, k=DEPTH, filters=filters).hits
        most = max((hit.score for hit in found), default=0.0)
        for hit in found:
            score = hit.score / most if most else 0.0
            if hit.reasons and score > best.get(hit.passage.id, (0.0, hit))[0]:
                best[hit.passage.id] = score, hit
    named = tuple({hit.passage.document for _, hit in best.values()})
    documents = {
        each.id: each
        for each in index.catalog.documents(reader=reader, filters=Filters(documents=named))
        if named and _may_leave(each, reader.today)
    }
    kept = [
        (score, hit)
        for score, hit in best.values()
        if hit.passage.document in documents and _says_enough(hit)
    ]
    asked = {detect(question) for question in questions}
    vectors = index.encoder.encode([hit.passage.passage.text for _, hit in kept], "passage")
    rated = [
        Candidate(hit, document, score * prior(document, reader.today) * _own(hit, asked), vector)
        for (score, hit), vector in zip(kept, vectors, strict=True)
        for document in [documents[hit.passage.document]]
    ]
    return sorted(rated, key=lambda each: (-each.worth, each.hit.passage.id))


def collected(index: Index, passages: Iterable[str], *, reader: Reader) -> list[Candidate]:
    """Return the passages of these ids that are there, may be seen and may leave the house; all
    are worth the same but for their papers' kind and age.
    """
    found: list[StoredPassage] = []
    for name in passages:
        with suppress(NotFoundError):
            found.append(index.catalog.passage(name, reader=reader))
    filters = Filters(documents=tuple({each.document for each in found}))
    known = {
        each.id: each
        for each in (index.catalog.documents(reader=reader, filters=filters) if found else [])
        if _may_leave(each, reader.today)
    }
    kept = [each for each in found if each.document in known]
    vectors = index.encoder.encode([each.passage.text for each in kept], "passage")
    return [
        Candidate(
            Hit(stored, 1.0, (), {}),
            known[stored.document],
            prior(known[stored.document], reader.today),
            vector,
        )
        for stored, vector in zip(kept, vectors, strict=True)
    ]


def worthy(found: Sequence[Candidate], share: float) -> list[Candidate]:
    """Return the candidates that are worth `share` of the best in their language; none of a
    language whose best is far below the best of all.
    """
    best: dict[Language, float] = {}
    for each in found:
        best[each.language] = max(each.worth, best.get(each.language, 0.0))
    least = LANGUAGE * max(best.values(), default=0.0)
    return [
        each
        for each in found
        if best[each.language] >= least and each.worth >= share * best[each.language]
    ]


def prior(document: Document, today: dt.date) -> float:
    """Return by what the worth of a document's passages is multiplied: 1 to 1.3."""
    years = (today - document.date).days / 365.25 if document.date else 99.0
    recency = float(0.5 ** (max(years, 0.0) / HALF_LIFE))
    return 1.0 + AUTHORITY * KINDS.get(document.type, 0.0) + RECENCY * recency


def pick(found: Sequence[Candidate], count: int) -> list[Candidate]:
    """Return up to `count` candidates that together say most, in the order they were picked.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), but that a passage whose
    other edition is picked already is left out, and one document or language cannot take all.
    """
    left, chosen = list(found), list[Candidate]()
    languages = {each.language for each in found}
    while left and len(chosen) < count:
        held = Counter(each.language for each in chosen)
        of_document = Counter(each.document.id for each in chosen)
        full = {
            language
            for language in languages
            if len(languages) > 1 and held[language] + 1 > MOST_OF_LANGUAGE * max(count, 3)
        }
        left = [
            each
            for each in left
            if of_document[each.document.id] < MOST_OF_ONE
            and not any(_same(each, other) for other in chosen)
        ]
        open_ = [each for each in left if each.language not in full] or left
        if not open_:
            break
        best = max(open_, key=lambda each: _marginal(each, chosen))
        chosen.append(best)
        left.remove(best)
    return chosen


def _marginal(each: Candidate, chosen: Sequence[Candidate]) -> float:
    likeness = max((float(each.vector @ other.vector) for other in chosen), default=0.0)
    return LAMBDA * each.worth - (1 - LAMBDA) * likeness


def _same(a: Candidate, b: Candidate) -> bool:
    if a.hit.passage.id == b.hit.passage.id:
        return True
    editions = a.document.id == b.document.id and a.language is not b.language
    return editions and float(a.vector @ b.vector) >= SAME


def _own(hit: Hit, asked: Collection[str]) -> float:
    """Of two editions, the one in the language of the question is quoted."""
    own = hit.passage.passage.language in asked
    return OWN_LANGUAGE if own and len(asked) == 1 else 1.0


def _may_leave(document: Document, today: dt.date) -> bool:
    handling = document.handling
    return handling.quotation is not Quotation.OFF_THE_RECORD and not closed(handling, today)


def _says_enough(hit: Hit) -> bool:
    passage = hit.passage.passage
    least = LEAST.get(passage.language, LEAST_ELSE)
    text = passage.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
    if not text or len(passage.text) < least:
        return False
    if _SOURCES.search(passage.heading) or _SOURCES.search(passage.text):
        return False
    ended = [
        end - start
        for start, end in sentences(passage.text, passage.language)
        if passage.text[end - 1] in ENDS
    ]
    return sum(ended) >= ENDED * len(passage.text)
