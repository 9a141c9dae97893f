"""About this document: its facts, its file to take away, and the versions it has had."""

from __future__ import annotations

import mimetypes

import streamlit as st

from catalog.records import POOR, Version
from ui import frame, page_view
from ui.address import write
from ui.dates import day, period
from ui.html import escape, plain, tag
from ui.place import Place
from ui.results import handling_badges, people
from ui.session import Session, current


def draw(session: Session, place: Place) -> None:
    strings, edition, version = session.strings, place.edition, place.version
    with st.expander(strings["document.details"], key="k-details"):
        st.html(tag("dl", _facts(session, place), class_="k-facts"))
        _topics(session, place)
        path, name = session.catalog.original(
            edition.id, reader=session.reader, version=version.number
        )
        st.download_button(
            strings["document.download"],
            data=path.read_bytes,
            file_name=name,
            mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
            icon=":material/download:",
            on_click="ignore",
        )
        if len(place.versions) > 1:
            _versions(session, place)


def _topics(session: Session, place: Place) -> None:
    """Link to the topics that the passages of the document are about."""
    strings = session.strings
    inherited = session.catalog.inherited_topics(
        reader=session.reader, documents=[place.document.id]
    ).get(place.document.id, {})
    about = [topic for topic in session.taxonomy if topic.id in inherited]
    if not about:
        return
    st.html(tag("p", escape(strings["document.about_topics"]), class_="k-faint"))
    with st.container(horizontal=True, key="k-row-topics"):
        for topic in about:
            st.page_link(
                frame.page("topic"),
                label=plain(topic.name(strings.language)),
                query_params=session.link({"id": topic.id}),
            )


def _versions(session: Session, place: Place) -> None:
    strings = session.strings
    st.html(tag("h3", escape(strings["reading.versions"])))
    with st.container(key="k-versions"):
        for version in place.versions:
            _version(session, place, version)


def _version(session: Session, place: Place, version: Version) -> None:
    strings = session.strings
    shown = version.number == place.version.number
    text = strings(
        "reading.version",
        number=version.number,
        date=day(version.added.astimezone().date(), strings),
        file=version.file_name,
    )
    if version.current:
        text = f"{text} · {strings['reading.current']}"
    if shown:
        st.html(tag("p", tag("strong", escape(text)), aria_current="true"))
        return

    def go() -> None:
        chosen = {} if version.current else {"version": str(version.number)}
        params = {**write(current()), "id": place.edition.id, **chosen}
        st.query_params.from_dict(session.link(params))

    st.button(plain(text), key=f"version-{version.number}", type="tertiary", on_click=go)


def _facts(session: Session, place: Place) -> str:
    strings, document, edition = session.strings, place.document, place.edition
    pages = session.catalog.pages(edition.id, reader=session.reader, version=place.version.number)
    poor = [page.number for page in pages if page.quality < POOR]
    handling = document.handling
    rows = {
        "document.authors": escape(people(edition)),
        "document.organisation": escape(edition.organisation),
        "document.date": escape(_date(session, place)),
        "document.topics": escape(
            strings["reading.between"].join(strings.label("topic", t) for t in document.topics)
        ),
        "document.handling": handling_badges(session, handling)
        or escape(
            f"{strings[f'level.{handling.level}']} · {strings[f'quotation.{handling.quotation}']}"
        ),
        "document.format": escape(
            strings(
                "document.format_line",
                format=place.version.format.upper(),
                file=place.version.file_name,
                version=place.version.number,
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
