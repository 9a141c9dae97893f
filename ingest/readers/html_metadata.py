"""What a web page's head states: Highwire and Dublin Core tags, Open Graph, its own title."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from catalog.records import Author, Metadata
from ingest.metadata import clean_title, dated, language_of, merge, topics
from ingest.people import people

# For each field the names of <meta>, the most careful first.
_TITLE = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHOR = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author")
_DATE = (
    "citation_publication_date", "citation_date", "citation_online_date", "dc.date",
    "dcterms.issued", "dcterms.date", "dc.date.issued", "article:published_time", "date",
)  # fmt: skip
_LANGUAGE = ("citation_language", "dc.language", "dcterms.language", "content-language")
_ORGANISATION = (
    "citation_technical_report_institution", "citation_publisher", "dc.publisher",
    "dcterms.publisher", "og:site_name",
)  # fmt: skip
_ABSTRACT = ("citation_abstract", "dc.description.abstract", "dcterms.abstract")
_TOPICS = ("citation_keywords", "dc.subject", "dcterms.subject", "keywords")
_SITE = re.compile(r"\s+[|｜\-–—:：»<＜]\s+[^|｜]+$|[|｜][^|｜]+$")


def read_metadata(tree: etree._Element) -> Metadata:
    """Return what the page states of itself; its <title> loses the site's name."""
    tags = _tags(tree)
    declared = tree.get("lang") or _first(tags, _LANGUAGE)
    day = _first(tags, _DATE) or _time(tree)
    own = _own_title(tree)
    return merge(
        Metadata(
            title=clean_title(_first(tags, _TITLE)) or own,
            authors=_authors(tags),
            language=language_of(declared or ""),
            organisation=_first(tags, _ORGANISATION) or None,
            abstract=_first(tags, _ABSTRACT) or None,
            topics=tuple(topic for value in _all(tags, _TOPICS) for topic in topics(value)),
            source="html",
        ),
        replace(dated(_day(day)), source="html"),
    )


def _tags(tree: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("http-equiv") or ""
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(tags: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next(iter(_all(tags, names)), "")


def _all(tags: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return next((tags[name] for name in names if name in tags), [])


def _authors(tags: dict[str, list[str]]) -> tuple[Author, ...]:
    values = [value for value in _all(tags, _AUTHOR) if not value.startswith(("http:", "https:"))]
    return tuple(author for value in values for author in people(value))


def _time(tree: etree._Element) -> str:
    for time in tree.iter("time"):
        if time.get("pubdate") is not None or time.get("itemprop") == "datePublished":
            return time.get("datetime") or "".join(map(str, time.itertext()))
    return ""


def _day(value: str) -> str:
    """Return 2024-04-01 of "2024-04-01T10:00:00+09:00"."""
    return re.sub(r"[T ]\d{2}:\d{2}.*$", "", value.strip())


def _own_title(tree: etree._Element) -> str | None:
    title = next((_text(element) for element in tree.iter("title")), "")
    headings = [_text(element) for element in tree.iter("h1")]
    if len(headings) == 1 and headings[0] and headings[0] in title:
        return clean_title(headings[0])
    return clean_title(_SITE.sub("", title)) or clean_title(title)


def _text(element: etree._Element) -> str:
    """Return an element's text without the readings of its ruby."""
    pieces: list[str] = []
    silent = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        mute = inner.tag in ("rt", "rp", "rtc")
        if event == "start":
            silent += mute
            pieces.append("" if silent else inner.text or "")
        else:
            silent -= mute
            if inner is not element:
                pieces.append("" if silent else inner.tail or "")
    return " ".join("".join(pieces).split())
