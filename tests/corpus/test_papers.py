"""The papers: sources, what is stated of them, and what was built."""

import tomllib
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from corpus import build
from corpus.source import Edition, editions, inlines, parse, plain

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
FOLDERS = sorted(path for path in (CORPUS / "sources").iterdir() if path.is_dir())
EDITIONS = [edition for folder in FOLDERS for edition in editions(folder)]
TOPICS = tomllib.loads((CORPUS / "topics.toml").read_text(encoding="utf-8"))["topics"]
NOTICE = {
    "ja": "本書は本プロジェクトのために書かれた見本です",
    "en": "This is a sample paper written for this project",
}
every_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)


def built(edition: Edition) -> Path:
    return CORPUS / "papers" / edition.folder.name / edition.name


@every_edition
def test_notice_on_first_page(edition: Edition) -> None:
    """Every paper says in its own language, before anything else, that it is a sample."""
    assert [block.kind for block in edition.paper.blocks[:2]] == ["title", "notice"]
    assert edition.paper.notice.startswith(NOTICE[edition.language])


@every_edition
def test_length(edition: Edition) -> None:
    """An English edition has 800 to 2,500 words, a Japanese one 2,000 to 6,000 characters."""
    summary = edition.stated["abstract"]
    texts = [text for _, text in edition.texts() if text != summary]
    if edition.language == "en":
        assert 800 <= len(" ".join(texts).split()) <= 2500
    else:
        assert 2000 <= len("".join("".join(texts).split())) <= 6000


@every_edition
def test_footnotes_are_used_once(edition: Edition) -> None:
    """Each footnote is referred to exactly once, and each reference has its footnote."""
    runs = [run for block in edition.paper.blocks for run in inlines(block.text)]
    referred = [run.extra for run in runs if run.kind == "note"]
    assert sorted(referred) == sorted(edition.paper.notes)


@every_edition
def test_stated_title_is_the_printed_one(edition: Edition) -> None:
    """The title that the metadata state is the one that the paper prints."""
    assert edition.stated["title"] == edition.paper.title


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_document(folder: Path) -> None:
    """A document is named as its folder, and its topics are fields of the institute."""
    document = editions(folder)[0].document
    assert document["id"] == folder.name
    assert set(document["topics"]) <= {topic["id"] for topic in TOPICS}
    languages = [edition.language for edition in editions(folder)]
    assert len(languages) == len(set(languages))


def test_the_library_is_varied() -> None:
    """All types, handling levels and formats of the brief are there, and most papers are pairs."""
    documents = [editions(folder)[0].document for folder in FOLDERS]
    assert {document["type"] for document in documents} == {
        "workshop-report", "fellow-paper", "policy-recommendation",
        "symposium-record", "dialogue-summary", "digest-issue",
    }  # fmt: skip
    assert {document["handling"]["level"] for document in documents} == {
        "public", "members", "staff",
    }  # fmt: skip
    assert {topic for document in documents for topic in document["topics"]} == {
        topic["id"] for topic in TOPICS
    }
    assert {edition.layout for edition in EDITIONS} == set(build.LAYOUTS)
    assert sum(1 for edition in EDITIONS if edition.layout == "columns") >= 2
    assert sum("embargo" in document["handling"] for document in documents) == 2
    years = {edition.stated["built"][:4] for edition in EDITIONS}
    assert years == {"2021", "2022", "2023", "2024", "2025", "2026"}


def test_the_library_is_of_size() -> None:
    """At least 48 documents, 24 of them pairs, 72 editions, 5 documents a field, under 25 MB."""
    first = Counter(editions(folder)[0].document["topics"][0] for folder in FOLDERS)
    assert len(FOLDERS) >= 48
    assert sum(len(editions(folder)) == 2 for folder in FOLDERS) >= 24
    assert len(EDITIONS) >= 72
    assert set(first) == {topic["id"] for topic in TOPICS}
    assert min(first.values()) >= 5
    assert sum(path.stat().st_size for path in (CORPUS / "papers").rglob("*.*")) < 25_000_000


def test_built_files_match_their_sources() -> None:
    """Every edition was built from its present source, and nobody touched the result."""
    ledger = build.read_ledger()
    found = {
        f"{edition.folder.name}/{edition.name}": (
            build.checksum(built(edition).read_bytes()),
            build.inputs_checksum(edition),
        )
        for edition in EDITIONS
    }
    assert found == ledger, "run `make corpus`"


def test_metadata_files_match_their_sources() -> None:
    """What stands beside the editions is what `document.toml` states, and nothing else does."""
    for folder in FOLDERS:
        target = CORPUS / "papers" / folder.name
        expected = build.metadata_files(editions(folder))
        names = {edition.name for edition in editions(folder)} | set(expected)
        assert {path.name for path in target.iterdir()} == names
        for name, text in expected.items():
            assert (target / name).read_text(encoding="utf-8") == text


def test_typeset_pdf_is_reproducible() -> None:
    """The same source gives the same bytes (Typst needs its fonts for that)."""
    edition = next(edition for edition in EDITIONS if edition.name == "navigation-law.en.pdf")
    assert build.LAYOUTS[edition.layout](edition) == built(edition).read_bytes()


def test_printed_page_labels() -> None:
    """A report has an unnumbered cover, roman front matter, and a body that begins at 1."""
    pdf = pypdfium2.PdfDocument(built(editions(CORPUS / "sources" / "command-and-control")[0]))
    assert [pdf.get_page_label(number) for number in range(3)] == ["", "i", "1"]


def test_scan_has_no_text() -> None:
    """The scanned paper is images alone, so that only OCR can read it."""
    pdf = pypdfium2.PdfDocument(built(editions(CORPUS / "sources" / "artemis-symposium")[0]))
    assert [page.get_textpage().get_text_bounded() for page in pdf] == [""] * len(pdf)


def test_locked_paper_opens_with_its_password() -> None:
    """The English edition on stablecoins refuses to open without the documented password."""
    path = CORPUS / "papers" / "stablecoins" / "stablecoins.en.pdf"
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(path)
    assert len(pypdfium2.PdfDocument(path, password="kakehashi")) >= 2
    assert "kakehashi" in (path.parent / "paper.toml").read_text(encoding="utf-8")


def test_shift_jis_text() -> None:
    """The text edition is Windows-31J with CRLF, and cannot be taken for UTF-8."""
    edition = next(edition for edition in EDITIONS if edition.layout == "shift-jis")
    content = built(edition).read_bytes()
    text = content.decode("cp932")
    assert text.count("\r\n") == text.count("\n") > 100
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_parse() -> None:
    """The Markdown subset: headings lose a level, a table loses its rule, notes stand apart."""
    paper = parse(
        "# T\n> N\n\n## H\na**b**[^1]\n- i\nTable: c\n| x | y |\n|---|---|\n| 1 | 2 |\n\n[^1]: n\n"
    )
    kinds = [(block.kind, block.text, block.level) for block in paper.body]
    assert kinds == [
        ("heading", "H", 1), ("paragraph", "a**b**[^1]", 0), ("item", "i", 0),
        ("caption", "c", 0), ("table", "", 0),
    ]  # fmt: skip
    assert paper.body[-1].rows == (("x", "y"), ("1", "2"))
    assert paper.notes == {"1": "n"}
    assert plain("a**b**[^1]{海里|かいり}") == "ab海里"
