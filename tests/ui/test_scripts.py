"""The script that goes into every page."""

from __future__ import annotations

import re

import pytest

from ui import scripts
from ui.strings import LANGUAGES, Strings


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_script_ends_or_spoils_it(language):
    """Streamlit's sanitizer drops a script that holds what looks like a tag."""
    text = scripts.script(Strings(language))
    inner = text.removeprefix("<script>").removesuffix("</script>")
    assert len(inner) == len(text) - len("<script></script>")
    assert re.findall(r"<[\w/!]", inner) == []


def test_words_cannot_break_out_of_the_script():
    """A string with a closing tag in it stays a string."""
    assert scripts._json("</script>") == '"\\u003c/script>"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_explained(language):
    """The list of keys names what each does, each once, in the language of the page."""
    strings = Strings(language)
    meanings = [strings[name] for name in scripts.KEYS.values()]
    assert len(set(meanings)) == len(scripts.KEYS)
    text = scripts.script(strings)
    assert all(scripts._json(meaning) in text for meaning in meanings)
    assert scripts.KEYS["b"] == "keys.basket"
