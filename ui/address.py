"""A search as a web address: what is asked can be linked to, reloaded and gone back to.

The address is the only place where a search is kept.  Widgets are set from it before they are
drawn, and write to it when a person changes them; a plain run of the page never writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from catalog import Filters
from catalog.records import DocumentType, Language, Level

Params = dict[str, str | list[str]]
_Kind = TypeVar("_Kind", bound=StrEnum)


class Order(StrEnum):
    """What found documents are sorted by."""

    RELEVANCE = "relevance"
    DATE = "date"  # the newest first


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks the search page.

    `off` holds the expansions that were switched off, as the index names them; `typed` the words
    whose fold was.  With `literal`, all folds are.
    """

    query: str = ""
    types: tuple[DocumentType, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()  # names as the facets list them
    organisations: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    levels: tuple[Level, ...] = ()
    since: int | None = None  # years, inclusive
    until: int | None = None
    order: Order = Order.RELEVANCE
    off: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    literal: bool = False

    @property
    def narrowed(self) -> bool:
        return self.filters != Filters()

    @property
    def filters(self) -> Filters:
        since, until = self.since, self.until
        if since and until and since > until:
            since, until = until, since
        return Filters(
            types=self.types,
            topics=self.topics,
            author_names=self.authors,
            organisation_names=self.organisations,
            languages=self.languages,
            levels=self.levels,
            since=dt.date(since, 1, 1) if since else None,
            until=dt.date(until, 12, 31) if until else None,
        )


def read(params: Mapping[str, Iterable[str]]) -> Request:
    """Return what an address asks; whatever in it means nothing is left out.

    `params` maps each name to all its values.

    >>> read({"q": ["航行"], "type": ["fellow-paper", "nonsense"], "from": ["2021"]}).types
    (<DocumentType.FELLOW_PAPER: 'fellow-paper'>,)
    """
    values = {name: tuple(found) for name, found in params.items()}
    return Request(
        query=" ".join(values.get("q", ())[:1]),
        types=_known(DocumentType, values.get("type", ())),
        topics=values.get("topic", ()),
        authors=values.get("author", ()),
        organisations=values.get("org", ()),
        languages=_known(Language, values.get("lang", ())),
        levels=_known(Level, values.get("level", ())),
        since=_year(values.get("from", ())),
        until=_year(values.get("to", ())),
        order=next(iter(_known(Order, values.get("sort", ()))), Order.RELEVANCE),
        off=values.get("off", ()),
        typed=values.get("typed", ()),
        literal=values.get("literal", ()) == ("1",),
    )


def write(request: Request) -> Params:
    """Return the parameters of `request`; `read` of them gives it back."""
    found: Params = {
        "q": request.query,
        "type": [str(kind) for kind in request.types],
        "topic": list(request.topics),
        "author": list(request.authors),
        "org": list(request.organisations),
        "lang": [str(language) for language in request.languages],
        "level": [str(level) for level in request.levels],
        "from": str(request.since) if request.since else "",
        "to": str(request.until) if request.until else "",
        "sort": "" if request.order is Order.RELEVANCE else str(request.order),
        "off": list(request.off),
        "typed": list(request.typed),
        "literal": "1" if request.literal else "",
    }
    return {name: value for name, value in found.items() if value}


def query(params: Params) -> str:
    """Return parameters as the query string of an address.

    >>> query({"q": "航行", "lang": ["ja", "en"]})
    'q=%E8%88%AA%E8%A1%8C&lang=ja&lang=en'
    """
    return urlencode(params, doseq=True)


def change(request: Request, name: str, values: Iterable[str]) -> Request:
    """Return `request` with the values of one parameter exchanged."""
    params = {k: [v] if isinstance(v, str) else v for k, v in write(request).items()}
    return read({**params, name: list(values)})


def _known(kind: type[_Kind], values: Iterable[str]) -> tuple[_Kind, ...]:
    names = {str(member): member for member in kind}
    return tuple(names[value] for value in dict.fromkeys(values) if value in names)


def _year(values: tuple[str, ...]) -> int | None:
    text = values[0] if values else ""
    return (
        int(text) if len(text) == 4 and text.isascii() and text.isdecimal() and text > "0" else None
    )
