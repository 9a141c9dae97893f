"""Found documents: what each is, its passages, and why each passage was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from catalog import Filters
from catalog.records import Document, Edition, Handling, Language, Level, Quotation
from index import DocumentGroup, Hit, Index, Results, group
from index.aligned import alignable
from ui import basket, evidence, frame
from ui.address import Params, write
from ui.dates import day, period
from ui.html import badge, escape, marked, plain, tag
from ui.session import Session, current
from ui.strings import Strings

AT_ONCE = 10  # documents
PASSAGES = 3  # of one document, in sight
MORE = 5  # of one document, folded away
# All is on the screen: the style sheet hides what is left of another search, which Streamlit would
# leave between the new results until their evidence is marked.
DRAWN = '<i class="k-drawn"></i>'


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Passages of one document that are on the screen, each with its place."""

    passages: Sequence[tuple[DeltaGenerator, Hit]]
    folded: bool = False


def draw(session: Session, results: Results, index: Index, *, newest_first: bool = False) -> None:
    """Show the hits by document, best or newest first; further documents on demand."""
    st.html(evidence.legend(session.strings))
    groups = group(results.hits)
    if newest_first:
        groups = by_date(session, groups)
    count = st.session_state.get("shown", AT_ONCE)
    shown = {found.document: arrange(found) for found in groups[:count]}
    found = session.catalog.documents(
        reader=session.reader, filters=Filters(documents=tuple(shown))
    )
    documents = {document.id: document for document in found}
    drawn: list[_Drawn] = []
    for place, (identifier, hits) in enumerate(shown.items()):
        # A document can be removed between the search and this line.
        if identifier in documents:
            with st.container(key=f"k-hit-{place}"):
                drawn += _document(session, documents[identifier], hits)
    if len(groups) > count:
        st.button(session.strings["search.more"], key="more", on_click=_more, args=(count,))
    st.html(DRAWN)
    _mark(session, drawn, results, index)


def listed(session: Session, hits: Sequence[Hit], count: int) -> int:
    """Show the passages of the first `count` documents, nothing marked; return how many there are.

    Unlike those of a search they come without reasons, in the order given.
    """
    groups = group(hits)
    shown = {each.document: arrange(each) for each in groups[:count]}
    wanted = Filters(documents=tuple(shown))
    found = session.catalog.documents(reader=session.reader, filters=wanted) if shown else []
    documents = {document.id: document for document in found}
    for place, (identifier, of_document) in enumerate(shown.items()):
        if identifier in documents:
            with st.container(key=f"k-hit-{place}"):
                _document(session, documents[identifier], of_document)
    return len(groups)


def by_date(session: Session, groups: Sequence[DocumentGroup]) -> list[DocumentGroup]:
    """Put the newest document first and those without a date last; equal dates as they were."""
    wanted = Filters(documents=tuple(each.document for each in groups))
    dates = session.catalog.dates(reader=session.reader, filters=wanted)
    return sorted(groups, key=lambda each: dates.get(each.document) or "", reverse=True)


def _more(count: int) -> None:
    st.session_state["shown"] = count + AT_ONCE


def _document(session: Session, document: Document, hits: Sequence[Hit]) -> list[_Drawn]:
    head(session, document)
    seen, rest = hits[:PASSAGES], hits[PASSAGES : PASSAGES + MORE]
    drawn = [_Drawn([(_hit(session, hit, document), hit) for hit in seen])]
    if rest:
        with st.expander(session.strings("search.more_passages", n=len(rest))):
            folded = [(_hit(session, hit, document), hit) for hit in rest]
        drawn.append(_Drawn(folded, folded=True))
    return drawn


def arrange(found: DocumentGroup) -> list[Hit]:
    """Order the hits of a document: the best of each edition, so that both languages show, then
    the others by score.
    """
    firsts = [edition.hits[0] for edition in found.editions]
    others = [hit for edition in found.editions for hit in edition.hits[1:]]
    return firsts + sorted(others, key=lambda hit: -hit.score)


def _mark(session: Session, drawn: Sequence[_Drawn], results: Results, index: Index) -> None:
    """Mark the spans of each hit that are nearest in meaning.

    It costs an encoding of every sentence, so it is done when all is on the screen already, a
    document at a time, what is folded away last; and remembered for the next run of the page.
    """
    key = (results.query.text, results.reader.level, results.expansions)
    if st.session_state.get("evidence-of") != key:
        st.session_state["evidence-of"], st.session_state["evidence"] = key, {}
    known: dict[str, Hit] = st.session_state["evidence"]
    for each in sorted(drawn, key=lambda each: each.folded):
        new = tuple(hit for _, hit in each.passages if hit.passage.id not in known)
        for hit in index.explain(replace(results, hits=new)).hits:
            known[hit.passage.id] = hit
        for place, hit in each.passages:
            if nearest := known[hit.passage.id].nearest:
                place.html(passage_html(replace(hit, nearest=nearest), session.strings))


def head(session: Session, document: Document) -> None:
    """Show a document's titles (the first is a link), kind, date, people and handling."""
    edition = document.edition(session.language)
    with st.container(key=f"k-title-{document.id}"):
        st.page_link(
            frame.page("document"),
            label=plain(edition.title),
            query_params=session.link({**write(current()), "id": edition.id}),
            help=session.strings["search.open"],
        )
    _others(session, document, edition)
    st.html(tag("div", meta(session, document), class_="k-meta"))


def _others(session: Session, document: Document, shown: Edition) -> None:
    """Link to the other editions, by their titles or, where these are the same, their languages."""
    others = [edition for edition in document.editions if edition.id != shown.id]
    if others:
        with st.container(key=f"k-other-{document.id}"):
            for edition in others:
                same = edition.title == shown.title
                name = session.strings[f"edition.{edition.language}"] if same else edition.title
                st.page_link(
                    frame.page("document"),
                    label=plain(name),
                    query_params=session.link({"id": edition.id}),
                )


def other_titles(document: Document, shown: Edition) -> str:
    """Return the titles of the other editions as HTML."""
    return "".join(
        tag("div", escape(edition.title), class_="k-other", lang=str(edition.language))
        for edition in document.editions
        if edition.id != shown.id and edition.title != shown.title
    )


def meta(session: Session, document: Document) -> str:
    """Return type, date, authors, organisation and badges as HTML."""
    strings = session.strings
    edition = document.edition(session.language)
    language = str(edition.language)
    facts = [
        escape(strings[f"type.{document.type}"]),
        escape(period(document.date, document.date_end, strings)) if document.date else "",
        *(
            tag("span", escape(name), lang=language)
            for name in (people(edition), edition.organisation)
            if name
        ),
    ]
    line = " · ".join(fact for fact in facts if fact)
    languages = "".join(
        badge(strings[f"edition.{each.language}"], "edition") for each in document.editions
    )
    badges = languages + handling_badges(session, document.handling)
    return f"{line} &ensp;" + tag("span", badges, class_="k-badges")


def people(edition: Edition) -> str:
    separator = "、" if edition.language is Language.JA else ", "
    return separator.join(author.display() for author in edition.authors)


def handling_badges(session: Session, handling: Handling) -> str:
    """Return badges for whatever is not simply public and quotable."""
    strings = session.strings
    badges = ""
    if handling.level is not Level.PUBLIC:
        level = handling.level
        badges += badge(strings[f"level.{level}"], "restricted", strings[f"level_help.{level}"])
    if handling.quotation is not Quotation.ATTRIBUTABLE:
        rule = handling.quotation
        badges += badge(
            strings[f"quotation.{rule}"], "restricted", strings[f"quotation_help.{rule}"]
        )
    if handling.embargo and handling.embargo > session.reader.today:
        until = strings("date.embargo", date=day(handling.embargo, strings))
        badges += badge(until, "restricted")
    return badges


def _hit(session: Session, hit: Hit, document: Document) -> DeltaGenerator:
    """Show a hit with the words found; return the place of its passage."""
    strings, stored = session.strings, hit.passage
    where = stored.passage.spans[0].page
    with st.container(horizontal=True, key=f"k-row-{stored.row}"):
        st.page_link(
            frame.page("document"),
            label=plain(strings.page(stored.label)),
            query_params=session.link(
                # The search goes along, so that the paper can be read hit by hit.
                {
                    **write(current()),
                    "id": stored.edition,
                    "page": str(where),
                    "passage": stored.id,
                }
            ),
            help=plain(strings("search.read_help", label=stored.label)),
        )
        add = basket.buttons(strings, stored.edition, stored.version, stored.passage.spans)
        st.html(_why(session, hit, document) + add, width="content")
        side_by_side(session, document, stored.id)
    place = st.empty()
    place.html(passage_html(hit, strings))
    return place


def side_by_side(session: Session, document: Document, passage: str = "") -> None:
    """Draw the small link to both editions, at the passage; nothing where one is missing."""
    if alignable(document):
        params: Params = {"id": document.id, "passage": passage} if passage else {"id": document.id}
        st.page_link(
            frame.page("pair"),
            label=session.strings["pair.open"],
            query_params=session.link(params),
            help=session.strings["pair.open_help"],
        )


def _why(session: Session, hit: Hit, document: Document) -> str:
    strings = session.strings
    badges = "".join(
        badge(strings[f"reason.{reason}"], str(reason), strings[f"reason.{reason}_help"])
        for reason in hit.reasons
    )
    language = hit.passage.passage.language
    several = len(document.editions) > 1
    edition = badge(strings[f"edition.{language}"], "edition") if several else ""
    heading = below(hit.passage.passage.heading, hit.passage.title)
    trail = tag("span", escape(heading), class_="k-heading", lang=str(language)) if heading else ""
    return edition + badges + trail


def below(heading: str, title: str) -> str:
    """Return the headings above a passage without those that only repeat the document's title.

    >>> below("Sea Lanes: › 2. Insurance", "Sea Lanes: Who Pays")
    '2. Insurance'
    """
    trail = heading.split(" › ") if heading else []
    while trail and trail[0].strip(" :：—―-").casefold() in title.casefold():
        del trail[0]
    return " › ".join(trail)


def passage_html(hit: Hit, strings: Strings) -> str:
    """Return the passage with its evidence marked."""
    passage = hit.passage.passage
    text = marked(passage.text, evidence.marks(hit, strings))
    return tag("p", text, class_="k-passage", lang=str(passage.language))
