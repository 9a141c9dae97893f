"""The evidence of a hit, as it is shown."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.records import DocumentId, EditionId, Language, Passage, Span, StoredPassage
from index import Hit, Mark, Reason
from ui import evidence
from ui.address import Request
from ui.html import marked
from ui.place import find
from ui.strings import Strings

ROOT = Path(__file__).parents[2]
EN, JA = Strings("en"), Strings("ja")
LEXICAL, SEMANTIC, NUMBER = Reason.LEXICAL, Reason.SEMANTIC, Reason.NUMBER


@pytest.fixture
def hit() -> Hit:
    """A passage "abcd" + " " + "efgh" over pages 3 and 4, with a word, a number and a span."""
    passage = Passage(0, "abcd efgh", (Span(3, 96, 100), Span(4, 0, 4)), Language.EN, joiner=" ")
    stored = StoredPassage(1, "d.en:1:0", EditionId("d.en"), DocumentId("d"), "T", "3", passage)
    found = (Mark(0, 2, LEXICAL), Mark(6, 8, NUMBER, "平成11年"))
    return Hit(stored, 1.0, (LEXICAL,), {}, nearest=((1, 7),), marker=lambda _: found)


def test_each_mark_says_why(hit):
    """The class and the tooltip are the reason's; a number's tooltip names what was asked."""
    assert evidence.marks(hit, EN) == [
        (0, 2, "k-mark-lexical", "word of your query"),
        (1, 7, "k-mark-semantic", "nearest in meaning"),
        (6, 8, "k-mark-number", "same number or date: 平成11年"),
    ]


def test_overlapping_marks_give_both_reasons(hit):
    """Where a word stands in the nearest span, the tooltip has both."""
    shown = marked("abcd efgh", evidence.marks(hit, EN))
    both = "word of your query\nnearest in meaning"
    assert f'<mark class="k-mark-lexical k-mark-semantic" title="{both}">b</mark>' in shown


def test_marks_stand_on_their_pages(hit):
    """A span over a page break is marked to the end of one page and from the start of the next."""
    assert [mark[:3] for mark in evidence.on_page(hit, 3, EN)] == [
        (96, 98, "k-mark-lexical"),
        (97, 100, "k-mark-semantic"),
    ]
    assert [mark[:3] for mark in evidence.on_page(hit, 4, EN)] == [
        (0, 2, "k-mark-semantic"),
        (1, 3, "k-mark-number"),
    ]
    assert evidence.on_page(hit, 5, EN) == []


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_the_legend_names_each_kind(strings):
    """Each reason stands in its own mark."""
    shown = evidence.legend(strings)
    for reason in Reason:
        words = strings[f"evidence.{reason}"]
        assert f'<mark class="k-mark-{reason}">{words}</mark>' in shown


def test_one_who_arrives_from_a_hit_sees_its_marks(app, session):
    """The address of a hit has the query, so its page marks what the hit did; else only the place."""
    app()  # with the encoder of the tests
    here = session()
    stored = here.catalog.passages_of("sea-lanes.en", reader=here.reader)[1]
    place = find(here, {"id": "sea-lanes.en", "passage": stored.id})
    hit = evidence.arrived(here, place, Request("航行の自由"))
    words = {
        (stored.passage.text[mark.start : mark.end].lower(), mark.reason) for mark in hit.marks
    }
    assert ("freedom of navigation", Reason.TERM) in words
    assert evidence.arrived(here, place, Request()) is None
    assert evidence.arrived(here, place, Request('"open')) is None
    assert evidence.arrived(here, replace(place, passage=None), Request("航行の自由")) is None


def test_an_address_keeps_how_the_query_was_read():
    """Expansions that were off stay off, filters of the search do not come along."""
    asked = Request("海", languages=(Language.JA,), off=("a=b",), literal=True)
    assert evidence.asked(asked) == {"q": "海", "off": ["a=b"], "literal": "1"}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_can_be_told_in_light_and_dark(theme):
    """Text keeps 4.5:1 on each mark, and each line 3:1 against what it lies on (WCAG AA)."""
    style = (ROOT / "ui" / "style.css").read_text(encoding="utf-8")
    colours = {
        name: dark if theme == "dark" else light
        for name, light, dark in re.findall(
            r"--k-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", style
        )
    }
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    text = config["theme"][theme]["textColor"]
    page = config["theme"][theme]["backgroundColor"]
    for name in ("word", "term", "number", "place"):
        assert contrast(text, colours[name]) >= 4.5, name
    for name in ("word", "term", "number"):
        assert contrast(colours[f"{name}-line"], colours[name]) >= 3, name
    for ground in (page, colours["place"]):
        assert contrast(colours["near-line"], ground) >= 3, ground
