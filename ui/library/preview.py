"""What a change of the term base would do: its faults, its renderings, what a query finds."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.records import Term
from index import Index, Results, termcheck
from index.termcheck import GRAVE, Fault, Finding
from index.terms import Rendering, renderings
from ui.faults import explained
from ui.html import badge, escape, tag
from ui.library.termform import Draft, name_of
from ui.results import passage_html
from ui.session import Session

HITS = 3


def draw(session: Session, draft: Draft, before: Sequence[Term], after: Sequence[Term]) -> None:
    strings = session.strings
    st.html(tag("h2", escape(strings["manage.preview"])))
    index = session.index
    new, gone = faults(before, after)
    new += _unused(session, draft, index)
    lines = [tag("li", _fault(session, each)) for each in new]
    lines += [
        tag("li", escape(strings("manage.fault_gone", fault=fault_text(session, each))))
        for each in gone
    ]
    st.html(
        tag("ul", "".join(lines), class_="k-report")
        if lines
        else tag("p", escape(strings["manage.no_faults"]), class_="k-faint")
    )
    st.html(renderings_html(session, draft, index))
    _queries(session, draft, index, after)


def faults(before: Sequence[Term], after: Sequence[Term]) -> tuple[list[Finding], list[Finding]]:
    """Return what the check finds in the changed term base alone, and in the present one alone."""
    old = {_key(each): each for each in termcheck.within(before)}
    new = {_key(each): each for each in termcheck.within(after)}
    return (
        [each for key, each in new.items() if key not in old],
        [each for key, each in old.items() if key not in new],
    )


def _key(finding: Finding) -> tuple[str, ...]:
    other = name_of(finding.other) if finding.other else ""
    return (finding.fault, name_of(finding.term), finding.rendering, other)


def _unused(session: Session, draft: Draft, index: Index) -> list[Finding]:
    term = draft.after
    if term and not index.occurrences(renderings(term), reader=session.reader):
        return [Finding(Fault.UNUSED, term)]
    return []


def _fault(session: Session, finding: Finding) -> str:
    grave = finding.fault in GRAVE
    word = session.strings["manage.fault_grave" if grave else "manage.fault_light"]
    return badge(word, "restricted" if grave else "outcome") + escape(fault_text(session, finding))


def fault_text(session: Session, finding: Finding) -> str:
    return session.strings(
        f"terms.{finding.fault}",
        term=_named(finding.term),
        rendering=finding.rendering,
        other=_named(finding.other) if finding.other else "",
    )


def _named(term: Term) -> str:
    return f"{term.japanese} = {term.english}"


def renderings_html(session: Session, draft: Draft, index: Index) -> str:
    """Return a table of the renderings: before, after, and how many passages hold each."""
    strings = session.strings
    old = _texts(draft.before)
    new = _texts(draft.after)
    heads = ("manage.rendering", "manage.passages", "manage.what_happens")
    rows = tag("tr", "".join(tag("th", escape(strings[head]), scope="col") for head in heads))
    for text, rendering in {**old, **new}.items():
        count = index.occurrences([rendering], reader=session.reader)
        state = "kept" if text in old and text in new else "added" if text in new else "dropped"
        cells = (escape(text), f"{count:,}", escape(strings[f"manage.rendering_{state}"]))
        rows += tag("tr", "".join(tag("td", cell) for cell in cells), class_=f"k-{state}")
    return tag("div", tag("table", rows), class_="k-table")


def _texts(term: Term | None) -> dict[str, Rendering]:
    return {each.text: each for each in renderings(term)} if term else {}


def _queries(session: Session, draft: Draft, index: Index, after: Sequence[Term]) -> None:
    strings = session.strings
    term = draft.after or draft.before
    if term is None:
        return
    query = st.text_input(
        strings["manage.preview_query"], term.japanese, key=f"preview-query-{name_of(term)}"
    )
    if not query.strip():
        return
    with explained(strings):
        now = index.search(query, reader=session.reader, k=HITS)
        then = index.with_terms(after).search(query, reader=session.reader, k=HITS)
        left, right = st.columns(2)
        with left:
            st.html(hits_html(session, now, strings["manage.before"]))
        with right:
            st.html(hits_html(session, then, strings["manage.after"]))
        same = [h.passage.id for h in now.hits] == [h.passage.id for h in then.hits]
        note = strings["manage.hits_same" if same else "manage.hits_differ"]
        st.html(tag("p", escape(note), class_="k-faint", role="status"))


def hits_html(session: Session, results: Results, title: str) -> str:
    """Return the expansions and the first hits, briefly."""
    strings = session.strings
    also = [each.text for term in results.expansions for each in term.renderings]
    said = strings("cli.searched_also", renderings=" · ".join(also)) if also else ""
    parts = [tag("h3", escape(title)), tag("p", escape(said), class_="k-faint") if said else ""]
    for hit in results.hits:
        stored = hit.passage
        why = "".join(badge(strings[f"reason.{each}"], str(each)) for each in hit.reasons)
        head = f"{escape(stored.title)} · {escape(strings.page(stored.label))} {why}"
        parts.append(tag("div", head, class_="k-meta") + passage_html(hit, strings))
    if not results.hits:
        parts.append(tag("p", escape(strings["manage.no_hits"]), class_="k-faint"))
    return tag("div", "".join(parts), class_="k-preview")
