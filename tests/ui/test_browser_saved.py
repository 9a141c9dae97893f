"""Saved searches, the record and the batch of searches in a real Chromium."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.ui.chromium import BROWSER, encoded, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER

EN, JA = Strings("en"), Strings("ja")


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    folder = encoded(stored, tmp_path_factory.mktemp("saved") / "library")
    with running(folder, reader="members") as found:
        yield found


@pytest.fixture
def visit(chromium, address):
    with visits(chromium, address) as go:
        yield go


def content(page, button) -> tuple[str, bytes]:
    """Click, and return the name and the bytes of the file that comes."""
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_a_search_is_saved_found_again_and_deleted(visit, strings):
    """Save under a name, open the list, see that nothing is new, run it, delete it."""
    page = visit(f"/?q=lighthouses&lang=en&ui={strings.language}")
    page.get_by_role("button", name=strings["saved.save"]).click()
    page.get_by_label(strings["saved.name"]).fill("灯台 lights")
    page.get_by_role("button", name=strings["saved.save_do"], exact=True).click()
    page.get_by_text(strings("saved.done", name="灯台 lights")).wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebar").get_by_role("link", name=strings["saved.title"]).click()
    entry = page.locator("[class*=st-key-k-hit-saved-]", has_text="灯台 lights")
    entry.get_by_text(strings["saved.nothing_new"]).wait_for()
    settle(page)
    entry.get_by_role("link", name="灯台 lights").click()
    page.wait_for_function("new URLSearchParams(location.search).get('q') === 'lighthouses'")
    page.locator(".st-key-k-hit-0").wait_for()
    assert "lang=en" in page.url
    page.go_back()
    entry.wait_for()
    settle(page)
    entry.get_by_role("button", name=strings["saved.delete"]).click()
    page.get_by_role("button", name=strings["saved.delete_do"]).click()
    page.get_by_text(strings["saved.none"]).wait_for()


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_the_record_of_a_search_is_taken_away(visit, address, strings):
    """Markdown and JSON name the query, the address and the passages that the page shows."""
    page = visit(f"/?q=航行の自由&from=2020&ui={strings.language}")
    page.get_by_role("button", name=strings["saved.record"]).click()
    name, data = content(page, page.get_by_role("button", name=strings["saved.record_md"]))
    text = data.decode()
    assert name == f"{strings['saved.record_file']}.md"
    assert text.startswith(f"# {strings['saved.record_title']}\n")
    assert "航行の自由 → freedom of navigation" in text
    assert f"<{address}/?q=%E8%88%AA" in text
    name, data = content(page, page.get_by_role("button", name=strings["saved.record_json"]))
    values = json.loads(data)
    assert name.endswith(".json")
    assert values["search"]["filters"] == {"since": "2020-01-01"}
    assert values["reader"] == "members"
    first = page.locator(".st-key-k-hit-0 [class*=st-key-k-row-] a").first.get_attribute("href")
    assert values["hits"][0]["edition"] in first
    page.goto(values["address"])
    page.wait_for_function("document.querySelector('input[type=search]')?.value === '航行の自由'")
    page.locator(".st-key-k-hit-0").wait_for()


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_a_table_of_queries_becomes_a_table_of_hits(visit, address, tmp_path, strings):
    """A Shift_JIS table with a bad line: both files have the hits and the error, and links work."""
    table = tmp_path / "queries.csv"
    table.write_bytes('id,query,filters\n1,航行の自由,lang:ja\n2,"""開く",\n'.encode("cp932"))
    page = visit(f"/batch?ui={strings.language}")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_text("queries.csv").first.wait_for()
    page.get_by_role("button", name=strings["saved.batch_submit"], exact=True).click()
    page.get_by_text(strings("saved.batch_faults", n=1)).wait_for()
    name, data = content(page, page.get_by_role("button", name=strings["saved.batch_as_csv"]))
    assert name == f"{strings['saved.batch_out']}.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0]["query"] == "航行の自由 lang:ja"
    assert rows[0]["document"] == "sea-lanes"
    assert {row["language"] for row in rows if row["rank"]} == {"ja"}
    assert rows[-1]["id"] == "2"
    assert ("3行目" if strings is JA else "Line 3") in rows[-1]["error"]
    _, data = content(page, page.get_by_role("button", name=strings["saved.batch_as_xlsx"]))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert "海上交通路を守る仕事" in book.read("xl/sharedStrings.xml").decode()
    assert rows[0]["link"].startswith(f"{address}/document?")
    page.goto(rows[0]["link"])
    page.locator("mark.k-mark-place").first.wait_for()
    assert page.locator("mark.k-mark-place").first.inner_text() in rows[0]["text"]


@pytest.mark.parametrize("path", ["/saved", "/batch", "/?q=lighthouses"])
def test_a_phone_needs_no_sideways_scrolling(visit, path):
    """At 375 pixels nothing is wider than the screen."""
    page = visit(f"{path}{'&' if '?' in path else '?'}ui=ja", width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
