"""Paragraphs of two editions, and which of them say the same."""

import json
import shutil

import pytest

import ingest
from catalog import Catalog
from catalog.records import Block, BlockKind, Level, Page, Reader, Term
from encoder import load
from errors import NotFoundError
from index import Index
from index import aligned as keeping
from index.aligned import aligned
from index.alignment import align
from index.figures import figures
from index.paragraphs import paragraphs
from index.terms import TermBase
from language import Analyzer

STAFF = Reader(Level.STAFF)
PUBLIC = Reader(Level.PUBLIC)
TOML = """
id = "straits"
type = "fellow-paper"
date = "2023"
{handling}
[editions."straits.ja.md"]
title = "海峡の費用"
language = "ja"

[editions."straits.en.md"]
title = "What Straits Cost"
language = "en"
"""
JA = """# 海峡の費用

## 灯台

灯台を直す費用は、海峡を使う国々が分け合うべきである。2019年の費用は4,760億円であった。

## 漁業

さんまの漁獲は令和4年に1万8,000トンまで減った。

海水の温度が上がったことが主な原因である。

## 半導体

半導体の工場を建てるには三年かかるが、技術者を育てるにはもっとかかる。
"""
EN = """# What Straits Cost

## Chips

A semiconductor plant can be built in three years, but training engineers takes longer.

## Lighthouses

States that use a strait should share the cost of repairing lighthouses. It was 476 billion yen in 2019.

## Fisheries

The saury catch fell to 18,000 tonnes in 2022. Warmer sea water is the main cause.

## A note on the author

She keeps bees on the roof of the institute and sells their honey every autumn.
"""


@pytest.fixture(scope="module")
def encoder():
    return load(threads=1)


@pytest.fixture
def straits(tmp_path, encoder):
    """Return a function that makes a library of one paper in two editions, for a level."""

    def make(level="public", english=EN):
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        handling = f'[handling]\nlevel = "{level}"\n'
        (folder / "paper.toml").write_text(TOML.format(handling=handling), encoding="utf-8")
        (folder / "straits.ja.md").write_text(JA, encoding="utf-8")
        (folder / "straits.en.md").write_text(english, encoding="utf-8")
        catalog = Catalog.open(tmp_path / "library", create=True)
        catalog.set_terms([Term("半導体", "semiconductor")])
        ingest.add(catalog, [folder], workers=1)
        return Index.open(catalog, encoder)

    return make


def page(number, *parts, continues=False):
    text, blocks = "", []
    for kind, part in parts:
        start = len(text) + bool(text)
        text = f"{text}\n{part}" if text else part
        blocks.append(Block(kind, start, start + len(part)))
    if continues:
        last = blocks[-1]
        blocks[-1] = Block(last.kind, last.start, last.end, continues=True)
    return Page(number, text, blocks=tuple(blocks))


P, H, ROW, NOTE = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TABLE_ROW, BlockKind.FOOTNOTE


def test_paragraphs_are_whole():
    """Table rows are one; what goes on over the page is one; footnotes come last, numbered so."""
    pages = [
        page(
            1,
            (H, "Sea"),
            (ROW, "a | b"),
            (ROW, "c | d"),
            (NOTE, "1 A note"),
            (P, "It goes"),
            continues=True,
        ),
        page(2, (P, "on."), (P, "The end.")),
    ]
    found = paragraphs(pages, "Title")
    assert [(each.number, each.text) for each in found] == [
        (1, "Sea"),
        (2, "a | b\nc | d"),
        (3, "It goes on."),
        (4, "The end."),
        (5, "1 A note"),
    ]
    assert [(span.page, span.start) for span in found[2].spans] == [(1, 25), (2, 0)]


def test_the_title_block_and_the_contents_are_left_out():
    """Title, author and date line go; so does a table of contents; the notice below stays."""
    first = [
        (P, "Report"),
        (H, "The Sea"),
        (P, "J. Doe"),
        (P, "May 2023"),
        (P, "All of it is invented."),
    ]
    contents = [(H, "Contents"), (P, "1 One … 3"), (P, "2 Two ..... 4"), (H, "1 One")]
    found = paragraphs([page(1, *first, *contents)], "The Sea")
    assert [each.text for each in found] == ["All of it is invented.", "1 One"]


@pytest.mark.parametrize(
    ("japanese", "english", "shared"),
    [
        ("4,760億円", "476 billion yen", {"476000000000"}),
        ("1万8,000トン", "18,000 tonnes", {"18000"}),
        ("令和4年12月16日", "16 December 2022", {"y2022", "m2022-12", "d2022-12-16"}),
        ("三つの案", "3 proposals", set()),
    ],
)
def test_figures_are_compared_by_value(japanese, english, shared):
    """Amounts in 億 and in billions, and dates of either calendar, are the same figure."""
    assert {each for each in figures(japanese) & figures(english) if each in shared} == shared


def texts(pair):
    a = {each.number: each.text for each in pair.japanese.paragraphs}
    b = {each.number: each.text for each in pair.english.paragraphs}
    return {(a[link.a][:4], b[link.b][:8]) for link in pair.links}


def test_sections_that_change_places_are_linked(straits):
    """Each paragraph finds its own, two find the one that joins them, the last stands alone."""
    pair = aligned(straits(), "straits", reader=PUBLIC)
    assert texts(pair) == {
        ("灯台", "Lighthou"),
        ("灯台を直", "States t"),
        ("漁業", "Fisherie"),
        ("さんまの", "The saur"),
        ("海水の温", "The saur"),
        ("半導体", "Chips"),
        ("半導体の", "A semico"),
    }


def test_what_was_linked_is_kept(straits, monkeypatch):
    """A second look encodes nothing; another text is aligned anew, in the same file."""
    index = straits()
    first = aligned(index, "straits", reader=PUBLIC)
    files = list((index.folder / "aligned").iterdir())
    assert len(files) == 1
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "align", lambda *a, **k: pytest.fail("aligned again"))
        assert [(e.a, e.b) for e in aligned(index, "straits", reader=PUBLIC).links] == [
            (e.a, e.b) for e in first.links
        ]
    index = straits(english=EN.replace("## Fisheries", "## Saury"))
    assert ("漁業", "Saury") in texts(aligned(index, "straits", reader=PUBLIC))
    assert list((index.folder / "aligned").iterdir()) == files


def test_what_is_kept_can_be_lost_or_damaged(straits):
    """Without the folder, and with nonsense in it, the same links are found."""
    index = straits()
    first = texts(aligned(index, "straits", reader=PUBLIC))
    (file,) = (index.folder / "aligned").iterdir()
    file.write_text(json.dumps({"key": 3}))
    assert texts(aligned(index, "straits", reader=PUBLIC)) == first
    shutil.rmtree(index.folder / "aligned")
    assert texts(aligned(index, "straits", reader=PUBLIC)) == first


def test_files_of_editions_that_are_gone_are_removed(straits):
    """What was kept of a pair that the library no longer has goes when another is written."""
    index = straits()
    gone = index.folder / "aligned" / f"{'0' * 16}-{'1' * 16}.json"
    gone.parent.mkdir(parents=True, exist_ok=True)
    gone.write_text("{}")
    aligned(index, "straits", reader=PUBLIC)
    assert not gone.exists()


def test_a_hidden_document_is_answered_like_none(straits):
    """Who may not see it gets the answer for an id that does not exist."""
    index = straits(level="members")
    with pytest.raises(NotFoundError) as hidden:
        aligned(index, "straits", reader=PUBLIC)
    with pytest.raises(NotFoundError) as absent:
        aligned(index, "nothing", reader=PUBLIC)
    assert hidden.value.code == absent.value.code
    assert not (index.folder / "aligned").exists()


def test_an_edition_without_text_has_no_links(encoder):
    """Nothing is linked to nothing, and nothing is encoded for it."""
    one = paragraphs([page(1, (P, "The harbour opened in 1859."))], "")
    terms = TermBase([], Analyzer())
    assert align(one, (), ("en", "ja"), encoder=encoder, terms=terms) == ()
