"""The document page as Streamlit runs it: hits, quotations, versions, neighbours; and handling."""

from __future__ import annotations

import re
import shutil

import pytest

import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader
from index import Index
from tests.ui.conftest import HashEncoder
from tests.ui.test_app import asked, page
from ui import session as sessions
from ui.strings import Strings

EN, JA = Strings("en"), Strings("ja")
TIDE = """# The Tide Tables

## Tables

The tide tables list the hour of high water for every harbour of the strait.

## Gauges

Each tide gauge sends its reading to the office every ten minutes by radio.

## Errors

A wrong reading of the tide costs a ship more than a wrong chart would cost it.

## Freedom of navigation

Without tables nobody uses the freedom of navigation that the treaty promises.
"""
OPEN = {
    "tide": (TIDE, 'date = "2024-03"\n', 'authors = [{ family = "Shio", given = "Ken" }]\n'),
    "pilots": ("# Pilots\n\nPilots know the tide of the strait and its navigation.\n", "", ""),
    "quiet": (
        "# Quiet Talks\n\nA speaker said that the tide gauge was never repaired at all.\n",
        '[handling]\nquotation = "off-the-record"\n',
        "",
    ),
}
HIDDEN = {
    "mirror": (TIDE.replace("Tables", "Mirror"), '[handling]\nlevel = "members"\n', ""),
    "twin": (TIDE.replace("Tables", "Twin"), '[handling]\nlevel = "staff"\n', ""),
    "later": (TIDE.replace("Tables", "Later"), '[handling]\nembargo = "2999-01-01"\n', ""),
}


def write(folder, papers):
    for name, (text, head, of_edition) in papers.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{name}.md").write_text(text, encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        fields, _, handling = head.partition("[handling]")
        (folder / name / "paper.toml").write_text(
            f'id = "{name}"\n{fields}\n[editions."{name}.md"]\ntitle = "{title}"\n'
            f'language = "en"\n{of_edition}' + (f"[handling]{handling}" if handling else ""),
            encoding="utf-8",
        )


def add(catalog, folder, papers, outcome=Outcome.ADDED):
    write(folder, papers)
    report = ingest.add(catalog, [folder], workers=1)
    assert report.count(outcome) == len(papers), report.rows


@pytest.fixture(scope="module")
def shelves(stored, tmp_path_factory):
    """Two libraries: one of open papers, one that has near papers which are closed besides."""
    found = {}
    for name in ("open", "both"):
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(stored, folder / "library", ignore=shutil.ignore_patterns("index"))
        with Catalog.open(folder / "library") as catalog:
            add(catalog, folder / "in", OPEN)
            old = OPEN["pilots"]
            changed = {"pilots": (old[0].replace("Pilots know", "Every pilot knows"), *old[1:])}
            add(catalog, folder / "in", changed, Outcome.UPDATED)
            if name == "both":
                add(catalog, folder / "hidden", HIDDEN)
            Index.open(catalog, HashEncoder()).update()
        found[name] = folder / "library"
    return found


def script():
    from functools import partial

    import streamlit as st

    from app import PAGES
    from ui import frame, session

    here = session.begin()
    pages = {
        name: st.Page(
            partial(module.show, here), title=name, url_path=name, default=name == "document"
        )
        for name, (module, _) in PAGES.items()
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    frame.draw(here, pages, chosen)
    chosen.run()


@pytest.fixture
def opened(shelves, monkeypatch):
    """Return a function that opens the document page at an address, as AppTest."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("KAKEHASHI_LANGUAGE", "en")
    monkeypatch.setattr(sessions, "load", lambda name, threads=None: HashEncoder())

    def open_at(shelf: str = "both", reader: str = "public", **params):
        for cached in (sessions.open_catalog, sessions.open_encoder, sessions.open_index):
            cached.clear()
        monkeypatch.setenv("KAKEHASHI_LIBRARY", str(shelves[shelf]))
        monkeypatch.setenv("KAKEHASHI_READER", reader)
        test = AppTest.from_function(script, default_timeout=60)
        for name, value in params.items():
            test.query_params[name] = value
        return test.run()

    return open_at


def button(test, key):
    found = [each for each in test.button if each.key == key]
    assert found, [each.key for each in test.button]
    return found[0]


def all_said(test) -> str:
    """Return everything on the page that a person could read."""
    labels = [each.label for each in (*test.button, *test.selectbox, *test.expander)]
    return "\n".join([page(test), *labels])


def test_hits_are_gone_through_in_reading_order(opened):
    """Three passages hold “tide” or are near it: next goes on, its place is in the address, and
    the ends stop.
    """
    test = opened(id="tide.en", q='"tide"', type="other")
    assert f"<strong>{EN('reading.hits', n=3)}</strong>" in page(test)
    assert EN("reading.hits_for", query="&quot;tide&quot;") in page(test)
    assert button(test, "hit-previous").disabled
    for place, words in enumerate(("tide tables", "tide gauge", "reading of the tide"), start=1):
        button(test, "hit-next").click().run()
        assert f"<strong>{EN('reading.hit_of', number=place, n=3)}</strong>" in page(test)
        pieces = re.findall('<mark class="[^"]*k-mark-place[^"]*"[^>]*>(.*?)</mark>', page(test))
        marked = "".join(pieces)
        assert words in marked
        assert asked(test, "q") == ['"tide"']
        assert asked(test, "type") == ["other"]
    assert button(test, "hit-next").disabled
    button(test, "hit-previous").click().run()
    assert f"<strong>{EN('reading.hit_of', number=2, n=3)}</strong>" in page(test)
    assert asked(test, "passage")[0].startswith("tide.en:1:")


def test_a_query_that_cannot_be_read_leaves_the_paper(opened):
    """A mistyped address shows the paper without hits."""
    test = opened(id="tide.en", q='"open')
    assert not [each for each in test.button if each.key == "hit-next"]
    assert "high water" in page(test)


def passage(shelves, edition, words):
    with Catalog.open(shelves["both"]) as catalog:
        reader = Reader(Level.STAFF)
        found = catalog.passages_of(edition, reader=reader)
        return next(each.id for each in found if words in each.passage.text)


def test_the_passage_is_offered_with_its_citation(opened, shelves):
    """Both forms are on the page: words, authors, title, date (with its era), page and link."""
    identifier = passage(shelves, "tide.en", "gauge sends")
    shown = page(opened(id="tide.en", passage=identifier)).replace("&amp;", "&")
    words = "Each tide gauge sends its reading to the office every ten minutes by radio."
    assert f"“{words}”\nKen Shio, “The Tide Tables”, March 2024, " in shown
    assert f"「{words}」\nKen Shio「The Tide Tables」2024年3月（令和6年）、" in shown
    assert f"/document?id=tide.en&page=1&passage={identifier}" in shown
    assert EN["reading.copy"] in shown


def test_what_is_off_the_record_is_not_offered(opened, shelves):
    """The rule stands where the quotation would be."""
    shown = page(opened(id="quiet.en", passage=passage(shelves, "quiet.en", "speaker")))
    assert EN["quotation_help.off-the-record"] in shown
    assert 'class="k-copy"' not in shown.replace("k-copies", "")


def test_chatham_house_goes_along(opened, shelves):
    """What leaves the house says under which rule, and for whom."""
    identifier = passage(shelves, "cables.en", "cable repair ship")
    shown = page(opened(reader="members", id="cables.en", passage=identifier))
    assert f"{EN['quotation.chatham-house']}: {EN['quotation_help.chatham-house']}" in shown
    assert f"{JA['quotation.chatham-house']}：{JA['quotation_help.chatham-house']}" in shown
    assert EN["level_help.members"] in shown


def test_a_text_that_changed_is_not_quoted(opened, shelves, monkeypatch):
    """Where page and passage disagree, no quotation is offered, and it is said."""
    from dataclasses import replace

    identifier = passage(shelves, "tide.en", "gauge sends")
    original = Catalog.pages

    def damaged(self, *args, **kwargs):
        return [
            replace(p, text=p.text.replace("ten", "six")) for p in original(self, *args, **kwargs)
        ]

    monkeypatch.setattr(Catalog, "pages", damaged)
    shown = page(opened(id="tide.en", passage=identifier))
    assert EN["reading.not_exact"] in shown
    assert 'class="k-copy"' not in shown


def test_a_paper_without_abstract_shows_central_sentences(opened):
    """They are said to be the app's choice, and stand with their page."""
    shown = page(opened(id="tide.en"))
    assert EN["reading.central_note"] in shown
    assert 2 <= shown.partition("k-central")[2].partition("</ul>")[0].count("<li>") <= 3


def test_how_well_a_page_was_read_is_on_it(opened):
    """Engine and quality are badges of every page."""
    shown = page(opened(id="tide.en"))
    assert EN("reading.engine", engine="markdown") in shown
    assert "Quality of the text: " in shown


def test_older_versions_can_be_opened(opened):
    """By their address, by a passage of theirs, and from the list; each says which it is."""
    for params in ({"version": "1"}, {"passage": "pilots.en:1:0"}):
        test = opened(id="pilots.en", **params)
        assert "Pilots know the tide" in page(test)
        assert "This is version 1" in page(test)
        button(test, "newest").click().run()
        assert "Every pilot knows the tide" in page(test)
        assert "This is version" not in page(test)
    button(test, "version-1").click().run()
    assert asked(test, "version") == ["1"]
    assert "Pilots know the tide" in page(test)
    assert "Every pilot knows" in page(opened(id="pilots.en", version="9"))


def test_neighbours_are_named_and_lead_on(opened):
    """A near paper is a button to it, a shared term a badge."""
    test = opened(id="tide.en")
    assert EN["reading.near"] in page(test)
    assert ">freedom of navigation</span>" in page(test)
    button(test, "near-pilots").click().run()
    assert asked(test, "id") == ["pilots.en"]
    assert "Every pilot knows" in page(test)


@pytest.mark.parametrize("query", ["", "tide gauge"])
def test_hidden_neighbours_change_nothing_on_the_page(opened, query):
    """A public reader sees the same page, to the letter, with and without closed papers beside."""
    params = {"id": "tide.en", **({"q": query} if query else {})}
    alone, beside = (all_said(opened(shelf, **params)) for shelf in ("open", "both"))
    assert beside == alone
    assert "Mirror" not in beside
    members = all_said(opened("both", reader="members", **params))
    assert "The Tide Mirror" in members
    assert "The Tide Twin" not in members


def test_a_hidden_paper_answers_like_none(opened):
    """With a version, a passage or a query in the address too."""
    pages = {
        all_said(opened(id=f"{name}.en", version="1", passage=f"{name}.en:1:0", q="tide"))
        for name in ("twin", "nothing")
    }
    assert len(pages) == 1
    assert EN["error.not_available"] in pages.pop()
