"""Real papers that are not ours to ship: OWASP and NIST PDFs, and Japanese statutes."""

import gzip
import json
from pathlib import Path

import pytest

import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader
from evaluation.bench.library import HashedEncoder
from index import Index

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data is not on this machine"),
]
STAFF = Reader(Level.STAFF)


def statute(path: Path) -> tuple[str, str]:
    """Return (title, Markdown): chapters and articles as headings."""
    law = json.loads(gzip.decompress(path.read_bytes()))
    lines, chapter = [f"# {law['title']}"], None
    for provision in law["provisions"]:
        if provision["chapter"] and provision["chapter"] != chapter:
            chapter = provision["chapter"]
            lines.append(f"## {chapter.partition(': ')[2] or chapter}")
        lines += [f"### {provision['title']}", provision["content"]]
    return law["title"], "\n\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    laws = folder / "laws"
    laws.mkdir()
    for path in sorted((SHARED / "eval" / "laws_ja").glob("*.json.gz")):
        title, text = statute(path)
        (laws / f"{title}.md").write_text(text, encoding="utf-8")
    with Catalog.open(folder / "library", create=True) as catalog:
        places = [laws, *(SHARED / "pdf" / name for name in ("owasp_bilingual", "nist_800_61_ja"))]
        report = ingest.add(catalog, places, ocr="never")
        index = Index.open(catalog, HashedEncoder())
        index.update()
        yield report, catalog, index


def test_every_paper_and_statute_is_read(library):
    """All 13 statutes, 14 OWASP and 10 NIST files are in the library."""
    report, _, _ = library
    read = {Outcome.ADDED, Outcome.UPDATED, Outcome.UNCHANGED}
    assert len(report.rows) == 13 + 14 + 10
    assert {row.outcome for row in report.rows} <= read


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("皇位の継承", "日本国憲法", "皇位"),
        ("個人情報取扱事業者の義務", "個人情報の保護に関する法律", "個人情報取扱事業者"),
        ("interpreter injection untrusted data", "OWASP", "untrusted data"),
        ("インジェクション 信頼されないデータ", "OWASP", "インジェクション"),
        ("インシデント対応ライフサイクル", "", "インシデント"),
    ],
)
def test_they_answer(library, query, title, words):
    """The first hits of a question hold its words and stand on a page of the right paper."""
    _, catalog, index = library
    hits = index.search(query, reader=STAFF, k=5, mode="lexical").hits
    texts = [hit.passage.passage.text for hit in hits]
    assert any(words in text for text in texts), texts
    assert any(title in hit.passage.title for hit in hits), [hit.passage.title for hit in hits]
    for hit in hits:
        span = hit.passage.passage.spans[0]
        page = catalog.page(hit.passage.edition, span.page, reader=STAFF)
        assert hit.passage.passage.text.startswith(page.text[span.start : span.end])
