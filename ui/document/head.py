"""The head of the document page: what it is, in which editions, and what it is about."""

from __future__ import annotations

import zlib

import streamlit as st

from errors import KakehashiError
from ui import frame, references
from ui.address import write
from ui.dates import day
from ui.document.shared import similar
from ui.document.steps import step
from ui.html import escape, plain, tag
from ui.place import Place
from ui.results import meta, other_titles, side_by_side
from ui.session import Session, current


def draw(session: Session, place: Place) -> None:
    strings = session.strings
    request = current()
    last = write(request) if request.query else st.session_state.get("last")
    if last:
        st.page_link(
            frame.page("search"),
            label=strings["document.results"],
            icon=":material/arrow_back:",
            query_params=session.link(last),
        )
    title = tag("h1", escape(place.edition.title), lang=str(place.edition.language))
    line = tag("div", meta(session, place.document), class_="k-meta")
    st.html(title + other_titles(place.document, place.edition) + line)
    if len(place.document.editions) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            _editions(session, place)
            side_by_side(session, place.document, place.passage.id if place.passage else "")
    st.html(references.button(strings, place.edition.id))
    _abstract(session, place)
    if not place.passage:
        _to_top(place)


def _to_top(place: Place) -> None:
    """Begin at the top, once for each document arrived at: Streamlit stays where it was."""
    shown = zlib.crc32(f"{place.edition.id}:{place.version.number}".encode())
    st.html(
        f"<script>/* {shown} */ document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)"
        "</script>",
        unsafe_allow_javascript=True,
    )


def _editions(session: Session, place: Place) -> None:
    strings = session.strings
    names = {e.id: strings[f"edition.{e.language}"] for e in place.document.editions}

    def change() -> None:
        params = {**write(current()), "id": st.session_state["edition"]}
        st.query_params.from_dict(session.link(params))

    st.session_state["edition"] = place.edition.id
    st.segmented_control(
        strings["document.edition"],
        list(names),
        format_func=lambda identifier: plain(names[identifier]),
        key="edition",
        required=True,
        label_visibility="collapsed",
        on_change=change,
    )


def _abstract(session: Session, place: Place) -> None:
    """Show the document's own abstract, else its most central sentences, each with its page."""
    strings, edition = session.strings, place.edition
    if edition.abstract:
        with st.expander(strings["document.abstract"], expanded=not place.passage):
            text = escape(edition.abstract)
            st.html(tag("p", text, class_="k-passage", lang=str(edition.language)))
        return
    if not place.version.current:
        return
    try:
        found = similar(session).central(edition, reader=session.reader)
    except KakehashiError:
        return  # without an index there are no vectors; the paper itself can be read
    if not found:
        return
    with st.expander(strings["reading.central"], expanded=not place.passage):
        lines = "".join(
            tag(
                "li",
                escape(each.text)
                + tag(
                    "span",
                    escape(strings.page(each.passage.label)),
                    class_="k-where",
                    lang=strings.language,
                ),
            )
            for each in found
        )
        listed = tag("ul", lines, class_="k-passage k-central", lang=str(edition.language))
        st.html(tag("p", escape(strings["reading.central_note"]), class_="k-faint") + listed)


def notes(session: Session, place: Place) -> None:
    """Say where what is shown is not what the address asked for, or not the newest."""
    strings = session.strings
    if not place.version.current:
        _older(session, place)
    if place.asked != place.number:
        text = strings("document.no_page", number=place.asked, shown=place.number)
        st.html(tag("p", escape(text), class_="k-faint", role="status"))
    if place.lost:
        st.html(tag("p", escape(strings["document.no_passage"]), class_="k-faint", role="status"))
    elif place.passage and all(span.page != place.number for span in place.spans):
        page = place.spans[0].page
        label = strings("document.passage_elsewhere", page=page)
        step(session, place, page, label, key="passage", icon=":material/arrow_forward:")


def _older(session: Session, place: Place) -> None:
    strings = session.strings

    def go() -> None:
        st.query_params.from_dict(session.link({**write(current()), "id": place.edition.id}))

    text = strings(
        "reading.older",
        number=place.version.number,
        date=day(place.version.added.astimezone().date(), strings),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="k-older"):
        st.html(tag("p", escape(text), class_="k-faint", role="status"), width="content")
        st.button(strings["reading.newest"], key="newest", type="tertiary", on_click=go)
