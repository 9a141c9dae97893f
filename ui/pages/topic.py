"""The page of one topic: what it is about, when it was written on, what was said, its passages."""

from __future__ import annotations

import streamlit as st

from catalog.records import Language
from errors import NotFoundError
from topics import overtime
from topics.central import central
from topics.view import Node, Topics
from ui import frame
from ui.dates import period
from ui.faults import explained, notice
from ui.html import escape, tag
from ui.session import Session
from ui.topics import charts, editing, parts

BEFORE = 8  # statements in sight


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["topics.title"])
    with st.container(key="k-topic"), explained(strings):
        try:
            topics = session.topics
            node = topics.node(st.query_params.get("id", ""))
        except NotFoundError:
            _back(session)
            notice(strings["topics.not_available"], strings["topics.not_available_try"])
        else:
            frame.title(session, node.name(strings.language))
            _draw(session, topics, node)


def _back(session: Session) -> None:
    st.page_link(
        frame.page("topics"),
        label=session.strings["topics.title"],
        icon=":material/arrow_back:",
        query_params=session.link(),
    )


def _draw(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    _back(session)
    st.html(tag("h1", escape(node.name(strings.language)), lang=strings.language))
    _about(session, topics, node)
    _acts(session, topics, node)
    editing.said()
    rows = topics.rows_of(node.id)
    if not len(rows):
        notice(strings["topics.empty"], strings["topics.empty_try"], "note")
        return
    _central(session, topics, node)
    _over_time(session, topics, node)
    _before(session, topics, node)
    st.html(tag("h2", escape(strings["topics.passages"])))
    parts.add_all(session, rows.tolist(), "topic")
    parts.passages(session, rows, f"topic-{node.id}", 5)


def _about(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    language = strings.language
    other = "en" if language == "ja" else "ja"
    lines = []
    if node.name(other) != node.name(language):
        lines.append(tag("div", escape(node.name(other)), class_="k-other", lang=other))
    for topic in topics.taxonomy:
        if topic.id == node.id:
            said = topic.definition_ja if language == "ja" else topic.definition_en
            lines.append(tag("p", escape(said)))
    if node.named:
        words = escape(topics.label(node.id).text(language))
        lines.append(tag("p", escape(strings["topics.words"]) + " " + words, class_="k-faint"))
    kind = strings[f"topics.kind_{node.kind}"]
    lines.append(tag("p", escape(f"{kind} · {parts.held(session, node)}"), class_="k-faint"))
    st.html("".join(lines))
    if node.parent:
        with st.container(horizontal=True, key="k-row-within"):
            st.html(
                tag("span", escape(strings["topics.within"]), class_="k-faint"), width="content"
            )
            parts.link(session, topics.node(node.parent), "parent", counts=False)
    children = topics.children(node.id)
    if children:
        with st.expander(strings("topics.parts", n=len(children)), expanded=True):
            for child in children:
                parts.link(session, child, "child")


def _acts(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    with st.container(horizontal=True, key="k-acts-topic"):
        st.page_link(
            frame.page("search"),
            label=strings["topics.search"],
            icon=":material/search:",
            query_params=session.link({"topic": node.id}),
        )
        if node.kind == "cluster":
            st.page_link(
                frame.page("map"),
                label=strings["topics.on_map"],
                icon=":material/scatter_plot:",
                query_params=session.link({"topic": node.id}),
            )
            editing.draw(session, topics, node)


def _central(session: Session, topics: Topics, node: Node) -> None:
    st.html(tag("h2", escape(session.strings["topics.central"])))
    for place, each in enumerate(central(topics, node.id)):
        parts.sentence(session, each, f"central-{place}")


def _over_time(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    st.html(tag("h2", escape(strings["topics.over_time"])))
    by = st.segmented_control(
        strings["topics.stacked"],
        ["language", "type"],
        format_func=lambda each: strings[f"topics.by_{each}"],
        default="language",
        required=True,
        key="topic-by",
    )
    charts.by_year(session, overtime.by_year(topics, node.id), by)


def _before(session: Session, topics: Topics, node: Node) -> None:
    strings = session.strings
    st.html(tag("h2", escape(strings["topics.before"])))
    st.html(tag("p", escape(strings["topics.before_about"]), class_="k-faint"))
    found = overtime.said_before(topics, node.id, language=Language(strings.language))
    shown = st.session_state.get(f"shown-before-{node.id}", BEFORE)
    for place, (document, each) in enumerate(found[:shown]):
        date = period(document.date, document.date_end, strings) if document.date else ""
        parts.sentence(
            session, each, f"before-{place}", document, date or strings["topics.no_date"]
        )
    if len(found) > shown:

        def more() -> None:
            st.session_state[f"shown-before-{node.id}"] = shown + BEFORE

        st.button(strings["topics.more_before"], key="more-before", on_click=more)
