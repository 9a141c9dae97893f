"""How well the marked span meets what a judge quoted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evaluation.spans import SpanRow, measure, span_overlap
from index import Index


class ShipEncoder:
    """Two directions: of ships, and of everything else."""

    name = fingerprint = "ships"
    dim = 2

    def encode(self, texts, kind):
        ships = [("船" in text) or ("hip" in text) for text in texts]
        return np.array([[1, 0] if each else [0, 1] for each in ships], np.float32).reshape(-1, 2)


def test_a_library_is_measured(library, tmp_path: Path):
    """One Japanese query, one English quote of 14 characters in a passage of one sentence of 18;
    what is in the query's own language, or of a lower grade, does not count.
    """
    catalog, _, _ = library
    (tmp_path / "queries.tsv").write_text(
        "id\tlanguage\tsplit\ttext\nq1\tja\tdev\t船\nq2\ten\tdev\tShips\n", encoding="utf-8"
    )
    (tmp_path / "judgements.tsv").write_text(
        "query\tdocument\tlanguage\tgrade\tquote\n"
        "q1\td\ten\t3\tShips may pass\nq1\td\ten\t2\tThe sea\nq2\td\ten\t3\tShips may pass\n",
        encoding="utf-8",
    )
    index = Index.open(catalog, ShipEncoder())
    index.update()
    expected = [
        SpanRow(way, 1, 1, 1.0, 18.0, pytest.approx(14 / 18)) for way in ("span", "sentence")
    ]
    assert span_overlap(catalog, index, tmp_path) == expected


def test_means_can_be_worked_out():
    """Two quotes of ten characters: five marked of which five quoted, then nothing of eight."""
    assert measure("span", 2, [(0, 10), (20, 30)], [[(5, 10)], [(0, 8)]]) == SpanRow(
        "span", 2, 2, 0.5, 6.5, 0.5
    )
    assert measure("span", 0, [], []) == SpanRow("span", 0, 0, 0.0, 0.0, 0.0)
