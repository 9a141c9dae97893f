"""Pages of low quality: which, why, and reading them again by OCR."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.records import Edition, EditionId, Outcome, Page
from ui import frame
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.library import tabs
from ui.session import Session
from ui.strings import sentence

SHOWN = 12  # pages of one edition


def draw(session: Session) -> None:
    strings = session.strings
    poor = session.catalog.poor_pages(reader=session.reader)
    if not poor:
        notice(strings["manage.pages_none"], strings["manage.pages_none_note"], "note")
        return
    count = sum(map(len, poor.values()))
    st.html(tag("p", escape(strings("manage.pages_intro", n=count))))
    ready = tabs.is_staff(session) and _tesseract(session)
    for place, (identifier, pages) in enumerate(poor.items()):
        edition = session.catalog.edition(identifier, reader=session.reader)
        with st.container(key=f"k-hit-{place}"):
            _edition(session, edition, pages, ready=ready)


def _edition(session: Session, edition: Edition, pages: Sequence[Page], *, ready: bool) -> None:
    strings = session.strings
    with st.container(key=f"k-title-{edition.id}"):
        st.page_link(
            frame.page("document"),
            label=plain(edition.title),
            query_params=session.link({"id": edition.id, "page": str(pages[0].number)}),
        )
    st.html(tag("ul", "".join(_line(session, page) for page in pages[:SHOWN]), class_="k-report"))
    if len(pages) > SHOWN:
        more = strings("manage.pages_more", n=len(pages) - SHOWN)
        st.html(tag("p", escape(more), class_="k-faint"))
    if not tabs.is_staff(session):
        return
    if edition.format != "pdf":
        st.html(tag("p", escape(strings["manage.ocr_not_pdf"]), class_="k-faint"))
    elif ready and st.button(
        strings["manage.ocr"], key=f"ocr-{edition.id}", icon=":material/document_scanner:"
    ):
        with explained(strings):
            _recognise(session, edition.id, len(pages))


def _line(session: Session, page: Page) -> str:
    strings = session.strings
    reason = sentence(page.reason, {}, strings.language) if page.reason else ""
    quality = strings("document.quality", percent=round(100 * page.quality))
    name = tag("strong", escape(strings.page(page.label or str(page.number))))
    return tag("li", f"{name} {escape(reason)} " + tag("span", escape(quality), class_="k-faint"))


def _tesseract(session: Session) -> bool:
    """Whether pages can be read again; where not, say what to install."""
    from ingest.readers import ocr

    missing = ocr.missing()
    if missing:
        title = session.strings("manage.ocr_missing", languages=", ".join(missing))
        notice(title, session.strings["doctor.ocr_fix"], "warn")
    return bool(set(ocr.LANGUAGES) & ocr.available())


def _recognise(session: Session, edition: EditionId, count: int) -> None:
    import ingest

    strings = session.strings
    with st.spinner(strings("manage.ocr_working", n=count)):
        row = ingest.recognise(session.catalog, edition, reader=session.reader)
        session.writer().update()
    why = sentence(row.code, row.values, strings.language) if row.code else ""
    if row.outcome is Outcome.UPDATED:
        tabs.say(strings("manage.ocr_better", n=count - len(row.poor_pages)), why)
    else:
        tabs.say(strings["manage.ocr_same"], why, "warn")
    st.rerun()
