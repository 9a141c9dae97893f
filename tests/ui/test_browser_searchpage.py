"""The search page's filters, chips and orders in a real Chromium."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.ui.chromium import BROWSER, encoded, expect, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER
EN, JA = Strings("en"), Strings("ja")


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    """Run the app for members on a free port and yield its address."""
    folder = encoded(stored, tmp_path_factory.mktemp("served") / "library")
    with running(folder, reader="members") as found:
        yield found


@pytest.fixture
def visit(chromium, address):
    with visits(chromium, address) as go:
        yield go


def asked(page, name: str, value: str | None) -> None:
    """Wait until a parameter of the address has the value."""
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).get(name) === value",
        arg=[name, value],
    )
    settle(page)


def test_the_slider_is_moved_by_keys_and_back_undoes_it(visit):
    """Arrow keys raise the first year; the address follows, and Back restores it."""
    page = visit(f"/?q={quote('海上交通路')}")
    page.get_by_role("button", name=EN["filter.years"]).click()
    first = page.get_by_role("slider").first
    expect(first).to_have_value("2020")
    expect(page.locator(".k-years span")).to_have_count(5)
    first.press("ArrowRight")
    asked(page, "from", "2021")
    page.go_back()
    asked(page, "from", None)
    page.locator(".st-key-k-hit-0", has_text="海上交通路を守る仕事").wait_for()


def test_an_author_is_typed_and_chosen(visit):
    """A few letters of a name are enough to choose it; others' papers leave the results."""
    page = visit(f"/?q={quote('費用')}")
    page.get_by_role("button", name=EN["searchpage.author"]).click()
    page.get_by_test_id("stPopoverBody").get_by_role("combobox").press_sequentially("ichi")
    page.get_by_role("option", name="Minato, Ichiro (1)").click()
    asked(page, "author", "Minato, Ichiro")
    page.wait_for_function("document.querySelectorAll('[class*=st-key-k-title-]').length === 1")
    page.locator(".st-key-k-hit-0", has_text="The Work of Keeping").wait_for()


def test_a_name_that_is_not_there_says_so(visit):
    """The list of names speaks the reader's language when nothing matches."""
    page = visit(f"/?q={quote('費用')}&ui=ja")
    page.get_by_role("button", name=JA["searchpage.author"]).click()
    page.get_by_test_id("stPopoverBody").get_by_role("combobox").press_sequentially("zzzz")
    empty = page.locator("[role=listbox] [role=option] span")
    empty.wait_for(state="attached")
    shown = empty.evaluate("e => getComputedStyle(e, '::after').content")
    assert shown.strip('"') == JA["searchpage.no_name"]
    assert empty.evaluate("e => getComputedStyle(e).fontSize") == "0px"


def test_a_fold_is_clicked_off_and_on(visit):
    """備蓄米の國 finds the rice; with 國 as typed nothing is found and the page says why."""
    page = visit(f"/?q={quote('備蓄米の國')}&ui=ja")
    page.locator(".st-key-k-hit-0", has_text="備蓄米の使い方").wait_for()
    chip = page.locator(".st-key-folds button", has_text="國 → 国")
    chip.click()
    asked(page, "typed", "國")
    page.get_by_text(JA("searchpage.empty_typed", words="國")).wait_for()
    chip.click()
    asked(page, "typed", None)
    page.locator(".st-key-k-hit-0", has_text="備蓄米の使い方").wait_for()


def test_the_newest_first_is_one_click(visit):
    """The paper of 2024 rises above the better one of 2021, and the link keeps it so."""
    page = visit(f"/?q={quote('政府は備蓄米を蓄えて入れ替える')}")
    page.locator(".st-key-k-hit-0", has_text="備蓄米の使い方").wait_for()
    page.get_by_role("radio", name=EN["searchpage.order_date"]).click()
    asked(page, "sort", "date")
    page.locator(".st-key-k-hit-0", has_text="Sea Lanes").wait_for()
    page.reload()
    page.locator(".st-key-k-hit-0", has_text="Sea Lanes").wait_for()


def test_all_filters_and_chips_fit_a_phone(visit):
    """At 375 pixels nothing is wider than the screen, an opened filter included."""
    page = visit(f"/?q={quote('航行の自由と國')}&ui=ja&sort=date&level=public", width=375)
    page.get_by_role("button", name=JA["filter.years"], exact=True).click()
    page.locator(".k-years").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    box = page.locator(".k-years").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375


LEFT_OVER = """() => {
  window.leftOver = 0;
  new MutationObserver(() => {
    if (!document.querySelector('[data-stale="false"] .k-drawn')) return;
    const stale = [...document.querySelectorAll('[data-stale="true"] .k-passage')];
    window.checks = (window.checks || 0) + 1;
    window.leftOver = Math.max(window.leftOver, stale.filter(each => each.offsetParent).length);
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""


def test_nothing_of_another_search_stands_between_the_new_results(visit):
    """Once the new results are drawn, what is left of the old ones is not to be seen, although
    Streamlit removes it only when the evidence is marked.
    """
    page = visit(f"/?q={quote('海上交通路')}")
    before = page.locator(".k-passage").count()
    page.evaluate(LEFT_OVER)
    page.locator("input[type=search]").fill("海上交通路 lang:en")
    page.locator("input[type=search]").press("Enter")
    asked(page, "q", "海上交通路 lang:en")
    assert page.locator(".k-passage").count() < before
    assert page.evaluate("window.checks") > 0
    assert page.evaluate("window.leftOver") == 0


def test_the_ends_of_the_slider_are_named_in_the_readers_language(visit):
    """Streamlit names them in English only."""
    page = visit(f"/?q={quote('海上交通路')}&ui=ja")
    page.get_by_role("button", name=JA["filter.years"]).click()
    years = JA["filter.years"]
    page.locator(f'input[type=range][aria-label="{years}の始め"]').wait_for(state="attached")
    assert page.locator("input[type=range]").last.get_attribute("aria-label") == f"{years}の終わり"


def test_a_hit_is_opened_and_collected_on_a_phone(visit):
    """At 375 px the page link of a hit and its basket button can be tapped."""
    page = visit(f"/?q={quote('海上交通路')}", width=375)
    add = page.locator(".k-add").first
    add.click()
    add.filter(has_text=EN["basket.inside"]).wait_for()
    page.locator("[class*=st-key-k-row-] a:visible").first.click()
    page.locator(".st-key-k-document").wait_for()
