"""The citation of a footnote: authors, title, organisation, date and printed page in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from briefing.words import word
from catalog.records import Document, Edition, Language, Quotation
from language.dates import format_era


def cited(document: Document, edition: Edition, labels: Sequence[str], language: str) -> str:
    """Return the citation in `language`; of a source under the Chatham House Rule only its title.

    Labels are the printed ones of the pages quoted, in order; none for the whole work.
    """
    if document.handling.quotation is Quotation.CHATHAM_HOUSE:
        title = word(language, "chatham", title=edition.title)
        pages = _pages(labels, language)
        return word(language, "between").join(part for part in (title, pages) if part)
    where = (
        edition.organisation,
        written(document.date, document.date_end, language) or edition.date_text,
        _pages(labels, language),
    )
    rest = word(language, "between").join(part for part in where if part)
    separator = "、" if edition.language is Language.JA else ", "
    authors = separator.join(author.display() for author in edition.authors)
    key = "cited" if authors else "anonymous"
    found = word(language, key, authors=authors, title=edition.title, rest=rest)
    return found.rstrip(" ,、")


def written(first: dt.date | None, last: dt.date | None, language: str) -> str:
    """Return a day, a month or a year as precisely as the period is: 2024年3月（令和6年）.

    >>> written(dt.date(2024, 3, 1), dt.date(2024, 3, 31), "en")
    'March 2024'
    """
    if first is None:
        return ""
    last = last or first
    day = first == last
    month = not day and (first.year, first.month) == (last.year, last.month)
    if language == "ja":
        era = format_era(first).partition("年")[0] + "年"
        text = f"{first.year}年"
        text += f"{first.month}月" if day or month else ""
        text += f"{first.day}日" if day else ""
        if first.month == 4 and first.day == 1 and (last.month, last.day) == (3, 31):
            return f"{first.year}年度（{era}度）"
        return f"{text}（{era}）"
    if day:
        return f"{first.day} {first:%B %Y}"
    if month:
        return f"{first:%B %Y}"
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def _pages(labels: Sequence[str], language: str) -> str:
    distinct = list(dict.fromkeys(labels))
    if not distinct:
        return ""
    if len(distinct) == 1 or any(label.startswith("§") for label in distinct):
        first = distinct[0]
        return first if first.startswith("§") else word(language, "page", page=first)
    return word(language, "pages", first=distinct[0], last=distinct[-1])
