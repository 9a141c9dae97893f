"""DOCX: pandoc fills the house template, which is pandoc's own with our styles, made here once."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from briefing.compose import Sheet
from briefing.render import pandoc

LATIN, JAPANESE = "Cambria", "Yu Mincho"  # what offices have; LibreOffice substitutes them well
SANS, JAPANESE_SANS = "Calibri", "Yu Gothic"
_HEADINGS = {"Title", "Subtitle", "Heading 1", "Heading 2", "TOC Heading"}
_CONTENTS = "toc 1"
_SIZES = {
    "Footnote Text": 9,
    "Title": 20,
    "Subtitle": 11,
    "Date": 10,
    "Heading 1": 14,
    "Heading 2": 12,
}
_GREY, _BLUE, _RED = "555555", "1F4E79", "8A1F1F"


def document(sheet: Sheet) -> bytes:
    """Return a DOCX with real footnotes, a table of contents, and the handling on each page."""
    with tempfile.TemporaryDirectory(prefix="kakehashi-docx-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(template(sheet.mark))
        found = pandoc.tree(sheet)
        made = pandoc.run(found, "docx", f"--reference-doc={reference}", "--toc", "--toc-depth=2")
    return _with_contents(made, pandoc.headings(found))


@cache
def template(mark: str) -> bytes:
    """Return the house template with `mark` at the head of every page."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    found = docx.Document(io.BytesIO(_default()))
    section = found.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    for style in found.styles:
        if style.type is not None and hasattr(style, "font"):
            heading = style.name in _HEADINGS
            _fonts(style, *((SANS, JAPANESE_SANS) if heading else (LATIN, JAPANESE)))
            if style.name in _SIZES:
                style.font.size = Pt(_SIZES[style.name])
            if heading:
                style.font.color.rgb = RGBColor.from_string(_BLUE)
    found.styles["Subtitle"].font.color.rgb = RGBColor.from_string(_RED)
    found.styles["Subtitle"].font.bold = True
    note = found.styles.add_style("Note", 1)
    note.base_style = found.styles["Body Text"]
    note.font.size = Pt(9)
    note.font.color.rgb = RGBColor.from_string(_GREY)
    found.styles.add_style(_CONTENTS, 1).base_style = found.styles["Body Text"]
    for mark_ in section._sectPr.findall(qn("w:footnotePr")):
        section._sectPr.remove(mark_)  # it would count the footnotes of each section from 1
    _grid(found)
    head = section.header.paragraphs[0]
    head.text, head.alignment = mark, WD_ALIGN_PARAGRAPH.RIGHT
    head.runs[0].font.size, head.runs[0].font.bold = Pt(9), True
    head.runs[0].font.color.rgb = RGBColor.from_string(_RED)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")
    made = io.BytesIO()
    found.save(made)
    return made.getvalue()


@cache
def _default() -> bytes:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _fonts(style: Any, latin: str, japanese: str) -> None:
    """Name both fonts: without the East Asian one, Word picks what it likes for kanji."""
    from docx.oxml.ns import qn

    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", japanese)):
        fonts.set(qn(f"w:{name}"), font)


def _grid(found: Any) -> None:
    """Give tables thin lines: two languages side by side are read along the rows."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="BBBBBB"/>' for side in sides)
    table = found.styles["Table"].element
    properties = table.find(f"{{{table.nsmap['w']}}}tblPr")
    if properties is None:
        properties = parse_xml(f"<w:tblPr {nsdecls('w')}/>")
        table.append(properties)
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _with_contents(made: bytes, headings: Sequence[tuple[str, str]]) -> bytes:
    """Return the DOCX with its contents listed: pandoc leaves the field empty until it is updated.

    `headings` are (bookmark, text).
    """
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    found = docx.Document(io.BytesIO(made))
    field = next(
        p for p in found.element.iter(qn("w:p")) if p.find(f".//{qn('w:instrText')}") is not None
    )
    style = found.styles[_CONTENTS].style_id
    space = nsdecls("w")

    def paragraph(content: str) -> Any:
        return parse_xml(f'<w:p {space}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>')

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = (
        '<w:r><w:instrText xml:space="preserve">TOC \\o "1-1" \\h \\z \\u</w:instrText></w:r>'
    )
    links = [
        f'<w:hyperlink w:anchor="{name}"><w:r><w:t>{escape(text)}</w:t></w:r></w:hyperlink>'
        for name, text in headings
    ]
    if links:
        links[0] = mark("begin") + instruction + mark("separate") + links[0]
        links[-1] += mark("end")
    for link in links:
        field.addprevious(paragraph(link))
    field.getparent().remove(field)
    written = io.BytesIO()
    found.save(written)
    return written.getvalue()


def _field(paragraph: Any, name: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    field = f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
