"""PPTX: one page a slide, hidden ones too; the speaker's notes follow what the slide shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from catalog.records import BlockKind, Extraction
from errors import ReadError
from ingest.metadata import from_core_properties
from ingest.readers.base import Draft, Source
from ingest.readers.office_package import Package, attribute, child, descendants, local, number
from ingest.readers.structure import BREAK, compose_pages, extraction, lay_out, table_row

ENGINE = "pptx"
_FURNITURE = frozenset(("sldNum", "ftr", "dt", "hdr", "sldImg"))
_TITLES = frozenset(("title", "ctrTitle"))
_BULLETED = frozenset(("", "body", "obj"))  # kinds of placeholder whose master sets bullets
_BANDS = 24  # shapes whose tops lie in one band of the slide's height stand side by side


def read(source: Source) -> Extraction:
    with Package(source.path, source.name) as package:
        main = next(iter(package.related("", "officeDocument")), "ppt/presentation.xml")
        deck = package.read(main)
        if deck is None:
            raise ReadError("file-damaged", path=source.name, why="it has no presentation part")
        targets = {name: target for name, _, target in package.relationships(main)}
        parts = [targets.get(_relation(slide), "") for slide in descendants(deck, "sldId")]
        height = number(child(deck, "sldSz"), "cy", 6_858_000)
        first = number(deck, "firstSlideNum", 1)
        try:
            slides = [_slide(package, part, height) for part in parts]
        except RecursionError as error:
            why = "its groups nest too deeply"
            raise ReadError("file-damaged", path=source.name, why=why) from error
        metadata = from_core_properties(package.core(), "pptx")
        warnings = package.warnings()
    labelled = [(str(count), slide) for count, slide in enumerate(slides, first)]
    return extraction(source, compose_pages(labelled, ENGINE), metadata, "pptx", warnings)


def _relation(slide: etree._Element) -> str:
    """Return r:id, which has the same local name as the slide's own id."""
    return next((str(v) for k, v in slide.attrib.items() if str(k).endswith("}id")), "")


def _slide(package: Package, part: str, height: int) -> list[Draft]:
    """Return a slide's blocks; [] where its part is missing: the others keep their number."""
    tree = child(package.read(part), "cSld", "spTree")
    if tree is None:
        return []
    layout = package.first(part, "slideLayout")
    shapes = _Shapes(package, part, _placeholders(layout), max(1, height // _BANDS))
    drafts = list(shapes.read(tree))
    drafts.sort(key=lambda draft: draft.kind != BlockKind.HEADING)  # stable: the title leads
    notes = child(package.first(part, "notesSlide"), "cSld", "spTree")
    for shape in () if notes is None else descendants(notes, "sp"):
        if _placeholder(shape)[0] == "body":
            for text in _texts(shape):
                drafts += lay_out(BlockKind.PARAGRAPH, text)
    return drafts


def _placeholders(layout: etree._Element | None) -> dict[tuple[str, str], etree._Element]:
    """Return a layout's placeholder shapes by (kind, index) and by ("", index)."""
    found: dict[tuple[str, str], etree._Element] = {}
    for shape in () if layout is None else descendants(layout, "sp"):
        kind, index = _placeholder(shape)
        if kind is not None:
            found[kind, index] = shape
            found.setdefault(("", index), shape)
    return found


def _placeholder(shape: etree._Element) -> tuple[str | None, str]:
    """Return the kind ("" for plain content) and index; kind None for what is no placeholder."""
    for inner in shape:
        if local(inner).startswith("nv"):
            mark = child(inner, "nvPr", "ph")
            if mark is not None:
                return attribute(mark, "type") or "", attribute(mark, "idx") or "0"
    return None, ""


class _Shapes:
    """Reads the shapes of one slide; holds what they inherit from and point to."""

    def __init__(
        self,
        package: Package,
        part: str,
        inherited: dict[tuple[str, str], etree._Element],
        band: int,
    ) -> None:
        self._package = package
        self._targets = {name: target for name, _, target in package.relationships(part)}
        self._inherited = inherited
        self._band = band

    def read(self, tree: etree._Element) -> Iterator[Draft]:
        """Yield the blocks of the shapes from top to bottom, side by side ones from the left."""
        for shape in sorted(_unwrapped(tree), key=self._position):
            name = local(shape)
            if name == "grpSp":
                yield from self.read(shape)
            elif name == "sp":
                yield from self._text(shape)
            elif name == "graphicFrame":
                yield from self._graphic(shape)

    def _parent(self, shape: etree._Element) -> etree._Element | None:
        kind, index = _placeholder(shape)
        if kind is None:
            return None
        found = self._inherited.get((kind, index))
        return self._inherited.get(("", index)) if found is None else found

    def _position(self, shape: etree._Element) -> tuple[int, int]:
        for owner in (shape, self._parent(shape)):
            place = None if owner is None else next(descendants(owner, "off"), None)
            if place is not None:
                return number(place, "y") // self._band, number(place, "x")
        return 0, 0

    def _text(self, shape: etree._Element) -> Iterator[Draft]:
        kind, _ = _placeholder(shape)
        if kind in _FURNITURE:
            return
        if kind in _TITLES:
            text = " ".join(_texts(shape))
            yield from lay_out(BlockKind.HEADING, text, 1 if kind == "ctrTitle" else 2)
            return
        plain = self._plain_levels(shape) if kind in _BULLETED else None
        for paragraph in _paragraphs(shape):
            properties = child(paragraph, "pPr")
            level = number(properties, "lvl") + 1
            bulleted = plain is not None and level not in plain
            for mark in () if properties is None else properties:
                if local(mark) in ("buChar", "buAutoNum", "buBlip", "buNone"):
                    bulleted = local(mark) != "buNone"
            if bulleted:
                yield from lay_out(BlockKind.LIST_ITEM, _text_of(paragraph), level)
            else:
                yield from lay_out(BlockKind.PARAGRAPH, _text_of(paragraph))

    def _plain_levels(self, shape: etree._Element) -> set[int]:
        """Return the levels at which the shape or its layout takes the master's bullets away."""
        found = set()
        for owner in (self._parent(shape), shape):
            styles = child(owner, "txBody", "lstStyle")
            for style in () if styles is None else styles:
                name = local(style)
                if (
                    name[:3] == "lvl"
                    and name[3:4].isdecimal()
                    and child(style, "buNone") is not None
                ):
                    found.add(int(name[3]))
        return found

    def _graphic(self, frame: etree._Element) -> Iterator[Draft]:
        data = child(frame, "graphic", "graphicData")
        for element in () if data is None else data:
            name = local(element)
            if name == "tbl":
                for row in descendants(element, "tr"):
                    cells = [" ".join(_texts(cell)) for cell in row if local(cell) == "tc"]
                    if line := table_row(cells):
                        yield Draft(BlockKind.TABLE_ROW, line)
            elif name == "relIds":  # SmartArt
                root = self._package.read(self._targets.get(attribute(element, "dm") or "", ""))
                for point in () if root is None else descendants(root, "pt"):
                    for text in _texts(point):
                        yield from lay_out(BlockKind.LIST_ITEM, text, 1)
            elif name == "chart":
                root = self._package.read(self._targets.get(attribute(element, "id") or "", ""))
                title = child(root, "chart", "title")
                text = "" if title is None else " ".join(_texts(title))
                yield from lay_out(BlockKind.CAPTION, text)


def _unwrapped(tree: etree._Element) -> Iterator[etree._Element]:
    for element in tree:
        if local(element) == "AlternateContent":
            for choice in element:
                if local(choice) == "Choice":
                    yield from choice
        else:
            yield element


def _paragraphs(shape: etree._Element) -> Iterator[etree._Element]:
    return descendants(shape, "p")


def _texts(shape: etree._Element) -> Iterable[str]:
    return filter(None, map(_text_of, _paragraphs(shape)))


def _text_of(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    for element in paragraph:
        name = local(element)
        if name == "br":
            pieces.append(BREAK)
        elif name == "fld" and (attribute(element, "type") or "").startswith(
            ("slidenum", "datetime")
        ):
            continue
        else:
            pieces += [inner.text or "" for inner in descendants(element, "t")]
    return "".join(pieces).strip()
