"""The one gate: from a briefing to what is handed out, checked word by word and rule by rule.

One file of some 400 lines, since whoever checks what can leave the house must read all of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from briefing import handling
from briefing.baskets import agrees
from briefing.citations.house import cited, written
from briefing.handling import Audience, Names
from briefing.parallel import parallel
from briefing.records import Briefing, Item, Quote, Role, Section
from briefing.words import word
from catalog import Catalog, Filters
from catalog.records import (
    Document,
    Edition,
    Handling,
    Language,
    Page,
    Quotation,
    Reader,
    Term,
    TermKind,
)
from errors import KakehashiError, NotFoundError, explain, register
from index import Index

Form = Literal["ja", "en", "both"]
Text = dict[str, str]  # by language: what is said in each that the form has
GLOSSES = 6  # terms explained at one quotation
ISO = {10: "%Y-%m-%d", 7: "%Y-%m", 4: "%Y"}

register(
    {
        "release-refused": (
            "The briefing cannot be handed out:\n{problems}",
            "この資料は外に出せません。\n{problems}",
        ),
        "release-altered": (
            "“{words}…” ({title}): the words are no longer on the page. Remove the item, or add it"
            " again from the new version.",
            "「{words}…」（{title}）：引用した文がページにありません。"
            "取り除くか、新しい版から追加し直してください。",
        ),
        "release-embargo": (
            "{title}: under embargo until {date}. Wait, or leave the item out.",
            "{title}：{date}まで公開できません。公開日を待つか、項目を外してください。",
        ),
        "release-level": (
            "{title}: above the level of those it is handed to. Choose a higher level, or leave"
            " the item out.",
            "{title}：渡す相手の区分では閲覧できません。区分を上げるか、項目を外してください。",
        ),
        "release-off-the-record": (
            "{title}: off the record, its words may not be quoted. Leave the item out.",
            "{title}：オフレコのため引用できません。項目を外してください。",
        ),
        "release-empty": (
            "There is nothing in it to hand out. Add passages or your own words first.",
            "渡す内容がありません。先に箇所か自分の文章を追加してください。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one item stops the export: a registered code and its values."""

    code: str
    values: dict[str, str]


class ReleaseError(KakehashiError):
    """The briefing cannot be handed out; `problems` has every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("release-refused", problems=tuple(problems))
        self.problems = tuple(problems)

    def text(self, language: str = "en") -> str:
        lines = (f"- {explain(each.code, each.values, language)}" for each in self.problems)
        return explain(self.code, {"problems": "\n".join(dict.fromkeys(lines))}, language)


@dataclass(frozen=True, slots=True)
class Said:
    """Words that are handed out, in a language, and the citation of their footnote."""

    text: str
    language: Language
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as it is handed out; what it lacks is empty.

    `other` is what the other edition says in the same place, or what the quotation is set
    against; `alone` says that there is no other where one was looked for.
    """

    quote: Said | None = None
    other: Said | None = None
    alone: str = ""
    date: str = ""
    note: str = ""
    reading: str = ""
    machine: tuple[Said, ...] = ()
    glosses: tuple[tuple[str, str], ...] = ()  # terms first used here, and their other names
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    role: Role
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is handed out, in one form; renderers add nothing to it but looks."""

    form: Form
    language: str  # of headings and of what the house adds: "ja" or "en"
    titles: tuple[str, ...]
    question: str
    mark: str  # the handling, for the head of every page
    made: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    handling: Handling
    released: tuple[str, ...] = field(default=())  # "edition:version" of each source
    redactions: int = 0


def compose(
    index: Index,
    briefing: Briefing,
    *,
    form: Form,
    reader: Reader,
    audience: Audience,
    withhold: bool = False,
) -> Sheet:
    """Return what `reader` hands to `audience`; ReleaseError with every reason why not.

    With `withhold`, what may not be handed out is left out visibly; altered quotations still stop.
    """
    composer = _Composer(index, briefing, form, reader, audience, withhold=withhold)
    return composer.sheet()


class _Composer:
    def __init__(
        self,
        index: Index,
        briefing: Briefing,
        form: Form,
        reader: Reader,
        audience: Audience,
        *,
        withhold: bool,
    ) -> None:
        self.index, self.catalog, self.reader = index, index.catalog, reader
        self.briefing, self.form, self.audience = briefing, form, audience
        self.language = "en" if form == "en" else "ja"
        self.withhold = withhold
        self.names = Names(self.catalog.terms())
        self.problems: list[Problem] = []
        self.redactions = 0
        self.glossed: set[tuple[str, str]] = set()
        self.used: dict[str, tuple[Document, Edition]] = {}
        self.numbers = {item.id: n for n, item in enumerate(briefing.items, start=1)}
        self._documents = _documents(self.catalog, briefing, reader)
        self._pages: dict[tuple[str, int, int], Page | None] = {}

    def sheet(self) -> Sheet:
        parts = tuple(
            Part(section.role, self._title(section), entries)
            for section in self.briefing.sections
            for entries in [tuple(self._entry(section, item) for item in section.items)]
            if entries
        )
        if not parts:
            self.problems.append(Problem("release-empty", {}))
        if self.problems:
            raise ReleaseError(self.problems)
        strictest = handling.strictest(document.handling for document, _ in self.used.values())
        return Sheet(
            form=self.form,
            language=self.language,
            titles=self._titles(),
            question=self.briefing.question,
            mark=self._mark(strictest),
            made=written(self.audience.today, None, self.language),
            parts=parts,
            sources=tuple(
                sorted(
                    cited(document, edition, (), self.language)
                    for document, edition in self.used.values()
                )
            ),
            handling=strictest,
            released=tuple(f"{e.id}:{e.version}" for _, e in self.used.values()),
            redactions=self.redactions,
        )

    def _titles(self) -> tuple[str, ...]:
        ja, en = self.briefing.title_ja, self.briefing.title_en
        wanted = {"ja": (ja or en,), "en": (en or ja,), "both": (ja, en)}[self.form]
        return tuple(title for title in wanted if title) or (word(self.language, "untitled"),)

    def _title(self, section: Section) -> str:
        role = word(self.language, section.role)
        ja, en = section.title_ja or section.title_en, section.title_en or section.title_ja
        if self.form == "both" and ja != en:
            return f"{ja} / {en}"
        return (en if self.form == "en" else ja) or role

    def _mark(self, found: Handling) -> str:
        parts = [word(self.language, found.level)]
        if found.quotation is not Quotation.ATTRIBUTABLE:
            parts.append(word(self.language, found.quotation))
        text = word(self.language, "between").join(parts)
        return word(self.language, "mark", text=text)

    def _entry(self, section: Section, item: Item) -> Entry:
        if self._refused(item):
            return Entry(withheld=word(self.language, "withheld"))
        machine = tuple(
            Said(
                each.text,
                each.language,
                word(
                    self.language,
                    "machine",
                    model=each.model,
                    sources=", ".join(f"[{self.numbers.get(s, '?')}]" for s in each.sources),
                ),
            )
            for each in item.machine
        )
        quote = self._said(item.quote) if item.quote else None
        other, alone = self._beside(section, item)
        return Entry(
            quote,
            other,
            alone,
            self._date(item),
            item.note,
            self._reading(item),
            machine,
            self._glosses(quote.text if quote else ""),
        )

    def _refused(self, item: Item) -> bool:
        """Note why an item may not be handed out; whether it is withheld for that."""
        found: list[Problem] = []
        for quote in (item.quote, item.other):
            if quote:
                found += self._wrong(quote.document, words=True)
                self._check(quote)
        if item.document:
            found += self._wrong(item.document, words=False)
        if self.withhold and found:
            self.redactions += 1
            return True
        self.problems += found
        return bool(found)

    def _wrong(self, identifier: str, *, words: bool) -> list[Problem]:
        document = self._documents.get(identifier)
        if document is None:  # gone, or not for this reader: nothing of it may be told
            return [Problem("not-found", {"id": identifier})]
        code = handling.refusal(document, self.audience, words=words)
        if code is None:
            return []
        embargo = document.handling.embargo
        date = written(embargo, None, self.language) if embargo else ""
        title = document.title(Language(self.language))
        return [Problem(code, {"title": title, "date": date})]

    def _check(self, quote: Quote) -> None:
        document = self._documents.get(quote.document)
        if document and not agrees(quote, self._pages_of(quote)):
            title = document.edition(quote.language).title
            self.problems.append(
                Problem("release-altered", {"words": quote.text[:20], "title": title})
            )

    def _pages_of(self, quote: Quote) -> list[Page]:
        found = []
        for span in quote.spans:
            key = (quote.edition, quote.version, span.page)
            if key not in self._pages:
                try:
                    self._pages[key] = self.catalog.page(
                        quote.edition, span.page, reader=self.reader, version=quote.version
                    )
                except NotFoundError:
                    self._pages[key] = None
            page = self._pages[key]
            if page is not None:
                found.append(page)
        return found

    def _said(self, quote: Quote) -> Said:
        document = self._documents[quote.document]
        edition = next(e for e in document.editions if e.id == quote.edition)
        self.used[edition.id] = document, edition
        labels = [page.label or str(page.number) for page in self._pages_of(quote)]
        own = str(quote.language) if self.form == "both" else self.language
        source = cited(document, edition, labels, own if own in {"ja", "en"} else "en")
        text = quote.text
        if document.handling.quotation is Quotation.CHATHAM_HOUSE:
            mark = word(own if own in {"ja", "en"} else "en", "redacted")
            text, count = self.names.withheld(text, document, mark)
            self.redactions += count
        return Said(text, quote.language, source)

    def _beside(self, section: Section, item: Item) -> tuple[Said | None, str]:
        """Return what stands beside an item's quotation, or that nothing does."""
        if item.other:
            return self._said(item.other), ""
        wanted = section.role in {Role.EVIDENCE, Role.DIFFERENCES}
        if item.quote is None or not wanted:
            return None, ""
        found = parallel(self.index, item.quote, reader=self.reader)
        if found and agrees(found, self._pages_of(found)):
            return self._said(found), ""
        language = (
            word(self.language, str(item.quote.language))
            if (item.quote.language in {Language.JA, Language.EN})
            else ""
        )
        return None, word(self.language, "alone", language=language) if language else ""

    def _reading(self, item: Item) -> str:
        if not item.document:
            return ""
        document = self._documents[item.document]
        edition = document.edition(Language(self.language))
        self.used[edition.id] = document, edition
        return cited(document, edition, (), self.language)

    def _date(self, item: Item) -> str:
        """Return the day of an event; that of closed talks themselves is not told."""
        date = item.date
        document = self._documents.get(item.quote.document) if item.quote else None
        if document and document.handling.quotation is Quotation.CHATHAM_HOUSE:
            held = document.date and document.date.isoformat()
            if held and len(date) > 4 and (held.startswith(date) or date.startswith(held[:7])):
                return ""
        if len(date) not in ISO:
            return date
        try:
            first = dt.datetime.strptime(date, ISO[len(date)]).date()  # noqa: DTZ007 - a day
        except ValueError:
            return date
        last = {
            10: first,
            7: (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1),
            4: first.replace(month=12, day=31),
        }[len(date)]
        return written(first, last, self.language)

    def _glosses(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return the terms that the briefing names here for the first time, the longest first."""
        if not text:
            return ()
        held = [t for t in self.index.terms_in([text]) if t.kind is TermKind.TERM]
        new = [t for t in held if (t.japanese, t.english) not in self.glossed]
        self.glossed |= {(t.japanese, t.english) for t in new}
        new.sort(key=lambda term: -len(term.japanese))
        return tuple(_glossed(term, self.language) for term in new[:GLOSSES])


def _glossed(term: Term, language: str) -> tuple[str, str]:
    english = f"{term.english} ({term.abbreviation})" if term.abbreviation else term.english
    return (english, term.japanese) if language == "en" else (term.japanese, english)


def _documents(catalog: Catalog, briefing: Briefing, reader: Reader) -> dict[Any, Document]:
    named = {
        each
        for item in briefing.items
        for each in (
            item.document,
            item.quote and item.quote.document,
            item.other and item.other.document,
        )
        if each
    }
    if not named:
        return {}
    found = catalog.documents(reader=reader, filters=Filters(documents=tuple(named)))
    return {document.id: document for document in found}
