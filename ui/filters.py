"""What narrows a search, and how the query was read; each can be seen and switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from index import Expansion, Results
from ui import address
from ui.address import Request
from ui.html import escape, plain, tag
from ui.session import Session, ask

RENDERINGS = 3
# A parameter of the address, and the facet that counts its values (and names them, in strings).
_CHOICES = (("type", "type"), ("topic", "topic"), ("lang", "language"))


def draw(session: Session, request: Request) -> None:
    """Show the filters in a row; each opens to its values with the documents they hold."""
    facets = session.catalog.facets(reader=session.reader)
    with st.container(horizontal=True, key="k-filters"):
        for name, facet in _CHOICES:
            _choice(session, request, name, facet, facets[facet])
        _years(session, request, [int(year) for year in facets["year"]])
        _help(session)
        if request.narrowed:
            st.button(
                session.strings["filter.clear"],
                key="clear",
                type="tertiary",
                icon=":material/close:",
                on_click=ask,
                args=(session, Request(request.query, off=request.off, literal=request.literal)),
            )


def _choice(
    session: Session, request: Request, parameter: str, facet: str, counts: dict[str, int]
) -> None:
    strings = session.strings
    chosen = list(address.write(request).get(parameter, []))
    # A value that came with the address stays visible, and removable, even where it counts zero.
    options = list(dict.fromkeys([*counts, *chosen]))
    name = strings[f"filter.{facet}"]
    named = [strings.label(facet, value) for value in chosen]
    key = f"filter-{facet}"

    def change() -> None:
        ask(session, address.change(request, parameter, st.session_state[key]))

    st.session_state[key] = chosen
    with st.popover(_label(session, name, named), key=f"{key}-open"):
        if options:
            st.pills(
                name,
                options,
                selection_mode="multi",
                format_func=lambda value: plain(
                    strings(
                        "filter.option", name=strings.label(facet, value), n=counts.get(value, 0)
                    )
                ),
                key=key,
                on_change=change,
            )
        else:
            st.write(strings["filter.empty"])


def _years(session: Session, request: Request, known: Sequence[int]) -> None:
    strings = session.strings
    years = sorted({*known, *(y for y in (request.since, request.until) if y)}, reverse=True)
    span = [str(year) if year else "" for year in (request.since, request.until)]
    named = ["–".join(span)] if any(span) else []

    def change() -> None:
        since, until = st.session_state["since"], st.session_state["until"]
        if since and until and since > until:
            since, until = until, since
        ask(session, replace(request, since=since, until=until))

    with st.popover(_label(session, strings["filter.years"], named), key="filter-years-open"):
        for name, value in (("since", request.since), ("until", request.until)):
            st.session_state[name] = value
            st.selectbox(
                strings[f"filter.{name}"],
                [None, *years],
                format_func=lambda year: str(year) if year else strings["filter.any"],
                key=name,
                on_change=change,
            )


def _label(session: Session, name: str, chosen: Sequence[str]) -> str:
    if not chosen:
        return name
    value = chosen[0] if len(chosen) == 1 else str(len(chosen))
    return plain(session.strings("filter.chosen", name=name, value=value))


def _help(session: Session) -> None:
    strings = session.strings
    rows = "".join(
        tag("dt", tag("code", escape(strings[f"help.{key}_example"])))
        + tag("dd", escape(strings[f"help.{key}"]))
        for key in ("phrase", "without", "author", "year", "type", "lang", "topic", "org")
    )
    with st.popover(strings["help.title"], type="tertiary", icon=":material/help:"):
        st.html(tag("p", escape(strings["help.intro"])) + tag("dl", rows, class_="k-query"))


def chips(session: Session, request: Request, results: Results) -> None:
    """Show the folds and expansions that the query was searched with; a click drops one."""
    strings = session.strings
    names = {each.id: _also(each) for each in results.expansions}
    # Those that were switched off are not searched, and must stay in sight to be put back.
    names |= {off: off for off in request.off if off not in names}
    if names:

        def change() -> None:
            kept = set(st.session_state["expansions"])
            ask(session, replace(request, off=tuple(key for key in names if key not in kept)))

        st.session_state["expansions"] = [key for key in names if key not in request.off]
        st.pills(
            strings["chips.expansions"],
            list(names),
            selection_mode="multi",
            format_func=lambda key: plain(names[key]),
            key="expansions",
            help=strings["chips.expansions_help"],
            on_change=change,
        )
    if results.folds or request.literal:
        _literal(session, request, results)


def _also(expansion: Expansion) -> str:
    """Name the first renderings; a term may have a dozen, and all are searched."""
    texts = [rendering.text for rendering in expansion.renderings]
    return ", ".join(texts[:RENDERINGS]) + ("…" if len(texts) > RENDERINGS else "")


def _literal(session: Session, request: Request, results: Results) -> None:
    strings = session.strings

    def change() -> None:
        ask(session, replace(request, literal=st.session_state["literal"]))

    st.session_state["literal"] = request.literal
    with st.container(horizontal=True, vertical_alignment="center", key="k-folds"):
        if results.folds:
            folds = "、".join(
                strings("chips.fold", original=written, folded=searched)
                for written, searched in results.folds
            )
            st.write(plain(strings("chips.folded", folds=folds)))
        st.toggle(
            strings["chips.literal"],
            key="literal",
            help=strings["chips.literal_help"],
            on_change=change,
        )
