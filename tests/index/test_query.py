import datetime as dt

import pytest

from catalog import Filters
from catalog.records import DocumentType, Language
from errors import QueryError
from index import Query
from index.fields import document_type, topics_named

DAY = dt.date


def test_words_phrases_and_exclusions_are_told_apart():
    """Words and phrases are ranked in the order typed; exclusions are not."""
    query = Query.parse('台湾海峡 "freedom of navigation" -drill patrol')
    assert query.words == "台湾海峡 freedom of navigation patrol"
    assert query.phrases == ("freedom of navigation",)
    assert query.without == ("drill",)
    assert query.filters == Filters()


@pytest.mark.parametrize(
    "written",
    [
        '海洋法 "航行の自由" -演習 author:田中 lang:ja',
        "海洋法　“航行の自由”　－演習　著者：田中　言語：日本語",
        "海洋法 ＂航行の自由＂ −演習 ａｕｔｈｏｒ：田中 lang:Japanese",
    ],
)
def test_full_width_and_japanese_names_mean_the_same(written):
    """Quotation marks, minus, colon, space and names may be written the Japanese way."""
    query = Query.parse(written)
    assert query.words == "海洋法 航行の自由"
    assert query.phrases == ("航行の自由",)
    assert query.without == ("演習",)
    assert query.filters == Filters(authors=("田中",), languages=(Language.JA,))


def test_corner_brackets_are_ordinary_characters():
    """「」 belong to pasted titles: they open no phrase."""
    query = Query.parse("「航行の自由」作戦")
    assert (query.words, query.phrases) == ("「航行の自由」作戦", ())


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("year:2021", DAY(2021, 1, 1), DAY(2021, 12, 31)),
        ("year:2021..2023", DAY(2021, 1, 1), DAY(2023, 12, 31)),
        ("year:2021..", DAY(2021, 1, 1), None),
        ("year:..2023", None, DAY(2023, 12, 31)),
        ("年:令和3年", DAY(2021, 1, 1), DAY(2021, 12, 31)),
        ("年：令和3年〜令和5年", DAY(2021, 1, 1), DAY(2023, 12, 31)),
        ("年度:令和6年度", DAY(2024, 4, 1), DAY(2025, 3, 31)),
        ("year:2021-05", DAY(2021, 5, 1), DAY(2021, 5, 31)),
    ],
)
def test_periods(written, since, until):
    """A period is a year, a range with open ends, an era year or a fiscal year."""
    assert Query.parse(written).filters == Filters(since=since, until=until)


@pytest.mark.parametrize(
    "name",
    ["workshop-report", "Workshop Report", "ワークショップ報告書", "ﾜｰｸｼｮｯﾌﾟ報告書"],
)
def test_types_are_named_by_id_or_in_either_language(name):
    """type: takes ids and both languages' names, whatever their width and case."""
    assert document_type(name) is DocumentType.WORKSHOP_REPORT


def test_values_may_be_quoted_or_listed():
    """A quoted value keeps its spaces and commas; an unquoted list means any of its values."""
    filters = Query.parse('author:"Abe, Shinzo" type:fellow-paper,digest org:"防衛 研究所"').filters
    assert filters.authors == ("Abe, Shinzo",)
    assert filters.types == (DocumentType.FELLOW_PAPER, DocumentType.DIGEST_ISSUE)
    assert filters.organisations == ("防衛 研究所",)


def test_colons_and_hyphens_within_text_are_text():
    """Addresses, times, hyphenated words and prose with colons are words, not filters."""
    text = "https://example.org 10:30 US-Japan note: draft -"
    assert Query.parse(text).words == text


@pytest.mark.parametrize(
    ("written", "code", "position"),
    [
        ("", "query-empty", None),
        ("　 ", "query-empty", None),
        ('sea "law of', "query-quote-open", 4),
        ('sea ""', "query-phrase-empty", 4),
        ("-sea", "query-only-without", None),
        ("-sea lang:ja", "query-only-without", None),
        ("sea author:", "query-filter-empty", 4),
        ("sea author: Abe", "query-filter-empty", 4),
        ("auther:Abe", "query-filter-unknown", 0),
        ("sea -author:Abe", "query-filter-negative", 4),
        ("type:novel", "query-type-unknown", None),
        ("lang:fr", "query-language-unknown", None),
        ("year:soon", "query-year-unreadable", None),
        ("year:2023..2021", "query-year-reversed", None),
        ("year:2021 year:2023", "query-year-twice", None),
    ],
)
def test_errors_are_explained(written, code, position):
    """What cannot be read is refused with a sentence in both languages, and where it stands."""
    with pytest.raises(QueryError) as caught:
        Query.parse(written)
    assert caught.value.code == code
    assert caught.value.values.get("position") == position
    assert caught.value.text("en") != caught.value.text("ja")


def test_filters_alone_are_a_query():
    """Without words the query only narrows."""
    assert Query.parse("topic:cyber").filters == Filters(topics=("cyber",))


def test_topics_are_named_by_id_or_part_of_a_name():
    """A topic's id wins over parts of names; what names none stays as it was written."""
    topics = {"cyber": ["サイバー・データガバナンス", "Cyber and data"], "data": ["Statistics"]}
    assert topics_named(["サイバー", "data", "Own Topic"], topics) == ("cyber", "data", "Own Topic")
