"""A passage is marked in the text and lit up on the image."""

from __future__ import annotations

from catalog.records import Block, BlockKind, Language, Page, Span
from ui.page_view import image_html, lit, numbers, text_html

TEXT = "Heading\nOne two three four.\n1 A note."
LINES = ((100.0, 100.0, 200.0, 110.0), (100.0, 112.0, 200.0, 122.0))
PAGE = Page(
    number=2,
    text=TEXT,
    blocks=(
        Block(BlockKind.HEADING, 0, 7, level=2, boxes=((100.0, 50.0, 150.0, 60.0),)),
        Block(BlockKind.PARAGRAPH, 8, 27, boxes=LINES),
        Block(BlockKind.FOOTNOTE, 28, 37, language=Language.JA),
    ),
    width=400.0,
    height=500.0,
)


def test_text_keeps_its_structure_and_its_mark():
    """Headings, paragraphs and notes are told apart; the passage is marked, the languages said."""
    assert text_html(PAGE, [Span(2, 8, 15), Span(3, 0, 5)], Language.EN) == (
        '<div class="k-text" lang="en"><h3>Heading</h3>'
        '<p><mark class="k-mark-place">One two</mark> three four.</p>'
        '<hr><p class="k-footnote" lang="ja">1 A note.</p></div>'
    )


def test_a_passage_may_hold_several_blocks():
    """A mark that begins in one block goes on in the next."""
    shown = text_html(PAGE, [Span(2, 0, 11)], Language.EN)
    assert shown.count('<mark class="k-mark-place">') == 2


def test_rows_stand_in_a_table():
    """Cells are told apart by " | "; a mark keeps its place within its cell."""
    text = "Zone | Right\nStrait | Transit"
    rows = (Block(BlockKind.TABLE_ROW, 0, 12), Block(BlockKind.TABLE_ROW, 13, 29))
    page = Page(number=1, text=text, blocks=rows)
    assert text_html(page, [Span(1, 22, 29)], Language.EN) == (
        '<div class="k-text" lang="en"><div class="k-table"><table>'
        "<tr><td>Zone</td><td>Right</td></tr>"
        '<tr><td>Strait</td><td><mark class="k-mark-place">Transit</mark></td></tr>'
        "</table></div></div>"
    )


def test_text_without_blocks_is_shown_whole():
    """A format without structure is one paragraph."""
    page = Page(number=1, text="a\nb")
    assert text_html(page, [], Language.EN) == '<div class="k-text" lang="en"><p>a\nb</p></div>'


def test_lines_light_up_by_their_share_of_the_text():
    """Two lines of one length hold half of the 19 characters each."""
    assert lit(PAGE, [Span(2, 8, 16)]) == [LINES[0]]
    assert lit(PAGE, [Span(2, 19, 27)]) == [LINES[1]]
    assert lit(PAGE, [Span(2, 8, 27)]) == list(LINES)
    assert lit(PAGE, [Span(1, 8, 27)]) == []


def test_a_page_without_geometry_lights_nothing():
    """DOCX has no positions."""
    assert lit(Page(number=2, text=TEXT, blocks=PAGE.blocks), [Span(2, 8, 27)]) == []


def test_boxes_are_placed_in_percent():
    """A box 100 points from the left of a page 400 wide begins at a quarter."""
    shown = image_html(b"png", PAGE, [Span(2, 8, 16)], 'a "page"')
    assert "left:25.000%;top:20.000%;width:25.000%;height:2.000%" in shown
    assert 'alt="a &quot;page&quot;"' in shown
    assert "data:image/png;base64,cG5n" in shown


def test_page_numbers_close_up():
    """Runs are ranges; order does not matter."""
    assert numbers([3, 1, 2, 7, 10, 9]) == "1–3, 7, 9–10"
    assert numbers([]) == ""
