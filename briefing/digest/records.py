"""The words of a digest as values."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from catalog.clippings import Clipping, Fate
from catalog.records import DocumentId, Language, StoredPassage
from language import detect

ZONES = {"JST": ZoneInfo("Asia/Tokyo"), "ET": ZoneInfo("America/New_York")}
FORTNIGHT = 14  # days


@dataclass(frozen=True, slots=True)
class Window:
    """Whole days of a zone of ZONES, both included."""

    first: dt.date
    last: dt.date
    zone: str = "JST"

    @property
    def start(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time(), ZONES[self.zone])

    @property
    def end(self) -> dt.datetime:
        """The instant after the last day."""
        day = self.last + dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(), ZONES[self.zone])


def fortnight(today: dt.date, zone: str = "JST") -> Window:
    """Return the fourteen days that end with the day before `today`."""
    last = today - dt.timedelta(days=1)
    return Window(last - dt.timedelta(days=FORTNIGHT - 1), last, zone)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened, as one source told it, or a document of the library."""

    title: str
    published: dt.datetime  # with its zone
    language: Language
    summary: str = ""
    source: str = ""  # who told it
    link: str = ""
    document: DocumentId | None = None
    fate: Fate = Fate.NEW

    @property
    def id(self) -> str:
        """What the item is: its link, or its words; the same from two feeds."""
        named = self.document or self.link.partition("#")[0] or _squeezed(self.title)
        return hashlib.sha256(named.encode()).hexdigest()[:16]

    @property
    def text(self) -> str:
        joiner = "。" if self.language is Language.JA else ". "
        return joiner.join(part.rstrip("。. ") for part in (self.title, self.summary) if part)

    def clipping(self) -> Clipping:
        content = {
            "title": self.title,
            "language": self.language,
            "summary": self.summary,
            "source": self.source,
            "link": self.link,
            "document": self.document,
        }
        return Clipping(self.id, self.published, json.dumps(content, ensure_ascii=False), self.fate)


def item(clipping: Clipping) -> Item:
    """Return what a clipping holds."""
    content = json.loads(clipping.content)
    return Item(
        content["title"],
        clipping.published,
        Language(content["language"]),
        content["summary"],
        content["source"],
        content["link"],
        content["document"] and DocumentId(content["document"]),
        clipping.fate,
    )


def language_of(text: str) -> Language:
    return Language.JA if detect(text) == Language.JA else Language.EN


@dataclass(frozen=True, slots=True)
class Event:
    """Items on one event, the oldest first, with what the library said before.

    `continues`: an item on it was used in an earlier issue.
    """

    items: tuple[Item, ...]
    topic: str = ""  # id of a field
    before: tuple[StoredPassage, ...] = ()
    continues: bool = False

    @property
    def used(self) -> bool:
        return any(each.fate is Fate.USED for each in self.items)

    @property
    def dropped(self) -> bool:
        return all(each.fate is Fate.DROPPED for each in self.items)

    def lead(self, language: Language) -> Item:
        """Return the item that heads the event in a language: the first in it, else the first."""
        return next((i for i in self.items if i.language is language), self.items[0])


@dataclass(frozen=True, slots=True)
class Issue:
    """What is sent for a window: events by field, in the order of the taxonomy."""

    window: Window
    events: tuple[Event, ...] = field(default=())

    def by_topic(self, order: Sequence[str]) -> list[tuple[str, list[Event]]]:
        """Return the events of each field that has some; those of no field last."""
        found = [(t, [e for e in self.events if e.topic == t]) for t in (*order, "")]
        return [(topic, events) for topic, events in found if events]


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
