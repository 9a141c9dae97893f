"""The library page in a real Chromium: what staff do there, and what others see of it."""

from __future__ import annotations

import shutil

import pytest

import encoder
import ingest
from catalog import Catalog
from catalog.records import Level, Reader
from index import Index
from tests.ui.chromium import BROWSER, running, visits
from ui.strings import Strings

pytestmark = BROWSER

EN, JA = Strings("en"), Strings("ja")
STAFF = Reader(Level.STAFF)
SAID = "The lighthouse keeper counts the ships that pass at night."


@pytest.fixture(scope="module")
def served(stored, tmp_path_factory):
    """Run the app for staff on a library with a scan that was read without OCR."""
    from PIL import Image, ImageDraw, ImageFont

    folder = tmp_path_factory.mktemp("managed") / "library"
    shutil.copytree(stored, folder, ignore=shutil.ignore_patterns("index"))
    image = Image.new("L", (1240, 1754), 255)
    for line in range(6):
        font = ImageFont.load_default(size=36)
        ImageDraw.Draw(image).text((100, 200 + 80 * line), SAID, font=font, fill=0)
    paper = folder.parent / "scan.pdf"
    image.save(paper, resolution=150)
    with Catalog.open(folder) as catalog:
        ingest.add(catalog, [paper], ocr="never", workers=1)
        catalog.propose_link("rice.ja", "script.en", 0.7, {"meaning": 0.7, "date": 1.0})
        for fingerprint in catalog.vector_fingerprints():
            catalog.drop_vectors(fingerprint)
        Index.open(catalog, encoder.load("bundled", threads=1)).update()
        with running(folder, reader="staff") as address:
            yield address, catalog


@pytest.fixture
def visit(chromium, served):
    with visits(chromium, served[0]) as go:
        yield go


def test_a_part_is_in_the_address(visit):
    """A click on a part changes the address; the address opens the part."""
    page = visit("/library")
    page.get_by_role("radio", name=EN["manage.tab_terms"]).click()
    page.wait_for_function("location.search.includes('tab=terms')")
    page = visit("/library?tab=terms&find=航行")
    page.get_by_text(EN("manage.terms_count", n=1), exact=True).wait_for()


def test_a_title_is_mended_and_found(visit, served):
    """Typed, saved, shown in the history, and found by search under its new name."""
    page = visit("/library?tab=metadata&id=script.en")
    page.get_by_label(EN["manage.field_title"]).fill("Barometers of the Harbour")
    page.get_by_role("textbox", name=EN["manage.field_date"]).fill("令和6年度")
    page.get_by_role("button", name=EN["manage.save"], exact=True).click()
    page.get_by_text(EN["manage.saved"], exact=True).wait_for()
    page.locator(".k-facts del", has_text="Weights").first.wait_for()
    edition = served[1].edition("script.en", reader=STAFF)
    assert (edition.title, edition.date_text) == ("Barometers of the Harbour", "令和6年度")
    page = visit("/?q=barometer")
    page.get_by_role("link", name="Barometers of the Harbour").wait_for()


def test_a_pair_is_told_apart(visit, served):
    """Both titles and the reasons are read; a click decides, and the pair is gone."""
    page = visit("/library?tab=links")
    pair = page.locator(".st-key-k-hit-0")
    pair.get_by_text("備蓄米の使い方").wait_for()
    assert EN("manage.sign_date_strong", percent=100) in pair.inner_text()
    page.get_by_role("button", name=EN["manage.links_reject"]).click()
    page.get_by_text(EN["manage.links_none"]).wait_for()
    assert served[1].links(reader=STAFF) == []


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs Tesseract")
def test_a_scan_is_read_by_ocr_and_found(visit):
    """One click on a bad page, and its words are found."""
    page = visit("/library?tab=pages")
    page.get_by_role("button", name=EN["manage.ocr"]).click()
    page.get_by_text(EN("manage.ocr_better", n=1)).wait_for()
    page = visit("/?q=lighthouse+keeper")
    page.locator(".k-passage", has_text="lighthouse keeper").first.wait_for()


@pytest.mark.parametrize(
    "part", ["documents", "report", "pages", "links", "metadata&id=sea-lanes.ja", "terms&term=new"]
)
def test_every_part_fits_a_telephone(visit, part):
    """At 375 pixels nothing has to be moved sideways."""
    page = visit(f"/library?tab={part}&ui=ja", width=375)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_lower_reader_loses_the_part(visit):
    """Staff who look as a public reader are back at the documents, whatever the address says."""
    page = visit("/library?tab=metadata&id=sea-lanes.en")
    page.get_by_label(EN["manage.field_title"]).wait_for()
    page.get_by_role("combobox", name=EN["app.reader"]).click()
    page.get_by_role("option", name=EN["level.public"]).click()
    page.get_by_role("radio", name=EN["manage.tab_metadata"]).wait_for(state="detached")
    page.get_by_label(EN["manage.field_title"]).wait_for(state="detached")
