"""A search is its address."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from catalog.records import DocumentType, Language
from ui.address import Request, change, read, write

years = st.none() | st.integers(1000, 9999)
texts = st.text(min_size=1)
requests = st.builds(
    Request,
    query=st.text(),
    types=st.lists(st.sampled_from(DocumentType), unique=True).map(tuple),
    topics=st.lists(texts).map(tuple),
    languages=st.lists(st.sampled_from(Language), unique=True).map(tuple),
    since=years,
    until=years,
    off=st.lists(texts).map(tuple),
    literal=st.booleans(),
)


def listed(params):
    return {name: [value] if isinstance(value, str) else value for name, value in params.items()}


@given(requests)
def test_a_request_survives_its_address(request):
    """What was asked is asked again by the link."""
    assert read(listed(write(request))) == request


def test_nonsense_in_an_address_is_left_out():
    """A mistyped link still searches."""
    found = read({"q": ["海"], "type": ["nope"], "from": ["20211"], "to": ["二〇二一"], "x": ["y"]})
    assert found == Request(query="海")


def test_an_empty_request_has_an_empty_address():
    """The home page has a clean address."""
    assert write(Request()) == {}


def test_one_parameter_changes_alone():
    """A filter leaves the query and the other filters as they were."""
    request = Request("海", types=(DocumentType.OTHER,), since=2020)
    changed = change(request, "lang", ["ja", "en"])
    assert changed == Request(
        "海", types=(DocumentType.OTHER,), languages=(Language.JA, Language.EN), since=2020
    )
    assert change(request, "type", []) == Request("海", since=2020)


def test_years_are_whole():
    """From 2021 to 2023 includes New Year's Day and New Year's Eve."""
    filters = Request(since=2021, until=2023).filters
    assert (filters.since, filters.until) == (dt.date(2021, 1, 1), dt.date(2023, 12, 31))
