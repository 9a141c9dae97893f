"""The desk: what came in, by field and event; each event is used, dropped, or waits."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from briefing.digest import desk, feeds
from briefing.digest.records import Event, Issue, Item, language_of
from catalog.clippings import Fate
from errors import KakehashiError, explain
from ui import frame
from ui.dates import day
from ui.html import badge, escape, plain, tag
from ui.session import Session


def bring(session: Session) -> None:
    """Offer to fetch the feeds of the settings, and to add an item by hand."""
    strings = session.strings
    with st.container(horizontal=True, key="k-bring"):
        if st.button(
            strings["desk.fetch"],
            icon=":material/rss_feed:",
            disabled=not session.settings.feeds,
            help=strings["desk.fetch_help"],
        ):
            with st.spinner(strings["desk.fetching"]):
                rows = feeds.gather(
                    session.catalog,
                    session.settings.feeds,
                    reader=session.reader,
                    now=dt.datetime.now(dt.UTC),
                )
            st.session_state["fetched"] = rows
        _by_hand(session)
    for row in st.session_state.pop("fetched", ()):
        if row.code:
            text = explain(row.code, dict(row.values), strings.language)
            st.html(tag("p", escape(text), class_="k-fault", role="alert"))
        else:
            text = strings("cli.digest_fetched", feed=row.feed, n=row.items, new=row.new)
            st.html(tag("p", escape(text), class_="k-faint", role="status"))


def _by_hand(session: Session) -> None:
    strings = session.strings

    def add() -> None:
        state = st.session_state
        title = " ".join(state["hand-title"].split())
        if not title:
            return
        when = dt.datetime.combine(state["hand-day"], dt.time(12), dt.UTC)
        made = Item(
            title,
            when,
            language_of(title + state["hand-summary"]),
            " ".join(state["hand-summary"].split()),
            state["hand-source"].strip(),
            state["hand-link"].strip(),
        )
        session.catalog.put_clippings([made.clipping()], reader=session.reader)

    with (
        st.popover(strings["desk.hand"], icon=":material/add:"),
        st.form("by-hand", border=False, clear_on_submit=True),
    ):
        st.text_input(strings["desk.title"], key="hand-title", max_chars=300)
        st.text_area(strings["desk.summary"], key="hand-summary", max_chars=1000)
        st.text_input(strings["desk.source"], key="hand-source", max_chars=120)
        st.text_input(strings["desk.link"], key="hand-link", max_chars=500)
        st.date_input(strings["desk.day"], key="hand-day", format="YYYY-MM-DD")
        st.form_submit_button(strings["desk.hand_add"], on_click=add)


def draw(session: Session, issue: Issue) -> None:
    """Show the events by field, with what becomes of each."""
    strings = session.strings
    names = {topic.id: topic.name(strings.language) for topic in session.taxonomy}
    order = [topic.id for topic in session.taxonomy if not topic.parent]
    text = strings(
        "desk.counts", items=sum(len(e.items) for e in issue.events), n=len(issue.events)
    )
    st.html(tag("p", escape(text), class_="k-faint", role="status"))
    for topic, events in issue.by_topic(order):
        st.html(tag("h2", escape(names.get(topic, strings["desk.other"]))))
        for event in events:
            with st.container(border=True, key=f"k-event-{event.items[0].id}"):
                _event(session, event)


def _event(session: Session, event: Event) -> None:
    strings = session.strings
    lead = event.lead(session.language)
    marks = badge(strings["desk.continues"], "edition") if event.continues else ""
    if event.used:
        marks += badge(strings["desk.used"], "edition")
    elif event.dropped:
        marks += badge(strings["desk.dropped"], "restricted")
    head = tag("h3", marks + escape(lead.title), lang=str(lead.language))
    summary = tag("p", escape(lead.summary), lang=str(lead.language)) if lead.summary else ""
    told = "".join(tag("li", _told(session, each)) for each in event.items)
    st.html(head + summary + tag("ul", told, class_="k-told"))
    if event.before:
        with st.expander(strings("desk.before", n=len(event.before))):
            for stored in event.before:
                st.page_link(
                    frame.page("document"),
                    label=plain(f"{stored.title} {strings.page(stored.label)}"),
                    query_params=session.link({"id": stored.edition, "passage": stored.id}),
                )
    with st.container(horizontal=True, gap="small"):
        for fate, key, icon in (
            (Fate.USED, "use", "check"),
            (Fate.DROPPED, "drop", "close"),
            (Fate.NEW, "wait", "undo"),
        ):
            st.button(
                strings[f"desk.{key}"],
                key=f"{key}-{event.items[0].id}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=_fate(event) is fate,
                on_click=_mark,
                args=(session, event, fate),
            )


def _fate(event: Event) -> Fate:
    if event.used:
        return Fate.USED
    return Fate.DROPPED if event.dropped else Fate.NEW


def _mark(session: Session, event: Event, fate: Fate) -> None:
    try:
        desk.mark(session.catalog, event, fate, reader=session.reader)
    except KakehashiError as problem:
        st.session_state["digest-fault"] = problem.text(session.strings.language)


def _told(session: Session, item: Item) -> str:
    where = item.source or session.strings["desk.library" if item.document else "desk.by_hand"]
    when = day(item.published.astimezone().date(), session.strings)
    said = tag("span", escape(item.title), lang=str(item.language))
    if item.link:
        said = tag("a", said, href=item.link, target="_blank", rel="noreferrer")
    return f"{said} {tag('span', escape(f'{where} · {when}'), class_='k-faint')}"
