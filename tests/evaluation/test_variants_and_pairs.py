"""Variants and pairs, on a library of two documents with both editions."""

import hashlib

import pytest

import encoder
from catalog import Catalog
from catalog.records import Extraction, Language, Metadata, Page, Passage, Span
from evaluation.pairs import pair_recall
from evaluation.ranking import Row, balanced_share
from evaluation.variants import Variant, load_variants, same_first
from index import Index

PAPERS = {
    ("sea", "en"): ("Freedom of navigation", "Warships pass through the strait."),
    ("sea", "ja"): ("航行の自由", "軍艦が海峡を通る。"),
    ("money", "en"): ("Central bank digital currency", "The bank issues digital money."),
    ("money", "ja"): ("中央銀行デジタル通貨", "銀行がデジタル通貨を発行する。"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    with Catalog.open(folder / "library", create=True) as catalog:
        for (document, language), (title, text) in PAPERS.items():
            content = folder / f"{document}.{language}.txt"
            content.write_text(text, encoding="utf-8")
            catalog.store(
                Extraction((Page(1, text),), Metadata(), "text", "text"),
                [Passage(0, text, (Span(1, 0, len(text)),), Language(language))],
                metadata=Metadata(document=document, title=title, language=Language(language)),
                content=content,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                path=str(content),
            )
        index = Index.open(catalog, encoder.load("bundled", threads=1))
        index.update()
        yield index


def test_a_title_finds_the_other_edition(index):
    """Both titles of both languages do; no edition states an abstract, so none is asked."""
    rows = {(row.asked_by, row.direction): row for row in pair_recall(index.catalog, index)}
    for direction in ("ja→en", "en→ja"):
        row = rows["title", direction]
        assert (row.asked, row.recall, row.missed) == (2, 1.0, ())
        assert rows["abstract", direction].asked == 0


def test_variants_pass_when_the_first_document_is_one(index):
    """Full width and old kanji change nothing; another subject is told as a failure."""
    variants = [
        Variant("width", "ｎａｖｉｇａｔｉｏｎ", "navigation"),
        Variant("kyujitai", "中央銀行 發行", "中央銀行 発行"),
        Variant("kyujitai", "軍艦", "銀行"),
    ]
    results = {each.kind: each for each in same_first(index, variants)}
    assert (results["width"].pairs, results["width"].passed) == (1, 1)
    assert (results["kyujitai"].pairs, results["kyujitai"].passed) == (2, 1)
    assert results["kyujitai"].failed == (("軍艦", "銀行"),)


def test_variants_are_optional(tmp_path):
    """A folder of judged queries may have none."""
    assert load_variants(tmp_path / "variants.tsv") == []
    (tmp_path / "variants.tsv").write_text("kind\tfirst\tsecond\nwidth\tＡ\tA\n", "utf-8")
    assert load_variants(tmp_path / "variants.tsv") == [Variant("width", "Ａ", "A")]


def test_the_share_counts_queries_that_both_languages_answer():
    """q1 has two good passages in each language; q2 has them in Japanese alone."""
    ja, en = Language.JA, Language.EN
    grades = {
        "q1": {ja: {"a": 3, "b": 2}, en: {"c": 2, "d": 3, "e": 1}},
        "q2": {ja: {"a": 3}, en: {"c": 1}},
    }
    row = Row("hybrid + terms", "mixed", 2, {}, 0.7, {}, {"q1": 0.6, "q2": 0.8})
    assert balanced_share([row], grades) == (1, 0.6)
    assert balanced_share([], grades) is None
