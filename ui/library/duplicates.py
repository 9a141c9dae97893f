"""The same twice: files with the same bytes, and editions that say nearly the same."""

from __future__ import annotations

import streamlit as st

from catalog.records import EditionId
from index.duplicates import Twins, twins
from ui import frame
from ui.html import escape, plain, tag
from ui.session import Session


def draw(session: Session) -> None:
    strings = session.strings
    st.html(tag("h2", escape(strings["manage.copies"])))
    copies = session.catalog.copies(reader=session.reader)
    if not copies:
        st.html(tag("p", escape(strings["manage.copies_none"]), class_="k-faint"))
    for place, each in enumerate(copies):
        with st.container(key=f"k-hit-{place}"):
            _title(session, each.edition, f"copy-{place}")
            paths = "".join(tag("li", tag("code", escape(path))) for path in each.paths)
            note = strings("manage.copies_note", n=len(each.paths))
            st.html(tag("p", escape(note), class_="k-faint") + tag("ul", paths, class_="k-signs"))
    st.html(tag("h2", escape(strings["manage.twins"])))
    found = _twins(session)
    st.html(tag("p", escape(strings["manage.twins_intro" if found else "manage.twins_none"])))
    for place, pair in enumerate(found):
        with st.container(key=f"k-hit-twin-{place}"):
            _title(session, pair.a, f"twin-a-{place}")
            _title(session, pair.b, f"twin-b-{place}")
            share = strings("manage.twins_share", percent=round(100 * pair.share))
            st.html(tag("p", escape(share), class_="k-meta"))


def _twins(session: Session) -> list[Twins]:
    """Return the pairs, found anew when the library or its index has changed."""
    index = session.index
    key = (session.catalog.generation, index.words_behind, session.reader)
    known = st.session_state.get("twins")
    if known is None or known[0] != key:
        found = twins(session.catalog, index.encoder.fingerprint, reader=session.reader)
        known = st.session_state["twins"] = (key, found)
    pairs: list[Twins] = known[1]
    return pairs


def _title(session: Session, edition_id: EditionId, place: str) -> None:
    edition = session.catalog.edition(edition_id, reader=session.reader)
    with st.container(key=f"k-title-{place}"):
        st.page_link(
            frame.page("document"),
            label=plain(edition.title),
            query_params=session.link({"id": edition.id}),
        )
    facts = (session.strings[f"edition.{edition.language}"], edition.file_name, edition.id)
    st.html(tag("div", escape(" · ".join(facts)), class_="k-meta"))
