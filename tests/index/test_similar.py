"""What is near to a document, by meaning and by terms; what is hidden moves nothing."""

import datetime as dt

import numpy as np
import pytest

from catalog.records import BlockKind, Language, Level, Passage, Reader, Span, StoredPassage
from index import Similar
from index.central import central, unit_mean
from tests.index.conftest import FakeEncoder

TODAY = dt.date(2024, 6, 1)
PUBLIC, STAFF = Reader(Level.PUBLIC, TODAY), Reader(Level.STAFF, TODAY)


def edition(library, identifier, reader=STAFF):
    return library.catalog.edition(identifier, reader=reader)


def lists(similar, found, reader):
    """Return all that a reader is told of a document's neighbours."""
    return (
        similar.near(found, reader=reader),
        similar.sharing(found, reader=reader),
        similar.central(found, reader=reader),
    )


def test_nearest_first_and_never_itself(library):
    """Of sea, ship and money, the sea paper is nearest to a sea paper; its other edition is no
    neighbour.
    """
    library.add("The sea. The sea.", document="a", title="sea")
    library.add("海。", document="a", language="ja", title="海")
    library.add("The ocean.", document="b", title="sea")
    library.add("A sea ship.", document="c", title="sea")
    library.add("Money.", document="d", title="money")
    similar = Similar(library.index())
    near = similar.near(edition(library, "a.en"), reader=PUBLIC)
    assert [each.document for each in near] == ["b", "c", "d"]
    assert near[0].score == pytest.approx(1.0, abs=0.01)
    assert near[1].score < 0.95
    assert [n.document for n in similar.near(edition(library, "a.en"), reader=PUBLIC, k=1)] == ["b"]


def test_a_document_counts_once_by_its_nearest_edition(library):
    """Two editions of one paper are one neighbour."""
    library.add("The sea.", document="a", title="sea")
    library.add("The sea.", document="b", title="sea")
    library.add("船。", document="b", language="ja", title="船")
    near = Similar(library.index()).near(edition(library, "a.en"), reader=PUBLIC)
    assert [each.document for each in near] == ["b"]
    assert near[0].score == pytest.approx(1.0, abs=0.01)


def test_the_rarest_terms_lead(library):
    """A paper with the term of two papers comes before one with the term of three."""
    library.add("Law of the sea and UNCLOS.", document="a")
    library.add("UNCLOS is cited.", document="b")
    library.add("The law of the sea.", document="c")
    library.add("海洋法。", document="d", language="ja")
    library.add("Nothing of the kind.", document="e")
    shared = Similar(library.index()).sharing(edition(library, "a.en"), reader=PUBLIC)
    assert [each.document for each in shared] == ["b", "c", "d"]
    assert [term.abbreviation for term in shared[0].terms] == ["UNCLOS"]
    assert [term.english for term in shared[1].terms] == ["law of the sea"]


def test_a_term_of_every_paper_says_nothing(library):
    """What all papers name is no reason to show any of them."""
    library.add("The law of the sea.", document="a")
    library.add("海洋法。", document="b", language="ja")
    assert Similar(library.index()).sharing(edition(library, "a.en"), reader=PUBLIC) == []


@pytest.mark.parametrize("long_lived", [True, False])
def test_hidden_neighbours_change_nothing(library, long_lived):
    """Neither lists, nor scores, nor terms, nor sentences: all stay to the last digit."""
    texts = [f"The law of the sea is old, part {i}, and ships obey it." for i in range(5)]
    library.add(*texts, "FON.", document="a", title="sea")
    library.add("The law of the sea; FON.", document="b", title="sea")
    library.add("FON and money.", document="c", title="money")
    library.add("Money alone.", document="d", title="money")
    index = library.index()
    similar = Similar(index)
    before = lists(similar, edition(library, "a.en"), PUBLIC)
    assert [each.document for each in before[0]] == ["b", "c", "d"]
    assert [each.document for each in before[1]] == ["b", "c"]
    assert len(before[2]) == 3
    library.add(*texts, "UNCLOS. FON.", document="s", title="sea", level=Level.STAFF)
    library.add(*texts, "FON.", document="m", title="sea", level=Level.MEMBERS)
    library.add(*texts, "FON.", document="e", title="sea", embargo=dt.date(2999, 1, 1))
    index.update()
    if not long_lived:
        similar = Similar(library.index())
    assert lists(similar, edition(library, "a.en"), PUBLIC) == before
    staff = similar.near(edition(library, "a.en"), reader=STAFF)
    assert {each.document for each in staff[:3]} == {"s", "m", "e"}
    hidden = edition(library, "s.en")
    assert lists(similar, hidden, STAFF)[0] != []
    assert similar.near(hidden, reader=PUBLIC) == []


def test_what_is_closed_leaves_the_lists_at_once(library):
    """Between the change and the next update, a closed paper is no neighbour any more."""
    library.add("The sea.", document="a", title="sea")
    library.add("The sea.", document="b", title="sea")
    similar = Similar(library.index())
    assert [n.document for n in similar.near(edition(library, "a.en"), reader=PUBLIC)] == ["b"]
    library.add("The sea.", document="b", title="sea", level=Level.STAFF)
    assert similar.near(edition(library, "a.en"), reader=PUBLIC) == []


def test_the_means_follow_the_catalogue(library):
    """A new content counts after the update, a removed paper not at all; as if opened anew."""
    library.add("The sea.", document="a", title="sea", path="/a")
    library.add("The sea.", document="b", title="sea", path="/b")
    library.add("Ship and sea.", document="c", title="sea", path="/c")
    index = library.index()
    similar = Similar(index)
    assert [n.document for n in similar.near(edition(library, "a.en"), reader=PUBLIC)] == ["b", "c"]
    library.add("Money.", document="b", title="money", path="/b")
    library.add("The sea, the sea.", document="d", title="sea", path="/d")
    library.catalog.remove("c")
    index.update()
    near = similar.near(edition(library, "a.en"), reader=PUBLIC)
    assert [each.document for each in near] == ["d", "b"]
    assert near == Similar(index).near(edition(library, "a.en"), reader=PUBLIC)


def passage(ordinal: int, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> StoredPassage:
    made = Passage(ordinal, text, (Span(1, 0, len(text)),), Language.EN, kind=kind)
    return StoredPassage(ordinal, f"a.en:1:{ordinal}", "a.en", "a", "A", "1", made)


def test_central_sentences_are_those_of_the_middle():
    """Of papers on the sea with an excursion on money, the sea's sentences are chosen, in the
    order of the paper; headings and names without an end are not.
    """
    texts = [
        "The sea is wide and the sea is deep. Money was spent on it somewhere.",
        "Money, money and trade fill this passage alone.",
        "Ships cross the sea in every month. The sea joins the ports.",
        "The sea is also the law of many ports here.",
    ]
    found = [passage(i, text) for i, text in enumerate(texts)]
    found.append(passage(4, "The sea in a heading of this kind.", BlockKind.HEADING))
    found.append(passage(5, "Working Group on the Sea"))
    encoder = FakeEncoder()
    vectors = encoder.encode([each.passage.text for each in found], "passage")
    chosen = central(found, vectors, encoder)
    assert [each.text for each in chosen] == [
        "The sea is wide and the sea is deep.",
        "The sea joins the ports.",
        "The sea is also the law of many ports here.",
    ]
    assert central(found[:3], vectors[:3], encoder) == ()


def test_a_mean_has_unit_length():
    """The mean of two axes points between them."""
    mean = unit_mean(np.array([[2.0, 0.0], [0.0, 2.0]], np.float16))
    assert mean == pytest.approx([2**-0.5, 2**-0.5])
