"""What the PDF reader says of whole files: facts, refusals, poor pages, pictures."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject

from catalog.records import POOR, BlockKind, OutlineEntry
from errors import ReadError, explain
from ingest.readers import ocr
from ingest.readers.base import Source
from ingest.readers.pdf import read, render_page
from tests.ingest.pdf_samples import GOTHIC, HEIGHT, WIDTH, blocks, opened, paragraph, text, write

SHARED = Path(__file__).parents[3] / "shared" / "data" / "pdf"
SENTENCE = "航行の自由は、国際法の原則である。"
LONG = [
    "日米両国は、航行の自由と法の支配を重んじる国々と手を携え、海洋の秩序を",
    "守ってきた。この協力は、能力の向上を望む国々への支援にも及び、巡視船の",
    "供与や人材の育成を通じて、地域の安定に役立っている。",
]
ENGLISH = [
    "The United States and Japan have worked with partners that value the freedom",
    "of navigation and the rule of law, and have kept the order of the seas.",
]


def line(canvas):
    paragraph(canvas, 72, 100, SENTENCE)


def refused(path: Path, password: str | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read(Source(path, path.name, password=password))
    for language in ("en", "ja"):
        assert path.name in caught.value.text(language)
    return caught.value.code


def test_information_becomes_metadata(tmp_path):
    """Title, authors and the day of creation are read; the source is named."""

    def draw(canvas):
        line(canvas)
        canvas.setTitle("海洋秩序の行方")
        canvas.setAuthor("山田 太郎; Jane Smith")

    found = opened(write(tmp_path / "a.pdf", draw)).metadata
    assert found.title == "海洋秩序の行方"
    assert [(a.family, a.given) for a in found.authors] == [("山田", "太郎"), ("Smith", "Jane")]
    assert isinstance(found.date, dt.date)
    assert found.source == "pdf"


@pytest.mark.parametrize(
    "junk", ["Microsoft Word - 報告書.doc", "untitled", "a", "rep_2021-03.indd"]
)
def test_a_title_that_says_nothing_gives_way_to_the_largest_heading(tmp_path, junk):
    """Titles that programs make up are not titles; the heading on the first page is."""

    def draw(canvas):
        canvas.setTitle(junk)
        text(canvas, 72, 60, "海洋秩序の行方", 20, GOTHIC)
        text(canvas, 72, 100, "第1章 序論", 14, GOTHIC)
        paragraph(canvas, 72, 140, *LONG)

    assert opened(write(tmp_path / "a.pdf", draw)).metadata.title == "海洋秩序の行方"


def test_outline_and_labels_are_read(tmp_path):
    """Bookmarks keep level and page; pages have the labels that the file states."""

    def first(canvas):
        line(canvas)
        canvas.bookmarkPage("one")
        canvas.addOutlineEntry("序論", "one", 0)

    def second(canvas):
        line(canvas)
        canvas.bookmarkPage("two")
        canvas.addOutlineEntry("背景", "two", 1)

    writer = pypdf.PdfWriter(clone_from=write(tmp_path / "a.pdf", first, second, line))
    writer.set_page_label(0, 0, style="/r")
    writer.set_page_label(1, 2, style="/D")
    writer.write(tmp_path / "b.pdf")
    extraction = opened(tmp_path / "b.pdf")
    assert extraction.outline == (OutlineEntry("序論", 1, 1), OutlineEntry("背景", 2, 2))
    assert [page.label for page in extraction.pages] == ["i", "1", "2"]


def test_attachments_are_handed_over(tmp_path):
    """A file inside the file comes out with its name and its bytes."""
    writer = pypdf.PdfWriter(clone_from=write(tmp_path / "a.pdf", line))
    writer.add_attachment("表.csv", "国,予算\n".encode())
    writer.write(tmp_path / "b.pdf")
    assert opened(tmp_path / "b.pdf").attachments == (("表.csv", "国,予算\n".encode()),)


def test_the_text_survives_when_pypdf_fails(tmp_path, monkeypatch):
    """An error of pypdf, of any kind, costs the metadata and is told; the text is there."""

    def broken(*_args, **_options):
        raise RecursionError("too deep")

    monkeypatch.setattr(pypdf, "PdfReader", broken)
    extraction = opened(write(tmp_path / "a.pdf", line))
    assert extraction.pages[0].text == SENTENCE
    ((code, values),) = extraction.warnings
    assert code == "pdf-facts-unread"
    assert "RecursionError" in explain(code, values, "ja")


def test_a_locked_file_asks_for_its_password(tmp_path):
    """Without a password the file is refused, with a wrong one too, with the right one read."""
    path = write(tmp_path / "locked.pdf", line, password="umi")
    assert refused(path) == "pdf-encrypted"
    assert refused(path, "yama") == "pdf-wrong-password"
    assert read(Source(path, path.name, password="umi")).pages[0].text == SENTENCE


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256", "AES-256-R5"])
def test_every_common_lock_opens(tmp_path, algorithm):
    """Whatever PDF's own encryption, text and metadata come out with the password."""
    writer = pypdf.PdfWriter(clone_from=write(tmp_path / "a.pdf", line))
    writer.add_metadata({"/Title": "海洋秩序の行方"})
    writer.encrypt("umi", algorithm=algorithm)
    writer.write(tmp_path / "b.pdf")
    extraction = opened(tmp_path / "b.pdf", password="umi")
    assert (extraction.metadata.title, extraction.pages[0].text) == ("海洋秩序の行方", SENTENCE)


def test_files_that_cannot_be_read_say_why(tmp_path):
    """Nothing, half a file, another file and blank pages each have their own sentence."""
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    assert refused(empty) == "file-empty"
    half = tmp_path / "half.pdf"
    half.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    assert refused(half) == "pdf-damaged"
    other = tmp_path / "other.pdf"
    other.write_bytes("航行の自由".encode() * 100)
    assert refused(other) == "pdf-damaged"
    assert refused(write(tmp_path / "blank.pdf", lambda _: None)) == "pdf-blank"


def picture(path: Path, folder: Path, *, turned: bool = False) -> Path:
    """Make a scan: the first page of `path` as an image, in a PDF without text."""
    image = Image.open(io.BytesIO(render_page(path, 1, scale=200 / 72)))
    scan = folder / "scan.pdf"
    (image.rotate(90, expand=True) if turned else image).save(scan, resolution=200)
    return scan


def test_a_page_without_text_is_marked(tmp_path, monkeypatch):
    """Without Tesseract a scan stays as it is, marked poor, and the warning says what to do."""
    monkeypatch.setattr(ocr, "available", frozenset)
    extraction = opened(picture(write(tmp_path / "a.pdf", line), tmp_path))
    (page,) = extraction.pages
    assert (page.text, page.quality, page.reason) == ("", 0.0, "image-only")
    ((code, values),) = extraction.warnings
    assert code == "ocr-missing"
    for language in ("en", "ja"):
        assert "tesseract-ocr-jpn" in explain(code, values, language)


def test_a_blank_page_is_not_poor(tmp_path):
    """A page with nothing on it, among others, misses nothing."""
    page = opened(write(tmp_path / "a.pdf", line, lambda _: None)).pages[1]
    assert (page.text, page.quality, page.reason) == ("", 1.0, "blank")


def wrong_cmap(path: Path, target: Path) -> Path:
    """Map every kanji and kana of the first font to a rare kanji, as a broken export does."""
    ranges = [
        f"<{high:02X}00> <{high:02X}FF> <{0x34 + high % 0x18:02X}00>" for high in range(0x30, 0xA0)
    ]
    chunks = [ranges[at : at + 100] for at in range(0, len(ranges), 100)]
    body = "".join(
        f"{len(chunk)} beginbfrange\n" + "\n".join(chunk) + "\nendbfrange\n" for chunk in chunks
    )
    stream = DecodedStreamObject()
    stream.set_data(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}"
        f"endcmap CMapName currentdict /CMap defineresource pop end end".encode()
    )
    writer = pypdf.PdfWriter(clone_from=path)
    reference = writer._add_object(stream)
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/ToUnicode")] = reference
    writer.write(target)
    return target


def test_a_wrong_cmap_is_not_believed(tmp_path):
    """Text whose characters are valid and wrong is kept, but marked with its reason."""
    path = write(tmp_path / "a.pdf", lambda canvas: paragraph(canvas, 72, 100, *LONG) and None)
    page = opened(wrong_cmap(path, tmp_path / "b.pdf"), ocr="never").pages[0]
    assert "航行" not in page.text
    assert page.quality < POOR
    assert page.reason == "rare-kanji"


needs_ocr = pytest.mark.skipif(bool(ocr.missing()), reason="Tesseract with jpn, jpn_vert and eng")


@needs_ocr
def test_a_scan_is_read_by_ocr(tmp_path):
    """An English scan comes back as its text, with Tesseract named and boxes in points."""
    path = write(
        tmp_path / "a.pdf",
        lambda canvas: paragraph(canvas, 72, 100, *ENGLISH, size=11, font="Helvetica") and None,
    )
    extraction = opened(picture(path, tmp_path))
    (page,) = extraction.pages
    assert page.text == " ".join(ENGLISH)
    assert (page.engine, page.reason) == ("tesseract", "")
    assert page.quality > 0.8
    assert page.blocks[0].boxes[0][:2] == pytest.approx((72, 100), abs=3)


@needs_ocr
def test_broken_text_is_read_from_the_picture(tmp_path):
    """Where the CMap is wrong the glyphs are right, and OCR reads those."""
    path = write(
        tmp_path / "a.pdf", lambda canvas: paragraph(canvas, 72, 100, *LONG, size=14) and None
    )
    page = opened(wrong_cmap(path, tmp_path / "b.pdf")).pages[0]
    if page.engine != "tesseract":
        pytest.skip("no Japanese font on this machine draws the page")
    assert "航行の自由と法の支配" in page.text
    assert " " not in page.text


def test_a_page_is_drawn(tmp_path):
    """A page of 595 by 842 points at two pixels a point is a PNG of 1190 by 1684."""
    path = write(tmp_path / "a.pdf", line)
    image = Image.open(io.BytesIO(render_page(path, 1, scale=2)))
    assert (image.format, image.size) == ("PNG", (2 * int(WIDTH), 2 * int(HEIGHT)))
    with pytest.raises(IndexError):
        render_page(path, 2)


def test_a_thousand_pages_are_read(tmp_path):
    """A long file is read to its end, every page under its number."""
    pages = [lambda canvas, n=n: text(canvas, 72, 300, f"第{n}頁の本文。") for n in range(1, 1001)]
    extraction = opened(write(tmp_path / "long.pdf", *pages))
    assert [page.text for page in extraction.pages] == [f"第{n}頁の本文。" for n in range(1, 1001)]


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the hostile PDFs of ../shared/data")
@pytest.mark.parametrize("folder", ["pdfjs_tests", "pdfminer_six", "pypdf_sample_files"])
def test_no_file_breaks_the_reader(folder):
    """Every hostile file is read or refused with a sentence; blocks tile the pages' texts."""
    for path in sorted((SHARED / folder).glob("*.pdf")):
        try:
            extraction = read(Source(path, path.name, ocr="never"))
        except ReadError as error:
            assert path.name in error.text("ja")  # noqa: PT017  (a refusal is one of two good ends)
            continue
        for page in extraction.pages:
            texts = [page.text[block.start : block.end] for block in page.blocks]
            assert "\n".join(texts) == page.text
            assert all(each == each.strip() != "" for each in texts)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real PDFs of ../shared/data")
@pytest.mark.parametrize("folder", ["nist_800_61_ja", "owasp_bilingual"])
def test_real_papers_are_good(folder):
    """Every page of the published papers that has text is good enough to be indexed."""
    for path in sorted((SHARED / folder).glob("*.pdf")):
        for page in read(Source(path, path.name, ocr="never")).pages:
            assert page.quality >= POOR or page.reason == "image-only", (path.name, page.number)


PAPERS = Path(__file__).parents[2] / "corpus" / "papers"


def of_kind(path: Path, kind: BlockKind) -> list[str]:
    extraction = opened(path, ocr="never")
    return [text for page in extraction.pages for text in blocks(extraction, page.number, kind)]


def test_notes_of_the_sample_papers_begin_with_their_number():
    """A raised figure is told from the text after it, also where the font draws it small."""
    found = [
        note
        for name in ("semiconductors", "navigation-law")
        for path in sorted((PAPERS / name).glob("*.pdf"))
        for note in of_kind(path, BlockKind.FOOTNOTE)
    ]
    assert len(found) >= 6
    assert all(re.match(r"\d+ \S", note) for note in found)


def test_the_vertical_sample_paper_is_read_as_printed():
    """Commas and stops, whose ink fills a corner of their cell, stand where they belong."""
    text = "".join(of_kind(PAPERS / "seabed-rights" / "seabed-rights.ja.pdf", BlockKind.PARAGRAPH))
    assert text.count("。") > 30
    assert not re.search(r"[、。] |^[、。]", text)
