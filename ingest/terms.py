"""Which terms does this table hold?  CSV, as a spreadsheet saves it."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

from catalog.records import Term
from errors import ReadError
from ingest import messages  # noqa: F401 - the codes raised here must be explainable
from ingest.encodings import decode

_REQUIRED = ("japanese", "english")
_LISTS = ("variants_ja", "variants_en")
_WORDS = (
    *("japanese", "english", "reading", "abbreviation", "preferred"),
    *("topic", "note", "example_ja", "example_en"),
)


def read_terms(path: Path) -> list[Term]:
    """Return the terms of a table with the columns of `Term`, in its order.

    Lists are parted by "|"; an entry of `avoid` is "rendering:reason".  Commas or tabs, UTF-8,
    UTF-16 or Shift_JIS.  Raises ReadError that names every faulty line, since a term base that is
    read in part would silently find less.
    """
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
    known = {*_WORDS, *_LISTS, "avoid"}
    missing = [name for name in _REQUIRED if name not in header]
    strange = [name for name in header if name and name not in known]
    if missing or strange or len(set(header)) < len(header):
        found = ", ".join(header)
        raise ReadError(
            "terms-columns", path=str(path), found=found, known=", ".join(sorted(known))
        )
    terms: dict[tuple[str, str], Term] = {}
    long: list[int] = []
    empty: list[int] = []
    twice: list[int] = []
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
            terms[key] = _term(row)
    for code, numbers in (("terms-long", long), ("terms-empty", empty), ("terms-twice", twice)):
        if numbers:
            raise ReadError(code, path=str(path), lines=", ".join(map(str, numbers)))
    return list(terms.values())


def _term(row: dict[str, str]) -> Term:
    avoid = [entry.replace("：", ":").partition(":") for entry in _entries(row.get("avoid", ""))]
    return Term(
        **{name: row.get(name, "") for name in _WORDS},
        variants_ja=_entries(row.get("variants_ja", "")),
        variants_en=_entries(row.get("variants_en", "")),
        avoid=tuple((rendering.strip(), reason.strip()) for rendering, _, reason in avoid),
    )


def _entries(cell: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in cell.replace("｜", "|").split("|") if entry.strip())
