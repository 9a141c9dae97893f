import datetime as dt
from collections import Counter

import numpy as np
import pytest

from catalog.records import Level, Reader
from index import editions

STAFF = Reader(Level.STAFF)
DAY = dt.date(2021, 3, 1)
ENGLISH = [
    "In 2021 the ship and the sea met 1,487 times.",
    "The law was made on 17 May 1996.",
    "Trade took 33 ships.",
]
JAPANESE = [
    "2021年、船と海は1487回会った。",
    "法は1996年5月17日にできた。",
    "貿易は33隻の船を用いた。",
]
OTHER = ["Cyber money in 2021.", "The law of money 2022.", "Trade and cyber 2023."]


def proposed(library):
    return {
        frozenset((a.id, b.id)): reasons
        for a, b, _, reasons in library.catalog.links(reader=STAFF, state="proposed")
    }


def test_a_translation_is_proposed_with_reasons(library):
    """The Japanese paper pairs with the English one of the same meaning, order and numbers."""
    english = library.add(*ENGLISH, date=DAY)
    japanese = library.add(*JAPANESE, language="ja", date=DAY)
    library.add(*OTHER, date=DAY)
    library.index()
    assert editions.propose(library.catalog, library.encoder.fingerprint) == 1
    ((pair, reasons),) = proposed(library).items()
    assert pair == {english, japanese}
    # The numbers 2021, 1487, 17, 1996 and 33 stand in both; "5" has one digit.
    assert reasons["numbers"] == pytest.approx(1.0)
    assert reasons["order"] == pytest.approx(1.0)
    assert reasons["date"] == 1.0


def test_papers_without_likeness_are_not_proposed(library):
    """Papers of one date on other subjects stay apart, though each is the other's nearest."""
    library.add(*JAPANESE, language="ja", title="海と船", date=DAY)
    library.add(*OTHER, title="Cyber money", date=DAY)
    library.index()
    assert editions.propose(library.catalog, library.encoder.fingerprint) == 0
    assert proposed(library) == {}


def test_linked_and_decided_editions_are_left_alone(library):
    """What metadata links is not proposed; what a person rejected stays rejected."""
    library.add(*ENGLISH, document="one")
    library.add(*JAPANESE, document="one", language="ja")
    library.index()
    assert editions.propose(library.catalog, library.encoder.fingerprint) == 0
    a = library.add(*ENGLISH, document="two")
    b = library.add(*JAPANESE, document="three", language="ja")
    library.index()
    assert editions.propose(library.catalog, library.encoder.fingerprint) == 1
    library.catalog.reject_link(a, b)
    editions.propose(library.catalog, library.encoder.fingerprint)
    assert proposed(library) == {}


def test_alignment_by_hand():
    """Two papers in parallel: nearest products 1, 1 and 0.6; in reverse order, no order."""
    a = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    b = np.array([[1, 0, 0], [0, 1, 0], [0.8, 0, 0.6]], np.float32)
    assert editions.aligned(a, b) == pytest.approx(((1 + 1 + 0.6 + 1 + 1 + 0.8) / 6, 1.0))
    assert editions.aligned(a, a[::-1]) == pytest.approx((1.0, 0.0))


def test_rare_numbers_count_more():
    """17 stands in two papers (weight 1/log2 3), 2021 in three (1/2), 99 in one (1)."""
    a, b = frozenset({"17", "2021", "99"}), frozenset({"17", "2021", "88"})
    shares = 1 / np.log2(3) + 0.5
    frequency = Counter({"17": 2, "2021": 3, "99": 1, "88": 1})
    assert editions.numbers_shared(a, b, frequency) == pytest.approx(shares / (shares + 2))
    assert editions.numbers_shared(a, frozenset({"17"}), frequency) is None


def test_signs_are_weighed():
    """A sign that is missing leaves the mean of the others."""
    signs = {"meaning": 0.8, "order": 0.5, "numbers": 0.5, "date": 1.0}
    assert editions.score(signs) == pytest.approx(0.4 + 0.1 + 0.1 + 0.1)
    assert editions.score({"meaning": 0.8, "order": 0.1}) == pytest.approx((0.4 + 0.02) / 0.7)
