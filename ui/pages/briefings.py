"""The briefing page: the baskets there are, or one of them to put in order and hand out."""

from __future__ import annotations

import streamlit as st

from briefing import baskets
from errors import NotFoundError
from ui import frame
from ui.briefing import editor, shelf
from ui.faults import explained, notice
from ui.session import Session


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["briefing.title"])
    with st.container(key="k-briefings"), explained(strings):
        identifier = st.query_params.get("id")
        if not session.count():
            notice(strings["empty.library"], strings["empty.library_try"], "note")
        elif not identifier:
            shelf.draw(session)
        else:
            try:
                basket = baskets.opened(session.catalog, identifier, reader=session.reader)
            except NotFoundError:
                shelf.back(session)
                notice(strings["basket.not_available"], strings["basket.not_available_try"])
            else:
                st.session_state["basket"] = basket.draft.id
                editor.draw(session, basket)
