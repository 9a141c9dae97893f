"""One basket: its titles, sections and items, to be put in order."""

from __future__ import annotations

import streamlit as st

from briefing import baskets, editing, wording
from briefing.baskets import Basket
from briefing.drafting import arranged
from briefing.records import Role, Section
from errors import KakehashiError
from ui.briefing import acts, export, items, shelf
from ui.html import escape, plain, tag
from ui.session import Session
from ui.strings import Strings


def draw(session: Session, basket: Basket) -> None:
    strings = session.strings
    shelf.back(session)
    st.html(tag("h1", escape(basket.draft.name)))
    acts.faults(session)
    _acts(session, basket)
    if basket.hidden:
        text = strings("basket.hidden", n=basket.hidden)
        st.html(tag("p", escape(text), class_="k-faint", role="status"))
    _titles(session, basket)
    sources = items.Sources(session, basket.briefing)
    for section in basket.briefing.sections:
        _section(session, basket, section, sources)
    _add_section(session, basket)
    export.draw(session, basket)


def name_of(section: Section, strings: Strings) -> str:
    """Return a section's title in the reader's language, else in the other, else its role's."""
    own, other = section.title_ja, section.title_en
    if strings.language != "ja":
        own, other = other, own
    return own or other or strings[f"role.{section.role}"]


def _acts(session: Session, basket: Basket) -> None:
    strings, draft, catalog = session.strings, basket.draft, session.catalog

    def rename() -> None:
        try:
            catalog.rename_draft(draft.id, st.session_state["rename"], reader=session.reader)
        except KakehashiError as problem:
            acts.fault(session, problem)

    def undo() -> None:
        catalog.undo_draft(draft.id, reader=session.reader)

    def redo() -> None:
        catalog.redo_draft(draft.id, reader=session.reader)

    def arrange() -> None:
        acts.change(
            session,
            basket,
            lambda briefing: arranged(
                session.index, briefing, taxonomy=session.taxonomy, reader=session.reader
            ),
        )

    def duplicate() -> None:
        name = baskets.free_name(catalog, draft.name, reader=session.reader)
        made = baskets.create(catalog, name, basket.briefing, reader=session.reader)
        st.query_params.from_dict(session.link({"id": made}))

    def delete() -> None:
        catalog.delete_draft(draft.id, reader=session.reader)
        st.session_state["basket-deleted"] = draft.id, draft.name
        st.query_params.from_dict(session.link())

    with st.container(horizontal=True, key="k-acts"):
        st.button(
            strings["basket.undo"],
            key="undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not draft.undoable,
            on_click=undo,
        )
        st.button(
            strings["basket.redo"],
            key="redo",
            icon=":material/redo:",
            type="tertiary",
            disabled=not draft.redoable,
            on_click=redo,
        )
        st.button(
            strings["basket.arrange"],
            key="arrange",
            icon=":material/account_tree:",
            type="tertiary",
            help=strings["basket.arrange_help"],
            disabled=not any(item.quote for item in basket.briefing.items),
            on_click=arrange,
        )
        with (
            st.popover(strings["basket.rename"], type="tertiary", icon=":material/edit:"),
            st.form("rename-basket", border=False),
        ):
            st.text_input(strings["basket.name"], value=draft.name, key="rename", max_chars=120)
            st.form_submit_button(strings["basket.rename_do"], on_click=rename)
        st.button(
            strings["basket.duplicate"],
            key="duplicate",
            icon=":material/content_copy:",
            type="tertiary",
            on_click=duplicate,
        )
        st.button(
            strings["basket.delete"],
            key="delete",
            icon=":material/delete:",
            type="tertiary",
            on_click=delete,
        )


def _titles(session: Session, basket: Basket) -> None:
    strings, briefing = session.strings, basket.briefing
    with st.container(key="k-titles"):
        sides = st.columns(2)
        for field, place in (("title_ja", sides[0]), ("title_en", sides[1]), ("question", st)):
            with place.container():
                value = getattr(briefing, field)
                _field(session, basket, field, value, strings[f"briefing.{field}"])


def _field(session: Session, basket: Basket, field: str, value: str, label: str) -> None:
    key = f"briefing-{field}"

    def save() -> None:
        acts.change(session, basket, editing.entitle, field, st.session_state[key])

    st.session_state[key] = value
    st.text_input(label, key=key, max_chars=300, on_change=save)


def _section(session: Session, basket: Basket, section: Section, sources: items.Sources) -> None:
    with st.container(border=True, key=f"k-section-{section.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(tag("h2", escape(name_of(section, session.strings))))
            _section_acts(session, basket, section)
            _reword(session, basket, section, sources)
        if not section.items:
            text = session.strings["basket.section_empty"]
            st.html(tag("p", escape(text), class_="k-faint"))
        for item in section.items:
            items.draw(session, basket, section, item, sources)


def _section_acts(session: Session, basket: Basket, section: Section) -> None:
    strings, key = session.strings, section.id

    def rename() -> None:
        ja, en = st.session_state[f"ja-{key}"], st.session_state[f"en-{key}"]
        acts.change(session, basket, editing.rename_section, key, ja, en)

    with st.popover(
        strings["basket.section_edit"], type="tertiary", icon=":material/tune:", key=f"edit-{key}"
    ):
        with st.form(f"section-{key}", border=False):
            st.text_input(strings["basket.section_ja"], value=section.title_ja, key=f"ja-{key}")
            st.text_input(strings["basket.section_en"], value=section.title_en, key=f"en-{key}")
            st.form_submit_button(strings["basket.section_save"], on_click=rename)
        with st.container(horizontal=True):
            for by, name, icon in ((-1, "up", "arrow_upward"), (1, "down", "arrow_downward")):
                st.button(
                    strings[f"basket.{name}"],
                    key=f"{name}-{key}",
                    icon=f":material/{icon}:",
                    type="tertiary",
                    on_click=acts.change,
                    args=(session, basket, editing.move_section, key, by),
                )
            st.button(
                strings["basket.section_remove"],
                key=f"remove-{key}",
                icon=":material/delete:",
                type="tertiary",
                on_click=acts.change,
                args=(session, basket, editing.remove_section, key),
            )
    st.button(
        strings["basket.own_words"],
        key=f"own-{key}",
        icon=":material/notes:",
        type="tertiary",
        on_click=acts.change,
        args=(session, basket, items.with_own_words, key, strings["basket.own_words_new"]),
    )


def _reword(session: Session, basket: Basket, section: Section, sources: items.Sources) -> None:
    """Offer help with wording where an endpoint is set."""
    settings = session.settings
    if not settings.wording_url or not any(item.quote for item in section.items):
        return

    def ask() -> None:
        endpoint = wording.Endpoint(
            settings.wording_url, settings.wording_model, settings.wording_key
        )
        try:
            found = wording.reworded(
                endpoint, section.items, session.language, documents=sources.documents
            )
        except KakehashiError as problem:
            acts.fault(session, problem)
            return
        acts.change(session, basket, items.with_machine, section.id, found)

    st.button(
        session.strings["basket.reword"],
        key=f"reword-{section.id}",
        icon=":material/auto_fix:",
        type="tertiary",
        help=session.strings("basket.reword_help", model=settings.wording_model),
        on_click=ask,
    )


def _add_section(session: Session, basket: Basket) -> None:
    strings = session.strings

    def add() -> None:
        role = Role(st.session_state["section-role"])
        ja, en = st.session_state["section-ja"], st.session_state["section-en"]
        acts.change(session, basket, editing.add_section, ja, en, role)

    with (
        st.popover(strings["basket.section_add"], icon=":material/add:"),
        st.form("section-add", border=False, clear_on_submit=True),
    ):
        st.text_input(strings["basket.section_ja"], key="section-ja")
        st.text_input(strings["basket.section_en"], key="section-en")
        st.selectbox(
            strings["basket.section_role"],
            list(Role),
            format_func=lambda role: plain(strings[f"role.{role}"]),
            key="section-role",
        )
        st.form_submit_button(strings["basket.section_add"], on_click=add)
