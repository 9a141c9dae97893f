"""Exports of Zotero in three formats: one library, one reading."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from catalog.records import Author, DocumentType, Language
from errors import ReadError
from ingest.zotero import Entry, find_entry, read_export

RIS = """TY  - RPRT
TI  - 自由で開かれた海洋秩序：政策提言
AU  - 山田, 太郎
AU  - van der Berg, Jane
AU  - 外務省
PY  - 2024
DA  - 2024/04/01/
LA  - 日本語
PB  - 海洋政策研究会
KW  - 海洋
KW  - 法の支配
AB  - 概要。
DO  - https://doi.org/10.1234/abc
N1  - 読み: やまだ たろう; ファン デル ベルフ ジェーン
L1  - files/12/報告.pdf
L1  - files/12/report.docx
ER  -
"""
BIBTEX = r"""
@techreport{yamada2024,
  title = {自由で開かれた海洋秩序：政策提言},
  author = {山田, 太郎 and van der Berg, Jane and {外務省}},
  date = {2024-04-01}, langid = {japanese}, institution = {海洋政策研究会},
  keywords = {海洋, 法の支配}, abstract = {概要。}, doi = {10.1234/abc},
  note = {reading: やまだ たろう; ファン デル ベルフ ジェーン},
  file = {報告:files/12/報告.pdf:application/pdf;files/12/report.docx}
}
"""
CSL = json.dumps(
    [
        {
            "id": "http://zotero.org/users/1/items/ABC",
            "type": "report",
            "title": "自由で開かれた海洋秩序：<i>政策提言</i>",
            "author": [
                {"family": "山田", "given": "太郎"},
                {"family": "Berg", "non-dropping-particle": "van der", "given": "Jane"},
                {"literal": "外務省"},
            ],
            "issued": {"date-parts": [[2024, 4, 1]]},
            "language": "ja-JP",
            "publisher": "海洋政策研究会",
            "keyword": "海洋, 法の支配",
            "abstract": "概要。",
            "DOI": "10.1234/abc",
            "note": "Reading: やまだ たろう; ファン デル ベルフ ジェーン\nfile: files/12/報告.pdf\nfile: files/12/report.docx",
        }
    ]
)


def read(folder: Path, text: str) -> list[Entry]:
    path = folder / "export"
    path.write_text(text, encoding="utf-8")
    entries, refused = read_export(path)
    assert refused == []
    return entries


@pytest.mark.parametrize("text", [RIS, BIBTEX, CSL], ids=["ris", "bibtex", "csl-json"])
def test_one_item_reads_alike_in_every_format(tmp_path, text):
    """Title, names in order with readings, day, language, body, topics, files and DOI agree."""
    (entry,) = read(tmp_path, text)
    stated = entry.metadata
    assert stated.title == "自由で開かれた海洋秩序：政策提言"
    assert stated.authors == (
        Author("山田", "太郎", "やまだ たろう"),
        Author("van der Berg", "Jane", "ファン デル ベルフ ジェーン"),
        Author("外務省"),
    )
    assert stated.date == stated.date_end == dt.date(2024, 4, 1)
    assert stated.language == Language.JA
    assert stated.organisation == "海洋政策研究会"
    assert stated.topics == ("海洋", "法の支配")
    assert stated.abstract == "概要。"
    assert stated.type == DocumentType.POLICY_RECOMMENDATION
    assert entry.doi == "10.1234/abc"
    assert entry.files == ("files/12/報告.pdf", "files/12/report.docx")


def test_latex_is_decoded(tmp_path):
    """Accents, braces and escaped signs of BibTeX become characters; a body stays whole."""
    text = r"""@misc{x, title = {{Free} na{\"\i}ve \& {\'e}t\'e -- Shinz{\=o} 50\%},
      author = {M{\"u}ller, J{\"o}rg and {Ministry of Foreign Affairs and Trade} and others}, year = 2021, month = mar}"""
    (entry,) = read(tmp_path, text)
    assert entry.metadata.title == "Free naïve & été – Shinzō 50%"
    assert entry.metadata.authors == (
        Author("Müller", "Jörg"),
        Author("Ministry of Foreign Affairs and Trade"),
    )
    assert (entry.metadata.date, entry.metadata.date_end) == (
        dt.date(2021, 3, 1),
        dt.date(2021, 3, 31),
    )


@pytest.mark.parametrize(
    ("field", "files"),
    [
        (r"Full Text PDF:files/1/a.pdf:application/pdf", ("files/1/a.pdf",)),
        (r"files/1/a.pdf;files/2/b.pdf", ("files/1/a.pdf", "files/2/b.pdf")),
        (r"a\;b.pdf:C\:\\Users\\me\\a\;b.pdf:application/pdf", (r"C:\Users\me\a;b.pdf",)),
        (r":/home/me/海.pdf:PDF", ("/home/me/海.pdf",)),
        (r"C\:\\papers\\a.pdf", (r"C:\papers\a.pdf",)),
        ("", ()),
    ],
)
def test_attachments_in_every_dialect_of_bibtex(tmp_path, field, files):
    """Zotero's and Better BibTeX's file fields, with escaped colons, give the paths alone."""
    (entry,) = read(tmp_path, f"@misc{{x, title={{t}}, file={{{field}}}}}")
    assert entry.files == files


def test_several_items_and_missing_ends(tmp_path):
    """RIS items without ER, wrapped lines and unknown tags do not disturb their neighbours."""
    text = "TY  - RPRT\nTI  - 甲\nXX  - ?\nTY  - BOOK\nT1  - A title that\n  goes on\nY1  - 2020///春\n"
    entries = read(tmp_path, text)
    assert [entry.metadata.title for entry in entries] == ["甲", "A title that goes on"]
    assert entries[1].metadata.date == dt.date(2020, 1, 1)


def test_a_broken_item_is_reported_and_passed_over(tmp_path):
    """An unclosed BibTeX item and a CSL item of the wrong shape are errors of their own."""
    path = tmp_path / "export.bib"
    path.write_text(
        "@misc{a, title={甲}}\n@misc{a, title={乙}}\n@misc{b, title={丙\n", encoding="utf-8"
    )
    entries, refused = read_export(path, "export.bib")
    assert [entry.metadata.title for entry in entries] == ["甲", "乙"]
    assert [error.code for error in refused] == ["export-entry-damaged"]
    assert "export.bib" in refused[0].text("ja")
    path.write_text(
        '[{"type": "report", "title": "甲"}, {"type": "x", "author": 3}]', encoding="utf-8"
    )
    entries, refused = read_export(path)
    assert len(entries) == len(refused) == 1


def test_what_is_no_export_is_an_error(tmp_path):
    """A text file is not an export, and the error says what it is."""
    path = tmp_path / "export.ris"
    path.write_text("航行の自由", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_export(path)
    assert caught.value.code == "export-damaged"
    assert "text" in caught.value.text("en")


def test_papers_find_their_items(tmp_path):
    """By attached path, then by name, then by DOI, then by title; a doubt finds none."""
    entries = read(
        tmp_path,
        """@misc{one, title={甲}, file={files/1/report.pdf}}
        @misc{two, title={乙}, file={files/2/report.pdf}}
        @misc{tanaka2020, title={丙}}
        @misc{four, title={Sea Lanes: Open!}, doi={10.5555/x.y}}
        @misc{five, title={同じ題}}
        @misc{six, title={同じ題}}""",
    )

    def key(path: str, **known: str) -> str | None:
        found = find_entry(entries, Path(path), **known)
        return found.key if found else None

    assert key("/zotero/files/1/report.pdf") == "one"
    assert key("/zotero/files/2/report.pdf") == "two"
    assert key("/elsewhere/report.pdf") is None
    assert key("/elsewhere/Tanaka2020.pdf") == "tanaka2020"
    assert key("/a.pdf", text="See https://doi.org/10.5555/X.Y.") == "four"
    assert key("/a.pdf", title="ＳＥＡ lanes — open") == "four"
    assert key("/a.pdf", title="同じ題") is None
    assert key("/a.pdf", title="別の題") is None
