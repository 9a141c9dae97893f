"""References: exact in each style and language, and read back by others' parsers."""

from __future__ import annotations

import datetime as dt
import json
import subprocess

import bibtexparser
import pypandoc
import pytest
import rispy

from briefing.citations.csl import Cited, issued, item, items, key, unique
from briefing.citations.formats import EVERY, formatted, write
from catalog.records import (
    Author,
    Document,
    DocumentId,
    DocumentType,
    Edition,
    EditionId,
    Handling,
    Language,
    Quotation,
)
from errors import UsageError

MARCH = (dt.date(2024, 3, 1), dt.date(2024, 3, 31))


def cited(language="ja", labels=(), handling=None, **more) -> Cited:
    japanese = language == "ja"
    authors = (
        (Author("港", "一郎", "みなと いちろう"), Author("海洋法作業部会"))
        if japanese
        else (Author("Minato", "Ichiro"), Author("Working Group on the Law of the Sea"))
    )
    pair = tuple(
        Edition(
            EditionId(f"sea.{each}"),
            DocumentId("sea-lanes"),
            Language(each),
            "海上交通路を守る仕事" if each == "ja" else "R&D for Sea Lanes: 50% More",
            "",
            *(1, 1, "", "f.pdf", "pdf", 12, 30),
            authors if each == language else (),
            "かけはし政策研究所" if each == "ja" else "Kakehashi Policy Institute",
        )
        for each in ("ja", "en")
    )
    document = Document(
        DocumentId("sea-lanes"),
        more.get("type", DocumentType.WORKSHOP_REPORT),
        *more.get("dates", MARCH),
        handling or Handling(),
        (),
        pair,
    )
    return Cited(document, document.edition(Language(language)), tuple(labels))


JA, EN = cited("ja"), cited("en")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "chicago",
            [
                "港一郎、海洋法作業部会. 海上交通路を守る仕事. ワークショップ報告. かけはし政策研究所,"
                " 2024.",
                "Minato, Ichiro, and Working Group on the Law of the Sea. R&D for Sea Lanes: 50%"
                " More. Workshop report. Kakehashi Policy Institute, 2024.",
            ],
        ),
        (
            "apa",
            [
                "港一郎、海洋法作業部会. (2024). 海上交通路を守る仕事 [ワークショップ報告]."
                " かけはし政策研究所.",
                "Minato, I., & Working Group on the Law of the Sea. (2024). R&D for Sea Lanes: 50%"
                " More [Workshop report]. Kakehashi Policy Institute.",
            ],
        ),
        (
            "sist02",
            [
                "港一郎, 海洋法作業部会. 海上交通路を守る仕事. かけはし政策研究所, 2024.",
                "Minato, Ichiro, Working Group on the Law of the Sea. R&D for Sea Lanes: 50% More."
                " Kakehashi Policy Institute, 2024.",
            ],
        ),
    ],
)
def test_references_are_exact(style, expected):
    """Japanese names as they are written, English ones as the style has them; in order."""
    assert formatted([JA, EN], style) == expected


def test_a_page_is_named_where_the_style_has_it():
    """Chicago gives a note with the page last; SIST 02 ends with it."""
    pages = cited("en", ("3", "4"))
    assert formatted([pages], "chicago") == [
        "Ichiro Minato and Working Group on the Law of the Sea, R&D for Sea Lanes: 50% More,"
        " Workshop report (Kakehashi Policy Institute, 2024), 3–4."
    ]
    assert formatted([cited("ja", ("3",))], "sist02")[0].endswith("2024, p.\N{NO-BREAK SPACE}3.")


def test_bibtex_is_read_back_by_two_parsers():
    """Names, title with its special signs, year, institution; keys in kanji or in Hepburn."""
    text = write([JA, EN], "bibtex")
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["港2024", "minato2024"]
    fields = {field.key: field.value for field in library.entries[1].fields}
    assert fields["institution"] == "Kakehashi Policy Institute"
    assert fields["author"] == "Minato, Ichiro and {Working Group on the Law of the Sea}"
    latin = bibtexparser.parse_string(write([JA, EN], "bibtex", latin=True))
    assert [entry.key for entry in latin.entries] == ["minato2024", "minato2024a"]
    read = pandoc(text, "bibtex")
    assert read[1]["title"] == "R&D for Sea Lanes: 50% More"
    assert read[1]["author"] == [
        {"family": "Minato", "given": "Ichiro"},
        {"literal": "Working Group on the Law of the Sea"},
    ]
    assert read[0]["author"][0] == {"family": "港", "given": "一郎"}
    assert [each["issued"]["date-parts"] for each in read] == [[[2024, 3]]] * 2


def test_ris_is_read_back_by_two_parsers():
    """rispy and pandoc find the same people, title, date and language."""
    text = write([JA, EN], "ris")
    first, second = rispy.loads(text)
    assert first["authors"] == ["港, 一郎", "海洋法作業部会"]
    assert (first["title"], first["translated_title"]) == (
        "海上交通路を守る仕事",
        "R&D for Sea Lanes: 50% More",
    )
    assert (second["year"], second["date"], second["language"]) == ("2024", "2024/03", "en")
    read = pandoc(text, "ris")
    assert [each["title"] for each in read] == [
        "海上交通路を守る仕事",
        "R&D for Sea Lanes: 50% More",
    ]
    assert text.startswith("TY  - RPRT\n")


def test_csl_json_has_readings_and_the_other_title():
    """CSL knows neither: they are in `custom`; pandoc reads the rest."""
    text = write([JA], "csl-json")
    [found] = json.loads(text)
    assert found["custom"] == {
        "author-reading": ["みなと いちろう (Minato Ichiro)", ""],
        "parallel-title": "R&D for Sea Lanes: 50% More",
    }
    [read] = pandoc(text, "csljson")
    assert (read["title"], read["publisher"]) == ("海上交通路を守る仕事", "かけはし政策研究所")


def pandoc(text: str, source: str) -> list[dict]:
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={source}", "--to=csljson"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_chatham_house_source_names_nobody():
    """Neither authors nor organisation, and of the date the year alone."""
    closed = cited("en", handling=Handling(quotation=Quotation.CHATHAM_HOUSE))
    found = item(closed, "k")
    assert "author" not in found
    assert "publisher" not in found
    assert found["issued"] == {"date-parts": [[2024]]}
    assert key(closed) == "sea-lanes2024"
    for style in EVERY:
        text = write([closed], style)
        assert not [w for w in ("Minato", "minato", "Kakehashi", "Working Group") if w in text]


def test_what_is_off_the_record_is_not_cited():
    """The error names it."""
    secret = cited("en", handling=Handling(quotation=Quotation.OFF_THE_RECORD))
    for style in EVERY:
        with pytest.raises(UsageError, match="off the record"):
            write([secret], style)


def test_an_unknown_style_is_named():
    """With those that there are."""
    with pytest.raises(UsageError, match=r"mla.*chicago"):
        write([JA], "mla")


def test_dates_are_as_precise_as_known():
    """A day, a month, a year, a fiscal year, and a span of years."""
    day = dt.date
    assert issued(day(2024, 5, 3), None) == [[2024, 5, 3]]
    assert issued(*MARCH) == [[2024, 3]]
    assert issued(day(2024, 1, 1), day(2024, 12, 31)) == [[2024]]
    assert issued(day(2024, 4, 1), day(2025, 3, 31)) == [[2024, 4], [2025, 3]]
    assert issued(day(2023, 1, 1), day(2024, 12, 31)) == [[2023], [2024]]


def test_keys_never_clash():
    """The 28th of one name has two letters."""
    assert unique(["a"] * 28)[-2:] == ["az", "aaa"]
    assert len(set(unique(["a"] * 100))) == 100
    assert len({each["id"] for each in items([JA, JA, EN], latin=True)}) == 3
