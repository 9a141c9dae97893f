"""The query language: words, "a phrase", -without, author:, year:, type:, lang:, topic:, org:.

Written the Japanese way too: full-width quotation marks, minus, colon and space, and
著者: 年: 種類: 言語: 主題: 団体:.  Corner brackets 「」 are ordinary characters, because they
belong to titles and quotations that people paste.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from catalog import Filters
from errors import QueryError
from index import fields

QUOTES = {'"': '"“”＂', "“": '”"＂', "”": '”"＂', "＂": '"“”＂'}  # opening -> closing
MINUS = "-－−﹣"
NAME = re.compile(r"([^\W\d_]+)[:：]")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood.

    `words` is what is ranked: the plain words and the phrases, in the order typed, without
    filters and exclusions.  Every hit holds each of `phrases` and none of `without`.
    """

    text: str
    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a query; QueryError says what cannot be read, where, and what to write instead.

        >>> Query.parse('台湾海峡 "freedom of navigation" -drill year:2021').phrases
        ('freedom of navigation',)
        """
        words: list[str] = []
        phrases: list[str] = []
        without: list[str] = []
        chosen: dict[fields.Field, list[str]] = {}
        for part in _parts(text):
            if part.field:
                chosen.setdefault(part.field, []).extend(_values(part))
            elif part.negative:
                without.append(part.value)
            else:
                words.append(part.value)
                if part.quoted:
                    phrases.append(part.value)
        if not words and not chosen:
            if without:
                raise QueryError("query-only-without", value=" ".join(f"-{w}" for w in without))
            raise QueryError("query-empty")
        if without and not words:
            raise QueryError("query-only-without", value=" ".join(f"-{word}" for word in without))
        return cls(text, " ".join(words), tuple(phrases), tuple(without), _filters(chosen))


@dataclass(frozen=True, slots=True)
class _Part:
    value: str
    position: int  # code points into the query
    field: fields.Field | None
    name: str  # the field as written
    negative: bool
    quoted: bool


def _parts(text: str) -> Iterator[_Part]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start = at
        begins = at == 0 or text[at - 1].isspace()
        negative = begins and text[at] in MINUS and text[at + 1 : at + 2].strip() != ""
        at += negative
        named = NAME.match(text, at) if begins else None
        kind = fields.field_named(named[1]) if named else None
        if named and kind:
            at = named.end()
            if negative:
                raise QueryError("query-filter-negative", name=named[1], position=start)
            if not text[at : at + 1].strip():
                raise QueryError(
                    "query-filter-empty",
                    name=named[1],
                    example=fields.EXAMPLES[kind],
                    position=start,
                )
        elif named and text[named.end() : named.end() + 1].strip():
            _refuse_slip(named[1], start)
        quoted = text[at] in QUOTES
        if quoted:
            value, at = _quoted(text, at)
        else:
            end = at
            while end < len(text) and not text[end].isspace() and (kind or text[end] not in QUOTES):
                end += 1
            value, at = text[at:end], end
        name = named[1] if named and kind else ""
        yield _Part(value, start, kind, name, negative, quoted)


def _refuse_slip(name: str, position: int) -> None:
    meant = fields.field_like(name)
    if meant:
        raise QueryError(
            "query-filter-unknown", name=name, suggestion=fields.NAMES[meant][0], position=position
        )


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return what stands between the quotation marks that open at `at`, and the end."""
    closing = QUOTES[text[at]]
    for end in range(at + 1, len(text)):
        if text[end] in closing:
            value = text[at + 1 : end].strip()
            if not value:
                raise QueryError("query-phrase-empty", position=at)
            return value, end + 1
    raise QueryError("query-quote-open", value=text[at:], position=at)


def _values(part: _Part) -> list[str]:
    """Split the list that an unquoted value of a listing filter is; a name may hold a comma."""
    if part.quoted or part.field == "year":
        return [part.value]
    return [value for value in re.split("[,，、]", part.value) if value] or [part.value]


def _filters(chosen: dict[fields.Field, list[str]]) -> Filters:
    years = chosen.get("year", [])
    if len(years) > 1:
        raise QueryError("query-year-twice", first=years[0], second=years[1])
    since, until = fields.period(years[0]) if years else (None, None)
    return Filters(
        types=tuple(map(fields.document_type, chosen.get("type", []))),
        topics=tuple(chosen.get("topic", [])),
        languages=tuple(map(fields.language, chosen.get("lang", []))),
        authors=tuple(chosen.get("author", [])),
        organisations=tuple(chosen.get("org", [])),
        since=since,
        until=until,
    )
