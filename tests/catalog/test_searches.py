"""Saved searches: kept, listed, renamed, deleted; and hidden from readers below their level."""

import pytest

from catalog import Filters
from catalog.records import Handling, Language, Level, Reader
from errors import NotFoundError, UsageError

PUBLIC, MEMBERS, STAFF = (Reader(level) for level in Level)
SEA = {"q": "海", "type": ["fellow-paper", "other"]}


def names(catalog, reader):
    return [saved.name for saved in catalog.saved_searches(reader=reader)]


def test_a_search_is_kept_as_it_was_asked(catalog):
    """Name, parameters and level come back; nobody has looked yet."""
    identifier = catalog.save_search("  Sea \n lanes ", SEA, reader=MEMBERS)
    saved = catalog.saved_search(identifier, reader=MEMBERS)
    assert (saved.name, saved.address, saved.level) == ("Sea lanes", SEA, Level.MEMBERS)
    assert (saved.seen, saved.looked) == (None, None)


def test_the_last_saved_comes_first(catalog):
    """The list begins with what was saved last, also within one second."""
    for name in ("a", "b", "c"):
        catalog.save_search(name, SEA, reader=PUBLIC)
    assert names(catalog, PUBLIC) == ["c", "b", "a"]


def test_a_search_is_renamed_and_deleted(catalog):
    """A new name replaces the old one; a deleted search takes what was seen with it."""
    identifier = catalog.save_search("old", SEA, reader=PUBLIC)
    catalog.look_at_search(identifier, ["a:1:0"], reader=PUBLIC)
    catalog.rename_search(identifier, "new", reader=PUBLIC)
    assert names(catalog, PUBLIC) == ["new"]
    catalog.delete_search(identifier, reader=PUBLIC)
    assert names(catalog, PUBLIC) == []
    assert catalog._db.connection.execute("SELECT COUNT(*) FROM search_seen").fetchone()[0] == 0


def test_no_lower_reader_knows_of_a_search(catalog):
    """Shown, read, renamed, deleted or looked at by a lower reader, it is as if it did not exist."""
    hidden = catalog.save_search("Cable talks", SEA, reader=STAFF)
    assert names(catalog, PUBLIC) == names(catalog, MEMBERS) == []
    assert names(catalog, STAFF) == ["Cable talks"]
    for act in (
        lambda identifier: catalog.saved_search(identifier, reader=MEMBERS),
        lambda identifier: catalog.rename_search(identifier, "x", reader=MEMBERS),
        lambda identifier: catalog.delete_search(identifier, reader=MEMBERS),
        lambda identifier: catalog.look_at_search(identifier, [], reader=MEMBERS),
    ):
        said = []
        for identifier in (hidden, "0123456789"):
            with pytest.raises(NotFoundError) as problem:
                act(identifier)
            said.append(str(problem.value).replace(identifier, "…"))
        assert said[0] == said[1]
    assert names(catalog, STAFF) == ["Cable talks"]


def test_a_taken_name_is_refused_at_its_own_level_only(catalog):
    """A refusal must not tell a member what staff have called a search."""
    catalog.save_search("Sea", SEA, reader=STAFF)
    catalog.save_search("Sea", SEA, reader=MEMBERS)
    other = catalog.save_search("Other", SEA, reader=MEMBERS)
    with pytest.raises(UsageError, match="called “Sea” already"):
        catalog.save_search("Sea ", SEA, reader=MEMBERS)
    with pytest.raises(UsageError, match="already"):
        catalog.rename_search(other, "Sea", reader=MEMBERS)
    with pytest.raises(UsageError, match="needs a name"):
        catalog.save_search(" \n", SEA, reader=MEMBERS)
    catalog.rename_search(other, "Other", reader=MEMBERS)
    assert names(catalog, MEMBERS) == ["Other", "Sea"]


def test_each_level_has_looked_for_itself(catalog):
    """What staff have seen is not what the public have seen."""
    identifier = catalog.save_search("Sea", SEA, reader=PUBLIC)
    catalog.look_at_search(identifier, ["a:1:0"], reader=PUBLIC)
    catalog.look_at_search(identifier, ["a:1:0", "secret:1:0"], reader=STAFF)
    assert catalog.saved_search(identifier, reader=PUBLIC).seen == {"a:1:0"}
    assert catalog.saved_search(identifier, reader=MEMBERS).seen is None
    assert catalog.saved_search(identifier, reader=STAFF).seen == {"a:1:0", "secret:1:0"}


def test_saving_changes_nothing_that_search_could_notice(catalog):
    """The generation stays: no index has to catch up."""
    before = catalog.generation
    identifier = catalog.save_search("Sea", SEA, reader=PUBLIC)
    catalog.look_at_search(identifier, [], reader=PUBLIC)
    assert catalog.generation == before


def test_reach_counts_what_a_reader_may_search(catalog, store):
    """Documents and passages under all filters, and none that the reader may not see."""
    store("海。", path="/a", document="a")
    store("空。", path="/b", document="b", topics=("air",))
    store("Sky.", path="/c", document="b", language="en")
    store("密。", path="/d", document="d", handling=Handling(Level.STAFF))
    assert catalog.reach(reader=PUBLIC, filters=()) == (2, 3)
    assert catalog.reach(reader=STAFF, filters=()) == (3, 4)
    english = Filters(languages=(Language.EN,))
    assert catalog.reach(reader=PUBLIC, filters=(english, Filters(topics=("air",)))) == (1, 1)
    assert catalog.reach(reader=PUBLIC, filters=(Filters(topics=("none",)),)) == (0, 0)
