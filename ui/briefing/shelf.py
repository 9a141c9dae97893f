"""The baskets of the library: open one, begin one, or have one drafted."""

from __future__ import annotations

import streamlit as st

from briefing import baskets
from briefing.drafting import draft as drafted
from catalog.drafts import Draft
from catalog.records import Level
from errors import KakehashiError
from ui import preparing
from ui.briefing import acts
from ui.dates import day
from ui.html import badge, escape, plain, tag
from ui.session import Session


def draw(session: Session) -> None:
    strings = session.strings
    st.html(
        tag("h1", escape(strings["briefing.title"]))
        + tag("p", escape(strings["briefing.about"]), class_="k-faint")
    )
    acts.faults(session)
    with st.container(key="k-begin"):
        _draft(session)
        _new(session)
    found = baskets.baskets(session.catalog, reader=session.reader)
    if found:
        st.html(tag("h2", escape(strings["basket.list"])))
    for each in found:
        with st.container(key=f"k-hit-basket-{each.id}"):
            _entry(session, each)


def back(session: Session) -> None:
    st.button(
        session.strings["basket.all"],
        key="back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=st.query_params.from_dict,
        args=(session.link(),),
    )


def _draft(session: Session) -> None:
    """Draft a briefing on a question, or on a field by its name."""
    strings = session.strings

    def make() -> None:
        question = st.session_state["draft-question"].strip()
        if not question:
            return
        try:
            made = drafted(
                session.index, question, taxonomy=session.taxonomy, reader=session.reader
            )
            name = baskets.free_name(session.catalog, question[:80], reader=session.reader)
            identifier = baskets.create(session.catalog, name, made, reader=session.reader)
        except KakehashiError as problem:
            acts.fault(session, problem)
            return
        preparing.align(session, [item.quote.document for item in made.items if item.quote])
        st.session_state["draft-question"] = ""
        st.query_params.from_dict(session.link({"id": identifier}))

    with (
        st.form("draft", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            strings["draft.question"], key="draft-question", placeholder=strings["draft.example"]
        )
        st.form_submit_button(
            strings["draft.make"], type="primary", icon=":material/edit_note:", on_click=make
        )
    st.html(tag("p", escape(strings["draft.about"]), class_="k-faint"))


def _new(session: Session) -> None:
    strings = session.strings

    def create() -> None:
        try:
            name = st.session_state["basket-name"]
            identifier = baskets.create(session.catalog, name, reader=session.reader)
        except KakehashiError as problem:
            acts.fault(session, problem)
            return
        st.session_state["basket"] = identifier
        st.query_params.from_dict(session.link({"id": identifier}))

    with (
        st.popover(strings["basket.new"], icon=":material/add:"),
        st.form("basket-new", border=False),
    ):
        st.text_input(strings["basket.name"], key="basket-name", max_chars=120)
        st.form_submit_button(strings["basket.create"], on_click=create)


def _entry(session: Session, draft: Draft) -> None:
    strings = session.strings
    basket = baskets.opened(session.catalog, draft.id, reader=session.reader)
    with st.container(key=f"k-title-basket-{draft.id}"):
        st.button(
            plain(draft.name),
            key=f"open-{draft.id}",
            type="tertiary",
            on_click=st.query_params.from_dict,
            args=(session.link({"id": draft.id}),),
        )
    level = (
        badge(strings[f"level.{draft.level}"], "restricted", strings["basket.level_help"])
        if draft.level is not Level.PUBLIC
        else ""
    )
    facts = [
        strings("basket.items", n=len(basket.briefing.items)),
        strings("basket.changed", day=day(draft.changed.astimezone().date(), strings)),
    ]
    st.html(tag("div", level + escape(" · ".join(facts)), class_="k-meta"))
