"""The institute's fields and their subtopics, as `corpus/topics.toml` states them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli_w

from catalog import Catalog
from errors import SettingsError, register

register(
    {
        "taxonomy-unreadable": (
            "{path} cannot be read as a taxonomy: {why}. Compare it with the one that came with"
            " Kakehashi.",
            "「{path}」を主題の一覧として読めません（{why}）。付属のものと見比べてください。",
        ),
        "taxonomy-id": (
            "“{id}” in {path} cannot be the id of a topic. Use small letters, digits and hyphens.",
            "「{path}」の「{id}」は主題の識別子に使えません。英小文字、数字、ハイフンを使ってください。",
        ),
        "taxonomy-unnamed": (
            "The topic “{id}” in {path} needs a name in Japanese and in English.",
            "「{path}」の主題「{id}」には、日本語と英語の名前が必要です。",
        ),
        "taxonomy-doubled": (
            "The id “{id}” stands twice in {path}. Give one of the topics another id.",
            "「{path}」に識別子「{id}」が二つあります。一方を別の識別子にしてください。",
        ),
    }
)
_ID = re.compile(r"(?!c-)[a-z0-9][a-z0-9-]*")  # c- begins the ids of clusters


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
    questions_ja: tuple[str, ...] = ()  # what a reader of the topic would ask
    questions_en: tuple[str, ...] = ()
    parent: str = ""

    def name(self, language: str) -> str:
        return self.ja if language == "ja" else self.en

    def questions(self, language: str) -> tuple[str, ...]:
        return self.questions_ja if language == "ja" else self.questions_en

    def described(self, language: str) -> str:
        """Return name, definition and seeds as one text: what passages are compared with."""
        if language == "ja":
            return f"{self.ja}。{self.definition_ja}" + "、".join(self.seeds_ja)
        return f"{self.en}. {self.definition_en} " + ", ".join(self.seeds_en)


def load(path: Path) -> tuple[Topic, ...]:
    """Read a taxonomy file; an empty one where there is no file.  See `parse`."""
    if not path.is_file():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise SettingsError("taxonomy-unreadable", path=path, why=problem) from problem
    return parse(text, path)


@lru_cache(maxsize=16)
def parse(text: str, path: object) -> tuple[Topic, ...]:
    """Read a taxonomy: each field, then its subtopics.

    SettingsError, which names `path`, where it cannot be read.
    """
    try:
        fields = tomllib.loads(text)["topics"]
        found = tuple(
            topic
            for field in fields
            for topic in (
                _topic(field, ""),
                *(_topic(each, field["id"]) for each in field.get("subtopics", ())),
            )
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise SettingsError("taxonomy-unreadable", path=path, why=problem) from problem
    for topic in found:
        if not _ID.fullmatch(topic.id):
            raise SettingsError("taxonomy-id", path=path, id=topic.id)
        if not (topic.ja.strip() and topic.en.strip()):
            raise SettingsError("taxonomy-unnamed", path=path, id=topic.id)
    names = [topic.id for topic in found]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError("taxonomy-doubled", path=path, id=name)
    return found


def write(taxonomy: Sequence[Topic]) -> str:
    """Return a taxonomy as TOML; `parse` of it gives it back."""
    fields = []
    for field in taxonomy:
        if not field.parent:
            own = _values(field)
            below = [_values(topic) for topic in taxonomy if topic.parent == field.id]
            fields.append(own | ({"subtopics": below} if below else {}))
    return tomli_w.dumps({"topics": fields}, multiline_strings=False)


def of(catalog: Catalog, path: Path) -> tuple[Topic, ...]:
    """Return the library's own taxonomy, or that of the file where it has none."""
    own = catalog.taxonomy()
    return load(path) if own is None else parse(own, catalog.folder)


def _topic(found: dict[str, Any], parent: str) -> Topic:
    many = ("seeds_ja", "seeds_en", "questions_ja", "questions_en")
    for name in many:
        if isinstance(found.get(name, []), str):
            raise TypeError(f"{name} of {found['id']} is not a list")
    lists = {name: tuple(str(each) for each in found.get(name, ())) for name in many}
    return Topic(
        str(found["id"]),
        str(found["ja"]),
        str(found["en"]),
        str(found["definition_ja"]),
        str(found["definition_en"]),
        seeds_ja=lists["seeds_ja"],
        seeds_en=lists["seeds_en"],
        questions_ja=lists["questions_ja"],
        questions_en=lists["questions_en"],
        parent=parent,
    )


def _values(topic: Topic) -> dict[str, Any]:
    values = {name: value for name, value in asdict(topic).items() if name != "parent"}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value
    } | {name: values[name] for name in ("definition_ja", "definition_en")}
