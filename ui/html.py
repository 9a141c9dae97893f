"""Text from papers as HTML: everything is escaped here, nothing is trusted.

Passages, titles and names come from files that anybody wrote.  They reach the page through
`escape`, `marked` (HTML) or `plain` (Streamlit's Markdown labels), and through nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

# Start, end (code points, half open), CSS class, and a tooltip where there is one.
Mark = tuple[int, int, str] | tuple[int, int, str, str]

__all__ = ["Mark", "badge", "escape", "marked", "moved", "plain", "prose", "tag"]

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

    Ranges of a class starting with "k-mark" become `<mark>`, others `<span>`.  Where ranges with
    tooltips overlap, the tooltips stand on lines of their own.  Parts of a range outside the text
    are ignored.

    >>> marked("a<b", [(2, 3, "k-mark")])
    'a&lt;<mark class="k-mark">b</mark>'
    """
    spans = [
        (max(0, mark[0]), min(len(text), mark[1]), mark[2], "".join(mark[3:]))
        for mark in marks
        if mark[0] < len(text) and mark[1] > 0
    ]
    cuts = sorted({0, len(text), *(each[0] for each in spans), *(each[1] for each in spans)})
    pieces: list[str] = []
    for start, end in pairwise(cuts):
        over = [each for each in spans if each[0] <= start and end <= each[1]]
        classes = sorted({each[2] for each in over})
        hints = dict.fromkeys(each[3] for each in over if each[3])
        piece = escape(text[start:end])
        if classes:
            name = "mark" if any(c.startswith("k-mark") for c in classes) else "span"
            piece = tag(name, piece, class_=" ".join(classes), title="\n".join(hints) or None)
        pieces.append(piece)
    return "".join(pieces)


def moved(mark: Mark, by: int, start: int, end: int) -> Mark | None:
    """Return `mark` shifted by `by` and cut to `start` and `end`; None where nothing is left."""
    low, high = max(mark[0] + by, start), min(mark[1] + by, end)
    return (low, high, *mark[2:]) if low < high else None


def plain(text: str) -> str:
    r"""Return `text` so that Streamlit's Markdown shows it letter by letter.

    >>> print(plain("*a* [b](c)"))
    \*a\* \[b\]\(c\)
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
