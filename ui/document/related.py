"""What is near to this document: by meaning, and by the rare terms that both name."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog import Filters
from catalog.records import Document, Language, Term
from ui.document.shared import similar
from ui.faults import explained
from ui.html import badge, escape, plain, tag
from ui.place import Place
from ui.results import meta
from ui.session import Session


def draw(session: Session, place: Place) -> None:
    """List the nearest documents and those with the same terms; only what the reader may see."""
    if not place.version.current:
        return
    with explained(session.strings):
        compare, reader = similar(session), session.reader
        near = [(each.document, ()) for each in compare.near(place.edition, reader=reader)]
        shared = [
            (each.document, each.terms) for each in compare.sharing(place.edition, reader=reader)
        ]
        ids = tuple({identifier for identifier, _ in (*near, *shared)})
        if not ids:
            return
        found = session.catalog.documents(reader=reader, filters=Filters(documents=ids))
        documents = {document.id: document for document in found}
        left, right = st.columns(2, gap="medium")
        for column, name, listed in ((left, "near", near), (right, "terms", shared)):
            kept = [(documents[i], terms) for i, terms in listed if i in documents]
            if kept:
                with column, st.container(key=f"k-related-{name}"):
                    st.html(tag("h2", escape(session.strings[f"reading.{name}"])))
                    for document, terms in kept:
                        _document(session, document, terms, f"{name}-{document.id}")


def _document(session: Session, document: Document, terms: Sequence[Term], key: str) -> None:
    edition = document.edition(session.language)

    def go() -> None:
        st.query_params.from_dict(session.link({"id": edition.id}))

    st.button(plain(edition.title), key=key, type="tertiary", on_click=go)
    badges = "".join(badge(named(term, session.language), "term") for term in terms)
    named_terms = tag("div", badges, class_="k-badges") if badges else ""
    st.html(tag("div", meta(session, document), class_="k-meta") + named_terms)


def named(term: Term, language: Language) -> str:
    return term.japanese if language is Language.JA else term.preferred or term.english
