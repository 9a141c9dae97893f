from pathlib import Path

import pytest

from catalog.records import Language
from errors import UsageError
from evaluation.judged import Judgement, load, resolve, squeeze


def test_missing_judgements_are_named(tmp_path: Path):
    """A folder without queries is a usage error that names it."""
    with pytest.raises(UsageError, match=str(tmp_path)):
        load(tmp_path)


def test_split_chooses_queries_and_their_judgements(tmp_path: Path):
    """Only the asked split is read, and only the judgements of its queries."""
    (tmp_path / "queries.tsv").write_text(
        "id\tlanguage\tsplit\ttext\nq1\tja\tdev\t海\nq2\ten\ttest\tsea\n", encoding="utf-8"
    )
    (tmp_path / "judgements.tsv").write_text(
        "query\tdocument\tlanguage\tgrade\tquote\nq1\td\tja\t3\t海は\nq2\td\ten\t2\tThe sea\n",
        encoding="utf-8",
    )
    queries, judgements = load(tmp_path, "test")
    assert [query.id for query in queries] == ["q2"]
    assert judgements == [Judgement("q2", "d", Language.EN, 2, "The sea")]
    assert len(load(tmp_path)[0]) == 2


def test_white_space_and_width_do_not_matter():
    """A source and its extracted page differ in line breaks and full-width forms."""
    assert squeeze("２０２４年 の\n海　洋") == squeeze("2024年の海洋")


def test_quote_belongs_to_the_passage_that_holds_most_of_it(library):
    """A quote across two passages goes to the one with its middle; an unknown one is lost."""
    catalog, first, second = library
    place = ("d", Language.EN)
    grades, lost = resolve(
        catalog,
        [
            Judgement("q", *place, 1, "sea is free"),
            Judgement("q", *place, 3, "The sea"),
            Judgement("q", *place, 2, "free. Ships may pass it"),
            Judgement("q", *place, 2, "no such words"),
        ],
    )
    assert grades == {"q": {Language.EN: {first: 3, second: 2}}}
    assert [judgement.quote for judgement in lost] == ["no such words"]
