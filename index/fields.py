"""The filters of the query language: their names in both languages, and what a value means."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

import index.messages  # noqa: F401  (registers the sentences of the errors raised here)
from catalog.records import DocumentType, Language
from errors import QueryError

Field = Literal["author", "year", "type", "lang", "topic", "org"]

# Written names, NFKC and lower case; the first of each field is the one that messages show.
NAMES: dict[Field, tuple[str, ...]] = {
    "author": ("author", "authors", "by", "著者", "執筆者", "筆者"),
    "year": ("year", "years", "date", "年", "年度", "時期", "日付"),
    "type": ("type", "types", "種類", "種別", "文書種別"),
    "lang": ("lang", "language", "言語"),
    "topic": ("topic", "topics", "主題", "テーマ", "分野"),
    "org": ("org", "organisation", "organization", "団体", "組織", "機関", "所属"),
}
EXAMPLES: dict[Field, str] = {
    "author": "author:Smith",
    "year": "year:2021..2023",
    "type": "type:workshop-report",
    "lang": "lang:ja",
    "topic": "topic:maritime-freedom",
    "org": "org:RIPS",
}
TYPES: dict[DocumentType, tuple[str, ...]] = {
    DocumentType.WORKSHOP_REPORT: (
        "workshop report",
        "ワークショップ報告書",
        "ワークショップ報告",
        "workshop",
        "研究会報告",
    ),
    DocumentType.FELLOW_PAPER: (
        "fellow paper",
        "フェロー論文",
        "fellow's paper",
        "フェローペーパー",
    ),
    DocumentType.POLICY_RECOMMENDATION: (
        "policy recommendation",
        "政策提言",
        "recommendation",
        "policy recommendations",
        "提言",
    ),
    DocumentType.DIALOGUE_SUMMARY: (
        "dialogue summary",
        "対話要旨",
        "dialogue",
        "dialog summary",
        "対話概要",
        "対話サマリー",
    ),
    DocumentType.SYMPOSIUM_RECORD: (
        "symposium record",
        "シンポジウム記録",
        "symposium",
        "シンポジウム",
    ),
    DocumentType.DIGEST_ISSUE: (
        "digest issue",
        "ダイジェスト",
        "digest",
        "ダイジェスト号",
        "alliance digest",
    ),
    DocumentType.OTHER: ("other", "その他"),
}
LANGUAGES: dict[Language, tuple[str, ...]] = {
    Language.JA: ("ja", "jp", "jpn", "japanese", "日本語", "和文", "日"),
    Language.EN: ("en", "eng", "english", "英語", "英文", "英"),
    Language.OTHER: ("und", "other", "その他"),
}
RANGE = re.compile("[.][.]+|[~〜～]")


def field_named(name: str) -> Field | None:
    """Return the field a written name stands for.

    >>> field_named("著者"), field_named("Ｙｅａｒ"), field_named("https")
    ('author', 'year', None)
    """
    key = _key(name)
    return next((field for field, names in NAMES.items() if key in names), None)


def field_like(name: str) -> Field | None:
    """Return the field whose name `name` nearly is, as a slip of the pen ("auther")."""
    key = _key(name)
    every = {each: field for field, names in NAMES.items() for each in names if each.isascii()}
    close = difflib.get_close_matches(key, every, n=1, cutoff=0.8) if len(key) > 3 else []
    return every[close[0]] if close else None


def document_type(value: str) -> DocumentType:
    """Read a type by its id or by its name in either language; QueryError for any other."""
    key = _key(value)
    for kind, names in TYPES.items():
        if key in {_key(kind.value), *map(_key, names)}:
            return kind
    raise QueryError(
        "query-type-unknown",
        value=value,
        choices=", ".join(kind.value for kind in TYPES),
        choices_ja="、".join(names[1] for names in TYPES.values()),
    )


def language(value: str) -> Language:
    key = _key(value)
    for each, names in LANGUAGES.items():
        if key in names:
            return each
    raise QueryError("query-language-unknown", value=value)


def topics_named(values: Sequence[str], topics: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the ids that written topics stand for: ids, or parts of a topic's names.

    What names no topic stays as it is; a library may have topics of its own.

    >>> topics_named(["サイバー", "Space"], {"cyber": ["サイバー・データ"], "space": ["宇宙"]})
    ('cyber', 'space')
    """
    found: list[str] = []
    for value in values:
        key = _key(value)
        same = [topic for topic in topics if _key(topic) == key]
        named = [
            topic for topic, names in topics.items() if any(key in _key(name) for name in names)
        ]
        found += same or named or [value]
    return tuple(dict.fromkeys(found))


def period(value: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a written period; None where it is open.

    >>> period("2021..2023")
    (datetime.date(2021, 1, 1), datetime.date(2023, 12, 31))
    >>> period("令和3年")
    (datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
    """
    # Dates come in when a query names one: the command line starts without them.
    from language.dates import parse_period

    found = parse_period(value)
    if found is None:
        first, separator, last = RANGE.sub("..", value).partition("..")
        if separator and parse_period(f"{last}..{first}"):
            raise QueryError("query-year-reversed", value=value)
        raise QueryError("query-year-unreadable", value=value)
    return (
        None if found.start == dt.date.min else found.start,
        None if found.end == dt.date.max else found.end,
    )


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.sub(r"[\s_-]+", " ", folded).strip()
