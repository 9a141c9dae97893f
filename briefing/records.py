"""The words of a briefing as values, and their JSON.

A basket is a briefing in the making: the same value, with one section or many.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from catalog.records import DocumentId, EditionId, Language, Span


class Role(StrEnum):
    """What a section is for."""

    EVIDENCE = "evidence"  # quotations, by subtopic
    KEY_POINTS = "key-points"  # sentences of the sources
    DIFFERENCES = "differences"  # what the two sides say differently: `quote` and `other`
    QUESTIONS = "questions"
    TIMELINE = "timeline"  # dated sentences, oldest first
    READING = "reading"  # documents


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of one edition and where they stand.

    `spans` are half-open code-point offsets into the page texts of that version; `text` is their
    slices joined by `joiner`, as in `catalog.records.Passage`.
    """

    document: DocumentId
    edition: EditionId
    version: int
    language: Language
    spans: tuple[Span, ...]
    text: str
    joiner: str = ""
    passage: str = ""  # id of the passage it was taken from, for links


@dataclass(frozen=True, slots=True)
class Machine:
    """A sentence that a language model worded, from the quotes it names; never shown as ours."""

    text: str
    language: Language
    model: str
    sources: tuple[str, ...]  # ids of items


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a section: a quotation, a document, or the staff's own words (`note` alone)."""

    id: str
    quote: Quote | None = None
    other: Quote | None = None  # what it is set against (DIFFERENCES)
    document: DocumentId | None = None  # READING
    date: str = ""  # TIMELINE: ISO year, month or day that the quote speaks of
    note: str = ""  # the staff's own words; may be Japanese, English or both
    machine: tuple[Machine, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    role: Role = Role.EVIDENCE
    title_ja: str = ""  # empty: the role's own name
    title_en: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is kept under a name and handed out; order counts."""

    title_ja: str = ""
    title_en: str = ""
    question: str = ""  # what it was drafted for
    sections: tuple[Section, ...] = field(default_factory=lambda: (Section(new_id()),))

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)


def new_id() -> str:
    return secrets.token_hex(4)


def dump(briefing: Briefing) -> str:
    """Return the briefing as JSON; `load` of it gives an equal value."""
    return json.dumps(asdict(briefing), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Briefing:
    found = json.loads(text)
    sections = tuple(
        Section(**{**each, "role": Role(each["role"]), "items": tuple(map(_item, each["items"]))})
        for each in found["sections"]
    )
    return Briefing(**{**found, "sections": sections})


def _item(found: dict[str, Any]) -> Item:
    machine = tuple(
        Machine(**{**m, "language": Language(m["language"]), "sources": tuple(m["sources"])})
        for m in found["machine"]
    )
    return Item(
        **{
            **found,
            "quote": _quote(found["quote"]),
            "other": _quote(found["other"]),
            "machine": machine,
        }
    )


def _quote(found: dict[str, Any] | None) -> Quote | None:
    if found is None:
        return None
    spans = tuple(Span(**span) for span in found["spans"])
    return Quote(**{**found, "language": Language(found["language"]), "spans": spans})
