"""RSS and Atom feeds: fetched within limits, read, and rid of everything but words."""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefing.digest.records import Item, language_of
from catalog import Catalog
from catalog.records import Language, Reader
from errors import register

SECONDS = 20
BYTES = 5_000_000
ITEMS = 500  # of one feed
SUMMARY = 600  # characters
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)

register(
    {
        "feed-unreachable": (
            "{feed}: could not be fetched ({why}). Check the address, or try again later.",
            "{feed}：取得できません（{why}）。アドレスを確認するか、後でもう一度試してください。",
        ),
        "feed-large": (
            "{feed}: larger than {limit} MB. Ask for a shorter feed.",
            "{feed}：{limit} MB を超えています。短いフィードを指定してください。",
        ),
        "feed-unreadable": (
            "{feed}: is no RSS or Atom feed that can be read ({why}).",
            "{feed}：RSS または Atom として読めません（{why}）。",
        ),
        "feed-entities": (
            "{feed}: declares entities of its own, which can blow a reader up; it is not read.",
            "{feed}：独自の実体宣言を含むため、安全のため読みません。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """How one feed ended: items read, of these new, or the code of why it could not be read."""

    feed: str
    items: int = 0
    new: int = 0
    code: str = ""
    values: tuple[tuple[str, str], ...] = ()


def gather(
    catalog: Catalog, feeds: Iterable[str], *, reader: Reader, now: dt.datetime
) -> list[FeedRow]:
    """Read feeds (http(s) addresses or files) and keep their items; a bad one stops no other.

    A server that says nothing has changed since is not asked twice for the same.
    """
    rows = []
    for feed in feeds:
        try:
            content = _fetched(catalog, feed)
            found = [] if content is None else read(content, feed, now=now)
            new = catalog.put_clippings((each.clipping() for each in found), reader=reader)
            rows.append(FeedRow(feed, len(found), new))
        except _UnreadableError as problem:
            values = (("feed", feed), *problem.values.items())
            rows.append(FeedRow(feed, code=problem.code, values=values))
    return rows


def read(content: bytes, feed: str, *, now: dt.datetime) -> list[Item]:
    """Return the items of a feed, each once; one without a date gets `now`."""
    import feedparser

    if _ENTITY.search(content[:100_000]):
        raise _UnreadableError("feed-entities")
    found = feedparser.parse(content, sanitize_html=True)
    if not found.entries and (found.bozo or not found.version):
        why = str(found.get("bozo_exception", "")) or "XML"
        raise _UnreadableError("feed-unreadable", why=why.splitlines()[0][:200])
    source = plain(found.feed.get("title", "")) or urlsplit(feed).netloc or Path(feed).stem
    items = {each.id: each for each in _items(found.entries[:ITEMS], source, now)}
    return list(items.values())


def plain(text: str) -> str:
    """Return text without markup, on one line.

    >>> plain("<b>R&amp;D</b> <script>x()</script> up")
    'R&D up'
    """
    return " ".join(html.unescape(_TAGS.sub(" ", text or "")).split())


class _UnreadableError(Exception):
    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _items(entries: Iterable[Any], source: str, now: dt.datetime) -> Iterator[Item]:
    for entry in entries:
        title = plain(entry.get("title", ""))
        if not title:
            continue
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        published = dt.datetime.fromtimestamp(calendar.timegm(when), dt.UTC) if when else now
        summary = plain(entry.get("summary", ""))
        link = entry.get("link", "")
        yield Item(
            title,
            published,
            Language(language_of(title + summary)),
            "" if summary == title else summary[:SUMMARY],
            source,
            link if urlsplit(link).scheme in {"http", "https"} else "",
        )


def _fetched(catalog: Catalog, feed: str) -> bytes | None:
    """Return a feed's bytes; None where its server says that nothing has changed."""
    if urlsplit(feed).scheme not in {"http", "https"}:
        try:
            content = Path(feed).expanduser().read_bytes()
        except OSError as problem:
            raise _UnreadableError("feed-unreachable", why=str(problem.strerror)) from problem
        return _limited(content)
    etag, modified = catalog.feed_marks(feed)
    headers = {"User-Agent": "Kakehashi", "If-None-Match": etag, "If-Modified-Since": modified}
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        feed, headers={name: value for name, value in headers.items() if value}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            content = _limited(answer.read(BYTES + 1))
            catalog.set_feed_marks(
                feed, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
            )
            return content
    except urllib.error.HTTPError as problem:
        if problem.code == 304:
            return None
        raise _UnreadableError("feed-unreachable", why=str(problem)) from problem
    except (OSError, ValueError) as problem:
        raise _UnreadableError("feed-unreachable", why=str(problem)) from problem


def _limited(content: bytes) -> bytes:
    if len(content) > BYTES:
        raise _UnreadableError("feed-large", limit=str(BYTES // 1_000_000))
    return content
