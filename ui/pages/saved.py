"""The page of saved searches: what each is, what it finds that is new, and one at a time."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from catalog.records import Level
from catalog.searches import SavedSearch
from errors import KakehashiError, NotFoundError, UsageError
from index import Results
from index.news import MARGIN, News, news
from index.record import run
from ui import address, alerting, asking, frame, keeping, results
from ui.address import Request
from ui.dates import day
from ui.faults import explained, notice
from ui.html import badge, escape, plain, tag
from ui.session import Session

AT_ONCE = 20  # searches; each is run to see what is new


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["saved.title"])
    with st.container(key="k-saved"), explained(strings):
        identifier = st.query_params.get("id")
        if identifier:
            try:
                saved = session.catalog.saved_search(identifier, reader=session.reader)
            except NotFoundError:
                _back(session)
                notice(strings["saved.not_available"], strings["saved.not_available_try"])
            else:
                _one(session, saved)
        elif session.count():
            _list(session)
        else:
            notice(strings["empty.library"], strings["empty.library_try"], "note")


def _list(session: Session) -> None:
    strings = session.strings
    st.html(tag("h1", escape(strings["saved.title"])))
    found = session.catalog.saved_searches(reader=session.reader)
    if not found:
        notice(strings["saved.none"], strings["saved.none_try"], "note")
        return
    st.html(tag("p", escape(strings["saved.about"]), class_="k-faint"))
    sheets = -(-len(found) // AT_ONCE)
    slot = st.container()
    sheet = st.pagination(sheets, key="saved-sheet") if sheets > 1 else 1
    with slot:
        for saved in found[(sheet - 1) * AT_ONCE : sheet * AT_ONCE]:
            with st.container(key=f"k-hit-saved-{saved.id}"):
                _entry(session, saved)


def _entry(session: Session, saved: SavedSearch) -> None:
    strings = session.strings
    request = asking.request_of(saved)
    with st.container(key=f"k-title-saved-{saved.id}"):
        st.page_link(
            frame.page("search"),
            label=plain(saved.name),
            query_params=session.link(address.write(request)),
            help=strings["saved.run"],
        )
    st.html(_meta(session, saved, request))
    with st.container(horizontal=True, vertical_alignment="center", key=f"k-acts-{saved.id}"):
        try:
            _, fresh = _looked(session, saved, request)
        except KakehashiError as problem:  # one that cannot be run hides no other
            st.html(tag("span", escape(problem.text(strings.language)), class_="k-fault"))
        else:
            _new(session, saved, fresh)
        alerting.draw(session, saved)
        _rename(session, saved)
        _delete(session, saved)


def _new(session: Session, saved: SavedSearch, fresh: News) -> None:
    """Say how much is new; a click shows it.

    Not a link: a link of Streamlit's to the page that is open leaves the address as it was.
    """
    if fresh.hits:
        st.button(
            _count(session, saved, fresh),
            key=f"new-{saved.id}",
            icon=":material/fiber_new:" if saved.looked else ":material/visibility:",
            on_click=st.query_params.from_dict,
            args=(session.link({"id": saved.id}),),
        )
    else:
        st.html(
            tag("span", escape(session.strings["saved.nothing_new"]), class_="k-faint"),
            width="content",
        )


def _count(session: Session, saved: SavedSearch, fresh: News) -> str:
    strings = session.strings
    passages = strings("saved.passages", n=len(fresh.hits))
    if not saved.looked:
        return strings("saved.unlooked", passages=passages)
    documents = strings("saved.documents", n=fresh.documents)
    key = "saved.new_documents" if fresh.documents else "saved.new"
    return strings(key, passages=passages, documents=documents)


def _rename(session: Session, saved: SavedSearch) -> None:
    strings, key = session.strings, f"name-{saved.id}"

    def rename() -> None:
        try:
            name = st.session_state[key]
            session.catalog.rename_search(saved.id, name, reader=session.reader)
        except UsageError as problem:
            st.session_state[f"fault-{saved.id}"] = problem

    problem = st.session_state.pop(f"fault-{saved.id}", None)
    with (
        st.popover(strings["saved.rename"], type="tertiary", icon=":material/edit:"),
        st.form(f"rename-{saved.id}", border=False),
    ):
        st.text_input(strings["saved.name"], value=saved.name, key=key, max_chars=120)
        if problem:
            keeping.fault(session, problem)
        st.form_submit_button(strings["saved.rename_do"], on_click=rename)


def _delete(session: Session, saved: SavedSearch) -> None:
    strings = session.strings

    def delete() -> None:
        with suppress(NotFoundError):  # somebody was faster
            session.catalog.delete_search(saved.id, reader=session.reader)
        st.query_params.from_dict(session.link())

    with st.popover(strings["saved.delete"], type="tertiary", icon=":material/delete:"):
        st.html(tag("p", escape(strings("saved.delete_ask", name=saved.name))))
        st.button(strings["saved.delete_do"], key=f"delete-{saved.id}", on_click=delete)


def _one(session: Session, saved: SavedSearch) -> None:
    strings = session.strings
    request = asking.request_of(saved)
    _back(session)
    st.html(tag("h1", escape(saved.name)) + _meta(session, saved, request))
    found, fresh = _looked(session, saved, request)
    with st.container(horizontal=True, vertical_alignment="center", key="k-acts"):
        st.page_link(
            frame.page("search"),
            label=strings["saved.run"],
            icon=":material/search:",
            query_params=session.link(address.write(request)),
        )
        if fresh.hits:
            st.button(
                strings["saved.seen"],
                key="seen",
                icon=":material/done_all:",
                help=strings["saved.seen_help"],
                on_click=keeping.look,
                args=(session, saved.id, request),
            )
        _rename(session, saved)
        _delete(session, saved)
    if fresh.hits:
        line = _count(session, saved, fresh)
        st.html(tag("p", escape(line), class_="k-faint", role="status"))
        results.draw(session, replace(found, hits=fresh.hits), session.index)
    else:
        notice(strings["saved.nothing_new"], strings["saved.nothing_new_try"], "note")


def _back(session: Session) -> None:
    st.button(
        session.strings["saved.back"],
        key="back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=st.query_params.from_dict,
        args=(session.link(),),
    )


def _looked(session: Session, saved: SavedSearch, request: Request) -> tuple[Results, News]:
    """Run a saved search as this reader, and compare it with what was seen at this level."""
    asked = asking.search_of(request, k=asking.K * MARGIN)
    found = run(session.index, asked, reader=session.reader)
    return found, news(session.catalog, found, saved.seen or (), k=asking.K)


def _meta(session: Session, saved: SavedSearch, request: Request) -> str:
    strings = session.strings
    facts = [strings("saved.saved_at", when=_when(session, saved.saved))]
    if saved.looked:
        facts.append(strings("saved.looked_at", when=_when(session, saved.looked)))
    level = (
        badge(strings[f"level.{saved.level}"], "restricted", strings["saved.level_help"])
        if saved.level is not Level.PUBLIC
        else ""
    )
    asked = tag("div", escape(keeping.described(session, request)), class_="k-asked")
    return asked + tag("div", level + escape(" · ".join(facts)), class_="k-meta")


def _when(session: Session, at: dt.datetime) -> str:
    local = at.astimezone()
    strings = session.strings
    return strings("saved.when", day=day(local.date(), strings), time=f"{local:%H:%M}")
