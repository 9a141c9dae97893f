"""The evidence of hits in a real Chromium, with the bundled encoder."""

from __future__ import annotations

import pytest

from tests.ui.chromium import BROWSER, encoded, expect, running, settle
from ui.strings import Strings

pytestmark = BROWSER

LOOK = """kind => {
  const style = getComputedStyle(document.querySelector(`.k-legend mark.k-mark-${kind}`));
  return [style.textDecorationStyle, style.textDecorationLine, style.borderBottomStyle].join(' ');
}"""


@pytest.fixture(scope="module")
def address(stored, tmp_path_factory):
    folder = encoded(stored, tmp_path_factory.mktemp("served") / "library")
    with running(folder) as found:
        yield found


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_evidence_goes_along_to_the_page(chromium, address, language):
    """A clause of the English page is marked for a Japanese question, each kind of mark has a line
    of its own, and a click on the hit shows the same marks on its page, also when loaded anew.
    """
    strings = Strings(language)
    page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{address}/?ui={language}&lang=en&q=航行の自由を支える灯台を直す仕事")
    passage = page.locator(".st-key-k-hit-0 .k-passage:lang(en)").first
    passage.locator("mark.k-mark-semantic").first.wait_for()
    settle(page)
    near = passage.locator("mark.k-mark-semantic").all_inner_texts()
    assert "mending lighthouses" in " ".join(near)
    term = passage.locator("mark.k-mark-term").first
    name = term.inner_text()
    assert name.lower() == "freedom of navigation"
    assert strings["evidence.term"] in term.get_attribute("title")
    looks = {page.evaluate(LOOK, kind) for kind in ("lexical", "term", "semantic", "number")}
    assert len(looks) == 4
    page.locator(".st-key-k-hit-0 [class*=st-key-k-row-] a p").first.click()
    page.locator("mark.k-mark-place").first.wait_for()
    for again in (False, True):
        if again:
            page.reload()
        page.locator(".k-text mark.k-mark-semantic").first.wait_for()
        shown = page.locator(".k-text mark.k-mark-semantic").all_inner_texts()
        assert "".join("".join(shown).split()) == "".join("".join(near).split())
        expect(page.locator(".k-text mark.k-mark-term").first).to_have_text(
            name, use_inner_text=True
        )
        expect(page.locator(".k-legend mark")).to_have_count(4)
    page.set_viewport_size({"width": 375, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.context.close()
