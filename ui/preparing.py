"""What is worked out beside the person's work, so that it is there when it is wanted."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from catalog.records import DocumentId, Reader
from errors import KakehashiError, NotFoundError
from index import Index
from index.aligned import aligned
from ui.session import Session

log = logging.getLogger(__name__)


def align(session: Session, documents: Iterable[DocumentId]) -> None:
    """Link the paragraphs of documents' editions, one after the other: an export needs them."""
    try:
        index = session.index
    except KakehashiError:
        return  # without an index there is nothing to prepare; the page says so
    for document in dict.fromkeys(documents):
        _worker().submit(_align, index, document, session.reader)


def _align(index: Index, document: DocumentId, reader: Reader) -> None:
    try:
        aligned(index, document, reader=reader)
    except NotFoundError:
        pass  # it has one edition only
    except Exception:
        log.exception("could not align %s", document)


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="align")
