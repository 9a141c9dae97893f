"""The pair page: the two editions of a document, paragraph by paragraph."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from catalog.records import Document, Language
from errors import NotFoundError
from index.aligned import Aligned, Side, alignable, aligned
from ui import frame, pair_view
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.results import meta
from ui.session import Session


def show(session: Session) -> None:
    with st.container(key="k-pair-page"), explained(session.strings):
        params = st.query_params.to_dict()
        document = find(session, params.get("id", ""))
        edition = document.edition(session.language)
        frame.title(session, edition.title)
        title = tag("h1", escape(edition.title), lang=str(edition.language))
        st.html(title + tag("div", meta(session, document), class_="k-meta"))
        if not alignable(document):
            notice(session.strings["pair.one_edition"], "", "note")
            _open(session, edition.id, edition.title)
            return
        with st.spinner(session.strings["pair.aligning"]):
            pair = aligned(session.index, document.id, reader=session.reader)
        _pair(session, pair, params)


def find(session: Session, identifier: str) -> Document:
    """Return the document of that id, or with an edition of that id; NotFoundError where hidden."""
    try:
        return session.catalog.document(identifier, reader=session.reader)
    except NotFoundError:
        return session.catalog.document_of(identifier, reader=session.reader)


def _pair(session: Session, pair: Aligned, params: Mapping[str, str]) -> None:
    strings = session.strings
    left, right = pair.japanese, pair.english
    links = frozenset((link.a, link.b) for link in pair.links)
    if session.language is Language.EN:
        left, right, links = right, left, frozenset((b, a) for a, b in links)
    here = arrived(session, pair, params)
    if not here and (params.get("para") or params.get("passage")):
        st.html(tag("p", escape(strings["pair.lost"]), class_="k-faint", role="status"))
    alone = [
        strings(
            f"pair.count_{side.edition.language}",
            n=len(side.paragraphs) - len({each[place] for each in links}),
        )
        for place, side in enumerate((left, right))
    ]
    counted = strings("pair.counts", first=alone[0], second=alone[1])
    st.html(tag("p", escape(counted), class_="k-faint"))
    for column, side in zip(st.columns(2), (left, right), strict=True):
        with column:
            _open(session, side.edition.id, strings[f"edition.{side.edition.language}"])
    labels = {
        (str(side.edition.language), page.number): page.label or str(page.number)
        for side in (left, right)
        for page in session.catalog.pages(side.edition.id, reader=session.reader)
    }
    drawing = pair_view.Drawing(left, right, links, here, labels, strings)
    st.html(pair_view.html(drawing))
    st.html(pair_view.SCRIPT, unsafe_allow_javascript=True)
    if here:
        _scroll(min(here))


def arrived(session: Session, pair: Aligned, params: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the paragraphs that an address points at, by name or by a passage."""
    sides = (pair.japanese, pair.english)
    named = params.get("para", "")
    known = {pair_view.name_of(side, p.number) for side in sides for p in side.paragraphs}
    if named:
        return frozenset({named} & known)
    try:
        stored = session.catalog.passage(params.get("passage", ""), reader=session.reader)
    except NotFoundError:
        return frozenset()
    for side in sides:
        if stored.id.startswith(f"{side.edition.id}:{side.edition.version}:"):
            held = _holding(side, [(s.page, s.start, s.end) for s in stored.passage.spans])
            return frozenset(pair_view.name_of(side, number) for number in held)
    return frozenset()


def _holding(side: Side, spans: list[tuple[int, int, int]]) -> list[int]:
    return [
        part.number
        for part in side.paragraphs
        for own in part.spans
        for page, start, end in spans
        if own.page == page and own.start < end and start < own.end
    ]


def _open(session: Session, edition: str, label: str) -> None:
    st.page_link(
        frame.page("document"),
        label=plain(label),
        icon=":material/description:",
        query_params=session.link({"id": edition}),
        help=session.strings["search.open"],
    )


def _scroll(name: str) -> None:
    """Bring a paragraph into view, once for each one arrived at; `name` is one of ours."""
    identity = json.dumps(f"k-pair-{name}")
    st.html(
        f"<script>setTimeout(() => document.getElementById({identity})"
        "?.scrollIntoView({block: 'center'}), 300)</script>",
        unsafe_allow_javascript=True,
    )
