"""What the catalogue keeps of topics: taxonomies, decisions, runs, scores."""

import datetime as dt

import numpy as np
import pytest

from catalog import Filters
from catalog.records import Handling, Level, Reader
from catalog.topics import RUNS, Decision

STAFF, PUBLIC = Reader(Level.STAFF), Reader(Level.PUBLIC)
BORN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_every_state_of_the_taxonomy_is_kept(catalog):
    """The last one holds; the same again is no new state."""
    assert catalog.taxonomy() is None
    for text in ("a", "b", "b", "a"):
        catalog.set_taxonomy(text)
    assert catalog.taxonomy() == "a"
    assert [text for _, _, text in catalog.taxonomies()] == ["a", "b", "a"]


def test_a_decision_takes_the_place_of_the_one_before(catalog):
    """By id; those of another level are not listed."""
    catalog.decide_cluster(Decision("c-1", Level.STAFF, BORN, name_en=" Sea "))
    catalog.decide_cluster(Decision("c-1", Level.STAFF, BORN, name_ja="海", pinned=True))
    catalog.decide_cluster(Decision("c-2", Level.PUBLIC, BORN, excluded=True))
    assert catalog.cluster_decisions(level=Level.STAFF) == {
        "c-1": Decision("c-1", Level.STAFF, BORN, name_ja="海", pinned=True)
    }
    assert catalog.cluster_decisions(level=Level.PUBLIC)["c-2"].excluded


def test_old_runs_are_forgotten(catalog):
    """So many of each level are kept, the last first."""
    catalog.put_cluster_run(Level.STAFF, b"staff")
    for number in range(RUNS + 3):
        catalog.put_cluster_run(Level.PUBLIC, str(number).encode())
    runs = catalog.cluster_runs(level=Level.PUBLIC)
    assert [run.content for run in runs] == [str(n).encode() for n in range(RUNS + 2, 2, -1)]
    assert catalog.cluster_runs_made(level=Level.PUBLIC) == runs[0].number
    assert [run.content for run in catalog.cluster_runs(level=Level.STAFF)] == [b"staff"]
    assert catalog.cluster_runs_made(level=Level.MEMBERS) == 0


def test_scores_and_members_narrow_by_level(catalog, store):
    """A topic and a cluster give their documents, to readers who see these, and of their level."""
    open_, _ = store("海の話。", "/papers/a", document="a")
    shut, _ = store("陸の話。", "/papers/b", document="b", handling=Handling(Level.STAFF))
    versions = {e: v for v, e in catalog.current().items()}
    for edition, score in ((open_, 0.9), (shut, 0.8)):
        catalog.put_topic_scores("key", versions[edition], np.array([[score]]), {"seas": score})
    rows, scores = catalog.topic_scores("key", reader=STAFF)
    assert scores[:, 0].tolist() == pytest.approx([0.9, 0.8], abs=1e-3)
    assert len(catalog.topic_scores("key", reader=PUBLIC)[0]) == 1
    assert not catalog.topic_scores("another", reader=STAFF)[1].size
    assert set(catalog.inherited_topics(reader=PUBLIC)) == {"a"}
    catalog.put_cluster_members(Level.STAFF, {"c-1": ["a", "b", "gone"]})
    for name, reader, count in (
        ("seas", STAFF, 2), ("seas", PUBLIC, 1), ("c-1", STAFF, 2), ("c-1", PUBLIC, 0),
    ):  # fmt: skip
        assert catalog.count(reader=reader, filters=Filters(topics=(name,))) == count
    assert len(rows) == 2
    catalog.remove("b")
    assert catalog.count(reader=STAFF, filters=Filters(topics=("c-1",))) == 1
