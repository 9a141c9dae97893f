"""What every reader must do, whatever the format: one paper, written in each of them."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.records import BlockKind, Extraction, Language
from errors import ReadError
from ingest.readers import READERS, read
from ingest.readers.base import Source
from ingest.reading import read_file
from ingest.sniff import PAPERS, sniff
from tests.ingest import samples

WRITERS: dict[str, Callable[[Path], None]] = {
    "pdf": samples.write_pdf,
    "docx": samples.write_docx,
    "pptx": samples.write_pptx,
    "html": samples.write_html,
    "markdown": samples.write_markdown,
    "text": samples.write_text,
}
SUFFIXES = {"markdown": "md", "text": "txt"}


@pytest.fixture(params=WRITERS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(kind: str, tmp_path: Path) -> Path:
    path = tmp_path / f"海洋.{SUFFIXES.get(kind, kind)}"
    WRITERS[kind](path)
    return path


@pytest.fixture
def extraction(kind: str, path: Path) -> Extraction:
    return read(Source(path, path.name), kind)


def blocks(extraction: Extraction, *kinds: BlockKind) -> list[tuple[int, str]]:
    return [
        (block.level, page.text[block.start : block.end])
        for page in extraction.pages
        for block in page.blocks
        if block.kind in kinds
    ]


def texts(extraction: Extraction, *kinds: BlockKind) -> list[str]:
    return [text for _, text in blocks(extraction, *kinds)]


def test_every_format_has_a_reader():
    """What may be sniffed as a paper can be read, and the suite writes it."""
    assert set(READERS) == set(PAPERS) == set(WRITERS)


def test_the_format_is_known_by_content(kind, path):
    """The same bytes without a telling suffix are recognised; Markdown and text are alike."""
    bare = path.rename(path.with_suffix(".dat"))
    assert sniff(bare) == kind


def test_headings_stand_in_order(extraction):
    """The title and the two headings are headings, in reading order."""
    assert texts(extraction, BlockKind.HEADING) == [samples.TITLE, samples.FIRST, samples.SECOND]


def test_chapters_share_a_level_that_is_not_above_the_title(extraction):
    """Both chapters have one level, the title's or a deeper one."""
    levels = [level for level, _ in blocks(extraction, BlockKind.HEADING)]
    assert levels[1] == levels[2] >= levels[0] == 1


def test_lines_are_joined_as_the_language_does(extraction):
    """A Japanese paragraph has no space where its line ended, an English one has one."""
    assert texts(extraction, BlockKind.PARAGRAPH) == [samples.PARAGRAPH, samples.ENGLISH]


def test_list_items_keep_their_depth(extraction):
    """The item under an item is of level two; a bullet is text only where it is printed."""
    found = [
        (text.removeprefix("・"), level) for level, text in blocks(extraction, BlockKind.LIST_ITEM)
    ]
    assert found == list(samples.ITEMS)


def test_tables_are_rows(extraction, kind):
    """Each row of a table is a block with its cells side by side, under its caption."""
    if kind in ("text", "pdf"):
        pytest.skip("the sample has no table in this format")
    assert texts(extraction, BlockKind.TABLE_ROW) == ["国 | 予算", "日本 | 12億円", "米国 | 34億円"]
    assert texts(extraction, BlockKind.CAPTION) == [samples.CAPTION]


def test_footnotes_stand_apart(extraction, kind):
    """The footnote is no part of the paragraph that cites it and comes last on its page."""
    if kind in ("text", "pdf", "pptx"):
        pytest.skip("the sample has no footnote in this format")
    assert texts(extraction, BlockKind.FOOTNOTE) == [samples.NOTE]
    page = extraction.pages[0]
    assert page.blocks[-1].kind == BlockKind.FOOTNOTE
    assert page.text.endswith(samples.NOTE)


def test_readings_and_deletions_are_not_text(extraction):
    """Neither the ruby of 原則, nor deleted text, scripts or the site around the article remain."""
    text = "\n".join(page.text for page in extraction.pages)
    assert text.count("原則") == 2
    for absent in ("げんそく", "削除", "var a", "ホーム", "研究会"):
        assert absent not in text


def test_blocks_tile_the_page(extraction):
    """The blocks' slices joined by line ends are the page, so that offsets can be trusted."""
    for page in extraction.pages:
        slices = [page.text[block.start : block.end] for block in page.blocks]
        assert "\n".join(slices) == page.text
        assert all(slices)


def test_pages_count_from_one(extraction, kind):
    """Pages are numbered 1, 2, 3 …; a slide is a page."""
    numbers = [page.number for page in extraction.pages]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == (5 if kind == "pptx" else 1)


def test_the_title_is_known(extraction):
    """The title is the printed one where the file states none but what its program put there."""
    assert extraction.metadata.title == samples.TITLE


def test_the_language_is_known(path):
    """A paper in Japanese with an English paragraph is a Japanese edition."""
    assert read_file(Source(path, path.name)).language == Language.JA


def test_good_text_scores_well(extraction, kind):
    """A clean paper is not marked as one that search may miss."""
    assert all(page.quality >= 0.9 and not page.reason for page in extraction.pages)
    assert extraction.format == kind


def test_the_outline_leads_to_the_pages(extraction):
    """Each outline entry names a heading that stands on the page it points to."""
    assert [entry.title for entry in extraction.outline][-1:] in ([samples.SECOND], [])
    for entry in extraction.outline:
        assert entry.title in extraction.pages[entry.page - 1].text


def test_no_damage_raises_anything_else(kind, path):
    """Bytes changed, lost or doubled anywhere end in pages or in a ReadError."""
    if kind == "pdf":
        pytest.skip("damaged PDFs are read in processes of their own: see test_workers.py")
    chance = random.Random(7)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 10))):
            start = chance.randrange(len(data))
            end = start + chance.randrange(40)
            data[start:end] = chance.choice((b"", bytes(data[start:end]) * 2, chance.randbytes(9)))
        path.write_bytes(bytes(data))
        with contextlib.suppress(ReadError):
            read(Source(path, path.name), kind)


def test_damage_is_an_error_with_a_remedy(kind, path):
    """A file cut in half either reads or fails with an error that both languages explain."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    try:
        said = [page.text for page in read(Source(path, path.name), kind).pages]
    except ReadError as error:
        said = [error.text("en"), error.text("ja")]
        said = [text for text in said if path.name in text]
    assert "".join(said)
