"""Adding papers from the browser: files are kept for the moment of reading, then indexed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from catalog import Catalog
from catalog.records import Outcome, ReportRow
from ui.html import escape, tag
from ui.session import Session

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


def draw(session: Session) -> None:
    """Show the uploader, and how the last files that were given to it ended.

    Whoever can open the app may add; what they may read afterwards is still theirs alone.
    """
    strings = session.strings
    st.html(tag("h2", escape(strings["upload.title"])))
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            strings["upload.label"], accept_multiple_files=True, help=strings["upload.hint"]
        )
        password = st.text_input(strings["upload.password"], type="password")
        sent = st.form_submit_button(strings["upload.submit"], type="primary")
        st.html(tag("p", escape(strings["upload.note"]), class_="k-faint"))
    if sent and files:
        st.session_state["added"] = add(session, files, password or None)
        st.rerun()
    rows = st.session_state.get("added")
    if rows:
        _ended(session, rows)


def add(session: Session, files: Sequence[UploadedFile], password: str | None) -> list[ReportRow]:
    """Read the files into the library and make them searchable; show how far it is."""
    import ingest  # slow to import, and seldom needed
    from index.editions import propose

    strings = session.strings
    Catalog.open(session.settings.library, create=True).close()
    bar = st.progress(0.0, strings("upload.reading", done=0, n=len(files)))

    def reading(done: int, total: int) -> None:
        bar.progress(done / max(1, total), strings("upload.reading", done=done, n=total))

    def indexing(done: int, total: int) -> None:
        bar.progress(done / max(1, total), strings("upload.indexing", done=done, n=total))

    with tempfile.TemporaryDirectory(prefix="kakehashi-") as folder:
        paths = []
        for file in files:
            path = Path(folder) / Path(file.name).name
            path.write_bytes(file.getbuffer())
            paths.append(path)
        report = ingest.add(session.catalog, paths, progress=reading, password=password)
    bar.progress(0.0, strings["upload.indexing_start"])
    index = session.writer()
    index.update(progress=indexing)
    propose(session.catalog, index.encoder.fingerprint)
    bar.empty()
    return list(report.rows)


def _ended(session: Session, rows: Sequence[ReportRow]) -> None:
    from ui.library.report import report_html, telling, visible

    # Of one's own files one hears why they could not be read; of a paper that is there, no more
    # than this reader may know.
    read = visible([row for row in rows if row.edition], session)
    known = [row for row in rows if row.edition is None or row in read]
    ends = Counter(row.outcome for row in known)
    counts = {str(outcome): ends[outcome] for outcome in Outcome}
    st.html(
        tag("p", escape(session.strings("upload.done", **counts)), role="status")
        + report_html(session, telling(known))
    )
    if len(known) < len(rows):
        hidden = session.strings("manage.received", n=len(rows) - len(known))
        st.html(tag("p", escape(hidden), class_="k-faint"))
