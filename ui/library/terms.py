"""The term base: finding an entry, changing it, seeing what that does, saving it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.records import Term, TermKind
from errors import LockedError
from language import fold
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.library import preview, tabs, termform
from ui.library.termform import LISTS, NEW, Draft, name_of
from ui.session import Session

AT_ONCE = 20  # entries


def draw(session: Session) -> None:
    strings = session.strings
    terms = session.catalog.terms()
    asked = st.query_params.get("term", "")
    term = next((each for each in terms if name_of(each) == asked), None)
    if asked and (term or asked == NEW):
        _entry(session, terms, term)
        return
    st.session_state.pop("draft", None)
    st.html(tag("p", escape(strings["manage.terms_intro"]), class_="k-faint"))
    _list(session, terms)


def _list(session: Session, terms: Sequence[Term]) -> None:
    strings = session.strings
    st.session_state["find-term"] = words = st.query_params.get("find", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            strings["manage.terms_find"],
            key="find-term",
            on_change=lambda: tabs.go(session, "terms", find=st.session_state["find-term"].strip()),
        )
        st.button(
            strings["manage.terms_new"],
            key="new-term",
            icon=":material/add:",
            on_click=tabs.go,
            args=(session, "terms"),
            kwargs={"term": NEW},
        )
    found = matching(terms, words)
    st.html(tag("p", escape(strings("manage.terms_count", n=len(found))), role="status"))
    sheets = -(-len(found) // AT_ONCE)
    sheet = st.pagination(sheets, key=f"terms-sheet-{words}") if sheets > 1 else 1
    for place, term in enumerate(found[(sheet - 1) * AT_ONCE :][:AT_ONCE]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"k-term-{place}"):
            st.html(line_html(term))
            st.button(
                strings["manage.edit"],
                key=f"edit-{name_of(term)}",
                type="tertiary",
                icon=":material/edit:",
                on_click=tabs.go,
                args=(session, "terms"),
                kwargs={"term": name_of(term), "find": words},
            )


def matching(terms: Sequence[Term], words: str) -> list[Term]:
    """Return the entries of which a name, a reading or a note holds all the words."""
    wanted = fold(words).split()
    if not wanted:
        return list(terms)
    found = []
    for term in terms:
        text = fold("\n".join(termform.cells(term).values()))
        if all(word in text for word in wanted):
            found.append(term)
    return found


def line_html(term: Term) -> str:
    """Return an entry in a line: both names, the abbreviation, the variants."""
    names = tag("strong", escape(term.japanese), lang="ja") + f" = {escape(term.english)}"
    if term.abbreviation:
        names += f" ({escape(term.abbreviation)})"
    variants = " · ".join((*term.variants_ja, *term.variants_en))
    more = tag("div", escape(variants), class_="k-faint") if variants else ""
    return tag("div", names + more)


def _entry(session: Session, terms: Sequence[Term], term: Term | None) -> None:
    strings = session.strings
    st.button(
        strings["manage.terms_back"],
        key="terms-back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=tabs.go,
        args=(session, "terms"),
        kwargs={"find": st.query_params.get("find", "")},
    )
    title = strings("manage.term_title", term=term.japanese) if term else strings["manage.term_new"]
    st.html(tag("h2", escape(title)))
    slot = st.container()
    identity = name_of(term) if term else NEW
    with st.form(f"term-{identity}"):
        typed = _fields(session, term, identity)
        with st.container(horizontal=True):
            look = st.form_submit_button(strings["manage.term_preview"], type="primary")
            drop = bool(term) and st.form_submit_button(strings["manage.term_delete"])
    if look:
        others = [each for each in terms if each != term]
        said, wrong = termform.read(typed, others)
        st.session_state["draft"] = Draft(term, said) if said else None
        if wrong:
            lines = "\n".join(
                strings("manage.wrong", field=strings[f"manage.term_{name}"], why=strings[key])
                for name, key in wrong.items()
            )
            with slot:
                notice(strings["manage.not_saved"], lines)
    elif drop:
        st.session_state["draft"] = Draft(term, None)
    draft = st.session_state.get("draft")
    if draft is not None and draft.before == term:
        _preview(session, draft, terms)


def _fields(session: Session, term: Term | None, identity: str) -> dict[str, str]:
    strings = session.strings
    now = termform.cells(term)

    def key(name: str) -> str:
        return f"term-{identity}-{name}"

    def text(name: str) -> str:
        if name in LISTS:
            found = st.text_area(
                strings[f"manage.term_{name}"],
                now[name],
                key=key(name),
                height=90,
                help=strings[f"manage.term_{name}_help"],
            )
        else:
            found = st.text_input(strings[f"manage.term_{name}"], now[name], key=key(name))
        return found or ""

    typed: dict[str, str] = {}
    left, right = st.columns(2)
    with left:
        for name in ("japanese", "reading", "variants_ja", "preferred"):
            typed[name] = text(name)
    with right:
        for name in ("english", "abbreviation", "variants_en", "avoid"):
            typed[name] = text(name)
    with st.expander(strings["manage.term_more"]):
        topics = [each.removeprefix("topic.") for each in strings.names("topic.")]
        options = list(dict.fromkeys(["", now["topic"], *topics]))
        typed["topic"] = st.selectbox(
            strings["manage.term_topic"],
            options,
            index=options.index(now["topic"]),
            format_func=lambda each: (
                plain(strings.label("topic", each)) if each else strings["manage.any_topic"]
            ),
            key=key("topic"),
        )
        typed["kind"] = st.selectbox(
            strings["manage.term_kind"],
            [str(each) for each in TermKind],
            index=[str(each) for each in TermKind].index(now["kind"]),
            format_func=lambda each: strings[f"manage.kind_{each}"],
            key=key("kind"),
        )
        for name in ("offices", "note", "example_ja", "example_en"):
            typed[name] = text(name)
    return typed


def _preview(session: Session, draft: Draft, terms: Sequence[Term]) -> None:
    strings = session.strings
    after = termform.applied(draft, terms)
    if after is None or draft.before == draft.after:
        notice(strings["manage.unchanged"], "", "note")
        return
    with explained(strings):
        preview.draw(session, draft, terms, after)
    with st.container(horizontal=True):
        label = strings["manage.term_save" if draft.after else "manage.term_delete_now"]
        if st.button(label, key="term-save", type="primary"):
            with explained(strings):
                save(session, terms, after)
                st.session_state.pop("draft", None)
                tabs.say(strings["manage.terms_saved"])
                find = st.query_params.get("find", "")
                tabs.go(
                    session, "terms", term=name_of(draft.after) if draft.after else "", find=find
                )
                st.rerun()
        if st.button(strings["manage.term_discard"], key="term-discard"):
            st.session_state.pop("draft", None)
            st.rerun()


def save(session: Session, before: Sequence[Term], after: Sequence[Term]) -> None:
    """Make `after` the term base and the index anew; show how far it is.

    Where another process is at the index, the terms stay as they were: they are part of how the
    index reads words, and must not change without it.
    """
    strings = session.strings
    bar = st.progress(0.0, strings["manage.terms_saving"])

    def step(done: int, total: int) -> None:
        bar.progress(done / max(1, total), strings("manage.terms_step", done=done, n=total))

    session.catalog.set_terms(after)
    try:
        session.rebuild(step)
    except LockedError:
        session.catalog.set_terms(before)
        raise
    bar.empty()
