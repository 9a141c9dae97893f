"""Which rendering of a term was used when."""

from __future__ import annotations

import streamlit as st

from catalog.records import Language, Reader, Term
from index import Index
from topics.drift import Drift, drift, drifting
from topics.view import Topics
from topics.words import TERM, terms_by_name
from ui.html import escape, tag
from ui.session import Session
from ui.topics import charts

LOOKED = 400  # terms, the most frequent first, in which a change is sought


def draw(session: Session, topics: Topics) -> None:
    """Show the renderings of one term by year, and the terms whose rendering has changed."""
    strings = session.strings
    terms = terms_by_name(session.catalog.terms())
    used = [name for name in _used(topics) if name in terms]
    if not used:
        st.write(strings["topics.no_terms"])
        return
    turned = _turned(topics, session.index, tuple(used[:LOOKED]), session.reader)
    names = {name: _name(terms[name], strings.language) for name in terms}
    asked = st.query_params.get("term", "")
    options = list(dict.fromkeys([*turned, *used]))
    if asked in terms and asked not in options:
        options.insert(0, asked)
    chosen = st.selectbox(
        strings["topics.term"],
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=lambda each: names[each],
        key="topics-term",
        help=strings["topics.term_help"],
    )
    found = drift(session.index, terms[chosen], reader=session.reader)
    for language in (Language.JA, Language.EN):
        uses = [use for use in found.uses if use.language is language]
        if uses:
            st.html(tag("h2", escape(strings[f"edition.{language}"])))
            charts.bars(session, [(use.year, use.rendering, use.documents) for use in uses])
    if turned:
        st.html(tag("h2", escape(strings["topics.turned"])))
        lines = "".join(
            tag("li", escape(strings("topics.turn", term=names[name], year=str(year), **words)))
            for name, each in turned.items()
            for _, before, after, year in each.turns
            for words in [{"before": before, "after": after}]
        )
        st.html(tag("ul", lines, class_="k-report"))


def _used(topics: Topics) -> list[str]:
    """Return the terms that passages name, the most frequent first."""
    if topics.state is None:
        return []
    vocabulary = topics.state.vocabulary
    counts = [0] * len(vocabulary.words)
    for number in vocabulary.numbers.tolist():
        counts[number] += 1
    found = [
        (held, word.removeprefix(TERM))
        for held, word in zip(counts, vocabulary.words, strict=True)
        if word.startswith(TERM)
    ]
    return [word for _, word in sorted(found, key=lambda each: (-each[0], each[1]))]


@st.cache_data(
    show_spinner=False,
    max_entries=8,
    hash_funcs={Topics: lambda topics: topics.serial, Index: lambda _: 0},
)
def _turned(
    topics: Topics, index: Index, names: tuple[str, ...], reader: Reader
) -> dict[str, Drift]:
    del topics  # another moment of the library is another question
    terms = terms_by_name(index.catalog.terms())
    found = drifting(index, [terms[name] for name in names], reader=reader)
    return {f"{each.term.japanese}={each.term.english}": each for each in found}


def _name(term: Term, language: str) -> str:
    english = term.preferred or term.english
    return f"{term.japanese}（{english}）" if language == "ja" else f"{english} ({term.japanese})"
