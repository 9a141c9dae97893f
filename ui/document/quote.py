"""Taking the marked passage along: its exact words with a citation, on the clipboard."""

from __future__ import annotations

import streamlit as st

from ui import copying
from ui.document.citation import Source, exact, link, may_be_quoted, quotation
from ui.html import escape, tag
from ui.place import Place
from ui.session import Session
from ui.strings import LANGUAGES, Strings


def source(session: Session, place: Place) -> tuple[str, Source] | None:
    """Return the words of the marked passage and what they are cited as; None where none is
    marked, may be quoted, or agrees with its page.
    """
    if place.passage is None or not may_be_quoted(place.document):
        return None
    numbers = {span.page for span in place.spans}
    pages = {
        page.number: page
        for page in session.catalog.pages(
            place.edition.id, reader=session.reader, version=place.version.number
        )
        if page.number in numbers
    }
    text = exact(place.passage.passage, pages)
    if text is None:
        return None
    labels = tuple(pages[span.page].label or str(span.page) for span in place.spans)
    address = link(_base(), place.edition.id, place.spans[0].page, place.passage.id)
    return text, Source(place.document, place.edition, labels, address)


def button(session: Session, found: tuple[str, Source]) -> None:
    """Draw the button that copies the quotation in the form of the interface's language."""
    strings = session.strings
    said = quotation(*found, strings, session.reader)
    st.html(tag("div", copying.button(strings, said), class_="k-copies"), width="content")


def draw(session: Session, place: Place, found: tuple[str, Source] | None) -> None:
    """Show the quotation in both forms, to be copied or selected; where there is none, say why."""
    strings = session.strings
    if place.passage is None:
        return
    if found is None:
        st.html(tag("p", escape(_why_not(strings, place)), class_="k-faint", role="note"))
        return
    forms = sorted(LANGUAGES, key=lambda language: language != strings.language)
    with st.expander(strings["reading.quote"], key="k-cite"):
        for form, tab in zip(
            forms, st.tabs([strings[f"reading.form_{f}"] for f in forms]), strict=True
        ):
            said = quotation(*found, Strings(form), session.reader)
            label = strings[f"reading.form_{form}"]
            box = tag("pre", escape(said), tabindex="0", lang=form, aria_label=label, role="region")
            with tab:
                st.html(tag("div", copying.button(strings, said) + box, class_="k-copies k-quote"))


def _why_not(strings: Strings, place: Place) -> str:
    if may_be_quoted(place.document):
        return strings["reading.not_exact"]
    rule = place.document.handling.quotation
    name, text = strings[f"quotation.{rule}"], strings[f"quotation_help.{rule}"]
    return strings("reading.rule", name=name, text=text)


def _base() -> str:
    """Return where the browser has the app, without the page; empty where there is no browser."""
    url = st.context.url or ""
    return url.partition("?")[0].removesuffix("/").removesuffix("/document")
