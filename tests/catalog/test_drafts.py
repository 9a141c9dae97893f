"""Drafts: kept, changed, undone and redone; hidden from readers below their level."""

import pytest

from catalog.records import Level, Reader
from errors import LockedError, NotFoundError, UsageError

PUBLIC, MEMBERS, STAFF = (Reader(level) for level in Level)


def content(catalog, identifier):
    return catalog.draft(identifier, reader=STAFF).content


def test_changes_are_undone_and_redone(catalog):
    """Each state comes back in turn; a change after undoing forgets what was undone."""
    one = catalog.create_draft("briefing", " Sea \n lanes ", "a", reader=PUBLIC)
    assert catalog.draft(one, reader=PUBLIC).name == "Sea lanes"
    assert catalog.save_draft(one, "b", state=1, reader=PUBLIC) == 2
    assert catalog.save_draft(one, "c", state=2, reader=PUBLIC) == 3
    assert catalog.undo_draft(one, reader=PUBLIC)
    assert catalog.undo_draft(one, reader=PUBLIC)
    assert content(catalog, one) == "a"
    assert not catalog.undo_draft(one, reader=PUBLIC)
    assert catalog.redo_draft(one, reader=PUBLIC)
    assert content(catalog, one) == "b"
    catalog.save_draft(one, "d", state=2, reader=PUBLIC)
    assert not catalog.redo_draft(one, reader=PUBLIC)
    assert content(catalog, one) == "d"


def test_what_changed_elsewhere_is_not_overwritten(catalog):
    """Two windows with the same draft: the second to save is told."""
    one = catalog.create_draft("briefing", "a", "1", reader=PUBLIC)
    catalog.save_draft(one, "2", state=1, reader=PUBLIC)
    with pytest.raises(LockedError, match="changed in another window"):
        catalog.save_draft(one, "3", state=1, reader=PUBLIC)
    assert content(catalog, one) == "2"


def test_names_are_taken_once_a_level_and_kind(catalog):
    """The same name may stand at another level, or for another kind of draft."""
    catalog.create_draft("briefing", "a", "", reader=STAFF)
    catalog.create_draft("briefing", "a", "", reader=PUBLIC)
    catalog.create_draft("digest", "a", "", reader=PUBLIC)
    with pytest.raises(UsageError, match="already"):
        catalog.create_draft("briefing", "a", "", reader=PUBLIC)
    with pytest.raises(UsageError, match="needs a name"):
        catalog.create_draft("briefing", " ", "", reader=PUBLIC)


def test_a_lower_reader_is_not_told_of_a_draft(catalog):
    """Listing, opening, saving and undoing all answer as if it were absent."""
    one = catalog.create_draft("briefing", "a", "1", reader=STAFF)
    assert catalog.drafts("briefing", reader=MEMBERS) == []
    for act in (
        lambda: catalog.draft(one, reader=MEMBERS),
        lambda: catalog.save_draft(one, "2", state=1, reader=MEMBERS),
        lambda: catalog.undo_draft(one, reader=MEMBERS),
        lambda: catalog.delete_draft(one, reader=MEMBERS),
        lambda: catalog.restore_draft(one, reader=MEMBERS),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert content(catalog, one) == "1"


def test_a_deleted_draft_comes_back(catalog):
    """Its name may have been taken meanwhile: then it gets a number."""
    one = catalog.create_draft("briefing", "a", "1", reader=PUBLIC)
    catalog.delete_draft(one, reader=PUBLIC)
    assert catalog.drafts("briefing", reader=PUBLIC) == []
    catalog.create_draft("briefing", "a", "2", reader=PUBLIC)
    catalog.restore_draft(one, reader=PUBLIC)
    names = {each.id: each.name for each in catalog.drafts("briefing", reader=PUBLIC)}
    assert names[one] == "a (2)"


def test_old_states_are_forgotten(catalog, monkeypatch):
    """Not more than the last states are kept."""
    monkeypatch.setattr("catalog.drafts.KEPT", 3)
    one = catalog.create_draft("briefing", "a", "1", reader=PUBLIC)
    for number in range(2, 7):
        catalog.save_draft(one, str(number), state=number - 1, reader=PUBLIC)
    while catalog.undo_draft(one, reader=PUBLIC):
        pass
    assert content(catalog, one) == "4"
