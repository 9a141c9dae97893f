"""Keys, screen readers, small screens and dark ones, in a real Chromium."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.ui.chromium import BROWSER, encoded, expect, running, settle, visits
from ui import scripts
from ui.strings import Strings

pytestmark = BROWSER

LANGUAGES = {"en": Strings("en"), "ja": Strings("ja")}
QUERY = "航行の自由"
PAGES = {
    "search": "/?",
    "results": f"/?q={quote(QUERY)}&",
    "nothing": "/?q=zzzz&lang=en&type=digest-issue&",
    "document": "/document?id=sea-lanes.en&page=2&",
    "text": "/document?id=rice.ja&",
    "library": "/library?",
}
BUTTONS = """() => {
  window.clicked = [];
  for (const name of ['previous', 'next']) {
    const box = document.createElement('div');
    box.className = `st-key-hit-${name}`;
    const button = box.appendChild(document.createElement('button'));
    button.addEventListener('click', () => window.clicked.push(name));
    document.body.append(box);
  }
}"""


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    """Run the app on a library of its own, as `kakehashi serve` does."""
    folder = encoded(stored, tmp_path_factory.mktemp("keys") / "library")
    with running(folder, reader="members") as found:
        yield found


@pytest.fixture
def visit(chromium, address):
    with visits(chromium, address, height=800) as go:
        yield go


def at(name: str, language: str) -> str:
    return f"{PAGES[name]}ui={language}"


def place(page) -> int:
    """Return the number of the result that has the focus, -1 for none."""
    return page.evaluate(
        """() => {
          const name = document.activeElement.closest('[class*="st-key-k-hit-"]')?.className;
          return name ? Number(/st-key-k-hit-(\\d+)/.exec(name)[1]) : -1;
        }"""
    )


both = pytest.mark.parametrize("language", list(LANGUAGES))


@both
def test_slash_goes_to_the_search_box(visit, language):
    """`/` selects what stands in the box; on other pages it goes to the search page first."""
    page = visit(at("results", language))
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.type === 'search'")
    chosen = "(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.activeElement)"
    assert page.evaluate(chosen) == QUERY
    page.keyboard.type("/j")
    expect(page.locator("input[type=search]")).to_have_value("/j")
    page = visit(at("library", language))
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.type === 'search'")


@both
def test_j_and_k_walk_the_results_and_enter_opens(visit, language):
    """The focus goes down and up, is seen and in sight; Enter opens the document."""
    page = visit(at("results", language))
    assert place(page) == -1
    page.keyboard.press("j")
    assert place(page) == 0
    page.keyboard.press("j")
    assert place(page) == 1
    ring = page.locator(".st-key-k-hit-1")
    assert ring.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    top = ring.bounding_box()["y"]
    assert 0 <= top < 800
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert place(page) == 0
    title = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document*")
    page.locator("h1", has_text=title).wait_for()


@both
def test_t_shows_the_other_edition(visit, language):
    """From a result and on the document page; the interface keeps its language."""
    own, other = (language, {"en": "ja", "ja": "en"}[language])
    page = visit(at("results", language))
    page.keyboard.press("t")
    assert "/document" not in page.url
    titles = page.locator("[class*=st-key-k-title-sea-lanes]")
    for _ in range(4):
        page.keyboard.press("j")
        if titles.evaluate("e => e.contains(document.activeElement)"):
            break
    page.keyboard.press("t")
    page.wait_for_url("**/document*")
    assert f"id=sea-lanes.{other}" in page.url
    assert f"ui={language}" in page.url
    page.locator(f".k-text:lang({other})").wait_for()
    settle(page)
    page.keyboard.press("t")
    page.locator(f".k-text[lang={own}]").wait_for()
    assert f"id=sea-lanes.{own}" in page.url
    assert page.evaluate("document.documentElement.lang") == language


def test_brackets_click_the_hit_buttons(visit):
    """`[` and `]` press the buttons where there are some, and do nothing elsewhere."""
    page = visit(at("library", "en"))
    page.keyboard.press("]")
    page.evaluate(BUTTONS)
    for key in ("]", "]", "["):
        page.keyboard.press(key)
    assert page.evaluate("window.clicked") == ["next", "next", "previous"]


@both
def test_the_keys_are_listed(visit, language):
    """`?` opens the list in the language of the interface, Esc closes it, the button opens it."""
    strings = LANGUAGES[language]
    page = visit(at("results", language))
    page.keyboard.press("j")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name=strings["keys.title"])
    assert dialog.locator("kbd").all_inner_texts() == list(scripts.KEYS)
    assert dialog.locator("dd").all_inner_texts() == [strings[k] for k in scripts.KEYS.values()]
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert place(page) == 0
    page.get_by_role("button", name=strings["keys.title"]).click()
    page.keyboard.press("?")
    expect(dialog).to_have_count(0)


def test_keys_are_heard_once_after_many_runs(visit):
    """However often Streamlit runs the script again, `?` opens one list and `j` is one step."""
    page = visit(at("results", "en"))
    for name in ("日本語", "English", "日本語"):
        page.locator(".st-key-ui").get_by_role("radio", name=name).click()
        settle(page)
        page.wait_for_timeout(500)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert place(page) == 0
    page.keyboard.press("?")
    assert page.locator("dialog.k-keys h2").all_inner_texts() == [LANGUAGES["ja"]["keys.title"]]


@pytest.mark.parametrize(
    "event",
    [
        {"isComposing": True},
        {"keyCode": 229},
        {"ctrlKey": True},
        {"altKey": True},
        {"metaKey": True},
    ],
    ids=lambda event: next(iter(event)),
)
def test_other_peoples_keys_are_left_alone(visit, event):
    """Neither a conversion nor a browser's own shortcut is a key of ours."""
    page = visit(at("results", "en"))
    press = "event => document.body.dispatchEvent(new KeyboardEvent('keydown', event))"
    page.evaluate(press, {"key": "?", "bubbles": True, **event})
    expect(page.locator("dialog.k-keys")).to_have_count(0)
    page.evaluate(press, {"key": "?", "bubbles": True})
    expect(page.locator("dialog.k-keys")).to_have_count(1)


def test_a_conversion_in_the_search_box_is_typing(visit):
    """Letters of a conversion, and of plain typing, stay in the field."""
    page = visit(at("results", "en"))
    page.locator("input[type=search]").click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "j", "selectionStart": 1, "selectionEnd": 1})
    page.keyboard.press("?")
    page.keyboard.press("t")
    expect(page.locator("dialog.k-keys")).to_have_count(0)
    assert place(page) == -1
    assert "/document" not in page.url


# -- screen readers ------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@both
def test_axe_finds_nothing_serious(visit, language, scheme):
    """Names, roles, languages and contrasts pass axe-core on every page, lists of keys included."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for name in PAGES:
        page = visit(at(name, language), color_scheme=scheme)
        for opened in (False, True):
            if opened:
                page.keyboard.press("?")
            page.wait_for_timeout(300)
            found += [
                (name, broken["id"], [node["html"][:200] for node in broken["nodes"]])
                for broken in Axe().run(page).response["violations"]
                if broken["impact"] in {"serious", "critical"}
            ]
    assert found == []


@both
def test_what_lies_open_passes_axe_too(visit, language):
    """The help on asking (a popover) and further passages are readable in the dark."""
    from axe_playwright_python.sync_playwright import Axe

    page = visit(at("results", language), color_scheme="dark")
    page.get_by_text(LANGUAGES[language]["help.title"]).first.click()
    page.locator(".k-query").wait_for()
    page.wait_for_timeout(400)
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.style.colorScheme") == "dark"


def test_results_have_an_outline(visit):
    """A screen reader can go from landmark to landmark and from result to result."""
    page = visit(at("results", "en"))
    assert page.get_by_role("heading", level=1).inner_text() == LANGUAGES["en"](
        "keys.results", query=QUERY
    )
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert "The Work of Keeping Sea Lanes Open" in [text.strip() for text in headings]
    for role in ("main", "search", "navigation", "status"):
        assert page.get_by_role(role).count() >= 1, role


def test_links_say_their_language(visit):
    """Each piece of the other language is marked, so that a voice can change."""
    page = visit(at("results", "en"))
    head = page.locator(".st-key-k-hit-0")
    other = head.locator("[class*=st-key-k-other-] a p").first
    own = head.locator("[class*=st-key-k-title-] a p").first
    assert other.get_attribute("lang") == "ja"
    assert own.get_attribute("lang") is None
    japanese = page.locator(".st-key-ui").get_by_role("radio", name="日本語").locator("p")
    assert japanese.get_attribute("lang") == "ja"


def test_streamlits_own_labels_are_translated_and_back(visit):
    """What Streamlit says in English only is Japanese in a Japanese interface, and back again."""
    page = visit(at("library", "ja") + "&tab=add")
    english, japanese = ("Skip to main content", LANGUAGES["ja"]["builtin.skip"])
    skip = page.get_by_test_id("stSkipToContent")
    assert skip.inner_text() == japanese
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.stApp [aria-label]')]
          .map(e => e.ariaLabel).filter(label => /^[\\x20-\\x7e]+$/.test(label))"""
    )
    assert shown == []
    page.locator(".st-key-ui").get_by_role("radio", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.wait_for_timeout(300)
    assert skip.inner_text() == english
    expect(page.get_by_role("button", name="Show password")).to_have_count(1)


@both
def test_tab_reaches_everything_in_the_order_it_is_read(visit, language):
    """Navigation, search box, filters, then the results, each after the one before."""
    page = visit(at("results", language))
    marks = {
        "navigation": ".st-key-k-navigation",
        "language": ".st-key-ui",
        "keys": ".k-keys-open",
        "box": "input[type=search]",
        "filters": ".st-key-k-filters",
        "first": ".st-key-k-hit-0 [class*=st-key-k-title-]",
        "passage": ".st-key-k-hit-0 [class*=st-key-k-row-]",
        "second": ".st-key-k-hit-1 [class*=st-key-k-title-]",
    }
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        for name, selector in marks.items():
            inside = page.evaluate("s => !!document.activeElement.closest(s)", selector)
            if inside and name not in seen:
                seen.append(name)
    assert seen == list(marks)


# -- screens and type ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(PAGES))
@both
def test_nothing_is_wider_than_a_phone(visit, language, name):
    """At 375 pixels neither the window nor the app's own scroller goes sideways."""
    page = visit(at(name, language), width=375)
    for summary in page.locator("[data-testid=stMain] summary").all():
        summary.click()
    page.keyboard.press("?")
    page.wait_for_timeout(300)
    wide = """() => ['html', '[data-testid="stMain"]', 'dialog.k-keys']
      .map(name => document.querySelector(name))
      .map(each => each.scrollWidth - each.clientWidth)"""
    assert page.evaluate(wide) == [0, 0, 0]
    box = page.locator("dialog.k-keys").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375


def test_japanese_is_set_in_japanese_type(visit):
    """Japanese faces come first in Japanese, Latin ones in English, whatever the interface."""
    page = visit(at("results", "en"))
    family = "e => getComputedStyle(e).fontFamily.split(',')[0].replaceAll('\"', '')"
    passage = page.locator(".k-passage:lang(ja)").first
    assert passage.evaluate(family) == "Noto Sans CJK JP"
    assert passage.evaluate("e => getComputedStyle(e).lineBreak") == "strict"
    assert page.locator(".k-passage:lang(en)").first.evaluate(family) == "Source Sans"
    title = page.locator("[class*=st-key-k-title-] a p").first
    assert title.evaluate(family) == "Source Serif"
    page = visit(at("results", "ja"))
    assert (
        page.locator("[class*=st-key-k-title-] a p").first.evaluate(family) == "Noto Serif CJK JP"
    )
    assert page.locator(".k-passage:lang(en)").first.evaluate(family) == "Source Sans"


def test_dates_by_era_at_a_switch(visit):
    """元号で表示 turns 2024年3月（令和6年） into 令和6年3月, and stays on the next page."""
    page = visit(at("results", "ja"))
    first = page.locator(".k-meta", has_text="2024年3月（令和6年）")
    assert first.count() >= 1
    page.locator(".st-key-era-switch label").click()
    page.locator(".k-meta", has_text="令和6年3月").first.wait_for()
    expect(first).to_have_count(0)
    page.get_by_role("link", name=LANGUAGES["ja"]["nav.library"]).click()
    page.locator(".k-meta", has_text="令和6年3月").first.wait_for()
    expect(page.locator(".k-meta", has_text="2024年")).to_have_count(0)


def test_the_choice_of_eras_survives_a_reload(visit):
    """It stands in the address, also of the pages that are linked to."""
    page = visit(at("results", "ja"))
    page.locator(".st-key-era-switch label").click()
    page.locator(".k-meta", has_text="令和6年3月").first.wait_for()
    page.reload()
    page.locator(".k-meta", has_text="令和6年3月").first.wait_for()
    assert "era=1" in page.locator("[class*=st-key-k-title-] a").first.get_attribute("href")
