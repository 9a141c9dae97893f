"""Pairs of editions that may be one document: what speaks for it, and a person's decision."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from catalog.records import Edition
from ui import frame
from ui.dates import period
from ui.faults import explained
from ui.html import escape, plain, tag
from ui.library import tabs
from ui.results import handling_badges
from ui.session import Session

STRONG, FAIR = 0.8, 0.6  # of a sign, out of 1
SIGNS = ("meaning", "order", "numbers", "date")


def draw(session: Session) -> None:
    strings = session.strings
    st.html(tag("p", escape(strings["manage.links_intro"])))
    if st.button(strings["manage.links_look"], key="look", icon=":material/search:"):
        with explained(strings):
            found = look(session)
            tabs.say(strings("manage.links_found", n=found))
            st.rerun()
    pairs = session.catalog.links(reader=session.reader)
    if not pairs:
        st.html(tag("p", escape(strings["manage.links_none"]), class_="k-faint", role="status"))
    for place, (a, b, score, reasons) in enumerate(pairs):
        with st.container(key=f"k-hit-{place}"):
            _pair(session, a, b)
            st.html(why_html(session, score, reasons))
            with st.container(horizontal=True):
                _decide(session, a, b, confirm=True)
                _decide(session, a, b, confirm=False)
    _rejected(session)


def look(session: Session) -> int:
    """Compare the editions that stand alone; return how many pairs are likely."""
    from index.editions import propose

    index = session.writer()
    index.update()
    return propose(session.catalog, index.encoder.fingerprint)


def why_html(session: Session, score: float, reasons: Mapping[str, float]) -> str:
    """Return what speaks for a pair, sign by sign in words, and the score."""
    strings = session.strings
    lines = [
        strings(f"manage.sign_{name}_{_strength(reasons[name])}", percent=round(100 * value))
        for name, value in sorted(reasons.items(), key=lambda item: -item[1])
        if name in SIGNS
    ]
    total = strings("manage.links_score", percent=round(100 * score))
    items = "".join(tag("li", escape(line)) for line in lines)
    return tag("strong", escape(total)) + tag("ul", items, class_="k-signs")


def _strength(value: float) -> str:
    return "strong" if value >= STRONG else "fair" if value >= FAIR else "weak"


def _pair(session: Session, a: Edition, b: Edition) -> None:
    strings = session.strings
    for edition in (a, b):
        document = session.catalog.document_of(edition.id, reader=session.reader)
        with st.container(key=f"k-title-{edition.id}"):
            st.page_link(
                frame.page("document"),
                label=plain(edition.title),
                query_params=session.link({"id": edition.id}),
            )
        facts = [
            strings[f"edition.{edition.language}"],
            period(document.date, document.date_end, strings) if document.date else "",
            strings("library.row_pages", n=edition.pages),
            edition.file_name,
        ]
        line = escape(" · ".join(fact for fact in facts if fact))
        badges = handling_badges(session, document.handling)
        st.html(tag("div", f"{line} &ensp;{badges}", class_="k-meta"))


def _decide(session: Session, a: Edition, b: Edition, *, confirm: bool) -> None:
    strings = session.strings
    name = "confirm" if confirm else "reject"
    if not st.button(
        strings[f"manage.links_{name}"],
        key=f"{name}-{a.id}-{b.id}",
        type="primary" if confirm else "secondary",
        help=strings[f"manage.links_{name}_help"],
    ):
        return
    with explained(strings):
        if confirm:
            session.catalog.confirm_link(a.id, b.id)
            session.writer().update()
        else:
            session.catalog.reject_link(a.id, b.id)
        tabs.say(strings(f"manage.links_{name}ed", a=a.title, b=b.title))
        st.rerun()


def _rejected(session: Session) -> None:
    strings = session.strings
    pairs = session.catalog.links(reader=session.reader, state="rejected")
    if pairs:
        with st.expander(strings("manage.links_rejected_pairs", n=len(pairs))):
            for a, b, _, _ in pairs:
                _pair(session, a, b)
                _decide(session, a, b, confirm=True)
