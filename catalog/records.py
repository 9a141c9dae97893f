"""The words of the house as values: what is stored, and what is returned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
EditionId = NewType("EditionId", str)


class Language(StrEnum):
    JA = "ja"
    EN = "en"
    OTHER = "und"  # BCP 47 "undetermined": stored and searchable, analysed like English


class Level(StrEnum):
    """Who may see a document; each level sees all that the ones before it see."""

    PUBLIC = "public"
    MEMBERS = "members"
    STAFF = "staff"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Quotation(StrEnum):
    ATTRIBUTABLE = "attributable"
    CHATHAM_HOUSE = "chatham-house"
    OFF_THE_RECORD = "off-the-record"


class DocumentType(StrEnum):
    WORKSHOP_REPORT = "workshop-report"
    FELLOW_PAPER = "fellow-paper"
    POLICY_RECOMMENDATION = "policy-recommendation"
    DIALOGUE_SUMMARY = "dialogue-summary"
    SYMPOSIUM_RECORD = "symposium-record"
    DIGEST_ISSUE = "digest-issue"
    OTHER = "other"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is asking.  Embargoed documents are open to staff alone until their date has come."""

    level: Level
    today: dt.date = field(default_factory=dt.date.today)


@dataclass(frozen=True, slots=True)
class Handling:
    level: Level = Level.PUBLIC
    quotation: Quotation = Quotation.ATTRIBUTABLE
    embargo: dt.date | None = None  # visible below staff from this day on


@dataclass(frozen=True, slots=True)
class Author:
    """A person (family and given name) or a group (family alone)."""

    family: str
    given: str = ""
    reading: str = ""  # kana
    organisation: str = ""

    def display(self) -> str:
        """Return 安倍晋三 / Shinzo Abe: no space and family first in Japanese script."""
        if not self.given:
            return self.family
        cjk = any("぀" <= c <= "ヿ" or "一" <= c <= "鿿" for c in self.family)
        return f"{self.family}{self.given}" if cjk else f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file, a sidecar or a Zotero export says of one edition; None means unsaid.

    `document` is the stated id that links editions; `date` is the first day of the period
    that `date_text` names (令和6年度 -> 2024-04-01), `date_end` its last day.
    """

    document: str | None = None
    title: str | None = None
    language: Language | None = None
    authors: tuple[Author, ...] = ()
    organisation: str | None = None
    type: DocumentType | None = None
    date: dt.date | None = None
    date_end: dt.date | None = None
    date_text: str | None = None
    topics: tuple[str, ...] = ()
    abstract: str | None = None
    handling: Handling | None = None
    source: str = ""  # where it was read: "paper.toml", "ris", "pdf", "first page"…


BY_HAND = "by hand"  # begins the `source` of what a person stated in the app: nothing is unsaid


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an edition's history: who said something when, and all that held from then on.

    `number` grows with time, over the whole library.
    """

    number: int
    at: dt.datetime  # UTC
    source: str
    metadata: Metadata


# Points from the page's left and top edge: (left, top, right, bottom), 1/72 inch.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like run of `Page.text[start:end]` (half-open code points).

    `level` is 1..6 for headings, the nesting depth (1 is outermost) for list items, else 0.
    `boxes` are the line boxes in reading order; empty where the format has no positions.
    `continues` is true where the block goes on in the next page's first body block.
    `language` overrides the edition's where the block is in another one.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    boxes: tuple[Box, ...] = ()
    continues: bool = False
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as extracted.

    `text` is the blocks' texts joined by a newline: body in reading order, then footnotes.
    `quality` is 0..1; below `POOR` the page is marked "search may miss this page", and its
    passages are not indexed (`reason` says why, as a code of `errors.MESSAGES`).
    """

    number: int  # from 1
    text: str
    label: str = ""  # the printed page number, "iv"; empty: as `number`
    blocks: tuple[Block, ...] = ()
    engine: str = ""  # "pdfium", "tesseract", "docx"…
    quality: float = 1.0
    reason: str = ""
    width: float = 0.0  # points; 0 where the format has no page geometry
    height: float = 0.0


POOR = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open code-point offsets into the text of one page."""

    page: int
    start: int
    end: int


def parts(spans: tuple[Span, ...], joiner: str, start: int, end: int) -> tuple[Span, ...]:
    """Return where `text[start:end]` stands, of a text that is the slices of `spans` joined by
    `joiner`.

    >>> parts((Span(1, 10, 14), Span(2, 0, 5)), " ", 2, 7)
    (Span(page=1, start=12, end=14), Span(page=2, start=0, end=2))
    """
    found, at = [], 0
    for span in spans:
        length = span.end - span.start
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            found.append(Span(span.page, span.start + low, span.start + high))
        at += length + len(joiner)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one edition.

    `text` is the slices of `spans` joined by `joiner` ("" or " "): one span lies on one page,
    so for a passage on one page `page.text[start:end] == passage.text`.
    `context` is a neighbouring sentence that is encoded with a passage too short to stand alone.
    """

    ordinal: int  # from 0 within the edition's version
    text: str
    spans: tuple[Span, ...]
    language: Language
    joiner: str = ""
    heading: str = ""  # the headings above it, outermost first, joined by " › "
    context: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    title: str
    level: int  # from 1
    page: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a reader says of one file."""

    pages: tuple[Page, ...]
    metadata: Metadata
    format: str  # "pdf", "docx", "html", "markdown", "text", "pptx"
    engine: str
    outline: tuple[OutlineEntry, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()  # (name, content)
    warnings: tuple[tuple[str, dict[str, str]], ...] = ()  # codes of errors.MESSAGES, values


class TermKind(StrEnum):
    TERM = "term"
    PERSON = "person"  # an office-holder: 岸田文雄 = Fumio Kishida
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Office:
    """What a person was, or what an organisation was called, and when.

    `since` and `until` are years, months or days in ISO form; empty where open.
    """

    japanese: str
    english: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the term base or of the authority list of names.

    航行の自由 = freedom of navigation (FON); 安倍晋三 = Shinzo Abe.  Both lead from one language to
    the other in the same way.
    """

    japanese: str
    english: str
    reading: str = ""
    abbreviation: str = ""
    variants_ja: tuple[str, ...] = ()
    variants_en: tuple[str, ...] = ()
    preferred: str = ""
    avoid: tuple[tuple[str, str], ...] = ()  # (rendering, reason)
    topic: str = ""
    note: str = ""
    example_ja: str = ""
    example_en: str = ""
    kind: TermKind = TermKind.TERM
    offices: tuple[Office, ...] = ()


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"
    MISSING = "missing"  # a file that was read before is gone; nothing was removed


@dataclass(frozen=True, slots=True)
class ReportRow:
    """How one file of an ingest ended.  `code` and `values` are explained by `errors.explain`."""

    path: str
    outcome: Outcome
    edition: EditionId | None = None
    code: str = ""
    values: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    poor_pages: tuple[int, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Edition:
    """A document in one language, as its current version stands."""

    id: EditionId
    document: DocumentId
    language: Language
    title: str
    abstract: str
    version: int  # from 1
    versions: int
    sha256: str
    file_name: str
    format: str
    pages: int
    passages: int
    authors: tuple[Author, ...] = ()
    organisation: str = ""
    date_text: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One content that an edition has had."""

    number: int  # from 1
    added: dt.datetime  # UTC
    file_name: str
    format: str
    pages: int
    current: bool


@dataclass(frozen=True, slots=True)
class Document:
    id: DocumentId
    type: DocumentType
    date: dt.date | None
    date_end: dt.date | None
    handling: Handling
    topics: tuple[str, ...]
    editions: tuple[Edition, ...]  # Japanese first, then English; never empty

    def title(self, language: Language) -> str:
        """Return the title of the edition in `language`, else of the first edition."""
        return self.edition(language).title

    def edition(self, language: Language) -> Edition:
        """Return the edition in `language`, else the first."""
        return next((e for e in self.editions if e.language == language), self.editions[0])


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with where it stands: what a hit is made of.

    `row` is its number in the catalogue (the row of vectors and postings); it may change when a
    file changes.  `id` is "edition:version:ordinal" and is what links carry.
    """

    row: int
    id: str
    edition: EditionId
    document: DocumentId
    title: str
    label: str  # printed label of its first page
    passage: Passage

    @property
    def version(self) -> int:
        """The number of its edition's version."""
        return int(self.id.rsplit(":", 2)[1])
