"""The basket that passages are collected in: buttons on every page, its place in the sidebar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from briefing import baskets
from catalog.drafts import Draft
from catalog.records import Span
from errors import KakehashiError
from ui import frame, preparing, references
from ui.html import escape, plain, tag
from ui.session import Session
from ui.strings import Strings

_NAME = "kakehashi.basket"
_ADDER = st.components.v2.component(
    _NAME, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def buttons(strings: Strings, edition: str, version: int, spans: Sequence[Span]) -> str:
    """Return the buttons that add the words at `spans` and show their reference, as HTML."""
    name = baskets.pointer(edition, version, spans)
    text, help_ = strings["basket.add"], strings["basket.add_help"]
    add = tag("button", escape(text), type="button", class_="k-add", data_add=name, title=help_)
    return add + references.button(strings, name)


def current(session: Session) -> Draft | None:
    """Return the basket that is added to: the one last opened here, else the last changed."""
    found = baskets.baskets(session.catalog, reader=session.reader)
    chosen = st.session_state.get("basket")
    return next((each for each in found if each.id == chosen), found[0] if found else None)


@st.fragment
def draw(session: Session) -> None:
    """Show in the sidebar what the basket holds; adding draws only this anew."""
    try:
        _draw(session)
    except KakehashiError:
        return  # a library that cannot be opened is explained by the page


def _draw(session: Session) -> None:
    strings = session.strings
    if not session.count():
        return
    draft = current(session)
    briefing = (
        baskets.opened(session.catalog, draft.id, reader=session.reader).briefing if draft else None
    )
    items = briefing.items if briefing else ()
    quotes = [item.quote for item in items if item.quote]
    held = [baskets.pointer(each.edition, each.version, each.spans) for each in quotes]

    def add() -> None:
        _add(session, st.session_state["k-adder"].add)

    def cite() -> None:
        st.session_state["cite"] = st.session_state["k-adder"].cite

    with st.container(key="k-basket"):
        _ADDER(
            key="k-adder",
            data={
                "held": held,
                "add": strings["basket.add"],
                "inside": strings["basket.inside"],
            },
            on_add_change=add,
            on_cite_change=cite,
        )
        name = draft.name if draft else strings["basket.default"]
        st.page_link(
            frame.page("briefings"),
            label=plain(strings("basket.holds", name=name, n=len(items))),
            icon=":material/shopping_basket:",
            query_params=session.link({"id": draft.id} if draft else {}),
            width="stretch",
        )
        named = st.session_state.pop("cite", None)
        if named:
            references.show(session, named)
        said = st.session_state.pop("basket-said", None)
        if said:
            st.html(tag("p", escape(said), class_="k-faint", role="status"))
            if draft and draft.undoable:
                st.button(
                    strings["basket.undo"],
                    key="basket-undo",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_undo,
                    args=(session, draft.id),
                )


def _add(session: Session, name: str | None) -> None:
    if not name:
        return
    strings, draft = session.strings, current(session)
    try:
        quote = baskets.found(session.catalog, name, reader=session.reader)
        identifier, added = baskets.add(
            session.catalog,
            draft.id if draft else None,
            [quote],
            name=strings["basket.default"],
            reader=session.reader,
        )
    except KakehashiError as problem:
        st.session_state["basket-said"] = problem.text(strings.language)
        return
    preparing.align(session, [quote.document])
    st.session_state["basket"] = identifier
    key = "basket.added" if added else "basket.already"
    st.session_state["basket-said"] = strings[key]


def _undo(session: Session, identifier: str) -> None:
    session.catalog.undo_draft(identifier, reader=session.reader)
    st.session_state["basket-said"] = session.strings["basket.undone"]
