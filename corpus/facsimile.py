"""PDFs as they also arrive: without their fonts, as a scan, behind a password."""

from __future__ import annotations

import io
import random
import time
from typing import Any
from xml.sax.saxutils import escape

import pypdf
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from corpus import typeset
from corpus.source import Edition, Paper, inlines

MINCHO, GOTHIC = "HeiseiMin-W3", "HeiseiKakuGo-W5"
SCAN_DPI = 200


def locked(edition: Edition) -> bytes:
    """The typeset paper, opened only with its password (AES-256)."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typeset.pdf(edition)))
    writer.encrypt(str(edition.stated["password"]), algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scan(edition: Edition) -> bytes:
    """The typeset paper as a copier returns it: grey images, a little askew, without any text."""
    noise = random.Random(edition.name)  # the same scan each time
    sheets = []
    for page in pypdfium2.PdfDocument(typeset.pdf(edition)):
        sheet = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
        sheet = sheet.rotate(noise.uniform(-0.5, 0.5), Image.Resampling.BICUBIC, fillcolor=255)
        sheet = sheet.filter(ImageFilter.GaussianBlur(0.6))
        # Sixteen greys are what a copier's text mode leaves, and they compress well.
        sheets.append(sheet.point([min(255, (level + 8) // 17 * 17) for level in range(256)]))
    out = io.BytesIO()
    day = time.gmtime(typeset.timestamp(str(edition.stated["built"])))
    sheets[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=sheets[1:],
        resolution=SCAN_DPI,
        quality=40,
        creationDate=day,
        modDate=day,
    )
    return out.getvalue()


def unembedded(edition: Edition) -> bytes:
    """Set with Adobe's Japanese CID fonts, named but not embedded, as many old PDFs are."""
    for name in (MINCHO, GOTHIC):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    paper = edition.paper
    out = io.BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=A4,
        title=paper.title,
        author=edition.printed("byline"),
        subject=edition.stated["abstract"],
        invariant=True,
        leftMargin=80,
        rightMargin=80,
        topMargin=85,
        bottomMargin=80,
    )
    frame = Frame(80, 80, A4[0] - 160, A4[1] - 165, id="body", leftPadding=0, rightPadding=0)

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(MINCHO, 8)
        canvas.drawCentredString(A4[0] / 2, 45, f"- {document.page} -")
        if document.page > 1:
            canvas.setLineWidth(0.4)
            canvas.drawString(80, A4[1] - 55, str(edition.stated.get("running", paper.title)))
            canvas.line(80, A4[1] - 60, A4[0] - 80, A4[1] - 60)
        canvas.restoreState()

    template.addPageTemplates(PageTemplate(id="page", frames=[frame], onPage=furniture))
    template.build(_story(edition, paper))
    return out.getvalue()


def _style(size: float, font: str = MINCHO, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(
        "cid", fontName=font, fontSize=size, leading=size * 1.75, wordWrap="CJK", **options
    )


def _text(text: str) -> str:
    out = []
    for run in inlines(text):
        if run.kind == "note":
            out.append(f'<super size="7">{run.extra}</super>')
        elif run.kind == "strong":
            out.append(f'<font name="{GOTHIC}">{escape(run.text)}</font>')
        else:
            out.append(escape(run.text))
    return "".join(out)


def _story(edition: Edition, paper: Paper) -> list[Flowable]:
    main, subtitle = typeset.split_title(paper.title)
    story: list[Flowable] = [
        Paragraph(typeset.kind_name(edition), _style(9, font=GOTHIC, textColor=HexColor("#555555"))),
        Paragraph(_text(main), _style(16, font=GOTHIC, spaceBefore=4)),
        *([Paragraph(_text(subtitle), _style(11.5, font=GOTHIC))] if subtitle else []),
        Spacer(1, 6),
        Paragraph(escape(edition.printed("byline")), _style(10, alignment=2)),
        Paragraph(
            escape(f"{edition.printed('organisation')}　{edition.printed('printed_date')}"),
            _style(9, alignment=2),
        ),
        Paragraph(
            _text(paper.notice),
            _style(8.5, borderWidth=0.5, borderColor=HexColor("#888888"), borderPadding=5,
                   spaceBefore=12, spaceAfter=16),
        ),
    ]  # fmt: skip
    for block in paper.body:
        if block.kind == "heading":
            size = 12.5 if block.level == 1 else 11
            style = _style(size, font=GOTHIC, spaceBefore=12, spaceAfter=4, keepWithNext=1)
            story.append(Paragraph(_text(block.text), style))
        elif block.kind == "item":
            marker = "・" if block.marker == "-" else block.marker
            story.append(
                Paragraph(_text(block.text), _style(10, leftIndent=18, bulletIndent=4), marker)
            )
        elif block.kind == "caption":
            style = _style(9, font=GOTHIC, alignment=1, spaceBefore=8, spaceAfter=2, keepWithNext=1)
            story.append(Paragraph(_text(block.text), style))
        elif block.kind == "table":
            story.append(_table(block.rows))
        else:
            story.append(Paragraph(_text(block.text), _style(10, firstLineIndent=10)))
    if paper.notes:
        story.append(Paragraph("注", _style(11, font=GOTHIC, spaceBefore=12, spaceAfter=4)))
        story += [
            Paragraph(_text(note), _style(8.5, leftIndent=16), key)
            for key, note in paper.notes.items()
        ]
    return story


def _table(rows: tuple[tuple[str, ...], ...]) -> Table:
    weights = [max(len(cell) for cell in column) ** 0.6 for column in zip(*rows, strict=True)]
    room = A4[0] - 160
    cells = [[Paragraph(_text(cell), _style(8.5)) for cell in row] for row in rows]
    table = Table(cells, colWidths=[room * weight / sum(weights) for weight in weights])
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor("#000000")),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#777777")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    table.spaceAfter = 10
    return table
