"""Saved searches, the record and the batch of searches, without a browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import ingest
from catalog import Catalog
from catalog.records import Level, Reader
from index import Index
from index.record import Search, make
from tests.ui.conftest import HashEncoder
from tests.ui.test_app import asked, links, page
from ui import appendix, keeping
from ui.address import Request
from ui.strings import Strings

EN, JA = Strings("en"), Strings("ja")
PUBLIC, MEMBERS, STAFF = (Reader(level) for level in Level)


@pytest.fixture
def own(app, library, tmp_path, monkeypatch):
    """Open the app on a library of the test's own; yield the function and the folder."""
    folder = tmp_path / "library"
    shutil.copytree(library, folder)
    monkeypatch.setenv("KAKEHASHI_LIBRARY", str(folder))
    return app, folder


def add(folder: Path, name: str, text: str, level: str = "public") -> None:
    paper = folder.parent / name / f"{name}.md"
    paper.parent.mkdir()
    paper.write_text(text, encoding="utf-8")
    (paper.parent / "paper.toml").write_text(
        f'id = "{name}"\nhandling = {{ level = "{level}" }}\n', encoding="utf-8"
    )
    with Catalog.open(folder) as catalog:
        assert not [row for row in ingest.add(catalog, [paper], workers=1).rows if row.code]
        Index.open(catalog, HashEncoder()).update()


def saved(folder: Path, reader: Reader):
    with Catalog.open(folder) as catalog:
        return catalog.saved_searches(reader=reader)


def save(test, name: str) -> None:
    next(box for box in test.text_input if box.key.startswith("save-")).input(name)
    next(b for b in test.button if b.label == EN["saved.save_do"]).click().run()
    assert not test.exception


def labels(test) -> list[str]:
    return [button.label for button in test.button]


def test_a_search_is_saved_from_the_search_page(own):
    """Query and filters are kept under the name typed; what is found now counts as seen."""
    app, folder = own
    test = app(q="lighthouses", lang="en", **{"from": "2020"})
    save(test, "Lights")
    [found] = saved(folder, PUBLIC)
    assert found.name == "Lights"
    assert found.address == {"q": "lighthouses", "lang": ["en"], "from": "2020"}
    assert found.seen == {"sea-lanes.en:1:1", "sea-lanes.en:1:2"}
    shown = open_page(test, "saved")
    assert "Lights" in links(shown)
    assert "lighthouses · 2020– · Japanese" not in page(shown)
    assert "lighthouses · 2020– · English" in page(shown)
    assert EN["saved.nothing_new"] in page(shown)


def open_page(test, name: str, **params):
    """Go to a page, as a link does."""
    test.query_params.clear()
    for key, value in params.items():
        test.query_params[key] = value
    pages = test._registered_pages.items()
    test._page_hash = next(each for each, info in pages if info.get("url_pathname") == name)
    return test.run()


def test_a_taken_name_is_explained(own):
    """The same name twice: what is wrong stands beside the box, and nothing is saved."""
    app, folder = own
    for _ in range(2):
        test = app(q="lighthouses")
        save(test, "Lights")
    assert "There is a saved search called “Lights” already" in page(test)
    assert [found.name for found in saved(folder, PUBLIC)] == ["Lights"]


def test_what_is_new_is_shown_until_it_is_seen(own):
    """A paper added later is new in the list and on its page; after “mark as seen” nothing is."""
    app, folder = own
    test = app(q="lighthouses")
    save(test, "Lights")
    add(folder, "lamps", "# Lamps\n\nLighthouses need lamps, and lamps need oil.\n")
    test = open_page(test, "saved")
    new = EN(
        "saved.new_documents",
        passages=EN("saved.passages", n=1),
        documents=EN("saved.documents", n=1),
    )
    button = next(b for b in test.button if b.label == new)
    button.click().run()
    [found] = saved(folder, PUBLIC)
    assert asked(test, "id") == [found.id]
    assert "lamps need oil" in page(test)
    assert "mending lighthouses" not in page(test)
    test.button(key="seen").click().run()
    assert EN["saved.nothing_new_try"] in page(test)
    assert EN["saved.nothing_new"] in page(open_page(test, "saved"))


def test_a_restricted_hit_is_no_news_to_a_lower_reader(own, monkeypatch):
    """A members' paper is new to members, and neither counted nor shown to the public."""
    app, folder = own
    test = app(q="lighthouses")
    save(test, "Lights")
    [found] = saved(folder, PUBLIC)
    with Catalog.open(folder) as catalog:
        catalog.look_at_search(found.id, sorted(found.seen), reader=MEMBERS)
    add(folder, "lamps", "# Lamps\n\nLighthouses need lamps in secret.\n", "members")
    shown = page(open_page(test, "saved"))
    assert EN["saved.nothing_new"] in shown
    shown = page(open_page(test, "saved", id=found.id))
    assert EN["saved.nothing_new"] in shown
    assert "secret" not in shown
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    test = open_page(app(), "saved")
    assert EN("saved.new_documents", passages="1 passage", documents="1 document") in labels(test)
    assert "secret" in page(open_page(test, "saved", id=found.id))
    test.selectbox(key="reader").set_value("public").run()
    assert "secret" not in page(test)


def test_a_search_of_a_higher_level_is_as_one_that_is_not_there(own, monkeypatch):
    """Neither in the list nor at its address; the page is the same as for an address made up."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        identifier = catalog.save_search("Cable talks", {"q": "cable"}, reader=STAFF)
    test = open_page(app(), "saved")
    assert EN["saved.none"] in page(test)
    hidden = page(open_page(test, "saved", id=identifier))
    absent = page(open_page(test, "saved", id="0123456789"))
    assert hidden == absent
    assert EN["saved.not_available"] in hidden
    monkeypatch.setenv("KAKEHASHI_READER", "staff")
    test = open_page(app(), "saved", id=identifier)
    assert "Cable talks" in page(test)
    assert EN["level.staff"] in page(test)


def test_a_search_nobody_looked_at_says_so(own, monkeypatch):
    """A member sees the public's search; what the public have seen is not what members have."""
    app, _ = own
    save(app(q="lighthouses"), "Lights")
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    test = open_page(app(), "saved")
    assert any("not looked at yet" in label for label in labels(test))


def test_a_search_is_renamed_and_deleted_on_its_page(own):
    """Both from the list; after the last is deleted the page says how to save one."""
    app, folder = own
    test = app(q="lighthouses")
    save(test, "Lights")
    [found] = saved(folder, PUBLIC)
    test = open_page(test, "saved")
    test.text_input(key=f"name-{found.id}").input("Lamps")
    next(b for b in test.button if b.label == EN["saved.rename_do"]).click().run()
    assert [each.name for each in saved(folder, PUBLIC)] == ["Lamps"]
    assert "Lamps" in links(test)
    test.button(key=f"delete-{found.id}").click().run()
    assert saved(folder, PUBLIC) == []
    assert EN["saved.none"] in page(test)


def test_a_name_is_only_text(own):
    """Markup in a name is shown letter by letter, as label and as heading."""
    app, folder = own
    with Catalog.open(folder) as catalog:
        name = "<script>x</script> *b*"
        identifier = catalog.save_search(name, {"q": "sea"}, reader=PUBLIC)
    test = open_page(app(), "saved")
    assert r"\<script\>x\<\/script\> \*b\*" in links(test)
    assert "<script>x" not in page(test)
    assert "&lt;script&gt;x" in page(open_page(test, "saved", id=identifier))


def test_a_table_of_queries_is_searched(own):
    """Upload, search: how much was found, which line was wrong, and what the public may not see."""
    app, _ = own
    test = open_page(app(), "batch")
    table = 'query,note\nlighthouses,a\n"""open",b\ncable repair ship,c\n'
    test.file_uploader[0].set_value(("queries.csv", table.encode(), "text/csv"))
    next(b for b in test.button if b.label == EN["saved.batch_submit"]).click().run()
    shown = page(test)
    assert "3 queries" in shown
    assert EN("saved.batch_faults", n=1) in shown
    assert "Line 3: The phrase" in shown
    assert EN("saved.batch_unused", names="note") in shown
    level, _, rows = test.session_state["batch-result"]
    assert level is Level.PUBLIC
    assert {row.document for row in rows if row.query == "lighthouses"} >= {"sea-lanes"}
    assert "cables" not in {row.document for row in rows}


def test_hits_of_a_higher_level_are_not_handed_out(own, monkeypatch):
    """Who goes down a level no longer has the table that was made above it."""
    app, _ = own
    monkeypatch.setenv("KAKEHASHI_READER", "members")
    test = open_page(app(), "batch")
    test.file_uploader[0].set_value(("q.csv", b"query\ncable repair ship\n", "text/csv"))
    next(b for b in test.button if b.label == EN["saved.batch_submit"]).click().run()
    assert "1 query" in page(test)
    assert "cables" in {row.document for row in test.session_state["batch-result"][2]}
    test.selectbox(key="reader").set_value("public").run()
    assert "1 query" not in page(test)
    assert len(test.get("download_button")) == 0


def test_a_table_that_is_none_is_explained(own):
    """A wrong file is a notice with its line, in the person's language."""
    app, _ = own
    test = open_page(app(), "batch", ui="ja")
    test.file_uploader[0].set_value(("q.csv", b"question\nx\n", "text/csv"))
    next(b for b in test.button if b.label == JA["saved.batch_submit"]).click().run()
    assert "表の1行目" in page(test)


@pytest.mark.parametrize("strings", [EN, JA], ids=["en", "ja"])
def test_a_record_reads_as_an_appendix(library, strings):
    """How it was asked, read and answered, in the reader's language, with the address."""
    with Catalog.open(library) as catalog:
        index = Index.open(catalog, HashEncoder())
        asked = Search("航行の自由 國", off=("航行の自由=freedom of navigation",), k=5)
        made = make(index, asked, reader=PUBLIC, version="9.9")
        hit = made.results.hits[0].passage
    text = appendix.markdown(made, strings, "http://host/?q=x")
    assert "航行の自由 國" in text
    assert "國 → 国" in text
    off = next(line for line in text.splitlines() if strings["saved.record_off"] in line)
    assert "航行の自由 → freedom of navigation, FON" in off
    assert f"{made.at:%Y-%m-%d %H:%M:%S %z}" in text
    assert "<http://host/?q=x>" in text
    assert "Kakehashi 9.9" in text
    assert "`hash-64" in text
    row = next(line for line in text.splitlines() if line.startswith("| 1 |"))
    assert f"| {hit.edition} | 1 |" in row
    assert f"| {hit.id} |" in row
    assert hit.passage.text not in text
    values = json.loads(appendix.as_json(made, "http://host/?q=x"))
    assert values["address"] == "http://host/?q=x"
    assert values["hits"][0]["passage"] == hit.id


def test_a_record_cannot_be_broken_by_a_paper(library):
    """A title or query with signs of Markdown stays in its line and cell."""
    with Catalog.open(library) as catalog:
        index = Index.open(catalog, HashEncoder())
        made = make(index, Search("barometer | *x* <b>"), reader=PUBLIC, version="1")
    text = appendix.markdown(made, EN)
    assert r"barometer \| \*x\* \<b\>" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {9}
    assert r"\<script\>window.pwned=1\</script\> \*Weights\*" in text


def test_a_request_is_described_in_words(session):
    """Words, period and filters in the person's language."""
    from catalog.records import DocumentType, Language

    request = Request(
        "sea",
        types=(DocumentType.OTHER,),
        topics=("maritime",),
        languages=(Language.JA,),
        since=2020,
        until=2021,
        literal=True,
    )
    assert keeping.described(session(language="ja"), request) == (
        "sea · 2020–2021 · その他 · " + JA["topic.maritime"] + " · 日本語 · " + JA["chips.literal"]
    )


def test_a_saved_search_becomes_an_alert_that_tells_once(own):
    """What it finds when it is made is no news; a paper added later is, until it is told."""
    app, folder = own
    test = app(q="lighthouses")
    save(test, "Lights")
    test = open_page(test, "saved")
    next(b for b in test.button if b.label == EN["alert.begin"]).click().run()
    assert EN["alert.none"] in page(test)
    add(folder, "lamps", "# Lamps\n\nLighthouses lighthouses: lighthouses need lamps and oil.\n")
    test = open_page(test, "saved")
    assert EN("alert.nav", title=EN["saved.title"], n=1) in links(test)
    assert "Lamps" in links(test)
    next(b for b in test.button if b.label == EN["alert.told"]).click().run()
    assert EN["alert.none"] in page(test)
    next(b for b in test.button if b.label == EN["alert.end"]).click().run()
    with Catalog.open(folder) as catalog:
        assert catalog.alerts(reader=PUBLIC) == []
