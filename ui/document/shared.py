"""What parts of the document page share: the comparer of documents, opened once for the app."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from index import Index, Similar
from ui.session import Session


def similar(session: Session) -> Similar:
    """Return what compares documents; KakehashiError where the index cannot be used."""
    settings = session.settings
    return _open(session.index, settings.library, settings.encoder)


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(_index: Index, library: Path, encoder: str) -> Similar:
    del library, encoder  # Streamlit tells calls apart by what has no underscore
    return Similar(_index)
