"""The document page: what it is, one page of it, what was found in it, and what is near to it."""

from __future__ import annotations

import streamlit as st

from ui import frame
from ui.document import about, head, hits, related, sheet, steps
from ui.faults import explained
from ui.place import find
from ui.session import Session


def show(session: Session) -> None:
    with st.container(key="k-document"), explained(session.strings):
        place = find(session, st.query_params.to_dict())
        frame.title(session, place.edition.title)
        head.draw(session, place)
        head.notes(session, place)
        hits.draw(session, place)
        steps.draw(session, place)
        sheet.draw(session, place)
        about.draw(session, place)
        related.draw(session, place)
