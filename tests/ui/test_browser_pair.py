"""Side by side in a real Chromium, with the bundled encoder."""

import pytest

from tests.ui.chromium import BROWSER, browser, encoded, expect, running, settle
from ui.pair_view import SCRIPT
from ui.strings import Strings

pytestmark = BROWSER
EN = Strings("en")


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    """Run the app on a library of its own, and yield its address."""
    folder = encoded(stored, tmp_path_factory.mktemp("served") / "library")
    with running(folder) as found:
        yield found


@pytest.fixture
def page(address):
    with browser() as opened:
        yield opened.new_context(viewport={"width": 1100, "height": 800}).new_page()


def marked(page):
    return page.evaluate("[...document.querySelectorAll('.k-pair-on')].map((each) => each.id)")


def test_the_pair_of_a_hit_is_one_click_away_and_marks_its_counterpart(page, address):
    """From a hit to both editions at its paragraph; pointer and keyboard mark both sides; the
    paragraph's number puts its address into the bar, and that address leads back to it.
    """
    page.goto(f"{address}/?q=dredging&ui=en")
    page.locator(".k-passage").first.wait_for(timeout=60_000)
    settle(page)
    page.get_by_role("link", name=EN["pair.open"]).first.click()
    page.locator(".k-pair").wait_for(timeout=60_000)
    settle(page)
    assert "passage=" in page.url
    expect(page.locator(".k-pair-here")).to_have_count(1)
    page.get_by_text("States that use a strait").hover()
    assert marked(page) == ["k-pair-en-4", "k-pair-ja-4"]
    page.mouse.move(5, 790)
    assert marked(page) == []
    number = page.locator("#k-pair-ja-2 a.k-pair-number")
    number.focus()
    assert marked(page) == ["k-pair-en-2", "k-pair-ja-2"]
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('para=ja-2')")
    page.reload()
    page.locator(".k-pair").wait_for(timeout=60_000)
    assert page.locator(".k-pair-here").get_attribute("id") == "k-pair-ja-2"


def test_a_script_that_comes_late_marks_what_the_pointer_is_on(page, address):
    """The pointer may lie on a paragraph before the page's script has arrived."""
    page.goto(f"{address}/pair?id=sea-lanes&ui=en")
    page.locator(".k-pair").wait_for(timeout=60_000)
    settle(page)
    page.locator("#k-pair-en-4").hover()
    page.evaluate(
        "document.querySelectorAll('.k-pair-on').forEach((e) => e.className = 'k-pair-part');"
        "window.kPair = false"
    )
    assert marked(page) == []
    page.evaluate(SCRIPT.removeprefix("<script>").removesuffix("</script>"))
    assert marked(page) == ["k-pair-en-4", "k-pair-ja-4"]


def test_the_page_of_a_paragraph_opens_within_the_app(page, address):
    """The link goes as Streamlit's own do: nothing is loaded anew, so the reader's choices stay."""
    page.goto(f"{address}/pair?id=sea-lanes&ui=en")
    page.locator(".k-pair").wait_for(timeout=60_000)
    settle(page)
    page.evaluate("window.same = true")
    page.locator("#k-pair-en-4 a.k-pair-page").click()
    page.locator(".st-key-k-document").wait_for(timeout=60_000)
    settle(page)
    assert page.evaluate("window.same")
    assert "id=sea-lanes.en&page=2" in page.url
    page.locator(".k-passage, .k-sheet").first.wait_for()
    page.go_back()
    page.locator(".k-pair").wait_for(timeout=60_000)
