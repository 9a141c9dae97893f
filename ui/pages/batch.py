"""The page of many searches at once: a table of queries in, a table of hits out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from index import batch
from index.batch import Row, Table
from ui import batches, frame, keeping
from ui.faults import explained, notice
from ui.html import escape, tag
from ui.session import Session

MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FAULTS = 20  # that are listed; all are in the table


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["saved.batch_title"])
    with st.container(key="k-batch"):
        st.html(tag("h1", escape(strings["saved.batch_title"])))
        st.html(tag("p", escape(strings["saved.batch_about"])))
        with explained(strings):
            if session.count():
                _ask(session)
                _result(session)
            else:
                notice(strings["empty.library"], strings["empty.library_try"], "note")


def _ask(session: Session) -> None:
    strings = session.strings
    with st.expander(strings["saved.batch_form"]):
        example = tag("pre", escape(strings["saved.batch_example"]), class_="k-example")
        st.html(tag("p", escape(strings["saved.batch_form_help"])) + example)
    with st.form("batch"):
        file = st.file_uploader(strings["saved.batch_file"], type=["csv", "tsv", "txt"])
        k = st.number_input(strings["saved.batch_k"], 1, 1000, 10, width=220)
        sent = st.form_submit_button(strings["saved.batch_submit"], type="primary")
    if sent:
        st.session_state.pop("batch-result", None)
    if sent and file is None:
        notice(strings["saved.batch_no_file"], "", "note")
    elif sent and file:
        table = batch.read(file.getvalue())
        n = len(table.asked)
        bar = st.progress(0.0, strings("saved.batch_progress", done=0, n=n))

        def step(done: int, total: int) -> None:
            bar.progress(done / total, strings("saved.batch_progress", done=done, n=total))

        rows = batch.search(
            session.index,
            table.asked,
            reader=session.reader,
            k=int(k),
            language=strings.language,
            address=keeping.root("batch"),
            progress=step,
        )
        bar.empty()
        # With the level that it was made for: another reader's must not be handed out.
        st.session_state["batch-result"] = session.reader.level, table, rows


def _result(session: Session) -> None:
    strings = session.strings
    level, table, rows = st.session_state.get("batch-result", (None, None, ()))
    if table is None or level is not session.reader.level:
        return
    st.html(tag("p", escape(batches.summed(table, rows, strings)), role="status"))
    _faults(session, table, rows)
    with st.container(horizontal=True):
        for ending, form in batches.FORMATS.items():
            st.download_button(
                strings[f"saved.batch_as_{ending[1:]}"],
                data=partial(form, rows),
                file_name=f"{strings['saved.batch_out']}{ending}",
                mime=MIME[ending],
                key=f"batch-{ending[1:]}",
                icon=":material/download:",
                on_click="ignore",
            )


def _faults(session: Session, table: Table, rows: list[Row]) -> None:
    strings = session.strings
    if table.unused:
        names = strings["saved.record_between"].join(table.unused)
        text = strings("saved.batch_unused", names=names)
        st.html(tag("p", escape(text), class_="k-faint"))
    faults = [row.error for row in rows if row.error]
    if faults:
        items = "".join(tag("li", escape(fault)) for fault in faults[:FAULTS])
        more = len(faults) - FAULTS
        if more > 0:
            items += tag("li", escape(strings("saved.batch_more", n=more)))
        st.html(tag("ul", items, class_="k-report"))
