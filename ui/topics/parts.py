"""What the pages of topics share: links to topics, sentences and passages with their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from briefing import baskets
from catalog.records import Document
from errors import KakehashiError
from index import Hit
from index.central import Central
from topics.view import Node
from ui import basket, frame, results
from ui.html import badge, escape, plain, tag
from ui.session import Session

ALL = 100  # passages that "add all" adds


def link(session: Session, node: Node, key: str, *, counts: bool = True) -> None:
    """Draw a topic's name as a link, with what it holds."""
    strings = session.strings
    with st.container(horizontal=True, key=f"k-row-topic-{key}-{node.id}"):
        st.page_link(
            frame.page("topic"),
            label=plain(node.name(strings.language)),
            query_params=session.link({"id": node.id}),
        )
        notes = tag("span", escape(held(session, node)), class_="k-faint") if counts else ""
        if node.pinned:
            notes += " " + badge(strings["topics.pinned"], "edition")
        if notes:
            st.html(notes, width="content")


def held(session: Session, node: Node) -> str:
    """Say how much a topic holds."""
    return session.strings("topics.held", n=node.documents, passages=node.passages)


def sentence(
    session: Session, each: Central, key: str, document: Document | None = None, date: str = ""
) -> None:
    """Show a sentence with its paper and page, and the button that puts it into the basket."""
    strings, stored = session.strings, each.passage
    text = tag("p", escape(each.text), class_="k-passage", lang=str(stored.passage.language))
    title = stored.title
    if document:
        title = document.edition(stored.passage.language).title
    with st.container(key=f"k-hit-{key}"):
        if date:
            st.html(tag("div", escape(date), class_="k-where"))
        st.html(text)
        with st.container(horizontal=True, key=f"k-row-{key}"):
            page = each.spans[0].page if each.spans else stored.passage.spans[0].page
            st.page_link(
                frame.page("document"),
                label=plain(f"{title}, {strings.page(stored.label)}"),
                query_params=session.link(
                    {"id": stored.edition, "page": str(page), "passage": stored.id}
                ),
            )
            spans = each.spans or stored.passage.spans
            add = basket.buttons(strings, stored.edition, stored.version, spans)
            st.html(add, width="content")


def passages(session: Session, rows: NDArray[np.int64], key: str, documents: int = 10) -> None:
    """List passages by their documents, in the order of the rows; more on demand."""
    wanted = rows[:2_000].tolist()
    stored = session.catalog.passages(wanted, reader=session.reader)
    hits = [Hit(stored[row], 0.0, (), {}) for row in wanted if row in stored]
    shown = st.session_state.get(f"shown-{key}", documents)
    total = results.listed(session, hits, shown)
    if total > shown:
        st.button(
            session.strings["search.more"],
            key=f"more-{key}",
            on_click=_more,
            args=(key, shown + documents),
        )


def add_all(session: Session, rows: Sequence[int], key: str) -> None:
    """Offer to put the first passages into the basket at once."""
    strings = session.strings
    many = min(len(rows), ALL)

    def add() -> None:
        try:
            stored = session.catalog.passages(list(rows[:ALL]), reader=session.reader)
            quotes = [baskets.quote(each) for each in stored.values()]
            draft = basket.current(session)
            identifier, added = baskets.add(
                session.catalog,
                draft.id if draft else None,
                quotes,
                name=strings["basket.default"],
                reader=session.reader,
            )
        except KakehashiError as problem:
            st.session_state["basket-said"] = problem.text(strings.language)
            return
        st.session_state["basket"] = identifier
        st.session_state["basket-said"] = strings("topics.added", n=added)

    label = strings("topics.add_all", n=many)
    st.button(label, key=f"add-all-{key}", icon=":material/shopping_basket:", on_click=add)


def names(session: Session, nodes: Iterable[Node]) -> str:
    return session.strings["searchpage.between"].join(
        node.name(session.strings.language) for node in nodes
    )


def _more(key: str, count: int) -> None:
    st.session_state[f"shown-{key}"] = count
