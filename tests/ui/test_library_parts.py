"""The parts of the library page: who has which, and what staff can do there.

One file of some 450 lines, since all parts share its library and its page.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace

import pytest

from catalog import Catalog
from catalog.records import (
    Author,
    Extraction,
    Handling,
    Language,
    Level,
    Metadata,
    Outcome,
    Page,
    Reader,
    Term,
)
from ui.library import form, history, links, preview, report, tabs, termform
from ui.library.termform import Draft
from ui.strings import Strings

EN = Strings("en")
STAFF = Reader(Level.STAFF)
PARTS = ("links", "duplicates", "metadata", "terms")


@pytest.fixture
def own(app, library, tmp_path, monkeypatch):
    """Return a library of the test's own, which may be changed."""
    folder = tmp_path / "own"
    shutil.copytree(library, folder)
    monkeypatch.setenv("KAKEHASHI_LIBRARY", str(folder))

    with Catalog.open(folder) as catalog:
        store_poor(catalog, tmp_path)
        yield catalog


def store_poor(catalog: Catalog, folder) -> None:
    """Add a staff paper whose only page was read badly."""
    page = Page(1, "鏺闄鎯隿", quality=0.1, reason="rare-kanji")
    metadata = Metadata(
        document="poor",
        title="A Hidden Poor Scan",
        language=Language.EN,
        handling=Handling(Level.STAFF),
        source="paper.toml",
    )
    content = folder / "poor.pdf"
    content.write_text("poor", encoding="utf-8")
    catalog.store(
        Extraction((page,), metadata, "pdf", "test"),
        [],
        metadata=metadata,
        content=content,
        sha256=hashlib.sha256(content.read_bytes()).hexdigest(),
        path=str(content),
    )


@pytest.fixture
def draw(own, session, monkeypatch):
    """Return a function that draws one part of the page alone, as AppTest, for a level."""
    from streamlit.testing.v1 import AppTest

    catalog = own

    def run(part, level="staff", **params):
        monkeypatch.setenv("KAKEHASHI_READER", level)

        def script():
            import streamlit as st

            from ui import session as sessions
            from ui.pages import library

            here = sessions.begin()
            page = st.Page(lambda: library.show(here), title="x", url_path="library", default=True)
            other = st.Page(lambda: None, title="y", url_path="document")
            st.session_state["pages"] = {"library": page, "document": other, "search": other}
            st.navigation([page, other], position="hidden").run()

        test = AppTest.from_function(script, default_timeout=60)
        for name, value in {"tab": part, **params}.items():
            test.query_params[name] = value
        return test.run()

    return catalog, run


def everything(test) -> str:
    """Return all that the page says."""
    assert not test.exception, test.exception
    parts = [element.proto.body for element in test.get("html")]
    parts += [link.proto.label for link in test.get("page_link")]
    parts += [each.label for each in (*test.button, *test.text_input, *test.selectbox)]
    parts += [str(each.options) for each in test.selectbox]
    parts += [option.content for group in test.button_group for option in group.proto.options]
    return "\n".join(parts)


def asked(test, name: str) -> str:
    found = test.query_params.get(name, [""])
    return found if isinstance(found, str) else found[0]


# -- who has what ----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["public", "members"])
@pytest.mark.parametrize("part", PARTS)
def test_staffs_parts_do_not_exist_for_others(draw, level, part):
    """Their address answers exactly like one that never was, and no choice names them."""
    _, run = draw
    shown = everything(run(part, level, id="sea-lanes.en", term="new"))
    assert shown == everything(run("nonsense", level, id="sea-lanes.en", term="new"))
    lines = shown.split("\n")
    assert EN["manage.tab_pages"] in lines
    assert EN[f"manage.tab_{part}"] not in lines
    assert EN["manage.edit"] not in lines


@pytest.mark.parametrize("part", PARTS)
def test_staff_have_every_part(draw, part):
    """Each opens without a fault and is the chosen one."""
    _, run = draw
    test = run(part)
    assert test.session_state["tab"] == part
    assert EN["error.other"] not in everything(test)


def test_the_report_of_a_hidden_file_is_staffs(draw):
    """Neither a run, nor a count, nor a search in the report tells a public reader of it."""
    catalog, run = draw
    number = catalog.start_run()
    edition = catalog.find_checksum(catalog.edition("poor.en", reader=STAFF).sha256)
    from catalog.records import ReportRow

    catalog.report(number, ReportRow("/in/hidden-scan.pdf", Outcome.ADDED, edition, pages=1))
    catalog.report(
        number,
        ReportRow("/in/broken.pdf", Outcome.FAILED, code="file-empty", values={"path": "broken"}),
    )
    everyone = everything(run("report", "public"))
    assert "hidden-scan" in everything(run("report"))
    assert "broken.pdf" in everything(run("report"))
    assert "hidden-scan" not in everyone
    assert "broken" not in everyone
    assert everyone == everything(run("report", "public", run=str(number)))
    assert "0 of" in everything(run("report", "public", find="hidden"))


def test_bad_pages_are_shown_to_who_may_see_them(draw):
    """Staff see the page, why, and the button; the public are told that all was read well."""
    _, run = draw
    test = run("pages")
    assert "A Hidden Poor Scan" in everything(test)
    public = everything(run("pages", "public"))
    assert "Hidden" not in public
    assert EN["manage.pages_none"] in public
    assert EN["manage.ocr"] not in public


def test_where_tesseract_is_absent_the_remedy_is_named(draw, monkeypatch):
    """No button that cannot work, and how to install what is missing."""
    from ingest.readers import ocr

    monkeypatch.setattr(ocr, "available", frozenset)
    _, run = draw
    shown = everything(run("pages"))
    assert "tesseract-ocr-jpn" in shown
    assert EN["manage.ocr"] not in shown


# -- the report ------------------------------------------------------------------------------------


def test_the_report_is_narrowed_by_outcome_and_words(session):
    """Words are looked for in the path and in the explanation, folded."""
    from catalog.records import EditionId, ReportRow

    rows = [
        ReportRow("/in/Sea.md", Outcome.ADDED, EditionId("sea-lanes.ja")),
        ReportRow("/in/x.pdf", Outcome.FAILED, code="file-empty", values={"path": "x.pdf"}),
        ReportRow("/in/y.pdf", Outcome.UNCHANGED, EditionId("rice.ja")),
    ]

    def names(outcome="", words=""):
        return [row.path for row in report.narrowed(session("staff"), rows, outcome, words)]

    assert names() == ["/in/Sea.md", "/in/x.pdf"]
    assert names("unchanged") == ["/in/y.pdf"]
    assert names(words="ＳＥＡ") == ["/in/Sea.md"]
    assert names(words="no content") == ["/in/x.pdf"]


# -- pairs -----------------------------------------------------------------------------------------


def test_reasons_are_told_in_words(session):
    """The strongest sign first, each as a sentence with its share."""
    shown = links.why_html(session(), 0.81, {"meaning": 0.7, "order": 0.95, "numbers": 0.2})
    assert EN("manage.links_score", percent=81) in shown
    assert shown.index("95 %") < shown.index("70 %") < shown.index("20 %")
    assert EN("manage.sign_numbers_weak", percent=20) in shown


def test_a_pair_is_confirmed_and_then_one_document(draw):
    """One click joins the editions, and the index follows."""
    catalog, run = draw
    catalog.propose_link("rice.ja", "script.en", 0.7, {"meaning": 0.7})
    test = run("links")
    test.button(key="confirm-rice.ja-script.en").click().run()
    assert not test.exception
    assert catalog.document_of("script.en", reader=STAFF).id == "rice"
    assert catalog.links(reader=STAFF) == []
    assert Strings("en")("manage.links_confirmed", a="", b="")[:6] in everything(test)


def test_a_rejected_pair_can_still_be_confirmed(draw):
    """A rejected pair is not proposed again, and stays in reach."""
    catalog, run = draw
    catalog.propose_link("rice.ja", "script.en", 0.7, {"meaning": 0.7})
    test = run("links")
    test.button(key="reject-rice.ja-script.en").click().run()
    assert catalog.links(reader=STAFF) == []
    test.button(key="confirm-rice.ja-script.en").click().run()
    assert catalog.document_of("script.en", reader=STAFF).id == "rice"


# -- metadata --------------------------------------------------------------------------------------


def edition_of(catalog):
    document = catalog.document("sea-lanes", reader=STAFF)
    return document, document.edition(Language.EN)


def test_the_form_says_what_the_library_has(own):
    """Read without a change, it is no change."""
    catalog = own
    document, edition = edition_of(catalog)
    said, wrong = form.read(form.typed(document, edition), edition)
    assert wrong == {}
    assert said.authors == (Author("Minato", "Ichiro"),)
    assert not catalog.update_metadata(edition.id, said, exact=True)


def test_era_dates_are_read(own):
    """令和6年度 is April 2024 to March 2025, and stays written so."""
    catalog = own
    document, edition = edition_of(catalog)
    said, wrong = form.read(
        replace(form.typed(document, edition), date="令和6年度"), edition, "Sato"
    )
    assert wrong == {}
    assert (said.date.isoformat(), said.date_end.isoformat()) == ("2024-04-01", "2025-03-31")
    assert (said.date_text, said.source) == ("令和6年度", "by hand: Sato")


def test_each_wrong_field_is_named(own):
    """Nothing is guessed from what cannot be read."""
    catalog = own
    document, edition = edition_of(catalog)
    typed = replace(
        form.typed(document, edition),
        title=" ",
        date="spring",
        embargo="2027",
        authors="a | b | c | d",
    )
    assert set(form.read(typed, edition)[1]) == {"title", "date", "embargo", "authors"}


@pytest.mark.parametrize(
    "author",
    [
        Author("山田", "太郎", "やまだ たろう", "東京大学"),
        Author("Smith", "Jane", "", "CSIS"),
        Author("外務省"),
    ],
)
def test_an_author_is_a_line_and_back(author):
    """What the form writes it reads again."""
    assert form.to_author(form.author_line(author)) == author


def test_metadata_are_saved_shown_and_restored(draw):
    """A title and an era date are saved; the history names who; going back brings the old ones."""
    catalog, run = draw
    test = run("metadata", id="sea-lanes.en")
    test.text_input(key="meta-sea-lanes.en-title").input("Sea Lanes Anew")
    test.text_input(key="meta-sea-lanes.en-date").input("令和6年度")
    test.text_input(key="by-sea-lanes.en").input("Sato")
    next(b for b in test.button if b.label == EN["manage.save"]).click().run()
    document, edition = edition_of(catalog)
    assert (edition.title, document.date.isoformat()) == ("Sea Lanes Anew", "2024-04-01")
    shown = everything(test)
    assert EN["manage.saved"] in shown
    assert EN("manage.by_person", name="Sato") in shown
    assert "<del>The Work of Keeping Sea Lanes Open</del>" in shown
    next(b for b in test.button if b.label == EN["manage.restore"]).click().run()
    document, edition = edition_of(catalog)
    assert edition.title == "The Work of Keeping Sea Lanes Open"
    assert document.date.isoformat() == "2024-03-01"
    assert EN["manage.restored"] in everything(test)


def test_what_cannot_be_saved_says_why(draw):
    """The library keeps what it had, and the field and the remedy are named."""
    catalog, run = draw
    test = run("metadata", id="sea-lanes.en")
    test.text_input(key="meta-sea-lanes.en-date").input("spring")
    next(b for b in test.button if b.label == EN["manage.save"]).click().run()
    assert EN["manage.wrong_date"] in everything(test).replace("&#x27;", "'")
    assert edition_of(catalog)[0].date.isoformat() == "2024-03-01"


def test_going_back_never_opens_a_paper(draw):
    """A paper that was closed since stays closed when its old title comes back."""
    catalog, run = draw
    before = catalog.history("sea-lanes.en", reader=STAFF)[-1]
    document, edition = edition_of(catalog)
    closed = replace(form.typed(document, edition), level=Level.STAFF, title="Closed")
    catalog.update_metadata(edition.id, form.read(closed, edition)[0], exact=True)
    test = run("metadata", id="sea-lanes.en")
    test.button(key=f"restore-{before.number}").click().run()
    document, edition = edition_of(catalog)
    assert edition.title == before.metadata.title
    assert document.handling.level is Level.STAFF


def test_who_said_it_is_told(session):
    """A file is named as the source, a person by name, a return by its time."""
    staff = session("staff")
    assert history.who(staff, "paper.toml") == EN("manage.by_file", source="paper.toml")
    assert history.who(staff, "by hand") == EN["manage.by_staff"]
    assert history.who(staff, "by hand: restored 2026-01-02 03:04") == EN(
        "manage.by_restoring", when="2026-01-02 03:04"
    )


# -- terms -----------------------------------------------------------------------------------------

FON = Term(
    "航行の自由", "freedom of navigation", "こうこうのじゆう", "FON", avoid=(("自由航行", "語順"),)
)


def test_an_entry_is_a_form_and_back():
    """What the form shows it reads again, lists one a line."""
    entry = replace(FON, variants_en=("navigational freedom", "free navigation"))
    assert termform.cells(entry)["variants_en"] == "navigational freedom\nfree navigation"
    assert termform.read(termform.cells(entry), []) == (entry, {})


def test_wrong_fields_of_an_entry_are_named():
    """A missing name, a double, and an office that cannot be read."""
    empty = termform.cells(None)
    assert set(termform.read(empty, [])[1]) == {"japanese", "english"}
    assert termform.read(termform.cells(FON), [FON])[1] == {"english": "manage.wrong_twice"}
    odd = termform.cells(FON) | {"offices": "prime minister"}
    assert termform.read(odd, [])[1] == {"offices": "manage.wrong_office"}


def test_a_change_is_applied_to_what_it_was_made_for():
    """Changed, added, deleted; not at all where the entry is another by now."""
    new = replace(FON, note="x")
    assert termform.applied(Draft(FON, new), [FON]) == [new]
    assert termform.applied(Draft(None, new), [FON]) == [FON, new]
    assert termform.applied(Draft(FON, None), [FON]) == []
    assert termform.applied(Draft(FON, new), [new]) is None


def test_new_faults_are_told_from_old_ones():
    """A variant that is another's name is a new conflict; taking it away mends it."""
    other = Term("海洋の自由", "freedom of the seas", "かいようのじゆう")
    clash = replace(other, variants_ja=("航行の自由",))
    new, gone = preview.faults([FON, other], [FON, clash])
    assert ([each.fault for each in new], gone) == (["conflict"], [])
    new, gone = preview.faults([FON, clash], [FON, other])
    assert (new, [each.fault for each in gone]) == ([], ["conflict"])


def test_a_term_is_tried_saved_and_found(draw):
    """The preview counts passages and shows what is found; saving makes the index anew."""
    catalog, run = draw
    test = run("terms", term="new")
    for name, text in {"japanese": "浚渫", "english": "dredging", "reading": "しゅんせつ"}.items():
        test.text_input(key=f"term-new-{name}").input(text)
    next(b for b in test.button if b.label == EN["manage.term_preview"]).click().run()
    shown = everything(test)
    assert EN["manage.no_faults"] in shown
    assert "<td>dredging</td><td>1</td>" in shown
    assert [term.japanese for term in catalog.terms()] == ["航行の自由"]
    test.button(key="term-save").click().run()
    assert EN["manage.terms_saved"] in everything(test)
    assert [term.japanese for term in catalog.terms()] == ["航行の自由", "浚渫"]
    assert asked(test, "term") == "浚渫=dredging"
    from ui import session as sessions

    found = sessions.open_index(sessions.house.load().library, "bundled", 0)
    assert found.search("浚渫", reader=STAFF).expansions[0].term.english == "dredging"


def test_a_locked_index_keeps_the_old_terms(own, session, monkeypatch):
    """Where another process writes, terms and index stay as they were, together."""
    from errors import LockedError
    from ui.library import terms
    from ui.session import Session

    catalog = own
    here = session("staff")
    here = replace(here, settings=replace(here.settings, library=catalog.folder))

    def locked(*_):
        raise LockedError("library-locked", path="x")

    monkeypatch.setattr(Session, "rebuild", locked)
    before = catalog.terms()
    with pytest.raises(LockedError):
        terms.save(here, before, [])
    assert catalog.terms() == before


def test_an_upload_tells_nothing_of_hidden_papers(own, session, monkeypatch):
    """A public reader who adds a staff paper's bytes hears only that a file was received."""
    from types import SimpleNamespace

    from ui import upload

    catalog = own
    here = session("public")
    here = replace(here, settings=replace(here.settings, library=catalog.folder))
    rows = upload.add(
        here, [SimpleNamespace(name="x.pdf", getbuffer=lambda: memoryview(b"poor"))], None
    )
    assert rows[0].code == "file-twice"
    said = []
    monkeypatch.setattr(upload.st, "html", said.append)
    upload._ended(here, rows)
    shown = "".join(said)
    assert "poor.en" not in shown
    assert EN("manage.received", n=1) in shown


def test_parts_are_the_same_for_the_same_level(session):
    """The first part is the list of documents, for everybody."""
    assert tabs.names(session("public"))[0] == tabs.names(session("staff"))[0] == "documents"
    assert set(tabs.names(session("staff"))) - set(tabs.names(session("members"))) == set(PARTS)
