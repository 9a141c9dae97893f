"""From texts to clauses: what of a passage is indexed, and what of a query is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog import Unit
from catalog.records import Language
from index.engine import Clause, WordEntry, WordField, WordQuery, WordUnit
from index.query import Query
from index.terms import Expansion, Rendering, capitals, singular
from language import Analyzer
from language.script import CJK

# Tuned on the judged queries of corpus/ (evaluation/); a form in the title counts for every
# passage of the document, hence little.
WEIGHTS: dict[WordField, float] = {"words": 1.0, "bigrams": 0.15, "title": 0.2, "heading": 0.2}
PART = 0.25  # weight of a part of a compound, beside the whole
LONGEST = 64  # forms of a query that are looked up; a pasted page is searched by its first ones

_CJK = re.compile(f"[{CJK}]")


def analyse(unit: Unit, analyzer: Analyzer) -> WordUnit:
    """Return a version as the word engine takes it."""
    title = analyzer.words(unit.title, unit.language)
    headings: dict[tuple[str, Language], str] = {}
    entries = []
    for row, passage in unit.passages:
        key = (passage.heading, passage.language)
        if key not in headings:
            headings[key] = analyzer.words(*key)
        fields: dict[WordField, str] = {
            # Compounds stand at the end, where they part no words of a phrase.
            "words": " ".join(
                [
                    analyzer.words(passage.text, passage.language),
                    *(closed for _, closed in analyzer.compounds(passage.text)),
                ]
            ),
            "bigrams": analyzer.bigrams(passage.text),
            "title": title,
            "heading": headings[key],
            "capitals": " ".join(capitals(passage.text)),
        }
        entries.append(WordEntry(row, fields))
    return WordUnit(unit.version, unit.level, unit.embargo, tuple(entries))


def forms_of(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Return the distinct word forms of a query, in order."""
    return tuple(dict.fromkeys(analyzer.words(text, Language.JA).split()))[:LONGEST]


def pairs_of(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Return the distinct pairs of CJK characters of a query; words cover the rest."""
    forms = analyzer.bigrams(text, query=True).split()
    return tuple(dict.fromkeys(form for form in forms if _CJK.search(form)))[:LONGEST]


@dataclass(frozen=True, slots=True)
class Compound:
    """A word typed with a hyphen: over-compliance is overcompliance too, and its parts a little."""

    closed: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query analysed: the forms and character pairs to rank by, and its constraints."""

    forms: tuple[str, ...]
    compounds: tuple[Compound, ...]
    pairs: tuple[str, ...]
    must: tuple[tuple[Clause, ...], ...]
    without: tuple[Clause, ...]

    @property
    def every_form(self) -> tuple[str, ...]:
        of_compounds = (form for each in self.compounds for form in (each.closed, *each.parts))
        return tuple(dict.fromkeys([*self.forms, *of_compounds]))


def asked(query: Query, analyzer: Analyzer) -> Asked:
    """Analyse a query, once for all that needs it."""
    rest, compounds = query.words, []
    for written, closed in analyzer.compounds(query.words):
        # In capitals it is a pair of names, which stand apart as well: US-Japan, Japan and the US.
        if written.islower():
            compounds.append(Compound(closed, forms_of(written, analyzer)))
            rest = rest.replace(written, " ")
    return Asked(
        forms_of(rest, analyzer),
        tuple(compounds[:LONGEST]),
        pairs_of(query.words, analyzer),
        tuple(exactly(text, analyzer) for text in query.phrases),
        tuple(
            clause
            for text in query.without
            for clause in (exactly(text, analyzer) if " " in text else loosely(text, analyzer))
        ),
    )


def direct(asked: Asked) -> WordQuery:
    """Return the words that the query itself names, under its constraints."""
    should = []
    for field, weight in WEIGHTS.items():
        if field == "bigrams":
            should += [Clause(field, (form,), weight) for form in asked.pairs]
            continue
        should += [Clause(field, (form,), weight) for form in asked.forms]
        for each in asked.compounds:
            should.append(Clause(field, (each.closed,), weight))
            should += [Clause(field, (part,), PART * weight) for part in each.parts]
    return WordQuery(tuple(dict.fromkeys(should)), asked.must, asked.without)


def expanded(expansions: Iterable[Expansion], asked: Asked, analyzer: Analyzer) -> WordQuery:
    """Return the other renderings of the query's terms as phrases, under its constraints."""
    should = [
        clause
        for expansion in expansions
        for rendering in expansion.renderings
        for clause in rendered(rendering, analyzer)
    ]
    return WordQuery(tuple(dict.fromkeys(should)), asked.must, asked.without)


def rendered(rendering: Rendering, analyzer: Analyzer) -> tuple[Clause, ...]:
    """Return the clause that holds where the rendering stands.

    An abbreviation stands in its own case: FON is not in "fons", US not in "us".
    """
    if rendering.abbreviation:
        return (Clause("capitals", (singular(rendering.text),)),)
    return loosely(rendering.text, analyzer)


def exactly(text: str, analyzer: Analyzer) -> tuple[Clause, ...]:
    """Return the clause that holds where the folded text stands, character for character.

    The bigram field has every character: pairs of CJK ones, and other words as they are.
    """
    forms = tuple(token.form for token in analyzer.bigram_tokens(text))
    return (Clause("bigrams", forms),) if forms else ()


def loosely(text: str, analyzer: Analyzer) -> tuple[Clause, ...]:
    """Return the clause that holds where the text stands, in Latin letters by the words' stems."""
    if _CJK.search(text):
        return exactly(text, analyzer)
    forms = tuple(analyzer.words(text, Language.EN).split())
    return (Clause("words", forms),) if forms else exactly(text, analyzer)
