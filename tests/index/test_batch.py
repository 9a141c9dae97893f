"""A table of queries in, a table of hits out: what is read, what is written, and what is safe."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from lxml import etree

from catalog.records import Level
from errors import UsageError
from index import batch
from index.batch import COLUMNS, Row

TABLE = "id,query,filters\n7,航行の自由,lang:ja\n"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def asked(text):
    return [(each.line, each.id, each.query) for each in batch.read(text.encode()).asked]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_spreadsheets_are_read(encoding, sign, end):
    """UTF-8 with and without mark, Shift_JIS and UTF-16, commas and tabs: the same queries."""
    data = TABLE.replace(",", sign).replace("\n", end).encode(encoding)
    [found] = batch.read(data).asked
    assert (found.line, found.id, found.query) == (2, "7", "航行の自由 lang:ja")


def test_columns_are_known_by_their_names():
    """Any order and case; every column of filters counts; what means nothing here is named."""
    table = batch.read("Note,Filters_1,ＱＵＥＲＹ,filters_2\nx,lang:ja,海,year:2021\n".encode())
    assert [each.query for each in table.asked] == ["海 lang:ja year:2021"]
    assert table.unused == ("Note",)


def test_lines_are_counted_as_an_editor_counts_them():
    """Empty lines and cells of two lines move what follows."""
    assert asked('query\n海\n\n"空\n雲"\n山\n') == [(2, "", "海"), (4, "", "空\n雲"), (6, "", "山")]


def test_quotation_marks_reach_the_query():
    """A phrase in a cell is written with its marks doubled."""
    assert asked('query\n"""innocent passage"" -drill"\n') == [(2, "", '"innocent passage" -drill')]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"question\nsea\n", "Line 1"),
        (b"", "Line 1"),
        (b'query\nsea\n"open\n', "Line 3"),
        (b'query\n"a" b\n', "Line 2"),
        (b"query\nsea\n\x82\n", "Line 3"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_line(data, line):
    """No column of queries, quotation marks, bytes of no known encoding."""
    with pytest.raises(UsageError) as problem:
        batch.read(data)
    assert str(problem.value).startswith(line)


def test_a_table_without_queries_says_so():
    """A head alone asks nothing."""
    with pytest.raises(UsageError, match="no queries"):
        batch.read(b"query,id\n\n")


def fill(library):
    library.add("=1+1 is written by the sea.", document="sum", title="@SUM(A1)")
    library.add("The law of the sea.", document="law", title="Law")
    library.add("A secret at sea.", document="secret", title="Secret", level=Level.STAFF)
    return library.index()


def search(index, table, reader, **options):
    return batch.search(
        index,
        batch.read(table.encode()).asked,
        reader=reader,
        k=options.pop("k", 5),
        language=options.pop("language", "en"),
        **options,
    )


def test_one_bad_query_stops_nothing(library, public):
    """It becomes a row that says what is wrong and in which line; the others are answered."""
    steps = []
    rows = search(
        fill(library),
        'id,query\n1,law\n2,"""open"\n3,law,too,many\n4,\n5,law\n',
        public,
        k=1,
        progress=lambda *step: steps.append(step),
    )
    assert [(row.id, row.rank, row.document) for row in rows] == [
        ("1", 1, "law"),
        ("2", None, ""),
        ("3", None, ""),
        ("4", None, ""),
        ("5", 1, "law"),
    ]
    assert rows[1].error.startswith('Line 3: The phrase "open has no closing')
    assert rows[2].error.startswith("Line 4: there are 4 cells, but only 2")
    assert rows[3].error.startswith("Line 5: The query is empty")
    assert [row.error for row in rows if row.rank] == ["", ""]
    assert steps == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_query_that_finds_nothing_is_a_row(library, public):
    """Who counts queries in the answer counts all of them."""
    [row] = search(fill(library), "query\nlaw year:1901\n", public)
    assert (row.query, row.rank, row.error) == ("law year:1901", None, "")


def test_a_row_says_where_the_passage_stands(library, public):
    """Edition, page label, passage id, and a link that the document page understands."""
    [row] = search(fill(library), "query\nlaw\n", public, k=1, address="http://host/app/")
    assert (row.rank, row.language, row.title, row.page) == (1, "en", "Law", "1")
    assert row.passage == f"{row.edition}:1:0"
    assert row.text == "The law of the sea."
    link = f"http://host/app/document?id={row.edition}&page=1&passage={row.edition}%3A1%3A0"
    assert row.link == link
    assert "lexical" in row.reasons


def test_no_row_is_above_its_reader(library, public, staff):
    """A restricted paper is in the staff's table and not in the public's."""
    index = fill(library)
    shown = {
        reader.level: {row.document for row in search(index, "query\nsea\nsecret\n", reader)}
        for reader in (public, staff)
    }
    assert shown[Level.PUBLIC] == {"sum", "law"}
    assert shown[Level.STAFF] == {"sum", "law", "secret"}


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x","y")', "a=b"]


def rows_of(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_no_cell_of_the_csv_is_a_formula():
    """Cells that begin as formulas do get an apostrophe, all others none; nothing else changes."""
    written = rows_of(batch.to_csv([Row("1", evil, text=evil, title=evil) for evil in EVIL]))
    assert written[0] == list(COLUMNS)
    for evil, row in zip(EVIL, written[1:], strict=True):
        cell = evil if evil == "a=b" else f"'{evil}"
        assert [row[COLUMNS.index(name)] for name in ("query", "text", "title")] == [cell] * 3
        assert not any(each.startswith(tuple("=+-@\t\r")) for each in row)


def test_the_csv_of_hits_can_be_asked_again(library, public):
    """Its queries, guarded or not, are read as they were typed."""
    queries = ["-drill law", "=1+1", "law, sea", '"law of the sea"']
    table = "query\n" + "".join('"' + each.replace('"', '""') + '"\n' for each in queries)
    rows = search(fill(library), table, public, k=1)
    again = batch.read(batch.to_csv(rows)).asked
    assert [each.query for each in again] == queries


def test_numbers_are_numbers_and_texts_come_back(library, public):
    """What is written is what was found: rank and score as numbers, Japanese and line ends too."""
    row = Row(
        "1", "海", 3, "d", "d.ja", "ja", "題", "iv", "d.ja:1:2", "一、\n二", 0.5, "term", "/x"
    )
    assert rows_of(batch.to_csv([row]))[1] == [
        *(
            "1",
            "海",
            "3",
            "d",
            "d.ja",
            "ja",
            "題",
            "iv",
            "d.ja:1:2",
            "一、\n二",
            "0.5",
            "term",
            "/x",
        ),
        "",
    ]


def cells(data: bytes) -> tuple[list[list[str | float]], bytes]:
    """Return the values of the sheet as a spreadsheet reads them, and its XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        shared = [
            "".join(item.itertext())
            for item in etree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
        ]
    table = []
    for row in etree.fromstring(sheet).iter(f"{SHEET}row"):
        values: list[str | float] = []
        for cell in row.iter(f"{SHEET}c"):
            value = cell.findtext(f"{SHEET}v")
            if value is not None:
                values.append(shared[int(value)] if cell.get("t") == "s" else float(value))
        table.append(values)
    return table, sheet


def test_no_cell_of_the_workbook_is_a_formula():
    """Texts that look like formulas or addresses are texts, as they were."""
    evils = [each for each in EVIL if "\r" not in each]
    table, sheet = cells(batch.to_xlsx([Row("", evil, 1) for evil in evils]))
    assert table[0] == list(COLUMNS)
    assert [row[0] for row in table[1:]] == evils
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_the_workbook_holds_what_was_found():
    """Numbers are numbers, and only our own links can be clicked."""
    row = Row(
        "1",
        "海",
        3,
        "d",
        "d.ja",
        "ja",
        "題",
        "iv",
        "d.ja:1:2",
        "一、\n二",
        0.5,
        "term",
        "http://h/x",
    )
    table, sheet = cells(batch.to_xlsx([row]))
    assert table[1] == [
        *("1", "海", 3.0, "d", "d.ja", "ja", "題", "iv", "d.ja:1:2", "一、\n二", 0.5, "term"),
        "http://h/x",
    ]
    assert sheet.count(b"<hyperlink ") == 1


def test_a_sheet_has_an_end(monkeypatch):
    """More hits than a sheet holds are refused with what to do instead."""
    monkeypatch.setattr(batch, "SHEET_ROWS", 3)
    assert batch.to_xlsx([Row("", "sea")] * 2)
    with pytest.raises(UsageError, match="3 hits do not fit into a worksheet of 2"):
        batch.to_xlsx([Row("", "sea")] * 3)
