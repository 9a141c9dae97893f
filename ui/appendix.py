"""The record of a search as an appendix: Markdown for a paper, JSON for a program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from catalog import Filters
from index import Expansion, Hit
from index.record import Record, narrowing, to_json, version_of
from ui import files
from ui.strings import Strings

# Fields of Filters: the string that names the field, and the group that names its values.
_FIELDS = {
    "types": ("filter.type", "type"),
    "topics": ("filter.topic", "topic"),
    "languages": ("filter.language", "language"),
    "authors": ("document.authors", ""),
    "author_names": ("document.authors", ""),
    "organisations": ("document.organisation", ""),
    "organisation_names": ("document.organisation", ""),
    "levels": ("document.handling", "level"),
    "documents": ("library.documents", ""),
    "since": ("saved.since", ""),
    "until": ("saved.until", ""),
}
_SIGNS = re.compile(r"([\\`*_\[\]<>|~&$])")
FORMATS = (".md", ".json")


def program() -> str:
    """Return the version of the program."""
    return metadata.version("kakehashi")


def check(path: Path) -> None:
    """Raise UsageError where the ending of `path` says nothing."""
    files.ending(path, FORMATS)


def write(record: Record, path: Path, strings: Strings) -> None:
    """Write a record to a file, as its ending says."""
    made = markdown(record, strings) if files.ending(path, FORMATS) == ".md" else as_json(record)
    files.write(path, made.encode())


def as_json(record: Record, address: str = "") -> str:
    """Return the record as JSON; `address` is where the search is found in the app."""
    values = to_json(record) | ({"address": address} if address else {})
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def markdown(record: Record, strings: Strings, address: str = "") -> str:
    """Return the record as Markdown: how it was asked and read, then a table of the hits.

    It holds no passage's words, so that it can be handed on where passages may not be quoted.
    """
    facts = [(strings[f"saved.record_{name}"], text) for name, text in _facts(record, strings)]
    if address:
        facts.append((strings["saved.record_address"], f"<{address}>"))
    lines = [f"# {strings['saved.record_title']}", ""]
    lines += [f"- **{name}**{strings['saved.record_colon']}{text}" for name, text in facts if text]
    lines += ["", f"## {strings['saved.record_hits']}", ""]
    hits = record.results.hits
    lines += _table(hits, strings) if hits else [strings["saved.record_nothing"]]
    return "\n".join(lines) + "\n"


def _facts(record: Record, strings: Strings) -> Iterable[tuple[str, str]]:
    search, results = record.search, record.results
    query = results.query
    between = strings["saved.record_between"]
    yield "query", _md(search.query)
    yield "words", _md(query.words)
    yield "phrases", between.join(map(_md, query.phrases))
    yield "without", between.join(map(_md, query.without))
    filters = [*_filters(query.filters, strings), *_filters(search.filters, strings)]
    yield "filters", "; ".join(filters) or strings["saved.record_none"]
    folds = [f"{old} → {new}" for old, new in results.folds if old not in results.typed]
    yield "folds", _md(between.join(folds))
    yield "literal", strings["saved.record_yes" if search.literal else "saved.record_no"]
    yield "expansions", _expansions(results.expansions) or strings["saved.record_none"]
    yield "off", _expansions(record.off) or strings["saved.record_none"]
    yield "mode", strings[f"saved.record_mode_{search.mode}"]
    yield "sort", strings[f"saved.record_sort_{search.sort}"]
    yield "reader", strings[f"level.{record.level}"]
    yield (
        "searched",
        strings(
            "saved.record_counts",
            documents=strings("saved.documents", n=record.documents),
            passages=strings("saved.passages", n=record.passages),
        ),
    )
    yield (
        "found",
        strings(
            "saved.record_found_counts",
            documents=strings("saved.documents", n=record.found),
            passages=strings("saved.passages", n=len(results.hits)),
            most=search.k,
        ),
    )
    if results.waiting:
        yield "waiting", f"{results.waiting:,}"
    yield "at", f"{record.at:%Y-%m-%d %H:%M:%S %z} ({record.at.tzname()})"
    yield "generation", str(record.generation)
    yield "encoder", f"{_md(record.encoder)} (`{record.fingerprints[0]}`)"
    yield "analyzer", f"`{record.fingerprints[1]}`"
    yield "program", f"Kakehashi {record.version}"


def _filters(filters: Filters, strings: Strings) -> list[str]:
    found = []
    for name, value in narrowing(filters).items():
        label, group = _FIELDS[name]
        values = [value] if isinstance(value, str) else value
        shown = strings["saved.record_between"].join(
            _md(strings.label(group, str(each))) for each in values
        )
        found.append(f"{strings[label]}{strings['saved.record_colon']}{shown}")
    return found


def _expansions(expansions: Iterable[Expansion]) -> str:
    return "; ".join(
        f"{_md(each.written)} → {_md(', '.join(r.text for r in each.renderings))}"
        for each in expansions
    )


def _table(hits: Sequence[Hit], strings: Strings) -> list[str]:
    names = ("rank", "title", "edition", "version", "page", "passage", "score", "reasons")
    head = [strings[f"saved.record_column_{name}"] for name in names]
    rows = [_cells(rank, hit, strings) for rank, hit in enumerate(hits, start=1)]
    rule = ["---:" if name in {"rank", "version", "score"} else "---" for name in names]
    return ["| " + " | ".join(map(str, row)) + " |" for row in (head, rule, *rows)]


def _cells(rank: int, hit: Hit, strings: Strings) -> list[Any]:
    stored = hit.passage
    reasons = strings["saved.record_between"].join(strings[f"reason.{r}"] for r in hit.reasons)
    return [
        rank,
        _md(stored.title),
        _md(stored.edition),
        version_of(stored.id),
        _md(strings.page(stored.label)),
        _md(stored.id),
        f"{hit.score:.4f}",
        reasons,
    ]


def _md(text: str) -> str:
    r"""Return text so that Markdown shows it letter by letter, in a list or a table.

    >>> print(_md("a|b *c*"))
    a\|b \*c\*
    """
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
