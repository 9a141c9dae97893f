"""The search page's filters, chips and orders, as Streamlit runs them without a browser."""

from __future__ import annotations

import pytest

from tests.ui.test_app import asked, links, page
from ui.address import Order, Request
from ui.filters import bars, cleared
from ui.strings import Strings

EN = Strings("en")


def group(test, key: str):
    return next((each for each in test.button_group if each.key == key), None)


def options(test, key: str) -> list[str]:
    return [option.content for option in group(test, key).proto.options]


def test_people_and_institutions_are_offered_with_their_counts(app):
    """Each name once with its documents; choosing one narrows to them, in the address."""
    test = app(q="lighthouses")
    names = test.multiselect(key="filter-author")
    assert names.options == ["Minato, Ichiro (1)", "港, 一郎 (1)"]
    assert test.multiselect(key="filter-org").options == ["Harbour Study Group (1)"]
    names.set_value(["港, 一郎"]).run()
    assert asked(test, "author") == ["港, 一郎"]
    assert "The Work of Keeping Sea Lanes Open" in links(test)
    test.multiselect(key="filter-author").set_value([]).run()
    assert asked(test, "author") == []


def test_counts_follow_the_other_filters_and_the_query(app):
    """Among the papers of one topic there is one of one type; the query's own filters count too."""
    assert options(app(topic="maritime"), "filter-type") == ["Workshop report \\(1\\)"]
    assert options(app(q="year:2020"), "filter-type") == ["Other \\(1\\)"]
    assert len(options(app(type="other"), "filter-type")) == 3


def test_words_do_not_change_the_counts(app):
    """Nearness in meaning has no end, so what may be found is all that may be read; it is said."""
    test = app(q="lighthouses")
    assert options(test, "filter-type") == options(app(), "filter-type")
    assert group(test, "filter-type").proto.help == EN["searchpage.counts"]


def test_the_slider_spans_the_years_of_the_library(app):
    """From the oldest to the newest that the reader may see; the ends do not narrow."""
    test = app(q="海")
    slider = test.slider(key="filter-years")
    assert (slider.min, slider.max, tuple(slider.value)) == (2020, 2024, (2020, 2024))
    slider.set_value((2022, 2024)).run()
    assert (asked(test, "from"), asked(test, "to")) == (["2022"], [])
    test.slider(key="filter-years").set_value((2020, 2023)).run()
    assert (asked(test, "from"), asked(test, "to")) == ([], ["2023"])


def test_years_of_a_link_are_in_the_slider(app):
    """A link may ask for years that the library does not have."""
    slider = app(q="海", **{"from": "2030", "to": "2019"}).slider(key="filter-years")
    assert (slider.min, slider.max, tuple(slider.value)) == (2019, 2030, (2019, 2030))


def test_bars_count_the_years():
    """The longest bar is the year with most documents; a screen reader hears the numbers."""
    shown = bars({2021: 1, 2022: 0, 2023: 2})
    assert 'aria-label="2021: 1, 2022: 0, 2023: 2"' in shown
    assert [f"height: {rem}rem" in shown for rem in ("1.25", "0.00", "2.50")] == [True] * 3
    assert ">2<i" in shown


def test_handling_is_offered_to_who_may_see_more_than_one_level(app, monkeypatch):
    """The public has no such filter; members choose between two levels, with counts of theirs."""
    assert group(app(), "filter-level") is None
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    test = app(q="ship")
    assert options(test, "filter-level") == ["Public \\(3\\)", "Members \\(1\\)"]
    group(test, "filter-level").set_value(["members"]).run()
    assert asked(test, "level") == ["members"]
    assert "Undersea" in links(test)
    assert "Sea Lanes" not in links(test)


def test_a_link_to_a_hidden_level_is_empty_and_can_be_left(app):
    """For the public a members' filter finds nothing, is in sight, and counts nothing."""
    test = app(q="ship", level="members")
    assert links(test).count("Undersea") == 0
    assert options(test, "filter-level") == ["Public \\(3\\)", "Members \\(0\\)"]
    test.button(key="clear").click().run()
    assert asked(test, "level") == []


def test_the_newest_first(app):
    """By date the paper of 2024 stands before those of 2021 and 2020, whichever answers best."""
    query = "barometer harbour 備蓄米"
    best = links(app(q=query)).split("Open the document")[0]
    test = app(q=query)
    assert test.button_group(key="order").value == "relevance"
    test.button_group(key="order").set_value("date").run()
    assert asked(test, "sort") == ["date"]
    shown = links(test)
    places = [shown.index(t) for t in ("The Work of Keeping", "備蓄米の使い方", "window")]
    assert places == sorted(places)
    assert not best.startswith("The Work of Keeping")
    assert EN("searchpage.found_by_date", n=3) in page(test)


def test_each_fold_has_its_own_switch(app):
    """Switching one off keeps the other; the address says which word stands as typed."""
    test = app(q="國と澤の備蓄米")
    assert options(test, "folds") == ["國 → 国", "澤 → 沢"]
    group(test, "folds").set_value(["澤"]).run()
    assert asked(test, "typed") == ["國"]
    assert group(test, "folds").value == ["澤"]
    group(test, "folds").set_value(["國", "澤"]).run()
    assert asked(test, "typed") == []


def test_the_literal_switch_is_all_of_them(app):
    """With it every fold is off; putting one back ends it and keeps the others off."""
    test = app(q="國と澤の備蓄米", literal="1")
    assert group(test, "folds").value == []
    group(test, "folds").set_value(["國"]).run()
    assert (asked(test, "literal"), asked(test, "typed")) == ([], ["澤"])


def test_another_query_forgets_what_was_switched_off(app):
    """What was switched off belonged to the query that named it; filters and order stay."""
    test = app(q="國", typed="國", off="a=b", sort="date", lang="ja")
    test.text_input(key="q").input("備蓄米")
    next(b for b in test.button if b.label == EN["search.submit"]).click().run()
    assert [asked(test, name) for name in ("typed", "off", "sort", "lang")] == [
        [], [], ["date"], ["ja"],
    ]  # fmt: skip


def test_nothing_found_names_the_spellings_that_are_off(app):
    """Where a word must stand as typed and does not, that is the advice."""
    shown = page(app(q="國の備蓄米", typed="國"))
    assert EN("empty.nothing", query="國の備蓄米") in shown
    assert EN("searchpage.empty_typed", words="國") in shown


def test_clearing_filters_keeps_how_the_query_is_read():
    """Only what narrows is taken away."""
    asked_for = Request(
        "國", topics=("a",), since=2020, order=Order.DATE, off=("a=b",), typed=("國",), literal=True
    )
    assert cleared(asked_for) == Request(
        "國", order=Order.DATE, off=("a=b",), typed=("國",), literal=True
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_filter_is_named_in_the_readers_language(app, language):
    """Seven filters: their buttons speak the reader's language."""
    strings = Strings(language)
    test = app(ui=language)
    labels = [block.proto.popover.label for block in blocks(test.main)]
    for key in ("filter.type", "filter.topic", "filter.years", "searchpage.author",
                "searchpage.organisation", "filter.language"):  # fmt: skip
        assert strings[key] in labels


def blocks(block):
    """Yield the popovers of a block."""
    for child in block.children.values():
        if hasattr(child, "children"):
            if child.proto and child.proto.HasField("popover"):
                yield child
            yield from blocks(child)
