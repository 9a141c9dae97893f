"""How the two halves of the bundled encoder's vector learn to be joined."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from encoder import recipe, recipe_joined
from encoder.recipe_body import Searches
from encoder.recipe_data import Judged, Search
from encoder.recipe_joined import Joint, Material, Side, chosen, learn, some_runs, without_hubs
from encoder.recipe_static import Judgements, bag, lexical
from encoder.recipe_texts import PairTexts, Texts

TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(chr(ord("海") + i) for i in range(240))]


def read(ids, mask):
    """A body that knows nothing but the second token, each with a direction of its own."""
    del mask
    directions = torch.randn(len(TOKENS), 384, generator=torch.Generator().manual_seed(1))
    return functional.normalize(directions[ids[:, 1]], dim=1)


@pytest.fixture
def texts() -> PairTexts:
    """Pair i is token 4 + i and token 124 + i, each beside one that all of its language share."""
    japanese = Texts.of([[2, 4 + i, 122, 3] for i in range(120)])
    english = Texts.of([[2, 124 + i, 123, 3] for i in range(120)])
    source = np.array([recipe_joined.SHORT, "manual"] * 60)
    target = read(*english.padded(np.arange(120))).half().numpy()
    return PairTexts(japanese, english, target, source)


TABLE = 0.1 * torch.randn(len(TOKENS), 64, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def begin() -> Joint:
    turn = torch.eye(384)
    turn[:, 320:] *= 0.5
    return Joint(torch.eye(384)[:320], turn)


def vectors(joint, texts):
    which = np.arange(len(texts.lengths))
    words = lexical(bag(TABLE[:, : joint.turn.shape[1] - len(joint.plane)]), texts, which)
    halves = [read(*texts.padded(which)) @ joint.plane.T, words]
    return functional.normalize(torch.cat(halves, 1) @ joint.turn.T, dim=1).detach()


def test_texts_of_some_numbers():
    """Texts 2 and 0, in this order."""
    found = Texts.of([[2, 7, 3], [2, 3], [2, 8, 9, 3]]).only(np.array([2, 0]))
    assert found.lengths.tolist() == [4, 3]
    assert found.flat.tolist() == [2, 8, 9, 3, 2, 7, 3]


def test_chosen_pairs_are_at_most_so_many_of_a_source(monkeypatch):
    """Of 10 from a manual 4, of 7 from elsewhere 3, of 5 short ones all; in their order."""
    monkeypatch.setattr(recipe_joined, "MOST", 3)
    monkeypatch.setitem(recipe_joined.MOST_OF, "php_docs", 4)
    source = np.array(["php_docs"] * 10 + [recipe_joined.SHORT] * 5 + ["other"] * 7)
    which = chosen(source, 1)
    assert np.all(np.diff(which) > 0)
    assert (which < 10).sum() == 4
    assert which[4:9].tolist() == [10, 11, 12, 13, 14]
    assert (which >= 15).sum() == 3


def test_runs_drawn_by_chance_stay_together():
    """Of seven searches the last is in no run of three; each run keeps its order."""
    searches = [Search((str(i), ""), ("", ""), "a") for i in range(7)]
    numbers = [int(search.query[0]) for search in some_runs(searches, 5, 1)]
    assert sorted(numbers) == [0, 1, 2, 3, 4, 5]
    assert numbers[:3] in ([0, 1, 2], [3, 4, 5])
    assert len(some_runs(searches, 1, 1)) == 3


def test_judged_pairs_are_drawn_of_all_sources_as_often():
    """Of 90 pairs of one source and 3 of another, half of the draws are of the other."""
    pairs = [Judged("海", "法", 1.0, "a")] * 90 + [Judged("海", "船", 2.0, "b")] * 3
    judgements = Judgements(pairs, TOKENS)
    chance = np.random.default_rng(0)
    drawn = [judgements.batch(chance, 10, evenly=True) for _ in range(200)]
    assert {len(which) for which in drawn} == {3, 10}
    assert 70 < sum(len(which) == 3 for which in drawn) < 130


def test_sides_are_read_in_their_order(texts):
    """Whatever the order of reading, each text keeps its own vector."""
    mixed = Texts.of([[2, 9, *[5] * i, 3] for i in (30, 0, 7)] + [[2, 4, 3]])
    found = Side.read(mixed, read).rows(np.array([3, 0]))
    wanted = torch.cat([read(*mixed.padded(np.array([i]))) for i in (3, 0)])
    np.testing.assert_allclose(found, wanted, atol=1e-3)


def test_texts_near_to_everything_lose_similarity(monkeypatch):
    """Text 0 has .8 to all others, which have .2 to each other.

    The nearest other of text 0 has .8, and so have theirs: nothing to correct.  Of the two nearest
    text 0 has .8 on average, the others .5, .575 in the mean of four: half of CSLS's halves, .05625
    off for text 0, .01875 on for the others.
    """
    similarity = torch.full((4, 4), 0.2).fill_diagonal_(1)
    similarity[0, 1:] = similarity[1:, 0] = 0.8
    monkeypatch.setattr(recipe_joined, "NEAREST", 1)
    np.testing.assert_allclose(without_hubs(similarity), similarity, atol=1e-6)
    monkeypatch.setattr(recipe_joined, "NEAREST", 2)
    found = without_hubs(similarity)
    np.testing.assert_allclose(found.diagonal(), 1)
    np.testing.assert_allclose(found[0, 1:], 0.8 - 0.0375, atol=1e-6)
    np.testing.assert_allclose(found[1, 2:], 0.2 + 0.0375, atol=1e-6)


def test_learning_brings_translations_together(texts, begin, monkeypatch):
    """The body of this test knows no translation; the join learns which directions are one."""
    monkeypatch.setattr(recipe_joined, "STEPS", 60)
    monkeypatch.setattr(recipe_joined, "RATE", 0.01)
    monkeypatch.setattr(recipe_joined, "SHARE", 1.0)
    monkeypatch.setattr(recipe_joined, "STAY_ENGLISH", 1.0)
    monkeypatch.setattr(recipe_joined, "STAY_JAPANESE", 1.0)
    judged = [Judged(TOKENS[4 + i], TOKENS[5 + i], float(i % 5), "a") for i in range(70)]
    texts_of = [(TOKENS[4 + i], TOKENS[124 + i]) for i in range(30)]
    searches = Searches([Search(both, both, "a") for both in texts_of], TOKENS)
    material = Material.read(texts, Judgements(judged, TOKENS), searches, read, 1)
    assert len(material.source) == 120

    def found(joint):
        japanese, english = vectors(joint, texts.japanese), vectors(joint, texts.english)
        return float(((japanese @ english.T).argmax(1) == torch.arange(120)).float().mean())

    learned = learn(material, TABLE, begin, 1, lambda line: None)
    assert found(begin) < 0.1
    assert found(learned) > 0.9
    monkeypatch.setattr(recipe_joined, "SHARE", 0.25)
    again = learn(material, TABLE, begin, 1, lambda line: None)
    np.testing.assert_allclose(again.turn, (learned.turn + 3 * begin.turn) / 4, atol=1e-4)
    np.testing.assert_allclose(again.plane, (learned.plane + 3 * begin.plane) / 4, atol=1e-4)


def test_turning_keeps_products_and_puts_the_telling_first(texts, begin, monkeypatch):
    """A rotation: all similarities stay; the first numbers hold more than the last."""
    monkeypatch.setattr(recipe, "SAMPLE", 120)
    # Fewer numbers than texts, so that the sample has all directions.
    small = Joint(begin.plane[:64], torch.eye(128))
    turned = recipe.rotated(small, TABLE, texts, read)
    before, after = (vectors(joint, texts.english) for joint in (small, turned))
    np.testing.assert_allclose(after @ after.T, before @ before.T, atol=0.02)
    assert (after[:, :64] ** 2).sum() > 1.2 * (after[:, 64:] ** 2).sum()
