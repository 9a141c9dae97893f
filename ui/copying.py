"""Buttons that put a text on the clipboard."""

from __future__ import annotations

import json

import streamlit as st

from ui.html import escape, tag
from ui.strings import Strings

# One listener for the whole page, as Streamlit draws the buttons anew with each run.  Where there
# is no clipboard (plain HTTP), the text is copied from a field that is gone at once.
_COPY = """<script>/* WORDS */
window.kCopied = WORDS;
if (!window.kCopies) {
  window.kCopies = true;
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('.k-copy');
    if (!button) return;
    const text = button.dataset.text;
    let done = true;
    try { await navigator.clipboard.writeText(text); }
    catch {
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      done = document.execCommand('copy');
      field.remove();
      button.focus();
    }
    button.parentElement.querySelector('[role=status]').textContent = window.kCopied[done ? 0 : 1];
  });
}</script>"""


def script(strings: Strings) -> None:
    """Let the buttons of the page copy."""
    words = json.dumps([strings["reading.copied"], strings["reading.copy_failed"]])
    text = _COPY.replace("WORDS", words.replace("</", "<\\/"))
    st.html(text, unsafe_allow_javascript=True)


def button(strings: Strings, text: str, label: str = "reading.copy") -> str:
    """Return the button that copies `text`, as HTML; `label` names its string."""
    return tag(
        "button", escape(strings[label]), type="button", class_="k-copy", data_text=text
    ) + tag("span", "", role="status", class_="k-faint")
