"""Text from papers as HTML: everything is escaped here, nothing is trusted.

Passages, titles and names come from files that anybody wrote.  They reach the page through
`escape`, `marked` (HTML) or `plain` (Streamlit's Markdown labels), and through nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

Mark = tuple[int, int, str]  # start, end (code points, half open), CSS class

__all__ = ["Mark", "badge", "escape", "marked", "plain", "prose", "tag"]

_CODE = re.compile(r"`([^`\n]+)`")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def tag(name: str, content: str, /, **attributes: str | None) -> str:
    """Return `<name …>content</name>`; `content` is HTML, attribute values are escaped.

    A trailing underscore is dropped (`class_`), others become hyphens (`aria_label`).
    """
    text = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{text}>{content}</{name}>"


def badge(text: str, kind: str, hint: str = "") -> str:
    """Return a small label; `hint` is its tooltip, and is read out to who cannot see one."""
    return tag("span", escape(text), class_=f"k-badge k-{kind}", title=hint or None)


def prose(text: str) -> str:
    """Return a message as HTML, with `code` between back quotes set as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def marked(text: str, marks: Sequence[Mark]) -> str:
    """Return `text` as HTML with each mark's range in its class; ranges may overlap or nest.

    Ranges of a class starting with "k-mark" become `<mark>`, others `<span>`.  Parts of a range
    outside the text are ignored.

    >>> marked("a<b", [(2, 3, "k-mark")])
    'a&lt;<mark class="k-mark">b</mark>'
    """
    spans = [(max(0, a), min(len(text), b), c) for a, b, c in marks if a < len(text) and b > 0]
    cuts = sorted({0, len(text), *(a for a, _, _ in spans), *(b for _, b, _ in spans)})
    pieces: list[str] = []
    for start, end in pairwise(cuts):
        classes = sorted({c for a, b, c in spans if a <= start and end <= b})
        piece = escape(text[start:end])
        if classes:
            name = "mark" if any(c.startswith("k-mark") for c in classes) else "span"
            piece = tag(name, piece, class_=" ".join(classes))
        pieces.append(piece)
    return "".join(pieces)


def plain(text: str) -> str:
    r"""Return `text` so that Streamlit's Markdown shows it letter by letter.

    >>> print(plain("*a* [b](c)"))
    \*a\* \[b\]\(c\)
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
