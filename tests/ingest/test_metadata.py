"""Titles, types, dates and names, from files and from their first pages."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.records import Author, BlockKind, DocumentType, Extraction, Language, Metadata
from ingest.metadata import (
    clean_title,
    complete,
    from_core_properties,
    from_first_page,
    guess_type,
    merge,
)
from ingest.people import people, person
from ingest.readers.base import Draft, compose


def extraction(
    *lines: str, heading: str = "", metadata: Metadata | None = None, kind: str = "pdf"
) -> Extraction:
    drafts = [Draft(BlockKind.PARAGRAPH, line) for line in lines]
    if heading:
        drafts.insert(0, Draft(BlockKind.HEADING, heading, 1))
    page = compose(1, drafts, engine=kind)
    return Extraction((page,), metadata or Metadata(source=kind), kind, kind)


def test_the_first_that_states_a_field_wins():
    """Fields are merged one by one, but a date's three parts are one field."""
    first = Metadata(title="甲", source="a")
    second = Metadata(title="乙", organisation="会", date=dt.date(2024, 1, 1), source="b")
    third = Metadata(date=dt.date(2020, 1, 1), date_end=dt.date(2020, 1, 1), source="c")
    assert merge(first, second, third) == Metadata(
        title="甲", organisation="会", date=dt.date(2024, 1, 1), source="a, b"
    )
    assert merge() == Metadata()


@pytest.mark.parametrize(
    "junk",
    ["Word 文書", "文書 1", "PowerPoint プレゼンテーション", "PowerPoint Presentation", "Untitled-1", "無題",
     "Microsoft Word - 報告書.doc", "スライド 1", "report_final.pdf", "---", "", None],
)  # fmt: skip
def test_what_programs_put_is_no_title(junk):
    """Names that Word, PowerPoint and printers give are nobody's title."""
    assert clean_title(junk) is None


@pytest.mark.parametrize(
    "title", ["無題の海", "Presentation of credentials", "新規制の影響", "文書管理法"]
)
def test_titles_that_begin_like_junk_stay(title):
    """A title is junk only as a whole."""
    assert clean_title(title) == title


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("第3回日米ワークショップ報告書", DocumentType.WORKSHOP_REPORT),
        ("Workshop Report: Space", DocumentType.WORKSHOP_REPORT),
        ("フェロー論文：半導体", DocumentType.FELLOW_PAPER),
        ("A Fellow's Paper on Chips", DocumentType.FELLOW_PAPER),
        ("海洋秩序に関する政策提言", DocumentType.POLICY_RECOMMENDATION),
        ("Policy Recommendations for the Alliance", DocumentType.POLICY_RECOMMENDATION),
        ("日米対話の概要", DocumentType.DIALOGUE_SUMMARY),
        ("Dialogue Summary", DocumentType.DIALOGUE_SUMMARY),
        ("シンポジウム議事録", DocumentType.SYMPOSIUM_RECORD),
        ("同盟ダイジェスト 第12号", DocumentType.DIGEST_ISSUE),
        ("Alliance Digest No. 12", DocumentType.DIGEST_ISSUE),
        ("航行の自由", None),
        ("Digestive health", None),
    ],
)
def test_types_by_their_words(title, kind):
    """Each type is known by what such papers are called in both languages."""
    assert guess_type(title) == kind


def test_the_first_page_speaks():
    """Title, names behind 著者, body and date stand on short lines of the first page."""
    found = from_first_page(
        extraction(
            "公益財団法人 海洋政策研究会",
            "令和6年4月1日",
            "著者：山田 太郎（東京大学教授）",
            "本文。" * 40,
            heading="海洋秩序への提言",
        )
    )
    assert found.title == "海洋秩序への提言"
    assert found.type == DocumentType.POLICY_RECOMMENDATION
    assert found.organisation == "公益財団法人 海洋政策研究会"
    assert (found.date, found.date_text) == (dt.date(2024, 4, 1), "令和6年4月1日")
    assert found.authors == (Author("山田", "太郎", organisation="東京大学"),)
    assert found.source == "first page"


def test_dates_in_running_text_are_of_others():
    """A year in a sentence dates an event, not the paper."""
    text = "この会合は2019年に東京で開かれ、日米の専門家が海洋の秩序について議論した。"
    assert from_first_page(extraction(text)).date is None


def test_the_day_of_saving_is_the_last_guess():
    """A printed date goes before a PDF's creation date, a stated one before both."""
    made = Metadata(
        date=dt.date(2023, 5, 5), date_end=dt.date(2023, 5, 5), title="題", source="pdf"
    )
    stated = Metadata(date=dt.date(2020, 1, 1), source="paper.toml")
    paper = extraction("2024年4月1日", "本文。", metadata=made)
    assert complete(paper).date == dt.date(2024, 4, 1)
    assert complete(paper, stated).date == dt.date(2020, 1, 1)
    assert complete(extraction("本文。", metadata=made)).date == dt.date(2023, 5, 5)
    assert complete(paper).source == "pdf, first page"


def test_a_page_that_states_its_date_is_believed():
    """HTML and front matter state a publication date, which goes before a printed one."""
    made = Metadata(date=dt.date(2023, 5, 5), source="html")
    assert complete(extraction("2024年4月1日", metadata=made, kind="html")).date == dt.date(
        2023, 5, 5
    )


def test_office_properties():
    """Dublin Core names become fields; what the program put there does not."""
    core = {
        "title": "文書 1",
        "creator": "user",
        "created": "2024-04-01T09:00:00Z",
        "language": "ja-JP",
        "keywords": "海洋; 法",
    }
    assert from_core_properties(core, "docx") == Metadata(
        language=Language.JA,
        date=dt.date(2024, 4, 1),
        date_end=dt.date(2024, 4, 1),
        date_text="2024-04-01",
        topics=("海洋", "法"),
        source="docx",
    )


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("山田 太郎", [("山田", "太郎")]),
        ("山田　太郎、佐藤 花子", [("山田", "太郎"), ("佐藤", "花子")]),
        ("山田太郎・佐藤花子", [("山田太郎", ""), ("佐藤花子", "")]),
        ("ジョン・スミス", [("ジョン・スミス", "")]),
        ("By Jane Smith and John Doe", [("Smith", "Jane"), ("Doe", "John")]),
        ("Smith, Jane", [("Smith", "Jane")]),
        ("Smith, Jane; Doe, John", [("Smith", "Jane"), ("Doe", "John")]),
        ("Jane Smith, John Doe", [("Smith", "Jane"), ("Doe", "John")]),
        ("Dr. Jane van der Berg, Ph.D.", [("van der Berg", "Jane")]),
        ("海洋政策研究会", [("海洋政策研究会", "")]),
        ("Institute for Sea Lanes", [("Institute for Sea Lanes", "")]),
        ("座長 山田 太郎 氏", [("山田", "太郎")]),
        ("", []),
    ],
)
def test_names_as_they_are_printed(text, authors):
    """Family and given name by the order and marks of each language; bodies stay whole."""
    assert [(author.family, author.given) for author in people(text)] == authors


def test_what_stands_in_brackets_behind_a_name():
    """Kana is the reading, anything else where the person works."""
    first, second = people("山田 太郎（やまだ たろう）、佐藤 花子（外務省）")
    assert (first.reading, first.organisation) == ("やまだ たろう", "")
    assert (second.reading, second.organisation) == ("", "外務省")


def test_a_family_name_that_holds_a_title_stays():
    """氏家 and 代田 begin with characters that are titles elsewhere."""
    assert person("氏家 太郎") == Author("氏家", "太郎")
    assert person("代田 花子") == Author("代田", "花子")
