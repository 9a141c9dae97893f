"""The suite that every engine passes: expected results are computed beside it."""

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

from catalog.records import Level
from index.engine import Clause, Scope, WordEntry, WordQuery, WordUnit
from index.vectors import FaissVectors
from index.words import TantivyWords

TODAY = dt.date(2024, 5, 1)
K1, B = 1.2, 0.75


def scope(versions, *, readable=None, level=Level.STAFF, **rows) -> Scope:
    versions = np.array(sorted(versions), np.int64)
    readable = versions if readable is None else np.array(sorted(readable), np.int64)
    return Scope(level, versions, readable, **rows)


def unit(version: int, *words: str, level=Level.PUBLIC, embargo=None, **fields) -> WordUnit:
    """Return a version whose passages have rows 10·version, 10·version + 1, …"""
    entries = [
        WordEntry(10 * version + i, {"words": text, **fields}) for i, text in enumerate(words)
    ]
    return WordUnit(version, level, embargo, tuple(entries))


def terms(*forms: str, field="words", weight=1.0) -> WordQuery:
    return WordQuery(tuple(Clause(field, (form,), weight) for form in forms))


@pytest.fixture(params=[TantivyWords])
def words(request, tmp_path):
    made = request.param(tmp_path / "words")
    yield made
    made.close()


TEXTS = {1: "sea law sea", 2: "sea trade", 3: "law of war and peace law", 4: "money"}


def bm25(query: list[str], texts: dict[int, str]) -> dict[int, float]:
    """Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), eq. 3.15, with the
    idf of Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)).
    """
    split = {row: text.split() for row, text in texts.items()}
    mean = sum(map(len, split.values())) / len(split)
    scores: dict[int, float] = {}
    for form in query:
        n = sum(form in text for text in split.values())
        idf = math.log(1 + (len(split) - n + 0.5) / (n + 0.5))
        for row, text in split.items():
            tf = text.count(form)
            if tf:
                part = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / mean))
                scores[row] = scores.get(row, 0.0) + part
    return scores


def test_words_score_as_the_formula_says(words):
    """Every score is BM25's, worked out here from the texts."""
    words.apply([], [unit(v, text) for v, text in TEXTS.items()], TODAY)
    expected = bm25(["sea", "law"], {10 * v: text for v, text in TEXTS.items()})
    found = words.search(terms("sea", "law"), scope(TEXTS), 10)
    assert dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(
        expected, rel=1e-5
    )
    assert found.rows.tolist() == sorted(expected, key=lambda row: -expected[row])


def test_the_ideal_score_is_the_sum_of_the_idfs(words):
    """sea is in two of four texts (n = 2), trade in one, and "air" in none."""
    words.apply([], [unit(v, text) for v, text in TEXTS.items()], TODAY)
    expected = sum(math.log(1 + (4 - n + 0.5) / (n + 0.5)) for n in (2, 1, 0))
    assert words.ideal(["sea", "trade", "air"], scope(TEXTS)) == pytest.approx(expected)


def test_weights_multiply_scores(words):
    """A clause of weight 3 gives three times the score."""
    words.apply([], [unit(v, text) for v, text in TEXTS.items()], TODAY)
    once = words.search(terms("money"), scope(TEXTS), 1).scores[0]
    assert words.search(terms("money", weight=3.0), scope(TEXTS), 1).scores[0] == pytest.approx(
        3 * once
    )


def test_a_phrase_holds_where_its_forms_are_neighbours(words):
    """ "sea law" is in the first text only, though "law … sea" is there too."""
    words.apply([], [unit(1, "sea law sea"), unit(2, "law of the sea")], TODAY)
    phrase = WordQuery((Clause("words", ("sea", "law")),))
    assert words.search(phrase, scope([1, 2]), 5).rows.tolist() == [10]


def test_must_and_without_decide_and_do_not_score(words):
    """Constraints choose passages; their scores come from the words alone."""
    words.apply([], [unit(v, text) for v, text in TEXTS.items()], TODAY)
    plain = words.search(terms("sea"), scope(TEXTS), 5)
    scored = dict(zip(plain.rows.tolist(), plain.scores.tolist(), strict=True))
    must = ((Clause("words", ("law",)), Clause("words", ("trade",))),)
    held = words.search(WordQuery(terms("sea").should, must=must), scope(TEXTS), 5)
    assert sorted(held.rows.tolist()) == [10, 20, 30]
    for row, score in zip(held.rows.tolist(), held.scores.tolist(), strict=True):
        assert score == pytest.approx(scored.get(row, 0.0))
    without = (Clause("words", ("trade",)),)
    left = words.search(WordQuery(terms("sea").should, without=without), scope(TEXTS), 5)
    assert left.rows.tolist() == [10]


def test_matching_returns_every_row(words):
    """All matches come back, ascending, not only the best."""
    words.apply([], [unit(v, *["sea"] * 9) for v in range(1, 41)], TODAY)
    found = words.matching(WordQuery(must=((Clause("words", ("sea",)),),)), scope(range(1, 41)))
    assert found.tolist() == [10 * v + i for v in range(1, 41) for i in range(9)]


@pytest.mark.parametrize("kept", [[2], [1, 2, 3, 5, 6, 7, 8, 9]])
def test_words_stay_within_the_scope(words, kept):
    """Only allowed versions are found, whether few or most are allowed; scores do not change."""
    words.apply([], [unit(v, f"sea w{v}") for v in range(1, 10)], TODAY)
    everything = words.search(terms("sea"), scope(range(1, 10)), 20)
    found = words.search(terms("sea"), scope(kept, readable=range(1, 10)), 20)
    assert found.rows.tolist() == [10 * v for v in kept]
    assert found.scores.tolist() == pytest.approx(everything.scores[: len(kept)].tolist())


def test_a_change_replaces_and_repeating_it_is_harmless(words):
    """A version indexed again, twice, is there once and in its new words; a gone one is not."""
    words.apply([], [unit(1, "sea"), unit(2, "law")], TODAY)
    for _ in range(2):
        words.apply([2], [unit(1, "trade")], TODAY)
    everything = scope([1, 2])
    assert words.search(terms("sea"), everything, 5).rows.tolist() == []
    assert words.search(terms("law"), everything, 5).rows.tolist() == []
    assert words.search(terms("trade"), everything, 5).rows.tolist() == [10]


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS])
def test_restricted_words_count_for_no_one_below(words, level):
    """Scores of a lower level are the same with and without what it may not see."""
    words.apply([], [unit(v, text) for v, text in TEXTS.items()], TODAY)
    seen = scope(TEXTS, level=level)
    before = words.search(terms("sea", "law"), seen, 9)
    tomorrow = TODAY + dt.timedelta(1)
    hidden = [
        unit(7, "sea sea law", "law", level=Level.STAFF),
        unit(8, "sea", embargo=tomorrow),
    ]
    words.apply([], hidden, TODAY)
    after = words.search(terms("sea", "law"), seen, 9)
    assert after.rows.tolist() == before.rows.tolist()
    assert after.scores.tolist() == before.scores.tolist()
    staff = words.search(terms("sea"), scope([*TEXTS, 7, 8]), 9)
    assert set(staff.rows.tolist()) == {10, 20, 70, 80}


@pytest.fixture(params=[FaissVectors])
def vectors(request) -> Callable[..., FaissVectors]:
    return request.param


def cloud(n: int, dim: int = 64, seed: int = 0) -> np.ndarray:
    """Return n unit vectors in clusters, as passages of papers are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(1, n // 40), dim))
    points = centres[rng.integers(0, len(centres), n)] + 0.8 * rng.normal(size=(n, dim))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float16)


def blocks(points: np.ndarray, size: int = 10):
    """Cut vectors into versions 1, 2, … of `size` passages; rows are 100 more than places."""
    for i, start in enumerate(range(0, len(points), size), start=1):
        part = points[start : start + size]
        yield i, np.arange(start, start + len(part)) + 100, part


def nearest(points: np.ndarray, query: np.ndarray, k: int, allowed=None) -> list[int]:
    scores = points.astype(np.float32) @ query
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    return (np.argsort(-scores, kind="stable")[:k] + 100).tolist()


def test_vectors_are_ranked_as_numpy_ranks_them(vectors):
    """Exact search is the sorted inner product, with and without a filter."""
    points, queries = cloud(300), cloud(5, seed=1).astype(np.float32)
    engine = vectors(64)
    engine.apply([], blocks(points))
    allowed = np.arange(300) // 10 % 3 == 0
    few = scope(range(1, 31, 3), readable=range(1, 31))
    for query in queries:
        found = engine.search(query, scope(range(1, 31)), 50)
        assert found.rows.tolist() == nearest(points, query, 50)
        best = points[found.rows - 100].astype(np.float32) @ query
        assert found.scores.tolist() == pytest.approx(best.tolist(), abs=1e-5)
        assert engine.search(query, few, 50).rows.tolist() == nearest(points, query, 50, allowed)


def test_vectors_follow_changes(vectors):
    """Dropped versions are not found, changed ones by their new vectors, also after many."""
    points = cloud(300)
    engine = vectors(64)
    engine.apply([], blocks(points))
    query = points[5].astype(np.float32)
    everything = scope(range(1, 40))
    assert engine.search(query, everything, 1).rows.tolist() == [105]
    engine.apply([1], [])
    assert engine.search(query, everything, 300).rows.min() == 110
    engine.apply([], [(2, np.array([900]), points[5:6])])
    assert engine.search(query, everything, 1).rows.tolist() == [900]
    assert 110 not in engine.search(query, everything, 300).rows
    engine.apply(list(range(3, 28)), [])
    assert engine.versions().tolist() == [2, 28, 29, 30]
    assert sorted(engine.search(query, everything, 99).rows.tolist()) == [*range(370, 400), 900]
    assert engine.search(query, everything, 1).rows.tolist() == [900]


def test_vectors_narrow_to_rows(vectors):
    """`only` keeps to its rows, `never` leaves its rows out."""
    points = cloud(40)
    engine = vectors(64)
    engine.apply([], blocks(points))
    query = points[0].astype(np.float32)
    kept = np.array([103, 117, 120])
    found = engine.search(query, scope(range(1, 5), only=kept), 10)
    assert sorted(found.rows.tolist()) == [103, 117, 120]
    others = engine.search(query, scope(range(1, 5), never=kept), 40)
    assert set(others.rows.tolist()) == {*range(100, 140)} - {103, 117, 120}


def test_scores_of_given_rows(vectors):
    """The inner product of any held row can be had; a row that is not held has none."""
    points = cloud(40)
    engine = vectors(64)
    engine.apply([], blocks(points))
    query = points[3].astype(np.float32)
    scores = engine.scores(query, np.array([103, 99, 139, 140]))
    expected = points[[3, 39]].astype(np.float32) @ query
    assert scores[[0, 2]].tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert np.isnan(scores[[1, 3]]).all()


def test_an_empty_engine_finds_nothing(vectors):
    """No vectors, or none allowed, is an empty ranking."""
    engine = vectors(64)
    query = cloud(1)[0].astype(np.float32)
    assert engine.search(query, scope([1]), 5).rows.tolist() == []
    engine.apply([], blocks(cloud(10)))
    assert engine.search(query, scope([]), 5).rows.tolist() == []


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_short_codes_recall_what_the_exact_search_finds(share):
    """Beyond the exact limit, recall@50 against NumPy is at least 0.98, with filters too."""
    points, far = cloud(8_000, dim=384), cloud(10, dim=384, seed=2).astype(np.float32)
    near = points[::800] + 0.05 * np.random.default_rng(3).normal(size=(10, 384))
    queries = np.concatenate([far, near.astype(np.float32)])
    engine = FaissVectors(384, exact=1_000)
    engine.apply([], blocks(points))
    versions = np.arange(1, 801)[:: round(1 / share)]
    allowed = np.isin(np.arange(8_000) // 10 + 1, versions)
    few = scope(versions, readable=range(1, 801))
    recalls = []
    for query in queries:
        expected = set(nearest(points, query, 50, allowed))
        recalls.append(len(expected & set(engine.search(query, few, 50).rows.tolist())) / 50)
    assert np.mean(recalls) >= 0.98


def test_short_codes_do_not_depend_on_what_else_is_held():
    """Adding vectors outside the scope changes no row and no score, beyond the limit too."""
    points, query = cloud(3_000), cloud(1, seed=3)[0].astype(np.float32)
    alone, beside = FaissVectors(64, exact=500), FaissVectors(64, exact=500)
    alone.apply([], blocks(points))
    beside.apply([], blocks(points))
    beside.apply(
        [], [(v + 1000, rows + 10_000, part) for v, rows, part in blocks(cloud(2_000, seed=4))]
    )
    seen = scope(range(1, 301))
    one, other = alone.search(query, seen, 50), beside.search(query, seen, 50)
    assert one.rows.tolist() == other.rows.tolist()
    assert one.scores.tolist() == other.scores.tolist()
