import os
import threading
from pathlib import Path

import pytest

from catalog import Catalog, Filters
from catalog.records import (
    Author,
    Block,
    BlockKind,
    DocumentType,
    Level,
    Office,
    Outcome,
    Reader,
    Term,
    TermKind,
)
from errors import LibraryError, NotFoundError

STAFF = Reader(Level.STAFF)


def test_same_bytes_twice_change_nothing(catalog, store):
    """Storing a file again leaves generation, versions and passages as they were."""
    edition, first = store("海は自由だ。")
    before = (catalog.generation, catalog.statistics(reader=STAFF))
    again, second = store("海は自由だ。")
    assert (first, second, again) == (Outcome.ADDED, Outcome.UNCHANGED, edition)
    assert (catalog.generation, catalog.statistics(reader=STAFF)) == before


def test_changed_file_is_a_new_version_and_the_old_one_is_kept(catalog, store):
    """A path with other bytes becomes version 2; version 1 can still be read."""
    edition, _ = store("旧い文。")
    assert store("新しい文。") == (edition, Outcome.UPDATED)
    assert catalog.edition(edition, reader=STAFF).version == 2
    assert catalog.pages(edition, reader=STAFF)[0].text == "新しい文。"
    assert catalog.pages(edition, reader=STAFF, version=1)[0].text == "旧い文。"
    assert catalog.passage(f"{edition}:1:0", reader=STAFF).passage.text == "旧い文。"


def test_file_that_goes_back_makes_the_earlier_version_current(catalog, store):
    """Restoring earlier bytes adds no third version; the index is told to take version 1."""
    edition, _ = store("一。")
    store("二。")
    assert store("一。", title="二。")[1] is Outcome.UPDATED
    assert catalog.edition(edition, reader=STAFF).versions == 2
    changes = catalog.changes(2)
    assert (changes.changed, changes.gone) == ((1,), (2,))


def test_stated_document_joins_editions(catalog, store):
    """Two files that name one document in two languages are its two editions, Japanese first."""
    store("The sea.", "/papers/en.txt", "en", document="sea")
    store("海。", "/papers/ja.txt", "ja", document="sea")
    document = catalog.document("sea", reader=STAFF)
    assert [edition.title for edition in document.editions] == ["海。", "The sea."]
    assert catalog.count(reader=STAFF) == 1


def test_page_comes_back_as_stored(catalog, store):
    """Blocks, boxes (to a tenth of a point), label and quality survive the round trip."""
    edition, _ = store("海。")
    page = catalog.page(edition, 1, reader=STAFF)
    assert (page.label, page.quality, page.engine) == ("i", 1.0, "text")
    assert page.blocks == (Block(BlockKind.PARAGRAPH, 0, 2, boxes=((1.0, 2.0, 3.0, 4.0),)),)


def test_passages_of_poor_pages_are_kept_but_not_indexed(catalog, store):
    """A page of poor quality can be read, and its passages never reach the index."""
    edition, _ = store("鏺闄鎯隿", quality=0.1)
    assert len(catalog.passages_of(edition, reader=STAFF)) == 1
    [unit] = catalog.indexable(catalog.changes(0).changed)
    assert unit.passages == ()
    assert catalog.statistics(reader=STAFF)["poor_pages"] == 1


def test_metadata_that_says_nothing_changes_nothing(catalog, store):
    """Fields left unsaid keep what was said before; a new field raises the generation once."""
    edition, _ = store(
        "海。", authors=(Author("佐藤", "花", "さとうはな"),), type=DocumentType.OTHER
    )
    store("海。", organisation="研究会")
    found = catalog.edition(edition, reader=STAFF)
    assert found.authors == (Author("佐藤", "花", "さとうはな"),)
    assert (found.organisation, catalog.generation) == ("研究会", 2)


@pytest.mark.parametrize("name", ["佐藤花", "花 佐藤", "さとう", "佐藤"])
def test_author_is_found_in_either_order_and_by_reading(catalog, store, name):
    """Family and given name match in both orders, alone, and in kana."""
    store("海。", authors=(Author("佐藤", "花", "さとうはな"),))
    store("山。", "/papers/b.txt", authors=(Author("鈴木"),))
    assert catalog.count(reader=STAFF, filters=Filters(authors=(name,))) == 1


def test_remove_takes_versions_originals_and_postings(catalog, store):
    """After removal nothing is left but the note for the index which versions to drop."""
    edition, _ = store("海。")
    store("海原。")
    assert catalog.remove(catalog.document_of(edition, reader=STAFF).id) == 1
    assert list(catalog.files.glob("*")) == []
    assert catalog.changes(1).gone == (1, 2)
    with pytest.raises(NotFoundError):
        catalog.remove(edition)


def test_confirmed_link_joins_and_keeps_the_stricter_handling(catalog, store):
    """A confirmed pair is one document; a rejected pair is never proposed again."""
    from catalog.records import Handling

    a, _ = store("海。", "/papers/a.txt", "ja")
    b, _ = store("Sea.", "/papers/b.txt", "en", handling=Handling(Level.MEMBERS))
    c, _ = store("Sky.", "/papers/c.txt", "en")
    catalog.propose_link(a, b, 0.9, {"date": 1.0})
    assert [(x.id, y.id) for x, y, *_ in catalog.links(reader=STAFF)] == [(a, b)]
    assert catalog.links(reader=Reader(Level.PUBLIC)) == []
    document = catalog.confirm_link(a, b)
    assert catalog.document(document, reader=STAFF).handling.level is Level.MEMBERS
    assert catalog.document_of(b, reader=STAFF).id == document
    catalog.reject_link(a, c)
    catalog.propose_link(a, c, 0.9, {})
    assert catalog.links(reader=STAFF) == []
    with pytest.raises(LibraryError, match="already has an edition"):
        catalog.confirm_link(a, c)


def test_terms_come_back_and_say_whether_they_changed(catalog):
    """The same term base twice is one change."""
    term = Term(
        "航行の自由", "freedom of navigation", variants_en=("FON",), avoid=(("通航自由", "中国語"),)
    )
    name = Term(
        "岸田文雄",
        "Fumio Kishida",
        kind=TermKind.PERSON,
        offices=(Office("内閣総理大臣", "Prime Minister", "2021-10-04", "2024-10-01"),),
    )
    assert catalog.set_terms([term, name])
    assert not catalog.set_terms([term, name])
    assert (catalog.terms(), catalog.generation) == ([term, name], 1)


def test_lone_surrogates_are_replaced_one_for_one(catalog, store):
    """Text that UTF-8 cannot carry is stored with its offsets unchanged."""
    from catalog.columns import whole

    assert whole("a\ud800b") == "a\ufffdb"


def test_backup_and_restore_give_the_same_library(catalog, store, tmp_path: Path):
    """A restored backup has the same documents, pages and originals."""
    edition, _ = store("海。")
    catalog.backup(tmp_path / "copy.zip")
    with pytest.raises(LibraryError, match="exists already"):
        catalog.backup(tmp_path / "copy.zip")
    Catalog.restore(tmp_path / "copy.zip", tmp_path / "other")
    with Catalog.open(tmp_path / "other") as other:
        assert other.documents(reader=STAFF) == catalog.documents(reader=STAFF)
        assert other.pages(edition, reader=STAFF) == catalog.pages(edition, reader=STAFF)
        assert other.original(edition, reader=STAFF)[0].read_text(encoding="utf-8") == "海。"
        assert other.check() == []
    with pytest.raises(LibraryError, match="not empty"):
        Catalog.restore(tmp_path / "copy.zip", tmp_path / "other")
    (tmp_path / "junk.zip").write_bytes(b"junk")
    with pytest.raises(LibraryError, match="not a Kakehashi backup"):
        Catalog.restore(tmp_path / "junk.zip", tmp_path / "third")


def test_missing_newer_and_damaged_libraries_are_named(tmp_path: Path):
    """Opening says whether there is no library, one from the future, or a broken one."""
    with pytest.raises(LibraryError, match="There is no library"):
        Catalog.open(tmp_path / "none")
    import sqlite3

    with Catalog.open(tmp_path / "new", create=True):
        pass
    connection = sqlite3.connect(tmp_path / "new" / "catalog.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="schema 99"):
        Catalog.open(tmp_path / "new")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "catalog.sqlite").write_bytes(os.urandom(8192))
    with pytest.raises(LibraryError, match="cannot be opened"):
        Catalog.open(tmp_path / "bad")


def test_readers_work_while_one_writes(catalog, store):
    """A reader in another thread sees the state before an open transaction, without waiting."""
    edition, _ = store("海。")
    seen = []
    with catalog._db.write() as connection:
        connection.execute("UPDATE edition SET title = 'half'")
        other = threading.Thread(
            target=lambda: seen.append(catalog.edition(edition, reader=STAFF).title)
        )
        other.start()
        other.join()
    assert seen == ["海。"]
    assert catalog.edition(edition, reader=STAFF).title == "half"
