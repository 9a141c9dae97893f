"""The judged queries: every quote stands where it is said to stand."""

import csv
from collections import Counter
from pathlib import Path

from corpus import qrels
from corpus.source import editions

CORPUS = Path(__file__).parents[2] / "corpus"
with (CORPUS / "queries" / "queries.tsv").open(encoding="utf-8", newline="") as file:
    QUERIES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
JUDGEMENTS = qrels.read_judgements()
TEXTS = {
    (folder.name, edition.language): [text for _, text in edition.texts()]
    for folder in (CORPUS / "sources").iterdir()
    if folder.is_dir()
    for edition in editions(folder)
}


def test_queries() -> None:
    """At least 160 queries, half in each language, split in halves, at least 15 without answer."""
    assert len(QUERIES) >= 160
    assert len({query["id"] for query in QUERIES}) == len(QUERIES)
    assert len({query["text"] for query in QUERIES}) >= len(QUERIES) - 2
    languages = Counter(query["language"] for query in QUERIES)
    assert languages["ja"] == languages["en"]
    splits = Counter((query["language"], query["split"]) for query in QUERIES)
    assert max(splits.values()) - min(splits.values()) <= 1
    answered = {row["query"] for row in JUDGEMENTS if row["grade"] in {"2", "3"}}
    silent = {query["id"] for query in QUERIES} - answered
    assert silent == {query["id"] for query in QUERIES if query["kind"] == "none"}
    assert len(silent) >= 15
    assert {query["kind"] for query in QUERIES} == {
        "keyword", "question", "title", "variant", "name", "era", "phrase", "typo", "mixed", "none",
    }  # fmt: skip


def test_quotes_stand_once_in_their_edition() -> None:
    """A quote is at least 15 characters long and stands exactly once in the edition's source."""
    for row in JUDGEMENTS:
        found = sum(text.count(row["quote"]) for text in TEXTS[row["document"], row["language"]])
        assert found == 1, row
        assert len(row["quote"]) >= 15, row


def test_grades() -> None:
    """Grades are 0 to 3, a place is graded once a query, most answered queries have a 3, and each
    was judged in a pool: what was read and found wanting stands there with a 0.
    """
    places = Counter((row["query"], row["document"], row["quote"]) for row in JUDGEMENTS)
    assert set(places.values()) == {1}
    assert {row["grade"] for row in JUDGEMENTS} == {"0", "1", "2", "3"}
    best = {row["query"] for row in JUDGEMENTS if row["grade"] == "3"}
    good = {row["query"] for row in JUDGEMENTS if row["grade"] in {"2", "3"}}
    assert len(best) >= 0.95 * len(good)
    assert {row["query"] for row in JUDGEMENTS} == {query["id"] for query in QUERIES}


def test_both_languages_are_judged() -> None:
    """Where a document has both editions, most queries that it answers are graded in both."""
    paired = {document for document, language in TEXTS if language == "ja"} & {
        document for document, language in TEXTS if language == "en"
    }
    best = {(row["query"], row["document"]) for row in JUDGEMENTS if row["grade"] == "3"}
    judged: dict[tuple[str, str], set[str]] = {}
    for row in JUDGEMENTS:
        key = row["query"], row["document"]
        if row["document"] in paired and key in best and row["grade"] != "0":
            judged.setdefault(key, set()).add(row["language"])
    both = sum(languages == {"ja", "en"} for languages in judged.values())
    assert both / len(judged) > 0.9


def test_qrels_follow_from_the_judgements() -> None:
    """The TREC file is what the judgements say, section by section."""
    assert qrels.QRELS.read_text(encoding="utf-8") == qrels.qrels(), "run `make corpus`"
