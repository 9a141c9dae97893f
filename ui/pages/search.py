"""The search page: one box, what narrows it, how the query was read, and what was found."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from index import Results, group, record
from ui import address, asking, chips, filters, frame, keeping, results
from ui.address import Order, Request
from ui.faults import explained, notice
from ui.html import escape, tag
from ui.session import Session, ask, current


def show(session: Session) -> None:
    request = current()
    frame.title(session, request.query)
    with st.container(key="k-search"):
        _box(session, request)
        with explained(session.strings):
            if session.count():
                filters.draw(session, request)
                if request.query.strip():
                    _answer(session, request)
                elif request.topics:
                    _browse(session, request)
                else:
                    _welcome(session, request)
            else:
                _empty_library(session)


def _box(session: Session, request: Request) -> None:
    strings = session.strings

    def submit() -> None:
        # What was switched off belonged to the query that named it.
        ask(session, replace(request, query=st.session_state["q"].strip(), off=(), typed=()))

    if not request.query:
        st.html(tag("h1", escape(strings["search.title"])))
    else:
        heading = strings("keys.results", query=request.query)
        st.html(tag("h1", escape(heading), class_="k-hidden"))
    st.session_state["q"] = request.query
    with (
        st.form("search", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", wrap=False),
    ):
        st.text_input(
            strings["search.label"],
            key="q",
            type="search",
            placeholder=strings["search.placeholder"],
            label_visibility="collapsed",
        )
        st.form_submit_button(strings["search.submit"], type="primary", on_click=submit)


def _welcome(session: Session, request: Request) -> None:
    strings = session.strings
    st.html(tag("p", escape(strings["search.welcome"])))
    with st.container(horizontal=True, key="k-examples"):
        for place, example in enumerate(strings.list("examples.queries")):
            st.button(
                example,
                key=f"example-{place}",
                on_click=ask,
                args=(session, replace(request, query=example, off=(), typed=())),
            )
    numbers = session.catalog.statistics(reader=session.reader)
    line = strings("search.welcome_library", n=numbers["documents"], passages=numbers["passages"])
    st.html(tag("p", escape(line), class_="k-faint"))


def _answer(session: Session, request: Request) -> None:
    strings = session.strings
    index = session.index
    with st.spinner(strings["search.working"]):
        found = record.run(index, asking.search_of(request), reader=session.reader)
    chips.draw(session, request, found)
    keeping.draw(session, request, found)
    if found.waiting:
        notice(strings["search.waiting"], strings("search.waiting_try", n=found.waiting), "note")
    if not found.hits:
        _nothing(session, request, found)
        return
    st.session_state["last"] = address.write(request)
    _found(session, request, found)
    results.draw(session, found, index, newest_first=request.order is Order.DATE)


def _browse(session: Session, request: Request) -> None:
    """Show what a topic holds to whom has not asked anything of it yet."""
    words = " ".join(f"topic:{topic}" for topic in request.topics)
    asked = replace(asking.search_of(request), query=words)
    found = record.run(session.index, asked, reader=session.reader)
    if not found.hits:
        _nothing(session, request, found)
        return
    _found(session, request, found)
    results.draw(session, found, session.index, newest_first=request.order is Order.DATE)


def _found(session: Session, request: Request, found: Results) -> None:
    """Say how many documents there are, and offer the other order."""
    strings = session.strings

    def change() -> None:
        ask(session, replace(request, order=st.session_state["order"]))

    with st.container(horizontal=True, vertical_alignment="center", key="k-found"):
        key = "search.found" if request.order is Order.RELEVANCE else "searchpage.found_by_date"
        line = escape(strings(key, n=len(group(found.hits))))
        st.html(tag("p", line, class_="k-faint", role="status"))
        st.session_state["order"] = request.order
        st.segmented_control(
            strings["searchpage.order"],
            list(Order),
            format_func=lambda order: strings[f"searchpage.order_{order}"],
            key="order",
            required=True,
            label_visibility="collapsed",
            help=strings["searchpage.order_help"],
            on_change=change,
        )


def _nothing(session: Session, request: Request, found: Results) -> None:
    strings = session.strings
    advice = [strings["empty.other_words"]]
    if found.left_out:
        advice.insert(0, strings["searchpage.empty_off"])
    if found.typed:
        words = strings["searchpage.between"].join(found.typed)
        advice.insert(0, strings("searchpage.empty_typed", words=words))
    if any(sign in request.query for sign in '"“”＂-－'):
        advice.insert(0, strings["empty.off_minus"])
    if request.narrowed:
        advice.insert(0, strings["empty.off_filters"])
    if session.settings.reader.rank > session.reader.level.rank:
        level = strings[f"level.{session.reader.level}"]
        advice.append(strings("empty.reader", level=level))
    notice(strings("empty.nothing", query=request.query), "\n".join(advice), "note")


def _empty_library(session: Session) -> None:
    strings = session.strings
    notice(strings["empty.library"], strings["empty.library_try"], "note")
