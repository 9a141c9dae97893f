"""Going through an edition page by page, or by its contents."""

from __future__ import annotations

import streamlit as st

from ui.html import plain
from ui.place import Place, address
from ui.session import Session


def step(
    session: Session,
    place: Place,
    number: int,
    label: str,
    *,
    key: str,
    icon: str | None = None,
    disabled: bool = False,
) -> None:
    """Draw a button that goes to page `number` of what is shown and keeps the passage marked.

    Not a link: a link of Streamlit's to the page that is open leaves the address as it was.
    """

    def go() -> None:
        passage = place.passage.id if place.passage else ""
        params = address(place, page=number, passage=passage)
        st.query_params.from_dict(session.link(params))

    st.button(plain(label), key=key, icon=icon, type="tertiary", disabled=disabled, on_click=go)


def draw(session: Session, place: Place) -> None:
    strings, number, count = session.strings, place.number, place.version.pages

    def go() -> None:
        st.query_params["page"] = str(st.session_state["page"])

    st.session_state["page"] = number
    with st.container(horizontal=True, vertical_alignment="center", key="k-steps"):
        step(
            session,
            place,
            number - 1,
            strings["document.previous"],
            key="previous",
            icon=":material/chevron_left:",
            disabled=number <= 1,
        )
        st.selectbox(
            strings["document.go"],
            range(1, max(count, 1) + 1),
            format_func=lambda each: strings("document.page_of", number=each, n=count),
            key="page",
            label_visibility="collapsed",
            on_change=go,
            width=165,
        )
        step(
            session,
            place,
            number + 1,
            strings["document.next"],
            key="next",
            icon=":material/chevron_right:",
            disabled=number >= count,
        )
        _contents(session, place)


def _contents(session: Session, place: Place) -> None:
    outline = session.catalog.outline(
        place.edition.id, reader=session.reader, version=place.version.number
    )
    if not outline:
        return
    with (
        st.popover(session.strings["document.outline"], icon=":material/toc:", type="tertiary"),
        st.container(key="k-outline"),
    ):
        for line, entry in enumerate(outline):
            with st.container(key=f"k-outline-{min(entry.level, 4)}-{line}"):
                label = f"{entry.title} … {entry.page}"
                step(session, place, entry.page, label, key=f"outline-{line}")
