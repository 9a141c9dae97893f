"""DOCX: what Word shows of a document, without what it hides or has deleted.

Pages are as Word last laid them out where the file says so (w:lastRenderedPageBreak).  Where it
does not, page breaks typed by hand part the text into sections, and so do the outermost headings
of a long text; such pages are labelled by their headings ("§ 第2章"), not numbered like a print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from catalog.records import BlockKind, Extraction, Page
from errors import ReadError
from ingest.metadata import from_core_properties
from ingest.readers.base import Draft, Source
from ingest.readers.docx_styles import PLAIN, Style, formatted, is_on, read_styles
from ingest.readers.office_package import Package, attribute, child, descendants, local
from ingest.readers.structure import (
    BREAK,
    compose_pages,
    extraction,
    lay_out,
    number_headings,
    section_pages,
    table_row,
)

ENGINE = "docx"
_PAGE, _NOTE = "\f", "\x0e"  # in a gathered text: a page ends here; a note is cited here

# Never text: deleted or moved away, field codes, readings of ruby, descriptions of drawings.
_SILENT = frozenset((
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "rubyPr", "rPr", "pPr",
    "sectPr", "sdtPr", "Fallback", "docPr", "cNvPr",
))  # fmt: skip
_PIECES = {"tab": " ", "ptab": " ", "cr": BREAK, "noBreakHyphen": "-"}


def read(source: Source) -> Extraction:
    with Package(source.path, source.name) as package:
        main = next(iter(package.related("", "officeDocument")), "word/document.xml")
        body = child(package.read(main), "body")
        if body is None:
            raise ReadError("file-damaged", path=source.name, why="it has no document part")
        walk = _Walk(
            styles=read_styles(package.first(main, "styles")),
            footnotes=_notes(package.first(main, "footnotes")),
            endnotes=_notes(package.first(main, "endnotes")),
            rendered=next(descendants(body, "lastRenderedPageBreak"), None) is not None,
        )
        try:
            walk.blocks(body)
        except RecursionError as error:
            why = "its tables nest too deeply"
            raise ReadError("file-damaged", path=source.name, why=why) from error
        metadata = from_core_properties(package.core(), "docx")
        warnings = package.warnings()
    if walk.title:
        metadata = replace(metadata, title=metadata.title or walk.title)
    return extraction(source, _pages(walk), metadata, "docx", warnings)


def _pages(walk: _Walk) -> tuple[Page, ...]:
    drafts = number_headings([draft for _, draft in walk.found])
    count = walk.page if walk.rendered else max((page for page, _ in walk.found), default=1)
    parts: list[list[Draft]] = [[] for _ in range(count)]
    for (page, _), draft in zip(walk.found, drafts, strict=True):
        parts[min(page, count) - 1].append(draft)
    parts[-1] += [Draft(BlockKind.FOOTNOTE, text) for text in walk.cited_endnotes]
    if walk.rendered:
        return compose_pages([("", part) for part in parts], ENGINE)
    return section_pages(parts, ENGINE)


def _notes(part: etree._Element | None) -> dict[str, etree._Element]:
    """Return the notes of a part by id, without the lines that separate notes from text."""
    return {
        attribute(note, "id") or "": note
        for note in (() if part is None else part)
        if attribute(note, "type") in (None, "normal")
    }


@dataclass(slots=True)
class _Walk:
    """The state of a walk over the body: the page reached, what was found, what is pending."""

    styles: dict[str, Style]
    footnotes: dict[str, etree._Element]
    endnotes: dict[str, etree._Element]
    rendered: bool
    page: int = 1
    found: list[tuple[int, Draft]] = field(default_factory=list)
    title: str = ""
    cited_endnotes: list[str] = field(default_factory=list)
    _cited: list[str] = field(default_factory=list)  # footnotes of the paragraph being gathered
    _boxes: list[etree._Element] = field(default_factory=list)  # its text boxes
    _carried: str = ""  # text of a paragraph whose end was deleted: it joins the next

    def blocks(self, parent: etree._Element) -> None:
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "sdt":
                if _is_contents_or_prompt(child(element, "sdtPr")):
                    self._pass_over(element)
                elif (content := child(element, "sdtContent")) is not None:
                    self.blocks(content)
            elif name in ("ins", "moveTo", "customXml", "smartTag"):
                self.blocks(element)
            elif name == "AlternateContent":
                for choice in element:
                    if local(choice) == "Choice":
                        self.blocks(choice)

    def _paragraph(self, element: etree._Element) -> None:
        properties = child(element, "pPr")
        named = attribute(child(properties, "pStyle"), "val") or ""
        style = formatted(properties, self.styles.get(named, PLAIN))
        if style.hidden or style.contents:
            self._pass_over(element)
            return
        if style.page_break and not self.rendered and self.found:
            self.page += 1
        text = self._carried + self._gather(element)
        self._carried = ""
        if child(properties, "rPr", "del") is not None:
            self._carried = text
            return
        self._place(text, style)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box)
        section = child(properties, "sectPr")
        kind = attribute(child(section, "type"), "val") or "nextPage"
        if section is not None and kind != "continuous" and not self.rendered:
            self.page += 1

    def _place(self, text: str, style: Style) -> None:
        """Add a paragraph's text, parted where a page ends within it, and its footnotes."""
        if style.title and not self.title:
            self.title = " ".join(text.replace(BREAK, " ").split()).strip(_PAGE + _NOTE)
        pieces = text.split(_PAGE)
        for number, piece in enumerate(pieces):
            drafts = lay_out(style.kind, piece.replace(_NOTE, ""), style.level)
            if drafts and any(rest.strip() for rest in pieces[number + 1 :]):
                drafts[-1] = replace(drafts[-1], continues=True)
            self.found += [(self.page, draft) for draft in drafts]
            self._place_notes(piece.count(_NOTE))
            if number < len(pieces) - 1:
                self.page += 1

    def _place_notes(self, count: int) -> None:
        for text in self._cited[:count]:
            self.found.append((self.page, Draft(BlockKind.FOOTNOTE, text)))
        del self._cited[:count]

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in _unwrapped(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_unwrapped(row, "tc")) for row in rows]
        if max((len(row) for row in cells), default=0) <= 1 or self._holds_headings(table):
            for cell in (cell for row in cells for cell in row):
                self.blocks(cell)
            return
        for row in cells:
            texts = [self._cell(cell) for cell in row]
            # A row that spans two pages has a break in each of its cells.
            breaks = max(text.count(_PAGE) for text in texts) if texts else 0
            if breaks and any(text.startswith(_PAGE) for text in texts):
                self.page += 1
                breaks -= 1
            line = table_row(text.replace(_PAGE, "").replace(_NOTE, "") for text in texts)
            if line:
                self.found.append((self.page, Draft(BlockKind.TABLE_ROW, line)))
            self._place_notes(len(self._cited))
            self.page += breaks
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box)

    def _cell(self, cell: etree._Element) -> str:
        return " ".join(filter(None, map(self._gather, _own_paragraphs(cell)))).replace(BREAK, " ")

    def _holds_headings(self, table: etree._Element) -> bool:
        """Whether the table lays out text rather than data."""
        for style in descendants(table, "pStyle"):
            known = self.styles.get(attribute(style, "val") or "", PLAIN)
            if known.kind == BlockKind.HEADING:
                return True
        return False

    def _pass_over(self, element: etree._Element) -> None:
        """Leave out an element's text, but not the pages it fills."""
        if self.rendered:
            self.page += sum(1 for _ in descendants(element, "lastRenderedPageBreak"))

    def _gather(self, element: etree._Element) -> str:
        """Return the text that Word shows of a paragraph; notes and boxes are put aside."""
        pieces: list[str] = []
        stack = [element]
        while stack:
            current = stack.pop()
            name = local(current)
            if name in _SILENT or (name == "r" and self._is_hidden(current)):
                continue
            if name == "t":
                pieces.append((current.text or "").replace(_PAGE, " ").replace(_NOTE, ""))
            elif name in _PIECES and local(current.getparent()) == "r":
                pieces.append(_PIECES[name])
            elif name == "br":
                pieces.append(self._break(current))
            elif name == "lastRenderedPageBreak":
                pieces.append(_PAGE)
            elif name == "sym":
                pieces.append(_symbol(attribute(current, "char") or ""))
            elif name == "footnoteReference":
                pieces.append(self._cite(attribute(current, "id") or ""))
            elif name == "endnoteReference":
                self._cite_end(attribute(current, "id") or "")
            elif name == "txbxContent":
                self._boxes.append(current)
            elif name == "sdt" and _is_contents_or_prompt(child(current, "sdtPr")):
                continue
            else:
                stack.extend(reversed(current))
        return "".join(pieces)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = child(run, "rPr")
        own = child(properties, "vanish")
        if own is not None:
            return is_on(own)
        style = attribute(child(properties, "rStyle"), "val") or ""
        return self.styles.get(style, PLAIN).hidden

    def _break(self, element: etree._Element) -> str:
        if attribute(element, "type") != "page":
            return BREAK
        return BREAK if self.rendered else _PAGE

    def _cite(self, name: str) -> str:
        note = self.footnotes.pop(name, None)
        if note is None:
            return ""
        self._cited.append(self._note_text(note))
        return _NOTE

    def _cite_end(self, name: str) -> None:
        note = self.endnotes.pop(name, None)
        if note is not None:
            self.cited_endnotes.append(self._note_text(note))

    def _note_text(self, note: etree._Element) -> str:
        text = " ".join(self._gather(paragraph) for paragraph in _own_paragraphs(note))
        return " ".join(text.replace(BREAK, " ").replace(_PAGE, "").replace(_NOTE, "").split(" "))


def _own_paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs within `element`, but not those of text boxes anchored in them."""
    for paragraph in descendants(element, "p"):
        above: Iterable[etree._Element] = paragraph.iterancestors()
        for ancestor in above:
            if ancestor is element:
                yield paragraph
                break
            if local(ancestor) in ("p", "txbxContent"):
                break


def _unwrapped(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children called `name`, also those that content controls or insertions wrap."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _unwrapped(element, name)


def _is_contents_or_prompt(properties: etree._Element | None) -> bool:
    """Whether a content control is a table of contents, or still shows its "Click here"."""
    if child(properties, "showingPlcHdr") is not None:
        return True
    gallery = attribute(child(properties, "docPartObj", "docPartGallery"), "val") or ""
    return gallery == "Table of Contents"


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    # Wingdings and its like live in the private area: a picture, not a character.
    return chr(point) if 0x20 <= point < 0xD800 else " "
