"""Places on the map: the same each time, near for what is near, and still when the library grows."""

import numpy as np
import pytest

from tests.topics.test_clusters import blobs
from topics.clusters import unit
from topics.layout import layout, shift


@pytest.fixture(scope="module")
def drawn():
    vectors = unit(blobs()[0])
    return vectors, layout(vectors)


def test_neighbours_are_near(drawn):
    """Of the nearest ten on the map nearly all are of the same subject."""
    _, places = drawn
    subjects = blobs()[1]
    distances = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    nearest = np.argsort(distances, axis=1)[:, 1:11]
    assert (subjects[nearest] == subjects[:, None]).mean() > 0.95


def test_the_seed_is_fixed(drawn):
    """Drawn again, each point is where it was."""
    vectors, places = drawn
    assert layout(vectors) == pytest.approx(places)


def test_old_points_move_little(drawn):
    """A tenth more passages move the median old point by less than a twentieth of the radius."""
    vectors, places = drawn
    more = unit(blobs(size=66)[0])
    fresh = np.vstack([vectors, more[:: len(more) // 48][:48]])
    before = np.vstack([places, np.full((48, 2), np.nan, np.float32)])
    after = layout(fresh, before)
    assert not np.isnan(after).any()
    assert shift(before, after) < 0.05


def test_the_shift_is_the_median_in_radii():
    """By hand: four corners of a square with radius √2; two move by √2, two stay: half a radius."""
    before = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], np.float32)
    after = before + np.array([[1, 1], [1, 1], [0, 0], [0, 0]], np.float32)
    assert shift(before, after) == pytest.approx(0.5)


@pytest.mark.parametrize("count", [0, 1, 5, 12, 20])
def test_few_points(count):
    """The smallest libraries have maps."""
    vectors = unit(np.random.default_rng(1).normal(size=(count, 8)))
    places = layout(vectors)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
