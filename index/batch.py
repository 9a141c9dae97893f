"""Many searches from a table, and their hits as a table.

The table of queries is CSV or TSV: the first line names the columns; `query` is wanted, `id` is
handed on, and each column whose name begins with `filter` is added to the query.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from urllib.parse import urlencode

import index.messages  # noqa: F401  (registers the sentences of the errors raised here)
from catalog.records import Reader
from errors import KakehashiError, UsageError, explain
from index.hits import Hit
from index.index import Index
from index.record import Search, run

# What a spreadsheet takes for a formula; Japanese ones read the full-width signs alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS = 1_048_576  # of a worksheet, the head among them
SHEET_LINKS = 65_530  # that a worksheet can hold


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the table: `query` has its filters; `fault` says why it cannot be searched."""

    line: int  # from 1, of the file
    id: str
    query: str
    fault: KakehashiError | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What was asked, and the columns that mean nothing here."""

    asked: tuple[Asked, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One hit, or a query without any: then `rank` is empty, and `error` says what is wrong."""

    id: str
    query: str
    rank: int | None = None
    document: str = ""
    edition: str = ""
    language: str = ""
    title: str = ""
    page: str = ""  # its printed label
    passage: str = ""
    text: str = ""
    score: float | None = None
    reasons: str = ""
    link: str = ""
    error: str = ""


COLUMNS = tuple(field.name for field in fields(Row))


def read(data: bytes) -> Table:
    """Read a table of queries: UTF-8 with or without mark, UTF-16 with one, or Shift_JIS.

    UsageError, naming the line, for what is no such table; a line that alone is wrong is kept
    with its fault.
    """
    text = _decoded(data)
    lines = _lines(text)
    first, head = next(lines, (1, []))
    names = [unicodedata.normalize("NFKC", name).strip().casefold() for name in head]
    if names.count("query") != 1:
        raise UsageError("batch-no-query", line=first, found=", ".join(head))
    asked = tuple(_asked(line, cells, names) for line, cells in lines)
    if not asked:
        raise UsageError("batch-empty")
    unused = tuple(head[place] for place, name in enumerate(names) if name and not _used(name))
    return Table(asked, unused)


def search(
    index: Index,
    asked: Sequence[Asked],
    *,
    reader: Reader,
    k: int,
    language: str,
    address: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Return the k best hits of each query, in order.

    A query that cannot be read becomes one row with its error in `language`, and stops nothing;
    one that finds nothing becomes a row without a rank.  `address` is where the app is, for
    links.  `progress` gets (done, of all).
    """
    rows: list[Row] = []
    for done, each in enumerate(asked, start=1):
        rows += _rows(index, each, reader, k, language, address)
        if progress:
            progress(done, len(asked))
    return rows


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV in UTF-8 with its mark, which spreadsheets need to know it by.

    Cells that a spreadsheet would take for a formula begin with an apostrophe.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in astuple(row)])
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """Return rows as a workbook of one sheet: texts are texts, whatever they begin with.

    UsageError for more rows than a sheet holds.
    """
    import xlsxwriter

    if len(rows) >= SHEET_ROWS:
        raise UsageError("batch-sheet-full", found=len(rows), most=SHEET_ROWS - 1)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet = book.add_worksheet("hits")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, {"text": 80, "title": 40, "query": 30}.get(name, 14))
    linked = len(rows) <= SHEET_LINKS
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(astuple(row)):
            name = COLUMNS[column]
            if isinstance(cell, int | float):
                sheet.write_number(line, column, cell)
            elif name == "link" and linked and cell.startswith(("http://", "https://")):
                sheet.write_url(line, column, cell)
            elif cell:
                sheet.write_string(line, column, cell, wrapped if name == "text" else None)
    book.close()
    return file.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `_plain` undoes it.

    >>> guarded("=HYPERLINK(1)"), guarded("a=b")
    ("'=HYPERLINK(1)", 'a=b')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that guards it, so that our tables can be read back."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "cp932")  # Shift_JIS as Windows writes it


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise UsageError("batch-encoding", line=line) from problem


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each line that is not empty; a line of the table may be several of
    the file.
    """
    head = text.lstrip("\r\n").splitlines()[:1]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in "".join(head) else ",", strict=True
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise UsageError("batch-quotes", line=line) from problem
        if any(cell.strip() for cell in cells):
            yield line, [_plain(cell.strip()) for cell in cells]


def _used(name: str) -> bool:
    return name in {"query", "id"} or name.startswith("filter")


def _asked(line: int, cells: Sequence[str], names: Sequence[str]) -> Asked:
    named = list(zip(names, cells, strict=False))
    query = next((cell for name, cell in named if name == "query"), "")
    filters = [cell for name, cell in named if name.startswith("filter") and cell]
    fault = None
    if any(cells[len(names) :]):
        fault = UsageError("batch-cells", found=len(cells), named=len(names))
    identifier = next((cell for name, cell in named if name == "id"), "")
    return Asked(line, identifier, " ".join(filter(None, (query, *filters))), fault)


def _rows(
    index: Index, asked: Asked, reader: Reader, k: int, language: str, address: str
) -> list[Row]:
    try:
        if asked.fault:
            raise asked.fault
        results = run(index, Search(asked.query, k=k), reader=reader)
    except UsageError as problem:
        why = explain("batch-line", {"line": asked.line, "why": problem.text(language)}, language)
        return [Row(asked.id, asked.query, error=why)]
    hits = [_row(asked, rank, hit, address) for rank, hit in enumerate(results.hits, start=1)]
    return hits or [Row(asked.id, asked.query)]


def _row(asked: Asked, rank: int, hit: Hit, address: str) -> Row:
    stored = hit.passage
    place = {"id": stored.edition, "page": stored.passage.spans[0].page, "passage": stored.id}
    return Row(
        id=asked.id,
        query=asked.query,
        rank=rank,
        document=stored.document,
        edition=stored.edition,
        language=stored.passage.language,
        title=stored.title,
        page=stored.label,
        passage=stored.id,
        text=stored.passage.text,
        score=round(hit.score, 6),
        reasons=", ".join(hit.reasons),
        link=f"{address.rstrip('/')}/document?{urlencode(place)}",
    )
