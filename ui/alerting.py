"""Alerts on the page: what one would have told, what it tells now, how many wait."""

from __future__ import annotations

from functools import partial

import streamlit as st

from briefing import alerts
from briefing.alerts import Alert
from catalog.searches import SavedSearch
from errors import KakehashiError
from ui import asking, filters, frame
from ui.html import escape, plain, tag
from ui.session import Session


def draw(session: Session, saved: SavedSearch) -> None:
    """Offer to make a saved search an alert, with what it would have told; or what it tells."""
    known = {each.id for each in session.catalog.alerts(reader=session.reader)}
    if saved.id in known:
        _on(session, saved)
    else:
        _off(session, saved)


def waiting(session: Session) -> int:
    """Return how many documents all alerts have to tell; 0 where that cannot be known."""
    try:
        if not session.count():
            return 0
        found = session.catalog.alerts(reader=session.reader)
        return sum(len(_fresh(session, saved).found) for saved in found)
    except KakehashiError:
        return 0


def _off(session: Session, saved: SavedSearch) -> None:
    strings = session.strings
    with st.popover(strings["alert.make"], type="tertiary", icon=":material/notification_add:"):
        st.html(tag("p", escape(strings["alert.about"]), class_="k-faint"))
        search = asking.search_of(asking.request_of(saved))
        counts = alerts.preview(session.index, search, reader=session.reader)
        mean = f"{sum(counts) / len(counts):.1f}"
        st.html(tag("p", escape(strings("alert.preview", mean=mean))))
        st.html(filters.bars({place - len(counts): n for place, n in enumerate(counts)}))
        st.button(
            strings["alert.begin"],
            key=f"alert-{saved.id}",
            type="primary",
            on_click=partial(alerts.begin, session.index, saved, search, reader=session.reader),
        )


def _on(session: Session, saved: SavedSearch) -> None:
    strings, alert = session.strings, _fresh(session, saved)
    label = strings("alert.news", n=len(alert.found)) if alert.found else strings["alert.on"]
    icon = ":material/notifications_active:" if alert.found else ":material/notifications:"
    with st.popover(label, type="tertiary", icon=icon):
        if not alert.found:
            st.html(tag("p", escape(strings["alert.none"]), class_="k-faint"))
        for found in alert.found:
            edition = found.document.edition(session.language)
            st.page_link(
                frame.page("document"),
                label=plain(edition.title),
                query_params=session.link(
                    {"id": found.hit.passage.edition, "passage": found.hit.passage.id}
                ),
            )
        with st.container(horizontal=True):
            if alert.found:
                st.button(
                    strings["alert.told"],
                    key=f"told-{saved.id}",
                    on_click=partial(alerts.tell, session.catalog, [alert], reader=session.reader),
                )
            st.button(
                strings["alert.end"],
                key=f"alert-end-{saved.id}",
                type="tertiary",
                on_click=partial(session.catalog.drop_alert, saved.id, reader=session.reader),
            )


def _fresh(session: Session, saved: SavedSearch) -> Alert:
    """Return what an alert has to tell; asked once while neither library nor alert change."""
    told = session.catalog.told(saved.id, reader=session.reader)
    key = saved.id, session.reader, session.catalog.generation, len(told)
    known: dict[object, Alert] = st.session_state.get("alerts", {})
    if key not in known:
        search = asking.search_of(asking.request_of(saved))
        fresh = alerts.fresh(session.index, saved, search, reader=session.reader)
        st.session_state["alerts"] = known = {**known, key: fresh}
    return known[key]
