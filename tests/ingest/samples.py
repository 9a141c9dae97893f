"""One paper written in every format, for the suite that every reader passes."""

from __future__ import annotations

import textwrap
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.util import Inches

TITLE = "自由で開かれた海洋秩序"
FIRST = "第1章 航行の自由"
PARAGRAPH = "航行の自由は、国際法の原則である。日本と米国は、この原則をともに支えてきた。"
ITEMS = (("海上保安の能力を高める。", 1), ("巡視船を供与する。", 2), ("情報を共有する。", 1))
ROWS = (("国", "予算"), ("日本", "12億円"), ("米国", "34億円"))
CAPTION = "表1 能力構築の予算"
NOTE = "国連海洋法条約第87条を参照。"
SECOND = "第2章 Economic security"
ENGLISH = (
    "Supply chains should not depend on a single source, and allies share the burden of making"
    " them safe. Stockpiles of critical minerals belong to the plan."
)


def write_text(path: Path) -> None:
    path.write_text(
        f"{TITLE}\n\n{FIRST}\n\n　航行の自由は、国際法の原則である。日本と米国は、この\n原則をともに支えてきた。\n\n"
        f"・{ITEMS[0][0]}\n　・{ITEMS[1][0]}\n・{ITEMS[2][0]}\n\n{CAPTION}\n\n{SECOND}\n\n"
        + "\n".join(textwrap.wrap(ENGLISH, 60)),
        encoding="shift_jis",
    )


def write_markdown(path: Path) -> None:
    english = "\n".join(textwrap.wrap(ENGLISH, 60)).replace("not", "**not**")
    rows = "\n".join("| " + " | ".join(row) + " |" for row in ROWS[1:])
    path.write_text(
        f"# {TITLE}\n\n## {FIRST}\n\n航行の自由は、国際法の原則である。[^1]\n日本と米国は、この"
        f"<ruby>原則<rp>(</rp><rt>げんそく</rt><rp>)</rp></ruby>をともに支えてきた。\n\n"
        f"- {ITEMS[0][0]}\n  - {ITEMS[1][0]}\n- {ITEMS[2][0]}\n\n{CAPTION}\n\n"
        f"| {ROWS[0][0]} | {ROWS[0][1]} |\n|---|---|\n{rows}\n\n"
        f"## {SECOND}\n\n{english}\n\n"
        f"[^1]: {NOTE}\n",
        encoding="utf-8",
    )


def write_html(path: Path) -> None:
    english = "\n".join(textwrap.wrap(ENGLISH, 60))
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS)
    path.write_text(
        f"""<!DOCTYPE html><html lang="ja"><head><meta charset="euc-jp"><title>{TITLE} | 研究会</title>
        <script>var a = "航行";</script></head><body><nav><a href="/">ホーム</a></nav>
        <header>研究会のサイト</header><main><h1>{TITLE}</h1><h2>{FIRST}</h2>
        <p>航行の自由は、国際法の原則である。<sup><a href="#fn1">1</a></sup>日本と米国は、この<ruby>原則<rt>げんそく</rt></ruby>を
        ともに支えてきた。</p><ul><li>{ITEMS[0][0]}<ul><li>{ITEMS[1][0]}</li></ul></li><li>{ITEMS[2][0]}</ul>
        <table><caption>{CAPTION}</caption>{rows}</table>
        <h2>{SECOND}</h2><p lang="en">{english}</p>
        <aside role="doc-footnote" id="fn1">{NOTE} <a href="#fnref1">↩</a></aside></main>
        <footer>© 研究会</footer></body></html>""",
        encoding="euc-jp",
        errors="xmlcharrefreplace",
    )


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Word 文書"
    document.core_properties.author = ""
    document.add_paragraph(TITLE, style="Title")
    document.add_heading(FIRST, 1)
    paragraph = document.add_paragraph("航行の自由は、国際法の原則である。")
    _run(paragraph, "w:footnoteReference", {"w:id": "2"})
    paragraph.add_run("日本と米国は、この")
    _ruby(paragraph, "原則", "げんそく")
    paragraph.add_run("をともに支えてきた。")
    _tracked(paragraph, "w:del", "w:delText", "削除された文。")
    for text, level in ITEMS:
        document.add_paragraph(text, style="List Bullet" if level == 1 else "List Bullet 2")
    document.add_paragraph(CAPTION, style="Caption")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = row
    document.add_heading(SECOND, 1)
    document.add_paragraph(ENGLISH)
    _add_footnotes(document, {"2": NOTE})
    document.save(str(path))


def write_pptx(path: Path) -> None:
    deck = Presentation()
    deck.core_properties.title = "PowerPoint プレゼンテーション"
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = TITLE
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = FIRST
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(6), Inches(1))
    box.text_frame.text = PARAGRAPH
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    frame = slide.placeholders[1].text_frame
    frame.text = ITEMS[0][0]
    for text, level in ITEMS[1:]:
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level - 1
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(6), Inches(1))
    box.text_frame.text = CAPTION
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for y, row in enumerate(ROWS):
        for x, cell in enumerate(row):
            table.cell(y, x).text = cell
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = SECOND
    slide.notes_slide.notes_text_frame.text = ENGLISH
    deck.save(str(path))


def _run(paragraph, name, attributes):
    run = OxmlElement("w:r")
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    run.append(element)
    paragraph._p.append(run)


def _text_run(text, name="w:t"):
    run = OxmlElement("w:r")
    element = OxmlElement(name)
    element.text = text
    run.append(element)
    return run


def _ruby(paragraph, base, reading):
    run, ruby = OxmlElement("w:r"), OxmlElement("w:ruby")
    for name, text in (("w:rt", reading), ("w:rubyBase", base)):
        part = OxmlElement(name)
        part.append(_text_run(text))
        ruby.append(part)
    run.append(ruby)
    paragraph._p.append(run)


def _tracked(paragraph, name, text_name, text):
    change = OxmlElement(name)
    change.append(_text_run(text, text_name))
    paragraph._p.append(change)


def _add_footnotes(document, notes):
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:footnote w:id="{key}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for key, text in notes.items()
    )
    separator = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    )
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{w}">{separator}{body}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def write_pdf(path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path), pagesize=A4)
    y = 780.0

    def line(text, size=10.5, x=72.0, gap=8.0):
        nonlocal y
        canvas.setFont("HeiseiMin-W3", size)
        canvas.drawString(x, y, text)
        y -= size + gap

    line(TITLE, 20, gap=30)
    line(FIRST, 15, gap=16)
    line(PARAGRAPH[:40], gap=6)
    line(PARAGRAPH[40:], gap=20)
    for number, (text, level) in enumerate(ITEMS, 1):
        line(f"・{text}", x=72.0 + 21 * (level - 1), gap=20 if number == len(ITEMS) else 6)
    line(SECOND, 15, gap=16)
    for text in simpleSplit(ENGLISH, "HeiseiMin-W3", 10.5, 451):
        line(text, gap=6)
    canvas.save()
