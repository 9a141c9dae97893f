"""Handing a briefing out from the page: which form, to whom; and what was handed out before."""

from __future__ import annotations

import re
from typing import get_args

import streamlit as st

from briefing.baskets import Basket
from briefing.compose import Form
from briefing.release import hand_out
from briefing.render import FORMATS
from catalog.records import Level
from errors import KakehashiError
from ui.dates import day
from ui.html import escape, prose, tag
from ui.session import Session, levels

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
}


def draw(session: Session, basket: Basket) -> None:
    """Offer the file; it is made when asked for, and what stops it is said line by line."""
    strings, key = session.strings, f"made-{basket.draft.id}"
    made = st.session_state.get(key)
    if made and made[0] != basket.draft.state:  # changed since
        st.session_state.pop(key)
        made = None
    with st.container(border=True, key="k-export"):
        st.html(tag("h2", escape(strings["export.title"])))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            form: Form = st.segmented_control(
                strings["export.form"],
                list(get_args(Form)),
                default="both",
                format_func=lambda each: strings[f"export.form_{each}"],
                key="export-form",
                required=True,
            )
            format_ = st.segmented_control(
                strings["export.format"],
                list(FORMATS),
                default="docx",
                format_func=lambda each: strings[f"export.format_{each}"],
                key="export-format",
                required=True,
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choices = levels(session.reader.level)
            audience: Level = st.selectbox(
                strings["export.audience"],
                choices,
                index=len(choices) - 1,
                format_func=lambda level: strings[f"level.{level}"],
                key="export-audience",
                help=strings["export.audience_help"],
            )
            withhold = st.checkbox(
                strings["export.withhold"],
                key="export-withhold",
                help=strings["export.withhold_help"],
            )
        if st.button(strings["export.make"], key="export-make", icon=":material/description:"):
            made = _make(session, basket, form, format_, audience, withhold=withhold)
        if made and made[1:5] == (form, format_, audience, withhold):
            _offer(session, basket, made[5], format_, made[6])
    _releases(session)


def _make(
    session: Session,
    basket: Basket,
    form: Form,
    format_: str,
    audience: Level,
    *,
    withhold: bool,
) -> tuple[int, Form, str, Level, bool, bytes, int] | None:
    strings = session.strings
    try:
        with st.spinner(strings["export.working"]):
            file, sheet = hand_out(
                session.index,
                basket.draft.name,
                basket.briefing,
                form=form,
                format=format_,
                reader=session.reader,
                audience=audience,
                withhold=withhold,
            )
    except KakehashiError as problem:
        lines = problem.text(strings.language).split("\n")
        text = "<br>".join(prose(line) for line in lines)
        st.html(tag("p", text, class_="k-fault", role="alert"))
        return None
    found = (basket.draft.state, form, format_, audience, withhold, file, sheet.redactions)
    st.session_state[f"made-{basket.draft.id}"] = found
    return found


def _offer(session: Session, basket: Basket, file: bytes, format_: str, redactions: int) -> None:
    strings = session.strings
    if redactions:
        text = strings("export.redactions", n=redactions)
        st.html(tag("p", escape(text), class_="k-faint", role="status"))
    st.download_button(
        strings["export.download"],
        file,
        file_name=f"{_file_name(basket.draft.name)}.{format_}",
        mime=TYPES[format_],
        icon=":material/download:",
        type="primary",
        key="export-download",
        on_click="ignore",
    )


def _file_name(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "-", name).strip("-.")[:60] or "briefing"


def _releases(session: Session) -> None:
    """List what was handed out, the last first."""
    strings = session.strings
    found = session.catalog.releases(reader=session.reader)[:20]
    if not found:
        return
    with st.expander(strings["export.releases"], key="k-releases"):
        rows = "".join(
            tag(
                "li",
                escape(
                    strings(
                        "export.released",
                        day=day(each.at.astimezone().date(), strings),
                        name=each.name,
                        format=strings[f"export.format_{each.format}"],
                        form=strings[f"export.form_{each.form}"],
                        audience=strings[f"level.{each.audience}"],
                        n=len(each.sources),
                    )
                ),
            )
            for each in found
        )
        st.html(tag("ul", rows))
