"""Slides: order, bullets, notes, and what is not on them."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.ingest.reading import read_bytes, said, texts

TITLE, CONTENT, TWO, TITLE_ONLY, BLANK = 0, 1, 3, 5, 6


def read(tmp_path, deck):
    buffer = io.BytesIO()
    deck.save(buffer)
    return read_bytes(tmp_path, buffer.getvalue(), "pptx")


def box(slide, text, left=1.0, top=1.0):
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))
    shape.text_frame.text = text
    return shape


def test_a_slide_is_a_page_with_its_number(tmp_path):
    """Hidden and empty slides keep their place; the first number may not be one."""
    deck = Presentation()
    deck.part._element.set("firstSlideNum", "3")
    for text in ("甲。", "", "丙。"):
        slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
        if text:
            box(slide, text)
    deck.slides[2]._element.set("show", "0")
    pages = read(tmp_path, deck).pages
    assert [(page.number, page.label, page.text) for page in pages] == [
        (1, "3", "甲。"),
        (2, "4", ""),
        (3, "5", "丙。"),
    ]


def test_shapes_are_read_from_top_to_bottom(tmp_path):
    """The title leads; then what is higher, and of what stands side by side the left one."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box(slide, "下", 1, 5)
    box(slide, "右", 5, 2.05)
    box(slide, "左", 1, 2)
    slide.shapes.title.text = "題"
    assert texts(read(tmp_path, deck)) == ["題", "左", "右", "下"]


def test_columns_are_read_one_after_the_other(tmp_path):
    """Two content placeholders are read whole, the left one first."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TWO])
    slide.shapes.title.text = "題"
    slide.placeholders[2].text_frame.text = "右"
    slide.placeholders[1].text_frame.text = "左一"
    slide.placeholders[1].text_frame.add_paragraph().text = "左二"
    assert [text for _, _, text in said(read(tmp_path, deck))] == ["題", "左一", "左二", "右"]


def test_bullets_are_those_that_show(tmp_path):
    """Content placeholders have bullets, subtitles and text boxes have none unless set."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE])
    slide.shapes.title.text = "海洋秩序の\v将来の展望"
    slide.placeholders[1].text_frame.text = "副題"
    slide = deck.slides.add_slide(deck.slide_layouts[CONTENT])
    slide.placeholders[1].text_frame.text = "甲"
    box(slide, "・乙", 1, 6)
    assert said(read(tmp_path, deck)) == [
        ("heading", 1, "海洋秩序の 将来の展望"),
        ("paragraph", 0, "副題"),
        ("list-item", 1, "甲"),
        ("list-item", 1, "乙"),
    ]


def test_notes_follow_the_slide(tmp_path):
    """The speaker's notes are paragraphs after the body; their page's number is not text."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    box(slide, "本体。")
    slide.notes_slide.notes_text_frame.text = "話す内容。\n次に話す内容。"
    assert texts(read(tmp_path, deck)) == ["本体。", "話す内容。", "次に話す内容。"]


def test_groups_tables_and_charts(tmp_path):
    """Text in groups is read, a table by rows, and a chart by its title."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1)).text_frame.text = "組"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "国", "額"
    data = CategoryChartData()
    data.categories = ["2024"]
    data.add_series("x", (1,))
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(5), Inches(4), Inches(2), data
    ).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "予算の推移"
    assert said(read(tmp_path, deck)) == [
        ("paragraph", 0, "組"),
        ("table-row", 0, "国 | 額"),
        ("caption", 0, "予算の推移"),
    ]


def test_core_properties_are_metadata(tmp_path):
    """The deck's own title and author are stated; the template's are not."""
    deck = Presentation()
    deck.core_properties.title = "海洋秩序の将来"
    deck.core_properties.author = "山田 太郎; Jane Smith"
    box(deck.slides.add_slide(deck.slide_layouts[BLANK]), "本体。")
    stated = read(tmp_path, deck).metadata
    assert stated.title == "海洋秩序の将来"
    assert [(a.family, a.given) for a in stated.authors] == [("山田", "太郎"), ("Smith", "Jane")]
    assert stated.date is None
