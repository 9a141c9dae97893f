"""The order in which a PDF's lines are read, and the blocks they make."""

from __future__ import annotations

import pytest

from catalog.records import BlockKind
from tests.ingest.pdf_samples import (
    GOTHIC,
    HEIGHT,
    MINCHO,
    WIDTH,
    blocks,
    opened,
    paragraph,
    text,
    write,
)

BODY = (
    "日米両国は、航行の自由と法の支配を重んじる国々と手を携え、海洋の秩序を",
    "守ってきた。この協力は、能力の向上を望む国々への支援にも及ぶ。",
)
JOINED = "".join(BODY)


def test_vertical_writing_is_read_down_and_leftwards(tmp_path):
    """Columns drawn from left to right are read from right to left, as one paragraph."""
    columns = [
        "日米同盟は、地域の平和と安定の礎",
        "である。両国は六十年にわたり、協",
        "力を深めてきた。",
    ]

    def draw(canvas):
        for number, column in reversed(list(enumerate(columns))):
            canvas.setFont(MINCHO, 12)
            canvas.drawString(400 - 20 * number, 700, column)

    path = write(tmp_path / "tate.pdf", draw, vertical=True)
    assert blocks(opened(path)) == ["".join(columns)]


def test_vertical_bands_are_read_from_top_to_bottom(tmp_path):
    """A vertical page of two bands (二段組) is read band by band."""
    upper = [
        "上段の一行目の文章はここに",
        "続いて二行目の文章がここに",
        "三行目の文章で終わります。",
    ]
    lower = [
        "下段の一行目の文章はここに",
        "続いて二行目の文章がここに",
        "三行目の文章で終わります。",
    ]

    def draw(canvas):
        canvas.setFont(MINCHO, 12)
        for number in range(3):
            canvas.drawString(400 - 20 * number, 700, upper[number])
            canvas.drawString(400 - 20 * number, 480, lower[number])

    path = write(tmp_path / "tate.pdf", draw, vertical=True)
    assert blocks(opened(path)) == ["".join(upper), "".join(lower)]


@pytest.mark.parametrize("interleaved", [False, True])
def test_two_columns_are_read_one_after_the_other(tmp_path, interleaved):
    """Whether drawn column by column or line by line, the left column comes first."""
    left = [f"left {n}: the quick brown fox jumps over the lazy" for n in range(8)]
    right = [f"right {n}: the quick brown fox jumps over the lazy" for n in range(8)]

    def draw(canvas):
        places = [(60, n, line) for n, line in enumerate(left)]
        places += [(310, n, line) for n, line in enumerate(right)]
        if interleaved:
            places.sort(key=lambda place: place[1])
        text(canvas, 60, 80, "A Title Over Both of the Columns of This Page", 18, "Helvetica")
        for x, number, line in places:
            text(canvas, x, 140 + 15 * number, line, 10, "Helvetica")

    extraction = opened(write(tmp_path / "two.pdf", draw))
    assert blocks(extraction) == [
        "A Title Over Both of the Columns of This Page",
        " ".join(left + right),
    ]


def test_a_narrow_gutter_is_told_from_wide_spaces(tmp_path):
    """Spaces wider than the gutter, here and there in justified lines, part no columns."""
    words = ["the", "quick", "brown", "fox", "jumps", "over", "a"]

    def draw(canvas):
        for number in range(12):
            for column in range(2):
                # Seven words of 24 points on average fill 200: one space of each line is wide.
                x, wide = 60 + 211 * column, (number + 3 * column) % 7
                line = [f"{'ab'[column]}{number:02}", *words]
                sizes = [canvas.stringWidth(word, "Times-Roman", 10) for word in line]
                space = (200 - sum(sizes) - 14) / 6
                for place, (word, size) in enumerate(zip(line, sizes, strict=True)):
                    text(canvas, x, 100 + 12 * number, word, 10, "Times-Roman")
                    x += size + (14 if place == wide else space)

    extraction = opened(write(tmp_path / "narrow.pdf", draw))
    lines = [f"{column}{number:02} {' '.join(words)}" for column in "ab" for number in range(12)]
    assert " ".join(blocks(extraction)) == " ".join(lines)


def test_lines_are_joined_and_paragraphs_are_not(tmp_path):
    """Line ends within a paragraph vanish; an indent begins the next one."""

    def draw(canvas):
        below = paragraph(canvas, 72, 100, "　" + BODY[0][:-1], BODY[0][-1] + BODY[1])
        paragraph(canvas, 72, below, "　" + BODY[0][:-1], BODY[0][-1] + BODY[1])

    assert blocks(opened(write(tmp_path / "ja.pdf", draw))) == [JOINED, JOINED]


def test_hyphens_at_line_ends_are_undone(tmp_path):
    """A word parted at the line end is whole again; a hyphen of its own stays."""

    def draw(canvas):
        lines = (
            "The alliance has kept the sea lanes open, and semicon-",
            "ductors moved through them; the US-Japan alliance and",
            "its long-term plans rest on that, as everyone knows.",
        )
        paragraph(canvas, 72, 100, *lines, size=10, font="Times-Roman")

    assert blocks(opened(write(tmp_path / "en.pdf", draw))) == [
        "The alliance has kept the sea lanes open, and semiconductors moved through them; the"
        " US-Japan alliance and its long-term plans rest on that, as everyone knows."
    ]


def test_ruby_is_not_doubled(tmp_path):
    """Small kana over a word are its reading, not text."""

    def draw(canvas):
        text(canvas, 72, 110, "尖閣諸島の周辺では、公船の活動が続いている。", 12)
        text(canvas, 72, 103, "せんかくしょとう", 6)

    assert blocks(opened(write(tmp_path / "ruby.pdf", draw))) == [
        "尖閣諸島の周辺では、公船の活動が続いている。"
    ]


def test_ruby_of_vertical_writing_is_not_doubled(tmp_path):
    """Small kana to the right of a vertical line are its reading, not text."""

    def draw(canvas):
        canvas.setFont(MINCHO, 12)
        canvas.drawString(400, 700, "尖閣諸島の周辺では、公船の活動が続いている。")
        canvas.setFont(MINCHO, 6)
        canvas.drawString(409, 700, "せんかくしょとう")

    path = write(tmp_path / "ruby.pdf", draw, vertical=True)
    assert blocks(opened(path)) == ["尖閣諸島の周辺では、公船の活動が続いている。"]


def test_headings_have_levels_by_size(tmp_path):
    """Larger type is a heading, and the larger the type the higher the level."""

    def draw(canvas):
        text(canvas, 72, 80, "海洋秩序の行方", 20, GOTHIC)
        text(canvas, 72, 130, "第1章 航行の自由", 15, GOTHIC)
        text(canvas, 72, 160, "1.1 背景", 12.5, GOTHIC)
        paragraph(canvas, 72, 190, *BODY)

    page = opened(write(tmp_path / "heads.pdf", draw)).pages[0]
    assert [(block.kind, block.level) for block in page.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_gothic_among_mincho_is_a_heading(tmp_path):
    """In Japanese typesetting the other face marks a heading, at the size of the text."""

    def draw(canvas):
        paragraph(canvas, 72, 100, *BODY)
        text(canvas, 72, 150, "航行の自由とは何か", 10.5, GOTHIC)
        paragraph(canvas, 72, 170, *BODY)

    extraction = opened(write(tmp_path / "face.pdf", draw))
    assert blocks(extraction, 1, BlockKind.HEADING) == ["航行の自由とは何か"]


def test_footnotes_stand_apart_and_their_marks_leave_the_text(tmp_path):
    """Small type at the foot is a footnote; the raised number in the body is gone."""

    def draw(canvas):
        paragraph(canvas, 72, 100, *BODY, *BODY, *BODY)
        text(canvas, 72, 220, "国連海洋法条約は航行の自由を定める")
        canvas.setFont(MINCHO, 6)
        canvas.drawString(72 + 17 * 10.5, HEIGHT - 225, "1")
        text(canvas, 72 + 17 * 10.5 + 4, 220, "。")
        canvas.line(72, 100, 200, 100)
        text(canvas, 72, 750, "1 国連海洋法条約第87条を参照。", 8)
        text(canvas, 72, 762, "2 同条約第58条も同じ趣旨の", 8)
        text(canvas, 72, 774, "規定を置く。", 8)

    extraction = opened(write(tmp_path / "notes.pdf", draw))
    assert blocks(extraction, 1, BlockKind.FOOTNOTE) == [
        "1 国連海洋法条約第87条を参照。",
        "2 同条約第58条も同じ趣旨の規定を置く。",
    ]
    assert blocks(extraction)[-3].endswith("国連海洋法条約は航行の自由を定める。")
    assert extraction.pages[0].blocks[-1].kind == BlockKind.FOOTNOTE


@pytest.mark.parametrize("ruled", [False, True])
def test_tables_are_rows(tmp_path, ruled):
    """Cells side by side are a row, with rules or without; a cell of two lines stays one cell."""
    rows = [("国", "予算", "備考"), ("日本", "12億円", "前年度比"), ("米国", "34億円", "概算要求")]

    def draw(canvas):
        paragraph(canvas, 72, 100, *BODY)
        for number, row in enumerate(rows):
            top = 200 + 30 * number
            for column, cell in enumerate(row):
                text(canvas, 80 + 120 * column, top, cell)
                if ruled:
                    canvas.rect(75 + 120 * column, HEIGHT - top - 22, 120, 30)

    extraction = opened(write(tmp_path / "table.pdf", draw))
    assert blocks(extraction, 1, BlockKind.TABLE_ROW) == [" | ".join(row) for row in rows]


def test_boxed_columns_are_columns(tmp_path):
    """Two framed texts side by side are two texts: a cell has few lines."""
    left = [f"左の囲みの{n}行目に書かれている文章です。" for n in "一二三四五六七八"]
    right = [f"右の囲みの{n}行目に書かれている文章です。" for n in "一二三四五六七八"]

    def draw(canvas):
        for number in range(8):
            text(canvas, 60, 100 + 17 * number, left[number])
            text(canvas, 320, 100 + 17 * number, right[number])
        canvas.rect(55, HEIGHT - 245, 250, 160)
        canvas.rect(315, HEIGHT - 245, 250, 160)

    assert "".join(blocks(opened(write(tmp_path / "boxes.pdf", draw)))) == "".join(left + right)


def test_list_items_are_blocks_of_their_own(tmp_path):
    """Bullets and numbers begin items; a line that hangs under one belongs to it."""

    def draw(canvas):
        paragraph(canvas, 72, 100, "提言は次のとおりである。")
        paragraph(canvas, 72, 120, "・海上保安の能力を高め、巡視船の数を十年で二倍に")
        paragraph(canvas, 82.5, 137, "増やす。")
        paragraph(canvas, 72, 154, "・情報を共有する。", "（１）同盟国と協力する。")

    extraction = opened(write(tmp_path / "list.pdf", draw))
    assert blocks(extraction, 1, BlockKind.LIST_ITEM) == [
        "・海上保安の能力を高め、巡視船の数を十年で二倍に増やす。",
        "・情報を共有する。",
        "（１）同盟国と協力する。",
    ]


def test_running_heads_and_page_numbers_are_dropped(tmp_path):
    """What recurs at one height goes, the number becomes the label, and the text stays."""

    def page(number):
        def draw(canvas):
            text(canvas, 72, 30, "海洋政策研究 第12号", 8)
            text(canvas, 290, 800, f"- {number + 10} -", 9)
            paragraph(canvas, 72, 100, f"{'一二三四五'[number]}ページ目の本文です。")

        return draw

    extraction = opened(write(tmp_path / "heads.pdf", *map(page, range(5))))
    assert [page.text for page in extraction.pages] == [
        f"{n}ページ目の本文です。" for n in "一二三四五"
    ]
    assert [page.label for page in extraction.pages] == ["10", "11", "12", "13", "14"]


def test_a_paragraph_that_goes_on_overleaf_says_so(tmp_path):
    """The last block of a page without an end of sentence continues; one with it does not."""

    def first(canvas):
        paragraph(canvas, 72, 100, *BODY, BODY[0])

    def second(canvas):
        paragraph(canvas, 72, 100, BODY[1], *BODY)

    pages = opened(write(tmp_path / "on.pdf", first, second)).pages
    assert [page.blocks[-1].continues for page in pages] == [True, False]


def test_boxes_are_points_from_the_left_and_top(tmp_path):
    """A line drawn 100 points below the edge has its box there, and as wide as its type."""

    def draw(canvas):
        text(canvas, 72, 100, "航行の自由", 20)

    (block,) = opened(write(tmp_path / "box.pdf", draw)).pages[0].blocks
    left, top, right, bottom = block.boxes[0]
    assert (left, right) == pytest.approx((72, 172), abs=1)
    assert (top, bottom) == pytest.approx((100, 120), abs=3)


def test_a_turned_page_is_read_as_it_is_shown(tmp_path):
    """/Rotate turns text and boxes: what goes up in the file goes right on the page."""

    def draw(canvas):
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.setFont(MINCHO, 12)
        canvas.drawString(100, -200, "航行の自由は、")
        canvas.drawString(100, -220, "国際法の原則である。")

    page = opened(write(tmp_path / "turned.pdf", draw)).pages[0]
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert page.text == "航行の自由は、国際法の原則である。"
    left, top, right, bottom = page.blocks[0].boxes[0]
    assert (left, right) == pytest.approx((100, 184), abs=1)
    assert top < 200 < bottom


def test_watermarks_at_a_slant_are_not_text(tmp_path):
    """A word set across the page is no part of what it says."""

    def draw(canvas):
        paragraph(canvas, 72, 100, *BODY)
        canvas.translate(200, 300)
        canvas.rotate(45)
        text(canvas, 0, HEIGHT, "CONFIDENTIAL", 60, "Helvetica")

    assert blocks(opened(write(tmp_path / "mark.pdf", draw))) == [JOINED]
