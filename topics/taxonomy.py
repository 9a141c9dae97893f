"""The institute's fields and their subtopics, as `corpus/topics.toml` states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import SettingsError, register

register(
    {
        "taxonomy-unreadable": (
            "{path} cannot be read as a taxonomy: {why}. Compare it with the one that came with"
            " Kakehashi.",
            "「{path}」を主題の一覧として読めません（{why}）。付属のものと見比べてください。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A node of the taxonomy; `parent` is the id of its field, empty for a field itself."""

    id: str
    ja: str
    en: str
    definition_ja: str
    definition_en: str
    seeds_ja: tuple[str, ...] = ()  # words that mark it, in the words of papers
    seeds_en: tuple[str, ...] = ()
    parent: str = ""

    def name(self, language: str) -> str:
        return self.ja if language == "ja" else self.en

    def described(self, language: str) -> str:
        """Return name, definition and seeds as one text: what passages are compared with."""
        if language == "ja":
            return f"{self.ja}。{self.definition_ja}" + "、".join(self.seeds_ja)
        return f"{self.en}. {self.definition_en} " + ", ".join(self.seeds_en)


def load(path: Path) -> tuple[Topic, ...]:
    """Read a taxonomy: each field, then its subtopics.

    An empty one where there is no file; SettingsError where it cannot be read.
    """
    if not path.is_file():
        return ()
    try:
        with path.open("rb") as file:
            fields = tomllib.load(file)["topics"]
        found = tuple(
            topic
            for field in fields
            for topic in (
                _topic(field, ""),
                *(_topic(each, field["id"]) for each in field.get("subtopics", ())),
            )
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as problem:
        raise SettingsError("taxonomy-unreadable", path=path, why=problem) from problem
    doubled = len(found) - len({topic.id for topic in found})
    if doubled:
        raise SettingsError("taxonomy-unreadable", path=path, why="an id stands twice")
    return found


def _topic(found: dict[str, Any], parent: str) -> Topic:
    return Topic(
        found["id"],
        found["ja"],
        found["en"],
        found["definition_ja"],
        found["definition_en"],
        tuple(found.get("seeds_ja", ())),
        tuple(found.get("seeds_en", ())),
        parent,
    )
