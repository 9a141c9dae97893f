"""The fellow's pages in a real Chromium: fields, clusters, a topic, the map, people, gaps."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from briefing import baskets
from catalog import Catalog
from catalog.records import Level, Reader
from tests.topics.conftest import sampled
from tests.ui.chromium import BROWSER, expect, running, settle, visits
from topics import state
from ui.strings import Strings

__all__ = ["sampled"]

pytestmark = BROWSER
EN, JA = Strings("en"), Strings("ja")


@pytest.fixture(scope="module")
def folder(sampled, tmp_path_factory):
    return shutil.copytree(sampled, tmp_path_factory.mktemp("topics") / "library")


@pytest.fixture(scope="module")
def public(folder):
    with running(folder) as address:
        yield address


@pytest.fixture
def staff(sampled, tmp_path):
    """A copy of the library, for tests that change it, as staff see it."""
    copy = shutil.copytree(sampled, tmp_path / "library")
    with running(copy, "staff") as address:
        yield address, copy


@pytest.fixture
def visit(chromium):
    with visits(chromium) as go:
        yield go


def clusters(folder: Path, level: Level = Level.PUBLIC) -> tuple[str, ...]:
    """Return the ids of the coarse clusters of a level, the largest first."""
    return state.load(folder / "index", level).ids[0]


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_from_a_field_to_a_sentence_on_its_page(visit, public, strings):
    """A fellow opens a subtopic, reads what is central and goes to the page that says it."""
    page = visit(f"{public}/topics?ui={strings.language}")
    name = "Freedom of navigation" if strings is EN else "航行の自由"
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    for part in ("central", "over_time", "before", "passages"):
        page.get_by_role("heading", name=strings[f"topics.{part}"]).wait_for()
    first = page.locator(".st-key-k-hit-central-0")
    words = first.locator(".k-passage").inner_text()
    first.get_by_role("link").first.click()
    page.locator("mark.k-mark-place, .k-box").first.wait_for()
    assert words
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_topic_narrows_a_search(visit, public):
    """From the topic to the search page: the filter is named, and what is found is in it."""
    page = visit(f"{public}/topic?id=stablecoins&ui=en")
    page.get_by_role("link", name=EN["topics.search"]).click()
    # Before anything is asked, what the topic holds is shown.
    page.locator(".st-key-k-hit-0 .k-passage").first.wait_for()
    settle(page)
    box = page.locator("input[type=search]")
    box.fill("reserves")
    box.press("Enter")
    page.locator(".st-key-k-hit-0").wait_for()
    settle(page)
    assert "topic=stablecoins" in page.url
    expect(
        page.get_by_role("button", name=re.compile("Stablecoins and crypto-assets"))
    ).to_be_visible()
    titles = page.locator("[class*=st-key-k-title-] a").all_inner_texts()
    assert titles
    assert not any("Strait" in title for title in titles)


def test_a_cluster_narrows_a_search_by_its_name(visit, public, folder):
    """So does a cluster, called by its words and not by its id."""
    cluster = clusters(folder)[0]
    page = visit(f"{public}/?q=Japan&topic={cluster}&ui=en")
    page.locator(".st-key-k-hit-0").wait_for()
    label = state.load(folder / "index", Level.PUBLIC).labels[0][0].text("en")
    expect(page.get_by_role("button", name=re.compile(re.escape(label[:20])))).to_be_visible()
    assert cluster not in page.locator("[data-testid=stMain]").inner_text()


def test_a_sentence_goes_into_the_basket(staff, visit):
    """What is central is collected with one click: the sentence alone, with its place."""
    address, copy = staff
    page = visit(f"{address}/topic?id=freedom-of-navigation&ui=en")
    first = page.locator(".st-key-k-hit-central-0")
    words = first.locator(".k-passage").inner_text()
    first.locator(".k-add").click()
    page.get_by_text(EN["basket.added"]).wait_for()
    reader = Reader(Level.STAFF)
    with Catalog.open(copy) as catalog:
        [draft] = baskets.baskets(catalog, reader=reader)
        [item] = baskets.opened(catalog, draft.id, reader=reader).briefing.items
    assert "".join(item.quote.text.split()) == "".join(words.split())


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_what_is_circled_is_listed(staff, visit, strings):
    """A lasso round the left half of the map lists just those passages; all of them go into the
    basket.
    """
    address, copy = staff
    page = visit(f"{address}/map?ui={strings.language}")
    page.locator(".js-plotly-plot canvas").first.wait_for()
    page.wait_for_timeout(1_000)
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    left, top = box["x"] + 3, box["y"] + 3
    middle, bottom = box["x"] + box["width"] / 2, box["y"] + box["height"] - 3
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((middle, top), (middle, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    said = page.get_by_role("status").filter(has_text=re.compile("circled|囲んだ範囲"))
    said.wait_for()
    settle(page)
    documents, passages = (int(n) for n in re.findall(r"\d+", said.inner_text()))
    kept = state.load(copy / "index", Level.STAFF)
    # The plot keeps the axes' scales alike, so the middle of the frame is that of the places.
    view = page.evaluate(
        "(() => { const l = document.querySelector('.js-plotly-plot')._fullLayout;"
        " return [l.xaxis.range, l.yaxis.range]; })()"
    )
    half = (view[0][0] + view[0][1]) / 2
    expected = int((kept.points[:, 0] < half).sum())
    assert abs(passages - expected) <= 3  # points on the line
    assert 0 < documents <= len(set(kept.documents.tolist()))
    page.locator(".st-key-k-hit-0 .k-passage").first.wait_for()
    page.locator("[class*=st-key-add-all-map] button").click()
    added = strings("topics.added", n=min(passages, 100))
    page.get_by_text(added).wait_for()


def test_the_map_is_named_in_the_language_of_the_reader(visit, public):
    """Clusters, legend and buttons are in Japanese, in a font that has the glyphs."""
    page = visit(f"{public}/map?ui=ja&by=language")
    names = page.locator(".js-plotly-plot .annotation-text")
    names.first.wait_for()
    assert any(re.search("[一-龥]", name) for name in names.all_text_contents())
    font = names.first.evaluate("e => getComputedStyle(e).fontFamily")
    assert "Noto Sans CJK JP" in font
    legend = page.locator(".js-plotly-plot .legendtext").all_text_contents()
    assert set(legend) == {JA["edition.ja"], JA["edition.en"]}
    lasso = page.locator(".modebar-btn[data-val=lasso]")
    shown = lasso.evaluate("e => getComputedStyle(e, '::after').content")
    assert JA["map.lasso"] in shown


@pytest.mark.parametrize("by", ["topic", "cluster", "year", "language", "type"])
def test_every_colouring_is_drawn(visit, public, by):
    """Each has a legend; documents are fewer points than passages; the address says which."""
    page = visit(f"{public}/map?ui=en&by={by}&points=documents")
    page.locator(".js-plotly-plot .legendtext").first.wait_for()
    points = page.evaluate(
        "document.querySelector('.js-plotly-plot')._fullData.reduce((n, t) => n + t._length, 0)"
    )
    assert points == 6  # the papers of a public reader
    assert len(page.locator(".js-plotly-plot .legendtext").all()) >= 1


def test_a_fellow_names_pins_and_hides_a_cluster(staff, visit):
    """Each decision shows at once, and lasts when the clusters are built anew in the page."""
    address, copy = staff
    cluster = clusters(copy, Level.STAFF)[0]
    page = visit(f"{address}/topic?id={cluster}&ui=en")
    page.get_by_role("button", name=EN["topics.change"]).click()
    page.get_by_label(EN["topics.name_en"]).fill("What the fellow calls it")
    page.get_by_role("button", name=EN["topics.rename"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the fellow calls it")
    page.goto(f"{address}/topics?view=clusters&ui=en")
    settle(page)
    page.get_by_role("link", name="What the fellow calls it").wait_for()
    page.get_by_role("button", name=EN["topics.build"]).click()
    page.get_by_text(re.compile(r"Staff: \d+ passages in")).wait_for()
    page.get_by_role("link", name="What the fellow calls it").click()
    page.get_by_role("button", name=EN["topics.change"]).click()
    page.get_by_role("button", name=EN["topics.exclude"]).click()
    page.get_by_text(EN["topics.kept"]).wait_for()
    page.goto(f"{address}/topics?view=clusters&ui=en")
    settle(page)
    page.get_by_text(EN("topics.hidden", n=1)).click()
    page.get_by_role("link", name="What the fellow calls it").wait_for()
    page.goto(f"{address}/topics?view=changes&ui=en")
    settle(page)
    page.get_by_text(re.compile("0 passages came, 0 went")).wait_for()


def test_two_clusters_become_one(staff, visit):
    """Merged in the page; the address of the one that went says only that it is not available."""
    address, copy = staff
    first, second, *_ = clusters(copy, Level.STAFF)
    page = visit(f"{address}/topic?id={second}&ui=en")
    page.get_by_role("button", name=EN["topics.change"]).click()
    page.get_by_role("combobox", name=EN["topics.merge"]).click()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name=EN["topics.merge_do"]).click()
    page.wait_for_function(
        f"location.search.includes('{first}') || !location.search.includes('{second}')"
    )
    page.goto(f"{address}/topic?id={second}&ui=en")
    settle(page)
    page.get_by_text(EN["topics.not_available"]).wait_for()


def test_staff_edit_a_field(staff, visit):
    """A new name stands in the list, and an id that cannot be one is explained."""
    address, _ = staff
    page = visit(f"{address}/topics?view=edit&ui=en")
    page.get_by_label(EN["topics.edit_en"]).fill("Economic statecraft")
    page.get_by_role("button", name=EN["topics.edit_save"]).click()
    page.get_by_text(EN["topics.kept"]).wait_for()
    page.goto(f"{address}/topics?ui=en")
    settle(page)
    page.get_by_role("link", name="Economic statecraft").wait_for()
    page.goto(f"{address}/topics?view=edit&ui=en")
    settle(page)
    page.get_by_role("combobox", name=EN["topics.edit_which"]).click()
    page.get_by_role("option", name=EN["topics.edit_new"]).click()
    settle(page)
    page.get_by_label(EN["topics.edit_id"], exact=True).fill("Not An Id")
    page.get_by_label(EN["topics.edit_ja"]).fill("新")
    page.get_by_label(EN["topics.edit_en"]).fill("New")
    page.get_by_role("button", name=EN["topics.edit_save"]).click()
    page.get_by_role("alert").get_by_text("Not An Id").wait_for()


def test_a_public_reader_edits_nothing_and_sees_nothing_hidden(visit, public, folder):
    """No form, and a staff cluster's address is answered as one that was never there."""
    page = visit(f"{public}/topics?view=edit&ui=en")
    expect(page.get_by_role("heading", level=1)).to_have_text(EN["topics.title"])
    expect(page.get_by_role("button", name=EN["topics.edit_save"])).to_have_count(0)
    texts = []
    for identifier in (clusters(folder, Level.STAFF)[0], "c-0123456789"):
        page.goto(f"{public}/topic?id={identifier}&ui=en")
        settle(page)
        page.get_by_text(EN["topics.not_available"]).wait_for()
        texts.append(page.locator("[data-testid=stMain]").inner_text())
    assert texts[0] == texts[1]
    page.goto(f"{public}/?q=Senkaku&topic={clusters(folder, Level.STAFF)[0]}&ui=en")
    settle(page)
    page.get_by_text(EN("empty.nothing", query="Senkaku")).wait_for()


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_people_and_what_they_wrote(visit, public, strings):
    """From the list to a working group, its topic and its paper."""
    page = visit(f"{public}/people?ui={strings.language}")
    name = "Study Team on Risks of Sea Transport" if strings is EN else "海上輸送リスク研究班"
    page.get_by_label(strings["topics.people_find"]).fill(name[:6])
    page.get_by_label(strings["topics.people_find"]).press("Enter")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    topic = "Sea lanes and their cost" if strings is EN else "海上交通路と費用"
    page.get_by_role("link", name=topic).wait_for()
    page.locator(".st-key-k-hit-0").get_by_role("link").first.click()
    page.locator(".st-key-k-document").wait_for()


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_wording_silence_and_gaps(visit, public, strings):
    """Each view has its chart or its list; a question leads to a search for it."""
    page = visit(f"{public}/topics?view=wording&ui={strings.language}")
    page.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    ).first.wait_for()
    page.goto(f"{public}/topics?view=time&ui={strings.language}")
    settle(page)
    page.get_by_text(strings["topics.never"]).first.wait_for()
    page.goto(f"{public}/topics?view=gaps&ui={strings.language}")
    settle(page)
    question = (
        "月面の資源利用の規則は何か"
        if strings is JA
        else "What are the rules for using resources on the Moon?"
    )
    page.get_by_role("link", name=question).click()
    expect(page.locator("input[type=search]")).to_have_value(question)


def test_a_phone_shows_the_topics(visit, public):
    """At 375 px nothing is wider than the screen."""
    for address in ("topics?ui=ja", "topic?id=stablecoins&ui=ja", "people?ui=en", "map?ui=en"):
        page = visit(f"{public}/{address}", width=375, height=800)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 375, address


@pytest.mark.parametrize(
    "address",
    ["topics", "topics?view=clusters", "topic?id=stablecoins", "people", "map", "topics?view=gaps"],
)
def test_axe_finds_nothing_serious(visit, public, address):
    """The judge of what screen readers get."""
    page = visit(f"{public}/{address}{'&' if '?' in address else '?'}ui=ja")
    page.wait_for_timeout(500)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    serious = [
        (each["id"], [node["html"][:200] for node in each["nodes"]][:2])
        for each in found.response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert serious == [], json.dumps(serious, ensure_ascii=False)[:2000]
