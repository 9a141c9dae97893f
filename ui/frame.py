"""What surrounds every page: style, title, and the sidebar with navigation and language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from ui import alerting, basket, scripts
from ui.address import Request
from ui.html import escape, tag
from ui.session import Session, ask, levels
from ui.strings import LANGUAGES

STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")
NAVIGATION = (
    *("search", "topics", "map", "people", "saved", "batch", "briefings", "digest", "library"),
)


def draw(session: Session, pages: Mapping[str, st.Page], current: st.Page) -> None:
    strings = session.strings
    st.session_state["pages"] = dict(pages)
    st.html(STYLE)
    _speak(session)
    with st.sidebar:
        brand = escape(strings["app.name"]) + tag("small", escape(strings["app.subtitle"]))
        st.html(tag("div", brand, class_="k-brand"))
        _navigation(session, pages, current)
        basket.draw(session)
        _language(session)
        _era(session)
        _reader(session)
        scripts.key_help(session.strings)


def _navigation(session: Session, pages: Mapping[str, st.Page], current: st.Page) -> None:
    strings = session.strings
    with st.container(key="k-navigation"):
        for name in NAVIGATION:
            if pages[name] is current and name == "search":
                # A link to the page that is open would leave the old search in the address.
                st.button(
                    session.strings["nav.search"],
                    key="home",
                    type="tertiary",
                    width="stretch",
                    on_click=ask,
                    args=(session, Request()),
                )
            else:
                waiting = alerting.waiting(session) if name == "saved" else 0
                label = strings("alert.nav", title=pages[name].title, n=waiting)
                st.page_link(
                    pages[name],
                    label=label if waiting else None,
                    query_params=session.link(),
                    width="stretch",
                )


def title(session: Session, text: str) -> None:
    """Name the browser's tab; wide pages are narrowed by the style sheet."""
    name = session.strings["app.name"]
    st.set_page_config(
        page_title=f"{text} – {name}" if text else name, page_icon=str(ICON), layout="centered"
    )


def page(name: str) -> st.Page:
    """Return the page to link to, by its name in `app.PAGES`."""
    found: st.Page = st.session_state["pages"][name]
    return found


def _speak(session: Session) -> None:
    """Tell the browser which language the page is in, and give the uploader its words.

    Screen readers, line breaking and the choice of Han glyphs depend on the document's language,
    which Streamlit fixes to English.
    """
    strings = session.strings
    scripts.run(strings)
    words = {"button": strings["upload.button"], "drop": strings["upload.drop"]}
    rules = "".join(
        f"--k-upload-{name}: {json.dumps(text, ensure_ascii=False)};"
        for name, text in words.items()
    )
    st.html(f"<style>:root {{ {rules} }}</style>")


def _language(session: Session) -> None:
    def change() -> None:
        st.query_params["ui"] = st.session_state["ui"]

    st.session_state["ui"] = session.strings.language
    st.segmented_control(
        session.strings["app.language"],
        LANGUAGES,
        format_func=lambda language: session.strings[f"edition.{language}"],
        key="ui",
        required=True,
        on_change=change,
    )


def _era(session: Session) -> None:
    """Offer years of the era, which are how Japanese readers may write them."""
    strings = session.strings
    if strings.language != "ja":
        return

    def change() -> None:
        st.session_state["era"] = st.session_state["era-switch"]
        st.query_params["era"] = str(int(st.session_state["era"]))

    st.session_state["era-switch"] = strings.era
    st.toggle(
        strings["keys.era"], key="era-switch", help=strings["keys.era_help"], on_change=change
    )


def _reader(session: Session) -> None:
    strings = session.strings
    limit = session.settings.reader
    choices = levels(limit)
    if len(choices) == 1:
        return
    st.session_state["reader"] = session.reader.level
    st.selectbox(
        strings["app.reader"],
        choices,
        format_func=lambda level: strings[f"level.{level}"],
        key="reader",
        help=strings("app.reader_help", limit=strings[f"level.{limit}"]),
    )
