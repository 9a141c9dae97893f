"""The metadata of a document and its editions: to look at, to mend, and to see who said what."""

from __future__ import annotations

import streamlit as st

from catalog.records import Document, DocumentType, Edition, EditionId, Language, Level, Quotation
from errors import NotFoundError
from ui import frame
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.library import form, history, tabs
from ui.library.form import Typed
from ui.session import Session


def draw(session: Session) -> None:
    strings = session.strings
    found = _choose(session)
    if found is None:
        st.html(tag("p", escape(strings["manage.meta_choose"]), class_="k-faint"))
        return
    document, edition = found
    st.page_link(
        frame.page("document"),
        label=strings["manage.meta_read"],
        icon=":material/arrow_forward:",
        query_params=session.link({"id": edition.id}),
    )
    _form(session, document, edition)
    history.draw(session, document, edition)


def _choose(session: Session) -> tuple[Document, Edition] | None:
    """Show the choice of a document and its edition; return what the address names."""
    strings, catalog = session.strings, session.catalog
    titles = {
        document.id: document.title(session.language)
        for document in catalog.documents(reader=session.reader, order="title")
    }
    asked = st.query_params.get("id", "")
    chosen: Document | None = None
    if asked:
        with explained(strings):
            chosen = _document(session, asked)

    def change() -> None:
        tabs.go(session, "metadata", id=st.session_state["document"] or "")

    st.session_state["document"] = chosen.id if chosen else None
    st.selectbox(
        strings["manage.meta_document"],
        list(titles),
        format_func=lambda identifier: titles[identifier],
        key="document",
        placeholder=strings["manage.meta_placeholder"],
        on_change=change,
    )
    if chosen is None:
        return None
    edition = next((e for e in chosen.editions if e.id == asked), chosen.edition(session.language))
    if len(chosen.editions) > 1:
        _editions(session, chosen, edition)
    return chosen, edition


def _document(session: Session, asked: str) -> Document:
    """Return the document of an edition's id, or of its own."""
    try:
        return session.catalog.document_of(asked, reader=session.reader)
    except NotFoundError:
        return session.catalog.document(asked, reader=session.reader)


def _editions(session: Session, document: Document, edition: Edition) -> None:
    strings = session.strings
    names = {each.id: strings[f"edition.{each.language}"] for each in document.editions}
    st.session_state["of"] = edition.id
    st.segmented_control(
        strings["document.edition"],
        list(names),
        format_func=lambda identifier: names[identifier],
        key="of",
        required=True,
        on_change=lambda: tabs.go(session, "metadata", id=st.session_state["of"]),
    )


def _form(session: Session, document: Document, edition: Edition) -> None:
    strings = session.strings
    wrong: dict[str, str] = {}
    slot = st.container()
    with st.form(f"metadata-{edition.id}"):
        filled = _fields(session, document, edition)
        by = st.text_input(
            strings["manage.by"], key=f"by-{edition.id}", placeholder=strings["manage.by_example"]
        )
        sent = st.form_submit_button(strings["manage.save"], type="primary")
    if not sent:
        return
    said, wrong = form.read(filled, edition, by)
    with slot:
        if wrong:
            lines = "\n".join(
                strings("manage.wrong", field=strings[f"manage.field_{name}"], why=strings[key])
                for name, key in wrong.items()
            )
            notice(strings["manage.not_saved"], lines)
            return
        with explained(strings):
            if session.catalog.update_metadata(edition.id, said, exact=True):
                _index(session)
                tabs.say(strings["manage.saved"])
            else:
                tabs.say(strings["manage.unchanged"])
            _forget(edition.id)
            st.rerun()


def _index(session: Session) -> None:
    with st.spinner(session.strings["upload.indexing_start"]):
        session.writer().update()


def _forget(edition: EditionId) -> None:
    """Let the form be filled from the library again."""
    for key in [key for key in st.session_state if str(key).startswith(f"meta-{edition}-")]:
        del st.session_state[key]


def _fields(session: Session, document: Document, edition: Edition) -> Typed:
    strings = session.strings
    now = form.typed(document, edition)

    def key(name: str) -> str:
        return f"meta-{edition.id}-{name}"

    known = [name.removeprefix("topic.") for name in strings.names("topic.")]
    topics = list(dict.fromkeys([*known, *now.topics]))
    st.html(tag("h2", escape(strings["manage.of_edition"])))
    title = st.text_input(strings["manage.field_title"], now.title, key=key("title"))
    left, right = st.columns(2)
    with left:
        language = st.selectbox(
            strings["manage.field_language"],
            list(Language),
            index=list(Language).index(now.language),
            format_func=lambda each: strings[f"language.{each}"],
            key=key("language"),
        )
    with right:
        organisation = st.text_input(
            strings["manage.field_organisation"], now.organisation, key=key("organisation")
        )
    authors = st.text_area(
        strings["manage.field_authors"],
        now.authors,
        key=key("authors"),
        height=100,
        help=strings["manage.authors_help"],
    )
    abstract = st.text_area(
        strings["manage.field_abstract"], now.abstract, key=key("abstract"), height=140
    )
    st.html(
        tag("h2", escape(strings["manage.of_document"]))
        + tag("p", escape(strings["manage.of_document_note"]), class_="k-faint")
    )
    left, right = st.columns(2)
    with left:
        kind = st.selectbox(
            strings["manage.field_type"],
            list(DocumentType),
            index=list(DocumentType).index(now.type),
            format_func=lambda each: strings[f"type.{each}"],
            key=key("type"),
        )
        level = st.selectbox(
            strings["manage.field_level"],
            list(Level),
            index=list(Level).index(now.level),
            format_func=lambda each: strings[f"level.{each}"],
            key=key("level"),
        )
        embargo = st.text_input(
            strings["manage.field_embargo"],
            now.embargo,
            key=key("embargo"),
            help=strings["manage.embargo_help"],
        )
    with right:
        date = st.text_input(
            strings["manage.field_date"],
            now.date,
            key=key("date"),
            help=strings["manage.date_help"],
        )
        quotation = st.selectbox(
            strings["manage.field_quotation"],
            list(Quotation),
            index=list(Quotation).index(now.quotation),
            format_func=lambda each: strings[f"quotation.{each}"],
            key=key("quotation"),
        )
    chosen = st.multiselect(
        strings["manage.field_topics"],
        topics,
        default=list(now.topics),
        format_func=lambda topic: plain(strings.label("topic", topic)),
        key=key("topics"),
        placeholder=strings["manage.topics_placeholder"],
    )
    return Typed(
        title=title,
        language=language or now.language,
        authors=authors,
        organisation=organisation,
        abstract=abstract,
        type=kind or now.type,
        date=date,
        topics=tuple(sorted(chosen)),
        level=level or now.level,
        quotation=quotation or now.quotation,
        embargo=embargo,
    )
