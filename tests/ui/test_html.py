"""Nothing from a paper becomes markup."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from ui.html import badge, marked, plain, prose, tag

TAGS = re.compile(r"</?(?:mark|span)\b[^>]*>")


def test_marks_may_overlap():
    """Each character carries every class whose range covers it."""
    shown = marked("abcdef", [(0, 4, "k-other"), (2, 6, "k-mark-term")])
    assert shown == (
        '<span class="k-other">ab</span>'
        '<mark class="k-mark-term k-other">cd</mark>'
        '<mark class="k-mark-term">ef</mark>'
    )


def test_offsets_are_code_points():
    """A character outside the basic plane counts as one."""
    assert marked("𠮷野家", [(1, 2, "k-mark")]) == '𠮷<mark class="k-mark">野</mark>家'


def test_ranges_outside_the_text_are_cut():
    """A mark of a passage that goes on in the next page ends where the text ends."""
    assert marked("ab", [(-3, 1, "k-mark"), (5, 9, "k-mark")]) == '<mark class="k-mark">a</mark>b'


@given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6))
def test_marked_text_reads_as_the_text(text, ranges):
    """Without its marks, marked text is the text, letter by letter, and nothing else is markup."""
    shown = marked(text, [(start, end, "k-mark") for start, end in ranges])
    assert html.unescape(TAGS.sub("", shown)) == text
    assert not re.search(r"<(?!/?mark)", shown)


def test_attributes_are_escaped():
    """A quotation mark in a tooltip does not end it."""
    assert badge("x", "y", 'a"><b>').count("<") == 2
    assert tag("a", "", title='"') == '<a title="&quot;"></a>'


@given(st.text())
def test_labels_show_every_letter(text):
    """All ASCII punctuation is escaped, and white space is one space."""
    shown = plain(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown) == " ".join(text.split())
    assert not re.search(r"(?<!\\)[*_\[\]<>`$:|#~](?!\\)", re.sub(r"\\.", "", shown))


def test_messages_set_commands_as_code():
    """What to type is told from what to read."""
    assert prose("Run `kakehashi add <PATH>`.") == ("Run <code>kakehashi add &lt;PATH&gt;</code>.")
