"""Scores of passages for the topics of the taxonomy, and what papers inherit from them."""

import numpy as np
import pytest

from catalog import Filters
from catalog.records import Level
from tests.topics.conftest import PUBLIC, STAFF, TAXONOMY
from topics import scores
from topics.scores import ABOUT, inherited, keep_up, of_passages, scored
from topics.taxonomy import Topic
from topics.view import Topics


def test_subtopics_are_scored():
    """Fields are the sum of theirs; one without subtopics is scored itself."""
    alone = Topic("alone", "孤", "Alone", "", "")
    assert [topic.id for topic in scored((*TAXONOMY, alone))] == [
        "seas",
        "laws",
        "trades",
        "wires",
        "alone",
    ]


def test_a_paper_inherits_what_enough_passages_are_about():
    """Two of ten passages are enough, one is not; the field comes along with the best score."""
    table = np.zeros((10, 4))
    table[:2, 0] = 0.9, 0.7
    table[0, 1] = 0.9
    found = inherited(table, scored(TAXONOMY))
    assert found == {"seas": pytest.approx(0.8), "water": pytest.approx(0.8)}


def test_passages_are_scored_once(shelf, monkeypatch):
    """A second look encodes nothing; a new paper is the only one that is scored."""
    index = shelf.index()
    keep_up(index, TAXONOMY)
    judged = []
    honest = scores.Judge.scores
    monkeypatch.setattr(
        scores.Judge,
        "scores",
        lambda self, unit, vectors: judged.append(unit.document) or honest(self, unit, vectors),
    )
    assert keep_up(index, TAXONOMY) == 0
    shelf.add("fifth", "law")
    index.update()
    assert keep_up(index, TAXONOMY) == 2
    assert judged == ["fifth", "fifth"]


def test_a_changed_taxonomy_scores_anew(shelf):
    """Its key is another one, and the old scores are gone."""
    index = shelf.index()
    keep_up(index, TAXONOMY)
    changed = (*TAXONOMY[:-1], Topic("wires", "規則", "Rules", "", "", parent="business"))
    assert keep_up(index, changed) == 8
    old = shelf.catalog.topic_scores(scores.key(index, TAXONOMY), reader=STAFF)
    assert not len(old[0]) or not old[1].size


def test_the_right_passages_are_about_a_topic(shelf):
    """Passages on the sea are about the sea and the law's are not, in both languages."""
    index = shelf.index()
    rows, table = of_passages(index, TAXONOMY, reader=STAFF)
    stored = shelf.catalog.passages(rows.tolist(), reader=STAFF)
    about = {stored[row].document for row in rows[table[:, 0] >= ABOUT].tolist()}
    assert about == {"sea"}
    languages = {stored[row].passage.language for row in rows[table[:, 0] >= ABOUT].tolist()}
    assert languages == {"ja", "en"}
    best = {stored[row].document: score for row, score in zip(rows, table[:, 0], strict=True)}
    assert max(best, key=best.get) == "sea"


def test_scores_are_those_that_a_reader_may_see(shelf):
    """A staff paper is in no count, filter or facet of a public reader."""
    shelf.add("secret", "sea", level=Level.STAFF, start=60)
    index = shelf.index()
    topics = {
        reader.level: Topics.open(index, TAXONOMY, reader=reader) for reader in (PUBLIC, STAFF)
    }
    assert topics[Level.PUBLIC].node("seas").documents == 1
    assert topics[Level.STAFF].node("seas").documents == 2
    for name in ("seas", "water"):
        narrowed = Filters(topics=(name,))
        assert shelf.catalog.count(reader=PUBLIC, filters=narrowed) == 1
        assert shelf.catalog.count(reader=STAFF, filters=narrowed) == 2
        assert shelf.catalog.facets(reader=PUBLIC)["topic"][name] == 1


def test_a_score_depends_on_its_own_paper(shelf):
    """Other papers, hidden ones too, change no score."""
    index = shelf.index()
    rows, table = of_passages(index, TAXONOMY, reader=PUBLIC)
    shelf.add("secret", "sea", level=Level.STAFF, start=60)
    index.update()
    again, same = of_passages(index, TAXONOMY, reader=PUBLIC)
    assert again.tolist() == rows.tolist()
    assert (same == table).all()


def test_the_calibration_is_of_the_shipped_taxonomy():
    """Every subtopic of the corpus has an intercept, and each feature a weight."""
    from settings import PROJECT
    from topics.taxonomy import load

    fitted = scores.calibration()
    topics = scored(load(PROJECT / "corpus" / "topics.toml"))
    assert {topic.id for topic in topics} == set(fitted.intercepts)
    assert len(fitted.weights) == len(scores.FEATURES)
