"""The index follows the catalogue: caught up, rebuilt, killed, shared, refused."""

import shutil

import numpy as np
import pytest

from catalog.records import Level, Reader, Term
from errors import LibraryError, LockedError, MismatchError
from index import Index, Update, upkeep
from index import stamp as stamps

PAPERS = [
    ("en", "The sea and its law.", "A ship at sea.", "Money and trade."),
    ("ja", "航行の自由は海の法。", "船と貿易。", "サイバー空間の法。"),
    ("en", "Cyber law.", "The vessel and the ocean.", "Freedom of navigation."),
]
QUERIES = ["sea", "船", "航行の自由", "cyber law", '"the sea"', "money -trade"]


def fill(library) -> None:
    for language, *passages in PAPERS:
        library.add(*passages, language=language)


def answers(index) -> list[list[tuple[str, float]]]:
    reader = Reader(Level.STAFF)
    return [
        [(hit.passage.id, hit.score) for hit in index.search(query, reader=reader, k=20).hits]
        for query in QUERIES
    ]


def test_an_update_says_what_it_did(library):
    """Three papers of three passages are encoded once; a second update has nothing to do."""
    fill(library)
    index = Index.open(library.catalog, library.encoder)
    steps = []
    assert index.behind
    assert index.update(lambda done, total: steps.append((done, total))) == Update(9, 3, 0)
    assert steps[-1] == (3, 3)
    assert not index.behind
    assert index.stamp == library.catalog.generation
    assert index.update() == Update(0, 0, 0)


def test_adding_costs_what_is_added(library):
    """One more paper encodes its own passages and indexes its own version, whatever is there."""
    fill(library)
    index = library.index()
    answers(index)
    library.encoder.calls.clear()
    library.add("One more ship.", "And the law.")
    assert index.update() == Update(2, 1, 0)
    assert library.encoder.calls == [("passage", 1 + 2)]  # the title and both passages


def test_removing_and_changing_follow(library, staff):
    """A removed paper is not found; a changed one is found by its new words alone."""
    kept = library.add("The old sea.", path="/papers/a.txt")
    gone = library.add("The gone sea.")
    index = library.index()
    assert len(index.search("sea", reader=staff).hits) == 2
    library.catalog.remove(gone)
    library.add("The new law.", path="/papers/a.txt")
    assert index.update() == Update(1, 1, 2)
    (hit,) = index.search("sea law", reader=staff).hits
    assert (hit.passage.edition, hit.passage.passage.text) == (kept, "The new law.")
    assert index.search("sea", reader=staff, mode="lexical").hits == ()


def test_rebuilding_gives_the_same_hits(library):
    """Caught up, rebuilt, or made anew after the folder is deleted: hits and scores are equal."""
    index = library.index()
    for language, *passages in PAPERS:  # one update each: many small segments
        library.add(*passages, language=language)
        index.update()
    expected = answers(index)
    assert Index.rebuild(library.catalog, library.encoder) == 9
    assert answers(Index.open(library.catalog, library.encoder)) == expected
    assert answers(index) == expected  # the one that was open all along
    index.close()
    shutil.rmtree(library.folder / "index")
    assert answers(library.index()) == expected


def test_a_rebuild_keeps_one_index_and_the_vectors(library):
    """Vectors of the same encoder are not made twice, and no old folder stays behind."""
    fill(library)
    library.index()
    library.encoder.calls.clear()
    Index.rebuild(library.catalog, library.encoder)
    assert library.encoder.calls == []
    folders = [path.name for path in (library.folder / "index").glob("words-*")]
    assert folders == [stamps.read(library.folder / "index").words]


def test_a_reader_sees_what_another_wrote(library):
    """An index that stays open finds what was added, changed and rebuilt elsewhere."""
    fill(library)
    library.index()
    app = Index.open(library.catalog, library.encoder, read_only=True)
    first = answers(app)
    edition = library.add("Another ship on the sea.")
    library.index()
    fresh = Index.open(library.catalog, library.encoder)
    assert answers(app) == answers(fresh) != first
    library.catalog.remove(edition)
    Index.rebuild(library.catalog, library.encoder)
    assert answers(app) == first


def test_a_reader_may_not_write(library):
    """An index opened for reading refuses to write, and says so."""
    index = Index.open(library.catalog, library.encoder, read_only=True)
    for write in (index.update, index.catch_up):
        with pytest.raises(LibraryError) as caught:
            write()
        assert caught.value.code == "index-read-only"


def test_catching_up_makes_the_words_and_encodes_nothing(library, staff):
    """With the index deleted, words answer after it; what has no vectors waits for an update."""
    fill(library)
    index = library.index()
    library.add("Brand new ship.")
    shutil.rmtree(library.folder / "index")
    index = Index.open(library.catalog, library.encoder)
    assert index.words_behind
    assert index.catch_up()
    assert not index.words_behind
    results = index.search("new ship", reader=staff, mode="lexical")
    assert results.hits[0].passage.passage.text == "Brand new ship."
    assert results.waiting == 1
    assert index.behind


def test_what_waits_for_vectors_is_found_by_words_and_counted(library, staff, monkeypatch):
    """Between words and vectors, a paper is found lexically; the results say that one waits."""
    fill(library)
    index = library.index()
    library.add("Brand new ship.")
    with monkeypatch.context() as patch:
        patch.setattr(upkeep, "encode_missing", lambda *_: 0)
        index.update()
    results = index.search("new ship", reader=staff, mode="lexical")
    assert results.hits[0].passage.passage.text == "Brand new ship."
    assert results.waiting == 1
    assert "Brand new ship." not in [
        hit.passage.passage.text for hit in index.search("船", reader=staff, mode="dense").hits
    ]
    index.update()
    results = index.search("new ship", reader=staff)
    assert (results.waiting, results.hits[0].passage.passage.text) == (0, "Brand new ship.")


def test_another_encoder_is_refused_until_rebuilt(library):
    """Vectors of two encoders are never compared: the error names the remedy, rebuild heals."""
    fill(library)
    library.index()
    other = FakeOther(library.encoder)
    with pytest.raises(MismatchError) as caught:
        Index.open(library.catalog, other)
    assert "kakehashi rebuild" in caught.value.text("en")
    assert "kakehashi rebuild" in caught.value.text("ja")
    assert Index.rebuild(library.catalog, other) == 9
    assert answers(Index.open(library.catalog, other))[0]
    with pytest.raises(MismatchError):
        Index.open(library.catalog, library.encoder)


class FakeOther:
    """The same vectors under another fingerprint, with the axes in reverse."""

    name = "other"
    fingerprint = "other-1"

    def __init__(self, encoder) -> None:
        self.encoder = encoder
        self.dim = encoder.dim

    def encode(self, texts, kind) -> np.ndarray:
        return np.ascontiguousarray(self.encoder.encode(texts, kind)[:, ::-1])


def test_another_term_base_is_refused_until_rebuilt(library):
    """Terms are words of the analyzer: a new one changes forms, so the index is made anew."""
    fill(library)
    app = library.index()
    answers(app)
    library.catalog.set_terms([Term("海の法", "sea law")])
    with pytest.raises(MismatchError) as caught:
        Index.open(library.catalog, library.encoder)
    assert caught.value.code == "index-analyzer-mismatch"
    Index.rebuild(library.catalog, library.encoder)
    assert answers(app) == answers(Index.open(library.catalog, library.encoder))


def test_one_writer_at_a_time(library, monkeypatch):
    """While one process updates, another waits and then gives up with an explanation."""
    fill(library)
    index = Index.open(library.catalog, library.encoder)
    monkeypatch.setattr(stamps, "PATIENCE", 0.1)
    with stamps.writing(index.folder), pytest.raises(LockedError) as caught:
        index.update()
    assert caught.value.values["path"] == index.folder
    assert index.update().added == 3


class Killed(BaseException):
    """Stands for a process that ends."""


@pytest.mark.parametrize(
    "moment", ["TantivyWords.apply", "stamps.write", "analyse", "_sweep", "encoded_text"]
)
def test_an_interrupted_update_is_made_up_for(library, monkeypatch, moment):
    """Killed before, between or after any two steps, the next update reaches the same state."""
    fill(library)
    index = library.index()
    library.catalog.remove(library.add("Soon gone sea."))
    library.add("A new ship.", path="/papers/new.txt")

    def killed(*_args, **_options):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"index.upkeep.{moment}", killed)
        with pytest.raises(Killed):
            index.update()
    assert len(answers(Index.open(library.catalog, library.encoder))) == len(QUERIES)
    index.update()
    expected = answers(index)
    shutil.rmtree(library.folder / "index")
    assert answers(library.index()) == expected


def test_words_written_before_a_lost_stamp_are_not_doubled(library, monkeypatch, staff):
    """Killed between the words and the stamp, the same change is applied twice, to one effect."""
    index = library.index()
    library.add("A lone ship.")

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("index.upkeep.stamps.write", killed)
        with pytest.raises(Killed):
            index.update()
    index.update()
    assert len(index.search("ship", reader=staff, mode="lexical").hits) == 1


@pytest.mark.parametrize("damage", ["stamp", "meta", "folder"])
def test_a_damaged_index_is_made_anew(library, damage):
    """What is derived needs no repair: an unreadable part is left behind, and the hits return."""
    fill(library)
    index = library.index()
    expected = answers(index)
    index.close()
    folder = library.folder / "index"
    words = folder / stamps.read(folder).words
    if damage == "stamp":
        (folder / stamps.NAME).write_text("{", encoding="utf-8")
    elif damage == "meta":
        (words / "public" / "meta.json").write_text("{", encoding="utf-8")
    else:
        shutil.rmtree(words / "staff")
    opened = Index.open(library.catalog, library.encoder)
    answers(opened)
    opened.update()
    assert answers(opened) == expected


def test_an_older_copy_of_the_catalogue_starts_over(library, tmp_path):
    """An index ahead of its catalogue, after a restore, is not trusted."""
    fill(library)
    library.index()
    folder = library.folder / "index"
    stamp = stamps.read(folder)
    stamps.write(folder, stamps.Stamp(stamp.generation + 50, stamp.analyzer, stamp.words))
    index = library.index()
    assert index.stamp == library.catalog.generation
    assert stamps.read(folder).words != stamp.words


def test_a_passage_leans_towards_its_title(library, staff):
    """Of two passages with the same words, the one whose title speaks of the query comes first."""
    library.add("Money was paid.", title="The court")
    library.add("Money was paid.", title="The ship")
    hits = library.index().search("船", reader=staff, mode="dense").hits
    assert [hit.passage.title for hit in hits] == ["The ship", "The court"]
    moved = upkeep.leaning(np.eye(2, dtype=np.float32), np.array([0.0, 1.0], np.float32))
    length = (1 + upkeep.LEAN**2) ** 0.5
    assert moved == pytest.approx(np.array([[1 / length, upkeep.LEAN / length], [0.0, 1.0]]))
