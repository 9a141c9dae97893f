"""What narrows a search; each choice says how many documents it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from catalog import Filters
from catalog.records import Reader
from index import filters_of
from ui import address
from ui.address import Request
from ui.html import escape, plain, tag
from ui.session import Session, ask, levels, open_catalog
from ui.strings import topic_names

BARS = 40  # years, beyond which they would be too thin to be told apart
NUMBERS = 12  # years, up to which each bar has room for its count
# A parameter of the address, the facet that counts its values, and the string that names it.
_SHORT = (("type", "type", "filter.type"), ("topic", "topic", "filter.topic"))
_LONG = (
    ("author", "author", "searchpage.author"),
    ("org", "organisation", "searchpage.organisation"),
)
_LANGUAGE = ("lang", "language", "filter.language")
_LEVEL = ("level", "level", "searchpage.level")


def draw(session: Session, request: Request) -> None:
    """Show the filters in a row; each opens to its values with the documents they hold."""
    counts = _counts(
        session, request.filters, filters_of(request.query, topic_names(session.taxonomy))
    )
    # Streamlit's list says that nothing matches in English; the style sheet exchanges the words.
    none = json.dumps(session.strings["searchpage.no_name"], ensure_ascii=False)
    st.html(f"<style>:root {{ --k-no-name: {none}; }}</style>")
    with st.container(horizontal=True, key="k-filters"):
        for name, facet, key in _SHORT:
            held = _topics(session, request, counts) if facet == "topic" else counts[facet]
            _pills(session, request, name, facet, key, held)
        _years(session, request, {int(year): held for year, held in counts["year"].items()})
        for name, facet, key in _LONG:
            _names(session, request, name, facet, key, counts[facet])
        _pills(session, request, *_LANGUAGE, counts["language"])
        readable = levels(session.reader.level)
        if len(readable) > 1 or request.levels:
            held = {level.value: counts["level"].get(level.value, 0) for level in readable}
            _pills(session, request, *_LEVEL, held)
        _help(session)
        if request.narrowed:
            st.button(
                session.strings["filter.clear"],
                key="clear",
                type="tertiary",
                icon=":material/close:",
                on_click=ask,
                args=(session, cleared(request)),
            )


def _counts(session: Session, filters: Filters, within: Filters) -> dict[str, dict[str, int]]:
    """Count documents by facet: see `Catalog.facets`.

    The words of a query narrow nothing, since nearness in meaning has no end; so most searches
    have the same counts.
    """
    library, generation = session.settings.library, session.catalog.generation
    return _remembered(library, generation, session.reader, filters, within)


@st.cache_data(max_entries=64, show_spinner=False)
def _remembered(
    library: Path, generation: int, reader: Reader, filters: Filters, within: Filters
) -> dict[str, dict[str, int]]:
    del generation  # a change of the library is another question
    return open_catalog(library).facets(reader=reader, filters=filters, within=within)


def _topics(
    session: Session, request: Request, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, int]:
    """Return the fields with their documents, and of subtopics and clusters those chosen; there
    are too many of them, and the pages of topics lead to each.
    """
    below = {topic.id for topic in session.taxonomy if topic.parent}
    found = {name: held for name, held in counts["topic"].items() if name not in below}
    for name in request.topics:
        only = replace(request, topics=(name,)).filters
        found[name] = session.catalog.count(reader=session.reader, filters=only)
    return found


def cleared(request: Request) -> Request:
    """Return the request without its filters: as it is read and sorted otherwise."""
    return Request(
        request.query,
        order=request.order,
        off=request.off,
        typed=request.typed,
        literal=request.literal,
    )


def _pills(
    session: Session,
    request: Request,
    parameter: str,
    facet: str,
    named: str,
    counts: Mapping[str, int],
) -> None:
    """Offer a handful of values, all in sight."""
    strings = session.strings
    options, chosen, change = _offered(session, request, parameter, counts)
    name = strings[named]
    label = _label(session, name, [_named(session, facet, value) for value in chosen])
    with st.popover(label, key=f"filter-{facet}-open"):
        if options:
            st.pills(
                name,
                options,
                selection_mode="multi",
                format_func=lambda value: plain(_option(session, facet, value, counts)),
                key=f"filter-{parameter}",
                help=strings["searchpage.counts"],
                on_change=change,
            )
        else:
            st.write(strings["filter.empty"])


def _names(
    session: Session,
    request: Request,
    parameter: str,
    facet: str,
    named: str,
    counts: Mapping[str, int],
) -> None:
    """Offer values of which there may be hundreds: a list to type into."""
    strings = session.strings
    options, chosen, change = _offered(session, request, parameter, counts)
    with st.popover(_label(session, strings[named], chosen), key=f"filter-{facet}-open"):
        if options:
            st.multiselect(
                strings[named],
                options,
                format_func=lambda value: _option(session, facet, value, counts),
                key=f"filter-{parameter}",
                help=strings["searchpage.counts"],
                placeholder=strings["searchpage.names"],
                select_all=False,
                on_change=change,
            )
        else:
            st.write(strings["filter.empty"])


def _offered(
    session: Session, request: Request, parameter: str, counts: Mapping[str, int]
) -> tuple[list[str], list[str], Callable[[], None]]:
    """Return what can be chosen, what is, and what to do when that changes."""
    found = address.write(request).get(parameter, [])
    chosen = list(dict.fromkeys([found] if isinstance(found, str) else found))
    # A value that came with the address stays visible, and removable, even where it counts zero.
    options = list(dict.fromkeys([*counts, *chosen]))
    key = f"filter-{parameter}"

    def change() -> None:
        ask(session, address.change(request, parameter, st.session_state[key]))

    st.session_state[key] = chosen
    return options, chosen, change


def _option(session: Session, facet: str, value: str, counts: Mapping[str, int]) -> str:
    strings = session.strings
    return strings("filter.option", name=_named(session, facet, value), n=counts.get(value, 0))


def _named(session: Session, facet: str, value: str) -> str:
    return session.topic_name(value) if facet == "topic" else session.strings.label(facet, value)


def _years(session: Session, request: Request, counts: Mapping[int, int]) -> None:
    """Offer a span of the years that the library has."""
    strings = session.strings
    known = _counts(session, Filters(), Filters())["year"]
    ends = [year for year in (request.since, request.until) if year]
    years = sorted({*map(int, known), *ends})
    span = [str(year) if year else "" for year in (request.since, request.until)]
    label = _label(session, strings["filter.years"], ["–".join(span)] if ends else [])
    with st.popover(label, key="filter-years-open"):
        if len(years) > 1:
            first, last = years[0], years[-1]

            def change() -> None:
                since, until = st.session_state["filter-years"]
                since, until = max(since, first), min(until, last)
                ask(
                    session,
                    replace(
                        request,
                        since=since if since > first else None,
                        until=until if until < last else None,
                    ),
                )

            if last - first < BARS:
                st.html(bars({year: counts.get(year, 0) for year in range(first, last + 1)}))
            chosen = sorted((request.since or first, request.until or last))
            st.session_state["filter-years"] = tuple(chosen)
            st.slider(
                strings["filter.years"],
                first,
                last,
                key="filter-years",
                help=strings["searchpage.counts"],
                on_change=change,
            )
        elif years:
            st.write(strings("filter.option", name=str(years[0]), n=counts.get(years[0], 0)))
        else:
            st.write(strings["filter.empty"])


def bars(counts: Mapping[int, int]) -> str:
    """Return the documents of each year as a row of bars, as HTML."""
    most = max(counts.values(), default=0) or 1
    columns = ""
    for year, held in counts.items():
        number = escape(str(held)) if len(counts) <= NUMBERS else ""
        bar = tag("i", "", style=f"height: {2.5 * held / most:.2f}rem")
        columns += tag("span", number + bar, title=f"{year}: {held}")
    label = ", ".join(f"{year}: {held}" for year, held in counts.items())
    return tag("div", columns, class_="k-years", role="img", aria_label=label)


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
