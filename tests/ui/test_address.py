"""A search is its address."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from catalog.records import DocumentType, Language, Level
from ui.address import Order, Request, change, read, write

years = st.none() | st.integers(1000, 9999)
texts = st.text(min_size=1)
requests = st.builds(
    Request,
    query=st.text(),
    types=st.lists(st.sampled_from(DocumentType), unique=True).map(tuple),
    topics=st.lists(texts).map(tuple),
    authors=st.lists(texts).map(tuple),
    organisations=st.lists(texts).map(tuple),
    languages=st.lists(st.sampled_from(Language), unique=True).map(tuple),
    levels=st.lists(st.sampled_from(Level), unique=True).map(tuple),
    since=years,
    until=years,
    order=st.sampled_from(Order),
    off=st.lists(texts).map(tuple),
    typed=st.lists(texts).map(tuple),
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


def test_years_the_wrong_way_round_mean_the_same():
    """A link from 2023 to 2021 narrows to the three years."""
    assert Request(since=2023, until=2021).filters == Request(since=2021, until=2023).filters


def test_whatever_narrows_can_be_cleared():
    """Each filter counts as one; the order, the chips and the query do not."""
    for narrowing in (
        Request(types=(DocumentType.OTHER,)),
        Request(topics=("maritime",)),
        Request(authors=("Minato, Ichiro",)),
        Request(organisations=("Harbour Study Group",)),
        Request(languages=(Language.JA,)),
        Request(levels=(Level.PUBLIC,)),
        Request(since=2021),
        Request(until=2021),
    ):
        assert narrowing.narrowed
    assert not Request("海", order=Order.DATE, off=("a=b",), typed=("國",), literal=True).narrowed


def test_an_address_names_the_house_words():
    """The parameters are short and stay: links in other people's documents depend on them."""
    assert write(
        Request(
            "海",
            authors=("港, 一郎",),
            organisations=("港湾研究会",),
            levels=(Level.MEMBERS,),
            order=Order.DATE,
            typed=("國家",),
        )
    ) == {
        "q": "海",
        "author": ["港, 一郎"],
        "org": ["港湾研究会"],
        "level": ["members"],
        "sort": "date",
        "typed": ["國家"],
    }
