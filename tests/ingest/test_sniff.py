"""Formats by content: the suffix is only a promise."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import errors
from errors import ReadError
from ingest.sniff import sniff, suffix_warning


def write(folder: Path, data: bytes | str, name: str = "報告.dat") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def package(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\n\n%PDF-1.4\n", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4 ... startxref\n9\n%%EOF", "pdf"),
        ("The header of a PDF is %PDF-1.7, says the standard.", "text"),
        ("<!DOCTYPE html><p>x", "html"),
        ("<?xml version='1.0'?>\n<!-- c -->\n<html xmlns='x'>", "html"),
        ("  <DIV>航行</DIV>", "html"),
        ("TY  - RPRT\nTI  - x\nER  - \n", "ris"),
        ("% comment\n@techreport{yamada2024,\n title={x}}", "bibtex"),
        ('[{"type": "report", "title": "x"}]', "csl-json"),
        ("# 海洋\n\n[link](https://example.org) and **bold**", "markdown"),
        ("---\ntitle: x\n---\n\n# 海洋\n", "markdown"),
        ("海洋安全保障について\n\n本文。", "text"),
        ("航行の自由".encode("euc-jp"), "text"),
        ("<p>航行の自由</p>".encode("utf-16"), "html"),
        ("[1] 国連海洋法条約", "text"),
        ("{一} 航行", "text"),
    ],
)
def test_formats_by_content(tmp_path, data, format_):
    """A file of any name is what its bytes are."""
    assert sniff(write(tmp_path, data)) == format_


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"{\\rtf1\\ansi}", "Rich Text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"Rar!\x1a\x07", "archive other than ZIP"),
        (b"SQLite format 3\0", "database"),
        (b"\x7fELF\x02", "program"),
        ("<?xml version='1.0'?><law/>", "XML"),
        ('{"a": 1}', "JSON"),
        (package(mimetype="application/epub+zip"), "EPUB"),
        (package(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
        (package(**{"[Content_Types].xml": "spreadsheetml", "xl__a.xml": ""}), "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word 97"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_remedy(tmp_path, data, word):
    """An unsupported format is called by its name, in both languages, with what to do."""
    with pytest.raises(ReadError) as caught:
        sniff(write(tmp_path, data), "論文/報告.dat")
    error = caught.value
    assert error.code == "format-unsupported"
    assert word in error.text("en")
    assert "論文/報告.dat" in error.text("ja")
    assert error.text("ja").endswith("。")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (bytes(range(256)) * 8, "format-unknown"),
        (b"PK\x03\x04 truncated", "file-damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "office-encrypted",
        ),
    ],
)
def test_what_is_no_document_says_why(tmp_path, data, code):
    """Empty, unknown, damaged and locked files each have an error of their own."""
    with pytest.raises(ReadError) as caught:
        sniff(write(tmp_path, data))
    assert caught.value.code == code
    assert "報告.dat" in caught.value.text("en")
    assert code in errors.MESSAGES


def test_an_absent_file_is_an_error_not_a_crash(tmp_path):
    """A file that went away between the walk and the reading is a ReadError."""
    with pytest.raises(ReadError) as caught:
        sniff(tmp_path / "なし.pdf")
    assert caught.value.code == "file-unreadable"


@pytest.mark.parametrize(
    ("parts", "format_"),
    [
        ({"[Content_Types].xml": "…wordprocessingml…", "word__document.xml": ""}, "docx"),
        ({"[Content_Types].xml": "…vnd.ms-word.document.macroEnabled…", "word__a.xml": ""}, "docx"),
        ({"[Content_Types].xml": "…presentationml…", "ppt__presentation.xml": ""}, "pptx"),
        ({"a.pdf": "%PDF"}, "zip"),
    ],
)
def test_containers_by_what_they_hold(tmp_path, parts, format_):
    """A ZIP is a Word file, a PowerPoint file or an archive of papers, by its parts."""
    assert sniff(write(tmp_path, package(**parts))) == format_


def test_markdown_may_begin_with_a_tag(tmp_path):
    """A README whose title is an HTML heading is Markdown; a page called .md is a page."""
    assert sniff(write(tmp_path, '<h1 align="center">\n\n# 題\n', "a.md")) == "markdown"
    assert sniff(write(tmp_path, "<!DOCTYPE html><p>題", "a.md")) == "html"


def test_mail_is_not_text(tmp_path):
    """A saved mail has headers first; a text that speaks of MIME-Version is a text."""
    with pytest.raises(ReadError):
        sniff(write(tmp_path, "From: a@b\nSubject: x\n y\nMIME-Version: 1.0\n\n海洋"))
    assert sniff(write(tmp_path, "海洋について。\nMIME-Version: とは何か。")) == "text"


def test_toml_is_known_by_its_suffix(tmp_path):
    """Only the name tells TOML from text, so that a broken sidecar is reported as a sidecar."""
    assert sniff(write(tmp_path, "title = 'x", "paper.toml")) == "toml"


def test_a_cut_character_does_not_hide_the_encoding(tmp_path):
    """A long file whose first mebibyte ends within a character is still text."""
    assert sniff(write(tmp_path, "あ" * 400_000 + "\n")) == "text"


def test_a_wrong_suffix_is_a_warning():
    """Only a suffix that promises another format is worth a word; .txt and .md are alike."""
    assert suffix_warning("a.PDF", "docx") == (
        "wrong-suffix",
        {"path": "a.PDF", "suffix": ".pdf", "format": "docx"},
    )
    assert suffix_warning("a.pdf", "pdf") is None
    assert suffix_warning("a.txt", "markdown") is None
    assert suffix_warning("報告", "pdf") is None
