"""The measures of clusters and topics, worked by hand or against scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.clustering import clustered, editions_together, mixing, sib200, stability, v_measure
from evaluation.topical import Judged, TopicRow, crossed, fit
from settings import PROJECT
from tests.index.conftest import FakeEncoder
from tests.topics.conftest import TAXONOMY, library, shelf
from topics.scores import FEATURES, scored
from topics.taxonomy import load

__all__ = ["library", "shelf"]


def test_editions_are_together_where_most_of_both_are():
    """Of three papers one has both editions in cluster 0, one in two clusters, one only one."""
    documents = np.array(["a"] * 5 + ["b"] * 4 + ["c"])
    languages = np.array(["ja", "ja", "ja", "en", "en", "ja", "ja", "en", "en", "ja"])
    found = np.array([0, 0, 1, 0, -1, 1, 1, 2, 2, 2], np.int32)
    assert editions_together(documents, languages, found) == (2, 0.5)


def test_pairs_in_no_cluster_are_not_together():
    """One pair is together, one apart, one in no cluster: a third."""
    pairs = np.array([[0, 1], [2, 3], [4, 5]])
    assert mixing(pairs, np.array([0, 0, 1, 2, -1, -1], np.int32)) == pytest.approx(1 / 3)


def test_v_measure_and_stability():
    """Perfect is 1; two runs alike and one unlike give the mean of 1 and twice the unlike."""
    classes = np.array(["x", "x", "y", "y"])
    one, other = np.array([1, 1, 0, 0], np.int32), np.array([0, 1, 0, 1], np.int32)
    assert v_measure(classes, one) == 1.0
    assert v_measure(classes, other) == pytest.approx(0.0)
    assert stability([one, one]) == 1.0
    assert stability([one, one, other]) == pytest.approx((1 + 2 * -0.5) / 3)


def test_sib200_is_read_with_its_pairs(tmp_path):
    """Rows of one id are translations."""
    for name, texts in (("jpn_Jpan", ("海", "法")), ("eng_Latn", ("sea", "law"))):
        (tmp_path / name).mkdir()
        rows = [f"{i}\tgeography\t{text}" for i, text in enumerate(texts)]
        text = "\n".join(["index_id\tcategory\ttext", *rows])
        (tmp_path / name / "dev.tsv").write_text(text, encoding="utf-8")
    found = sib200(tmp_path, FakeEncoder())
    assert found.languages.tolist() == ["ja", "ja", "en", "en"]
    assert found.pairs.tolist() == [[0, 2], [1, 3]]
    assert found.vectors[0] == pytest.approx(found.vectors[2])


def test_a_library_is_measured(shelf):
    """Four papers, each on a subject of its own: both editions in one cluster at each depth."""
    rows = clustered(shelf.index())
    assert [(row.editions, row.together) for row in rows] == [(4, 1.0), (4, 1.0)]


def made(truth: np.ndarray, documents: np.ndarray) -> Judged:
    """Return judged passages whose first feature tells the truth."""
    features = np.zeros((*truth.shape, len(FEATURES)))
    features[..., 0] = np.where(truth, 3.0, -3.0)
    topics = tuple(scored(TAXONOMY))
    return Judged(topics, features, truth, documents, 0)


def test_a_telling_feature_is_learned():
    """Held-out papers are scored rightly; with the truth turned round, wrongly."""
    truth = np.zeros((40, 4), bool)
    truth[np.arange(40), np.arange(40) % 4] = True
    data = made(truth, np.array([f"d{n // 4}" for n in range(40)]))
    assert ((crossed(data) >= 0.5) == truth).all()
    weights, _, _ = fit(data, np.ones(40, bool))
    assert weights[0] > 0
    turned = replace(data, features=-data.features)
    assert fit(turned, np.ones(40, bool))[0][0] < 0


def test_precision_and_recall():
    """Of 4 judged and 5 found 3 are right; of none found there is no precision."""
    row = TopicRow("seas", 4, 5, 3)
    assert (row.precision, row.recall) == (0.6, 0.75)
    assert np.isnan(TopicRow("seas", 4, 0, 0).precision)


def test_the_judged_passages_are_of_the_taxonomy():
    """Each line names a paper, a language and subtopics that exist, and quotes something."""
    topics = {topic.id for topic in scored(load(PROJECT / "corpus/topics.toml"))}
    lines = (PROJECT / "corpus/topic_judgements.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 344
    for line in lines[1:]:
        document, language, names, quote = line.split("\t")
        assert (PROJECT / "corpus/sources" / document / f"{language}.md").exists(), document
        assert set(names.split()) <= topics
        assert len(quote) >= 10
