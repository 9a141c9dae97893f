"""The measure of paragraphs set side by side, and what our aligner reaches by it."""

from pathlib import Path

import pytest

from evaluation.aligned import (
    PairAlignment,
    agreement,
    blocks,
    load_alignments,
    places,
    totals,
)

CORPUS = Path(__file__).parents[2] / "corpus"


def linked(*pairs):
    return [(frozenset(a.split()), frozenset(b.split())) for a, b in pairs]


def test_a_link_counts_by_the_blocks_it_joins():
    """Of three links two are known, and one of the four known is missing besides."""
    known = frozenset({("0", "0"), ("1", "1"), ("2", "2"), ("3", "2")})
    assert agreement(linked(("0", "0"), ("1", "1"), ("2", "3")), known) == (2, 3)


def test_blocks_run_into_one_paragraph_are_linked_rightly():
    """Where the file has two blocks as one paragraph, its link is right for both, and no wrong."""
    known = frozenset({("0", "0"), ("1", "1")})
    assert agreement(linked(("0 1", "0 1")), known) == (2, 2)


def test_a_link_with_what_is_in_no_source_is_wrong_on_one_side_alone():
    """An abstract linked to an abstract says nothing; linked to a paragraph it is an error."""
    assert agreement(linked(("", ""), ("", "0")), frozenset({("0", "0")})) == (0, 1)


def test_places_are_found_by_the_text():
    """A paragraph finds its block, whatever the white space; a piece finds it too; a notice none."""
    source = {"0": "日本", "1": "The sea is free to all, and ships may pass it.", "2": "日本"}
    parts = [
        "日本",
        "The sea is free  to all,",
        "Notice: sample",
        "日 本",
        "and ships may pass it.",
    ]
    assert [set(names) for names in places(parts, source)] == [{"0"}, {"1"}, set(), {"2"}, {"1"}]


def test_totals_add_up_by_split():
    """Half of the links right in each split is half right in all."""
    pairs = [PairAlignment("a", "dev", 1, 2, 2), PairAlignment("b", "test", 2, 4, 4)]
    assert [(each.split, each.f1) for each in totals(pairs)] == [
        ("dev", 0.5),
        ("test", 0.5),
        ("all", 0.5),
    ]


@pytest.mark.parametrize(
    "known", load_alignments(CORPUS / "alignments.tsv"), ids=lambda p: p.document
)
def test_every_block_of_the_sources_is_in_the_gold(known):
    """Each block of both editions stands in some line: linked, or alone."""
    lines = (CORPUS / "alignments.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines if line.startswith(f"{known.document}\t")]
    for column, language in ((2, "ja"), (3, "en")):
        names = {row[column] for row in rows} - {""}
        assert names == set(blocks(CORPUS / "sources" / known.document / f"{language}.md"))
