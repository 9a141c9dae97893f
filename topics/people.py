"""Who wrote on what, with whom, in which language?

From the metadata and the authority list.  A name in kanji and the same name in letters are one:
by the authority list, by the reading, and by the place in the two editions of one document.
Papers that may not be quoted by name do not count: a list of who wrote what would name them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.access import fold_name
from catalog.records import (
    Author,
    Document,
    DocumentId,
    Language,
    Quotation,
    Reader,
    Term,
    TermKind,
)
from errors import NotFoundError
from index import Index
from language.readings import romanize


@dataclass(frozen=True, slots=True)
class Person:
    """A person, a working group or an organisation, with what it has written.

    `id` is made of the name and lasts while the name does.  `names` are all the ways that the
    papers write it; `others` counts the documents written with each other person, by its id;
    `topics` those on each topic.
    """

    id: str
    kind: str  # "author" or "organisation"
    ja: str
    en: str
    names: tuple[str, ...]
    documents: tuple[DocumentId, ...]
    years: Mapping[int, int]
    languages: Mapping[str, int]
    topics: Mapping[str, int]
    others: Mapping[str, int]

    def name(self, language: str) -> str:
        first, second = (self.ja, self.en) if language == "ja" else (self.en, self.ja)
        return first or second


def people(
    index: Index, topics_of: Mapping[DocumentId, Iterable[str]], *, reader: Reader
) -> list[Person]:
    """Return who wrote what `reader` may see, those with most documents first.

    `topics_of` gives the topics of each document.
    """
    documents = [
        document
        for document in index.catalog.documents(reader=reader)
        if document.handling.quotation is Quotation.ATTRIBUTABLE
    ]
    terms = index.catalog.terms()
    authors = _Names(terms, TermKind.PERSON)
    organisations = _Names(terms, TermKind.ORGANISATION)
    wrote: dict[str, dict[int, set[str]]] = {"author": {}, "organisation": {}}
    for number, document in enumerate(documents):
        wrote["author"][number] = _authors(document, authors)
        wrote["organisation"][number] = _organisations(document, organisations)
    found = [
        *_gathered("author", documents, wrote["author"], authors, topics_of),
        *_gathered("organisation", documents, wrote["organisation"], organisations, topics_of),
    ]
    return sorted(found, key=lambda each: (each.kind, -len(each.documents), each.id))


def person(found: Iterable[Person], identifier: str) -> Person:
    """Return one of them; NotFoundError where there is none."""
    for each in found:
        if each.id == identifier:
            return each
    raise NotFoundError("not-found", id=identifier)


def _authors(document: Document, names: _Names) -> set[str]:
    editions = document.editions
    for edition in editions:
        for author in edition.authors:
            names.add(author.display(), edition.language, _keys(author))
    for first in editions:
        for second in editions:
            if first is not second and len(first.authors) == len(second.authors):
                for one, other in zip(first.authors, second.authors, strict=True):
                    names.join(one.display(), other.display())
    return {author.display() for edition in editions for author in edition.authors}


def _organisations(document: Document, names: _Names) -> set[str]:
    said = [edition.organisation for edition in document.editions if edition.organisation]
    for edition in document.editions:
        if edition.organisation:
            names.add(edition.organisation, edition.language, [fold_name(edition.organisation)])
    for one in said[1:]:
        names.join(said[0], one)
    return set(said)


def _keys(author: Author) -> list[str]:
    """Return by what a person is recognised: the name, in either order, and its romanisation."""
    family, given = fold_name(author.family), fold_name(author.given)
    keys = [family + given, given + family] if given else [family]
    if author.reading:
        roman = [fold_name(romanize(part)) for part in author.reading.replace(",", " ").split()]
        keys.append("".join(roman))
    return keys


class _Names:
    """Names that are one person's, as a forest (union-find)."""

    def __init__(self, terms: Iterable[Term], kind: TermKind) -> None:
        self._above: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        self._languages: dict[str, Counter[str]] = defaultdict(Counter)
        self._terms = {
            fold_name(text): term
            for term in terms
            if term.kind is kind
            for text in _long((term.japanese, term.english, *term.variants_ja, *term.variants_en))
        }

    def add(self, name: str, language: Language, keys: Iterable[str]) -> None:
        self._above.setdefault(name, name)
        self._languages[name][str(language)] += 1
        term = self._terms.get(fold_name(name))
        own = [f"={term.japanese}"] if term else []
        for key in (*keys, *own):
            if key:
                self.join(self._by_key.setdefault(key, name), name)

    def join(self, one: str, other: str) -> None:
        a, b = self.root(one), self.root(other)
        if a != b:
            self._above[max(a, b)] = min(a, b)

    def root(self, name: str) -> str:
        while self._above.setdefault(name, name) != name:
            name = self._above[name]
        return name

    def family(self, root: str) -> list[str]:
        return sorted(name for name in self._above if self.root(name) == root)

    def best(self, names: Iterable[str], language: str) -> str:
        """Return the name that papers in a language use most; empty where none does."""
        known = [(self._languages[name][language], name) for name in names]
        used = [each for each in known if each[0]]
        return max(used)[1] if used else ""


def _long(names: Iterable[str]) -> Iterable[str]:
    """A family name alone is too little to know a person by."""
    return (name for name in names if len(name) > 3 or " " in name)


def _gathered(
    kind: str,
    documents: list[Document],
    wrote: Mapping[int, set[str]],
    names: _Names,
    topics_of: Mapping[DocumentId, Iterable[str]],
) -> list[Person]:
    held: dict[str, list[int]] = defaultdict(list)
    for number, written in wrote.items():
        for root in {names.root(name) for name in written}:
            held[root].append(number)
    found = []
    for root, numbers in held.items():
        years: Counter[int] = Counter()
        languages: Counter[str] = Counter()
        topics: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for number in numbers:
            document = documents[number]
            if document.date:
                years[document.date.year] += 1
            languages.update(str(edition.language) for edition in document.editions)
            topics.update(list(topics_of.get(document.id, ())))
            others.update({names.root(name) for name in wrote[number]} - {root})
        family = names.family(root)
        found.append(
            Person(
                f"{kind}:{root}",
                kind,
                names.best(family, "ja"),
                names.best(family, "en"),
                tuple(family),
                tuple(documents[number].id for number in numbers),
                dict(sorted(years.items())),
                dict(languages.most_common()),
                dict(topics.most_common()),
                {f"{kind}:{other}": count for other, count in others.most_common()},
            )
        )
    return found
