"""Older versions can be told apart and read, by whom the document is for."""

from __future__ import annotations

import hashlib

import pytest

from catalog import Catalog
from catalog.records import (
    Extraction,
    Handling,
    Language,
    Level,
    Metadata,
    OutlineEntry,
    Page,
    Passage,
    Reader,
    Span,
)
from errors import NotFoundError

PUBLIC, STAFF = Reader(Level.PUBLIC), Reader(Level.STAFF)


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "library", create=True) as made:
        yield made


def store(catalog, text: str, *, level: Level = Level.PUBLIC, document: str = "sea") -> str:
    """Store `text` as the only page of a version of `document`."""
    content = catalog.folder / f"{document}.txt"
    content.write_text(text, encoding="utf-8")
    passage = Passage(0, text, (Span(1, 0, len(text)),), Language.EN)
    metadata = Metadata(
        document=document, title="Sea", language=Language.EN, handling=Handling(level)
    )
    outline = (OutlineEntry(text, 1, 1),)
    edition, _ = catalog.store(
        Extraction((Page(1, text),), metadata, "text", "test", outline),
        [passage],
        metadata=metadata,
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        path=str(content),
    )
    return edition


def test_versions_are_listed_newest_first(catalog):
    """Each content has its number, its file and its pages; the last is current."""
    edition = store(catalog, "One.")
    store(catalog, "Two.")
    found = catalog.versions(edition, reader=PUBLIC)
    assert [(v.number, v.file_name, v.pages, v.current) for v in found] == [
        (2, "sea.txt", 1, True),
        (1, "sea.txt", 1, False),
    ]
    assert found[0].added.tzinfo is not None


def test_an_older_version_can_be_read(catalog):
    """Its page, contents, passage and original are those it had."""
    edition = store(catalog, "One.")
    store(catalog, "Two.")
    for version, text in ((1, "One."), (2, "Two."), (None, "Two.")):
        assert catalog.page(edition, 1, reader=PUBLIC, version=version).text == text
        assert catalog.outline(edition, reader=PUBLIC, version=version)[0].title == text
        path, name = catalog.original(edition, reader=PUBLIC, version=version)
        assert (path.read_text(encoding="utf-8"), name) == (text, "sea.txt")
    with pytest.raises(NotFoundError):
        catalog.original(edition, reader=PUBLIC, version=3)


def test_versions_of_hidden_papers_do_not_exist(catalog):
    """Hidden and absent are refused alike, older versions too."""
    edition = store(catalog, "One.")
    store(catalog, "Two.", level=Level.STAFF)
    for ask in (
        lambda name: catalog.versions(name, reader=PUBLIC),
        lambda name: catalog.outline(name, reader=PUBLIC, version=1),
        lambda name: catalog.original(name, reader=PUBLIC, version=1),
    ):
        codes = set()
        for name in (edition, "nothing.en"):
            with pytest.raises(NotFoundError) as refused:
                ask(name)
            codes.add(refused.value.code)
        assert len(codes) == 1
    assert len(catalog.versions(edition, reader=STAFF)) == 2


def test_owners_and_holders_are_visible_ones(catalog):
    """Versions and passages lead to documents that the reader may see, current ones only."""
    store(catalog, "One.")
    store(catalog, "Two.")
    store(catalog, "Secret.", level=Level.STAFF, document="cables")
    assert sorted(catalog.owners(reader=STAFF).values()) == ["cables", "sea"]
    assert list(catalog.owners(reader=PUBLIC).values()) == ["sea"]
    rows = range(1, 10)
    assert sorted(catalog.holders(rows, reader=STAFF).values()) == ["cables", "sea"]
    (current,) = catalog.passages_of("sea.en", reader=PUBLIC)
    assert catalog.holders(rows, reader=PUBLIC) == {current.row: "sea"}
