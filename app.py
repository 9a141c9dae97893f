"""The web door: page frame, language, reader, navigation.  Started by `kakehashi serve`."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui import frame, session
from ui.pages import batch, briefings, digest, document, library, pair, saved, search


def main() -> None:
    here = session.begin()
    pages = {
        "search": st.Page(
            partial(search.show, here),
            title=here.strings["nav.search"],
            url_path="search",
            default=True,
        ),
        "document": st.Page(
            partial(document.show, here),
            title=here.strings["nav.document"],
            url_path="document",
        ),
        "pair": st.Page(
            partial(pair.show, here),
            title=here.strings["pair.title"],
            url_path="pair",
        ),
        "saved": st.Page(
            partial(saved.show, here),
            title=here.strings["saved.title"],
            url_path="saved",
        ),
        "batch": st.Page(
            partial(batch.show, here),
            title=here.strings["saved.batch_title"],
            url_path="batch",
        ),
        "briefings": st.Page(
            partial(briefings.show, here),
            title=here.strings["briefing.title"],
            url_path="briefings",
        ),
        "digest": st.Page(
            partial(digest.show, here),
            title=here.strings["desk.page"],
            url_path="digest",
        ),
        "library": st.Page(
            partial(library.show, here),
            title=here.strings["nav.library"],
            url_path="library",
        ),
    }
    page = st.navigation(list(pages.values()), position="hidden")
    frame.draw(here, pages, page)
    page.run()


if __name__ == "__main__":
    main()
