import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from encoder.light import E4M3, _batches, _rounded
from encoder.recipe_align import Bitext, align
from encoder.recipe_data import read_pairs, terms
from encoder.recipe_distil import mixture
from encoder.recipe_eval import mining_f1, ndcg10


def test_widening_table_is_torchs():
    """Each byte's value equals torch's 8-bit float, but for the two not-a-number patterns."""
    reference = torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn).float().numpy()
    finite = np.isfinite(reference)
    assert (~finite).sum() == 2
    np.testing.assert_array_equal(E4M3[finite], reference[finite])
    np.testing.assert_array_equal(E4M3[~finite], 0)


def test_rounded_matrix_is_near():
    """Bytes times scales give back each number within half a step of its block."""
    matrix = np.random.default_rng(0).standard_normal((3, 128), dtype=np.float32)
    codes, scales = _rounded(matrix)
    steps = scales.reshape(3, 2, 1)
    back = (codes.astype(np.float32) - 128) * steps
    assert np.all(np.abs(back - matrix.reshape(3, 2, 64)) <= steps / 2 + 1e-6)


def test_batches_hold_each_text_once():
    """Every index occurs once, and no batch exceeds its padded size unless it is one text."""
    lengths = [5, 512, 300, 7, 512, 1, 90] * 9
    batches = list(_batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(63))
    assert all(len(b) == 1 or len(b) * max(lengths[i] for i in b) <= 4096 for b in batches)


def test_alignment_finds_the_words_that_stay_together():
    """青 occurs with blue in all its sentences, 海 with sea, though each sentence holds both kinds."""
    bitext = Bitext(
        [["青", "海"], ["赤", "海"], ["青", "空"], ["赤", "空"]] * 2,
        [["blue", "sea"], ["red", "sea"], ["blue", "sky"], ["red", "sky"]] * 2,
        [1.0] * 8,
    )
    table = align(bitext)
    best = {word: candidates[0][0] for word, candidates in table.items()}
    assert best == {"青": "blue", "赤": "red", "海": "sea", "空": "sky"}
    assert sum(score for _, score in table["青"]) == pytest.approx(1)


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


def test_pairs_skip_comments_and_blanks(tmp_path):
    """Lines that are comments or lack a side are left out."""
    path = tmp_path / "own.tsv"
    path.write_text("# note\n海\tsea\n空\t\n山\tmountain\n", encoding="utf-8")
    assert [(p.japanese, p.english, p.source) for p in read_pairs(path)] == [
        ("海", "sea", "own"),
        ("山", "mountain", "own"),
    ]


def test_mixture_is_repeatable():
    """The same pairs are drawn each time, and every term is among them."""
    drawn = mixture(terms(), 20_000)
    assert drawn == mixture(terms(), 20_000)
    assert set(drawn) == {pair for pair in terms() if len(pair.japanese) <= 160}
