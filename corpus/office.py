"""DOCX with real footnotes, and PPTX with speaker notes; both the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.slide import Slide
from pptx.util import Emu, Pt

from corpus import typeset
from corpus.source import Block, Edition, Paper, inlines, plain

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("styles", "footnotes", "header1", "footer1", "numbering")


def docx(edition: Edition) -> bytes:
    """Word's own parts, written by hand: python-docx cannot write footnotes."""
    paper = edition.paper
    numbers = {key: number for number, key in enumerate(paper.notes, 1)}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name.rstrip("1")}+xml"/>'
        for name in _PARTS
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for number, name in enumerate(_PARTS, 1)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "docProps/core.xml": _core(edition),
        "word/document.xml": _document(edition, paper, numbers),
        "word/footnotes.xml": _footnotes(paper, numbers),
        "word/styles.xml": _styles(edition.language),
        "word/numbering.xml": _NUMBERING,
        "word/header1.xml": f"<w:hdr {_W}>{_p(_run(str(edition.stated.get('running', paper.title))), 'Header')}</w:hdr>",
        "word/footer1.xml": f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>',
    }
    return package({name: (_HEAD + content).encode() for name, content in files.items()})


def package(files: dict[str, bytes]) -> bytes:
    """A ZIP with a fixed date, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _core(edition: Edition) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(edition.paper.title)}</dc:title>"
        f"<dc:creator>{escape(edition.printed('byline'))}</dc:creator>"
        f"<dc:language>{edition.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{edition.stated["built"]}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def _run(text: str, properties: str = "") -> str:
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _p(runs: str, style: str = "", extra: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{extra}</w:pPr>{runs}</w:p>"


def _runs(text: str, numbers: dict[str, int]) -> str:
    marks = {"strong": "<w:b/>", "emphasis": "<w:i/>"}
    return "".join(
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{numbers[run.extra]}"/></w:r>'
        if run.kind == "note"
        else _run(run.text, marks.get(run.kind, ""))
        for run in inlines(text)
    )


def _document(edition: Edition, paper: Paper, numbers: dict[str, int]) -> str:
    parts = [
        _p(_run(typeset.kind_name(edition)), "Kind"),
        _p(_run(paper.title), "Title"),
        _p(_run(edition.printed("byline")), "Byline"),
        _p(_run(f"{edition.printed('organisation')}, {edition.printed('printed_date')}"), "Byline"),
        _p(_runs(paper.notice, numbers), "Notice"),
    ]
    parts += [_docx_block(block, numbers) for block in paper.body]
    section = (
        f'<w:sectPr><w:headerReference {_R} w:type="default" r:id="rId3"/>'
        f'<w:footerReference {_R} w:type="default" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1600" w:right="1600" w:bottom="1600" w:left="1600" w:header="800" w:footer="800" w:gutter="0"/></w:sectPr>'
    )
    return f"<w:document {_W}><w:body>{''.join(parts)}{section}</w:body></w:document>"


def _docx_block(block: Block, numbers: dict[str, int]) -> str:
    runs = _runs(block.text, numbers)
    if block.kind == "heading":
        return _p(runs, f"Heading{block.level}")
    if block.kind == "item":
        listing = 1 if block.marker == "-" else 2
        numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{listing}"/></w:numPr>'
        return _p(runs, "ListParagraph", numbering)
    if block.kind == "caption":
        return _p(runs, "Caption", "<w:keepNext/>")
    if block.kind == "table":
        rows = "".join(
            "<w:tr>"
            + ("<w:trPr><w:tblHeader/></w:trPr>" if number == 0 else "")
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{_p(_runs(cell, numbers))}</w:tc>'
                for cell in row
            )
            + "</w:tr>"
            for number, row in enumerate(block.rows)
        )
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:color="888888"/>'
            for edge in ("top", "bottom", "insideH")
        )
        grid = "<w:gridCol/>" * len(block.rows[0])
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _p("")
        )
    return _p(runs)


def _footnotes(paper: Paper, numbers: dict[str, int]) -> str:
    fixed = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    )
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    notes = "".join(
        f'<w:footnote w:id="{numbers[key]}">{_p(mark + _run(" ") + _runs(note, numbers), "FootnoteText")}</w:footnote>'
        for key, note in paper.notes.items()
    )
    return f"<w:footnotes {_W}>{fixed}{notes}</w:footnotes>"


_NUMBERING = (
    f"<w:numbering {_W}>"
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/>'
        '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
        for number, kind, mark in ((1, "bullet", "•"), (2, "decimal", "%1."))
    )
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (1, 2)
    )
    + "</w:numbering>"
)


def _styles(language: str) -> str:
    latin, asian = "Georgia", "Noto Serif CJK JP"
    looks = {  # id: (name, half-points, paragraph properties, run properties)
        "Kind": ("Kind", 18, "", '<w:color w:val="1F3A5F"/>'),
        "Title": ("Title", 36, '<w:spacing w:after="120"/>', "<w:b/>"),
        "Byline": ("Byline", 20, "", '<w:color w:val="555555"/>'),
        "Notice": ("Notice", 18, '<w:pBdr><w:left w:val="single" w:sz="12" w:space="6" w:color="1F3A5F"/></w:pBdr><w:spacing w:before="200" w:after="300"/>', ""),
        "Heading1": ("heading 1", 26, '<w:keepNext/><w:spacing w:before="320" w:after="120"/><w:outlineLvl w:val="0"/>', '<w:b/><w:color w:val="1F3A5F"/>'),
        "Heading2": ("heading 2", 22, '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/>', '<w:b/><w:color w:val="1F3A5F"/>'),
        "ListParagraph": ("List Paragraph", 21, "", ""),
        "Caption": ("caption", 18, '<w:jc w:val="center"/>', "<w:b/>"),
        "FootnoteText": ("footnote text", 17, '<w:spacing w:after="0"/>', ""),
        "Header": ("header", 16, '<w:jc w:val="right"/>', '<w:color w:val="555555"/>'),
        "Footer": ("footer", 16, '<w:jc w:val="center"/>', ""),
    }  # fmt: skip
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{paragraph}</w:pPr><w:rPr>{run}<w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, (name, size, paragraph, run) in looks.items()
    )
    tag = "ja-JP" if language == "ja" else "en-GB"
    return (
        f'<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}"/>'
        f'<w:sz w:val="21"/><w:lang w:val="{tag}" w:eastAsia="ja-JP"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{styles}</w:styles>"
    )


def pptx(edition: Edition) -> bytes:
    """A deck: a heading opens a slide, items are its bullets, paragraphs its speaker notes."""
    paper = edition.paper
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(12_192_000), Emu(6_858_000)
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    _fit(cover)
    cover.shapes.title.text = paper.title
    cover.placeholders[1].text = "\n".join(
        [
            edition.printed("byline"),
            f"{edition.printed('organisation')}　{edition.printed('printed_date')}",
            plain(paper.notice),
        ]
    )
    for paragraph in cover.placeholders[1].text_frame.paragraphs:
        paragraph.font.size = Pt(16)
    slide, spoken = cover, list[str]()
    for block in paper.body:
        if block.kind == "heading":
            _speak(slide, spoken)
            slide, spoken = deck.slides.add_slide(deck.slide_layouts[1]), []
            _fit(slide)
            slide.shapes.title.text = plain(block.text)
        elif block.kind == "item":
            frame = slide.placeholders[1].text_frame
            line = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
            line.text = plain(block.text)
            line.font.size = Pt(20)
        elif block.kind == "table":
            _slide_table(slide, block)
        elif block.kind == "paragraph":
            spoken.append(plain(block.text))
    _speak(slide, spoken)
    day = dt.datetime.fromisoformat(f"{edition.stated['built']}T00:00:00")
    properties = deck.core_properties
    properties.title, properties.author = paper.title, edition.printed("byline")
    properties.created = properties.modified = day
    properties.last_modified_by, properties.language = "", edition.language
    out = io.BytesIO()
    deck.save(out)
    with zipfile.ZipFile(out) as archive:
        return package({name: archive.read(name) for name in archive.namelist()})


def _fit(slide: Slide) -> None:
    """Spread the default template's 4:3 places over a 16:9 slide."""
    ink = RGBColor(0x1F, 0x3A, 0x5F)  # type: ignore[no-untyped-call]  # python-pptx has no types here
    for place in slide.placeholders:
        title = place.placeholder_format.type in {1, 3}  # title, centred title
        cover = slide.slide_layout.name == "Title Slide"
        top, height = (
            ((1_900_000, 1_500_000) if title else (3_700_000, 1_900_000))
            if cover
            else ((350_000, 1_000_000) if title else (1_500_000, 4_900_000))
        )
        place.left, place.width, place.top, place.height = (
            Emu(700_000), Emu(10_800_000), Emu(top), Emu(height),
        )  # fmt: skip
        if title:
            place.text_frame.word_wrap = True
            place.text_frame.paragraphs[0].font.size = Pt(34 if cover else 28)
            place.text_frame.paragraphs[0].font.color.rgb = ink


def _speak(slide: Slide, spoken: list[str]) -> None:
    if spoken:
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = "\n".join(spoken)


def _slide_table(slide: Slide, block: Block) -> None:
    shape = slide.shapes.add_table(
        len(block.rows), len(block.rows[0]),
        Emu(700_000), Emu(3_500_000), Emu(10_800_000), Emu(420_000 * len(block.rows)),
    )  # fmt: skip
    for row, cells in enumerate(block.rows):
        for column, cell in enumerate(cells):
            shape.table.cell(row, column).text = plain(cell)
            for paragraph in shape.table.cell(row, column).text_frame.paragraphs:
                paragraph.font.size = Pt(14)
