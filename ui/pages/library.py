"""The library page: how much there is, what there is, how the last reading went, adding more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from catalog.records import Level, Outcome, Reader, ReportRow
from errors import NotFoundError
from ui import frame, results, upload
from ui.dates import day
from ui.faults import explained, notice
from ui.html import badge, escape, tag
from ui.page_view import numbers
from ui.session import Session
from ui.strings import sentence

NUMBERS = ("documents", "editions", "pages", "passages", "terms", "poor_pages")
AT_ONCE = 20  # documents
QUIET = frozenset({Outcome.UNCHANGED, Outcome.SKIPPED})


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["library.title"])
    st.html(tag("h1", escape(strings["library.title"])))
    with explained(strings):
        if session.count():
            _numbers(session)
            _documents(session)
            _report(session)
        else:
            notice(strings["empty.library"], strings["empty.library_add"], "note")
    with explained(strings):
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


def _report(session: Session) -> None:
    strings, catalog = session.strings, session.catalog
    runs = catalog.runs()
    if not runs:
        return
    run, started, _ = runs[0]
    when = day(dt.datetime.fromisoformat(started).astimezone().date(), strings)
    with st.expander(strings("library.report", date=when), key="k-report"):
        rows = visible(catalog.report_rows(run), session)
        everything = st.toggle(strings["library.show_unchanged"], key="everything")
        if not everything:
            rows = telling(rows)
        st.html(report_html(session, rows))
        if session.reader.level is not Level.STAFF:
            st.html(tag("p", escape(strings["library.report_hidden"]), class_="k-faint"))


def telling(rows: Sequence[ReportRow]) -> list[ReportRow]:
    """Leave out files that were left as they were, and sidecars, which are no papers."""
    return [row for row in rows if row.outcome not in QUIET or row.code]


def visible(rows: Sequence[ReportRow], session: Session) -> list[ReportRow]:
    """Return the rows that the reader may know of.

    A file that became no edition has no handling yet: it is shown to staff alone.
    """
    return [row for row in rows if _may_see(row, session, session.reader)]


def _may_see(row: ReportRow, session: Session, reader: Reader) -> bool:
    if row.edition is None:
        return reader.level is Level.STAFF
    try:
        session.catalog.document_of(row.edition, reader=reader)
    except NotFoundError:
        return False
    return True


def report_html(session: Session, rows: Sequence[ReportRow]) -> str:
    """Return the report as a list: how each file ended, and why, in the reader's language."""
    return tag("ul", "".join(tag("li", _row(session, row)) for row in rows), class_="k-report")


def _row(session: Session, row: ReportRow) -> str:
    strings = session.strings
    kind = "restricted" if row.outcome in {Outcome.FAILED, Outcome.MISSING} else "outcome"
    parts = [
        badge(strings[f"library.outcome.{row.outcome}"], kind),
        tag("strong", escape(Path(row.path).name), title=row.path),
    ]
    if row.pages:
        parts.append(
            tag("span", escape(strings("library.row_pages", n=row.pages)), class_="k-faint")
        )
    if row.poor_pages:
        poor = strings("library.row_poor", pages=numbers(row.poor_pages))
        parts.append(badge(poor, "poor"))
    if row.code:
        parts.append(tag("div", escape(sentence(row.code, row.values, strings.language))))
    return " ".join(parts)
