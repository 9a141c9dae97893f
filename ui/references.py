"""References on the page: of one hit or document, to copy; of a whole list, to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from briefing import baskets
from briefing.citations.csl import Cited
from briefing.citations.formats import EVERY, FILES, STYLES, formatted, write
from catalog import Filters
from catalog.records import Document, Quotation
from errors import KakehashiError, NotFoundError
from index import Results, group
from ui import copying
from ui.html import escape, tag
from ui.session import Session
from ui.strings import LANGUAGES, Strings


def button(strings: Strings, name: str) -> str:
    """Return the button that opens the reference of what `name` points to, as HTML."""
    return tag(
        *("button", escape(strings["reference.cite"])),
        type="button",
        class_="k-ref",
        data_ref=name,
        title=strings["reference.cite_help"],
    )


def show(session: Session, name: str) -> None:
    """Open the reference of a place (see `briefing.baskets.pointer`) in every style."""
    st.dialog(session.strings["reference.title"])(_dialog)(session, name)


def _dialog(session: Session, name: str) -> None:
    try:
        with st.spinner(session.strings["search.working"]):
            draw(session, cited(session, name))
    except KakehashiError as problem:
        st.html(tag("p", escape(problem.text(session.strings.language)), class_="k-fault"))


def cited(session: Session, name: str) -> Cited:
    """Return what an edition's id, or a place of one, names."""
    catalog, reader = session.catalog, session.reader
    try:
        return Cited(catalog.document_of(name, reader=reader), catalog.edition(name, reader=reader))
    except NotFoundError:
        quote = baskets.found(catalog, name, reader=reader)
    document = catalog.document(quote.document, reader=reader)
    edition = catalog.edition(quote.edition, reader=reader)
    pages = [
        catalog.page(quote.edition, span.page, reader=reader, version=quote.version)
        for span in quote.spans
    ]
    return Cited(document, edition, tuple(page.label or str(page.number) for page in pages))


def draw(session: Session, meant: Cited) -> None:
    """Show the reference in each style, with a button that copies, and files for programs."""
    strings = session.strings
    if not _open(meant.document):
        st.html(tag("p", escape(strings["quotation_help.off-the-record"]), class_="k-faint"))
        return
    for style in STYLES:
        [text] = formatted([meant], style)
        head = tag("strong", escape(strings[f"reference.{style}"]))
        box = tag("p", escape(text), class_="k-reference")
        st.html(
            tag(
                "div",
                head + box + copying.button(strings, text, "reference.copy"),
                class_="k-copies",
            )
        )
    with st.container(horizontal=True):
        for style, suffix in FILES.items():
            st.download_button(
                strings[f"reference.{style}"],
                partial(write, [meant], style),
                file_name=f"{meant.edition.id}.{suffix}",
                key=f"reference-{style}",
                icon=":material/download:",
                on_click="ignore",
            )


def of_list(session: Session, results: Results) -> None:
    """Offer the references of all documents found, in the edition of the reader's language."""
    strings = session.strings
    with st.popover(strings["reference.list"], type="tertiary", icon=":material/format_quote:"):
        st.html(tag("p", escape(strings["reference.list_help"]), class_="k-faint"))
        for style in EVERY:
            st.download_button(
                strings[f"reference.{style}"],
                partial(_written, session, results, style),
                file_name=f"references.{FILES.get(style, 'txt')}",
                key=f"references-{style}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def _written(session: Session, results: Results, style: str) -> str:
    names = [found.document for found in group(results.hits)]
    filters = Filters(documents=tuple(names))
    known = {d.id: d for d in session.catalog.documents(reader=session.reader, filters=filters)}
    found = [
        Cited(known[name], known[name].edition(session.language))
        for name in names
        if name in known and _open(known[name])
    ]
    return write(found, style, latin=session.strings.language == LANGUAGES[1])


def _open(document: Document) -> bool:
    return document.handling.quotation is not Quotation.OFF_THE_RECORD
