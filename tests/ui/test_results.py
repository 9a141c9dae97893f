"""What a found document shows."""

from __future__ import annotations

import pytest

from catalog.records import DocumentId, EditionId, Language, Passage, Span, StoredPassage
from errors import NotFoundError
from index import Hit, Mark, Reason, group
from ui.place import find
from ui.results import arrange, below, passage_html
from ui.strings import Strings

EN = Strings("en")


def hit(row: int, edition: str, score: float, **more) -> Hit:
    language = Language(edition.rsplit(".", maxsplit=1)[-1])
    passage = Passage(row, "The sea is <wide>. It is deep.", (Span(1, 0, 30),), language)
    stored = StoredPassage(
        row, f"{edition}:1:{row}", EditionId(edition), DocumentId("d"), "T", "1", passage
    )
    return Hit(stored, score, more.pop("reasons", (Reason.LEXICAL,)), {}, **more)


def test_both_languages_come_first():
    """The best passage of each edition leads, the others follow by score."""
    hits = [hit(1, "d.ja", 0.9), hit(2, "d.ja", 0.8), hit(3, "d.en", 0.2), hit(4, "d.en", 0.1)]
    assert [h.passage.row for h in arrange(group(hits)[0])] == [1, 3, 2, 4]


def test_words_and_nearest_span_are_marked():
    """Each mark carries its reason as class and tooltip, the rest nothing."""
    found = hit(
        1,
        "d.en",
        1.0,
        reasons=(Reason.LEXICAL, Reason.SEMANTIC),
        marker=lambda _: (Mark(4, 7, Reason.LEXICAL),),
        nearest=((19, 30),),
    )
    assert passage_html(found, EN) == (
        '<p class="k-passage" lang="en">The '
        f'<mark class="k-mark-lexical" title="{EN["evidence.lexical"]}">sea</mark>'
        " is &lt;wide&gt;. "
        f'<mark class="k-mark-semantic" title="{EN["evidence.semantic"]}">It is deep.</mark></p>'
    )


def test_headings_do_not_repeat_the_title():
    """A paper's own title above every passage says nothing."""
    assert below("海の道: › 二 費用", "海の道:誰が払うか") == "二 費用"
    assert below("Costs › Dredging", "Sea Lanes") == "Costs › Dredging"
    assert below("", "Sea Lanes") == ""


def test_an_address_names_an_edition_or_a_document(session):
    """A document opens in the language of the interface, an edition as itself."""
    assert find(session(), {"id": "sea-lanes"}).edition.language == "en"
    assert find(session(language="ja"), {"id": "sea-lanes"}).edition.language == "ja"
    assert find(session(language="ja"), {"id": "sea-lanes.en"}).edition.language == "en"


def test_the_page_comes_from_the_passage(session):
    """A link with a passage alone leads to its page."""
    here = session()
    stored = here.catalog.passages_of("sea-lanes.en", reader=here.reader)[-1]
    place = find(here, {"id": "sea-lanes.en", "passage": stored.id})
    assert (place.number, place.passage) == (2, stored)


@pytest.mark.parametrize(("page", "shown"), [("0", 1), ("2", 2), ("99", 2), ("x", 1), ("²", 1)])
def test_a_page_that_does_not_exist_becomes_the_nearest(session, page, shown):
    """A mistyped page still shows the paper."""
    assert find(session(), {"id": "sea-lanes.en", "page": page}).number == shown


def test_a_passage_of_another_version_is_lost(session):
    """A mark at old offsets would mark the wrong words."""
    place = find(session(), {"id": "sea-lanes.en", "passage": "sea-lanes.en:7:0"})
    assert place.lost
    assert place.passage is None


def test_hidden_and_absent_are_refused_alike(session):
    """Nobody can tell a members' paper from one that is not there."""
    with pytest.raises(NotFoundError) as hidden:
        find(session(), {"id": "cables.en"})
    with pytest.raises(NotFoundError) as absent:
        find(session(), {"id": "nothing.en"})
    assert hidden.value.code == absent.value.code
    assert find(session("members"), {"id": "cables.en"}).document.id == "cables"
