"""The page of topics: the fields, the clusters, what has changed, what is silent or missing."""

from __future__ import annotations

import streamlit as st

from ui import frame
from ui.faults import explained, notice
from ui.html import escape, tag
from ui.session import Session
from ui.topics import editing, lists, taxonomy, wording

VIEWS = {
    "fields": lists.fields,
    "clusters": lists.clusters,
    "changes": lists.changed,
    "wording": wording.draw,
    "time": lists.over_time,
    "gaps": lists.missing,
    "edit": taxonomy.draw,
}


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["topics.title"])
    with st.container(key="k-topics"), explained(strings):
        st.html(tag("h1", escape(strings["topics.title"])))
        if not session.count():
            notice(strings["empty.library"], strings["empty.library_try"], "note")
            return
        views = [name for name in VIEWS if name != "edit" or lists.may_edit(session)]
        named = st.query_params.get("view", "")

        def change() -> None:
            st.query_params["view"] = st.session_state["topics-view"]

        st.session_state["topics-view"] = named if named in views else "fields"
        view = st.segmented_control(
            strings["topics.view"],
            views,
            format_func=lambda each: strings[f"topics.view_{each}"],
            key="topics-view",
            required=True,
            label_visibility="collapsed",
            on_change=change,
        )
        editing.said()
        with st.spinner(strings["search.working"]):
            topics = session.topics
        VIEWS[view or "fields"](session, topics)
