"""The map: all passages or documents by what they are about; what is circled is listed below."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from topics.view import Topics
from ui import frame
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.session import Session
from ui.topics import parts, points
from ui.topics.points import Points

COLOURED = ("topic", "cluster", "year", "language", "type")
BUTTONS = ("lasso", "pan", "select", "zoom", "zoomin", "zoomout", "reset")
CONFIG = {
    "displaylogo": False,
    "displayModeBar": True,
    "scrollZoom": True,
    "modeBarButtonsToRemove": ["toImage", "autoScale2d"],
}


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["topics.map"])
    with st.container(key="k-map"), explained(strings):
        st.html(tag("h1", escape(strings["topics.map"])))
        if not session.count():
            notice(strings["empty.library"], strings["empty.library_try"], "note")
            return
        topics = session.topics
        if topics.state is None or np.isnan(topics.state.points).all():
            notice(strings["topics.not_built"], strings["topics.not_built_try"], "note")
            return
        _draw(session, topics)


def _draw(session: Session, topics: Topics) -> None:
    strings = session.strings
    st.html(tag("p", escape(strings["topics.map_about"]), class_="k-faint"))
    _button_names(session)
    with st.container(horizontal=True, key="k-acts-map"):
        by = _choice(session, "by", COLOURED, "topic")
        what = _choice(session, "points", ("passages", "documents"), "passages")
    identifier = _only(session, topics)
    drawn, made = _drawn(topics, what, by, identifier, session.strings.language, session)
    event = st.plotly_chart(
        made,
        key=f"map-{what}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config=CONFIG,
        width="stretch",
    )
    chosen = _circled(event.selection, drawn)
    if chosen is None:
        st.html(tag("p", escape(strings["topics.circle"]), class_="k-faint"))
        return
    _list(session, topics, drawn, chosen)


def _choice(session: Session, name: str, options: tuple[str, ...], default: str) -> str:
    """Offer alternatives that stand in the address."""
    strings = session.strings
    named = st.query_params.get(name, "")

    def change() -> None:
        st.query_params[name] = st.session_state[f"map-{name}"]

    st.session_state[f"map-{name}"] = named if named in options else default
    chosen = st.segmented_control(
        strings[f"topics.map_{name}"],
        options,
        format_func=lambda each: strings[f"topics.{name}_{each}"],
        key=f"map-{name}",
        required=True,
        on_change=change,
    )
    return chosen or default


@st.cache_resource(
    show_spinner=False,
    max_entries=16,
    hash_funcs={Topics: lambda topics: topics.serial},
)
def _drawn(
    topics: Topics, what: str, by: str, identifier: str, language: str, _session: Session
) -> tuple[Points, go.Figure]:
    """Return the points and their figure, made once for all who see the same."""
    del language  # that of the session's strings
    strings = _session.strings
    drawn = points.documents(topics) if what == "documents" else points.passages(topics)
    known = {str(each.id): each for each in topics.index.catalog.documents(reader=topics.reader)}
    groups = points.colours(topics, drawn, by, known, strings)
    only = None
    if identifier:
        rows = set(topics.rows_of(identifier).tolist())
        only = np.array([not rows.isdisjoint(held) for held in drawn.rows], np.bool_)
    return drawn, points.figure(topics, drawn, groups, known, strings, by=by, only=only)


def _only(session: Session, topics: Topics) -> str:
    """Return the topic that the address names, and say which; empty where it names none."""
    identifier = st.query_params.get("topic", "")
    if identifier not in {node.id for node in topics.nodes}:
        return ""
    with st.container(horizontal=True, key="k-row-map-only"):
        parts.link(session, topics.node(identifier), "only")
        if st.button(session.strings["topics.show_all"], key="map-all", type="tertiary"):
            del st.query_params["topic"]
            st.rerun()
    return identifier


def _circled(selection: Any, drawn: Points) -> NDArray[np.int64] | None:
    """Return the points in what was circled or framed; None where nothing was."""
    inside = np.zeros(len(drawn.places), np.bool_)
    areas = [*selection.get("lasso", ()), *selection.get("box", ())]
    for area in areas:
        xs, ys = list(area["x"]), list(area["y"])
        if len(xs) == 2:  # a frame has two corners
            xs, ys = [xs[0], xs[1], xs[1], xs[0]], [ys[0], ys[0], ys[1], ys[1]]
        inside |= points.within(drawn.places, xs, ys)
    return np.flatnonzero(inside) if areas else None


def _list(session: Session, topics: Topics, drawn: Points, chosen: NDArray[np.int64]) -> None:
    strings = session.strings
    places = drawn.places[chosen]
    # What lies in the middle of the circle comes first.
    middle = np.median(places, axis=0) if len(places) else np.zeros(2)
    order = chosen[np.argsort(np.linalg.norm(places - middle, axis=1), kind="stable")]
    rows = [row for place in order.tolist() for row in drawn.rows[place]]
    held = len({drawn.documents[place] for place in chosen.tolist()})
    line = strings("topics.circled", n=held, passages=len(rows))
    st.html(tag("h2", escape(line), role="status"))
    if not rows:
        return
    about = _about(topics, np.array(rows, np.int64))
    if about:
        st.html(tag("p", escape(strings["topics.circled_in"]), class_="k-faint"))
        for identifier, many in about:
            node = topics.node(identifier)
            with st.container(horizontal=True, key=f"k-row-circled-{identifier}"):
                parts.link(session, node, "circled", counts=False)
                share = strings("topics.circled_share", n=many, all=node.passages)
                st.html(tag("span", escape(plain(share)), class_="k-faint"), width="content")
    parts.add_all(session, rows, "map")
    parts.passages(session, np.array(rows, np.int64), "map")


def _about(topics: Topics, rows: NDArray[np.int64]) -> list[tuple[str, int]]:
    """Return the fine clusters that most of the passages are in."""
    counts: dict[str, int] = {}
    for row in rows.tolist():
        inside = topics.clusters_of(row)
        if inside:
            counts[inside[-1]] = counts.get(inside[-1], 0) + 1
    shown = {node.id for node in topics.shown("cluster")}
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [(name, many) for name, many in found if name in shown][:5]


def _button_names(session: Session) -> None:
    """Plotly names its buttons in English; the style sheet exchanges the words."""
    rules = "".join(
        f"--k-map-{name}: {json.dumps(session.strings[f'map.{name}'], ensure_ascii=False)};"
        for name in BUTTONS
    )
    st.html(f"<style>:root {{ {rules} }}</style>")
