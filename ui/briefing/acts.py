"""Changing a basket from the page: each change is saved at once, and what fails is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

import streamlit as st

from briefing import baskets
from briefing.baskets import Basket
from briefing.records import Briefing
from errors import KakehashiError
from ui.html import escape, tag
from ui.session import Session

_P = ParamSpec("_P")


def change(
    session: Session,
    basket: Basket,
    edit: Callable[Concatenate[Briefing, _P], Briefing],
    *args: _P.args,
    **values: _P.kwargs,
) -> None:
    """Save what `edit` makes of the briefing that the page shows."""
    try:
        changed = edit(basket.briefing, *args, **values)
        if changed != basket.briefing:
            baskets.save(session.catalog, basket, changed, reader=session.reader)
    except KakehashiError as problem:
        fault(session, problem)


def fault(session: Session, problem: KakehashiError) -> None:
    """Keep what went wrong for the run of the page that follows."""
    st.session_state["basket-fault"] = problem.text(session.strings.language)


def faults(session: Session) -> None:
    """Say what went wrong, once."""
    said = st.session_state.pop("basket-fault", None)
    if said:
        st.html(tag("p", escape(said), class_="k-fault", role="alert"))
    deleted = st.session_state.get("basket-deleted")
    if deleted:
        identifier, name = deleted
        with st.container(horizontal=True, vertical_alignment="center", key="k-deleted"):
            text = session.strings("basket.deleted", name=name)
            st.html(tag("p", escape(text), class_="k-faint", role="status"), width="content")
            st.button(
                session.strings["basket.restore"],
                key="restore",
                icon=":material/undo:",
                type="tertiary",
                on_click=_restore,
                args=(session, identifier),
            )


def _restore(session: Session, identifier: str) -> None:
    st.session_state.pop("basket-deleted", None)
    session.catalog.restore_draft(identifier, reader=session.reader)
    st.query_params.from_dict(session.link({"id": identifier}))
