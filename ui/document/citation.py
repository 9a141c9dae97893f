"""A passage as a quotation that can leave the house: exact words, checked, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from catalog.records import Document, Edition, Level, Page, Passage, Quotation, Reader
from ui.dates import day, period
from ui.results import people
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation names: the work, the printed labels of its pages, and an address."""

    document: Document
    edition: Edition
    labels: tuple[str, ...]
    link: str


def exact(passage: Passage, pages: Mapping[int, Page]) -> str | None:
    """Return the words of a passage as its pages have them; None where the two do not agree."""
    slices = [
        pages[span.page].text[span.start : span.end] for span in passage.spans if span.page in pages
    ]
    if not slices or len(slices) != len(passage.spans):
        return None
    text = passage.joiner.join(slices)
    return text if text == passage.text and text.strip() else None


def may_be_quoted(document: Document) -> bool:
    return document.handling.quotation is not Quotation.OFF_THE_RECORD


def quotation(text: str, source: Source, strings: Strings, reader: Reader) -> str:
    """Return the quotation, a line that cites it, its link, and what rules its use, in the
    language of `strings`.
    """
    lines = [strings("reading.quoted", text=text), cited(source, strings), source.link]
    return "\n".join([*lines, *rules(source.document, strings, reader)])


def cited(source: Source, strings: Strings) -> str:
    """Return authors, title, organisation, date and page as one line; what is unknown is left out.

    In Japanese the date has its era year: 2024年3月（令和6年）.
    """
    document, edition = source.document, source.edition
    dated = document.date and period(document.date, document.date_end, strings)
    where = (edition.organisation, dated or edition.date_text, _pages(source.labels, strings))
    rest = strings["reading.between"].join(each for each in where if each)
    authors = people(edition)
    if authors:
        return strings("reading.cited", authors=authors, title=edition.title, rest=rest)
    return strings("reading.cited_anonymous", title=edition.title, rest=rest)


def _pages(labels: tuple[str, ...], strings: Strings) -> str:
    distinct = tuple(dict.fromkeys(labels))
    if len(distinct) < 2 or any(label.startswith("§") for label in distinct):
        return strings.page(distinct[0]) if distinct else ""
    return strings("reading.pages", first=distinct[0], last=distinct[-1])


def rules(document: Document, strings: Strings, reader: Reader) -> list[str]:
    """Return in words what goes with a quotation of a document that is not simply public."""
    handling, found = document.handling, []
    if handling.quotation is Quotation.CHATHAM_HOUSE:
        rule = handling.quotation
        found.append(
            strings(
                "reading.rule",
                name=strings[f"quotation.{rule}"],
                text=strings[f"quotation_help.{rule}"],
            )
        )
    if handling.level is not Level.PUBLIC:
        level = handling.level
        found.append(
            strings(
                "reading.rule", name=strings[f"level.{level}"], text=strings[f"level_help.{level}"]
            )
        )
    if handling.embargo and handling.embargo > reader.today:
        found.append(strings("date.embargo", date=day(handling.embargo, strings)))
    return found


def link(base: str, edition: str, page: int, passage: str) -> str:
    """Return the address of a passage below the app's own `base` ("" gives one without host).

    >>> link("http://localhost:8501", "sea.en", 2, "sea.en:1:4")
    'http://localhost:8501/document?id=sea.en&page=2&passage=sea.en:1:4'
    """
    return f"{base}/document?id={quote(edition)}&page={page}&passage={quote(passage, safe=':')}"
