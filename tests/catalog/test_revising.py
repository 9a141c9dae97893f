"""What a person says of a paper: kept, shown as history, and not undone by its old file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from catalog.records import (
    BY_HAND,
    Author,
    DocumentType,
    Extraction,
    Handling,
    Language,
    Level,
    Metadata,
    Page,
    Passage,
    Reader,
    Span,
)
from errors import NotFoundError

STAFF, PUBLIC = Reader(Level.STAFF), Reader(Level.PUBLIC)
FILE = Metadata(
    document="sea",
    title="海の道",
    language=Language.JA,
    authors=(Author("山田", "太郎"),),
    topics=("maritime",),
    date=dt.date(2024, 4, 1),
    date_end=dt.date(2025, 3, 31),
    date_text="令和6年度",
    handling=Handling(),
    source="paper.toml",
)
HAND = Metadata(
    document="sea",
    title="海の路",
    language=Language.JA,
    organisation="",
    type=DocumentType.FELLOW_PAPER,
    date_text="",
    abstract="",
    handling=Handling(Level.MEMBERS),
    source=f"{BY_HAND}: Sato",
)


@pytest.fixture
def edition(store):
    return store(
        "本文。",
        **{k: getattr(FILE, k) for k in FILE.__dataclass_fields__ if k != "language"},
    )[0]


def test_a_person_can_empty_what_a_file_said(catalog, edition):
    """Authors, topics and date that a person leaves empty are gone; the change is said to be one."""
    assert catalog.update_metadata(edition, HAND, exact=True)
    document = catalog.document("sea", reader=STAFF)
    assert (document.date, document.date_end, document.topics) == (None, None, ())
    assert document.editions[0].authors == ()
    assert (document.type, document.handling.level) == (DocumentType.FELLOW_PAPER, Level.MEMBERS)
    assert not catalog.update_metadata(edition, HAND, exact=True)


def test_an_old_file_does_not_undo_a_persons_word(catalog, edition):
    """The sidecar said once more changes nothing; what it says for the first time does."""
    catalog.update_metadata(edition, HAND, exact=True)
    assert not catalog.update_metadata(edition, FILE)
    assert catalog.edition(edition, reader=STAFF).title == "海の路"
    assert catalog.update_metadata(edition, replace(FILE, title="海の新しい道"))
    document = catalog.document("sea", reader=STAFF)
    assert document.editions[0].title == "海の新しい道"
    assert (document.date, document.handling.level) == (None, Level.MEMBERS)


def test_history_tells_who_said_what_and_all_that_held(catalog, edition):
    """Newest first; each entry is the whole state, so that it can be said again."""
    catalog.update_metadata(edition, HAND, exact=True)
    catalog.update_metadata(edition, Metadata(abstract="要旨。", source="zotero"))
    newest, middle, oldest = catalog.history(edition, reader=STAFF)
    assert [each.source for each in (newest, middle, oldest)] == [
        "zotero",
        "by hand: Sato",
        "paper.toml",
    ]
    assert (newest.metadata.title, newest.metadata.abstract) == ("海の路", "要旨。")
    assert (oldest.metadata.date_text, middle.metadata.date_text) == ("令和6年度", "")
    assert oldest.metadata.authors == (Author("山田", "太郎"),)
    assert oldest.number < middle.number < newest.number


def test_a_siblings_word_on_the_document_is_history_too(catalog, edition, store):
    """A type that the English edition states is the document's, and stands in both histories."""
    english, _ = store("Text.", "/papers/b.txt", "en", document="sea", source="b.toml")
    before = len(catalog.history(edition, reader=STAFF))
    catalog.update_metadata(english, Metadata(type=DocumentType.DIGEST_ISSUE, source="ris"))
    catalog.update_metadata(english, Metadata(title="Other", source="ris"))
    history = catalog.history(edition, reader=STAFF)
    assert len(history) == before + 1
    assert history[0].metadata.type is DocumentType.DIGEST_ISSUE
    assert history[0].metadata.title == "海の道"


def test_the_history_of_a_hidden_paper_is_that_of_none(catalog, edition):
    """Who may not see the paper gets the same error as for an id that never was."""
    catalog.update_metadata(edition, HAND, exact=True)
    errors = []
    for identifier in (edition, "none.ja"):
        with pytest.raises(NotFoundError) as problem:
            catalog.history(identifier, reader=PUBLIC)
        errors.append(problem.value.code)
    assert errors == ["not-found", "not-found"]


def test_a_new_title_drops_vectors_that_lean_towards_the_old(catalog, edition):
    """They are missing until the index makes them anew."""
    import numpy as np

    (version,) = catalog.current()
    catalog.put_vectors("enc", version, np.ones((1, 4), np.float16))
    catalog.update_metadata(edition, Metadata(topics=("cyber",), source="x"))
    assert catalog.versions_without_vectors("enc") == []
    catalog.update_metadata(edition, Metadata(title="別の題", source="x"))
    assert catalog.versions_without_vectors("enc") == [version]


def test_another_reading_is_a_new_version_of_the_same_bytes(catalog, edition):
    """Links into the first reading still say what they said."""
    page = Page(1, "読めた本文。", engine="tesseract", quality=0.9)
    passage = Passage(0, page.text, (Span(1, 0, 6),), Language.JA)
    catalog.store_anew(edition, Extraction((page,), Metadata(), "pdf", "ocr"), [passage])
    now = catalog.edition(edition, reader=STAFF)
    assert (now.version, now.versions) == (2, 2)
    assert catalog.passage(f"{edition}:1:0", reader=STAFF).passage.text == "本文。"
    assert catalog.passage(f"{edition}:2:0", reader=STAFF).passage.text == "読めた本文。"
    assert catalog.find_checksum(now.sha256) == edition


def test_poor_pages_are_listed_for_who_may_see_them(catalog, store):
    """The members' page is no line for the public."""
    open_, _ = store("乱れ", "/papers/a.txt", quality=0.2)
    closed, _ = store("崩れ", "/papers/b.txt", quality=0.1, handling=Handling(Level.MEMBERS))
    assert set(catalog.poor_pages(reader=STAFF)) == {open_, closed}
    assert {
        e: [p.number for p in pages] for e, pages in catalog.poor_pages(reader=PUBLIC).items()
    } == {open_: [1]}


def test_files_with_the_same_bytes_are_listed_by_path(catalog, edition):
    """Two paths of one edition are copies; one path is none, and a lost file does not count."""
    assert catalog.copies(reader=STAFF) == []
    sha256 = catalog.edition(edition, reader=STAFF).sha256
    catalog.seen("/papers/0.txt", sha256, 1, 1, edition)
    (copies,) = catalog.copies(reader=PUBLIC)
    assert (copies.edition, copies.paths) == (edition, ("/papers/0.txt", "/papers/a.txt"))
    catalog.mark_missing(["/papers/0.txt"])
    assert catalog.copies(reader=STAFF) == []
    catalog.seen("/papers/0.txt", sha256, 1, 1, edition)
    catalog.update_metadata(edition, HAND, exact=True)
    assert catalog.copies(reader=PUBLIC) == []
