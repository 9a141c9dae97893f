"""The document page: what it is, and one page of it, as text and as it looks."""

from __future__ import annotations

import mimetypes
import zlib

import streamlit as st

from catalog.records import POOR, Page
from errors import KakehashiError
from ui import frame, page_view
from ui.address import Params
from ui.dates import period
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.page_image import page_image
from ui.place import Place, find
from ui.results import handling_badges, meta, other_titles, people, side_by_side
from ui.session import Session
from ui.strings import sentence


def show(session: Session) -> None:
    with st.container(key="k-document"), explained(session.strings):
        place = find(session, st.query_params.to_dict())
        frame.title(session, place.edition.title)
        _head(session, place)
        _notes(session, place)
        _steps(session, place)
        _page(session, place)
        _details(session, place)


def _head(session: Session, place: Place) -> None:
    strings = session.strings
    last = st.session_state.get("last")
    if last:
        st.page_link(
            frame.page("search"),
            label=strings["document.results"],
            icon=":material/arrow_back:",
            query_params=session.link(last),
        )
    title = tag("h1", escape(place.edition.title), lang=str(place.edition.language))
    line = tag("div", meta(session, place.document), class_="k-meta")
    st.html(title + other_titles(place.document, place.edition) + line)
    if len(place.document.editions) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            _editions(session, place)
            side_by_side(session, place.document, place.passage.id if place.passage else "")


def _editions(session: Session, place: Place) -> None:
    strings = session.strings
    names = {e.id: strings[f"edition.{e.language}"] for e in place.document.editions}

    def change() -> None:
        st.query_params.from_dict(session.link({"id": st.session_state["edition"]}))

    st.session_state["edition"] = place.edition.id
    st.segmented_control(
        strings["document.edition"],
        list(names),
        format_func=lambda identifier: plain(names[identifier]),
        key="edition",
        required=True,
        label_visibility="collapsed",
        on_change=change,
    )


def _notes(session: Session, place: Place) -> None:
    strings = session.strings
    if place.asked != place.number:
        text = strings("document.no_page", number=place.asked, shown=place.number)
        st.html(tag("p", escape(text), class_="k-faint", role="status"))
    if place.lost:
        st.html(tag("p", escape(strings["document.no_passage"]), class_="k-faint", role="status"))
    elif place.passage and all(span.page != place.number for span in place.spans):
        page = place.spans[0].page
        label = strings("document.passage_elsewhere", page=page)
        _step(session, place, page, label, key="passage", icon=":material/arrow_forward:")


def _step(
    session: Session,
    place: Place,
    number: int,
    label: str,
    *,
    key: str,
    icon: str | None = None,
    disabled: bool = False,
) -> None:
    """Draw a button that goes to page `number` of this edition and keeps the passage marked.

    Not a link: a link of Streamlit's to the page that is open leaves the address as it was.
    """

    def go() -> None:
        params: Params = {"id": place.edition.id, "page": str(number)}
        if place.passage:
            params["passage"] = place.passage.id
        st.query_params.from_dict(session.link(params))

    st.button(plain(label), key=key, icon=icon, type="tertiary", disabled=disabled, on_click=go)


def _steps(session: Session, place: Place) -> None:
    strings, number, count = session.strings, place.number, place.edition.pages

    def go() -> None:
        st.query_params["page"] = str(st.session_state["page"])

    st.session_state["page"] = number
    with st.container(horizontal=True, vertical_alignment="center", key="k-steps"):
        _step(
            session,
            place,
            number - 1,
            strings["document.previous"],
            key="previous",
            icon=":material/chevron_left:",
            disabled=number <= 1,
        )
        st.selectbox(
            strings["document.go"],
            range(1, max(count, 1) + 1),
            format_func=lambda each: strings("document.page_of", number=each, n=count),
            key="page",
            label_visibility="collapsed",
            on_change=go,
            width=165,
        )
        _step(
            session,
            place,
            number + 1,
            strings["document.next"],
            key="next",
            icon=":material/chevron_right:",
            disabled=number >= count,
        )
        _contents(session, place)


def _contents(session: Session, place: Place) -> None:
    outline = session.catalog.outline(place.edition.id, reader=session.reader)
    if not outline:
        return
    with (
        st.popover(session.strings["document.outline"], icon=":material/toc:", type="tertiary"),
        st.container(key="k-outline"),
    ):
        for line, entry in enumerate(outline):
            with st.container(key=f"k-outline-{min(entry.level, 4)}-{line}"):
                label = f"{entry.title} … {entry.page}"
                _step(session, place, entry.page, label, key=f"outline-{line}")


def _page(session: Session, place: Place) -> None:
    strings, edition = session.strings, place.edition
    page = session.catalog.page(edition.id, place.number, reader=session.reader)
    if page.quality < POOR:
        notice(strings["document.poor"], _quality(session, page), "warn")
    if edition.format == "pdf":
        left, right = st.columns(2, gap="medium")
    else:
        left, right = st.container(), None
    with left:
        if page.label and page.label != str(page.number):
            st.html(tag("p", escape(strings("document.label", label=page.label)), class_="k-faint"))
        if page.text.strip():
            st.html(page_view.text_html(page, place.spans, edition.language))
        else:
            notice(strings["document.no_text"], "", "note")
    if right is not None:
        with right:
            _image(session, place, page)
    if place.passage:
        _scroll(place.passage.id)


def _quality(session: Session, page: Page) -> str:
    language = session.strings.language
    reason = sentence(page.reason, {}, language) if page.reason else ""
    quality = session.strings("document.quality", percent=round(100 * page.quality))
    return f"{reason}\n{quality}" if reason else quality


def _image(session: Session, place: Place, page: Page) -> None:
    strings = session.strings
    path, _ = session.catalog.original(place.edition.id, reader=session.reader)
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


def _details(session: Session, place: Place) -> None:
    strings, edition = session.strings, place.edition
    with st.expander(strings["document.details"], key="k-details"):
        if edition.abstract:
            heading = tag("h3", escape(strings["document.abstract"]))
            text = tag(
                "p", escape(edition.abstract), class_="k-passage", lang=str(edition.language)
            )
            st.html(heading + text)
        st.html(tag("dl", _facts(session, place), class_="k-facts"))
        path, name = session.catalog.original(edition.id, reader=session.reader)
        st.download_button(
            strings["document.download"],
            data=path.read_bytes,
            file_name=name,
            mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
            icon=":material/download:",
            on_click="ignore",
        )


def _facts(session: Session, place: Place) -> str:
    strings, document, edition = session.strings, place.document, place.edition
    pages = session.catalog.pages(edition.id, reader=session.reader)
    poor = [page.number for page in pages if page.quality < POOR]
    handling = document.handling
    rows = {
        "document.authors": escape(people(edition)),
        "document.organisation": escape(edition.organisation),
        "document.date": escape(_date(session, place)),
        "document.topics": escape("、".join(strings.label("topic", t) for t in document.topics)),
        "document.handling": handling_badges(session, handling)
        or escape(
            f"{strings[f'level.{handling.level}']} · {strings[f'quotation.{handling.quotation}']}"
        ),
        "document.format": escape(
            strings(
                "document.format_line",
                format=edition.format.upper(),
                file=edition.file_name,
                version=edition.version,
                versions=edition.versions,
            )
        ),
        "document.poor": escape(strings("document.poor_pages", pages=page_view.numbers(poor)))
        if poor
        else "",
        "document.id": tag("code", escape(edition.id)),
    }
    return "".join(
        tag("dt", escape(strings[key])) + tag("dd", value) for key, value in rows.items() if value
    )


def _date(session: Session, place: Place) -> str:
    document, stated = place.document, place.edition.date_text
    if document.date is None:
        return stated
    text = period(document.date, document.date_end, session.strings)
    return f"{text} ({stated})" if stated and stated not in text else text
