"""The pair page: rows, flags, addresses, and what a reader may not see."""

import pytest

from catalog.records import BlockKind, Edition, Language, Span
from index.aligned import Side
from index.paragraphs import Paragraph
from ui.pair_view import Drawing, Row, html, rows
from ui.strings import Strings


def side(language, *texts):
    edition = Edition(f"d.{language}", "d", language, "T", "", 1, 1, "", "f.md", "markdown", 1, 1)
    parts = (
        Paragraph(number, BlockKind.PARAGRAPH, text, (Span(1, 0, 1),))
        for number, text in enumerate(texts, start=1)
    )
    return Side(edition, tuple(parts))


def test_rows_follow_the_left_edition():
    """A section that changed places is flagged where it moved; who stands alone follows its own."""
    assert rows(4, 5, {(1, 3), (2, 4), (3, 1), (4, 1)}) == [
        Row((1,), (3,)),
        Row((2,), (4,)),
        Row((), (5,)),
        Row((3, 4), (1,), moved=True),
        Row((), (2,)),
    ]


def test_rows_of_editions_that_share_nothing():
    """Every paragraph has its own row, and none is lost."""
    assert rows(1, 2, set()) == [Row((), (1,)), Row((), (2,)), Row((1,), ())]


def test_each_paragraph_names_its_counterparts_and_is_escaped():
    """The first is linked to the first, the second stands alone and is flagged as such."""
    left, right = side(Language.EN, "A < B", "Alone"), side(Language.JA, "甲は乙より小さい")
    drawing = Drawing(left, right, frozenset({(1, 1)}), frozenset({"ja-1"}), {}, Strings("en"))
    shown = html(drawing)
    assert 'id="k-pair-en-1" data-with="ja-1"' in shown
    assert 'class="k-pair-part k-pair-here" id="k-pair-ja-1" data-with="en-1"' in shown
    assert 'id="k-pair-en-2" data-with=""' in shown
    assert shown.count("Only in the English edition") == 1
    assert "A &lt; B" in shown
    assert 'href="?id=d&amp;para=en-2&amp;ui=en"' in shown


def bodies(test):
    return " ".join(element.proto.body for element in test.get("html"))


@pytest.fixture
def page(library, session, monkeypatch):
    """Return a function that draws the pair page for a reader, without the frame around it."""
    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import HashEncoder
    from ui import session as sessions

    monkeypatch.setenv("KAKEHASHI_LIBRARY", str(library))
    monkeypatch.setattr(sessions, "load", lambda name, threads=None: HashEncoder())
    for cached in (sessions.open_catalog, sessions.open_encoder, sessions.open_index):
        cached.clear()

    def script(here):
        import streamlit as st

        from ui.pages import pair

        st.session_state["pages"] = {"document": st.Page(lambda: None, url_path="document")}
        st.navigation([st.session_state["pages"]["document"]], position="hidden")
        pair.show(here)

    def draw(level="public", language="en", **params):
        test = AppTest.from_function(script, args=(session(level, language),), default_timeout=60)
        for name, value in params.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return bodies(test)

    return draw


def test_both_editions_stand_side_by_side(page):
    """Every paragraph of both editions is on the page, under the title in the reader's language."""
    for language, title in (
        ("en", "The Work of Keeping Sea Lanes Open"),
        ("ja", "海上交通路を守る仕事"),
    ):
        shown = page(id="sea-lanes", language=language)
        assert shown.startswith(f'<h1 lang="{language}">{title}</h1>')
        assert shown.count('id="k-pair-ja-') == shown.count('id="k-pair-en-') == 4


def test_an_address_names_a_paragraph_or_a_passage(page, session):
    """The paragraph is marked; a passage marks the paragraph that holds it; nonsense is said."""
    assert 'k-pair-here" id="k-pair-ja-3"' in page(id="sea-lanes", para="ja-3")
    here = session()
    (found,) = (
        stored
        for stored in here.catalog.passages_of("sea-lanes.ja", reader=here.reader)
        if "浚渫" in stored.passage.text
    )
    assert 'k-pair-here" id="k-pair-ja-4"' in page(id="sea-lanes", passage=found.id)
    lost = page(id="sea-lanes", para="ja-99")
    assert 'k-pair-here"' not in lost
    assert "not in the current editions" in lost


def test_a_document_with_one_edition_says_so(page):
    """There is nothing to set beside it."""
    assert "Only one edition" in page(id="rice")


def test_a_hidden_document_looks_like_none(page):
    """The page of a members' paper and of no paper are the same but for the id."""
    hidden, absent = page(id="cables"), page(id="nothing")
    assert hidden.replace("cables", "nothing") == absent
    assert "Only one edition" in page("members", id="cables")
