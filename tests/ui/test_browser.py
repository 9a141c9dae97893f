"""The app in a real Chromium, with the bundled encoder: what a person does, step by step."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from pathlib import Path

import pytest

import encoder
import ingest  # noqa: F401 - registers the sentences that `explain` is asked for
from catalog import Catalog
from catalog.records import Extraction, Language, Metadata, Page
from errors import explain
from index import Index
from tests.ui.chromium import BROWSER, expect, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER

EN, JA = Strings("en"), Strings("ja")


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    """Run the app on a free port, as `kakehashi serve` does, and yield its address."""
    folder = tmp_path_factory.mktemp("served") / "library"
    shutil.copytree(stored, folder, ignore=shutil.ignore_patterns("index"))
    with Catalog.open(folder) as catalog:
        store_poor(catalog, folder.parent)
        for fingerprint in catalog.vector_fingerprints():
            catalog.drop_vectors(fingerprint)
        Index.open(catalog, encoder.load("bundled", threads=1)).update()
    with running(folder, reader="members") as found:
        yield found


def store_poor(catalog: Catalog, folder: Path) -> None:
    """Add a paper whose second page was read badly, as its reader would hand it over."""
    pages = (Page(1, "A clear page."), Page(2, "鏺闄鎯隿", quality=0.1, reason="rare-kanji"))
    metadata = Metadata(document="poor", title="A Poor Scan", language=Language.EN)
    content = folder / "poor.txt"
    content.write_text("poor", encoding="utf-8")
    catalog.store(
        Extraction(pages, metadata, "text", "test"),
        [],
        metadata=metadata,
        content=content,
        sha256=hashlib.sha256(content.read_bytes()).hexdigest(),
        path=str(content),
    )


@pytest.fixture
def visit(chromium, address):
    """Return a function that opens an address of the app; whatever the page asks of another host
    fails the test.
    """
    strangers: list[str] = []

    def watch(page) -> None:
        own = (address, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else strangers.append(r.url))

    with visits(chromium, address, prepare=watch) as go:
        yield go
    assert strangers == []


def search(page, query: str) -> None:
    box = page.locator("input[type=search]")
    box.fill(query)
    box.press("Enter")
    page.wait_for_function("q => new URLSearchParams(location.search).get('q') === q", arg=query)
    settle(page)


def here(page) -> str:
    """Return the address, which the page may have changed without loading anew."""
    return page.evaluate("location.pathname + location.search")


def test_an_english_query_finds_a_japanese_passage(visit):
    """A question in English that shares no letter with the Japanese page finds it, with its page."""
    page = visit()
    search(page, "releasing stockpiled rice after a bad harvest")
    first = page.locator(".st-key-k-hit-0")
    assert "備蓄米の使い方" in first.inner_text()
    passage = first.locator(".k-passage[lang=ja]").first
    assert "政府は米を蓄えている" in passage.inner_text()
    expect(first.get_by_role("link", name="p. 1")).to_be_visible()
    expect(first.locator(".k-badge.k-semantic").first).to_be_visible()
    assert passage.locator("mark.k-mark-semantic").count() >= 1


def test_a_japanese_query_finds_an_english_passage(visit):
    """The reverse: the passage of the English PDF stands first or second, marked on its page."""
    page = visit("/?ui=ja&lang=en")
    search(page, "海峡を使う国が灯台の費用を分け合う")
    first = page.locator(".st-key-k-hit-0")
    assert "States that use a strait should share the cost" in first.inner_text()
    first.get_by_role("link", name="2頁").click()
    page.wait_for_url("**/document*")
    settle(page)
    assert "States that use a strait" in page.locator("mark.k-mark-place").first.inner_text()
    page.locator(".k-sheet .k-box").first.wait_for()
    box, sheet = (page.locator(each).first.bounding_box() for each in (".k-box", ".k-sheet"))
    assert sheet["y"] < box["y"] < sheet["y"] + sheet["height"] / 2


def test_the_term_base_joins_the_languages(visit):
    """航行の自由 marks “Freedom of navigation”, and the editions are one result."""
    page = visit()
    search(page, "航行の自由")
    first = page.locator(".st-key-k-hit-0")
    assert "海上交通路を守る仕事" in first.inner_text()
    assert "The Work of Keeping Sea Lanes Open" in first.inner_text()
    expect(first.locator("mark.k-mark-lexical").first).to_have_text(
        "航行の自由", use_inner_text=True
    )
    assert first.locator("mark.k-mark-term").first.inner_text().lower() == "freedom of navigation"


def test_enter_that_ends_a_conversion_does_not_search(visit):
    """Choosing a kanji with Enter is not asking; the next Enter is."""
    page = visit()
    page.locator("input[type=search]").click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "航行", "selectionStart": 2, "selectionEnd": 2}
    )
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    for kind in ("rawKeyDown", "char", "keyUp"):
        text = {"text": "\r"} if kind == "char" else {}
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, **enter, **text})
    page.wait_for_timeout(500)
    assert here(page) == "/"
    keyboard.send("Input.insertText", {"text": "航行"})
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).get('q') === '航行'")


def test_the_whole_interface_changes_its_language(visit):
    """Search, document and library page speak Japanese after one click, and stay so."""
    page = visit("/?q=航行の自由")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("radio", name="日本語").click()
    page.get_by_role("button", name=JA["search.submit"], exact=True).last.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert "ui=ja" in here(page)
    page.locator(".st-key-k-hit-0").get_by_role("link", name="頁").first.click()
    page.get_by_text(JA["document.next"]).wait_for()
    page.get_by_role("link", name=JA["document.results"]).click()
    page.locator(".st-key-k-hit-0").wait_for()
    expect(page.locator("input[type=search]")).to_have_value("航行の自由")
    page.get_by_role("link", name=JA["nav.library"]).click()
    page.get_by_role("radio", name=JA["manage.tab_add"]).click()
    page.get_by_role("heading", name=JA["upload.title"]).wait_for()
    english = re.compile("[A-Za-z]{3,}")
    chrome = page.locator("[data-testid=stFileUploaderDropzone]").inner_text()
    shown = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stFileUploaderDropzone"] *')]
          .filter(e => e.childElementCount === 0 && !e.closest('[aria-hidden=true]')
            && parseFloat(getComputedStyle(e).fontSize) > 0)
          .map(e => e.textContent).join(' ')"""
    )
    assert not english.search(shown), (shown, chrome)


def test_back_returns_to_the_search_before(visit):
    """The browser's own button goes through searches, not only through pages."""
    page = visit()
    search(page, "barometer")
    search(page, "備蓄米")
    page.go_back()
    page.wait_for_function("new URLSearchParams(location.search).get('q') === 'barometer'")
    page.wait_for_function("document.querySelector('input[type=search]').value === 'barometer'")
    page.locator(".st-key-k-hit-0 mark", has_text="barometer").first.wait_for()


def effect_of(click, expected=contextlib.nullcontext):
    """Click until it takes effect: Streamlit drops a click on what it is just drawing anew."""
    from playwright.sync_api import TimeoutError as Dropped

    for last in (False, False, True):
        try:
            with expected() as effect:
                click()
        except Dropped:
            if last:
                raise
        else:
            return effect
    return None


def test_the_search_link_begins_anew(visit):
    """Search in the sidebar leads to an empty search, in the address too."""
    page = visit("/?q=barometer")
    link = page.get_by_role("button", name=EN["nav.search"], exact=True).first
    effect_of(
        lambda: (link.click(), page.get_by_text(EN["search.welcome"]).wait_for(timeout=15_000))
    )
    page.wait_for_function("!new URLSearchParams(location.search).has('q')")


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_a_badly_read_page_says_so(visit, strings):
    """Search may miss this page: the page says it, why, and only where it is so."""
    page = visit(f"/document?id=poor&page=2&ui={strings.language}")
    warning = page.locator(".k-notice-warn")
    assert strings["document.poor"] in warning.inner_text()
    assert explain("rare-kanji", {}, strings.language) in warning.inner_text()
    page.get_by_role("button", name=strings["document.previous"]).click()
    page.locator(".k-text", has_text="A clear page.").wait_for()
    expect(warning).to_have_count(0)


def test_a_document_is_read_page_by_page(visit):
    """Next, previous, the other edition, and the original to take away."""
    page = visit("/document?id=sea-lanes.en")
    assert "daily work of mending lighthouses" in page.locator(".k-text").inner_text()
    page.get_by_role("button", name=EN["document.next"]).click()
    page.locator(".k-text", has_text="cost of dredging").wait_for()
    page.wait_for_function("new URLSearchParams(location.search).get('page') === '2'")
    page.get_by_role("radio", name="日本語").last.click()
    page.locator(".k-text:lang(ja)").wait_for()
    assert "灯台を直し" in page.locator(".k-text").inner_text()
    page.get_by_text(EN["document.details"]).click()
    button = page.get_by_role("button", name=EN["document.download"])
    download = effect_of(button.click, lambda: page.expect_download(timeout=15_000))
    assert download.value.suggested_filename == "sea-lanes.ja.md"
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("# 海上交通路")


def test_hidden_and_absent_documents_look_alike(visit):
    """As a public reader, a members' paper and no paper give the same page."""
    shown = []
    for identifier in ("cables.en", "nothing.en"):
        page = visit(f"/document?id={identifier}")
        if page.locator(".k-text").count():
            page.get_by_role("combobox").first.click()
            page.get_by_role("option", name=EN["level.public"]).click()
            page.locator(".k-notice").wait_for()
        shown.append(page.locator(".st-key-k-document").inner_text())
    assert (
        shown[0].strip() == (f"{EN['error.not_available']}\n{EN['error.not_available_try']}")
        or EN["error.not_available"] in shown[0]
    )
    assert EN["error.not_available"] in shown[1]
    assert "Cables" not in shown[0]


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_a_mistake_is_explained(visit, strings):
    """An open quotation mark is explained, and the box keeps what was typed."""
    page = visit(f"/?ui={strings.language}")
    search(page, '"海')
    alert = page.get_by_role("alert")
    assert strings["error.query"] in alert.inner_text()
    expect(page.locator("input[type=search]")).to_have_value('"海')
    assert "Traceback" not in page.content()


def test_a_hostile_paper_is_only_text(visit):
    """Neither the title's script nor the text's image handler runs, on any page."""
    page = visit()
    search(page, "barometer")
    first = page.locator(".st-key-k-hit-0")
    assert "<script>window.pwned=1</script> *Weights* & :red[measures]" in first.inner_text()
    assert '<img src=x onerror="window.pwned=2">' in first.inner_text()
    page.get_by_role("link", name="p. 1").first.click()
    page.locator("mark.k-mark-place").first.wait_for()
    assert "<script>window.pwned=1</script>" in page.locator("h1").first.inner_text()
    assert page.evaluate("window.pwned") is None
    expect(page.locator("img[src=x]")).to_have_count(0)


@pytest.mark.parametrize("path", ["/?q=航行の自由&ui=ja", "/document?id=sea-lanes.en", "/library"])
def test_a_phone_needs_no_sideways_scrolling(visit, path):
    """At 375 pixels nothing is wider than the screen."""
    page = visit(path, width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_paper_added_in_the_browser_is_found(visit, tmp_path):
    """Choose a file, press the button, search: the new passage is there, and a bad file is told."""
    paper = tmp_path / "泥炭地の保全.txt"
    paper.write_text(
        "泥炭地の保全\n\n泥炭地は乾くと炭素を放つ。水位を保つ堰を設け、排水路を埋め戻すことが保全の"
        "第一歩である。住民が堰を見回る仕組みには少額でも続く資金が要る。\n",
        encoding="utf-8",
    )
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    page = visit("/library?tab=add")
    page.locator("input[type=file]").set_input_files([paper, broken])
    page.get_by_text("broken.pdf").first.wait_for()
    page.get_by_role("button", name=EN["upload.submit"]).click()
    report = page.locator(".k-report", has_text="broken.pdf")
    report.wait_for()
    assert EN["library.outcome.added"] in report.inner_text()
    assert EN["library.outcome.failed"] in report.inner_text()
    page.get_by_role("link", name=EN["nav.search"], exact=True).click()
    page.locator("input[type=search]").wait_for()
    search(page, "泥炭地の水位")
    assert "水位を保つ堰" in page.locator(".st-key-k-hit-0 .k-passage").first.inner_text()
