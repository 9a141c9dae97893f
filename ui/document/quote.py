"""Taking the marked passage along: its exact words with a citation, on the clipboard."""

from __future__ import annotations

import json

import streamlit as st

from ui.document.citation import Source, exact, link, may_be_quoted, quotation
from ui.html import escape, tag
from ui.place import Place
from ui.session import Session
from ui.strings import LANGUAGES, Strings

# Pressing the button copies the box beside it.  One listener for the whole page, as Streamlit
# draws the button anew with each run; without a clipboard (plain HTTP) the box is selected and
# copied from there.
_COPY = """<script>/* %(words)s */
window.kCopied = %(words)s;
if (!window.kCopies) {
  window.kCopies = true;
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('.k-copy');
    if (!button) return;
    const place = button.closest('.k-quote');
    const box = place.querySelector('pre');
    const said = place.querySelector('[role=status]');
    const select = () => getSelection().selectAllChildren(box);
    let done = true;
    try { await navigator.clipboard.writeText(box.textContent); }
    catch { select(); done = document.execCommand('copy'); }
    if (!done) select();
    said.textContent = window.kCopied[done ? 0 : 1];
  });
}</script>"""


def draw(session: Session, place: Place) -> None:
    """Offer the marked passage as a quotation; where that may not or cannot be, say why."""
    if place.passage is None:
        return
    strings = session.strings
    with st.container(key="k-cite"):
        if not may_be_quoted(place.document):
            rule = place.document.handling.quotation
            why = f"{strings[f'quotation.{rule}']} · {strings[f'quotation_help.{rule}']}"
            st.html(tag("p", escape(why), class_="k-faint", role="note"))
            return
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
            st.html(tag("p", escape(strings["reading.not_exact"]), class_="k-faint", role="note"))
            return
        labels = [pages[span.page].label or str(span.page) for span in place.spans]
        address = link(_base(), place.edition.id, place.spans[0].page, place.passage.id)
        source = Source(place.document, place.edition, tuple(labels), address)
        _offer(session, text, source)


def _offer(session: Session, text: str, source: Source) -> None:
    strings = session.strings
    with st.expander(strings["reading.quote"], icon=":material/format_quote:"):
        forms = list(LANGUAGES) if strings.language == "ja" else list(reversed(LANGUAGES))
        for language, tab in zip(
            forms, st.tabs([strings[f"reading.form_{each}"] for each in forms]), strict=True
        ):
            with tab:
                said = quotation(text, source, Strings(language), session.reader)
                label = strings["reading.copy"]
                button = tag("button", escape(label), type="button", class_="k-copy")
                status = tag("span", "", role="status", class_="k-faint")
                box = tag(
                    "pre",
                    escape(said),
                    tabindex="0",
                    lang=language,
                    aria_label=label,
                    role="region",
                )
                st.html(tag("div", button + status + box, class_=f"k-quote k-quote-{language}"))
    words = json.dumps([strings["reading.copied"], strings["reading.copy_failed"]])
    st.html(_COPY % {"words": words.replace("</", "<\\/")}, unsafe_allow_javascript=True)


def _base() -> str:
    """Return where the browser has the app, without the page; empty where there is no browser."""
    url = st.context.url or ""
    return url.partition("?")[0].removesuffix("/").removesuffix("/document")
