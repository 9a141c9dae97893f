"""The article without the site; notes, languages and markup of every age."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.records import Author, Language
from errors import ReadError
from tests.ingest.reading import read_bytes, said, texts

ARTICLE = "航行の自由は国際法の原則である。" * 4


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>案内</nav>",
        "<header><p>案内</p></header>",
        "<footer>案内</footer>",
        "<aside>案内</aside>",
        '<div role="navigation">案内</div>',
        '<div class="l-breadcrumb">案内</div>',
        '<ul id="gnavi"><li>案内</ul>',
        '<div class="sns-share">案内</div>',
        "<script>案内</script>",
        "<noscript>案内</noscript>",
        "<p hidden>案内</p>",
        '<p style="display: none">案内</p>',
        '<span aria-hidden="true">案内</span>',
        "<template><p>案内</p></template>",
        "<button>案内</button>",
        "<select><option>案内</select>",
        "<!-- 案内 -->",
        "<del>案内</del>",
    ],
)
def test_the_site_around_the_article_is_dropped(tmp_path, furniture):
    """Menus, scripts, hidden and deleted parts leave no word and do not break what follows them."""
    found = read_bytes(tmp_path, page(f"<p>{ARTICLE}</p>{furniture}<p>後。</p>"), "html")
    assert texts(found) == [ARTICLE, "後。"]


def test_main_content_is_preferred(tmp_path):
    """With a <main> that holds a fair part of the text, the rest of the page is not read."""
    found = read_bytes(
        tmp_path, page(f"<div>周辺の文。</div><main><p>{ARTICLE}</p></main>"), "html"
    )
    assert texts(found) == [ARTICLE]


def test_a_hollow_main_does_not_hide_the_text(tmp_path):
    """A <main> with hardly any text is not the article."""
    found = read_bytes(tmp_path, page(f"<main><p>短</p></main><div>{ARTICLE}</div>"), "html")
    assert texts(found) == ["短", ARTICLE]


def test_the_header_that_holds_the_title_stays(tmp_path):
    """A <header> with the page's h1 is the article's."""
    found = read_bytes(
        tmp_path, page(f"<header><h1>題</h1><nav>案内</nav></header><p>{ARTICLE}</p>"), "html"
    )
    assert said(found)[0] == ("heading", 1, "題")
    assert len(texts(found)) == 2


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "iso-2022-jp", "utf-8", "utf-16"])
def test_declared_encodings(tmp_path, encoding):
    """The page is decoded by what it declares, or by its byte order mark."""
    data = f'<html><head><meta charset="{encoding}"></head><body><p>海洋</p></body></html>'.encode(
        encoding
    )
    assert texts(read_bytes(tmp_path, data, "html")) == ["海洋"]


def test_a_wrong_declaration_is_overruled(tmp_path):
    """A page that says UTF-8 and is Shift_JIS is read as Shift_JIS."""
    data = page(f"<p>{ARTICLE}</p>").encode("shift_jis")
    assert texts(read_bytes(tmp_path, data, "html")) == [ARTICLE]


def test_lines_of_the_source_are_no_spaces_in_japanese(tmp_path):
    """A line end between kanji vanishes, between words it is a space; &nbsp; is a space."""
    found = read_bytes(tmp_path, page("<p>航行の\n   自由</p><p>free\nand&nbsp;open</p>"), "html")
    assert texts(found) == ["航行の自由", "free and open"]


def test_forced_line_breaks(tmp_path):
    """Short lines ended by <br> are paragraphs, two <br> always; in a heading they are spaces."""
    found = read_bytes(
        tmp_path,
        page("<h1>第1章<br>海洋秩序の背景</h1><p>日時：4月1日<br>場所：東京<br><br>以上。</p>"),
        "html",
    )
    assert texts(found) == ["第1章 海洋秩序の背景", "日時：4月1日", "場所：東京", "以上。"]


def test_lines_wrapped_by_hand_are_joined(tmp_path):
    """A paragraph whose lines were broken at one width by <br> is one paragraph."""
    line = "海洋における法の支配を強化するために日米両国は"
    found = read_bytes(tmp_path, page(f"<p>{line}<br>{line}<br>協力する。</p>"), "html")
    assert texts(found) == [f"{line}{line}協力する。"]


@pytest.mark.parametrize(
    "note",
    [
        '<aside role="doc-footnote" id="n1">注。</aside>',
        '<section class="footnotes"><ol><li id="n1">注。<a href="#r1" role="doc-backlink">↩</a></ol></section>',
        '<div id="n1" role="doc-endnote"><p>注。</p></div>',
    ],
)
def test_footnotes_follow_what_cites_them(tmp_path, note):
    """A note is a footnote block without the marks that lead to it and back."""
    found = read_bytes(
        tmp_path,
        page(f'<p>甲<sup><a role="doc-noteref" href="#n1">[1]</a></sup>。</p><p>乙。</p>{note}'),
        "html",
    )
    assert said(found) == [
        ("paragraph", 0, "甲。"),
        ("paragraph", 0, "乙。"),
        ("footnote", 0, "注。"),
    ]


def test_footnotes_as_word_saves_them(tmp_path):
    """Word's _ftn anchors are notes, and [1] is not text in either place."""
    body = (
        '<p>甲<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>。</p>'
        '<div id="ftn1"><p><a href="#_ftnref1">[1]</a> 注。</p></div>'
    )
    assert said(read_bytes(tmp_path, page(body), "html")) == [
        ("paragraph", 0, "甲。"),
        ("footnote", 0, "注。"),
    ]


def test_ruby_is_not_doubled(tmp_path):
    """Readings go in every form of ruby, with or without end tags."""
    ruby = "<ruby>安全<rp>（</rp><rt>あんぜん</rt><rp>）</rp>保障<rt>ほしょう</ruby>"
    found = read_bytes(
        tmp_path, page(f"<h1>{ruby}</h1><p>{ruby}の法</p>", f"<title>{'安全保障'}</title>"), "html"
    )
    assert texts(found) == ["安全保障", "安全保障の法"]
    assert found.metadata.title == "安全保障"


def test_lists_and_definitions(tmp_path):
    """Nested items keep their depth; a term and its definition are items of levels one and two."""
    body = "<ol><li>甲<ul><li>乙</ul><li><p>丙</p><p>丁</p></ol><dl><dt>語<dd>義</dl>"
    assert said(read_bytes(tmp_path, page(body), "html")) == [
        ("list-item", 1, "甲"),
        ("list-item", 2, "乙"),
        ("list-item", 1, "丙"),
        ("list-item", 1, "丁"),
        ("list-item", 1, "語"),
        ("list-item", 2, "義"),
    ]


def test_tables_of_data_and_of_layout(tmp_path):
    """A data table is rows; a table that lays out the page is read as text."""
    data = "<table><caption>表1</caption><tr><th>国<th>額</tr><tr><td>日本<br>政府<td><p>1</p><p>2</p></tr></table>"
    layout = f"<table role=presentation><tr><td>左<td><h2>題</h2><p>{ARTICLE}</p></table>"
    assert said(read_bytes(tmp_path, page(data + layout), "html")) == [
        ("caption", 0, "表1"),
        ("table-row", 0, "国 | 額"),
        ("table-row", 0, "日本 政府 | 1 2"),
        ("paragraph", 0, "左"),
        ("heading", 2, "題"),
        ("paragraph", 0, ARTICLE),
    ]


def test_languages_of_parts(tmp_path):
    """A part declared in another language keeps it; a wrapper that lies about its text does not."""
    body = f'<p>{ARTICLE}</p><p lang="en-GB">Sea lanes.</p><div lang="en"><p>{ARTICLE}</p></div>'
    found = read_bytes(tmp_path, page(body), "html")
    assert [block.language for block in found.pages[0].blocks] == [None, Language.EN, None]
    assert found.metadata.language == Language.JA


def test_what_the_head_states(tmp_path):
    """Highwire and Dublin Core tags give title, authors, date, organisation and topics."""
    head = (
        '<title>海洋 | 研究会</title><meta name="citation_title" content="海洋秩序">'
        '<meta name="citation_author" content="Smith, Jane"><meta name="citation_author" content="山田 太郎">'
        '<meta name="citation_publication_date" content="2024/04/01"><meta name="DC.publisher" content="研究会">'
        '<meta name="keywords" content="海洋,法の支配">'
    )
    stated = read_bytes(tmp_path, page(f"<h1>別の題</h1><p>{ARTICLE}</p>", head), "html").metadata
    assert stated.title == "海洋秩序"
    assert stated.authors == (Author("Smith", "Jane"), Author("山田", "太郎"))
    assert stated.date == dt.date(2024, 4, 1)
    assert stated.organisation == "研究会"
    assert stated.topics == ("海洋", "法の支配")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("海洋秩序 | 日米研究会", "海洋秩序"),
        ("Sea lanes - The Institute", "Sea lanes"),
        ("無題", "題"),
    ],
)
def test_the_title_loses_the_site(tmp_path, title, expected):
    """<title> without the site's name; a junk title gives way to the heading."""
    found = read_bytes(
        tmp_path, page(f"<h1>題</h1><p>{ARTICLE}</p>", f"<title>{title}</title>"), "html"
    )
    assert found.metadata.title == expected


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body></body></html>",
        b"<script>1</script>",
        b"<!DOCTYPE html>",
        "<html></html>".encode("utf-16"),
    ],
)
def test_a_page_without_text_says_so(tmp_path, data):
    """A page that only scripts would fill is an error with a remedy."""
    with pytest.raises(ReadError) as caught:
        read_bytes(tmp_path, data, "html")
    assert caught.value.code == "no-text"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + "底" + "</div>" * 20_000,
        "<p>底" + "<b>" * 5_000,
        "</p></div><p>底</table></td>",
        "<table>" * 500 + "<tr><td>底",
        "<p>底\0\x01</p>&#0;&#x110000;&bogus;",
        "<a" + " x=y" * 10_000 + ">底</a>",
    ],
)
def test_hostile_markup(tmp_path, body):
    """Absurd nesting, broken tags and impossible characters neither crash nor lose the text."""
    try:
        assert "底" in "".join(texts(read_bytes(tmp_path, page(body), "html")))
    except ReadError as error:
        assert error.code == "no-text"  # noqa: PT017 - libxml2 gives up below some depth
