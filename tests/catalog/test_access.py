"""Nothing is returned or counted that the reader may not see."""

import datetime as dt

import pytest

from catalog import Filters
from catalog.records import Handling, Language, Level, Reader
from errors import NotFoundError

TODAY = dt.date(2026, 11, 1)
PUBLIC, MEMBERS, STAFF = (Reader(level, TODAY) for level in Level)


@pytest.fixture
def editions(store):
    return {
        name: store(name, f"/papers/{name}", handling=handling, topics=(name,))[0]
        for name, handling in {
            "open": Handling(),
            "members": Handling(Level.MEMBERS),
            "staff": Handling(Level.STAFF),
            "tomorrow": Handling(embargo=TODAY + dt.timedelta(days=1)),
            "today": Handling(embargo=TODAY),
        }.items()
    }


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (PUBLIC, {"open", "today"}),
        (MEMBERS, {"open", "today", "members"}),
        (STAFF, {"open", "today", "members", "staff", "tomorrow"}),
    ],
)
def test_each_level_sees_its_own_and_what_lies_below(catalog, editions, reader, expected):
    """Lists, counts, facets, statistics and searchable versions agree on what may be seen."""
    assert {d.editions[0].title for d in catalog.documents(reader=reader)} == expected
    assert catalog.count(reader=reader) == len(expected)
    assert set(catalog.facets(reader=reader)["topic"]) == expected
    assert catalog.statistics(reader=reader)["passages"] == len(expected)
    assert len(catalog.searchable(reader=reader)) == len(expected)
    rows = catalog.passages(range(1, 6), reader=reader).values()
    assert {stored.title for stored in rows} == expected


def test_hidden_looks_like_absent(catalog, editions):
    """The error for a staff paper differs from that for an unknown one only in the id asked for."""
    hidden = editions["staff"]
    document = catalog.document_of(hidden, reader=STAFF).id
    for ask, identifier in [
        (catalog.document, document),
        (catalog.edition, hidden),
        (catalog.document_of, hidden),
        (catalog.pages, hidden),
        (catalog.outline, hidden),
        (catalog.original, hidden),
        (catalog.attachments, hidden),
        (catalog.passages_of, hidden),
        (catalog.passage, f"{hidden}:1:0"),
    ]:
        with pytest.raises(NotFoundError) as refused:
            ask(identifier, reader=PUBLIC)
        assert refused.value.values == {"id": identifier}


def test_embargo_ends_on_its_day(catalog, editions):
    """A paper under embargo until a day is open on that day, and the index can ask when."""
    tomorrow = Reader(Level.PUBLIC, TODAY + dt.timedelta(days=1))
    assert catalog.edition(editions["tomorrow"], reader=tomorrow).title == "tomorrow"
    assert catalog.next_embargo(TODAY) == TODAY + dt.timedelta(days=1)


def test_filters_narrow_by_period_language_and_topic(catalog, store):
    """A document of a fiscal year matches every search whose period touches the year."""
    store(
        "令和6年度",
        "/papers/fy",
        date=dt.date(2024, 4, 1),
        date_end=dt.date(2025, 3, 31),
        topics=("a", "b"),
    )
    store("English", "/papers/en", "en", date=dt.date(2023, 1, 1), topics=("b",))

    def count(**filters):
        return catalog.count(reader=PUBLIC, filters=Filters(**filters))

    assert count(since=dt.date(2025, 1, 1)) == 1
    assert count(since=dt.date(2025, 4, 1)) == 0
    assert count(until=dt.date(2024, 3, 31)) == 1
    assert count(until=dt.date(2024, 4, 1)) == 2
    assert count(topics=("b",)) == 2
    assert count(topics=("a",), languages=(Language.EN,)) == 0
    assert catalog.facets(reader=PUBLIC)["year"] == {"2023": 1, "2024": 1, "2025": 1}


def test_names_are_values_never_sql(catalog, store):
    """A quote in a filter is compared, not executed."""
    store("海。")
    hostile = "'; DROP TABLE document; --"
    filters = Filters(topics=(hostile,), authors=(hostile,), organisations=(hostile,))
    assert catalog.count(reader=STAFF, filters=filters) == 0
    assert catalog.count(reader=STAFF) == 1
