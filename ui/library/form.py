"""What a person typed of a document, as metadata; or what is wrong with it, field by field."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.records import (
    BY_HAND,
    Author,
    Document,
    DocumentType,
    Edition,
    Handling,
    Language,
    Level,
    Metadata,
    Quotation,
)
from language.script import CJK

LONGEST = 300  # characters that a title or a name may have
_CJK = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands: texts as typed, authors as `author_line` writes them."""

    title: str
    language: Language
    authors: str
    organisation: str
    abstract: str
    type: DocumentType
    date: str
    topics: tuple[str, ...]
    level: Level
    quotation: Quotation
    embargo: str


def typed(document: Document, edition: Edition) -> Typed:
    """Return the form that says what the library has."""
    embargo = document.handling.embargo
    return Typed(
        title=edition.title,
        language=edition.language,
        authors="\n".join(map(author_line, edition.authors)),
        organisation=edition.organisation,
        abstract=edition.abstract,
        type=document.type,
        date=date_line(document, edition),
        topics=document.topics,
        level=document.handling.level,
        quotation=document.handling.quotation,
        embargo=embargo.isoformat() if embargo else "",
    )


def read(form: Typed, edition: Edition, by: str = "") -> tuple[Metadata, dict[str, str]]:
    """Return what the form says, and a key of the strings for each field that cannot be read."""
    from ingest.metadata import dated

    wrong: dict[str, str] = {}
    title = _line(form.title)
    if not title:
        wrong["title"] = "manage.wrong_title"
    elif len(title) > LONGEST:
        wrong["title"] = "manage.wrong_long"
    date = dated(_line(form.date))
    if form.date.strip() and date.date is None:
        wrong["date"] = "manage.wrong_date"
    embargo = dated(_line(form.embargo))
    if form.embargo.strip() and (embargo.date is None or embargo.date != embargo.date_end):
        wrong["embargo"] = "manage.wrong_embargo"
    authors: list[Author] = []
    known = {author_line(author): author for author in edition.authors}
    for line in filter(None, map(_line, form.authors.splitlines())):
        author = known.get(line) or to_author(line)
        if author is None:
            wrong["authors"] = "manage.wrong_author"
        else:
            authors.append(author)
    name = _line(by)
    return (
        Metadata(
            document=edition.document,
            title=title,
            language=form.language,
            authors=tuple(authors),
            organisation=_line(form.organisation),
            type=form.type,
            date=date.date,
            date_end=date.date_end,
            date_text=date.date_text or "",
            topics=form.topics,
            abstract=unicodedata.normalize("NFC", form.abstract.strip()),
            handling=Handling(form.level, form.quotation, embargo.date),
            source=f"{BY_HAND}: {name}" if name else BY_HAND,
        ),
        wrong,
    )


def author_line(author: Author) -> str:
    """Write an author as a line of the form.

    >>> author_line(Author("Smith", "Jane", organisation="CSIS"))
    'Smith, Jane |  | CSIS'
    """
    space = " " if _CJK.search(author.family) else ", "
    name = f"{author.family}{space}{author.given}" if author.given else author.family
    parts = [name, author.reading, author.organisation]
    return " | ".join(parts).rstrip(" |")


def to_author(line: str) -> Author | None:
    """Read a line of the form; None where it has no name, or more than three parts.

    >>> to_author("Smith, Jane |  | CSIS")
    Author(family='Smith', given='Jane', reading='', organisation='CSIS')
    """
    from ingest.people import person

    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if not parts[0] or len(parts) > 3:
        return None
    name, reading, organisation = (*parts, "", "")[:3]
    found = person(name)
    return Author(found.family, found.given, reading, organisation) if found.family else None


def date_line(document: Document, edition: Edition) -> str:
    """Return the date as the paper writes it, where that is what the library has; else in ISO form.

    A range is "2021-04-01..2022-03-31".
    """
    from ingest.metadata import dated

    if document.date is None:
        return ""
    period = dated(edition.date_text)
    if (period.date, period.date_end) == (document.date, document.date_end):
        return edition.date_text
    last = document.date_end or document.date
    first = document.date.isoformat()
    return first if last == document.date else f"{first}..{last.isoformat()}"


def _line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
