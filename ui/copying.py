"""Buttons that put a text on the clipboard; `copying.js` listens to them on every page."""

from __future__ import annotations

from ui.html import escape, tag
from ui.strings import Strings


def button(strings: Strings, text: str, label: str = "reading.copy") -> str:
    """Return the button that copies `text`, as HTML; `label` names its string."""
    return tag(
        "button", escape(strings[label]), type="button", class_="k-copy", data_text=text
    ) + tag("span", "", role="status", class_="k-faint")
