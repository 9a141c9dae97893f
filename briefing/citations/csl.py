"""Editions as CSL-JSON, the form that reference managers and citation processors share."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.records import (
    Author,
    Document,
    DocumentType,
    Edition,
    Language,
    Quotation,
)
from language.readings import romanize

Item = dict[str, Any]
GENRES: dict[DocumentType, tuple[str, str]] = {
    DocumentType.WORKSHOP_REPORT: ("ワークショップ報告", "Workshop report"),
    DocumentType.FELLOW_PAPER: ("フェロー論文", "Fellow paper"),
    DocumentType.POLICY_RECOMMENDATION: ("政策提言", "Policy recommendation"),
    DocumentType.DIALOGUE_SUMMARY: ("対話要旨", "Dialogue summary"),
    DocumentType.SYMPOSIUM_RECORD: ("シンポジウム記録", "Symposium record"),
    DocumentType.DIGEST_ISSUE: ("ダイジェスト", "Digest"),
    DocumentType.OTHER: ("", ""),
}
_LOCALES = {Language.JA: "ja-JP", Language.EN: "en-US"}


@dataclass(frozen=True, slots=True)
class Cited:
    """An edition to be cited, with the printed labels of the pages that are meant, if any."""

    document: Document
    edition: Edition
    labels: tuple[str, ...] = ()


def items(cited: Sequence[Cited], *, latin: bool = False) -> list[Item]:
    """Return CSL-JSON items with unique keys; with `latin`, keys are in Hepburn letters."""
    keys = unique(key(each, latin=latin) for each in cited)
    return [item(each, name) for each, name in zip(cited, keys, strict=True)]


def item(cited: Cited, identifier: str) -> Item:
    """Return one edition as CSL-JSON.

    Of a source under the Chatham House Rule neither authors nor organisation are told, and of its
    date the year alone.  `custom` has what CSL does not know: the readings of
    names, and the title of the other edition.
    """
    document, edition = cited.document, cited.edition
    closed = document.handling.quotation is Quotation.CHATHAM_HOUSE
    genre = GENRES[document.type][edition.language is not Language.JA]
    other = next((e for e in document.editions if e.id != edition.id), None)
    custom: Item = {}
    found: Item = {
        "id": identifier,
        "type": "report",
        "title": edition.title,
        "language": _LOCALES.get(edition.language, "und"),
    }
    if edition.authors and not closed:
        found["author"] = [name(author) for author in edition.authors]
        readings = [reading(author) for author in edition.authors]
        if any(readings):
            custom["author-reading"] = readings
    if document.date:
        found["issued"] = {"date-parts": issued(document.date, document.date_end, year=closed)}
    if edition.organisation and not closed:
        found["publisher"] = edition.organisation
    if genre:
        found["genre"] = genre
    if other and other.title != edition.title:
        custom["parallel-title"] = other.title
    if edition.pages > 1:
        found["number-of-pages"] = edition.pages
    if custom:
        found["custom"] = custom
    return found


def name(author: Author) -> Item:
    """Return a person by family and given name, a group as it is called."""
    if not author.given:
        return {"literal": author.family}
    return {"family": author.family, "given": author.given}


def reading(author: Author) -> str:
    """Return a name's kana and its Hepburn romanisation, "みなと いちろう (Minato Ichiro)"."""
    if not author.reading:
        return ""
    roman = " ".join(romanize(part).capitalize() for part in author.reading.split())
    return f"{author.reading} ({roman})"


def issued(first: dt.date, last: dt.date | None, *, year: bool = False) -> list[list[int]]:
    """Return CSL date parts as precise as the period is: a day, a month, a year, or two years."""
    last = last or first
    if year or (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return [[first.year]] if first.year == last.year else [[first.year], [last.year]]
    if first == last:
        return [[first.year, first.month, first.day]]
    if (first.year, first.month) == (last.year, last.month):
        return [[first.year, first.month]]
    return [[first.year, first.month], [last.year, last.month]]


def key(cited: Cited, *, latin: bool = False) -> str:
    """Return a citation key: family name, year, language; 港2024, minato2024.

    In Latin letters a name without reading gives way to the document's id.
    """
    document, edition = cited.document, cited.edition
    closed = document.handling.quotation is Quotation.CHATHAM_HOUSE
    first = edition.authors[0] if edition.authors and not closed else None
    stem = first.family if first else ""
    if latin and first and not stem.isascii():
        stem = romanize(first.reading.split()[0]) if first.reading else ""
    if latin or not stem:
        stem = _ascii(stem) or _ascii(document.id)
    year = str(document.date.year) if document.date else ""
    return re.sub(r"[^\w-]+", "", f"{stem}{year}").casefold()


def unique(keys: Iterable[str]) -> list[str]:
    """Tell equal keys apart by a letter: minato2024, minato2024a, minato2024b.

    >>> unique(["a", "b", "a", "a"])
    ['a', 'b', 'aa', 'ab']
    """
    seen: dict[str, int] = {}
    found = []
    for each in keys:
        count = seen.get(each, 0)
        seen[each] = count + 1
        found.append(each if not count else each + _letters(count))
    return found


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^A-Za-z0-9-]+", "", plain.encode("ascii", "ignore").decode())
