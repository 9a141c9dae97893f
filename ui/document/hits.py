"""Going hit by hit through the passages that the search in the address finds in this edition."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.records import StoredPassage
from errors import KakehashiError
from index import record
from ui import asking, basket
from ui.address import write
from ui.document import quote
from ui.html import escape, tag
from ui.place import Place, address
from ui.session import Session, current


def draw(session: Session, place: Place) -> None:
    """Draw the bar of the hits, and the button that copies the one that is marked."""
    found, quoted = find(session, place), quote.source(session, place)
    if found or place.passage:
        with st.container(horizontal=True, vertical_alignment="center", key="k-hits"):
            if found:
                _hits(session, place, found)
            if quoted:
                quote.button(session, quoted)
            if place.passage:
                number, spans = place.version.number, place.passage.passage.spans
                add = basket.buttons(session.strings, place.edition.id, number, spans)
                st.html(add, width="content")
    quote.draw(session, place, quoted)


def _hits(session: Session, place: Place, found: Sequence[StoredPassage]) -> None:
    strings = session.strings
    at = position(found, place.passage, place.number)
    here = place.passage is not None and found[max(at, 0)].id == place.passage.id
    if here:
        text = strings("reading.hit_of", number=at + 1, n=len(found))
    else:
        text = strings("reading.hits", n=len(found))
    asked = strings("reading.hits_for", query=current().query)
    _turn(session, place, found, at - 1 if here else at, "previous")
    label = tag("strong", escape(text)) + " " + tag("span", escape(asked), class_="k-faint")
    st.html(tag("div", label, role="status"), width="content")
    _turn(session, place, found, at + 1, "next")


def _turn(
    session: Session, place: Place, found: Sequence[StoredPassage], target: int, name: str
) -> None:
    def go() -> None:
        hit = found[target]
        params = address(place, page=hit.passage.spans[0].page, passage=hit.id)
        st.query_params.from_dict(session.link(params))

    icons = {"previous": ":material/keyboard_arrow_up:", "next": ":material/keyboard_arrow_down:"}
    st.button(
        session.strings[f"reading.hit_{name}"],
        key=f"hit-{name}",
        icon=icons[name],
        type="tertiary",
        disabled=not 0 <= target < len(found),
        on_click=go,
    )


def position(found: Sequence[StoredPassage], passage: StoredPassage | None, page: int) -> int:
    """Return the place among the hits, in reading order, of the passage that is marked; else of
    the last hit that begins before it, or before `page` where none is marked; -1 for none.
    """
    if passage:
        before = [hit for hit in found if hit.passage.ordinal <= passage.passage.ordinal]
    else:
        before = [hit for hit in found if hit.passage.spans[0].page < page]
    return len(before) - 1


def find(session: Session, place: Place) -> list[StoredPassage]:
    """Return the passages of what is shown that the search in the address finds, in reading order.

    They are those that the page of results shows for the same address.
    """
    request = current()
    if not request.query.strip() or not place.version.current:
        return []
    key = str(write(request)), session.reader, session.catalog.generation
    if st.session_state.get("hits-of") != key:
        try:
            results = record.run(session.index, asking.search_of(request), reader=session.reader)
        except KakehashiError:
            return []  # the page of results explains it
        kept = [hit.passage for hit in results.hits if hit.reasons]
        st.session_state["hits-of"], st.session_state["hits"] = key, kept
    found: list[StoredPassage] = st.session_state["hits"]
    own = [each for each in found if each.edition == place.edition.id and each.passage.spans]
    return sorted(own, key=lambda each: each.passage.ordinal)
