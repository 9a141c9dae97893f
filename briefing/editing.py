"""Changes of a briefing, each from value to value; an id that is not there changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from briefing.records import Briefing, Item, Quote, Role, Section, new_id

_Part = TypeVar("_Part", Item, Section)


def entitle(briefing: Briefing, field: str, text: str) -> Briefing:
    """Replace "title_ja", "title_en" or "question"."""
    values: dict[str, Any] = {field: " ".join(text.split())}
    return replace(briefing, **values)


def move(briefing: Briefing, item: str, by: int) -> Briefing:
    """Move an item by so many places within its section; it stops at either end."""
    return _sections(
        briefing, lambda section: replace(section, items=_moved(section.items, item, by))
    )


def move_to(briefing: Briefing, item: str, section: str) -> Briefing:
    """Move an item to the end of another section."""
    found = find(briefing, item)
    if found is None or all(each.id != section for each in briefing.sections):
        return briefing
    return insert(remove(briefing, item), section, found)


def insert(briefing: Briefing, section: str, item: Item) -> Briefing:
    """Put an item at the end of a section."""
    return _sections(
        briefing,
        lambda each: replace(each, items=(*each.items, item)) if each.id == section else each,
    )


def remove(briefing: Briefing, item: str) -> Briefing:
    return _sections(
        briefing,
        lambda section: replace(section, items=tuple(i for i in section.items if i.id != item)),
    )


def annotate(briefing: Briefing, item: str, note: str) -> Briefing:
    """Replace an item's note: the staff's own words."""
    return _items(briefing, item, lambda found: replace(found, note=note.strip()))


def requote(briefing: Briefing, item: str, quote: Quote) -> Briefing:
    """Replace an item's quotation."""
    return _items(briefing, item, lambda found: replace(found, quote=quote))


def add_section(
    briefing: Briefing, title_ja: str = "", title_en: str = "", role: Role = Role.EVIDENCE
) -> Briefing:
    section = Section(new_id(), role, title_ja.strip(), title_en.strip())
    return replace(briefing, sections=(*briefing.sections, section))


def rename_section(briefing: Briefing, section: str, title_ja: str, title_en: str) -> Briefing:
    return _sections(
        briefing,
        lambda each: (
            replace(each, title_ja=title_ja.strip(), title_en=title_en.strip())
            if each.id == section
            else each
        ),
    )


def move_section(briefing: Briefing, section: str, by: int) -> Briefing:
    return replace(briefing, sections=_moved(briefing.sections, section, by))


def remove_section(briefing: Briefing, section: str) -> Briefing:
    """Take a section away with what is in it."""
    return replace(briefing, sections=tuple(s for s in briefing.sections if s.id != section))


def find(briefing: Briefing, item: str) -> Item | None:
    return next((each for each in briefing.items if each.id == item), None)


def _sections(briefing: Briefing, change: Callable[[Section], Section]) -> Briefing:
    return replace(briefing, sections=tuple(map(change, briefing.sections)))


def _items(briefing: Briefing, item: str, change: Callable[[Item], Item]) -> Briefing:
    return _sections(
        briefing,
        lambda section: replace(
            section, items=tuple(change(i) if i.id == item else i for i in section.items)
        ),
    )


def _moved(parts: Sequence[_Part], identifier: str, by: int) -> tuple[_Part, ...]:
    """Return the parts with one moved by so many places, at most to either end."""
    found = list(parts)
    at = next((place for place, part in enumerate(found) if part.id == identifier), None)
    if at is not None:
        part = found.pop(at)
        found.insert(min(max(at + by, 0), len(found)), part)
    return tuple(found)
