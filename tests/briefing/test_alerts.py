"""Alerts: near enough, once, for each level apart."""

from __future__ import annotations

import datetime as dt

import pytest

from briefing import alerts
from catalog.records import Level, Reader
from errors import NotFoundError
from index.record import Search

TODAY = dt.date(2024, 6, 1)
PUBLIC, MEMBERS, STAFF = (Reader(level, TODAY) for level in Level)
SEA = Search("lighthouses")


@pytest.fixture(autouse=True)
def _near(monkeypatch):
    """The encoder of the tests knows words only; its scores are lower."""
    monkeypatch.setattr(alerts, "NEAR", 0.3)


def ids(found):
    return [each.document.id for each in found]


def saved(index, reader, name="Lights"):
    identifier = index.catalog.save_search(name, {"q": "lighthouses"}, reader=reader)
    return index.catalog.saved_search(identifier, reader=reader)


def test_only_near_documents_pass(index, monkeypatch):
    """Each document once, by its best passage; nothing below the threshold."""
    assert "sea-lanes" in ids(alerts.passing(index, SEA, reader=PUBLIC))
    assert len(ids(alerts.passing(index, SEA, reader=PUBLIC))) == len(
        set(ids(alerts.passing(index, SEA, reader=PUBLIC)))
    )
    monkeypatch.setattr(alerts, "NEAR", 9.0)
    assert alerts.passing(index, SEA, reader=PUBLIC) == []


def test_a_preview_counts_by_the_documents_own_dates(index):
    """Sea lanes is of March 2024: 92 days, six fortnights, before 1 June."""
    counts = alerts.preview(index, SEA, reader=PUBLIC)
    assert len(counts) == 26
    assert (sum(counts), counts[26 - 1 - 6]) == (1, 1)
    late = Reader(Level.PUBLIC, dt.date(2026, 6, 1))
    assert sum(alerts.preview(index, SEA, reader=late)) == 0


def test_what_was_there_is_no_news_and_news_is_told_once(index):
    """Another edition of what was told is not news either."""
    search = saved(index, PUBLIC)
    index.catalog.set_alert(search.id, [], reader=PUBLIC)
    alert = alerts.fresh(index, search, SEA, reader=PUBLIC)
    assert ids(alert.found) == ["sea-lanes"]
    alerts.tell(index.catalog, [alert], reader=PUBLIC)
    assert alerts.fresh(index, search, SEA, reader=PUBLIC).found == ()
    other = saved(index, PUBLIC, "Other")
    alerts.begin(index, other, SEA, reader=PUBLIC)
    assert alerts.fresh(index, other, SEA, reader=PUBLIC).found == ()


def test_each_level_is_told_for_itself(index):
    """What staff was told is news to members still; and hidden papers are no news to the public."""
    cable = Search("cable repair ship")
    search = saved(index, PUBLIC)
    index.catalog.set_alert(search.id, [], reader=PUBLIC)
    assert "cables" not in ids(alerts.fresh(index, search, cable, reader=PUBLIC).found)
    told = alerts.fresh(index, search, cable, reader=STAFF)
    assert "cables" in ids(told.found)
    alerts.tell(index.catalog, [told], reader=STAFF)
    assert "cables" not in ids(alerts.fresh(index, search, cable, reader=STAFF).found)
    assert "cables" in ids(alerts.fresh(index, search, cable, reader=MEMBERS).found)


def test_a_lower_reader_does_not_know_a_higher_alert(index):
    """Neither listed nor dropped."""
    search = saved(index, STAFF)
    alerts.begin(index, search, SEA, reader=STAFF)
    assert index.catalog.alerts(reader=PUBLIC) == []
    with pytest.raises(NotFoundError):
        index.catalog.drop_alert(search.id, reader=PUBLIC)
    index.catalog.delete_search(search.id, reader=STAFF)
    assert index.catalog.alerts(reader=STAFF) == []
