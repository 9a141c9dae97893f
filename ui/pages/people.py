"""The page of people and organisations: who wrote on what, with whom, in which language."""

from __future__ import annotations

import streamlit as st

from catalog import Filters
from catalog.records import Language
from errors import NotFoundError
from topics import people as writers
from topics.people import Person
from topics.view import Topics
from ui import frame, results
from ui.faults import explained, notice
from ui.html import escape, plain, tag
from ui.session import Session
from ui.topics import charts

AT_ONCE = 50


def show(session: Session) -> None:
    strings = session.strings
    frame.title(session, strings["topics.people"])
    with st.container(key="k-people"), explained(strings):
        if not session.count():
            notice(strings["empty.library"], strings["empty.library_try"], "note")
            return
        found = _people(session.topics)
        identifier = st.query_params.get("id", "")
        if not identifier:
            _list(session, found)
            return
        try:
            person = writers.person(found, identifier)
        except NotFoundError:
            _back(session)
            notice(strings["topics.no_person"], strings["topics.no_person_try"])
        else:
            _one(session, person, {each.id: each for each in found})


@st.cache_resource(
    show_spinner=False, max_entries=6, hash_funcs={Topics: lambda topics: topics.serial}
)
def _people(topics: Topics) -> list[Person]:
    inherited = topics.index.catalog.inherited_topics(reader=topics.reader)
    return writers.people(topics.index, inherited, reader=topics.reader)


def _back(session: Session) -> None:
    st.page_link(
        frame.page("people"),
        label=session.strings["topics.people"],
        icon=":material/arrow_back:",
        query_params=session.link(),
    )


def _list(session: Session, found: list[Person]) -> None:
    strings = session.strings
    st.html(
        tag("h1", escape(strings["topics.people"]))
        + tag("p", escape(strings["topics.people_about"]), class_="k-faint")
    )
    words = st.text_input(strings["topics.people_find"], key="people-find")
    for kind in ("author", "organisation"):
        named = [each for each in found if each.kind == kind and _matches(each, words)]
        if not named:
            continue
        st.html(tag("h2", escape(strings[f"topics.{kind}s"])))
        for person in named[:AT_ONCE]:
            _line(session, person)
        if len(named) > AT_ONCE:
            st.html(tag("p", escape(strings("topics.people_more", n=len(named) - AT_ONCE))))


def _matches(person: Person, words: str) -> bool:
    wanted = words.strip().casefold()
    return not wanted or any(wanted in name.casefold() for name in person.names)


def _line(session: Session, person: Person) -> None:
    strings = session.strings
    with st.container(horizontal=True, key=f"k-row-person-{person.id}"):
        st.page_link(
            frame.page("people"),
            label=plain(person.name(strings.language)),
            query_params=session.link({"id": person.id}),
        )
        below = {topic.id for topic in session.taxonomy if topic.parent}
        topics = [topic for topic in person.topics if topic in below][:3]
        about = strings["searchpage.between"].join(strings.label("topic", t) for t in topics)
        note = strings("topics.wrote", n=len(person.documents))
        line = f"{note} · {about}" if about else note
        st.html(tag("span", escape(line), class_="k-faint"), width="content")


def _one(session: Session, person: Person, everyone: dict[str, Person]) -> None:
    strings = session.strings
    name = person.name(strings.language)
    frame.title(session, name)
    _back(session)
    others = [each for each in person.names if each != name]
    st.html(
        tag("h1", escape(name))
        + (tag("p", escape(" · ".join(others)), class_="k-faint") if others else "")
        + tag("p", escape(strings("topics.wrote", n=len(person.documents))), class_="k-faint")
    )
    documents = session.catalog.documents(
        reader=session.reader, filters=Filters(documents=person.documents)
    )
    rows = [
        (document.date.year, strings.label("edition", edition.language), 1)
        for document in documents
        if document.date
        for edition in document.editions
    ]
    charts.bars(session, rows)
    _topics(session, person)
    if person.others:
        st.html(tag("h2", escape(strings["topics.with"])))
        for identifier in person.others:
            _line(session, everyone[identifier])
    st.html(tag("h2", escape(strings["topics.papers"])))
    for place, document in enumerate(documents):
        with st.container(key=f"k-hit-{place}"):
            results.head(session, document)


def _topics(session: Session, person: Person) -> None:
    strings = session.strings
    known = {topic.id: topic for topic in session.taxonomy if topic.parent}
    held = [(topic, many) for topic, many in person.topics.items() if topic in known]
    if not held:
        return
    st.html(tag("h2", escape(strings["topics.wrote_on"])))
    for topic, many in held:
        with st.container(horizontal=True, key=f"k-row-wrote-{topic}"):
            st.page_link(
                frame.page("topic"),
                label=plain(known[topic].name(Language(strings.language))),
                query_params=session.link({"id": topic}),
            )
            st.html(
                tag("span", escape(strings("topics.wrote", n=many)), class_="k-faint"),
                width="content",
            )
