"""One page of a document: how well it was read, its text, and its image where it has one."""

from __future__ import annotations

import zlib

import streamlit as st

from catalog.records import POOR, Page
from errors import KakehashiError
from ui import evidence, page_view
from ui.faults import notice
from ui.html import badge, escape, tag
from ui.page_image import page_image
from ui.place import Place
from ui.session import Session, current
from ui.strings import sentence


def draw(session: Session, place: Place) -> None:
    strings, edition, version = session.strings, place.edition, place.version
    if not version.pages:
        notice(strings["document.no_text"], "", "note")
        return
    page = session.catalog.page(
        edition.id, place.number, reader=session.reader, version=version.number
    )
    if page.quality < POOR:
        notice(strings["document.poor"], _quality(session, page), "warn")
    if version.format == "pdf":
        left, right = st.columns(2, gap="medium")
    else:
        left, right = st.container(), None
    with left:
        st.html(tag("div", badges(session, page), class_="k-badges"))
        if page.text.strip():
            hit = evidence.arrived(session, place, current())
            marks = evidence.on_page(hit, place.number, strings) if hit else []
            if marks:
                st.html(evidence.legend(strings))
            st.html(page_view.text_html(page, place.spans, edition.language, marks))
        else:
            notice(strings["document.no_text"], "", "note")
    if right is not None:
        with right:
            _image(session, place, page)
    if place.passage:
        _scroll(place.passage.id)


def badges(session: Session, page: Page) -> str:
    """Return what the page is called, who read it, how well, and why not better, as HTML."""
    strings = session.strings
    found = ""
    if page.label and page.label != str(page.number):
        found += badge(strings("document.label", label=page.label), "edition")
    if page.engine:
        engine = strings("reading.engine", engine=page.engine)
        found += badge(engine, "edition", strings["reading.engine_help"])
    poor = page.quality < POOR
    quality = strings("document.quality", percent=round(100 * page.quality))
    found += badge(quality, "poor" if poor else "edition", strings["reading.quality_help"])
    if page.reason and not poor:  # of a poor page, the notice says it
        found += badge(sentence(page.reason, {}, strings.language), "edition")
    return found


def _quality(session: Session, page: Page) -> str:
    language = session.strings.language
    reason = sentence(page.reason, {}, language) if page.reason else ""
    quality = session.strings("document.quality", percent=round(100 * page.quality))
    return f"{reason}\n{quality}" if reason else quality


def _image(session: Session, place: Place, page: Page) -> None:
    strings = session.strings
    path, _ = session.catalog.original(
        place.edition.id, reader=session.reader, version=place.version.number
    )
    try:
        png = page_image(path, place.number)
    except KakehashiError as problem:
        why = problem.text(strings.language)
        st.html(tag("p", escape(strings("document.no_image", why=why)), class_="k-faint"))
        return
    alt = strings("document.image_alt", number=place.number)
    st.html(page_view.image_html(png, page, place.spans, alt))


def _scroll(passage: str) -> None:
    """Bring the marked passage into view, once for each passage arrived at."""
    # The number makes each arrival another script; the passage's own id is not to be trusted.
    st.html(
        f"<script>/* {zlib.crc32(passage.encode())} */ setTimeout(() => document.querySelector"
        f"('mark.{page_view.PLACE}')?.scrollIntoView({{block: 'center'}}), 300)</script>",
        unsafe_allow_javascript=True,
    )
