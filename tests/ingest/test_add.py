"""What an ingest does to the library, and what it says it did."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import errors
import ingest
from catalog import Catalog
from catalog.records import (
    Author,
    DocumentType,
    Language,
    Level,
    Outcome,
    Reader,
    ReportRow,
)

STAFF = Reader(Level.STAFF)
PUBLIC = Reader(Level.PUBLIC)
SEA = "航行の自由は国際秩序の基礎である。日米両国は海洋における法の支配を支える。"
CHIPS = "The alliance needs a resilient supply chain for semiconductors. Export controls matter."


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library", create=True) as catalog:
        yield catalog


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "sea.txt").write_text(SEA, encoding="utf-8")
    (folder / "chips.md").write_text(f"# Supply chains\n\n{CHIPS}\n", encoding="utf-8")
    return folder


def add(catalog: Catalog, *paths: Path, **options: object) -> list[ReportRow]:
    return list(ingest.add(catalog, paths, workers=1, **options).rows)


def outcomes(rows: list[ReportRow]) -> dict[str, tuple[str, str]]:
    return {Path(row.path).name: (row.outcome, row.code) for row in rows}


def titles(catalog: Catalog) -> dict[str, str]:
    return {e.title: e.language for d in catalog.documents(reader=STAFF) for e in d.editions}


def test_every_file_is_a_row_and_an_edition(catalog: Catalog, papers: Path) -> None:
    """Two papers are two rows in order, two editions with title and language, and a ledger."""
    report = ingest.add(catalog, [papers], workers=1)
    assert [Path(row.path).name for row in report.rows] == ["chips.md", "sea.txt"]
    assert report.count(Outcome.ADDED) == 2
    assert titles(catalog) == {"Supply chains": Language.EN, "sea": Language.JA}
    assert catalog.report_rows(report.run) == list(report.rows)
    assert catalog.runs()[0][2] is not None


def test_passages_are_slices_of_the_stored_pages(catalog: Catalog, papers: Path) -> None:
    """What comes back from the library keeps the invariant of offsets."""
    for row in add(catalog, papers):
        assert row.edition is not None
        pages = {page.number: page.text for page in catalog.pages(row.edition, reader=STAFF)}
        for stored in catalog.passages_of(row.edition, reader=STAFF):
            (span,) = stored.passage.spans
            assert pages[span.page][span.start : span.end] == stored.passage.text


def test_same_bytes_change_nothing(catalog: Catalog, papers: Path) -> None:
    """Added again, touched, or under another name: no new generation, and a copy is named."""
    add(catalog, papers)
    before = catalog.generation
    assert outcomes(add(catalog, papers)) == {
        "chips.md": ("unchanged", ""),
        "sea.txt": ("unchanged", ""),
    }
    os.utime(papers / "sea.txt", (1, 1))
    (papers / "copy.txt").write_text(SEA, encoding="utf-8")
    rows = add(catalog, papers)
    assert outcomes(rows) == {
        "chips.md": ("unchanged", ""),
        "copy.txt": ("unchanged", "file-twice"),
        "sea.txt": ("unchanged", ""),
    }
    assert rows[1].edition == rows[2].edition
    assert catalog.generation == before


def test_copies_within_one_ingest_are_one_edition(catalog: Catalog, papers: Path) -> None:
    """Two files with the same bytes, both new, are read but stored once."""
    (papers / "sea2.txt").write_text(SEA, encoding="utf-8")
    assert outcomes(add(catalog, papers))["sea2.txt"] == ("unchanged", "file-twice")
    assert len(titles(catalog)) == 2


def test_changed_file_is_a_new_version_and_the_old_one_is_kept(
    catalog: Catalog, papers: Path
) -> None:
    """The edition keeps its id, has two versions, and both originals are in the library."""
    first = add(catalog, papers / "sea.txt")[0]
    (papers / "sea.txt").write_text(SEA + "新しい一文。", encoding="utf-8")
    second = add(catalog, papers / "sea.txt")[0]
    assert second.outcome == Outcome.UPDATED
    assert second.edition == first.edition is not None
    edition = catalog.edition(first.edition, reader=STAFF)
    assert (edition.version, edition.versions) == (2, 2)
    assert len(list(catalog.files.iterdir())) == 2


def test_file_that_is_gone_is_reported_and_removed_only_when_asked(
    catalog: Catalog, papers: Path
) -> None:
    """MISSING keeps the paper; with `delete_missing` it goes; other folders are not touched."""
    other = papers.parent / "other"
    other.mkdir()
    (other / "else.txt").write_text("別の文書である。", encoding="utf-8")
    add(catalog, papers, other)
    (papers / "sea.txt").unlink()
    (other / "else.txt").unlink()
    assert outcomes(add(catalog, papers))["sea.txt"] == ("missing", "file-gone")
    assert len(titles(catalog)) == 3
    rows = add(catalog, papers, delete_missing=True)
    assert outcomes(rows)["sea.txt"] == ("missing", "file-gone-removed")
    assert set(titles(catalog)) == {"Supply chains", "else"}


def test_moved_file_is_found_again_and_not_removed(catalog: Catalog, papers: Path) -> None:
    """Renaming a paper and asking for the removal of missing files keeps the paper."""
    first = add(catalog, papers)[1]
    (papers / "sea.txt").rename(papers / "海.txt")
    rows = outcomes(add(catalog, papers, delete_missing=True))
    assert rows["海.txt"] == ("unchanged", "file-twice")
    assert rows["sea.txt"] == ("missing", "file-gone")
    assert first.edition is not None
    assert catalog.edition(first.edition, reader=STAFF).title == "sea"


def test_unreachable_folder_is_not_gone(catalog: Catalog, papers: Path) -> None:
    """When the folder itself is not there (a disk unplugged), nothing below it is removed."""
    add(catalog, papers)
    papers.rename(papers.with_name("elsewhere"))
    rows = add(catalog, papers, delete_missing=True)
    assert [(row.outcome, row.code) for row in rows] == [("failed", "file-missing")]
    assert len(titles(catalog)) == 2


def test_sidecar_wins_and_may_come_later(catalog: Catalog, papers: Path) -> None:
    """A new paper.toml beside an unchanged file updates title, type and handling."""
    add(catalog, papers / "sea.txt")
    (papers / "paper.toml").write_text(
        'type = "fellow-paper"\n[handling]\nlevel = "members"\n[editions."sea.txt"]\n'
        'title = "海の秩序"\n',
        encoding="utf-8",
    )
    rows = add(catalog, papers / "sea.txt")
    assert outcomes(rows) == {"sea.txt": ("updated", "metadata-new")}
    (document,) = catalog.documents(reader=STAFF)
    assert (document.type, document.handling.level) == (DocumentType.FELLOW_PAPER, Level.MEMBERS)
    assert titles(catalog) == {"海の秩序": "ja"}
    assert catalog.documents(reader=PUBLIC) == []
    assert outcomes(add(catalog, papers / "sea.txt")) == {"sea.txt": ("unchanged", "")}


def test_broken_sidecar_fails_its_papers(catalog: Catalog, papers: Path) -> None:
    """A paper whose sidecar cannot be read is not stored as public; its neighbours' folder is."""
    inner = papers / "members"
    inner.mkdir()
    (inner / "secret.txt").write_text("会員限定の文書である。", encoding="utf-8")
    (inner / "paper.toml").write_text('[handling]\nlevel = "memberz"\n', encoding="utf-8")
    rows = outcomes(add(catalog, papers))
    assert rows["secret.txt"] == rows["paper.toml"] == ("failed", "sidecar-value")
    assert rows["sea.txt"] == ("added", "")


def test_stated_id_joins_the_editions(catalog: Catalog, papers: Path) -> None:
    """Files that state one document id are its editions in two languages."""
    (papers / "paper.toml").write_text('id = "sea-2024"\n', encoding="utf-8")
    add(catalog, papers)
    (document,) = catalog.documents(reader=STAFF)
    assert document.id == "sea-2024"
    assert sorted(edition.language for edition in document.editions) == ["en", "ja"]


def test_zotero_export_beside_the_papers_is_a_source(catalog: Catalog, papers: Path) -> None:
    """A RIS file is no paper: it gives its paper title, author and year, below the sidecar."""
    (papers / "z.ris").write_text(
        "TY  - RPRT\nTI  - Rules at sea\nAU  - Abe, Shinzo\nPY  - 2021\nL1  - files/1/sea.txt\n"
        "ER  - \n",
        encoding="utf-8",
    )
    (papers / "sea.toml").write_text('title = "海の規則"\n', encoding="utf-8")
    rows = outcomes(add(catalog, papers))
    assert rows["z.ris"] == ("skipped", "export-read")
    assert rows["sea.toml"] == ("skipped", "")
    documents = catalog.documents(reader=STAFF)
    found = next(d for d in documents if d.editions[0].title == "海の規則")
    assert found.editions[0].authors == (Author("Abe", "Shinzo"),)
    assert found.date == dt.date(2021, 1, 1)


def test_zip_is_a_folder_of_papers(catalog: Catalog, papers: Path, tmp_path: Path) -> None:
    """Members are rows under the archive's name, with their sidecar; added again: unchanged."""
    archive = tmp_path / "old.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("2021/sea.txt", SEA)
        packed.writestr("2021/paper.toml", 'title = "束の中"\n')
    rows = add(catalog, archive)
    assert [row.path for row in rows if row.outcome == "added"] == [f"{archive}/2021/sea.txt"]
    assert titles(catalog) == {"束の中": "ja"}
    assert {row.outcome for row in add(catalog, archive)} == {"unchanged", "skipped"}
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("2021/new.txt", CHIPS)
    assert outcomes(add(catalog, archive)) == {
        "new.txt": ("added", ""),
        "sea.txt": ("missing", "file-gone"),
    }


def test_progress_counts_every_row(catalog: Catalog, papers: Path) -> None:
    """Progress ends with as many done as known."""
    steps: list[tuple[int, int]] = []
    add(catalog, papers, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_interrupted_ingest_leaves_what_it_reported(catalog: Catalog, papers: Path) -> None:
    """Ctrl-C after the first row: that row is in the library, and adding again completes."""

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(catalog, papers, progress=stop)
    run, _, finished = catalog.runs()[0]
    assert finished is None
    assert outcomes(catalog.report_rows(run)) == {"chips.md": ("added", "")}
    assert outcomes(add(catalog, papers)) == {
        "chips.md": ("unchanged", ""),
        "sea.txt": ("added", ""),
    }


def test_every_row_can_be_explained_in_both_languages(catalog: Catalog, papers: Path) -> None:
    """A row keeps code and values; its sentence names the file in either language."""
    (papers / "empty.pdf").touch()
    (papers / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    rows = [row for row in add(catalog, papers) if row.code]
    assert {row.code for row in rows} == {"file-empty", "file-damaged"}
    for row in rows:
        for language in ("en", "ja"):
            assert Path(row.path).name in errors.explain(row.code, row.values, language)


def test_picture_in_a_folder_is_passed_over_but_named_it_fails(
    catalog: Catalog, papers: Path
) -> None:
    """A file of no known format is skipped in a folder; asked for by name, it is a failure."""
    picture = papers / "map.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert outcomes(add(catalog, papers))["map.png"] == ("skipped", "format-unsupported")
    assert outcomes(add(catalog, picture))["map.png"] == ("failed", "format-unsupported")


def test_sidecar_that_comes_later_joins_the_editions(catalog: Catalog, papers: Path) -> None:
    """An id and a language that are stated after the first ingest move the editions, in place."""
    before = {row.edition for row in add(catalog, papers)}
    (papers / "paper.toml").write_text(
        'id = "sea-2024"\n[editions."sea.txt"]\nlanguage = "und"\n', encoding="utf-8"
    )
    assert outcomes(add(catalog, papers)) == {
        "chips.md": ("updated", "metadata-new"),
        "paper.toml": ("skipped", ""),
        "sea.txt": ("updated", "metadata-new"),
    }
    (document,) = catalog.documents(reader=STAFF)
    assert document.id == "sea-2024"
    assert {edition.id for edition in document.editions} == before
    assert {edition.language for edition in document.editions} == {Language.EN, Language.OTHER}
    generation = catalog.generation
    add(catalog, papers)
    assert catalog.generation == generation


def test_two_files_that_claim_one_edition_are_told(catalog: Catalog, papers: Path) -> None:
    """A second Japanese file with the same id is a version of the first, and its row says so."""
    (papers / "land.txt").write_text("陸の秩序についての文書である。", encoding="utf-8")
    (papers / "paper.toml").write_text('id = "one"\n', encoding="utf-8")
    rows = outcomes(add(catalog, papers / "land.txt", papers / "sea.txt"))
    assert rows == {"land.txt": ("added", ""), "sea.txt": ("updated", "edition-replaced")}
    generation = catalog.generation
    add(catalog, papers / "land.txt", papers / "sea.txt")
    assert catalog.generation == generation
