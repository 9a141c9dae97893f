"""Which rendering of a term was used when?  自由で開かれたインド太平洋戦略 became 構想."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalog import Filters
from catalog.records import Language, Reader, Term
from errors import register
from index import Index
from index.terms import Rendering, avoided, renderings
from language import fold

register(
    {
        "term-not-found": (
            "The term base has no term “{name}”. Write it as the term base does.",
            "用語集に「{name}」という用語はありません。用語集の表記で指定してください。",
        ),
    }
)
LEAST = 2  # documents that a rendering needs to be told


@dataclass(frozen=True, slots=True)
class Use:
    """How a term was written in one year: `documents` whose passages write it so."""

    rendering: str
    language: Language
    year: int
    documents: int


@dataclass(frozen=True, slots=True)
class Drift:
    """The uses of a term, and where its main rendering of a language changed: `turns` holds
    (language, before, after, year).
    """

    term: Term
    uses: tuple[Use, ...]
    turns: tuple[tuple[Language, str, str, int], ...]


def drift(index: Index, term: Term, *, reader: Reader) -> Drift:
    """Count by year how `term` was written in what `reader` may see.

    Of renderings that lie in one another the longest counts: 構想 is not also the name without it.
    """
    forms = _forms(term)
    rows = index.holding(forms, reader=reader).tolist()
    holders = index.catalog.holders(rows, reader=reader)
    dates = _years(index, set(holders.values()), reader)
    versions = index.catalog.searchable(reader=reader).tolist()
    found: dict[tuple[str, Language, int], set[str]] = defaultdict(set)
    for row, text in index.catalog.texts(versions, reader=reader, among=rows) if rows else ():
        year = dates.get(holders.get(row, ""))
        if year:
            for form in written(text, forms):
                found[form.text, form.language, year].add(holders[row])
    uses = tuple(
        Use(text, language, year, len(documents))
        for (text, language, year), documents in sorted(
            found.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])
        )
    )
    return Drift(term, uses, tuple(_turns(uses)))


def drifting(index: Index, terms: Iterable[Term], *, reader: Reader) -> list[Drift]:
    """Return the terms whose main rendering changed from one year to a later one."""
    found = (drift(index, term, reader=reader) for term in terms if len(_forms(term)) > 2)
    return [each for each in found if each.turns]


def written(text: str, forms: Iterable[Rendering]) -> list[Rendering]:
    """Return which of the forms a text holds, but those it holds only as part of longer ones.

    Letters count as words: "Quad" is not in "quadruple".
    """
    left = fold(text)
    found = []
    for form in sorted(forms, key=lambda each: -len(fold(each.text))):
        key = fold(form.text)
        parts = _apart(left, key, whole=form.language is Language.EN)
        if len(parts) > 1:
            found.append(form)
            left = "\0".join(parts)
    return found


def _apart(text: str, key: str, *, whole: bool) -> list[str]:
    parts, start, at = list[str](), 0, text.find(key)
    while at >= 0:
        end = at + len(key)
        inside = (text[at - 1 : at].isalnum() and text[at - 1 : at].isascii()) or (
            text[end : end + 1].isalnum()
            and text[end : end + 1].isascii()
            and text[end : end + 1] != "s"
        )
        if not (whole and inside):
            parts.append(text[start:at])
            start = end
        at = text.find(key, end)
    return [*parts, text[start:]]


def _forms(term: Term) -> list[Rendering]:
    """Return all that a term is written as, what should be avoided too; each spelling once."""
    found: dict[str, Rendering] = {}
    for form in (*renderings(term), *avoided(term)):
        found.setdefault(fold(form.text), form)
    return list(found.values())


def _years(index: Index, documents: set[str], reader: Reader) -> dict[str, int]:
    if not documents:
        return {}
    filters = Filters(documents=tuple(sorted(documents)))
    dates = index.catalog.dates(reader=reader, filters=filters)
    return {name: int(date[:4]) for name, date in dates.items() if date}


def _turns(uses: Iterable[Use]) -> Iterable[tuple[Language, str, str, int]]:
    """Yield where the rendering most used up to a year gave way to another one for good."""
    by_language: dict[Language, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for use in uses:
        by_language[use.language][use.year][use.rendering] += use.documents
    for language, years in sorted(by_language.items()):
        before = ""
        for year in sorted(years):
            (first, most), *others = years[year].most_common(2)
            alone = not others or others[0][1] < most
            if not alone:
                continue
            later = sum((years[each] for each in years if each >= year), Counter[str]())
            earlier = sum((years[each] for each in years if each < year), Counter[str]())
            told = min(earlier[before], later[first]) >= LEAST
            if before and first != before and later[first] > later[before] and told:
                yield language, before, first, year
            if not before or later[first] > later[before]:
                before = first
