"""One item of a basket: what it quotes and where that stands, and what can be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from briefing import baskets, editing
from briefing.baskets import Basket
from briefing.records import Briefing, Item, Machine, Quote, Section, new_id
from catalog import Filters
from catalog.records import Document, Page
from errors import KakehashiError, NotFoundError
from ui import frame
from ui.address import Params
from ui.briefing import acts
from ui.html import badge, escape, plain, tag
from ui.results import handling_badges
from ui.session import Session


class Sources:
    """The documents and pages that a briefing's items name, read once for a run of the page."""

    def __init__(self, session: Session, briefing: Briefing) -> None:
        self._session = session
        named = {
            each
            for item in briefing.items
            for each in (
                item.document,
                item.quote and item.quote.document,
                item.other and item.other.document,
            )
            if each
        }
        filters = Filters(documents=tuple(named))
        found = session.catalog.documents(reader=session.reader, filters=filters) if named else []
        self.documents: dict[str, Document] = {document.id: document for document in found}
        self._pages: dict[tuple[str, int, int], Page | None] = {}

    def pages(self, quote: Quote) -> list[Page]:
        """Return the pages that the quote stands on, of its own version; those that are there."""
        found = []
        for span in quote.spans:
            key = (quote.edition, quote.version, span.page)
            if key not in self._pages:
                self._pages[key] = self._page(*key)
            page = self._pages[key]
            if page:
                found.append(page)
        return found

    def _page(self, edition: str, version: int, number: int) -> Page | None:
        catalog, reader = self._session.catalog, self._session.reader
        try:
            return catalog.page(edition, number, reader=reader, version=version)
        except NotFoundError:
            return None


def draw(session: Session, basket: Basket, section: Section, item: Item, sources: Sources) -> None:
    numbers = {each.id: n for n, each in enumerate(basket.briefing.items, start=1)}
    with st.container(key=f"k-hit-item-{item.id}"):
        for quote in (item.quote, item.other):
            if quote:
                _quote(session, item, quote, sources)
        if item.document:
            _document(session, sources.documents[item.document])
        for machine in item.machine:
            names = [str(numbers[each]) for each in machine.sources if each in numbers]
            text = tag("span", escape(machine.text), lang=str(machine.language))
            said = session.strings("basket.machine", model=machine.model, items=", ".join(names))
            st.html(tag("p", text + badge(said, "restricted"), class_="k-note k-machine"))
        if item.note:
            st.html(tag("p", escape(item.note), class_="k-note"))
        _acts(session, basket, section, item)


def with_own_words(briefing: Briefing, section: str, text: str) -> Briefing:
    """Add an item of the staff's own words."""
    return editing.insert(briefing, section, Item(new_id(), note=text))


def with_machine(briefing: Briefing, section: str, found: tuple[Machine, ...]) -> Briefing:
    """Add an item of what a machine worded; nothing where it worded nothing."""
    item = Item(new_id(), machine=found)
    return editing.insert(briefing, section, item) if found else briefing


def _quote(session: Session, item: Item, quote: Quote, sources: Sources) -> None:
    strings, language = session.strings, str(quote.language)
    pages = sources.pages(quote)
    dated = badge(item.date, "edition") if item.date and quote is item.quote else ""
    st.html(dated + tag("blockquote", escape(quote.text), class_="k-passage", lang=language))
    document = sources.documents[quote.document]
    edition = document.edition(quote.language)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label = pages[0].label or str(pages[0].number) if pages else ""
        source = strings("basket.source", title=edition.title, page=strings.page(label))
        st.page_link(
            frame.page("document"),
            label=plain(source if pages else edition.title),
            query_params=session.link(_address(quote)),
        )
        if marks := handling_badges(session, document.handling):
            st.html(tag("span", marks, class_="k-badges"), width="content")
    if not baskets.agrees(quote, pages):
        text = strings["basket.disagrees"]
        st.html(tag("p", escape(text), class_="k-fault", role="alert"))


def _address(quote: Quote) -> Params:
    place: Params = {
        "id": str(quote.edition),
        "page": str(quote.spans[0].page) if quote.spans else "1",
    }
    return place | ({"passage": quote.passage} if quote.passage else {})


def _document(session: Session, document: Document) -> None:
    edition = document.edition(session.language)
    st.page_link(
        frame.page("document"),
        label=plain(edition.title),
        query_params=session.link({"id": edition.id}),
    )


def _acts(session: Session, basket: Basket, section: Section, item: Item) -> None:
    strings = session.strings
    act = partial(acts.change, session, basket)
    with st.container(horizontal=True, gap="small", key=f"k-row-item-{item.id}"):
        for by, name, icon in (
            (-len(section.items), "top", "vertical_align_top"),
            (-1, "up", "arrow_upward"),
            (1, "down", "arrow_downward"),
        ):
            st.button(
                strings[f"basket.{name}"],
                key=f"{name}-{item.id}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=act,
                args=(editing.move, item.id, by),
            )
        if st.button(
            strings["basket.edit"],
            key=f"edit-{item.id}",
            icon=":material/edit:",
            type="tertiary",
        ):
            st.dialog(strings["basket.edit_title"])(_edit)(session, basket, section, item)
        st.button(
            strings["basket.remove"],
            key=f"remove-{item.id}",
            icon=":material/close:",
            type="tertiary",
            on_click=act,
            args=(editing.remove, item.id),
        )


def _edit(session: Session, basket: Basket, section: Section, item: Item) -> None:
    """The dialog: a note, another section, and the other language's paragraph."""
    from ui.briefing.editor import name_of

    strings = session.strings
    with st.form(f"item-{item.id}", border=False):
        note = st.text_area(strings["basket.note"], value=item.note, key=f"note-{item.id}")
        sections = {each.id: each for each in basket.briefing.sections}
        place = st.selectbox(
            strings["basket.section"],
            list(sections),
            index=list(sections).index(section.id),
            format_func=lambda each: plain(name_of(sections[each], strings)),
            key=f"place-{item.id}",
        )
        saved = st.form_submit_button(strings["basket.save"], type="primary")
    if saved:
        acts.change(session, basket, _changed, item.id, note, place)
        st.rerun()
    if item.quote:
        _other(session, item.quote)


def _changed(briefing: Briefing, item: str, note: str, section: str) -> Briefing:
    found = next(each for each in briefing.sections if any(i.id == item for i in each.items))
    noted = editing.annotate(briefing, item, note)
    return noted if found.id == section else editing.move_to(noted, item, section)


def _other(session: Session, quote: Quote) -> None:
    """Show the paragraph of the other edition that says the same, where there is one."""
    from briefing.parallel import parallel

    strings = session.strings
    if not st.toggle(strings["basket.other"], key=f"other-{quote.edition}-{quote.spans[0].start}"):
        return
    try:
        with st.spinner(strings["search.working"]):
            found = parallel(session.index, quote, reader=session.reader)
    except KakehashiError as problem:
        st.html(tag("p", escape(problem.text(strings.language)), class_="k-fault"))
        return
    if found is None:
        st.html(tag("p", escape(strings["basket.no_other"]), class_="k-faint"))
    else:
        st.html(tag("p", escape(found.text), class_="k-passage", lang=str(found.language)))
