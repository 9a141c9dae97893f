"""The web door: page frame, language, reader, navigation.  Started by `kakehashi serve`."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui import frame, session
from ui.pages import (
    batch,
    briefings,
    digest,
    document,
    library,
    pair,
    people,
    saved,
    search,
    topic,
    topics,
)
from ui.pages import map as map_page

PAGES = {  # by their addresses: the module, and the string that names it
    "search": (search, "nav.search"),
    "document": (document, "nav.document"),
    "pair": (pair, "pair.title"),
    "topics": (topics, "topics.title"),
    "topic": (topic, "topics.one"),
    "map": (map_page, "topics.map"),
    "people": (people, "topics.people"),
    "saved": (saved, "saved.title"),
    "batch": (batch, "saved.batch_title"),
    "briefings": (briefings, "briefing.title"),
    "digest": (digest, "desk.page"),
    "library": (library, "nav.library"),
}


def main() -> None:
    here = session.begin()
    pages = {
        name: st.Page(
            partial(module.show, here),
            title=here.strings[title],
            url_path=name,
            default=name == "search",
        )
        for name, (module, title) in PAGES.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    frame.draw(here, pages, page)
    page.run()


if __name__ == "__main__":
    main()
