"""What a PDF says of itself: metadata, outline, page labels, attachments (by pypdf).

None of it is worth losing the text for: whatever pypdf cannot read is left out with a warning.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pypdf

from catalog.records import Author, OutlineEntry
from ingest.people import people
from ingest.readers import quality
from ingest.readers.base import Source
from language import clean

LARGEST_ATTACHMENT = 32 << 20  # bytes
MOST_ATTACHMENTS = 100
_MOST_ENTRIES = 5000  # of an outline
_JUNK = re.compile(
    r"microsoft (?:word|powerpoint|excel|office).*|untitled.*|無題.*|名称未設定.*|no title|title"
    r"|none|slide ?\d*|(?:powerpoint )?(?:プレゼンテーション|presentation).{0,4}"
    r"|(?:document|文書|doc|print|印刷|test)[ _-]?\d*"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|ai|tex|dvi|md|txt|html?|jtdc?|qxd|rtf|odt|pages)"
    r"|[\w().-]*[\d_][\w().-]*",
    re.IGNORECASE,
)

# pypdf tells of every oddity of a file; what matters of it reaches the report as a warning.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

T = TypeVar("T")
Information = tuple[str, str, dt.date | None, str]  # title, authors, date of creation, subject
Warnings = list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Facts:
    title: str | None = None  # None also where it is junk ("Microsoft Word - 報告書.doc")
    authors: tuple[Author, ...] = ()
    date: dt.date | None = None  # of creation
    abstract: str | None = None
    labels: tuple[str, ...] = ()  # one a page; empty where the file has none
    outline: tuple[OutlineEntry, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    warnings: Warnings = field(default_factory=list)


def read_facts(source: Source) -> Facts:
    warnings: Warnings = []
    with source.path.open("rb") as stream:
        reader = _attempt(lambda: _open(stream, source.password), None, source, warnings)
        if reader is None:
            return Facts(warnings=warnings)

        def attempt(read: Callable[[], T], default: T) -> T:
            return _attempt(read, default, source, warnings)

        nothing: Information = ("", "", None, "")
        title, author, date, subject = attempt(lambda: _information(reader), nothing)
        return Facts(
            title=_title(title, source),
            authors=attempt(lambda: people(author) if author else (), ()),
            date=date,
            abstract=subject if len(subject) >= 80 else None,
            labels=attempt(lambda: _labels(reader), ()),
            outline=attempt(lambda: tuple(_outline(reader)), ()),
            attachments=attempt(lambda: tuple(_attachments(reader, source, warnings)), ()),
            warnings=warnings,
        )


def _open(stream: Any, password: str | None) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(stream, strict=False)
    if reader.is_encrypted:
        reader.decrypt(password or "")
    return reader


def _attempt(read: Callable[[], T], default: T, source: Source, warnings: Warnings) -> T:
    # pypdf lets any exception of Python's escape from a damaged file, RecursionError too.
    try:
        return read()
    except Exception as error:  # noqa: BLE001  (see above)
        if not warnings:
            why = f"{type(error).__name__}: {error}"[:200]
            warnings.append(("pdf-facts-unread", {"path": source.name, "why": why}))
        return default


def _information(reader: pypdf.PdfReader) -> Information:
    """Read /Info, and the XMP record for what it leaves out."""
    info = reader.metadata
    title, author = _text(info and info.title), _text(info and info.author)
    subject, date = _text(info and info.subject), None
    with suppress(Exception):  # a malformed date is no date
        date = info.creation_date.date() if info and info.creation_date else None
    with suppress(Exception):  # malformed XMP is common, and /Info says the same
        xmp = None if title and author else reader.xmp_metadata  # it takes a while to parse
        if xmp:
            title = title or _text(next(iter((xmp.dc_title or {}).values()), ""))
            author = author or "; ".join(_text(name) for name in xmp.dc_creator or [])
    return title, author, date, subject


def _text(value: Any) -> str:
    return clean(str(value)).replace("\n", " ").strip() if value else ""


def _title(title: str, source: Source) -> str | None:
    stem = Path(source.name).stem.casefold()
    if len(title) < 3 or title.casefold() == stem or _JUNK.fullmatch(title):
        return None
    return title if quality.score(title)[0] >= 0.9 else None


def _labels(reader: pypdf.PdfReader) -> tuple[str, ...]:
    if "/PageLabels" not in reader.root_object:
        return ()
    return tuple(_text(label) for label in reader.page_labels)


def _outline(reader: pypdf.PdfReader) -> Iterator[OutlineEntry]:
    if "/Outlines" not in reader.root_object:
        return
    pages = {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages, start=1)
        if page.indirect_reference
    }
    for number, (entry, level) in enumerate(_entries(reader.outline, 1)):
        if number >= _MOST_ENTRIES:
            return
        title = _text(entry.title)
        place = pages.get(getattr(entry.page, "idnum", -1))
        if title and place is not None:
            yield OutlineEntry(title, level, place)


def _entries(items: Iterable[Any], level: int) -> Iterator[tuple[Any, int]]:
    for item in items:
        if isinstance(item, list):
            yield from _entries(item, level + 1)
        else:
            yield item, level


def _attachments(
    reader: pypdf.PdfReader, source: Source, warnings: Warnings
) -> Iterator[tuple[str, bytes]]:
    for number, attachment in enumerate(reader.attachment_list):
        if number >= MOST_ATTACHMENTS:
            return
        content = attachment.content
        if len(content) > LARGEST_ATTACHMENT:
            values = {
                "path": source.name,
                "name": attachment.name,
                "size": str(len(content)),
                "limit": str(LARGEST_ATTACHMENT),
            }
            warnings.append(("pdf-attachment-skipped", values))
        else:
            yield attachment.name, content
