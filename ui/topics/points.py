"""The map as a figure: points in WebGL, coloured, with the names of the coarse clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from catalog.records import Document
from topics import scores
from topics.view import Topics
from ui.strings import Strings
from ui.topics.charts import COLOURS, FONT

HOVER = 20_000  # points up to which each says what it is
GREY = "#a8a8a8"
YEARS = "Viridis"
WORDS = 2  # of a cluster's words, on the map
SIZE = {"few": 7, "some": 5, "many": 3}
HEIGHT = 680


@dataclass(frozen=True, slots=True)
class Points:
    """What is drawn: places (n, 2), and of each point the passages (rows) that it stands for."""

    places: NDArray[np.float32]
    rows: tuple[tuple[int, ...], ...]
    documents: tuple[str, ...]
    languages: tuple[str, ...]
    members: NDArray[np.int32]  # (n, depths)


def passages(topics: Topics) -> Points:
    """Return a point for each passage that has a place."""
    state = topics.state
    if state is None:
        none = np.zeros((0, 2))
        return Points(none.astype(np.float32), (), (), (), none.astype(np.int32))
    placed = ~np.isnan(state.points[:, 0])
    return Points(
        state.points[placed],
        tuple((row,) for row in state.rows[placed].tolist()),
        tuple(state.documents[placed].tolist()),
        tuple(state.languages[placed].tolist()),
        topics.members[placed],
    )


def documents(topics: Topics) -> Points:
    """Return a point for each document: in the middle of its passages, in the clusters in which
    most of them are.
    """
    one = passages(topics)
    held: dict[str, list[int]] = {}
    for place, document in enumerate(one.documents):
        held.setdefault(document, []).append(place)
    places, rows, members, languages = [], [], [], []
    for inside in held.values():
        places.append(np.median(one.places[inside], axis=0))
        rows.append(tuple(row for place in inside for row in one.rows[place]))
        members.append([_most(one.members[inside, depth]) for depth in range(one.members.shape[1])])
        spoken = sorted({one.languages[place] for place in inside})
        languages.append("+".join(spoken))
    return Points(
        np.array(places, np.float32).reshape(-1, 2),
        tuple(rows),
        tuple(held),
        tuple(languages),
        np.array(members, np.int32).reshape(len(held), -1),
    )


def colours(
    topics: Topics,
    points: Points,
    by: str,
    known: Mapping[str, Document],
    strings: Strings,
) -> list[str]:
    """Return the group of each point: by "topic", "cluster", "year", "language" or "type"."""
    if by == "language":
        return [
            strings["topics.both"] if "+" in each else strings.label("edition", each)
            for each in points.languages
        ]
    if by == "type":
        return [strings[f"type.{known[each].type}"] for each in points.documents]
    if by == "year":
        dates = [known[each].date for each in points.documents]
        return [str(date.year) if date else strings["topics.no_date"] for date in dates]
    if by == "cluster":
        ids = topics.state.ids[0] if topics.state else ()
        called, alone = names(topics, strings), strings["topics.alone_name"]
        return [
            called.get(ids[number], alone) if number >= 0 else alone
            for number in points.members[:, 0].tolist()
        ]
    return _fields(topics, points, strings)


def _fields(topics: Topics, points: Points, strings: Strings) -> list[str]:
    """Return the field of the best topic of each point; of a document, the most frequent one."""
    scored = scores.scored(topics.taxonomy)
    fields = [topic.parent or topic.id for topic in scored]
    names = [strings.label("topic", field) for field in fields]
    best: dict[int, str] = {}
    if topics.scores.size:
        place, value = topics.scores.argmax(axis=1), topics.scores.max(axis=1)
        for row, number, score in zip(
            topics.rows.tolist(), place.tolist(), value.tolist(), strict=True
        ):
            if score >= scores.ABOUT:
                best[row] = names[number]
    other = strings["topics.no_topic"]
    found = []
    for rows in points.rows:
        held = [best[row] for row in rows if row in best]
        found.append(max(sorted(set(held)), key=held.count) if held else other)
    return found


def names(topics: Topics, strings: Strings) -> dict[str, str]:
    """Return what the map calls each coarse cluster: the name that people gave it, or its first
    words, so many that no two are called alike.
    """
    between = "・" if strings.language == "ja" else ", "
    found: dict[str, str] = {}
    for node in topics.shown("cluster", 0):
        name = node.name(strings.language)
        words = [name] if node.named else name.split(between)
        held = [between.join(words[:count]) for count in range(WORDS, len(words) + 1)] or [name]
        taken = set(found.values())
        numbered = f"{held[-1]} ({len(found) + 1})"
        found[node.id] = next((each for each in held if each not in taken), numbered)
    return found


def figure(
    topics: Topics,
    points: Points,
    groups: Sequence[str],
    known: Mapping[str, Document],
    strings: Strings,
    *,
    by: str,
    only: NDArray[np.bool_] | None = None,
) -> go.Figure:
    """Return the map; points that are not among `only` (n,) are grey."""
    made = go.Figure()
    count = len(groups)
    size = SIZE["few" if count < 500 else "some" if count < 10_000 else "many"]
    labels = np.array(groups, dtype=object)
    order = _order(groups, by, strings)
    for number, group in enumerate(order):
        inside = labels == group
        if only is not None:
            inside &= only
        grey = group in {strings["topics.alone_name"], strings["topics.no_topic"]}
        colour = GREY if grey else _colour(number, len(order), by)
        made.add_trace(_trace(points, inside, str(group), colour, size, known, strings, count))
    if only is not None and not only.all():
        rest = strings["topics.rest"]
        made.add_trace(_trace(points, ~only, rest, GREY, size, known, strings, count))
    made.update_layout(
        height=HEIGHT,
        dragmode="lasso",
        uirevision=f"map-{count}",  # what was zoomed into stays in sight
        font={"family": FONT},
        margin={"l": 0, "r": 0, "t": 8, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "y": -0.02, "itemsizing": "constant"},
        annotations=_annotations(topics, points, strings),
        xaxis={"visible": False},
        yaxis={"visible": False, "scaleanchor": "x"},
        hoverlabel={"font": {"family": FONT}, "align": "left"},
    )
    return made


def _trace(
    points: Points,
    inside: NDArray[np.bool_],
    name: str,
    colour: str,
    size: int,
    known: Mapping[str, Document],
    strings: Strings,
    count: int,
) -> go.Scattergl:
    chosen = np.flatnonzero(inside)
    text = None
    if count <= HOVER:
        text = [_titled(known[points.documents[place]], strings) for place in chosen.tolist()]
    return go.Scattergl(
        x=points.places[chosen, 0],
        y=points.places[chosen, 1],
        mode="markers",
        name=name.replace("<", "&lt;"),
        text=text,
        customdata=chosen.astype(np.int32),
        marker={"size": size, "color": colour, "opacity": 0.8},
        hovertemplate=("%{text}<br>" if text else "") + "%{fullData.name}<extra></extra>",
    )


def _titled(document: Document, strings: Strings) -> str:
    edition = next(
        (e for e in document.editions if e.language == strings.language), document.editions[0]
    )
    title = edition.title if len(edition.title) <= 70 else edition.title[:69] + "…"
    return title.replace("&", "&amp;").replace("<", "&lt;")


def _annotations(topics: Topics, points: Points, strings: Strings) -> list[dict[str, object]]:
    """Return the names of the coarse clusters, in the middle of their points."""
    state = topics.state
    if state is None or not len(points.places):
        return []
    found: list[dict[str, object]] = []
    called = names(topics, strings)
    for number, identifier in enumerate(state.ids[0]):
        inside = points.members[:, 0] == number
        if identifier in called and inside.any():
            x, y = np.median(points.places[inside], axis=0).tolist()
            found.append(
                {
                    "x": x,
                    "y": y,
                    "text": called[identifier].replace("<", "&lt;"),
                    "showarrow": False,
                    "font": {"size": 13, "color": "#1b1b1b", "family": FONT},
                    "bgcolor": "rgba(255,255,255,0.75)",
                    "borderpad": 2,
                }
            )
    return found


def _order(groups: Sequence[str], by: str, strings: Strings) -> list[str]:
    """Return the groups as the legend lists them: years in order, others by their size."""
    last = {strings["topics.alone_name"], strings["topics.no_topic"], strings["topics.no_date"]}
    counts: dict[str, int] = {}
    for group in groups:
        counts[group] = counts.get(group, 0) + 1
    if by == "year":
        return sorted(counts, key=lambda each: (each in last, each))
    return sorted(counts, key=lambda each: (each in last, -counts[each], each))


def _colour(number: int, count: int, by: str) -> str:
    if by == "year":
        from plotly.colors import sample_colorscale

        share = number / max(count - 1, 1)
        return str(sample_colorscale(YEARS, [share])[0])
    if count <= len(COLOURS):
        return COLOURS[number]
    hue = round(360 * number * 0.61803398875) % 360  # golden ratio: neighbours differ most
    return f"hsl({hue}, 60%, {45 if number % 2 else 58}%)"


def _most(column: NDArray[np.int32]) -> int:
    inside = column[column >= 0]
    return int(np.bincount(inside).argmax()) if len(inside) else -1


def within(
    places: NDArray[np.float32], xs: Sequence[float], ys: Sequence[float]
) -> NDArray[np.bool_]:
    """Return which places (n, 2) lie in the polygon with these corners: those from which a ray
    crosses its sides an odd number of times.
    """
    inside = np.zeros(len(places), np.bool_)
    x, y = places[:, 0].astype(np.float64), places[:, 1].astype(np.float64)
    for x1, y1, x2, y2 in zip(xs, ys, [*xs[1:], xs[0]], [*ys[1:], ys[0]], strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside
