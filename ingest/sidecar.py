"""The sidecar: what a person states of a paper in a TOML file beside it.  It wins over all else.

`paper.toml` speaks for every file of its folder; `report.toml` for report.pdf, report.docx …, and
`report.pdf.toml` for report.pdf alone.  The more particular file wins, field by field.

    id = "maritime-2024"            # the document: files that state the same id are its editions
    title = "自由で開かれた海洋秩序"
    language = "ja"                 # or "en", 日本語, English …
    type = "policy-recommendation"  # see catalog.records.DocumentType
    date = "令和6年度"              # a day, month, year, fiscal year or range; or a TOML date
    organisation = "海洋政策研究会"
    authors = ["山田 太郎", {family = "Smith", given = "Jane", organisation = "CSIS"}]
    topics = ["maritime-freedom"]
    abstract = "…"

    [handling]
    level = "members"               # public, members, staff
    quotation = "chatham-house"     # attributable, chatham-house, off-the-record
    embargo = "2027-01-15"          # opens on this day

    [editions."report.en.pdf"]      # any of the above but id and handling, for one file
    title = "A free and open maritime order"
    language = "en"

Every other key or value is refused, naming it and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from catalog.records import Author, DocumentType, Handling, Level, Metadata, Quotation
from errors import ReadError
from ingest.encodings import decode
from ingest.metadata import dated, language_of, merge
from ingest.people import person

FOLDER_NAME = "paper.toml"
_LARGEST = 1 << 20  # bytes
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One file: `general` for all it speaks of, `editions` for single files by their name (NFC)."""

    general: Metadata
    editions: Mapping[str, Metadata]


class _RefusedError(Exception):
    """A value that cannot be used; `key` is relative to the table it stands in."""

    def __init__(self, key: str, value: object, allowed: str) -> None:
        super().__init__(key)
        self.key, self.value, self.allowed = key, value, allowed


def read_sidecar(path: Path, name: str = "") -> Sidecar:
    """Read one sidecar; raise ReadError naming file, key, value and what is allowed."""
    name = name or str(path)
    try:
        if path.stat().st_size > _LARGEST:
            why = f"it is larger than {_LARGEST >> 20} MiB"
            raise ReadError("sidecar-syntax", path=name, why=why)
        text, _ = decode(path.read_bytes(), name)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadError("file-unreadable", path=name, why=why) from error
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ReadError("sidecar-syntax", path=name, why=str(error)) from error
    editions = table.pop("editions", {})
    if not isinstance(editions, dict) or not all(isinstance(t, dict) for t in editions.values()):
        allowed = '[editions."FILE NAME"]'
        raise ReadError("sidecar-value", path=name, key="editions", value=editions, allowed=allowed)
    allowed_keys = [key for key in _FIELDS if key not in ("id", "handling")]
    return Sidecar(
        general=_strict(table, name, "", [*_FIELDS, "editions"]),
        editions={
            unicodedata.normalize("NFC", file): _strict(
                part, name, f'editions."{file}".', allowed_keys
            )
            for file, part in editions.items()
        },
    )


def candidates(path: Path) -> list[Path]:
    """Return where sidecars of a paper may be, the most particular first."""
    return [
        path.with_name(f"{path.name}.toml"),
        path.with_suffix(".toml"),
        path.with_name(FOLDER_NAME),
    ]


def find_metadata(path: Path, name: str = "") -> Metadata:
    """Return what the sidecars beside the paper at `path` state of it, nothing if there are none.

    `name` is what messages call the paper.  Raises ReadError for a sidecar that cannot be used.
    """
    shown = Path(name) if name else path
    stated: list[Metadata] = []
    for file, called in zip(candidates(path), candidates(shown), strict=True):
        if file != path and file.is_file():
            found = read_sidecar(file, str(called))
            particular = found.editions.get(unicodedata.normalize("NFC", path.name))
            stated += [found.general] if particular is None else [particular, found.general]
    return merge(*stated)


def lenient(
    table: Mapping[str, Any], name: str, *, source: str
) -> tuple[Metadata, list[ReadError]]:
    """Return what a table with keys of its own (front matter) states, and what was refused.

    Keys that are not ours are none of our business; `author`, `lang`, `tags`, `keywords`,
    `categories`, `summary` and `publisher` are taken for ours.
    """
    stated: dict[str, Any] = {}
    refused = []
    for given, value in table.items():
        key = _ALIASES.get(str(given).lower(), str(given).lower())
        if key not in _FIELDS or value in (None, "", []):
            continue
        try:
            stated |= {k: v for k, v in _FIELDS[key](key, value).items() if k not in stated}
        except _RefusedError as error:
            refused.append(_refusal(error, name, ""))
    return Metadata(**stated, source=source), refused


def _strict(table: Mapping[str, Any], name: str, prefix: str, allowed: list[str]) -> Metadata:
    stated: dict[str, Any] = {}
    for key, value in table.items():
        if key not in allowed:
            known = ", ".join(allowed)
            raise ReadError("sidecar-key", path=name, key=prefix + key, allowed=known)
        try:
            stated |= _FIELDS[key](key, value)
        except _RefusedError as error:
            raise _refusal(error, name, prefix) from error
    return Metadata(**stated, source=Path(name).name)


def _refusal(error: _RefusedError, name: str, prefix: str) -> ReadError:
    value = error.value if isinstance(error.value, str) else repr(error.value)
    return ReadError(
        "sidecar-value", path=name, key=prefix + error.key, value=value, allowed=error.allowed
    )


def _text(field: str) -> Callable[[str, Any], dict[str, Any]]:
    def read(key: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, str) or not value.strip():
            raise _RefusedError(key, value, "a text in quotation marks")
        return {field: unicodedata.normalize("NFC", " ".join(value.split()))}

    return read


def _choice(key: str, value: Any, choices: type[_Choice]) -> _Choice:
    plain = str(value).strip().lower().replace(" ", "-").replace("_", "-")
    for choice in choices:
        if plain == choice.value:
            return choice
    raise _RefusedError(key, value, ", ".join(choices))


def _language(key: str, value: Any) -> dict[str, Any]:
    found = language_of(value) if isinstance(value, str) else None
    if found is None:
        raise _RefusedError(key, value, "ja, en, und")
    return {"language": found}


def _type(key: str, value: Any) -> dict[str, Any]:
    return {"type": _choice(key, value, DocumentType)}


def _date(key: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        value = value.date()
    plain = value.isoformat() if isinstance(value, dt.date) else str(value)
    period = dated(plain)
    if period.date is None or isinstance(value, (bool, float, dict, list)):
        raise _RefusedError(key, value, "2024-04-01, 2024-04, 2024, 令和6年度, 2021..2023")
    return {"date": period.date, "date_end": period.date_end, "date_text": period.date_text}


def _authors(key: str, value: Any) -> dict[str, Any]:
    items = value if isinstance(value, list) else [value]
    return {"authors": tuple(_author(key, item) for item in items)}


def _author(key: str, value: Any) -> Author:
    if isinstance(value, str) and value.strip():
        return person(value)
    keys = ("family", "given", "reading", "organisation")
    if isinstance(value, dict):
        value = {"family": value["name"], **value} if "name" in value else value
        value = {k: v for k, v in value.items() if k != "name"}
        texts = all(isinstance(text, str) for text in value.values())
        if texts and value.get("family") and set(value) <= set(keys):
            return Author(**{k: " ".join(text.split()) for k, text in value.items()})
    raise _RefusedError(key, value, f'"Given Family" or {{{", ".join(keys)}}}')


def _topics(key: str, value: Any) -> dict[str, Any]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise _RefusedError(key, value, 'a list of texts: ["maritime-freedom"]')
    return {"topics": tuple(dict.fromkeys(item.strip() for item in items if item.strip()))}


def _handling(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _RefusedError(key, value, "a table of level, quotation, embargo")
    handling = Handling()
    for inner, text in value.items():
        name = f"{key}.{inner}"
        if inner == "level":
            handling = replace(handling, level=_choice(name, text, Level))
        elif inner == "quotation":
            handling = replace(handling, quotation=_choice(name, text, Quotation))
        elif inner == "embargo":
            day = _date(name, text)
            if day["date"] != day["date_end"]:
                raise _RefusedError(name, text, "one day: 2027-01-15")
            handling = replace(handling, embargo=day["date"])
        else:
            raise _RefusedError(name, text, "level, quotation, embargo")
    return {"handling": handling}


_FIELDS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "id": _text("document"),
    "title": _text("title"),
    "language": _language,
    "type": _type,
    "date": _date,
    "organisation": _text("organisation"),
    "authors": _authors,
    "topics": _topics,
    "abstract": _text("abstract"),
    "handling": _handling,
}
_ALIASES = {
    "author": "authors",
    "lang": "language",
    "tags": "topics",
    "keywords": "topics",
    "categories": "topics",
    "summary": "abstract",
    "publisher": "organisation",
    "organization": "organisation",
}
