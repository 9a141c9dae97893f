"""The lists of the topics' page: fields with their subtopics, clusters, what is silent, gaps."""

from __future__ import annotations

import streamlit as st

from catalog.records import DocumentType, Language, Level
from errors import KakehashiError
from topics import build, gaps, overtime
from topics.changes import Named, changes
from topics.view import Node, Topics
from ui import frame
from ui.dates import day
from ui.faults import notice
from ui.html import badge, escape, plain, tag
from ui.session import Session, levels
from ui.strings import LANGUAGES
from ui.topics import charts, parts

STALE = 0.2  # share of passages that came after the clusters were built
MONTHS = (6, 12, 24, 36, 60)


def fields(session: Session, topics: Topics) -> None:
    """List the taxonomy: each field, and below it its subtopics."""
    st.html(tag("p", escape(session.strings["topics.fields_about"]), class_="k-faint"))
    for node in topics.shown("taxonomy", 0):
        with st.container(key=f"k-hit-field-{node.id}"):
            parts.link(session, node, "field")
            for child in topics.children(node.id):
                with st.container(key=f"k-outline-2-{child.id}"):
                    parts.link(session, child, "sub")


def clusters(session: Session, topics: Topics) -> None:
    """List the clusters, coarse ones with the finer ones in them."""
    strings = session.strings
    if topics.state is None:
        notice(strings["topics.not_built"], strings["topics.not_built_try"], "note")
        _build(session)
        return
    st.html(tag("p", escape(strings["topics.clusters_about"]), class_="k-faint"))
    if topics.fresh > STALE:
        share = f"{topics.fresh:.0%}"
        notice(strings("topics.stale", share=share), strings["topics.stale_try"], "note")
    for node in topics.shown("cluster", 0):
        with st.container(key=f"k-hit-cluster-{node.id}"):
            parts.link(session, node, "coarse")
            _children(session, topics, node, 2)
    alone = int((topics.members < 0).all(axis=1).sum())
    st.html(tag("p", escape(strings("topics.alone", n=alone)), class_="k-faint"))
    _excluded(session, topics)
    _build(session)


def _children(session: Session, topics: Topics, node: Node, level: int) -> None:
    for child in topics.children(node.id):
        with st.container(key=f"k-outline-{level}-{child.id}"):
            parts.link(session, child, "fine")
            if level < 4:
                _children(session, topics, child, level + 1)


def _excluded(session: Session, topics: Topics) -> None:
    hidden = [node for node in topics.nodes if node.excluded]
    if hidden:
        with st.expander(session.strings("topics.hidden", n=len(hidden))):
            for node in hidden:
                parts.link(session, node, "hidden")


def _build(session: Session) -> None:
    """Offer to build the clusters anew, of the levels that this reader may see."""
    strings = session.strings
    if st.button(strings["topics.build"], key="topics-build", help=strings["topics.build_help"]):
        try:
            with st.spinner(strings["topics.building"]):
                made = build.build(session.writer(), levels=levels(session.reader.level))
        except KakehashiError as problem:
            st.html(tag("p", escape(problem.text(strings.language)), class_="k-fault"))
            return
        own = next(each for each in made if each.level is session.reader.level)
        counts = " + ".join(map(str, own.clusters))
        st.session_state["topic-said"] = strings(
            "cli.topics_built",
            level=strings[f"level.{own.level}"],
            n=own.passages,
            clusters=counts,
        )
        st.rerun()


def changed(session: Session, topics: Topics) -> None:
    """Tell what happened to the clusters since an earlier building."""
    strings = session.strings
    runs = session.catalog.cluster_runs(level=session.reader.level)
    if not runs or topics.state is None:
        notice(strings["topics.not_built"], strings["topics.not_built_try"], "note")
        return
    dates = {run.number: f"{day(run.at.date(), strings)} {run.at:%H:%M} UTC" for run in runs}
    since = st.selectbox(
        strings["topics.compare"],
        [run.number for run in runs],
        index=min(1, len(runs) - 1),
        format_func=lambda number: dates[number],
        key="topics-since",
    )
    found = changes(topics, since)
    if found is None:
        return
    line = strings("topics.since", date=dates[found.since.number], came=found.came, went=found.went)
    st.html(tag("p", escape(line), class_="k-faint"))
    if not found.events:
        st.write(strings["topics.no_change"])
    for place, told in enumerate(found.events):
        event = told.event
        with st.container(horizontal=True, key=f"k-row-change-{place}"):
            st.html(badge(strings[f"change.{event.change}"], "edition"), width="content")
            _named(session, told.cluster)
            size = strings("topics.sizes", before=event.before, after=event.after)
            st.html(tag("span", escape(size), class_="k-faint"), width="content")
        if told.others:
            key = "topics.into" if event.change in {"split", "faded"} else "topics.out_of"
            with st.container(horizontal=True, key=f"k-outline-2-change-{place}"):
                st.html(tag("span", escape(strings[key]), class_="k-faint"), width="content")
                for other in told.others:
                    _named(session, other)


def _named(session: Session, named: Named) -> None:
    strings = session.strings
    name = named.name(strings.language) or strings["topics.unnamed"]
    if named.present:
        st.page_link(
            frame.page("topic"), label=plain(name), query_params=session.link({"id": named.id})
        )
    else:
        st.html(tag("span", escape(name)), width="content")


def over_time(session: Session, topics: Topics) -> None:
    """Show the documents of all subtopics by year, and those on which none was written lately."""
    strings = session.strings
    with st.container(horizontal=True, key="k-acts-time"):
        language = st.segmented_control(
            strings["filter.language"],
            ["", *LANGUAGES],
            format_func=lambda each: strings[f"edition.{each}" if each else "topics.all"],
            default="",
            required=True,
            key="time-language",
        )
        kind = st.selectbox(
            strings["filter.type"],
            ["", *DocumentType],
            format_func=lambda each: strings[f"type.{each}" if each else "topics.all"],
            key="time-type",
        )
    found = overtime.by_topic(topics, language=language or "", kind=str(kind or ""))
    charts.matrix(session, [(node.name(strings.language), years) for node, years in found])
    st.html(tag("h2", escape(strings["topics.silence"])))
    _silent(session, topics)


def _silent(session: Session, topics: Topics) -> None:
    strings = session.strings
    months = st.select_slider(
        strings["topics.months"],
        MONTHS,
        24,
        format_func=lambda each: strings("topics.months_n", n=each),
        key="topics-months",
    )
    found = overtime.silences(topics, months=months, today=session.reader.today)
    if not found:
        st.write(strings["topics.none_silent"])
    for each in found:
        parts.link(session, each.node, "silent", counts=False)
        last = strings["topics.never"]
        if each.last and each.document:
            title = each.document.title(Language(strings.language))
            last = strings("topics.last", date=day(each.last, strings), title=title)
        st.html(tag("p", escape(last), class_="k-faint"))


def missing(session: Session, topics: Topics) -> None:
    """List the topics that one language covers alone, and the questions without an answer."""
    strings = session.strings
    st.html(tag("h2", escape(strings["topics.one_sided"])))
    sided = gaps.one_sided(topics)
    if not sided:
        st.write(strings["topics.none_one_sided"])
    for one in sided:
        parts.link(session, one.node, "sided", counts=False)
        line = strings("topics.sides", ja=one.japanese, en=one.english)
        st.html(tag("p", escape(line), class_="k-faint"))
    st.html(tag("h2", escape(strings["topics.unanswered"])))
    st.html(tag("p", escape(strings["topics.unanswered_about"]), class_="k-faint"))
    with st.spinner(strings["search.working"]):
        found = _unanswered(topics)
    if not found:
        st.write(strings["topics.none_unanswered"])
    for place, asked in enumerate(found):
        question = asked.question(strings.language)
        languages = strings["searchpage.between"].join(
            strings[f"edition.{each}"] for each in asked.languages
        )
        with st.container(horizontal=True, key=f"k-row-question-{place}"):
            st.page_link(
                frame.page("search"),
                label=plain(question),
                query_params=session.link({"q": question}),
            )
            note = strings("topics.no_answer", languages=languages)
            st.html(tag("span", escape(note), class_="k-faint"), width="content")


@st.cache_resource(
    show_spinner=False, max_entries=8, hash_funcs={Topics: lambda topics: topics.serial}
)
def _unanswered(topics: Topics) -> list[gaps.Unanswered]:
    return gaps.unanswered(topics)


def may_edit(session: Session) -> bool:
    """Whether the reader is staff, who keep the taxonomy."""
    return session.reader.level is Level.STAFF
