"""How the query was read: every fold and every expansion, each with its own switch."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from index import Expansion, Results
from ui.address import Request
from ui.html import plain
from ui.session import Session, ask

RENDERINGS = 3


def draw(session: Session, request: Request, results: Results) -> None:
    """Show what the query was searched as besides; a click drops one, another puts it back."""
    if results.folds or request.literal:
        _folds(session, request, results)
    if results.expansions or results.left_out:
        _expansions(session, request, results)


def _folds(session: Session, request: Request, results: Results) -> None:
    strings = session.strings
    names = {
        written: strings("chips.fold", original=written, folded=searched)
        for written, searched in results.folds
    }

    def change() -> None:
        kept = set(st.session_state["folds"])
        typed = tuple(word for word in names if word not in kept)
        ask(session, replace(request, typed=typed, literal=False))

    def literally() -> None:
        ask(session, replace(request, typed=(), literal=st.session_state["literal"]))

    with st.container(horizontal=True, vertical_alignment="bottom", key="k-folds"):
        if names:
            st.session_state["folds"] = [word for word in names if word not in results.typed]
            st.pills(
                strings["searchpage.folds"],
                list(names),
                selection_mode="multi",
                format_func=lambda word: plain(names[word]),
                key="folds",
                help=strings["searchpage.folds_help"],
                on_change=change,
            )
        st.session_state["literal"] = request.literal
        st.toggle(
            strings["chips.literal"],
            key="literal",
            help=strings["chips.literal_help"],
            on_change=literally,
        )


def _expansions(session: Session, request: Request, results: Results) -> None:
    strings = session.strings
    text = results.query.words
    found = sorted(
        (*results.expansions, *results.left_out),
        key=lambda each: (text.find(each.written), each.id),
    )
    names = {each.id: _also(session, each) for each in found}

    def change() -> None:
        kept = set(st.session_state["expansions"])
        ask(session, replace(request, off=tuple(key for key in names if key not in kept)))

    st.session_state["expansions"] = [each.id for each in results.expansions]
    st.pills(
        strings["chips.expansions"],
        list(names),
        selection_mode="multi",
        format_func=lambda key: plain(names[key]),
        key="expansions",
        help=strings["chips.expansions_help"],
        on_change=change,
    )


def _also(session: Session, expansion: Expansion) -> str:
    """Name the word and the first renderings; a term may have a dozen, and all are searched."""
    texts = [rendering.text for rendering in expansion.renderings]
    others = ", ".join(texts[:RENDERINGS]) + ("…" if len(texts) > RENDERINGS else "")
    return session.strings("chips.fold", original=expansion.written, folded=others)
