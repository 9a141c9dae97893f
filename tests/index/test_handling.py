"""What a reader may not see changes nothing that they see."""

import datetime as dt
import shutil

import pytest

from catalog.records import Level, Reader
from index import Index
from index import stamp as stamps

QUERIES = ["sea", "航行の自由", "law of the sea -trade", '"the sea"', "ship lang:en", "year:2020.."]


def open_papers(library):
    library.add("The sea and its law.", "A ship at sea.", "FON at sea.", date=dt.date(2021, 1, 1))
    library.add("航行の自由は海の法。", "船の話。", language="ja", date=dt.date(2022, 1, 1))
    library.add("The sea trade.", level=Level.MEMBERS, date=dt.date(2023, 1, 1))


def closed_papers(library):
    for i in range(5):
        library.add(
            f"The sea, the sea {i}. Law of the sea. A ship.",
            "航行の自由 freedom of navigation FON.",
            level=Level.STAFF,
            date=dt.date(2024, 1, 1),
        )
    library.add("The sea tomorrow, a ship.", embargo=dt.date(2999, 1, 1), date=dt.date(2024, 1, 1))


def answers(index, reader):
    """Return all that a search says, with scores, for queries of every kind."""
    found = []
    for query in QUERIES:
        results = index.explain(index.search(query, reader=reader, k=20))
        hits = [
            (h.passage.id, h.score, h.parts, h.reasons, h.marks, h.nearest) for h in results.hits
        ]
        found.append((hits, results.expansions, results.folds, results.editions, results.waiting))
    return found


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS])
@pytest.mark.parametrize("long_lived", [True, False])
def test_restricted_papers_change_nothing_below(library, level, long_lived):
    """Hits, scores, order, counts, expansions: all stay the same to the last digit."""
    reader = Reader(level, dt.date(2024, 6, 1))
    open_papers(library)
    index = library.index()
    before = answers(index, reader)
    closed_papers(library)
    if long_lived:
        index.update()
    else:
        index = library.index()
    assert answers(index, reader) == before
    assert any(hits for hits, *_ in before)
    everything = index.search("sea", reader=Reader(Level.STAFF), k=50)
    assert len(everything.hits) == 17


CLOSED = {
    "members": {"level": Level.MEMBERS},
    "staff": {"level": Level.STAFF},
    "embargo": {"embargo": dt.date(2999, 1, 1)},
}


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("rewritten", [True, False])
@pytest.mark.parametrize("long_lived", [True, False])
def test_a_paper_that_was_open_leaves_nothing_behind(
    library, public, closed, rewritten, long_lived
):
    """After it is closed, public scores are those of a library that never had it."""
    texts = ["The sea, the sea. Law of the sea.", "A ship, freedom of navigation."]
    open_papers(library)
    before = answers(library.index(), public)
    shutil.rmtree(library.folder / "index")
    library.add(*texts, document="d", path="/papers/d")
    index = library.index()  # one segment, of which the paper is a part
    assert answers(index, public) != before
    handling = CLOSED[closed]
    library.add(*texts, *["New."] * rewritten, document="d", path="/papers/d", **handling)
    if not long_lived:
        index.close()
        index = library.index()
    index.update()
    assert answers(index, public) == before
    assert len(index.search("navigation", reader=Reader(Level.STAFF), mode="lexical").hits) == 1
    words = stamps.read(index.folder).words
    library.add("Another paper.", "More.")
    index.update()
    assert stamps.read(index.folder).words == words  # made anew once, not each time


def test_visible_papers_come_and_go_in_place(library):
    """Changing and removing what stays visible, and adding closed papers, rewrites nothing."""
    open_papers(library)
    index = library.index()
    words = stamps.read(index.folder).words
    closed_papers(library)
    edition = library.add("The sea.", path="/papers/d")
    index.update()
    library.add("The new sea.", path="/papers/d")
    index.update()
    library.catalog.remove(edition)
    index.update()
    assert stamps.read(index.folder).words == words


def test_each_level_sees_all_that_those_below_see(library):
    """Staff see members' and public papers, members see public ones."""
    open_papers(library)
    closed_papers(library)
    index = library.index()
    seen = [
        {hit.passage.id for hit in index.search("sea", reader=Reader(level), k=50).hits}
        for level in Level
    ]
    assert seen[0] < seen[1] < seen[2]


def test_a_paper_that_is_closed_disappears_at_once(library, public):
    """Between the change and the next update, nothing is shown that was allowed before."""
    library.add("The open sea.", document="d")
    index = library.index()
    assert len(index.search("sea", reader=public).hits) == 1
    library.add("The open sea.", document="d", level=Level.STAFF)
    assert index.search("sea", reader=public).hits == ()
    index.update()
    assert index.search("sea", reader=public).hits == ()


@pytest.fixture
def embargoed(library, monkeypatch):
    """Store a paper that opens tomorrow; return a reader of tomorrow, and what makes it come."""
    today = dt.date.today()  # noqa: DTZ011 - as the index does
    library.add("The open sea.", embargo=today + dt.timedelta(1))

    class Tomorrow(dt.date):
        @classmethod
        def today(cls):
            return today + dt.timedelta(1)

    def sleep() -> None:
        monkeypatch.setattr("index.index.dt.date", Tomorrow)

    return Reader(Level.PUBLIC, today + dt.timedelta(1)), sleep


def test_an_embargo_ends_with_an_update(library, embargoed):
    """A paper joins the words of lower levels on its day, though the catalogue has not changed."""
    reader, sleep = embargoed
    index = library.index()
    assert not index.behind
    assert index.search("sea", reader=reader, mode="lexical").hits == ()
    sleep()
    assert index.behind
    assert index.update().added == 1
    (hit,) = index.search("sea", reader=reader, mode="lexical").hits
    assert hit.passage.passage.text == "The open sea."
    assert not index.behind


def test_an_embargo_ends_by_catching_up(library, embargoed):
    """A door that looks before each search finds the paper by its words on the day; reading
    itself writes nothing.
    """
    reader, sleep = embargoed
    index = library.index()
    assert not index.words_behind
    sleep()
    assert index.search("sea", reader=reader, mode="lexical").hits == ()
    assert index.words_behind
    assert index.catch_up()
    (hit,) = index.search("sea", reader=reader, mode="lexical").hits
    assert hit.passage.passage.text == "The open sea."
    assert not index.behind


def test_catching_up_leaves_it_to_who_writes(library, embargoed):
    """While another process writes, searches go on; an index open for reading then sees it."""
    reader, sleep = embargoed
    index = library.index()
    app = Index.open(library.catalog, library.encoder, read_only=True)
    sleep()
    with stamps.writing(index.folder):
        assert not index.catch_up()
    assert app.search("sea", reader=reader, mode="lexical").hits == ()
    assert index.catch_up()
    assert len(app.search("sea", reader=reader, mode="lexical").hits) == 1
