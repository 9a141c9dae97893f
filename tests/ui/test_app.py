"""The app as Streamlit runs it, without a browser."""

from __future__ import annotations

import re

import pytest

from ui import session as sessions
from ui.strings import Strings

EN, JA = Strings("en"), Strings("ja")


def page(test) -> str:
    """Return all HTML of the page's main part."""
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.main if element.type == "html") or (
        "\n".join(element.proto.body for element in test.get("html"))
    )


def asked(test, name: str) -> list[str]:
    """Return the values of a parameter of the address."""
    found = test.query_params.get(name, [])
    return [found] if isinstance(found, str) else found


def test_the_home_page_helps_a_newcomer(app):
    """Without a query there are examples in both languages, and how much there is to search."""
    test = app()
    labels = [button.label for button in test.button]
    assert set(EN.list("examples.queries")) <= set(labels)
    assert EN("search.welcome_library", n=3, passages=count(test)) in page(test)


def count(test) -> int:
    from catalog.records import Level, Reader

    catalog = sessions.open_catalog(sessions.house.load().library)
    return catalog.statistics(reader=Reader(Level.PUBLIC))["passages"]


def test_an_example_is_a_search(app):
    """One click on an example finds something and is in the address."""
    test = app()
    next(b for b in test.button if b.label == "航行の自由").click().run()
    assert asked(test, "q") == ["航行の自由"]
    assert '<mark class="k-mark-lexical' in page(test)


def test_typing_is_a_search(app):
    """What is typed and sent becomes the address and is answered."""
    test = app()
    test.text_input(key="q").input(" 備蓄米 ")
    next(b for b in test.button if b.label == EN["search.submit"]).click().run()
    assert asked(test, "q") == ["備蓄米"]
    assert "備蓄米の使い方" in links(test)


def links(test) -> str:
    return "\n".join(link.proto.label for link in test.get("page_link"))


def test_a_term_reaches_the_other_language(app):
    """航行の自由 finds the English page by the term base, marks it, and says so."""
    shown = page(app(q="航行の自由"))
    assert re.search('<mark class="k-mark-[^>]*term[^>]*>Freedom of navigation</mark>', shown)
    assert EN["reason.term"] in shown


def test_an_expansion_can_be_switched_off_and_on(app):
    """A chip that is clicked away is not searched, stays in sight, and can be put back."""
    test = app(q="航行の自由")
    chips = next(group for group in test.button_group if group.key == "expansions")
    assert len(chips.value) == 1
    chips.set_value([]).run()
    assert asked(test, "off") == ["航行の自由=freedom of navigation"]
    assert 'k-mark-term" title' not in page(test)
    chips = next(group for group in test.button_group if group.key == "expansions")
    chips.set_value(["航行の自由=freedom of navigation"]).run()
    assert asked(test, "off") == []
    assert 'k-mark-term" title' in page(test)


def test_a_fold_is_shown_and_can_be_switched_off(app):
    """國際 is searched as 国際, visibly; the switch searches it as typed."""
    test = app(q="備蓄米の國")
    assert any("國" in text.value and "国" in text.value for text in test.markdown)
    test.toggle(key="literal").set_value(True).run()
    assert asked(test, "literal") == ["1"]


def test_a_filter_narrows_and_is_in_the_address(app):
    """One language only; the address says so, and the other edition's passages are gone."""
    test = app(q="freedom of navigation", lang="en")
    assert 'class="k-passage" lang="en"' in page(test)
    assert 'class="k-passage" lang="ja"' not in page(test)


def test_filters_count_what_the_reader_may_see(app, monkeypatch):
    """The members' dialogue summary is no choice for the public, and one for members."""

    def types(test):
        group = next(g for g in test.button_group if g.key == "filter-type")
        return " ".join(option.content for option in group.proto.options)

    assert EN["type.dialogue-summary"] not in types(app())
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    assert EN["type.dialogue-summary"] in types(app())


def test_a_members_paper_is_found_by_members_only(app, monkeypatch):
    """A public reader neither sees the paper nor its words; a member sees how it may be quoted."""
    assert "Undersea" not in links(app(q="cable repair ship"))
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    test = app(q="cable repair ship")
    assert "Repairing Undersea Cables" in links(test)
    assert EN["quotation.chatham-house"] in page(test)
    test.selectbox(key="reader").set_value("public").run()
    assert "Undersea" not in links(test)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_errors_are_explained(app, language):
    """A query that cannot be read is explained in the person's language."""
    strings = Strings(language)
    shown = page(app(q='"open', ui=language))
    assert strings["error.query"] in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_found_says_what_to_try(app, language):
    """An empty answer is advice: the filters first, as they are the likeliest reason."""
    strings = Strings(language)
    shown = page(app(q="航行の自由", ui=language, **{"from": "1990", "to": "1991"}))
    assert strings["empty.off_filters"] in shown


def test_the_unexpected_is_no_stack_trace(app, monkeypatch, caplog):
    """A defect is a notice with a time; the log has where it happened, not what was in it."""

    def broken(*_, **__):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(sessions, "open_index", broken)
    shown = page(app(q="海"))
    assert "ZeroDivisionError" in shown
    assert "secret words" not in shown + caplog.text
    assert "broken" in caplog.text


def test_a_missing_library_says_how_to_begin(app, monkeypatch, tmp_path):
    """The app starts without a library."""
    monkeypatch.setenv("KAKEHASHI_LIBRARY", str(tmp_path / "none"))
    assert "kakehashi add" in page(app())


def test_the_language_switch_turns_the_whole_page(app):
    """One click: the page speaks Japanese, and its address says so."""
    test = app()
    test.button_group(key="ui").set_value("ja").run()
    assert asked(test, "ui") == ["ja"]
    assert JA["search.title"] in page(test)
    assert not [b.label for b in test.button if b.label == EN["search.submit"]]


def test_markup_in_titles_is_text(app):
    """A title with a script is shown letter by letter."""
    test = app(q="barometer")
    assert r"\<script\>window\.pwned\=1\<\/script\> \*Weights\*" in links(test)
    assert "<img" not in page(test)
    assert "&lt;img src=x" in page(test)


def test_an_address_cannot_raise_the_reader(app, monkeypatch):
    """The sidebar's level is clamped to what the app was started with."""
    from catalog.records import Level

    monkeypatch.setattr(sessions.st, "session_state", {"reader": "staff"})
    assert sessions.clamp(Level.PUBLIC) is Level.PUBLIC
    assert sessions.clamp(Level.STAFF) is Level.STAFF
