"""The digest page: choose a fortnight, sort what came in, send it, keep it in the archive."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from briefing.digest import desk as desks
from briefing.digest.outputs import SUFFIXES, write
from briefing.digest.records import ZONES, Issue, Window, fortnight
from briefing.digest.sheet import Page, page
from catalog import Filters
from catalog.records import DocumentType
from errors import KakehashiError
from ui import asking, frame
from ui.digest import archive, desk
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.session import Session
from ui.strings import LANGUAGES

MIMES = {
    "html": "text/html",
    "eml": "message/rfc822",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "atom": "application/atom+xml",
}


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["desk.page"])
    with st.container(key="k-digest"), explained(strings):
        st.html(tag("h1", escape(strings["desk.page"])))
        if not session.count():
            notice(strings["empty.library"], strings["empty.library_try"], "note")
            return
        st.html(tag("p", escape(strings["desk.about"]), class_="k-faint"))
        fault = st.session_state.pop("digest-fault", None)
        if fault:
            st.html(tag("p", escape(fault), class_="k-fault", role="alert"))
        window = _window(session)
        desk.bring(session)
        issue = _issue(session, window)
        if issue.events:
            desk.draw(session, issue)
            _send(session, desks.sent(issue))
        else:
            notice(strings["desk.nothing"], strings["desk.nothing_try"], "note")
        _back_issues(session)


def _issue(session: Session, window: Window) -> Issue:
    """Return what came in; it is sorted anew only where something came in since."""
    key = window, session.reader, session.catalog.generation
    known = st.session_state.get("digest", (None, None))
    with st.spinner(session.strings["desk.sorting"]):
        issue = desks.issue(
            session.index,
            window,
            taxonomy=session.taxonomy,
            reader=session.reader,
            last=known[1] if known[0] == key else None,
        )
    st.session_state["digest"] = key, issue
    return issue


def _window(session: Session) -> Window:
    """Return the days that the address names, else the last fortnight."""
    strings, params = session.strings, st.query_params
    zone = params.get("zone", "JST") if params.get("zone") in ZONES else "JST"
    usual = fortnight(session.reader.today, zone)
    first, last = _day(params.get("from")) or usual.first, _day(params.get("to")) or usual.last

    def change() -> None:
        days = st.session_state["digest-days"]
        ends = {"from": str(days[0]), "to": str(days[-1])} if days else {}
        st.query_params.from_dict(session.link({**ends, "zone": st.session_state["digest-zone"]}))

    st.session_state["digest-days"] = (min(first, last), max(first, last))
    st.session_state["digest-zone"] = zone
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            strings["desk.days"], key="digest-days", format="YYYY-MM-DD", on_change=change
        )
        st.segmented_control(
            strings["desk.zone"],
            list(ZONES),
            format_func=lambda each: strings[f"desk.zone_{each}"],
            key="digest-zone",
            required=True,
            on_change=change,
        )
    return Window(min(first, last), max(first, last), zone)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _send(session: Session, issue: Issue) -> None:
    strings = session.strings
    with st.container(border=True, key="k-send"):
        st.html(tag("h2", escape(strings["desk.send"])))
        st.html(tag("p", escape(strings("desk.sends", n=len(issue.events))), class_="k-faint"))
        chosen = st.segmented_control(
            strings["export.form"],
            [*LANGUAGES, "both"],
            default="both",
            format_func=lambda each: strings[f"export.form_{each}"],
            key="digest-form",
            required=True,
        )
        languages = LANGUAGES if chosen == "both" else (chosen,)
        pages = [_page(session, issue, each) for each in languages]
        with st.container(horizontal=True):
            for suffix in SUFFIXES:
                st.download_button(
                    strings[f"desk.as_{suffix}"],
                    partial(write, pages, issue, suffix),
                    file_name=f"digest-{issue.window.last}.{suffix}",
                    mime=MIMES[suffix],
                    key=f"digest-{suffix}",
                    icon=":material/download:",
                    on_click="ignore",
                )
            st.button(
                strings["desk.publish"],
                key="publish",
                icon=":material/archive:",
                type="primary",
                help=strings["desk.publish_help"],
                on_click=_publish,
                args=(session, issue),
            )


def _page(session: Session, issue: Issue, language: str) -> Page:
    return page(
        session.catalog,
        issue,
        language,
        taxonomy=session.taxonomy,
        reader=session.reader,
        alerts=asking.waiting(session.catalog, session.index, reader=session.reader),
    )


def _publish(session: Session, issue: Issue) -> None:
    pages = [_page(session, issue, language) for language in LANGUAGES]
    try:
        archive.publish(session.catalog, session.writer(), issue, pages, reader=session.reader)
    except KakehashiError as problem:
        st.session_state["digest-fault"] = problem.text(session.strings.language)
    else:
        st.toast(plain(session.strings["desk.published"]), icon=":material/archive:")


def _back_issues(session: Session) -> None:
    """List the issues of the library, the newest first; they are searched like all documents."""
    strings = session.strings
    filters = Filters(types=(DocumentType.DIGEST_ISSUE,))
    found = session.catalog.documents(reader=session.reader, filters=filters)
    if not found:
        return
    found.sort(key=lambda each: str(each.date or ""), reverse=True)
    with st.expander(strings("desk.archive", n=len(found))):
        for document in found:
            edition = document.edition(session.language)
            st.page_link(
                frame.page("document"),
                label=plain(edition.title),
                query_params=session.link({"id": edition.id}),
            )
