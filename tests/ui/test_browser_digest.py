"""The digest desk in a real Chromium: fetch, choose, publish, find."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.ui.chromium import BROWSER, encoded, expect, running, settle, visits
from ui.strings import Strings

pytestmark = BROWSER
EN, JA = Strings("en"), Strings("ja")
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>"""
ENTRY = """<item><title>{title}</title><link>https://news.example/{number}</link>
<description>{text}</description><pubDate>Fri, 20 Nov 2026 03:00:00 GMT</pubDate></item>"""
NEWS = {
    "en": [
        ("Lighthouse lamps replaced in the strait", "Engineers changed every lamp in a week."),
        ("Rice stocks released after poor harvest", "The ministry opens its warehouses."),
    ],
    "ja": [("海峡の灯台、電球をすべて交換", "技術者が一週間で全部の電球を替えた。")],
}


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    folder = tmp_path_factory.mktemp("digest")
    library = encoded(stored, folder / "library")
    paths = []
    for name, entries in NEWS.items():
        items = "".join(
            ENTRY.format(title=title, text=text, number=f"{name}{n}")
            for n, (title, text) in enumerate(entries)
        )
        path = folder / f"{name}.xml"
        path.write_text(FEED.format(name=f"Wire {name}", items=items), encoding="utf-8")
        paths.append(str(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAKEHASHI_FEEDS", " ".join([*paths, str(folder / "absent.xml")]))
        with running(library, reader="staff") as found:
            yield found


@pytest.fixture
def visit(chromium, address):
    with visits(chromium, address) as go:
        yield go


def test_from_the_feeds_to_the_archive(visit):
    """Two languages tell one event; what is used goes out, is published, and is found by search."""
    page = visit("/digest?from=2026-11-12&to=2026-11-25&ui=en")
    page.get_by_role("button", name=EN["desk.fetch"]).click()
    page.get_by_text("absent.xml: could not be fetched").wait_for()
    event = page.locator("[class*=st-key-k-event-]", has_text="Lighthouse lamps replaced")
    event.get_by_text("海峡の灯台、電球をすべて交換").wait_for()
    expect(page.locator("[class*=st-key-k-event-]")).to_have_count(2)
    settle(page)
    event.get_by_role("button", name=EN["desk.use"]).click()
    event.locator(".k-badge", has_text=EN["desk.used"]).wait_for()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=EN["desk.as_eml"]).click()
    assert download.value.suggested_filename == "digest-2026-11-25.eml"
    page.get_by_role("button", name=EN["desk.publish"]).click()
    page.get_by_text(EN("desk.archive", n=1)).wait_for()
    page = visit(f"/?q={quote('灯台の電球')}&ui=en")
    found = page.locator("[class*=st-key-k-hit-]", has_text="Alliance Digest")
    found.first.wait_for()
    assert "Rice stocks" not in page.locator(".st-key-k-search").inner_text()


@pytest.mark.parametrize("width", [1200, 375])
def test_the_desk_has_no_serious_faults_for_screen_readers(visit, width):
    """axe-core finds nothing serious, in Japanese too; nothing is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    page = visit("/digest?from=2026-11-12&to=2026-11-25&ui=ja", width)
    page.locator(".st-key-k-bring").wait_for()
    settle(page)
    grave = [
        (each["id"], [node["html"][:120] for node in each["nodes"]])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert grave == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
