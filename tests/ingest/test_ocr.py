"""Text from pictures, by Tesseract where it is installed."""

from __future__ import annotations

import io
import subprocess

import pytest
from PIL import Image

from errors import MissingError
from ingest.readers import ocr
from ingest.readers.pdf import render_page
from tests.ingest.pdf_samples import MINCHO, opened, write

COLUMNS = [
    "　日米同盟は、地域の平和と安定の柱である。両国は六十年にわた",
    "り協力を深め、海洋の秩序を守ってきた。この協力は、能力の向上",
    "を望む国々への支援にも及び、巡視船の供与や人材の育成を通じて、",
    "地域の安定に役立っている。",
]


@pytest.fixture(autouse=True)
def _forget():
    """`available` remembers its answer for the life of a process."""
    ocr.available.cache_clear()
    yield
    ocr.available.cache_clear()


@pytest.mark.skipif(bool(ocr.missing()), reason="needs Tesseract with jpn, jpn_vert and eng")
def test_vertical_japanese_is_recognised(tmp_path):
    """A vertical page that reads as nonsense from left to right is read from top to bottom."""

    def draw(canvas):
        canvas.setFont(MINCHO, 14)
        for number, column in enumerate(COLUMNS):
            canvas.drawString(450 - 26 * number, 720, column)

    path = write(tmp_path / "tate.pdf", draw, vertical=True)
    printed = opened(path).pages[0].text
    image = Image.open(io.BytesIO(render_page(path, 1, scale=ocr.DPI / 72)))
    if image.convert("L").getextrema()[0] > 128:
        pytest.skip("no Japanese font on this machine draws the page")
    found = ocr.ocr_page(image)
    text = "".join(draft.text for draft in found.drafts)
    wrong = sum(one != other for one, other in zip(printed, text, strict=False))
    assert text.startswith("日米同盟は、地域の平和")
    assert "海洋の秩序を守ってきた。" in text
    assert abs(len(text) - len(printed)) + min(wrong, 9) <= 12
    assert found.quality > 0.7


def test_without_tesseract_the_remedy_is_named(monkeypatch):
    """Where the program is missing nothing is available, and the error says what to install."""

    def missing(*_args, **_options):
        raise FileNotFoundError("tesseract")

    monkeypatch.setattr(subprocess, "run", missing)
    assert ocr.available() == frozenset()
    assert ocr.missing() == ("jpn", "eng", "jpn_vert")
    with pytest.raises(MissingError) as caught:
        ocr.ocr_page(Image.new("L", (10, 10), 255))
    for language in ("en", "ja"):
        assert "apt install tesseract-ocr tesseract-ocr-jpn" in caught.value.text(language)


TSV = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
5\t1\t1\t1\t1\t1\t300\t600\t60\t30\t90.0\t航行
5\t1\t1\t1\t1\t2\t360\t600\t30\t30\t90.0\tの
5\t1\t1\t1\t1\t3\t390\t600\t60\t30\t60.0\t自由
5\t1\t1\t1\t2\t1\t300\t650\t90\t30\t80.0\tfree
5\t1\t1\t1\t2\t2\t400\t650\t90\t30\t80.0\tseas
5\t1\t1\t2\t1\t1\t300\t800\t90\t30\t80.0\t"quoted
4\t1\t1\t2\t1\t0\t300\t800\t90\t30\t-1\t
"""


def test_words_become_paragraphs_with_boxes_in_points(monkeypatch):
    """Words of kanji and kana are joined without spaces, Latin ones with; 300 dots are 72 points."""

    class Done:
        stdout = TSV.encode()

    monkeypatch.setattr(ocr, "available", lambda: frozenset(("jpn", "eng")))
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: Done)
    found = ocr.ocr_page(Image.new("L", (10, 10), 255), dpi=300)
    assert [draft.text for draft in found.drafts] == ["航行の自由free seas", '"quoted']
    assert found.drafts[0].boxes == (
        pytest.approx((72, 144, 108, 151.2)),
        pytest.approx((72, 156, 117.6, 163.2)),
    )
    # 3 characters at 90 %, 2 at 60 %, 15 at 80 %
    assert found.quality == pytest.approx((3 * 0.9 + 2 * 0.6 + 15 * 0.8) / 20, abs=0.001)
