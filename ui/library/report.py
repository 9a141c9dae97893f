"""How each file of an ingest ended: the last runs, narrowed by outcome and by words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from catalog.records import Outcome, ReportRow
from language import fold
from ui.dates import day
from ui.html import badge, escape, tag
from ui.library import tabs
from ui.page_view import numbers
from ui.session import Session
from ui.strings import sentence

RUNS = 20  # that can be chosen from
AT_ONCE = 100  # rows
QUIET = frozenset({Outcome.UNCHANGED, Outcome.SKIPPED})


def draw(session: Session) -> None:
    strings = session.strings
    runs = runs_for(session)
    if not runs:
        st.html(tag("p", escape(strings["manage.report_none"]), class_="k-faint"))
        return
    rows = _chosen(session, runs)
    counts = Counter(row.outcome for row in rows)
    outcome, words = _filters(session, counts)
    shown = narrowed(session, rows, outcome, words)
    st.html(
        tag("p", escape(strings("manage.report_count", n=len(shown), all=len(rows))), role="status")
    )
    sheets = -(-len(shown) // AT_ONCE)
    sheet = st.pagination(sheets, key="report-sheet") if sheets > 1 else 1
    st.html(report_html(session, shown[(sheet - 1) * AT_ONCE :][:AT_ONCE]))
    if not tabs.is_staff(session):
        st.html(tag("p", escape(strings["library.report_hidden"]), class_="k-faint"))


def runs_for(session: Session) -> dict[str, tuple[str, list[ReportRow]]]:
    """Return the last ingests of which the reader may see something: by number, when it began
    and its rows, newest first.
    """
    catalog = session.catalog
    found = {}
    for run, started, _ in catalog.runs()[:RUNS]:
        rows = visible(catalog.report_rows(run), session)
        if rows:
            found[str(run)] = (started, rows)
    return found


def visible(rows: Sequence[ReportRow], session: Session) -> list[ReportRow]:
    """Return the rows that the reader may know of.

    A file that became no edition has no handling yet: it is shown to staff alone.
    """
    if tabs.is_staff(session) or not rows:
        return list(rows)
    documents = session.catalog.documents(reader=session.reader)
    known = {edition.id for document in documents for edition in document.editions}
    return [row for row in rows if row.edition in known]


def narrowed(
    session: Session, rows: Sequence[ReportRow], outcome: str, words: str
) -> list[ReportRow]:
    """Return the rows of one outcome (by default, those that tell something) that hold all of the
    words in their path or explanation.
    """
    wanted = fold(words).split()
    among = [row for row in rows if row.outcome == outcome] if outcome else telling(rows)
    return [row for row in among if all(word in fold(_said(session, row)) for word in wanted)]


def telling(rows: Sequence[ReportRow]) -> list[ReportRow]:
    """Leave out files that were left as they were, and sidecars, which are no papers."""
    return [row for row in rows if row.outcome not in QUIET or row.code]


def _chosen(session: Session, runs: dict[str, tuple[str, list[ReportRow]]]) -> list[ReportRow]:
    strings = session.strings
    asked = st.query_params.get("run", "")
    st.session_state["run"] = asked if asked in runs else next(iter(runs))

    def named(run: str) -> str:
        moment = dt.datetime.fromisoformat(runs[run][0]).astimezone()
        when = f"{day(moment.date(), strings)} {moment:%H:%M}"
        return strings("manage.report_run", when=when, n=len(runs[run][1]))

    st.selectbox(
        strings["manage.report_runs"],
        list(runs),
        format_func=named,
        key="run",
        on_change=lambda: tabs.go(session, "report", run=st.session_state["run"]),
    )
    return runs[st.session_state["run"]][1]


def _filters(session: Session, counts: Counter[Outcome]) -> tuple[str, str]:
    strings = session.strings
    asked, words = (st.query_params.get(name, "") for name in ("outcome", "find"))
    outcome = asked if asked in {str(each) for each in counts} else ""

    def change() -> None:
        state = st.session_state
        tabs.go(
            session,
            "report",
            run=state["run"],
            outcome=str(state["outcome"] or ""),
            find=state["find"].strip(),
        )

    st.session_state["outcome"], st.session_state["find"] = outcome or None, words
    st.pills(
        strings["manage.report_outcome"],
        [str(each) for each in Outcome if counts[each]],
        format_func=lambda each: strings(
            "filter.option", name=strings[f"library.outcome.{each}"], n=counts[Outcome(each)]
        ),
        key="outcome",
        on_change=change,
    )
    st.text_input(
        strings["manage.report_find"],
        key="find",
        placeholder=strings["manage.report_find_example"],
        on_change=change,
    )
    return outcome, words


def report_html(session: Session, rows: Sequence[ReportRow]) -> str:
    """Return the report as a list: how each file ended, and why, in the reader's language."""
    return tag("ul", "".join(tag("li", _row(session, row)) for row in rows), class_="k-report")


def _said(session: Session, row: ReportRow) -> str:
    why = sentence(row.code, row.values, session.strings.language) if row.code else ""
    return f"{row.path} {why}"


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
