"""Pools: exported without a trace of the rankings, read back, quoted, compared."""

import json

import pytest

from catalog.records import Language
from corpus.source import editions
from evaluation import pool
from evaluation.judged import EditionText, Judgement, read, squeeze


def test_pages_are_read_back(tmp_path):
    """A judge's lines become grades of passages; a line for an unknown passage is refused."""
    (tmp_path / "grades").mkdir()
    (tmp_path / "keys.json").write_text(json.dumps({"q1": {"1": "e:1:0", "2": "e:1:1"}}))
    (tmp_path / "grades" / "part-1.tsv").write_text("q1\t1\t3\nq1\t2\t0\n")
    assert pool.read_grades(tmp_path) == {("q1", "e:1:0"): 3, ("q1", "e:1:1"): 0}
    (tmp_path / "grades" / "part-2.tsv").write_text("q1\t3\t1\n")
    with pytest.raises(ValueError, match=r"part-2\.tsv: q1 3 1"):
        pool.read_grades(tmp_path)


def test_order_depends_on_nothing_but_the_passages():
    """Shuffled the same way whatever order they came in, and not sorted."""
    things = [f"e:1:{number}" for number in range(20)]
    assert pool.shuffled(things) == pool.shuffled(reversed(things))
    assert pool.shuffled(things) != things
    assert sorted(pool.shuffled(things)) == sorted(things)


def test_a_second_pass_draws_all_grades_alike():
    """Of 10 passages of each grade, 8 are drawn: two a grade."""
    grades = {
        f"q{grade}": {Language.EN: {f"e:{grade}:{number}": grade for number in range(10)}}
        for grade in range(4)
    }
    chosen = pool.second_pass(grades, 8)
    assert {query: len(passages) for query, passages in chosen.items()} == {
        f"q{grade}": 2 for grade in range(4)
    }


def test_a_quotation_leads_back_to_its_passage(library):
    """The piece of the source stands once in it and inside the passage, and in no other one."""
    catalog, first, _ = library
    folder = pool.PROJECT / "corpus" / "sources" / "navigation-law"
    edition = next(each for each in editions(folder) if each.language == "en")
    stored = catalog.passage(first, reader=pool.EVERYTHING)
    whole = EditionText(catalog.passages_of(stored.edition, reader=pool.EVERYTHING))
    assert pool.quotation(stored, edition, whole) is None  # "The sea is free." is not in it
    text = next(text for _, text in edition.texts() if len(text) > 200)
    own = Passage(text, stored)
    quote = pool.quotation(own.stored, edition, EditionText([own.stored]))
    assert quote is not None
    assert squeeze(quote) in squeeze(text)
    assert sum(each.count(quote) for _, each in edition.texts()) == 1


class Passage:
    """A stored passage with another text."""

    def __init__(self, text, stored):
        from dataclasses import replace

        self.stored = replace(stored, passage=replace(stored.passage, text=text))


def test_tables_of_judgements_are_read(tmp_path):
    """Query, document, language, grade and quote, tab-separated without quoting."""
    path = tmp_path / "judgements.tsv"
    path.write_text('query\tdocument\tlanguage\tgrade\tquote\nq\td\tja\t2\t"海は\n', "utf-8")
    assert read(path) == [Judgement("q", "d", Language.JA, 2, '"海は')]
