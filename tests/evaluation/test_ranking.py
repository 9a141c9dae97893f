import math

from evaluation.ranking import intervals


def test_measures_are_those_of_the_field():
    """nDCG with linear gain, recall and reciprocal rank of a ranking worked out by hand."""
    relevant = {"q": {"a": 3, "b": 1, "c": 0}}
    run = {"q": {"c": 1.0, "a": 0.5}}  # a stands second, b was not found
    found = {name: mean for name, (mean, *_) in intervals(relevant, run).items()}
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert math.isclose(found["nDCG@10"], (3 / math.log2(3)) / ideal, rel_tol=1e-6)
    assert found["R@50"] == 0.5
    assert found["RR"] == 0.5


def test_query_that_found_nothing_counts_as_nothing():
    """An unanswered query lowers the mean instead of vanishing from it."""
    relevant = {"q1": {"a": 1}, "q2": {"b": 1}}
    found = intervals(relevant, {"q1": {"a": 1.0}, "q2": {}})
    mean, low, high = found["RR"]
    assert mean == 0.5
    assert 0.0 <= low <= mean <= high <= 1.0
