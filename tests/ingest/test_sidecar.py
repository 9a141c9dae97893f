"""What a person states beside a paper, and how what cannot be meant is refused."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

from catalog.records import Author, DocumentType, Handling, Language, Level, Metadata, Quotation
from errors import ReadError
from ingest.sidecar import find_metadata, read_sidecar

FULL = """
id = "maritime-2024"
title = "自由で開かれた海洋秩序"
language = "日本語"
type = "policy-recommendation"
date = "令和6年度"
organisation = "海洋政策研究会"
authors = ["山田 太郎", "Smith, Jane", {family = "佐藤", given = "花子", reading = "さとう はなこ", organisation = "外務省"}]
topics = ["maritime-freedom", "alliance"]
abstract = "概要。"

[handling]
level = "members"
quotation = "Chatham House"
embargo = 2027-01-15

[editions."report.en.pdf"]
title = "A free and open maritime order"
language = "en"
"""


def write(folder: Path, text: str, name: str = "paper.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path):
    """Each key of the schema becomes its field of Metadata."""
    assert read_sidecar(write(tmp_path, FULL)).general == Metadata(
        document="maritime-2024",
        title="自由で開かれた海洋秩序",
        language=Language.JA,
        authors=(
            Author("山田", "太郎"),
            Author("Smith", "Jane"),
            Author("佐藤", "花子", "さとう はなこ", "外務省"),
        ),
        organisation="海洋政策研究会",
        type=DocumentType.POLICY_RECOMMENDATION,
        date=dt.date(2024, 4, 1),
        date_end=dt.date(2025, 3, 31),
        date_text="令和6年度",
        topics=("maritime-freedom", "alliance"),
        abstract="概要。",
        handling=Handling(Level.MEMBERS, Quotation.CHATHAM_HOUSE, dt.date(2027, 1, 15)),
        source="paper.toml",
    )


def test_an_edition_states_its_own_and_shares_the_rest(tmp_path):
    """The table of one file goes before the general part, field by field."""
    write(tmp_path, FULL)
    english = find_metadata(tmp_path / "report.en.pdf")
    japanese = find_metadata(tmp_path / "report.ja.pdf")
    assert (english.title, english.language) == ("A free and open maritime order", Language.EN)
    assert (japanese.title, japanese.language) == ("自由で開かれた海洋秩序", Language.JA)
    assert english.document == japanese.document == "maritime-2024"
    assert english.handling == japanese.handling


def test_the_more_particular_file_wins(tmp_path):
    """report.pdf.toml goes before report.toml, and that before paper.toml."""
    write(tmp_path, 'title = "三"\norganisation = "三"\ndate = "2024"')
    write(tmp_path, 'title = "二"\norganisation = "二"', "report.toml")
    write(tmp_path, 'title = "一"', "report.pdf.toml")
    found = find_metadata(tmp_path / "report.pdf")
    assert (found.title, found.organisation, found.date_text) == ("一", "二", "2024")
    assert found.source == "report.pdf.toml, report.toml, paper.toml"
    assert find_metadata(tmp_path / "report.docx").title == "二"
    assert find_metadata(tmp_path / "other.pdf").title == "三"


def test_no_sidecar_states_nothing(tmp_path):
    """A paper alone has nothing stated of it."""
    assert find_metadata(tmp_path / "report.pdf") == Metadata()


def test_names_in_parts_are_the_same_names(tmp_path):
    """An edition named in NFC speaks for the file whose name macOS wrote in NFD."""
    write(tmp_path, '[editions."ガイド.pdf"]\ntitle = "題"')
    assert find_metadata(tmp_path / unicodedata.normalize("NFD", "ガイド.pdf")).title == "題"


def test_a_sidecar_in_shift_jis_is_read(tmp_path):
    """TOML is UTF-8, but Japanese editors may save otherwise."""
    path = tmp_path / "paper.toml"
    path.write_bytes('title = "海洋秩序の将来"'.encode("shift_jis"))
    assert read_sidecar(path).general.title == "海洋秩序の将来"


@pytest.mark.parametrize(
    ("text", "code", "key", "allowed"),
    [
        ('titel = "x"', "sidecar-key", "titel", "title"),
        ("title = 3", "sidecar-value", "title", "text"),
        ('title = ""', "sidecar-value", "title", "text"),
        ('language = ""', "sidecar-value", "language", "ja, en"),
        ('type = "memo"', "sidecar-value", "type", "workshop-report"),
        ('date = "いつか"', "sidecar-value", "date", "令和6年度"),
        ("date = true", "sidecar-value", "date", "2024"),
        ("authors = [1]", "sidecar-value", "authors", "family"),
        ('authors = [{given = "x"}]', "sidecar-value", "authors", "family"),
        ('authors = [{family = "x", age = "3"}]', "sidecar-value", "authors", "reading"),
        ("topics = [1]", "sidecar-value", "topics", "list"),
        ('handling = "secret"', "sidecar-value", "handling", "level"),
        (
            '[handling]\nlevel = "secret"',
            "sidecar-value",
            "handling.level",
            "public, members, staff",
        ),
        ('[handling]\nembargo = "2027"', "sidecar-value", "handling.embargo", "2027-01-15"),
        ('[handling]\nlevle = "staff"', "sidecar-value", "handling.levle", "quotation"),
        ('editions = "x"', "sidecar-value", "editions", "[editions."),
        ('[editions."a.pdf"]\nid = "x"', "sidecar-key", 'editions."a.pdf".id', "title"),
        (
            '[editions."a.pdf".handling]\nlevel = "staff"',
            "sidecar-key",
            'editions."a.pdf".handling',
            "title",
        ),
        ('title = "x', "sidecar-syntax", "", "document"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, code, key, allowed):
    """The error names the file, the key and what is allowed, in both languages."""
    with pytest.raises(ReadError) as caught:
        read_sidecar(write(tmp_path, text), "論文/paper.toml")
    error = caught.value
    assert error.code == code
    for sentence in (error.text("en"), error.text("ja")):
        assert "論文/paper.toml" in sentence
        assert key in sentence
        assert allowed in sentence
