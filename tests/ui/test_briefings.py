"""Baskets and briefings in the app, without a browser."""

from __future__ import annotations

import pytest

from briefing import baskets, editing
from briefing.records import Item, Role
from catalog import Catalog
from catalog.records import Level, Reader
from tests.briefing.test_wording import endpoint, said
from tests.ui.test_app import links, page
from tests.ui.test_saved import open_page, own
from ui.strings import Strings

__all__ = ["endpoint", "own"]  # fixtures

EN = Strings("en")
PUBLIC, MEMBERS, STAFF = (Reader(level) for level in Level)


@pytest.fixture
def begun(own):
    """Return the app, its folder, and a basket with one passage of an open paper."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        quote = baskets.found(catalog, "rice.ja:1:0", reader=PUBLIC)
        identifier, _ = baskets.add(catalog, None, [quote], name="Rice", reader=PUBLIC)
    return app, folder, identifier


def press(test, label: str):
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception
    return test


def stored(folder, identifier):
    with Catalog.open(folder) as catalog:
        return baskets.opened(catalog, identifier, reader=STAFF).briefing


def test_an_item_is_removed_and_comes_back(begun):
    """Removing and undoing are on disk at once."""
    app, folder, identifier = begun
    test = open_page(app(), "briefings", id=identifier)
    assert "備蓄米の使い方" in links(test)
    press(test, EN["basket.remove"])
    assert stored(folder, identifier).items == ()
    press(test, EN["basket.undo"])
    assert [item.quote.document for item in stored(folder, identifier).items] == ["rice"]


def test_titles_are_kept_when_typed(begun):
    """Both titles and the question are fields of the page."""
    app, folder, identifier = begun
    test = open_page(app(), "briefings", id=identifier)
    next(box for box in test.text_input if box.key == "briefing-title_en").input("Rice").run()
    assert stored(folder, identifier).title_en == "Rice"


def test_what_changed_elsewhere_is_said_and_kept(begun):
    """A click on a page that is out of date changes nothing, and the reader is told."""
    app, folder, identifier = begun
    test = open_page(app(), "briefings", id=identifier)
    with Catalog.open(folder) as catalog:
        basket = baskets.opened(catalog, identifier, reader=PUBLIC)
        changed = editing.entitle(basket.briefing, "title_en", "Elsewhere")
        baskets.save(catalog, basket, changed, reader=PUBLIC)
    press(test, EN["basket.remove"])
    assert "changed in another window" in page(test)
    found = stored(folder, identifier)
    assert (found.title_en, len(found.items)) == ("Elsewhere", 1)


def test_a_quotation_that_left_its_page_is_flagged(begun):
    """The words on the page changed behind the quotation: the page says so, and what to do."""
    app, folder, identifier = begun
    with Catalog.open(folder) as catalog:
        catalog._db.connection.execute("UPDATE page SET text = replace(text, '五年', '六年')")
    test = open_page(app(), "briefings", id=identifier)
    assert EN["basket.disagrees"] in page(test)


def test_a_basket_of_a_higher_level_is_not_available(own):
    """To a reader below it, it is neither listed nor opened."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        identifier = baskets.create(catalog, "Secret plan", reader=MEMBERS)
    assert "Secret plan" not in page(open_page(app(), "briefings"))
    assert EN["basket.not_available"] in page(open_page(app(), "briefings", id=identifier))


def test_a_briefing_is_drafted_from_a_question(own):
    """The draft is kept, opened, and holds passages of what the reader may see."""
    app, folder = own
    test = open_page(app(), "briefings")
    box = next(box for box in test.text_input if box.key == "draft-question")
    box.input("Who should pay for lighthouses in a strait?")
    press(test, EN["draft.make"])
    with Catalog.open(folder) as catalog:
        [draft] = baskets.baskets(catalog, reader=PUBLIC)
        found = baskets.opened(catalog, draft.id, reader=PUBLIC).briefing
    evidence = [i for s in found.sections if s.role is Role.EVIDENCE for i in s.items]
    assert "sea-lanes" in {item.quote.document for item in evidence}
    assert "cables" not in {item.quote.document for item in found.items if item.quote}


def test_nothing_found_makes_no_draft(own):
    """Words that nothing answers are explained, and no basket is left behind."""
    app, folder = own
    test = open_page(app(), "briefings")
    next(box for box in test.text_input if box.key == "draft-question").input("zzzz")
    press(test, EN["draft.make"])
    assert "Nothing that may be quoted was found" in page(test)
    with Catalog.open(folder) as catalog:
        assert baskets.baskets(catalog, reader=PUBLIC) == []


def test_what_may_not_leave_is_listed_and_can_be_withheld(own):
    """A members' paper is not for the public: the page says which, and offers to leave it out."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        quote = baskets.found(catalog, "cables.en:1:0", reader=MEMBERS)
        identifier, _ = baskets.add(catalog, None, [quote], name="Cables", reader=PUBLIC)
        basket = baskets.opened(catalog, identifier, reader=STAFF)
        words = baskets.found(catalog, "rice.ja:1:0", reader=PUBLIC)
        more = baskets.appended(basket.briefing, (Item("r", words),))
        baskets.save(catalog, basket, more, reader=STAFF)
    test = open_page(app(), "briefings", id=identifier)
    assert "Repairing" not in page(test)
    assert EN("basket.hidden", n=1) in page(test)
    press(test, EN["export.make"])
    with Catalog.open(folder) as catalog:
        [release] = catalog.releases(reader=PUBLIC)
    assert release.sources == ("rice.ja:1",)


def test_an_altered_quotation_stops_the_file(begun):
    """The reason is on the page, and nothing is on record as handed out."""
    app, folder, identifier = begun
    with Catalog.open(folder) as catalog:
        catalog._db.connection.execute("UPDATE page SET text = replace(text, '五年', '六年')")
    test = open_page(app(), "briefings", id=identifier)
    press(test, EN["export.make"])
    assert "no longer on the page" in page(test)
    with Catalog.open(folder) as catalog:
        assert catalog.releases(reader=PUBLIC) == []


def test_a_basket_is_arranged_and_keeps_its_notes(own):
    """Passages come under the subtopics they are near to; own words stay; undo brings it back."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        names = ["rice.ja:1:0"] + [
            each.id for each in catalog.passages_of("sea-lanes.ja", reader=PUBLIC)
        ]
        quotes = [baskets.found(catalog, name, reader=PUBLIC) for name in names]
        identifier, _ = baskets.add(catalog, None, quotes, name="All", reader=PUBLIC)
        basket = baskets.opened(catalog, identifier, reader=PUBLIC)
        noted = editing.annotate(basket.briefing, basket.briefing.items[0].id, "Check.")
        noted = editing.insert(noted, noted.sections[0].id, Item("own", note="Own words."))
        baskets.save(catalog, basket, noted, reader=PUBLIC)
    test = open_page(app(), "briefings", id=identifier)
    press(test, EN["basket.arrange"])
    found = stored(folder, identifier)
    evidence = [s for s in found.sections if s.role is Role.EVIDENCE]
    assert [item.note for item in evidence[0].items] == ["Own words."]
    assert all(section.title_ja and section.title_en for section in evidence[1:])
    held = [item for section in evidence[1:] for item in section.items]
    assert {item.quote.passage for item in held} == set(names)
    assert [item.note for item in held if item.note] == ["Check."]
    press(test, EN["basket.undo"])
    assert len(stored(folder, identifier).sections) == 1


def test_help_with_wording_is_asked_for_and_shown_as_machine_text(begun, endpoint, monkeypatch):
    """Without an endpoint there is no button; with one, what it words is marked as a machine's."""
    app, folder, identifier = begun
    test = open_page(app(), "briefings", id=identifier)
    assert EN["basket.reword"] not in [button.label for button in test.button]
    where, asked, answers = endpoint
    answers.append(said("Rice is kept for five years. [1] Nobody said this."))
    monkeypatch.setenv("KAKEHASHI_WORDING_URL", where.url)
    monkeypatch.setenv("KAKEHASHI_WORDING_MODEL", "small-model")
    test = open_page(app(), "briefings", id=identifier)
    press(test, EN["basket.reword"])
    assert len(asked) == 1
    assert "Rice is kept for five years." in page(test)
    assert EN("basket.machine", model="small-model", items="1") in page(test)
    assert "Nobody said this" not in page(test)
    assert stored(folder, identifier).items[-1].machine[0].model == "small-model"
