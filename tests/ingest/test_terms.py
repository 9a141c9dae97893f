"""The term base as spreadsheets save it."""

from pathlib import Path

import pytest

from catalog.records import Office, Term, TermKind
from errors import ReadError
from ingest.terms import read_terms

TABLE = """japanese,reading,english,variants_ja,variants_en,avoid,topic
航行の自由,こうこうのじゆう,freedom of navigation,航行自由|FON,FON,free passage:too wide|sea freedom,maritime
"""
TERM = Term(
    japanese="航行の自由",
    english="freedom of navigation",
    reading="こうこうのじゆう",
    variants_ja=("航行自由", "FON"),
    variants_en=("FON",),
    avoid=(("free passage", "too wide"), ("sea freedom", "")),
    topic="maritime",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_a_spreadsheet_writes(tmp_path: Path, encoding: str) -> None:
    """The same table in four encodings is the same term."""
    path = tmp_path / "terms.csv"
    path.write_bytes(TABLE.encode(encoding))
    assert read_terms(path) == [TERM]


def test_tabs_and_a_line_end_inside_a_cell(tmp_path: Path) -> None:
    """A table pasted with tabs is read, and a quoted cell may hold a line end."""
    path = tmp_path / "terms.tsv"
    path.write_text('japanese\tenglish\tnote\n同盟\talliance\t"一行目\n二行目"\n', encoding="utf-8")
    assert read_terms(path) == [Term("同盟", "alliance", note="一行目\n二行目")]


@pytest.mark.parametrize(
    ("rows", "code", "lines"),
    [
        ("同盟,alliance,余り\n抑止,deterrence,\n,,\n相互,a,b\n", "terms-long", "2, 5"),
        ("同盟,\n抑止,deterrence\n", "terms-empty", "2"),
        ("同盟,alliance\n同盟,alliance\n同盟,the alliance\n", "terms-twice", "3"),
        ("kind,japanese,english\nruler,同盟,alliance\n", "terms-unclear", "2"),
        ("japanese,english,offices\n岸田文雄,Fumio Kishida,首相\n", "terms-unclear", "2"),
    ],
)
def test_faulty_lines_are_named(tmp_path: Path, rows: str, code: str, lines: str) -> None:
    """All lines with one fault are named at once."""
    path = tmp_path / "terms.csv"
    header = "" if "kind" in rows or "offices" in rows else "japanese,english\n"
    path.write_text(header + rows, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_terms(path)
    assert (caught.value.code, caught.value.values["lines"]) == (code, lines)
    assert lines in caught.value.text("ja")


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    """A CSV of something else is not taken for terms; what was found is said."""
    path = tmp_path / "terms.csv"
    path.write_text("date,title\n2024,x\n", encoding="utf-8")
    with pytest.raises(ReadError, match="date, title"):
        read_terms(path)


def test_an_authority_list_joins_the_terms(tmp_path: Path) -> None:
    """A name that stands in both tables is one entry with what both say; others are added."""
    first, second = tmp_path / "terms.csv", tmp_path / "authority.csv"
    first.write_text(
        "japanese,reading,english,topic\n海上保安庁,かいじょうほあんちょう,Japan Coast Guard,maritime\n",
        encoding="utf-8",
    )
    second.write_text(
        "kind,japanese,english,abbreviation,variants_en,offices\n"
        "organisation,海上保安庁,Japan Coast Guard,JCG,Maritime Safety Agency,海上保安庁=JCG:1948..\n"
        "person,岸田文雄,Fumio Kishida,,Kishida,"
        "外務大臣=Foreign Minister:2012-12-26..2017-08-03|内閣総理大臣=Prime Minister:2021-10-04..\n",
        encoding="utf-8",
    )
    assert read_terms(first, second) == [
        Term(
            "海上保安庁",
            "Japan Coast Guard",
            reading="かいじょうほあんちょう",
            abbreviation="JCG",
            variants_en=("Maritime Safety Agency",),
            topic="maritime",
            kind=TermKind.ORGANISATION,
            offices=(Office("海上保安庁", "JCG", "1948"),),
        ),
        Term(
            "岸田文雄",
            "Fumio Kishida",
            variants_en=("Kishida",),
            kind=TermKind.PERSON,
            offices=(
                Office("外務大臣", "Foreign Minister", "2012-12-26", "2017-08-03"),
                Office("内閣総理大臣", "Prime Minister", "2021-10-04"),
            ),
        ),
    ]


def test_the_bundled_tables_are_whole() -> None:
    """Every line of the corpus's term base and authority list is an entry."""
    corpus = Path(__file__).parents[2] / "corpus"
    terms = read_terms(corpus / "terms.csv", corpus / "authority.csv")
    assert len(terms) > 1500
    assert {term.kind for term in terms} == set(TermKind)
    assert all(term.japanese and term.english for term in terms)
