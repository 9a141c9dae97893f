"""When a topic was written on, what was said, and where it has been silent."""

import datetime as dt

import pytest

from catalog.records import DocumentType, Language, Level
from tests.topics.conftest import PUBLIC, STAFF, TAXONOMY, Shelf
from topics import build, overtime
from topics.central import central
from topics.overtime import Count
from topics.view import Topics


@pytest.fixture
def dated(library):
    """Papers on the sea of 2021, 2023 and (for staff) 2025; on the law of 2024."""
    made = Shelf(library)
    report = DocumentType.WORKSHOP_REPORT
    made.add("old", "sea", date=dt.date(2021, 4, 1), kind=report)
    made.add("new", "sea", date=dt.date(2023, 9, 1), kind=report, languages="ja", start=20)
    made.add("secret", "sea", date=dt.date(2025, 1, 1), level=Level.STAFF, start=40)
    made.add("act", "law", date=dt.date(2024, 2, 29), languages="en")
    made.add("filler", "trade", date=dt.date(2026, 1, 1))
    made.add("filler-2", "cyber", date=dt.date(2026, 1, 1))
    index = made.index()
    build.build(index)
    return index


def opened(index, reader=PUBLIC):
    return Topics.open(index, TAXONOMY, reader=reader)


def test_documents_by_year_type_and_language(dated):
    """A document with two editions counts in both languages; a hidden one in neither."""
    assert overtime.by_year(opened(dated), "seas") == [
        Count(2021, "workshop-report", "en", 1),
        Count(2021, "workshop-report", "ja", 1),
        Count(2023, "workshop-report", "ja", 1),
    ]
    assert 2025 in {each.year for each in overtime.by_year(opened(dated, STAFF), "seas")}


def test_all_topics_by_year(dated):
    """Each document counts once, of one language or type where that is asked for."""
    topics = opened(dated)
    found = {node.id: years for node, years in overtime.by_topic(topics)}
    assert (found["seas"], found["laws"]) == ({2021: 1, 2023: 1}, {2024: 1})
    english = {node.id: years for node, years in overtime.by_topic(topics, language="en")}
    assert (english["seas"], english["laws"]) == ({2021: 1}, {2024: 1})
    reports = {node.id: years for node, years in overtime.by_topic(topics, kind="workshop-report")}
    assert (reports["seas"], reports["laws"]) == ({2021: 1, 2023: 1}, {})


def test_silence_is_counted_in_months(dated):
    """On 30 June 2025 the sea has been silent for 21 months and the law for 16."""
    today = dt.date(2025, 6, 30)
    topics = opened(dated)
    found = overtime.silences(topics, months=20, today=today)
    assert [(each.node.id, each.last) for each in found] == [("seas", dt.date(2023, 9, 1))]
    found = overtime.silences(topics, months=15, today=today)
    assert {each.node.id for each in found} == {"seas", "laws"}
    # For staff there is the paper of 2025.
    staff = overtime.silences(opened(dated, STAFF), months=20, today=today)
    assert staff == []


def test_what_was_said_before(dated):
    """One sentence of each paper, the newest first, in the language of the reader where there is
    an edition in it; each is where it says.
    """
    found = overtime.said_before(opened(dated), "seas", language=Language.EN)
    assert [document.id for document, _ in found] == ["new", "old"]
    assert [each.passage.passage.language for _, each in found] == ["ja", "en"]
    for _, each in found:
        [span] = each.spans
        page = dated.catalog.page(each.passage.edition, span.page, reader=PUBLIC)
        assert page.text[span.start : span.end] == each.text
        assert each.text[-1] in "。."


@pytest.mark.parametrize("kind", ["taxonomy", "cluster"])
def test_central_sentences(dated, kind):
    """Three sentences on the sea, of both languages and of more than one paper."""
    topics = opened(dated)
    identifier = "seas"
    if kind == "cluster":
        rows = topics.state.rows[topics.state.documents == "old"]
        identifier = topics.clusters_of(int(rows[0]))[0]
    found = central(topics, identifier)
    assert len(found) == 3
    assert {each.passage.passage.language for each in found} == {"ja", "en"}
    assert {each.passage.document for each in found} == {"old", "new"}
    assert all("sea" in each.text or "海" in each.text for each in found)
