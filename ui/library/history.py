"""The history of a document's metadata: who said what when; an earlier state can be restored."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from catalog.records import BY_HAND, Change, Document, Edition, Handling, Metadata
from ui.dates import day, period
from ui.faults import explained
from ui.html import escape, tag
from ui.library import tabs
from ui.session import Session

FIELDS = (
    *("title", "language", "authors", "organisation", "abstract"),
    *("type", "date", "topics", "handling"),
)
LONG = 160  # characters of a value that are shown
RESTORED = "restored"


def draw(session: Session, document: Document, edition: Edition) -> None:
    strings = session.strings
    changes = session.catalog.history(edition.id, reader=session.reader)
    st.html(
        tag("h2", escape(strings["manage.history"]))
        + tag("p", escape(strings["manage.history_note"]), class_="k-faint")
    )
    for place, change in enumerate(changes):
        earlier = changes[place + 1].metadata if place + 1 < len(changes) else Metadata()
        with st.container(key=f"k-hit-{place}"):
            st.html(change_html(session, change, earlier))
            if place and st.button(
                strings["manage.restore"],
                key=f"restore-{change.number}",
                icon=":material/history:",
                type="tertiary",
            ):
                restore(session, document, edition, change)


def restore(session: Session, document: Document, edition: Edition, change: Change) -> None:
    """Say anew what held then.  Who may see the document stays as it is now, so that going back
    never opens a paper.
    """
    strings = session.strings
    then = change.metadata
    moment = change.at.astimezone().isoformat(sep=" ", timespec="minutes")[:16]
    said = replace(
        then,
        document=document.id,
        title=then.title or edition.title,
        language=then.language or edition.language,
        organisation=then.organisation or "",
        abstract=then.abstract or "",
        type=then.type or document.type,
        date_text=then.date_text or "",
        handling=document.handling,
        source=f"{BY_HAND}: {RESTORED} {moment}",
    )
    with explained(strings):
        if session.catalog.update_metadata(edition.id, said, exact=True):
            with st.spinner(strings["upload.indexing_start"]):
                session.writer().update()
            tabs.say(strings["manage.restored"])
        else:
            tabs.say(strings["manage.unchanged"])
        for key in [key for key in st.session_state if str(key).startswith(f"meta-{edition.id}-")]:
            del st.session_state[key]
        st.rerun()


def change_html(session: Session, change: Change, earlier: Metadata) -> str:
    """Return when, who, and each field that differs from the state before."""
    strings = session.strings
    moment = change.at.astimezone()
    when = f"{day(moment.date(), strings)} {moment:%H:%M}"
    head = tag("strong", escape(when)) + " " + tag("span", escape(who(session, change.source)))
    rows = ""
    for field in FIELDS:
        before, after = (_shown(session, field, each) for each in (earlier, change.metadata))
        if before != after:
            old = f"{tag('del', escape(before))} → " if before else ""
            new = escape(after) if after else escape(strings["manage.emptied"])
            rows += tag("dt", escape(strings[f"manage.field_{field}"])) + tag("dd", old + new)
    return tag("div", head) + tag("dl", rows, class_="k-facts")


def who(session: Session, source: str) -> str:
    """Name who said something: a person in the app, or the files that it was read in."""
    strings = session.strings
    if not source.startswith(BY_HAND):
        return strings("manage.by_file", source=source)
    name = source.removeprefix(BY_HAND).removeprefix(": ")
    if name.startswith(f"{RESTORED} "):
        return strings("manage.by_restoring", when=name.removeprefix(f"{RESTORED} "))
    return strings("manage.by_person", name=name) if name else strings["manage.by_staff"]


def _shown(session: Session, field: str, said: Metadata) -> str:
    strings = session.strings
    text = ""
    if field == "authors":
        text = "、".join(author.display() for author in said.authors)
    elif field == "topics":
        text = "、".join(strings.label("topic", topic) for topic in sorted(said.topics))
    elif field == "date":
        text = _date(session, said)
    elif field == "handling":
        text = _handling(session, said.handling) if said.handling else ""
    elif field in ("type", "language"):
        value = getattr(said, field)
        text = strings[f"{field}.{value}"] if value else ""
    else:
        text = getattr(said, field) or ""
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _date(session: Session, said: Metadata) -> str:
    if said.date is None:
        return ""
    shown = period(said.date, said.date_end, session.strings)
    text = said.date_text or ""
    return f"{shown} ({text})" if text and text not in shown else shown


def _handling(session: Session, handling: Handling) -> str:
    strings = session.strings
    parts = [strings[f"level.{handling.level}"], strings[f"quotation.{handling.quotation}"]]
    if handling.embargo:
        parts.append(strings("date.embargo", date=day(handling.embargo, strings)))
    return " · ".join(parts)
