"""HTML: what an article says, without the site around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

import language
from catalog.records import BlockKind, Extraction, Language
from errors import ReadError
from ingest.encodings import decode
from ingest.readers.base import Draft, Source
from ingest.readers.html_metadata import read_metadata
from ingest.readers.html_page import (
    BLOCKS,
    is_backlink,
    is_boilerplate,
    is_data_table,
    main_content,
    note_id,
    note_reference,
    strip_machinery,
    text_length,
)
from ingest.readers.structure import BREAK, extraction, lay_out, pages, table_row

ENGINE = "html"
_DECLARED = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
# Names under which pages say Shift_JIS while using Windows' extensions of it.
_WIDER = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932"}
_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_SOURCE_BREAK = re.compile(f"(?<=[{_CJK}])[ \t]*\n\\s*(?=[{_CJK}])")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_HEADING = re.compile(r"h[1-6]")


def read(source: Source) -> Extraction:
    tree = parse(decode_page(source.path.read_bytes(), source.name))
    if tree is None:
        raise ReadError("no-text", path=source.name)
    metadata = read_metadata(tree)
    found = pages(drafts(tree), ENGINE)
    return extraction(source, found, metadata, "html")


def decode_page(data: bytes, name: str = "") -> str:
    """Decode by byte order mark, then by what the page declares if that fits, else by content."""
    declared = _XML_DECLARED.search(data[:1024]) or _DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = declared[1].decode("ascii").lower()
        try:
            return data.decode(_WIDER.get(encoding, encoding))
        except (LookupError, UnicodeError):
            pass  # the declaration is wrong more often than the bytes
    return decode(data, name)[0]


def parse(text: str) -> etree._Element | None:
    """Return the root element of a page or a fragment, however broken; None if it has none."""
    # Bytes, because lxml refuses text that declares an encoding of its own.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    return etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)


def drafts(tree: etree._Element) -> list[Draft]:
    """Return the blocks of a page's main content; a footnote follows the block that names it."""
    strip_machinery(tree)
    root = main_content(tree)
    whole = text_length(root)
    walk = _Walk()
    # Not recursive: pages nest deeper than Python does.
    events = etree.iterwalk(root, events=("start", "end"))
    skipped: set[etree._Element] = set()
    for event, element in events:
        if event == "start":
            reference = note_reference(element)
            if reference:
                walk.references.append(reference)
            if reference or is_backlink(element) or is_boilerplate(element, root, whole):
                skipped.add(element)
                events.skip_subtree()
            else:
                walk.open(element)
                walk.text(element.text)
        else:
            if element in skipped:
                skipped.discard(element)
            else:
                walk.close(element)
            if element is not root:
                walk.text(element.tail)
    walk.flush()
    return _languages(walk.arranged())


@dataclass(frozen=True, slots=True)
class _Context:
    """What an open element makes of the text directly within it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    note: str = ""
    language: str = ""


@dataclass(slots=True)
class _Walk:
    """The state of a walk in document order: open contexts, the block being gathered, results."""

    contexts: list[_Context] = field(default_factory=lambda: [_Context()])
    buffer: list[str] = field(default_factory=list)
    verbatim: int = 0  # open <pre> elements
    lists: int = 0
    tables: list[bool] = field(default_factory=list)  # open ones: whether they hold data
    row: list[str] = field(default_factory=list)  # the data table's open row
    body: list[Draft] = field(default_factory=list)
    notes: dict[str, list[Draft]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)  # met in the block being gathered
    after: dict[int, list[str]] = field(default_factory=dict)  # index in body -> notes it names

    def text(self, text: str | None) -> None:
        if text:
            self.buffer.append(text.replace("\n", BREAK) if self.verbatim else text)

    def open(self, element: etree._Element) -> None:
        tag = element.tag
        context = self.contexts[-1]
        if lang := element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang"):
            context = replace(context, language=lang.lower())
        if tag == "br":
            self.buffer.append(BREAK)
        if tag == "pre":
            self.verbatim += 1
        if tag in BLOCKS:
            self.flush()
        if note := note_id(element):
            context = replace(context, kind=BlockKind.FOOTNOTE, level=0, note=note)
        elif tag in ("ul", "ol", "menu"):
            self.lists += 1
        elif context.kind != BlockKind.FOOTNOTE:
            context = self._block_context(element, context)
        if tag == "table":
            self.tables.append(is_data_table(element))
        self.contexts.append(context)

    def _block_context(self, element: etree._Element, context: _Context) -> _Context:
        tag = element.tag
        if _HEADING.fullmatch(tag):
            return replace(context, kind=BlockKind.HEADING, level=int(tag[1]))
        if element.get("role") == "heading":
            level = element.get("aria-level", "2")
            return replace(
                context,
                kind=BlockKind.HEADING,
                level=min(6, int(level)) if level.isdecimal() and int(level) else 2,
            )
        if tag == "li":
            return replace(context, kind=BlockKind.LIST_ITEM, level=max(1, self.lists))
        if tag in ("dt", "dd"):
            return replace(context, kind=BlockKind.LIST_ITEM, level=1 if tag == "dt" else 2)
        if tag in ("figcaption", "caption"):
            return replace(context, kind=BlockKind.CAPTION, level=0)
        return context

    def close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in ("td", "th") and self._in_data():
            self.row.append(self._gathered().replace(BREAK, " "))
        elif tag == "tr" and self._in_data():
            self._emit([Draft(BlockKind.TABLE_ROW, table_row(self.row))])
            self.row.clear()
        elif tag in BLOCKS:
            self.flush()
        if tag == "pre":
            self.verbatim -= 1
        if tag in ("ul", "ol", "menu"):
            self.lists -= 1
        self.contexts.pop()
        if tag == "table":
            self.tables.pop()

    def _in_data(self) -> bool:
        return bool(self.tables) and self.tables[-1]

    def flush(self) -> None:
        """End the block being gathered, unless it is part of a table's cell."""
        if self._in_data() and self.contexts[-1].kind != BlockKind.CAPTION:
            self.buffer.append(" ")
            return
        context = self.contexts[-1]
        self._emit(lay_out(context.kind, self._gathered(), context.level))

    def _gathered(self) -> str:
        raw = "".join(self.buffer)
        self.buffer.clear()
        return _SPACE.sub(" ", _SOURCE_BREAK.sub("", raw))

    def _emit(self, found: list[Draft]) -> None:
        context = self.contexts[-1]
        # The declared language rides along as text until the whole page's is known.
        kept = [
            replace(draft, language=_language(context.language))
            for draft in found
            if draft.text.strip()
        ]
        if context.note:
            self.notes.setdefault(context.note, []).extend(
                replace(draft, kind=BlockKind.FOOTNOTE, level=0) for draft in kept
            )
            return
        self.body.extend(kept)
        if self.references and self.body:
            self.after.setdefault(len(self.body) - 1, []).extend(self.references)
            self.references.clear()

    def arranged(self) -> list[Draft]:
        """Return the body with each note behind the block that names it first, others last."""
        result: list[Draft] = []
        for number, draft in enumerate(self.body):
            result.append(draft)
            for reference in self.after.get(number, ()):
                result.extend(self.notes.pop(reference, ()))
        for rest in self.notes.values():
            result.extend(rest)
        return result


def _language(tag: str) -> Language | None:
    if not tag:
        return None
    main = tag.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0]
    return Language(main) if main in ("ja", "en") else Language.OTHER


def _languages(found: list[Draft]) -> list[Draft]:
    """Keep a declared language only where it differs from the page's and the text bears it out."""
    main = language.detect("\n".join(draft.text for draft in found))
    return [
        replace(draft, language=None)
        if draft.language == main or language.detect(draft.text) not in (draft.language, "und")
        else draft
        for draft in found
    ]
