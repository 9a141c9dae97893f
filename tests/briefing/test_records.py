"""Briefings as JSON, and what a change by a reader who does not see all of one keeps."""

from dataclasses import replace

from briefing import baskets
from briefing.records import Briefing, Item, Machine, Quote, Role, Section, dump, load
from catalog.records import DocumentId, EditionId, Language, Page, Span

QUOTE = Quote(
    DocumentId("sea"),
    EditionId("sea.ja"),
    1,
    Language.JA,
    (Span(1, 0, 3), Span(2, 0, 2)),
    "海の道費用",
)
WHOLE = Briefing(
    "海上交通路",
    "Sea lanes",
    "Who pays?",
    (
        Section("s1", items=(Item("a", QUOTE), Item("b", note="own words"))),
        Section(
            "s2",
            Role.DIFFERENCES,
            "違い",
            "Differences",
            (
                Item(
                    "c",
                    QUOTE,
                    QUOTE,
                    DocumentId("sea"),
                    "2024-03",
                    "n",
                    (Machine("Text.", Language.EN, "m", ("a",)),),
                ),
            ),
        ),
    ),
)


def test_a_briefing_comes_back_from_json():
    """All fields are kept."""
    assert load(dump(WHOLE)) == WHOLE


def test_hidden_items_survive_a_change_by_one_who_does_not_see_them():
    """They stay behind the items of their section, or in one of their own if it is removed."""
    shown = replace(WHOLE, sections=(replace(WHOLE.sections[0], items=()), WHOLE.sections[1]))
    changed = replace(shown, sections=(shown.sections[0],))
    found = baskets.merged(WHOLE, changed, shown={"c"})
    assert [[i.id for i in s.items] for s in found.sections] == [["a", "b"]]
    changed = replace(shown, sections=(shown.sections[1],))
    found = baskets.merged(WHOLE, changed, shown={"c"})
    assert [[i.id for i in s.items] for s in found.sections] == [["c"], ["a", "b"]]


def test_a_quote_agrees_with_its_pages_or_does_not():
    """One character more or less, or a page that is gone, is noticed."""
    pages = [Page(1, "海の道を守る"), Page(2, "費用")]
    assert baskets.agrees(QUOTE, pages)
    assert not baskets.agrees(QUOTE, [Page(1, "海の路を守る"), pages[1]])
    assert not baskets.agrees(QUOTE, pages[:1])
    assert not baskets.agrees(replace(QUOTE, text="", spans=()), pages)
