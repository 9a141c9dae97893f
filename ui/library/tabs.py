"""The parts of the library page: which there are for a reader, and how one goes to another."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.records import Level
from ui.address import Params
from ui.faults import notice
from ui.session import Session

OPEN = ("documents", "add", "report", "pages")
STAFF = ("links", "duplicates", "metadata", "terms")


def is_staff(session: Session) -> bool:
    return session.reader.level is Level.STAFF


def names(session: Session) -> Sequence[str]:
    """Return the parts that the reader has, the first being the one to begin with."""
    return (*OPEN, *STAFF) if is_staff(session) else OPEN


def choose(session: Session) -> str:
    """Show the parts and return the one that the address names.

    A part that the reader does not have is answered like one that does not exist.
    """
    strings = session.strings
    asked = st.query_params.get("tab", "")
    chosen = asked if asked in names(session) else names(session)[0]
    st.session_state["tab"] = chosen
    st.segmented_control(
        strings["manage.tabs"],
        names(session),
        format_func=lambda name: strings[f"manage.tab_{name}"],
        key="tab",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: go(session, st.session_state["tab"]),
    )
    _said()
    return chosen


def go(session: Session, tab: str, **params: str) -> None:
    """Make a part of the page the address; empty parameters are left out."""
    wanted: Params = {"tab": tab, **{name: value for name, value in params.items() if value}}
    st.query_params.from_dict(session.link(wanted))


def say(title: str, text: str = "", kind: str = "note") -> None:
    """Show a notice on the next run of the page, once: what was done is drawn anew first."""
    st.session_state["said"] = (title, text, kind)


def _said() -> None:
    said = st.session_state.pop("said", None)
    if said:
        notice(*said)
