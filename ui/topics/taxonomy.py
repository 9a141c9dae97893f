"""Staff keep the taxonomy here: names, definitions, words and questions of each topic."""

from __future__ import annotations

import streamlit as st

from errors import KakehashiError
from topics import taxonomy as taxonomies
from topics.taxonomy import Topic
from topics.view import Topics
from ui.dates import day
from ui.html import escape, tag
from ui.session import Session

TEXTS = ("ja", "en", "definition_ja", "definition_en")
LISTS = ("seeds_ja", "seeds_en", "questions_ja", "questions_en")
NEW = ""
ENDINGS = ["toml"]


def draw(session: Session, topics: Topics) -> None:
    """Offer a form for one topic, and the whole as a file."""
    strings = session.strings
    st.html(tag("p", escape(strings["topics.edit_about"]), class_="k-faint"))
    known = {topic.id: topic for topic in topics.taxonomy}
    chosen = st.selectbox(
        strings["topics.edit_which"],
        [NEW, *known],
        index=1 if known else 0,
        format_func=lambda each: _option(session, known.get(each)),
        key="taxonomy-which",
    )
    _form(session, topics, known.get(chosen))
    _file(session, topics)


def _option(session: Session, topic: Topic | None) -> str:
    if topic is None:
        return session.strings["topics.edit_new"]
    name = topic.name(session.strings.language)
    return f"　{name}" if topic.parent else name


def _form(session: Session, topics: Topics, topic: Topic | None) -> None:
    strings = session.strings
    fields = [each for each in topics.taxonomy if not each.parent]
    names = {each.id: each.name(strings.language) for each in fields}
    key = topic.id if topic else "new"
    with st.form(f"taxonomy-{key}"):
        identifier, parent = topic.id if topic else "", topic.parent if topic else ""
        if topic is None:
            identifier = st.text_input(
                strings["topics.edit_id"], help=strings["topics.edit_id_help"], key="taxonomy-id"
            )
            parent = st.selectbox(
                strings["topics.edit_parent"],
                [NEW, *names],
                format_func=lambda each: names.get(each, strings["topics.edit_field"]),
                key="taxonomy-parent",
            )
        typed = {
            name: st.text_input(
                strings[f"topics.edit_{name}"],
                getattr(topic, name) if topic else "",
                key=f"taxonomy-{key}-{name}",
            )
            for name in TEXTS
        }
        lists = {
            name: st.text_area(
                strings[f"topics.edit_{name}"],
                "\n".join(getattr(topic, name)) if topic else "",
                help=strings["topics.edit_lines"],
                key=f"taxonomy-{key}-{name}",
            )
            for name in LISTS
        }
        save = st.form_submit_button(strings["topics.edit_save"], type="primary")
    if save:
        made = Topic(
            identifier.strip(),
            typed["ja"],
            typed["en"],
            typed["definition_ja"],
            typed["definition_en"],
            _lines(lists["seeds_ja"]),
            _lines(lists["seeds_en"]),
            _lines(lists["questions_ja"]),
            _lines(lists["questions_en"]),
            parent,
        )
        others = [each for each in topics.taxonomy if topic is None or each.id != topic.id]
        place = topics.taxonomy.index(topic) if topic else len(others)
        _keep(session, topics, (*others[:place], made, *others[place:]))
    if topic is not None and st.button(
        strings["topics.edit_remove"],
        key="taxonomy-remove",
        help=strings["topics.edit_remove_help"],
    ):
        gone = {topic.id} | {each.id for each in topics.taxonomy if each.parent == topic.id}
        _keep(session, topics, tuple(each for each in topics.taxonomy if each.id not in gone))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _keep(session: Session, topics: Topics, changed: tuple[Topic, ...]) -> None:
    """Keep the taxonomy where it can be read again; say how many passages moved."""
    _keep_text(session, topics, taxonomies.write(changed), session.strings["topics.title"])


def _keep_text(session: Session, topics: Topics, text: str, name: str) -> None:
    strings = session.strings
    try:
        taxonomies.parse(text, name)
    except KakehashiError as problem:
        st.html(tag("p", escape(problem.text(strings.language)), class_="k-fault", role="alert"))
        return
    session.catalog.set_taxonomy(text)
    with st.spinner(strings["topics.scoring"]):
        after = session.topics
    before = {node.id: node.passages for node in topics.nodes if node.kind == "taxonomy"}
    moved = [
        strings(
            "topics.edit_moved", name=node.name(strings.language), before=old, after=node.passages
        )
        for node in after.nodes
        for old in [before.get(node.id, 0)]
        if node.kind == "taxonomy" and old != node.passages
    ]
    st.session_state["topic-said"] = strings["topics.kept"] + "".join(f" {line}" for line in moved)
    st.rerun()


def _file(session: Session, topics: Topics) -> None:
    strings = session.strings
    with st.expander(strings["topics.edit_file"]):
        st.download_button(
            strings["topics.edit_download"],
            taxonomies.write(topics.taxonomy).encode(),
            "topics.toml",
            "application/toml",
            key="taxonomy-download",
            on_click="ignore",
        )
        given = st.file_uploader(strings["topics.edit_upload"], ENDINGS, key="taxonomy-upload")
        if given and st.button(strings["topics.edit_use"], key="taxonomy-use"):
            text = given.getvalue().decode("utf-8-sig", errors="replace")
            _keep_text(session, topics, text, given.name)
        for number, at, text in session.catalog.taxonomies()[1:6]:
            date = f"{day(at.date(), strings)} {at:%H:%M} UTC"
            if st.button(strings("topics.edit_back", date=date), key=f"taxonomy-back-{number}"):
                _keep_text(session, topics, text, strings["topics.title"])
