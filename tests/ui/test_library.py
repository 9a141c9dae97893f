"""The library page: reports for whoever may see them, and adding papers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.records import EditionId, Outcome, ReportRow
from ui import upload
from ui.library import report


@dataclass
class Given:
    """A file as the browser hands it over."""

    name: str
    content: bytes

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


ROWS = [
    ReportRow("/in/sea.md", Outcome.ADDED, EditionId("sea-lanes.ja"), pages=1),
    ReportRow("/in/cables.txt", Outcome.ADDED, EditionId("cables.en"), pages=1),
    ReportRow("/in/x.pdf", Outcome.FAILED, code="file-empty", values={"path": "/in/<x>.pdf"}),
]


def test_a_report_names_only_what_the_reader_may_see(session):
    """A members' file is no row for the public; a file without edition is one for staff alone."""

    def seen(level):
        return [row.path for row in report.visible(ROWS, session(level))]

    assert seen("public") == ["/in/sea.md"]
    assert seen("members") == ["/in/sea.md", "/in/cables.txt"]
    assert seen("staff") == ["/in/sea.md", "/in/cables.txt", "/in/x.pdf"]


def test_a_report_speaks_the_readers_language(session):
    """An old row is explained anew in either language, escaped."""
    row = replace(ROWS[2], poor_pages=(2, 3))
    english = report.report_html(session(), [row])
    japanese = report.report_html(session(language="ja"), [row])
    assert "/in/&lt;x&gt;.pdf has no content (0 bytes)." in english
    assert "search may miss pages 2–3" in english
    assert "「/in/&lt;x&gt;.pdf」は中身がありません" in japanese


def test_an_unknown_code_is_shown_bare(session):
    """A report of another version of the house is still shown."""
    row = replace(ROWS[2], code="no-such-code")
    assert "no-such-code" in report.report_html(session(), [row])


def test_a_first_upload_makes_the_library(session, app, tmp_path, monkeypatch):
    """Where there is no library, adding makes one; a name cannot leave the upload's folder."""
    here = session()
    here = replace(here, settings=replace(here.settings, library=tmp_path / "new"))
    text = "The lighthouse keeper counts the ships that pass at night. " * 5
    given = [Given("../../keeper.txt", text.encode()), Given("empty.pdf", b"")]
    rows = upload.add(here, given, None)
    assert [row.outcome for row in rows] == [Outcome.ADDED, Outcome.FAILED]
    hits = here.index.search("lighthouse keeper", reader=here.reader).hits
    assert "lighthouse keeper" in hits[0].passage.passage.text
    assert not list(tmp_path.glob("*.txt"))
