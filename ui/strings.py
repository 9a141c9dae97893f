"""The words of the interface, in both languages.

Every sentence a person reads stands in `strings/en.toml` and `strings/ja.toml` under the same
key; code names the key.  The two doors share them (`cli.*` is the terminal's).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from errors import explain
from topics import taxonomy as taxonomies
from topics.taxonomy import Topic

LANGUAGES = ("ja", "en")
_FOLDER = Path(__file__).with_name("strings")
TOPICS = Path(__file__).parents[1] / "corpus" / "topics.toml"


class Strings:
    """The strings of one language; an unknown language reads as English.

    `era`: Japanese dates count years by the era (令和6年), not in the Western way.
    `taxonomy` names the topics of a library that has its own.

    >>> Strings("ja")["nav.search"]
    '検索'
    >>> Strings("en")("document.page_of", number=4, n=12)
    'Page 4 of 12'
    """

    def __init__(self, language: str, *, era: bool = False, taxonomy: Sequence[Topic] = ()) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.era = era and self.language == "ja"
        named = {f"topic.{topic.id}": topic.name(self.language) for topic in taxonomy}
        self._entries = {**load(self.language), **named}

    def __getitem__(self, key: str) -> str:
        value = self._entries[key]
        if not isinstance(value, str):
            raise TypeError(f"string {key!r} is a list")
        return value

    def __call__(self, key: str, /, **values: Any) -> str:
        """Fill the placeholders of `key`; with `n=1`, of `key_one` where there is one."""
        if values.get("n") == 1 and f"{key}_one" in self._entries:
            key = f"{key}_one"
        shown = {name: f"{v:,}" if type(v) is int else v for name, v in values.items()}
        return self[key].format_map(shown)

    def list(self, key: str) -> list[str]:
        value = self._entries[key]
        return list(value) if not isinstance(value, str) else [value]

    def names(self, prefix: str) -> tuple[str, ...]:
        """Return the keys that begin with `prefix`, in the order of the file."""
        return tuple(key for key in self._entries if key.startswith(prefix))

    def page(self, label: str) -> str:
        """Name a page by its printed label; a part of a paper without pages names itself.

        >>> Strings("ja").page("4"), Strings("en").page("§ Scope")
        ('4頁', '§ Scope')
        """
        return label if label.startswith("§") else self("search.read", label=label)

    def label(self, group: str, value: str) -> str:
        """Name a stored value (`type`, `level`…); one we have no name for is shown as it is."""
        found = self._entries.get(f"{group}.{value}", value)
        return found if isinstance(found, str) else value


@cache
def load(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return all strings of `language`, tables flattened to dotted keys."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        entries = dict(_flat(tomllib.load(file), ""))
    return entries | {f"topic.{topic.id}": topic.name(language) for topic in topics()}


def topic_names(taxonomy: Sequence[Topic] | None = None) -> dict[str, tuple[str, ...]]:
    """Return what `topic:` understands: of each topic's id, its names in all languages.  Fields
    come first, since part of a name is enough.
    """
    known = topics() if taxonomy is None else taxonomy
    return {
        topic.id: tuple(topic.name(language) for language in LANGUAGES)
        for topic in sorted(known, key=lambda topic: bool(topic.parent))
    }


@cache
def topics() -> tuple[Topic, ...]:
    """Return the fields and subtopics that stand with the corpus: those of a library that has
    none of its own.
    """
    return taxonomies.load(TOPICS)


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str | tuple[str, ...]]]:
    entries: list[tuple[str, str | tuple[str, ...]]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            entries += _flat(value, f"{prefix}{name}.")
        else:
            entries.append((f"{prefix}{name}", tuple(value) if isinstance(value, list) else value))
    return entries


def sentence(code: str, values: Mapping[str, str], language: str) -> str:
    """Return what a stored report says, in `language`; the bare code where it is of another
    version of the house.
    """
    import ingest  # noqa: F401 - registers its sentences; slow to import, and seldom needed

    try:
        return explain(code, values, language)
    except KeyError:
        return code
