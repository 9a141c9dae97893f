"""What Word shows, what it hides, and where its pages end."""

from __future__ import annotations

import io
import zipfile

import pytest

from errors import ReadError
from tests.ingest.reading import read_bytes, read_docx, said, texts

BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"


def p(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def t(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(key: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'


def cell(*content: str) -> str:
    return f"<w:tc>{''.join(content)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_tracked_changes_read_as_accepted(tmp_path):
    """Insertions are text, deletions and moved-away text are not; a deleted mark joins paragraphs."""
    body = (
        p(
            t("航行の"),
            "<w:ins>" + t("自由") + "</w:ins>",
            "<w:del><w:r><w:delText>制限</w:delText></w:r></w:del>",
        )
        + p("<w:moveFrom>" + t("旧") + "</w:moveFrom>", "<w:moveTo>" + t("新") + "</w:moveTo>")
        + p(t("前半"), properties="<w:rPr><w:del/></w:rPr>")
        + p(t("後半"))
    )
    assert texts(read_docx(tmp_path, body)) == ["航行の自由", "新", "前半後半"]


def test_hidden_text_is_not_text(tmp_path):
    """Runs hidden directly, by style or by paragraph style are left out; vanish=0 shows again."""
    styles = (
        style("Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>")
        + '<w:style w:type="character" w:styleId="Gone"><w:name w:val="x"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        p(t("見える"), t("隠す", "<w:vanish/>"), t("消す", '<w:rStyle w:val="Gone"/>'))
        + p(t("段落"), style="Secret")
        + p(t("戻す", '<w:rStyle w:val="Gone"/><w:vanish w:val="0"/>'))
    )
    assert texts(read_docx(tmp_path, body, styles=styles)) == ["見える", "戻す"]


def test_fields_show_their_results(tmp_path):
    """Field codes and comment marks are not text, a field's result is."""
    body = p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* X</w:instrText></w:r>',
        t("12"),
        '<w:commentRangeStart w:id="0"/>',
        t("頁"),
        '<w:r><w:commentReference w:id="0"/></w:r>',
        "<w:hyperlink>" + t("参照") + "</w:hyperlink>",
        '<w:r><w:t>F</w:t><w:noBreakHyphen/><w:t>35</w:t><w:softHyphen/><w:sym w:char="F0B7"/></w:r>',
    )
    assert texts(read_docx(tmp_path, body)) == ["12頁参照F-35"]


def test_headings_by_name_outline_and_inheritance(tmp_path):
    """見出し 2, an outline level and a style based on a heading are all headings."""
    styles = (
        style("a1", "見出し 2")
        + style("a2", "heading 1")
        + style("a3", "My chapter", '<w:basedOn w:val="a2"/>')
        + style("a4", "Appendix", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + style("loop", "Loop", '<w:basedOn w:val="loop"/>')
    )
    body = (
        p(t("二"), style="a1")
        + p(t("一"), style="a3")
        + p(t("三"), style="a4")
        + p(t("四"), properties='<w:outlineLvl w:val="3"/>')
        + p(t("本文"), style="a2", properties='<w:outlineLvl w:val="9"/>')
        + p(t("輪"), style="loop")
    )
    assert said(read_docx(tmp_path, body, styles=styles)) == [
        ("heading", 2, "二"),
        ("heading", 1, "一"),
        ("heading", 3, "三"),
        ("heading", 4, "四"),
        ("paragraph", 0, "本文"),
        ("paragraph", 0, "輪"),
    ]


def test_numbered_lines_are_headings_where_no_style_is(tmp_path):
    """A document without heading styles has its chapters found by their numbers."""
    body = p(t("第1章　背景")) + p(t("本文である。")) + p(t("1.1 Aims")) + p(t("本文である。"))
    assert said(read_docx(tmp_path, body))[::2] == [
        ("heading", 1, "第1章\u3000背景"),
        ("heading", 2, "1.1 Aims"),
    ]


def test_list_depth_comes_from_numbering(tmp_path):
    """ilvl 0 and 1 are levels 1 and 2; numId 0 switches a list off."""
    listed = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'
    body = (
        p(t("甲"), properties=listed.format(0, 3))
        + p(t("乙"), properties=listed.format(1, 3))
        + p(t("丙"), properties=listed.format(0, 0))
        + p(t("・丁"))
    )
    assert said(read_docx(tmp_path, body)) == [
        ("list-item", 1, "甲"),
        ("list-item", 2, "乙"),
        ("paragraph", 0, "丙"),
        ("list-item", 1, "丁"),
    ]


def test_pages_as_word_laid_them_out(tmp_path):
    """A page break within a paragraph parts it in two blocks, the first of which continues."""
    body = p(t("一頁目の"), BREAK, t("続き。")) + p(BREAK, t("三頁目。"))
    first, second, third = read_docx(tmp_path, body).pages
    assert [page.text for page in (first, second, third)] == ["一頁目の", "続き。", "三頁目。"]
    assert first.blocks[0].continues
    assert not second.blocks[0].continues
    assert [page.label for page in (first, second, third)] == ["", "", ""]


def test_a_row_across_pages_is_one_page_turn(tmp_path):
    """Each cell of a row that spans two pages has a break; the page advances once."""
    body = table(row(cell(p(t("甲"), BREAK, t("乙"))), cell(p(t("丙"), BREAK, t("丁"))))) + p(
        t("後。")
    )
    assert [page.text for page in read_docx(tmp_path, body).pages] == ["甲乙 | 丙丁", "後。"]


def test_typed_breaks_make_sections_not_numbered_pages(tmp_path):
    """Without Word's layout the parts between typed breaks are labelled by their headings."""
    styles = style("h", "heading 1")
    typed = '<w:r><w:br w:type="page"/></w:r>'
    body = (
        p(t("第1章"), style="h")
        + p(t("甲。"))
        + p(typed)
        + p(t("乙。"))
        + p(typed)
        + p(t("第2章"), style="h")
    )
    pages = read_docx(tmp_path, body, styles=styles).pages
    assert [(page.label, page.text) for page in pages] == [
        ("§ 第1章", "第1章\n甲。"),
        ("§ 第1章 (2)", "乙。"),
        ("§ 第2章", "第2章"),
    ]


def test_a_long_text_is_parted_at_its_chapters(tmp_path):
    """Above 20,000 characters each chapter is a page, the title staying with the first."""
    styles = style("h", "heading 1") + style("t", "Title")
    body = p(t("題"), style="t") + "".join(
        p(t(f"第{n}章"), style="h") + p(t("航行の自由。" * 2000)) for n in (1, 2)
    )
    pages = read_docx(tmp_path, body, styles=styles).pages
    assert [page.label for page in pages] == ["§ 題", "§ 第1章", "§ 第2章"]


def test_footnotes_and_endnotes_stand_on_their_pages(tmp_path):
    """A footnote is on the page that cites it, an endnote on the last; separators are no notes."""
    notes = (
        '<w:footnote w:type="separator" w:id="0">' + p(t("線")) + "</w:footnote>"
        '<w:footnote w:id="1">' + p("<w:r><w:footnoteRef/></w:r>", t(" 注の文。")) + "</w:footnote>"
    )
    ends = '<w:endnote w:id="1">' + p(t("末注。")) + "</w:endnote>"
    body = p(
        t("甲"),
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        t("乙"),
        '<w:r><w:endnoteReference w:id="1"/></w:r>',
        BREAK,
        t("丙。"),
    )
    first, second = read_docx(tmp_path, body, footnotes=notes, endnotes=ends).pages
    assert first.text == "甲乙\n注の文。"
    assert second.text == "丙。\n末注。"


def test_layout_tables_are_text_and_deleted_rows_are_gone(tmp_path):
    """A one-column box is read as paragraphs; a tracked deleted row is left out."""
    box = table(row(cell(p(t("枠の中の文。")), p(t("次の文。")))))
    data = table(
        row(cell(p(t("国"))), cell(p(t("額")))),
        row(cell(p(t("旧"))), cell(p(t("0"))), properties="<w:del/>"),
    )
    assert said(read_docx(tmp_path, box + data)) == [
        ("paragraph", 0, "枠の中の文。"),
        ("paragraph", 0, "次の文。"),
        ("table-row", 0, "国 | 額"),
    ]


def test_text_boxes_are_read_once(tmp_path):
    """A box is stored twice, for new and for old programs; it is read once, after its anchor."""
    inside = "<w:txbxContent>" + p(t("囲み。")) + "</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read_docx(tmp_path, p(box, t("本文。")))) == ["本文。", "囲み。"]


def test_the_table_of_contents_is_left_out(tmp_path):
    """Neither the contents' lines nor a form's prompt are text, but their pages count."""
    toc = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    toc += f"<w:sdtContent>{p(t('第1章 … 3'), BREAK)}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p(t('ここをクリック'))}</w:sdtContent></w:sdt>"
    body = toc + prompt + p(t("目次の行"), style="t1") + p(t("本文。"))
    pages = read_docx(tmp_path, body, styles=style("t1", "toc 1")).pages
    assert [page.text for page in pages] == ["", "本文。"]


@pytest.mark.parametrize("deep", [2_000, 50_000])
def test_absurd_nesting_ends_in_text_or_an_error(tmp_path, deep):
    """Tables or runs nested thousands deep do not break the reader."""
    body = "<w:tbl><w:tr><w:tc>" * deep + p(t("底")) + "</w:tc></w:tr></w:tbl>" * deep
    try:
        read_docx(tmp_path, body)
    except ReadError as error:
        code = error.code
    else:
        code = ""
    assert code in ("", "file-damaged", "no-text")
    runs = "<w:ins>" * deep + t("底") + "</w:ins>" * deep
    try:
        assert texts(read_docx(tmp_path, p(runs))) == ["底"]
    except ReadError as error:
        assert error.code in ("no-text", "file-damaged")  # noqa: PT017 - either end is right


def test_entities_are_not_expanded(tmp_path):
    """A document that defines entities (a billion laughs, a local file) reads without them."""
    evil = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "LOL"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>前&a;&b;後</w:t></w:r></w:p></w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", evil)
    text = texts(read_bytes(tmp_path, buffer.getvalue(), "docx"))[0]
    assert "LOL" not in text
    assert "root:" not in text


def test_a_document_without_text_says_so(tmp_path):
    """An empty document is an error with a remedy, not an empty paper."""
    with pytest.raises(ReadError) as caught:
        read_docx(tmp_path, p())
    assert caught.value.code == "no-text"


def test_damage_within_is_a_warning(tmp_path):
    """A document whose XML breaks off is read as far as it goes, and its row says so."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        body = '<d xmlns="urn:w"><body><p><r><t>前半</t></r></p><p><r><t>後'
        package.writestr("word/document.xml", body)
    found = read_bytes(tmp_path, buffer.getvalue(), "docx")
    assert texts(found) == ["前半", "後"]
    assert found.warnings == (
        ("partly-damaged", {"path": "報告.docx", "part": "word/document.xml"}),
    )


def test_strict_files_read_alike(tmp_path):
    """The strict dialect has other namespaces and the same names."""
    buffer = io.BytesIO()
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(buffer, "w") as package:
        body = f'<d xmlns="{strict}"><body><p><r><t>厳格</t></r></p></body></d>'
        package.writestr("word/document.xml", body)
    assert texts(read_bytes(tmp_path, buffer.getvalue(), "docx")) == ["厳格"]
