import numpy as np
import pytest
from sklearn.metrics import f1_score

import encoder
from errors import MissingError
from evaluation.public_sets import measure, mining_f1, ndcg10


def test_mining_f1_is_scikit_learns():
    """Bitext F1 equals scikit-learn's weighted F1 of predicted against true rows."""
    random = np.random.default_rng(1)
    source = random.standard_normal((40, 6), dtype=np.float32)
    target = source + random.standard_normal((40, 6), dtype=np.float32)
    predicted = np.argmax(source @ target.T, axis=1)
    expected = f1_score(np.arange(40), predicted, average="weighted", zero_division=0)
    assert mining_f1(source, target) == pytest.approx(expected)


def test_ndcg_by_hand():
    """Ranks 1 and 3 give 1 and 1/log2(4): the mean is .75."""
    passages = np.eye(3, dtype=np.float32)
    queries = np.array([[1, 0, 0], [0.9, 0.8, 0.1]], np.float32)
    assert ndcg10(queries, passages, np.array([0, 2])) == pytest.approx(0.75)


def test_sets_that_are_missing_are_named(tmp_path):
    """A folder without any evaluation set is an error that names it and what was expected."""
    with pytest.raises(MissingError) as caught:
        list(measure(encoder.load(), tmp_path))
    assert str(tmp_path) in caught.value.text("en")
    assert "jsts" in caught.value.text("ja")


def test_measures_of_one_small_set(tmp_path):
    """Sentences that are their own translations find each other: every F1 is 1."""
    (tmp_path / "ntrex128").mkdir()
    rows = ["海は広い。\t海は広い。", "The ship sails.\tThe ship sails."]
    (tmp_path / "ntrex128" / "eng-jpn.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = dict(measure(encoder.load(), tmp_path))
    assert found == {"NTREX ja→en F1": 1, "NTREX en→ja F1": 1}


class Corners:
    """Texts that begin alike have one vector."""

    def encode(self, texts, kind):
        return np.array([[text[0] == "a", text[0] == "b"] for text in texts], np.float32)


def test_topics_that_lie_apart_are_found(tmp_path):
    """Two topics in two corners: k-means finds them, V-measure 1, in each language."""
    for name in ("jpn_Jpan", "eng_Latn"):
        (tmp_path / "sib200" / name).mkdir(parents=True)
        rows = [f"{i}\t{topic}\t{topic}{i}" for i, topic in enumerate("aabbab")]
        text = "\n".join(["index_id\tcategory\ttext", *rows])
        (tmp_path / "sib200" / name / "dev.tsv").write_text(text, encoding="utf-8")
    found = dict(measure(Corners(), tmp_path))
    assert found == {"SIB-200 ja V-measure": 1, "SIB-200 en V-measure": 1}
