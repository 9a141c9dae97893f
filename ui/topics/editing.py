"""What a fellow decides about a cluster: its name, that it stays, that it is hidden or joined."""

from __future__ import annotations

from typing import Any

import streamlit as st

from errors import KakehashiError
from topics.view import Node, Topics, decide
from ui import frame
from ui.html import escape, plain, tag
from ui.session import Session
from ui.strings import LANGUAGES


def draw(session: Session, topics: Topics, node: Node) -> None:
    """Offer to name, pin, hide, join or part a cluster."""
    strings = session.strings
    with st.popover(strings["topics.change"], icon=":material/edit:", key="topic-change"):
        _names(session, topics, node)
        _flags(session, node)
        _join(session, topics, node)
        _part(session, topics, node)
        st.html(tag("p", escape(strings["topics.change_note"]), class_="k-faint"))


def change(session: Session, identifier: str, **given: Any) -> None:
    """Keep a decision; what went wrong is said on the page."""
    try:
        decide(session.index, identifier, reader=session.reader, **given)
    except KakehashiError as problem:
        st.session_state["topic-said"] = problem.text(session.strings.language)
    else:
        st.session_state["topic-said"] = session.strings["topics.kept"]


def said() -> None:
    """Tell once what became of the last decision."""
    text = st.session_state.pop("topic-said", None)
    if text:
        st.html(tag("p", escape(text), class_="k-faint", role="status"))


def _names(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    label = topics.label(node.id)
    words_ja, words_en = (label.text(language) for language in LANGUAGES)
    with st.form(f"topic-name-{node.id}", border=False):
        ja = st.text_input(
            strings["topics.name_ja"],
            node.ja if node.named else "",
            placeholder=words_ja,
            key=f"topic-ja-{node.id}",
        )
        en = st.text_input(
            strings["topics.name_en"],
            node.en if node.named else "",
            placeholder=words_en,
            key=f"topic-en-{node.id}",
        )
        if st.form_submit_button(strings["topics.rename"]):
            own_ja = "" if ja == words_ja else ja
            own_en = "" if en == words_en else en
            change(session, node.id, name_ja=own_ja, name_en=own_en)
            st.rerun()


def _flags(session: Session, node: Node) -> None:
    strings = session.strings
    for flag, on, off, icon in (
        ("pinned", "pin", "unpin", ":material/push_pin:"),
        ("excluded", "exclude", "include", ":material/visibility_off:"),
    ):
        held = getattr(node, flag)
        st.button(
            strings[f"topics.{off if held else on}"],
            key=f"topic-{on}",
            help=strings[f"topics.{on}_help"],
            icon=icon,
            on_click=change,
            args=(session, node.id),
            kwargs={flag: not held},
        )


def _join(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    others = [each for each in topics.shown("cluster", node.depth) if each.id != node.id]
    if not others:
        return
    names = {each.id: each.name(strings.language) for each in others}
    aim = st.selectbox(
        strings["topics.merge"],
        [each.id for each in others],
        index=None,
        format_func=lambda each: names[each],
        placeholder=strings["topics.merge_choose"],
        key=f"topic-merge-{node.id}",
    )
    if aim and st.button(strings["topics.merge_do"], key="topic-merge-do"):
        change(session, node.id, merged=aim)
        st.switch_page(frame.page("topic"), query_params=session.link({"id": aim}))


def _part(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    for each in topics.decisions.values():
        if each.merged == node.id:
            name = topics.own_name(each.id, strings.language)
            st.button(
                strings("topics.part", name=plain(name)),
                key=f"topic-part-{each.id}",
                on_click=change,
                args=(session, each.id),
                kwargs={"merged": ""},
            )
