"""Which terms and names do these tables hold?  CSV, as a spreadsheet saves it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from catalog.records import Office, Term, TermKind
from errors import ReadError
from ingest import messages  # noqa: F401 - the codes raised here must be explainable
from ingest.encodings import decode

_REQUIRED = ("japanese", "english")
_LISTS = ("variants_ja", "variants_en")
_WORDS = (
    *("japanese", "english", "reading", "abbreviation", "preferred"),
    *("topic", "note", "example_ja", "example_en"),
)
_KNOWN = {*_WORDS, *_LISTS, "avoid", "kind", "offices"}
_OFFICE = re.compile(
    r"(?P<japanese>[^=:]+)=(?P<english>[^:]+)(?::(?P<since>[\d-]*)\.\.(?P<until>[\d-]*))?"
)


def read_terms(*paths: Path) -> list[Term]:
    """Return the terms of tables with the columns of `Term`, in their order.

    Lists are parted by "|"; an entry of `avoid` is "rendering:reason", one of `offices`
    "内閣総理大臣=Prime Minister:2021-10-04..2024-10-01".  Commas or tabs, UTF-8, UTF-16 or
    Shift_JIS.  What two tables say of one Japanese name (a term base and an authority list, say)
    is joined.  Raises ReadError that names every faulty line, since a term base that is read in
    part would silently find less.
    """
    terms: list[Term] = []
    for path in paths:
        known = {term.japanese: place for place, term in enumerate(terms)}
        for term in _read(path):
            if term.japanese in known:
                place = known[term.japanese]
                terms[place] = _joined(terms[place], term)
            else:
                terms.append(term)
    return terms


def _read(path: Path) -> list[Term]:
    try:
        text = decode(path.read_bytes())[0]
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadError("file-unreadable", path=str(path), why=why) from error
    except ReadError as error:
        raise ReadError(error.code, path=str(path)) from error
    lines = unicodedata.normalize("NFC", text).splitlines(keepends=True)
    table = csv.reader(lines, delimiter="\t" if lines and "\t" in lines[0] else ",")
    header = [name.strip().lower() for name in next(table, [])]
    missing = [name for name in _REQUIRED if name not in header]
    strange = [name for name in header if name and name not in _KNOWN]
    if missing or strange or len(set(header)) < len(header):
        found = ", ".join(header)
        raise ReadError(
            "terms-columns", path=str(path), found=found, known=", ".join(sorted(_KNOWN))
        )
    terms: dict[tuple[str, str], Term] = {}
    long: list[int] = []
    empty: list[int] = []
    twice: list[int] = []
    unclear: list[int] = []
    for values in table:
        cells = [value.strip() for value in values]
        if not any(cells):
            continue
        row = dict(zip(header, cells, strict=False))
        key = row.get("japanese", ""), row.get("english", "")
        if any(cells[len(header) :]):
            long.append(table.line_num)
        elif not all(key):
            empty.append(table.line_num)
        elif key in terms:
            twice.append(table.line_num)
        else:
            try:
                terms[key] = to_term(row)
            except ValueError:
                unclear.append(table.line_num)
    faults = {
        "terms-long": long,
        "terms-empty": empty,
        "terms-twice": twice,
        "terms-unclear": unclear,
    }
    for code, numbers in faults.items():
        if numbers:
            raise ReadError(code, path=str(path), lines=", ".join(map(str, numbers)))
    return list(terms.values())


def to_term(row: Mapping[str, str]) -> Term:
    """Return the entry that a row of a table says; ValueError for a kind or an office that cannot
    be read.
    """
    avoid = [entry.replace("：", ":").partition(":") for entry in _entries(row.get("avoid", ""))]
    return Term(
        **{name: row.get(name, "") for name in _WORDS},
        variants_ja=_entries(row.get("variants_ja", "")),
        variants_en=_entries(row.get("variants_en", "")),
        avoid=tuple((rendering.strip(), reason.strip()) for rendering, _, reason in avoid),
        kind=TermKind(row.get("kind") or TermKind.TERM),
        offices=tuple(map(_office, _entries(row.get("offices", "")))),
    )


def _office(entry: str) -> Office:
    match = _OFFICE.fullmatch(entry)
    if match is None:
        raise ValueError(entry)
    return Office(**{name: (text or "").strip() for name, text in match.groupdict().items()})


def _joined(term: Term, other: Term) -> Term:
    """Return `term` with what only `other` says; its own names stay the first."""
    english = [other.english] if other.english != term.english else []
    return replace(
        term,
        reading=term.reading or other.reading,
        abbreviation=term.abbreviation or other.abbreviation,
        variants_ja=tuple(dict.fromkeys([*term.variants_ja, *other.variants_ja])),
        variants_en=tuple(dict.fromkeys([*term.variants_en, *english, *other.variants_en])),
        avoid=tuple(dict.fromkeys([*term.avoid, *other.avoid])),
        note=term.note or other.note,
        kind=other.kind if term.kind is TermKind.TERM else term.kind,
        offices=(*term.offices, *other.offices),
    )


def _entries(cell: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in cell.replace("｜", "|").split("|") if entry.strip())
