"""Baskets: what is added, in which order it stands, and who sees it."""

import pytest

from briefing import baskets, editing
from briefing.records import Briefing, Item, Role, Section
from catalog.records import Level, Reader, Span
from errors import LockedError, NotFoundError

PUBLIC, MEMBERS, STAFF = (Reader(level) for level in Level)
TWO = Briefing(
    sections=(
        Section("s", items=(Item("a"), Item("b"), Item("c"))),
        Section("t", Role.QUESTIONS, items=(Item("d"),)),
    )
)


def order(briefing):
    return ["".join(item.id for item in section.items) for section in briefing.sections]


@pytest.fixture
def basket(catalog, store):
    """Add two passages, of an open and of a staff paper; return the id of the basket."""
    open_, *_ = store("海の道を守る。", "/p/a.txt", document="open")
    closed, *_ = store("極秘の道。", "/p/b.txt", document="closed")
    catalog._db.connection.execute("UPDATE document SET level = 2 WHERE id = 'closed'")
    found = [baskets.found(catalog, f"{each}:1:0", reader=STAFF) for each in (open_, closed)]
    return baskets.add(catalog, None, found, name="Sea", reader=PUBLIC)[0]


def test_a_passage_is_added_once(catalog, store):
    """The second time it is known; a second default basket gets a number."""
    stored, *_ = store("海の道を守る。", "/p/a.txt")
    quote = baskets.found(catalog, f"{stored}:1:0", reader=PUBLIC)
    assert (quote.text, quote.spans) == ("海の道を守る。", (Span(1, 0, 7),))
    one, added = baskets.add(catalog, None, [quote], name="Basket", reader=PUBLIC)
    assert added == 1
    assert baskets.add(catalog, one, [quote], name="Basket", reader=PUBLIC) == (one, 0)
    assert baskets.free_name(catalog, "Basket", reader=PUBLIC) == "Basket 2"


def test_a_place_on_a_page_is_found_by_its_pointer(catalog, store):
    """A pointer leads to the words between its offsets; beyond the page there is nothing."""
    stored, *_ = store("海の道を守る。", "/p/a.txt")
    name = baskets.pointer(stored, 1, [Span(1, 2, 4), Span(1, 4, 6)])
    assert name == f"{stored}:1:1.2.4+1.4.6"
    assert baskets.found(catalog, name, reader=PUBLIC).text == "道を守る"
    for wrong in (f"{stored}:1:1.50.60", f"{stored}:1:9.0.2", "no:1:1.0.2"):
        with pytest.raises(NotFoundError):
            baskets.found(catalog, wrong, reader=PUBLIC)


def test_a_reader_sees_only_items_of_open_papers(catalog, basket):
    """What is hidden is counted and stays, whatever that reader changes."""
    shown = baskets.opened(catalog, basket, reader=PUBLIC)
    assert ([i.quote.text for i in shown.briefing.items], shown.hidden) == (["海の道を守る。"], 1)
    only = shown.briefing.items[0].id
    baskets.save(catalog, shown, editing.remove(shown.briefing, only), reader=PUBLIC)
    whole = baskets.opened(catalog, basket, reader=STAFF)
    assert [item.quote.text for item in whole.briefing.items] == ["極秘の道。"]


def test_a_hidden_passage_cannot_be_added(catalog, basket):
    """To a reader who may not see it, it does not exist."""
    with pytest.raises(NotFoundError):
        baskets.found(catalog, "closed.ja:1:0", reader=PUBLIC)


def test_the_second_window_is_told(catalog, basket):
    """A change of what is no longer so is refused, and nothing is lost."""
    first, second = (baskets.opened(catalog, basket, reader=PUBLIC) for _ in range(2))
    baskets.save(catalog, first, editing.entitle(first.briefing, "title_en", "A"), reader=PUBLIC)
    with pytest.raises(LockedError):
        baskets.save(
            catalog, second, editing.entitle(second.briefing, "title_en", "B"), reader=PUBLIC
        )
    assert baskets.opened(catalog, basket, reader=PUBLIC).briefing.title_en == "A"


def test_items_are_moved_within_their_section_and_beyond():
    """Up, down, to the top, to another section; at an end they stay."""
    assert order(editing.move(TWO, "b", -1)) == ["bac", "d"]
    assert order(editing.move(TWO, "b", 1)) == ["acb", "d"]
    assert order(editing.move(TWO, "c", -3)) == ["cab", "d"]
    assert order(editing.move(TWO, "a", -1)) == ["abc", "d"]
    assert order(editing.move_to(TWO, "b", "t")) == ["ac", "db"]
    assert editing.move_to(TWO, "b", "nowhere") == TWO
    assert editing.move(TWO, "x", 1) == TWO


def test_sections_are_added_named_moved_and_removed():
    """A section goes with what is in it."""
    more = editing.add_section(TWO, " 費用 ", "Costs", Role.READING)
    added = more.sections[-1]
    assert (added.title_ja, added.title_en, added.role) == ("費用", "Costs", Role.READING)
    assert order(editing.move_section(more, added.id, -9)) == ["", "abc", "d"]
    assert order(editing.remove_section(TWO, "s")) == ["d"]
    assert editing.rename_section(TWO, "t", "論点", "Issues").sections[1].title_en == "Issues"


def test_a_quote_goes_to_the_last_section_of_evidence():
    """Sections of another kind are left to what belongs there."""
    found = baskets.appended(TWO, (Item("e"),))
    assert order(found) == ["abce", "d"]
    none = Briefing(sections=(Section("t", Role.QUESTIONS),))
    assert order(baskets.appended(none, (Item("e"),))) == ["", "e"]
