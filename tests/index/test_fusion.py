import numpy as np
import pytest

from index.engine import Ranking
from index.fusion import FAR, SURE, against, fuse, reasons
from index.hits import Reason

LEXICAL, TERM, SEMANTIC = Reason.LEXICAL, Reason.TERM, Reason.SEMANTIC
WEIGHTS = {LEXICAL: 0.5, TERM: 0.25, SEMANTIC: 0.5}


def ranking(*pairs: tuple[int, float]) -> Ranking:
    rows, scores = zip(*pairs, strict=True) if pairs else ((), ())
    return Ranking(np.array(rows, np.int64), np.array(scores, np.float32))


def test_scores_are_divided_by_what_counts_as_one():
    """Half of it is 0.5, more is more, and nothing, negative or missing is 0."""
    scores = np.array([4.0, 2.0, 1.0, 0.0, -2.0, np.nan])
    assert against(scores, 2.0).tolist() == [2.0, 1.0, 0.5, 0.0, 0.0, 0.0]
    assert against(np.array([]), 2.0).tolist() == []


def test_fusion_is_the_weighted_sum():
    """Row 7: 0.5·(4/8) + 0.5·(0.8/0.8) = 0.75; row 3: 0.5·(8/8); row 9: 0.5·(0.4/0.8)."""
    fused = fuse(
        {LEXICAL: ranking((3, 8.0), (7, 4.0)), SEMANTIC: ranking((7, 0.8), (9, 0.4))}, 8.0, WEIGHTS
    )
    assert fused.rows.tolist() == [7, 3, 9]
    assert fused.scores.tolist() == pytest.approx([0.75, 0.5, 0.25])
    assert fused.parts[LEXICAL].tolist() == pytest.approx([0.25, 0.5, 0.0])


def test_words_decide_where_no_meaning_is_near():
    """A best product of 0.3 counts 0.3/SURE, not 1: the passage with the word is first."""
    fused = fuse({LEXICAL: ranking((1, 2.0)), SEMANTIC: ranking((2, 0.3), (1, 0.1))}, 2.0, WEIGHTS)
    assert fused.rows.tolist() == [1, 2]
    assert fused.parts[SEMANTIC].tolist() == pytest.approx([0.5 * 0.1 / SURE, 0.5 * 0.3 / SURE])


def test_terms_count_by_how_rare_their_names_are():
    """A term's score is s/(s + 6): its best match is not 1 if the name is common."""
    fused = fuse({TERM: ranking((1, 6.0), (2, 2.0))}, 1.0, WEIGHTS)
    assert fused.parts[TERM].tolist() == pytest.approx([0.25 * 0.5, 0.25 * 0.25])


def test_ties_go_by_row():
    """Equal scores stand in the order of their rows, so that the same query answers the same."""
    assert fuse({LEXICAL: ranking((9, 1.0), (2, 1.0))}, 1.0, WEIGHTS).rows.tolist() == [2, 9]


def test_nothing_fused_is_nothing():
    """No rankings, or empty ones, give no rows."""
    assert fuse({}, 1.0, WEIGHTS).rows.tolist() == []
    assert fuse({LEXICAL: ranking()}, 0.0, WEIGHTS).scores.tolist() == []


def test_reasons_are_what_gave_a_fifth_and_any_term():
    """A small share is no reason; a term that stands in the passage always is."""
    assert reasons({LEXICAL: 0.5, TERM: 0.0, SEMANTIC: 0.1}) == (LEXICAL,)
    assert reasons({LEXICAL: 0.0, TERM: 0.01, SEMANTIC: 0.5}) == (TERM, SEMANTIC)


def test_where_nothing_is_near_meaning_finds_nothing():
    """Just below FAR a passage without the query's words is not found; from FAR on it is."""
    words = ranking((1, 2.0))
    below = fuse({LEXICAL: words, SEMANTIC: ranking((2, FAR - 0.01), (1, 0.1))}, 2.0, WEIGHTS)
    assert below.rows.tolist() == [1]
    at = fuse({LEXICAL: words, SEMANTIC: ranking((2, FAR + 0.01), (1, 0.1))}, 2.0, WEIGHTS)
    assert at.rows.tolist() == [1, 2]
    assert fuse({SEMANTIC: ranking((2, 0.1))}, 2.0, WEIGHTS).rows.tolist() == []
