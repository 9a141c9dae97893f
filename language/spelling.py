"""British and American spelling, held equal."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_IZATION = re.compile(r"(?<=[a-z]{3})is(?=ation(?:s|al|ally)?$)")
# Words in -isation that are not in -ization.
_NOT_IZATION = frozenset({"improvisation", "improvisations", "televisation"})


@cache
def _pairs() -> tuple[dict[str, str], dict[str, str]]:
    """Return the (whole words, beginnings) of `spelling.txt`, British to American."""
    words: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    lines = resources.files("language").joinpath("spelling.txt").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            british, us = line.split()
            if british.endswith("*"):
                beginnings[british[:-1]] = us
            else:
                words[british] = us
    return words, beginnings


def american(word: str) -> str:
    """Return the American spelling of one English word; the case of its first letter is kept.

    >>> american("defence"), american("Labourers"), american("securitisation"), american("promise")
    ('defense', 'Laborers', 'securitization', 'promise')
    """
    lower = word.lower()
    us = _american(lower)
    if us == lower:
        return word
    if word.isupper():
        return us.upper()
    return us.capitalize() if word[0].isupper() else us


def _american(word: str) -> str:
    words, beginnings = _pairs()
    if word in words:
        return words[word]
    for length in range(min(len(word), 20), 4, -1):
        us = beginnings.get(word[:length])
        if us is not None:
            return us + word[length:]
    return word if word in _NOT_IZATION else _IZATION.sub("iz", word)
