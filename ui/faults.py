"""What a person sees when something cannot be done: never a stack trace."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from errors import (
    KakehashiError,
    LibraryError,
    MismatchError,
    MissingError,
    NotFoundError,
    QueryError,
)
from ui.html import escape, prose, tag
from ui.strings import Strings

log = logging.getLogger(__name__)

_TITLES: dict[type[KakehashiError], str] = {
    QueryError: "error.query",
    MismatchError: "error.index",
    LibraryError: "error.library",
    MissingError: "error.missing",
    KakehashiError: "error.other",
}


@contextmanager
def explained(strings: Strings) -> Iterator[None]:
    """Turn an error of the block into a notice in the person's language."""
    try:
        yield
    except NotFoundError:
        # Hidden and absent look alike, down to the words.
        notice(strings["error.not_available"], strings["error.not_available_try"])
    except KakehashiError as problem:
        title = next(key for kind, key in _TITLES.items() if isinstance(problem, kind))
        notice(strings[title], problem.text(strings.language))
    except Exception as problem:  # noqa: BLE001 - a page must never show a stack trace
        # Places without values: a message may quote what this reader may not see.
        frames = traceback.extract_tb(problem.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        log.error("%s\n%s", type(problem).__name__, "\n".join(places))  # noqa: TRY400 (values stay out of the log)
        time = dt.datetime.now().astimezone().strftime("%H:%M:%S")
        notice(
            strings("error.unexpected", kind=type(problem).__name__),
            strings("error.unexpected_try", time=time),
        )


def notice(title: str, text: str, kind: str = "error") -> None:
    """Show a boxed message; `kind` is "error" (read out at once) or "note"."""
    role = "alert" if kind == "error" else "status"
    inner = tag("strong", escape(title)) + tag("p", prose(text))
    st.html(tag("div", inner, class_=f"k-notice k-notice-{kind}", role=role))
