"""Passages that say alike are together, whatever their language; always the same ones."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from topics import clusters
from topics.clusters import NOISE, partition

DIM = 32


def blobs(count: int = 4, size: int = 60, spread: float = 0.15):
    """Return vectors of `count` subjects in two languages, which a common offset tells apart."""
    rng = np.random.default_rng(3)
    centres = np.eye(DIM)[:count] * 2
    offsets = {"ja": np.eye(DIM)[20] * 1.5, "en": np.eye(DIM)[21] * 1.5}
    vectors, subjects, languages = [], [], []
    for subject in range(count):
        for language, offset in offsets.items():
            noise = rng.normal(0, spread, (size, DIM))
            vectors.append(centres[subject] + offset + noise)
            subjects += [subject] * size
            languages += [language] * size
    return np.concatenate(vectors), np.array(subjects), np.array(languages)


def test_subjects_are_found_across_languages():
    """Four subjects in two languages are four clusters, not eight and not two."""
    vectors, subjects, languages = blobs()
    found = partition(vectors, languages)
    coarse = found.members[:, 0]
    assert clusters.depths(len(vectors))[0] == 6
    for subject in range(4):
        inside = coarse[subjects == subject]
        of_japanese = set(inside[languages[subjects == subject] == "ja"].tolist())
        of_english = set(inside[languages[subjects == subject] == "en"].tolist())
        assert of_japanese - {NOISE} == of_english - {NOISE}
    held = [set(coarse[subjects == s].tolist()) - {NOISE} for s in range(4)]
    assert all(not (a & b) for i, a in enumerate(held) for b in held[:i])


def test_order_and_repetition_change_nothing():
    """The same passages in any order give the same clusters."""
    vectors, _, languages = blobs(spread=0.5)
    order = np.random.default_rng(5).permutation(len(vectors))
    first = partition(vectors, languages).members
    again = partition(vectors, languages).members
    moved = partition(vectors[order], languages[order]).members
    assert (first == again).all()
    for depth in range(first.shape[1]):
        assert adjusted_rand_score(first[order, depth], moved[:, depth]) == pytest.approx(1.0)


def test_fine_clusters_lie_in_coarse_ones():
    """No fine cluster is torn apart by a coarser one."""
    vectors, _, languages = blobs(spread=0.6)
    members = partition(vectors, languages).members
    for fine in np.unique(members[:, 1][members[:, 1] >= 0]):
        assert len(np.unique(members[members[:, 1] == fine, 0])) == 1


def test_what_is_near_to_none_is_noise():
    """A passage that lies nowhere is left alone, at each depth; the others are not."""
    vectors, _, languages = blobs()
    stray = np.eye(DIM)[25] * 3 + np.eye(DIM)[20] * 1.5
    found = partition(np.vstack([vectors, stray]), np.append(languages, "ja"))
    assert (found.members[-1] == NOISE).all()
    assert (found.members[:-1] == NOISE).mean() < 0.05


def test_the_tree_is_wards(monkeypatch):
    """With links between all, tree and cut are those of SciPy's Ward linkage."""
    monkeypatch.setattr(clusters, "LINKS", 80)
    vectors = clusters.unit(np.random.default_rng(1).normal(size=(80, 6)))
    tree = clusters._tree(vectors)
    reference = linkage(vectors, "ward")
    for many in (2, 5, 13, 80):
        ours = clusters._cut(tree, 80, many)
        theirs = fcluster(reference, many, "maxclust")
        assert len(set(ours.tolist())) == many
        assert adjusted_rand_score(ours, theirs) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 30])
def test_few_passages(count):
    """The smallest libraries have clusters too, or none, and no error."""
    vectors = np.random.default_rng(2).normal(size=(count, DIM))
    members = partition(vectors, np.array(["ja", "en"] * 15)[:count]).members
    assert len(members) == count
    assert members.ndim == 2


def test_cells_find_almost_all_neighbours(monkeypatch):
    """Where there are many, the neighbours that are looked for in cells are nine in ten right."""
    rng = np.random.default_rng(4)
    centres = rng.normal(size=(40, DIM))
    vectors = clusters.unit(np.repeat(centres, 60, axis=0) + rng.normal(0, 0.4, (2400, DIM)))
    exact = clusters.neighbours(vectors, vectors, 10)[1]
    monkeypatch.setattr(clusters, "LARGE", 2_000)
    near = clusters.neighbours(vectors, vectors, 10)[1]
    same = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), near.tolist(), strict=True)]
    assert np.mean(same) >= 9.0
