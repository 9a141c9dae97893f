"""The document page in a real Chromium: going hit by hit, and taking a quotation along."""

from __future__ import annotations

import pytest

from tests.ui.chromium import BROWSER, encoded, expect, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER
CLIPBOARD = ("clipboard-read", "clipboard-write")

EN, JA = Strings("en"), Strings("ja")
WORDS = (
    "States that use a strait should share the cost of dredging and of lighthouses by the weight"
    " of the cargo they send through it."
)


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    folder = encoded(stored, tmp_path_factory.mktemp("served") / "library")
    with running(folder, reader="members") as found:
        yield found


@pytest.fixture
def visit(chromium, address):
    with visits(chromium, address, height=800, permissions=CLIPBOARD) as go:
        yield go


def marked(page, words: str):
    found = page.locator("mark.k-mark-place", has_text=words).first
    found.wait_for()
    return found


def test_from_a_result_hit_by_hit(visit):
    """The link of a result carries the search; next hit goes on to page 2, brings it into view,
    and a reload finds the same place.
    """
    page = visit("/?q=lighthouses&lang=en")
    page.locator(".st-key-k-hit-0").get_by_role("link", name="p. 1").first.click()
    marked(page, "lighthouses")
    bar = page.locator(".st-key-k-hits")
    expect(bar.locator("strong")).to_have_text(
        EN("reading.hit_of", number=2, n=3), use_inner_text=True
    )
    page.get_by_role("button", name=EN["reading.hit_next"]).click()
    bar.get_by_text(EN("reading.hit_of", number=3, n=3)).wait_for()
    page.wait_for_function("new URLSearchParams(location.search).get('q') === 'lighthouses'")
    page.wait_for_timeout(600)
    box = page.locator("mark.k-mark-place").first.bounding_box()
    assert 0 < box["y"] < 800
    page.reload()
    settle(page)
    expect(bar.locator("strong")).to_have_text(
        EN("reading.hit_of", number=3, n=3), use_inner_text=True
    )
    page.get_by_role("link", name=EN["document.results"]).click()
    page.locator(".st-key-k-hit-0").wait_for()
    expect(page.locator("input[type=search]")).to_have_value("lighthouses")


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_copying_takes_the_exact_words_and_their_source(visit, strings):
    """One click: words, citation and address are on the clipboard, in the interface's form; the
    other form is a tab away, and the box can be selected.
    """
    page = visit(f"/?q=sharing+the+cost+of+dredging&lang=en&ui={strings.language}")
    name = "p. 2" if strings is EN else "2頁"
    page.locator(".st-key-k-hit-0").get_by_role("link", name=name).first.click()
    marked(page, "States that use a strait")
    page.locator(".st-key-k-hits .k-copy").click()
    page.locator(".st-key-k-hits").get_by_text(strings["reading.copied"]).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    first = strings("reading.quoted", text=WORDS)
    date = "March 2024" if strings is EN else "2024年3月（令和6年）"
    lines = copied.split("\n")
    assert WORDS in lines[0]
    assert lines[0][0] == first[0]
    assert "The Work of Keeping Sea Lanes Open" in lines[1]
    assert date in lines[1]
    assert name in lines[1]
    assert lines[2].startswith("http://localhost:")
    settle(page)
    page.get_by_text(strings["reading.quote"]).click()
    box = page.locator(".k-quote pre").first
    box.wait_for()
    box.evaluate("box => getSelection().selectAllChildren(box)")
    assert page.evaluate("String(getSelection())") == copied
    other = JA if strings is EN else EN
    tab = page.get_by_role("tab", name=strings[f"reading.form_{other.language}"])
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    page.locator(".k-quote:visible .k-copy").click()
    page.locator(".k-quote:visible").get_by_text(strings["reading.copied"]).wait_for()
    again = page.evaluate("navigator.clipboard.readText()")
    assert WORDS in again
    assert again != copied
    page.goto(lines[2])
    settle(page)
    marked(page, "States that use a strait")


def test_copying_without_a_clipboard(visit):
    """Where the browser gives no clipboard, as on plain HTTP, the words are copied all the same."""
    page = visit("/?q=sharing+the+cost+of+dredging&lang=en")
    page.locator(".st-key-k-hit-0").get_by_role("link", name="p. 2").first.click()
    marked(page, "States that use a strait")
    read = "navigator.clipboard.readText.bind(navigator.clipboard)"
    page.evaluate(f"window.kRead = {read}")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(Error('no')))")
    page.locator(".st-key-k-hits .k-copy").click()
    page.locator(".st-key-k-hits").get_by_text(EN["reading.copied"]).wait_for()
    assert WORDS in page.evaluate("window.kRead()")


def test_a_neighbour_opens_at_its_top(visit):
    """From the list at the foot of a paper to the head of the next."""
    page = visit("/document?id=sea-lanes.en")
    near = page.locator(".st-key-k-related-near button").first
    near.wait_for()
    title = near.inner_text()
    near.click()
    page.locator("h1", has_text=title).wait_for()
    settle(page)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop < 5")


def test_the_bar_fits_a_phone(visit):
    """At 375 pixels the bar with hits and quotation is no wider than the screen."""
    page = visit("/?q=lighthouses&lang=en", width=375)
    page.locator(".st-key-k-hit-0").get_by_role("link", name="p. 1").first.click()
    marked(page, "lighthouses")
    bar = page.locator(".st-key-k-hits").bounding_box()
    assert bar["x"] + bar["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.get_by_role("button", name=EN["reading.hit_next"])).to_be_visible()
