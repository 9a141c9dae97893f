"""What runs in the browser: the keys, what screen readers need beyond Streamlit's own, copying.

Streamlit runs a script again when its text changes or its page is drawn anew; each run takes the
place of the one before, so that no key is ever heard twice.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.html import escape, tag
from ui.strings import LANGUAGES, Strings

FILES = ("keyboard.js", "labels.js", "copying.js")
KEYS = {  # as they are named to the reader, and the string that says what each does
    "/": "keys.search",
    "j": "keys.next",
    "k": "keys.previous",
    "Enter": "keys.open",
    "[": "keys.hit_previous",
    "]": "keys.hit_next",
    "t": "keys.other",
    "b": "keys.basket",
    "?": "keys.help",
    "Esc": "keys.dismiss",
}
# What Streamlit says in English only; our English strings are its own, word for word.
BUILTIN = (
    *("skip", "sidebar", "sidebar_open", "sidebar_close", "help_for", "pagination", "page"),
    *("page_next", "page_previous", "password_show", "password_hide", "selected", "close"),
    *("remove", "range_start", "range_end", "clear", "clear_all", "open", "file"),
)


def run(strings: Strings) -> None:
    """Give the page its language, its keys, its labels and its buttons that copy."""
    st.html(script(strings), unsafe_allow_javascript=True)


def key_help(strings: Strings) -> None:
    """Show the button that opens the list of keys."""
    text = escape(strings["keys.title"]) + " " + tag("kbd", "?", aria_hidden="true")
    st.html(tag("button", text, type="button", class_="k-keys-open", aria_haspopup="dialog"))


def script(strings: Strings) -> str:
    """Return the script of the page in the language of `strings`."""
    keys = {
        "title": strings["keys.title"],
        "keys": [[key, strings[name]] for key, name in KEYS.items()],
        "note": strings["keys.note"],
        "close": strings["keys.close"],
    }
    labels = {
        "language": strings.language,
        "navigation": strings["keys.navigation"],
        "upload": strings["upload.button"],
        "builtin": _builtin(strings),
    }
    words = {"copied": strings["reading.copied"], "failed": strings["reading.copy_failed"]}
    return f"""<script>(() => {{
{_code()}
window.kakehashiStop?.();
const stops = [
  kakehashiKeys({_json(keys)}), kakehashiLabels({_json(labels)}), kakehashiCopies({_json(words)}),
];
window.kakehashiStop = () => stops.forEach((stop) => stop());
}})()</script>"""


def _builtin(strings: Strings) -> list[tuple[str, str]]:
    """Pair what Streamlit says, and what it was changed to in another language, with our words."""
    others = [Strings(language) for language in LANGUAGES if language != strings.language]
    return [
        (other[f"builtin.{name}"], strings[f"builtin.{name}"])
        for other in others
        for name in BUILTIN
    ]


@cache
def _code() -> str:
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in FILES)


def _json(value: Any) -> str:
    """Return `value` as JavaScript that no word in it can end."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
