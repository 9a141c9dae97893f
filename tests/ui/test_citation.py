"""A quotation is exact, names its source in either form, and carries its rules."""

from __future__ import annotations

import datetime as dt

from catalog.records import (
    Author,
    Document,
    DocumentType,
    Edition,
    Handling,
    Language,
    Level,
    Page,
    Passage,
    Quotation,
    Reader,
    Span,
)
from ui.document.citation import Source, exact, link, may_be_quoted, quotation, rules
from ui.strings import Strings

EN, JA = Strings("en"), Strings("ja")
READER = Reader(Level.STAFF, dt.date(2024, 6, 1))
EDITION = Edition(
    id="sea.ja",
    document="sea",
    language=Language.JA,
    title="海上交通路を守る仕事",
    abstract="",
    version=1,
    versions=1,
    sha256="",
    file_name="sea.pdf",
    format="pdf",
    pages=3,
    passages=3,
    authors=(Author("港", "一郎"), Author("灯", "台子")),
    organisation="港湾研究会",
)


def source(edition=EDITION, labels=("3",), **handling) -> Source:
    document = Document(
        id="sea",
        type=DocumentType.OTHER,
        date=dt.date(2024, 3, 1),
        date_end=dt.date(2024, 3, 31),
        handling=Handling(**handling),
        topics=(),
        editions=(edition,),
    )
    return Source(document, edition, labels, "http://x/document?id=sea.ja")


def test_the_japanese_form():
    """Authors, title, organisation, month with era, page; then the address."""
    assert quotation("航行の自由。", source(), JA, READER) == (
        "「航行の自由。」\n港一郎、灯台子「海上交通路を守る仕事」港湾研究会、2024年3月（令和6年）、3頁"
        "\nhttp://x/document?id=sea.ja"
    )


def test_the_english_form():
    """The same in English order, and more than one page as a range."""
    assert quotation("Free.", source(labels=("iv", "iv", "v")), EN, READER) == (
        "“Free.”\n港一郎、灯台子, “海上交通路を守る仕事”, 港湾研究会, March 2024, pp. iv–v."
        "\nhttp://x/document?id=sea.ja"
    )


def test_rules_go_along_in_words():
    """Chatham House, level and embargo are said; public and quotable papers need no words."""
    assert rules(source().document, EN, READER) == []
    document = source(
        level=Level.STAFF, quotation=Quotation.CHATHAM_HOUSE, embargo=dt.date(2024, 7, 1)
    ).document
    assert rules(document, EN, READER) == [
        f"{EN['quotation.chatham-house']}: {EN['quotation_help.chatham-house']}",
        f"{EN['level.staff']}: {EN['level_help.staff']}",
        "Embargoed until 1 July 2024",
    ]
    assert may_be_quoted(document)
    assert not may_be_quoted(source(quotation=Quotation.OFF_THE_RECORD).document)


def test_a_quotation_is_what_stands_on_the_pages():
    """Slices of two pages joined as the passage says; a page that differs or lacks gives none."""
    pages = {1: Page(1, "A. One two"), 2: Page(2, "three. B.")}
    passage = Passage(0, "One two three.", (Span(1, 3, 10), Span(2, 0, 6)), Language.EN, joiner=" ")
    assert exact(passage, pages) == "One two three."
    assert exact(passage, {**pages, 2: Page(2, "threw. B.")}) is None
    assert exact(passage, {1: pages[1]}) is None


def test_a_link_escapes_what_it_is_given():
    """An id is never markup or another parameter."""
    assert link("", "a&b.en", 2, "a&b.en:1:4") == (
        "/document?id=a%26b.en&page=2&passage=a%26b.en:1:4"
    )
