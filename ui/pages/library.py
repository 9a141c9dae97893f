"""The library page: how much there is, what there is, how the last reading went, adding more."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from catalog.records import Document
from ui import frame, results, upload
from ui.faults import explained, notice
from ui.html import escape, tag
from ui.library import duplicates, links, metadata, pages, report, tabs, terms
from ui.session import Session

NUMBERS = ("documents", "editions", "pages", "passages", "terms", "poor_pages")
AT_ONCE = 20  # documents


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["library.title"])
    st.html(tag("h1", escape(strings["library.title"])))
    with explained(strings):
        if session.count():
            PARTS[tabs.choose(session)](session)
        else:
            notice(strings["empty.library"], strings["empty.library_add"], "note")
            upload.draw(session)


def _numbers(session: Session) -> None:
    counts = session.catalog.statistics(reader=session.reader)
    rows = "".join(
        tag(
            "div",
            tag("dt", escape(session.strings[f"library.{name}"]))
            + tag("dd", escape(f"{counts[name]:,}")),
        )
        for name in NUMBERS
        if counts[name] or name != "poor_pages"
    )
    st.html(tag("dl", rows, class_="k-numbers"))


def _all(session: Session) -> None:
    _numbers(session)
    _documents(session)


def _documents(session: Session) -> None:
    strings, catalog = session.strings, session.catalog
    with st.container(horizontal=True, vertical_alignment="bottom", key="k-list"):
        st.html(tag("h2", escape(strings["library.list"])))
        order = st.selectbox(
            strings["library.order"],
            ["date", "title", "added"],
            format_func=lambda name: strings[f"library.order_{name}"],
            key="order",
            label_visibility="collapsed",
            width=220,
        )
    count = catalog.count(reader=session.reader)
    sheets = -(-count // AT_ONCE)
    sheet = 1
    slot = st.container()
    if sheets > 1:
        sheet = st.pagination(sheets, key="sheet")
    found = catalog.documents(
        reader=session.reader, limit=AT_ONCE, offset=(sheet - 1) * AT_ONCE, order=order
    )
    with slot:
        for place, document in enumerate(found):
            with st.container(key=f"k-hit-{place}"):
                results.head(session, document)
                if tabs.is_staff(session):
                    _edit(session, document)


def _edit(session: Session, document: Document) -> None:
    identifier = document.edition(session.language).id
    st.button(
        session.strings["manage.edit"],
        key=f"edit-{document.id}",
        icon=":material/edit:",
        type="tertiary",
        on_click=tabs.go,
        args=(session, "metadata"),
        kwargs={"id": identifier},
    )


PARTS: dict[str, Callable[[Session], None]] = {
    "documents": _all,
    "add": upload.draw,
    "report": report.draw,
    "pages": pages.draw,
    "links": links.draw,
    "duplicates": duplicates.draw,
    "metadata": metadata.draw,
    "terms": terms.draw,
}
