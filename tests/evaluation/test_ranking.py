import math

import numpy as np

from evaluation.ranking import intervals, per_query, randomised


def test_measures_are_those_of_the_field():
    """nDCG with linear gain, recall and reciprocal rank of a ranking worked out by hand."""
    relevant = {"q": {"a": 3, "b": 1, "c": 0}}
    run = {"q": {"c": 1.0, "a": 0.5}}  # a stands second, b was not found
    found = {
        name: mean for name, (mean, *_) in intervals(relevant, per_query(relevant, run)).items()
    }
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert math.isclose(found["nDCG@10"], (3 / math.log2(3)) / ideal, rel_tol=1e-6)
    assert found["R@50"] == 0.5
    assert found["RR"] == 0.5


def test_query_that_found_nothing_counts_as_nothing():
    """An unanswered query lowers the mean instead of vanishing from it."""
    relevant = {"q1": {"a": 1}, "q2": {"b": 1}}
    found = intervals(relevant, per_query(relevant, {"q1": {"a": 1.0}, "q2": {}}))
    mean, low, high = found["RR"]
    assert mean == 0.5
    assert 0.0 <= low <= mean <= high <= 1.0


def test_randomisation_counts_the_ways_to_exchange():
    """Of the 16 ways to exchange four pairs that all differ by .1, two differ by as much."""
    ours = np.array([0.5, 0.6, 0.7, 0.8])
    difference, p = randomised(ours, ours - 0.1)
    assert math.isclose(difference, 0.1)
    assert math.isclose(p, 2 / 16)
