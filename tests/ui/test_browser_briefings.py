"""From a search to a briefing in a real Chromium."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from urllib.parse import quote

import docx
import pytest

from briefing import baskets
from catalog import Catalog
from catalog.records import Level, Reader
from tests.ui.chromium import BROWSER, encoded, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER
EN = Strings("en")
MEMBERS = Reader(Level.MEMBERS)


@pytest.fixture(scope="module")
def untouched(stored, tmp_path_factory):
    """A library without any basket."""
    return encoded(stored, tmp_path_factory.mktemp("briefings") / "library")


@pytest.fixture(scope="module")
def folder(untouched, tmp_path_factory):
    return shutil.copytree(untouched, tmp_path_factory.mktemp("shared") / "library")


@pytest.fixture
def visit(chromium):
    with visits(chromium) as go:
        yield go


@pytest.fixture(scope="module")
def address(folder):
    with running(folder, reader="members") as found:
        yield found


def held(folder) -> list[list[str]]:
    """Return the first words of what each basket holds, the last changed first."""
    with Catalog.open(folder) as catalog:
        return [
            [
                item.quote.text[:9] if item.quote else item.note
                for item in baskets.opened(catalog, draft.id, reader=MEMBERS).briefing.items
            ]
            for draft in baskets.baskets(catalog, reader=MEMBERS)
        ]


def test_passages_are_collected_by_key_and_click(visit, untouched, tmp_path):
    """`b` takes the best passage of the result in focus, a click any other; what is in the basket
    says so, undo takes it out, and after a restart of the app all is still there.
    """
    folder = shutil.copytree(untouched, tmp_path / "library")
    with running(folder, reader="members") as address:
        page = visit(f"{address}/?q={quote('海上交通路')}&ui=en")
        page.keyboard.press("j")
        page.keyboard.press("b")
        first = page.locator(".st-key-k-hit-0 .k-add").first
        first.filter(has_text=EN["basket.inside"]).wait_for()
        second = page.locator(".st-key-k-hit-0 .k-add").nth(1)
        second.click()
        second.filter(has_text=EN["basket.inside"]).wait_for()
        page.get_by_role("link", name=EN("basket.holds", name="Basket", n=2)).wait_for()
        page.locator(".st-key-basket-undo button").click()
        second.filter(has_text=EN["basket.add"]).wait_for()
        second.click()
        second.filter(has_text=EN["basket.inside"]).wait_for()
        page.goto("about:blank")  # before its server ends
    [kept] = held(folder)
    assert len(kept) == 2
    with running(folder, reader="members") as address:
        page = visit(f"{address}/?q={quote('海上交通路')}&ui=en")
        page.get_by_role("link", name=EN("basket.holds", name="Basket", n=2)).click()
        page.locator("[class*=st-key-k-hit-item-]").nth(1).wait_for()
        settle(page)
        page.locator("[class*=st-key-down-] button").first.click()
        settle(page)
        assert held(folder) == [kept[::-1]]
        page.goto("about:blank")


def test_the_marked_passage_of_a_document_is_added(visit, address, folder):
    """On the document page `b` adds what is marked."""
    page = visit(f"{address}/document?id=rice.ja&passage=rice.ja:1:0&ui=en")
    page.locator(".st-key-k-hits .k-add").wait_for()
    page.keyboard.press("b")
    page.locator(".k-added").wait_for()
    assert any("備蓄米" in text or "不作" in text for text in held(folder)[0])


def test_a_paragraph_of_a_pair_is_added(visit, address, folder):
    """Side by side, each paragraph has its own button."""
    page = visit(f"{address}/pair?id=sea-lanes&ui=en")
    part = page.locator(".k-pair-part", has_text="浚渫")
    part.hover()
    part.locator(".k-add").click()
    part.locator(".k-added").wait_for()
    assert "海峡を使う国々は、" in held(folder)[0]


def test_a_note_is_written_and_an_item_moved_to_another_section(visit, address, folder):
    """The dialog of an item takes the staff's own words."""
    with Catalog.open(folder) as catalog:
        found = baskets.found(catalog, "rice.ja:1:0", reader=MEMBERS)
        identifier, _ = baskets.add(catalog, None, [found], name="Notes", reader=MEMBERS)
    page = visit(f"{address}/briefings?id={identifier}&ui=en")
    page.locator("[class*=st-key-edit-] button", has_text=EN["basket.edit"]).last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(EN["basket.note"]).fill("Ask the ministry.")
    dialog.get_by_role("button", name=EN["basket.save"]).click()
    page.locator(".k-note", has_text="Ask the ministry.").wait_for()
    with Catalog.open(folder) as catalog:
        [item] = baskets.opened(catalog, identifier, reader=MEMBERS).briefing.items
    assert item.note == "Ask the ministry."


@pytest.mark.parametrize("width", [1200, 375])
def test_the_briefing_page_has_no_serious_faults_for_screen_readers(visit, address, folder, width):
    """axe-core finds nothing serious, on a wide and on a narrow screen; nothing is cut off."""
    from axe_playwright_python.sync_playwright import Axe

    with Catalog.open(folder) as catalog:
        found = baskets.found(catalog, "rice.ja:1:0", reader=MEMBERS)
        identifier, _ = baskets.add(catalog, None, [found], name="Axe", reader=MEMBERS)
    page = visit(f"{address}/briefings?id={identifier}&ui=en", width)
    page.locator("[class*=st-key-k-hit-item-]").wait_for()
    grave = [
        (each["id"], [node["html"][:120] for node in each["nodes"]])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert grave == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_a_search_to_a_docx(visit, untouched, tmp_path):
    """Search, collect, download: the file holds the words, their page and their other edition."""
    folder = shutil.copytree(untouched, tmp_path / "library")
    with running(folder, reader="members") as address:
        page = visit(f"{address}/?q={quote('航行の自由')}&ui=en")
        page.keyboard.press("j")
        page.keyboard.press("b")
        link = page.get_by_role("link", name=EN("basket.holds", name="Basket", n=1))
        link.click()
        page.locator(".st-key-k-export").wait_for()
        settle(page)
        page.locator(".st-key-export-make button").click()
        with page.expect_download() as download:
            page.locator(".st-key-export-download button").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        page.goto("about:blank")
    assert path.name == "Basket.docx"
    found = docx.Document(str(path))
    cells = [cell.text for table in found.tables for cell in table.rows[0].cells]
    assert any("航行の自由は、条約の文言だけで" in text for text in cells)
    assert any("Freedom of navigation is not kept" in text for text in cells)
    with zipfile.ZipFile(path) as archive:
        assert "海上交通路を守る仕事" in archive.read("word/footnotes.xml").decode()


def test_a_hit_is_cited_in_three_styles(visit, address):
    """The button of a hit opens its references with its page; one is copied, one downloaded."""
    page = visit(f"{address}/?q={quote('航行の自由')}&ui=en")
    page.locator(".k-ref").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("港一郎. 海上交通路を守る仕事. Harbour Study Group, 2024").wait_for()
    dialog.locator(".k-copy").first.click()
    dialog.locator("[role=status]", has_text=EN["reading.copied"]).first.wait_for()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="BibTeX").click()
    assert "@techreport{港2024," in Path(download.value.path()).read_text(encoding="utf-8")


def test_the_references_of_all_results_are_downloaded(visit, address):
    """One entry a document, in the reader's language; what may not be seen is not among them."""
    page = visit(f"{address}/?q={quote('海上交通路')}&ui=en")
    page.get_by_role("button", name=EN["reference.list"]).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="RIS").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "TI  - The Work of Keeping Sea Lanes Open" in text
    assert text.count("TY  - ") >= 2
