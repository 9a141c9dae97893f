"""Documents by year, as bars; the same numbers are a table for who cannot see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from topics.overtime import Count
from ui.session import Session

# Told apart by people who see colours otherwise (Okabe and Ito 2008), and in grey by their order.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#f0e442")
FONT = "Source Sans, Noto Sans CJK JP, Hiragino Sans, Yu Gothic, sans-serif"
HEIGHT = 220


def by_year(session: Session, counts: Sequence[Count], by: str) -> None:
    """Draw the documents of each year, stacked by "language" or "type"."""
    group = "edition" if by == "language" else "type"
    rows = [(c.year, session.strings.label(group, getattr(c, by)), c.documents) for c in counts]
    bars(session, rows)


def bars(session: Session, rows: Iterable[tuple[int, str, int]]) -> None:
    """Draw (year, series, documents) as stacked bars."""
    strings = session.strings
    summed: dict[tuple[int, str], int] = {}
    for year, series, held in rows:
        summed[year, series] = summed.get((year, series), 0) + held
    if not summed:
        st.write(strings["topics.undated"])
        return
    table = pd.DataFrame(
        [(str(year), series, held) for (year, series), held in sorted(summed.items())],
        columns=["year", "series", "documents"],
    )
    years = range(min(year for year, _ in summed), max(year for year, _ in summed) + 1)
    chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X(
                "year:O",
                title=None,
                scale=alt.Scale(domain=[str(year) for year in years]),
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y(
                "sum(documents):Q",
                title=strings["topics.documents"],
                axis=alt.Axis(tickMinStep=1, format="d"),
            ),
            color=alt.Color(
                "series:N",
                title=None,
                scale=alt.Scale(range=list(COLOURS)),
                legend=alt.Legend(orient="top", labelLimit=400),
            ),
            tooltip=[
                alt.Tooltip("year:O", title=strings["topics.year"]),
                alt.Tooltip("series:N", title=strings["topics.series"]),
                alt.Tooltip("documents:Q", title=strings["topics.documents"]),
            ],
        )
        .properties(height=HEIGHT)
        .configure(font=FONT)
    )
    st.altair_chart(chart, width="stretch")
    with st.expander(strings["topics.table"]):
        wide = table.pivot_table(
            index="year", columns="series", values="documents", aggfunc="sum", fill_value=0
        )
        st.table(wide.rename_axis(index=strings["topics.year"], columns=None))


def matrix(session: Session, rows: Sequence[tuple[str, Mapping[int, int]]]) -> None:
    """Draw a row for each name and a column for each year, darker where there is more."""
    strings = session.strings
    every = {year for _, years in rows for year in years}
    if not every:
        st.write(strings["topics.undated"])
        return
    table = pd.DataFrame(
        [(name, str(year), years.get(year, 0)) for name, years in rows for year in _span(every)],
        columns=["topic", "year", "documents"],
    )
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y(
            "topic:N", title=None, sort=[name for name, _ in rows], axis=alt.Axis(labelLimit=320)
        ),
        tooltip=[
            alt.Tooltip("topic:N", title=strings["topics.one"]),
            alt.Tooltip("year:O", title=strings["topics.year"]),
            alt.Tooltip("documents:Q", title=strings["topics.documents"]),
        ],
    )
    most = int(table["documents"].max())
    squares = base.mark_rect().encode(
        color=alt.Color(
            "documents:Q",
            legend=None,
            scale=alt.Scale(domain=[0, max(most, 1)], range=["rgba(128,128,128,.08)", COLOURS[0]]),
        )
    )
    numbers = (
        base.transform_filter("datum.documents > 0")
        .mark_text(fontSize=11)
        .encode(
            text="documents:Q",
            color=alt.condition(
                f"datum.documents > {most / 2}", alt.value("white"), alt.value("#4a6fa5")
            ),
        )
    )
    chart = (squares + numbers).properties(height=alt.Step(22)).configure(font=FONT)
    st.altair_chart(chart, width="stretch")
    with st.expander(strings["topics.table"]):
        wide = pd.DataFrame(
            {str(year): [years.get(year, 0) for _, years in rows] for year in _span(every)},
            index=[name for name, _ in rows],
        )
        st.table(wide)


def _span(years: Iterable[int]) -> range:
    known = set(years)
    return range(min(known), max(known) + 1)
