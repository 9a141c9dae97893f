"""Keeping a search: under a name in the library, or as a record to take away."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial

import streamlit as st

from errors import UsageError
from index import Results
from index.news import MARGIN
from index.record import Record, make, run
from ui import address, appendix, frame, references
from ui.address import Request
from ui.asking import K, search_of
from ui.html import escape, plain, tag
from ui.session import Session

_FACETS = {"lang": "language"}  # parameters that the strings name otherwise


def draw(session: Session, request: Request, found: Results) -> None:
    """Show what can be done with the search of this page; where nothing is found too, since a
    saved search waits for what is to come.
    """
    with st.container(horizontal=True, key="k-keep"):
        _save(session, request)
        _record(session, request)
        if found.hits:
            references.of_list(session, found)
    done = st.session_state.pop("search-saved", None)
    if done:
        st.toast(plain(session.strings("saved.done", name=done)), icon=":material/bookmark_added:")


def look(session: Session, identifier: str, request: Request) -> None:
    """Note what the search finds now, for this reader's level."""
    found = run(session.index, search_of(request, k=K * MARGIN), reader=session.reader)
    passages = [hit.passage.id for hit in found.hits]
    session.catalog.look_at_search(identifier, passages, reader=session.reader)


def described(session: Session, request: Request) -> str:
    """Return what a request asks for, in a line of plain text: its words and what narrows it."""
    strings = session.strings
    params = address.write(request)
    parts = [request.query]
    if request.since or request.until:
        parts.append(f"{request.since or ''}–{request.until or ''}")
    for name, value in params.items():
        values = [value] if isinstance(value, str) else value
        if name == "off":
            parts += [strings("saved.without", expansion=each) for each in values]
        elif name == "literal":
            parts.append(strings["chips.literal"])
        elif name == "typed":
            parts += [strings("saved.typed", word=each) for each in values]
        elif name == "sort":
            parts += [strings[f"saved.record_sort_{each}"] for each in values]
        elif name == "topic":
            parts += [session.topic_name(each) for each in values]
        elif name not in {"q", "from", "to"}:
            parts += [strings.label(_FACETS.get(name, name), each) for each in values]
    return " · ".join(parts)


def fault(session: Session, problem: UsageError) -> None:
    """Say beside a name why it cannot be used."""
    text = problem.text(session.strings.language)
    st.html(tag("p", escape(text), class_="k-fault", role="alert"))


def root(page: str) -> str:
    """Return where the app is, as the browser knows it; `page` is the path of this page."""
    return (st.context.url or "").rstrip("/").removesuffix(f"/{page}")


def _save(session: Session, request: Request) -> None:
    strings = session.strings
    params = address.write(request)
    key = f"save-{zlib.crc32(repr(params).encode())}"  # another search has another name

    def save() -> None:
        try:
            name = st.session_state[key]
            identifier = session.catalog.save_search(name, params, reader=session.reader)
        except UsageError as problem:
            st.session_state["search-fault"] = problem
        else:
            look(session, identifier, request)
            st.session_state["search-saved"] = name.strip()

    problem = st.session_state.pop("search-fault", None)
    with (
        st.popover(strings["saved.save"], type="tertiary", icon=":material/bookmark_add:"),
        st.form("save", border=False),
    ):
        st.text_input(strings["saved.name"], value=request.query, key=key, max_chars=120)
        if problem:
            fault(session, problem)
        level = strings[f"level.{session.reader.level}"]
        st.html(tag("p", escape(strings("saved.save_help", level=level)), class_="k-faint"))
        st.form_submit_button(strings["saved.save_do"], type="primary", on_click=save)
        st.page_link(frame.page("saved"), query_params=session.link())


def _record(session: Session, request: Request) -> None:
    strings = session.strings
    here = st.context.url
    link = (
        f"{here.rstrip('/')}/?{address.query(session.link(address.write(request)))}" if here else ""
    )
    forms: dict[str, tuple[Callable[[Record], str], str]] = {
        "md": (lambda record: appendix.markdown(record, strings, link), "text/markdown"),
        "json": (lambda record: appendix.as_json(record, link), "application/json"),
    }
    index, asked, reader = session.index, search_of(request), session.reader

    def made(form: Callable[[Record], str]) -> bytes:
        return form(make(index, asked, reader=reader, version=appendix.program())).encode()

    with st.popover(strings["saved.record"], type="tertiary", icon=":material/receipt_long:"):
        st.html(tag("p", escape(strings["saved.record_help"])))
        with st.container(horizontal=True):
            for ending, (form, mime) in forms.items():
                # Made when it is asked for, so that a search does not wait for its record.
                st.download_button(
                    strings[f"saved.record_{ending}"],
                    data=partial(made, form),
                    file_name=f"{strings['saved.record_file']}.{ending}",
                    mime=mime,
                    key=f"record-{ending}",
                    icon=":material/download:",
                    on_click="ignore",
                )
