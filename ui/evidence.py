"""The evidence of a hit as a person sees it: marks with tooltips, and what the marks mean."""

from __future__ import annotations

from dataclasses import replace

from catalog import Filters
from errors import KakehashiError
from index import Hit, Mark, Reason, record
from ui import asking, html
from ui.address import Request
from ui.html import tag
from ui.place import Place
from ui.session import Session
from ui.strings import Strings

MOST = 1_000  # passages of one document among which the one arrived at is looked for


def marks(hit: Hit, strings: Strings) -> list[html.Mark]:
    """Return the marks of a hit for `html.marked`, over its passage's text."""
    return [
        (mark.start, mark.end, f"k-mark-{mark.reason}", _hint(mark, strings)) for mark in hit.marks
    ]


def on_page(hit: Hit, number: int, strings: Strings) -> list[html.Mark]:
    """Return the marks, or the parts of them, that stand on page `number`, over its text."""
    passage, at = hit.passage.passage, 0
    found = []
    for span in passage.spans:
        if span.page == number:
            by = span.start - at
            found += [html.moved(mark, by, span.start, span.end) for mark in marks(hit, strings)]
        at += span.end - span.start + len(passage.joiner)
    return [mark for mark in found if mark]


def _hint(mark: Mark, strings: Strings) -> str:
    hint = strings[f"evidence.{mark.reason}"]
    return strings("evidence.answers", hint=hint, written=mark.answers) if mark.answers else hint


def legend(strings: Strings) -> str:
    """Return a line that shows in each kind of mark what it means, as HTML."""
    kinds = "".join(
        tag(
            "mark",
            html.escape(strings[f"evidence.{reason}"]),
            class_=f"k-mark-{reason}",
        )
        for reason in Reason
    )
    label = html.escape(strings["evidence.legend"])
    return tag("p", tag("span", label, class_="k-faint") + kinds, class_="k-legend")


def arrived(session: Session, place: Place, request: Request) -> Hit | None:
    """Return the passage that the address names as the hit it was of the search that led there.

    None where no search did, or what it asks cannot be read: then only the place is marked.
    """
    if place.passage is None or not request.query.strip():
        return None
    try:
        index = session.index
        asked = replace(
            asking.search_of(request, k=MOST), filters=Filters(documents=(place.document.id,))
        )
        found = record.run(index, asked, reader=session.reader)
        hits = tuple(hit for hit in found.hits if hit.passage.id == place.passage.id)
        return next(iter(index.explain(replace(found, hits=hits)).hits), None)
    except KakehashiError:
        return None
