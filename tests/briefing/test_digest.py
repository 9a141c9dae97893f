"""The digest: feeds, days, events across languages, what goes out."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import json
from dataclasses import replace

import docx
import feedparser
import pytest

from briefing.digest import desk, feeds, grouping
from briefing.digest.outputs import SUFFIXES, atom, html, markdown, message, write
from briefing.digest.records import Event, Issue, Item, Window, fortnight, item
from briefing.digest.sheet import page
from catalog.clippings import Fate
from catalog.records import Language, Level, Reader
from errors import NotFoundError, UsageError
from evaluation.grouping import b_cubed
from settings import PROJECT
from topics.taxonomy import load

PUBLIC, MEMBERS, STAFF = (Reader(level, dt.date(2026, 11, 26)) for level in Level)
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
TAXONOMY = load(PROJECT / "corpus" / "topics.toml")
RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>見本&amp;通信</title>
<item><title>灯台の修理&lt;b&gt;始まる&lt;/b&gt;</title><link>https://news.example/1#top</link>
<description>&lt;p&gt;海峡の灯台。&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</description>
<pubDate>Fri, 20 Nov 2026 23:30:00 +0900</pubDate></item>
<item><title>灯台の修理始まる</title><link>https://news.example/1#again</link></item>
<item><title>リンクのない項目</title><link>javascript:alert(1)</link></item>
<item><title> </title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><id>x</id>
<entry><id>1</id><title>Lighthouses mended</title><updated>2026-11-21T00:10:00-05:00</updated>
<link href="https://wire.example/a"/><summary>In the strait.</summary></entry></feed>"""
RDF = """<?xml version="1.0" encoding="EUC-JP"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>古い形式</title></channel>
<item rdf:about="https://old.example/1"><title>港湾の記事</title><link>https://old.example/1</link>
<dc:date>2026-11-22T09:00:00+09:00</dc:date></item></rdf:RDF>"""


def told(title, language="ja", day=20, **more) -> Item:
    when = dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC)
    return Item(title, when, Language(language), **more)


# -- feeds ---------------------------------------------------------------------------------------


def test_an_rss_feed_is_read_without_markup_scripts_or_doubles():
    """Words alone are kept; the same link is one item; a link of another kind is none."""
    found = feeds.read(RSS.format(encoding="UTF-8").encode(), "feed.xml", now=NOW)
    assert [each.title for each in found] == ["灯台の修理始まる", "リンクのない項目"]
    assert found[1].link == ""
    assert {each.source for each in found} == {"見本&通信"}
    assert "alert" not in json.dumps([each.summary for each in found])
    assert found[1].published == NOW  # no date of its own


@pytest.mark.parametrize("encoding", ["Shift_JIS", "EUC-JP", "UTF-8"])
def test_japanese_encodings_are_understood(encoding):
    """As the feed declares them."""
    content = RSS.format(encoding=encoding).encode(encoding)
    assert feeds.read(content, "x", now=NOW)[0].title.startswith("灯台の修理")


def test_atom_and_rss_1_are_read_in_their_zones():
    """Instants are those of the feed's own zone."""
    [entry] = feeds.read(ATOM.encode(), "x", now=NOW)
    assert (entry.language, entry.source) == (Language.EN, "Wire")
    assert entry.published == dt.datetime(2026, 11, 21, 5, 10, tzinfo=dt.UTC)
    [old] = feeds.read(RDF.encode("EUC-JP"), "x", now=NOW)
    assert (old.title, old.published) == (
        "港湾の記事",
        dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
    )


def test_a_bad_feed_stops_no_other(catalog, tmp_path, monkeypatch):
    """Each ends as a row that names it: broken, with entities, too large, absent, unreachable."""
    monkeypatch.setattr(feeds, "BYTES", 5_000)
    bombs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'
    files = {
        "good.xml": RSS.format(encoding="UTF-8"),
        "broken.xml": "<rss><chan",
        "bomb.xml": bombs,
        "page.xml": "<html><body>Not found</body></html>",
        "large.xml": "x" * 6_000,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    asked = [*(str(tmp_path / name) for name in files), "/nowhere.xml", "http://127.0.0.1:9/feed"]
    rows = feeds.gather(catalog, asked, reader=PUBLIC, now=NOW)
    assert [row.code for row in rows] == [
        "",
        "feed-unreadable",
        "feed-entities",
        "feed-unreadable",
        "feed-large",
        "feed-unreachable",
        "feed-unreachable",
    ]
    assert (rows[0].items, rows[0].new) == (2, 2)
    again = feeds.gather(catalog, asked[:1], reader=PUBLIC, now=NOW)
    assert (again[0].items, again[0].new) == (2, 0)


# -- days, clippings -----------------------------------------------------------------------------


def test_a_fortnight_is_fourteen_days_of_its_zone():
    """Half an hour before midnight in Tokyo is the same day there, and the day before in New York."""
    window = fortnight(dt.date(2026, 11, 26))
    assert (window.first, window.last) == (dt.date(2026, 11, 12), dt.date(2026, 11, 25))
    assert window.start == dt.datetime(2026, 11, 11, 15, tzinfo=dt.UTC)
    eastern = Window(dt.date(2026, 11, 12), dt.date(2026, 11, 25), "ET")
    assert eastern.end == dt.datetime(2026, 11, 26, 5, tzinfo=dt.UTC)


def test_a_clipping_comes_back_and_is_hidden_from_lower_readers(catalog):
    """What staff brings, members are not told of; nor can they mark it."""
    one = told("灯台の修理", summary="海峡", source="通信", link="https://x.example")
    assert item(one.clipping()) == one
    catalog.put_clippings([one.clipping()], reader=STAFF)
    window = Window(dt.date(2026, 11, 20), dt.date(2026, 11, 20))
    assert desk.items(catalog, window, reader=STAFF) == [one]
    assert desk.items(catalog, window, reader=MEMBERS) == []
    with pytest.raises(NotFoundError):
        catalog.mark_clippings([one.id], Fate.USED, reader=MEMBERS)
    outside = Window(dt.date(2026, 11, 21), dt.date(2026, 11, 22))
    assert desk.items(catalog, outside, reader=STAFF) == []


# -- events --------------------------------------------------------------------------------------


def test_b_cubed_is_worked_out_by_hand():
    """All apart: precision 1, recall the mean of 1/size; all together: the reverse."""
    assert b_cubed("aabb", "wxyz") == (1.0, 0.5)
    assert b_cubed("aabb", "xxxx") == (0.5, 1.0)
    assert b_cubed("aabb", "xxyy") == (1.0, 1.0)


def test_items_on_one_event_come_together(index):
    """The same words on the same day are one event; others are their own; order is by time."""
    items = [
        told("lighthouses mended in the strait", "en", 21),
        told("lighthouses mended in the strait again", "en", 20),
        told("rice harvest fails", "en", 20),
    ]
    found = grouping.grouped(index, items)
    assert sorted(len(event) for event in found) == [1, 2]
    pair = next(event for event in found if len(event) == 2)
    assert [each.published.day for each in pair] == [20, 21]
    assert grouping.grouped(index, items[:1]) == [[items[0]]]
    assert grouping.grouped(index, []) == []


def test_what_is_used_or_dropped_is_remembered_and_goes_on(index):
    """Dropped events do not go out; a later item on a used one is marked as going on."""
    catalog = index.catalog
    first = told("lighthouses mended in the strait", "en", 10)
    later = told("lighthouses mended in the strait now", "en", 20)
    other = told("rice harvest fails again", "en", 20)
    catalog.put_clippings([e.clipping() for e in (first, later, other)], reader=STAFF)
    before = Window(dt.date(2026, 11, 10), dt.date(2026, 11, 10))
    [event] = desk.issue(index, before, taxonomy=TAXONOMY, reader=STAFF).events
    desk.mark(catalog, event, Fate.USED, reader=STAFF)
    window = Window(dt.date(2026, 11, 20), dt.date(2026, 11, 20))
    issue = desk.issue(index, window, taxonomy=TAXONOMY, reader=STAFF)
    goes_on = {e.items[0].title: e.continues for e in issue.events}
    assert goes_on == {later.title: True, other.title: False}
    rice = next(e for e in issue.events if e.items[0].title == other.title)
    desk.mark(catalog, rice, Fate.DROPPED, reader=STAFF)
    again = desk.issue(index, window, taxonomy=TAXONOMY, reader=STAFF, last=issue)
    assert [e.items[0].title for e in desk.sent(again).events] == [later.title]


def test_papers_of_the_library_are_items_and_hidden_ones_are_not(index):
    """A Chatham House paper is listed by its title alone, to those who may see it."""
    day = dt.datetime.now(dt.UTC).date()
    window = Window(day - dt.timedelta(days=1), day + dt.timedelta(days=1))
    public = {each.document: each for each in desk.items(index.catalog, window, reader=PUBLIC)}
    assert {"rice", "sea-lanes"} <= set(public)
    assert "cables" not in public
    staff = {each.document: each for each in desk.items(index.catalog, window, reader=STAFF)}
    assert (staff["cables"].summary, staff["cables"].source) == ("", "")
    issue = desk.issue(index, window, taxonomy=TAXONOMY, reader=PUBLIC)
    topics = {e.items[0].document: e.topic for e in issue.events}
    assert topics["sea-lanes"] == "maritime"
    assert topics["rice"] == "economic-security"


def test_what_was_published_before_is_shown_with_its_page(index, monkeypatch):
    """A paper of 2024 on lighthouses, for an event of 2026; never one dated in the window."""
    monkeypatch.setattr(desk, "NEAR", 0.3)
    for year in (2026, 2023):
        news = replace(
            told(
                "lighthouses of the strait need dredging and mending", "en", link=f"https://{year}"
            ),
            published=dt.datetime(year, 11, 20, 3, tzinfo=dt.UTC),
        )
        index.catalog.put_clippings([news.clipping()], reader=PUBLIC)
        day = dt.date(year, 11, 20)
        [event] = desk.issue(index, Window(day, day), taxonomy=TAXONOMY, reader=PUBLIC).events
        assert ("sea-lanes" in {each.document for each in event.before}) == (year == 2026)


# -- what goes out -------------------------------------------------------------------------------


@pytest.fixture
def issue():
    window = Window(dt.date(2026, 11, 12), dt.date(2026, 11, 25))
    pair = (
        told("灯台の<修理>*始まる*", summary="海峡で。", source="通信", link="https://a.example/1"),
        told("Lighthouses mended", "en", 21, source="Wire", link="https://b.example/2"),
    )
    single = told("Rice harvest fails", "en", 22)
    return Issue(window, (Event(pair, "maritime", continues=True), Event((single,), "")))


@pytest.fixture
def pages(index, issue):
    return [
        page(index.catalog, issue, language, taxonomy=TAXONOMY, reader=PUBLIC)
        for language in ("ja", "en")
    ]


def test_each_language_leads_with_its_own_item(pages):
    """The Japanese page by the Japanese item; what has only one is told in that."""
    japanese, english = pages
    assert [name for name, _ in japanese.sections] == ["海洋の自由・海洋資源・海洋法", "その他"]
    assert japanese.sections[0][1][0].title == "灯台の<修理>*始まる*"
    assert english.sections[0][1][0].title == "Lighthouses mended"
    assert japanese.sections[1][1][0].language == "en"
    assert english.title == "Alliance Digest, 12 November 2026 to 25 November 2026"


def test_the_e_mail_has_two_parts_and_its_styles_on_the_elements(pages, issue):
    """Plain text and HTML, both with every headline; nothing is left to a style sheet."""
    found = email.message_from_bytes(bytes(message(pages, issue)), policy=email.policy.default)
    assert found["Subject"].startswith("同盟ダイジェスト")
    plain, marked = found.get_body(("plain",)), found.get_body(("html",))
    assert "Rice harvest fails" in plain.get_content()
    text = marked.get_content()
    assert "灯台の&lt;修理&gt;" in text
    assert "<style" not in text
    assert 'style="' in text
    assert 'lang="ja"' in text
    assert html(pages) in text


def test_markdown_escapes_what_it_would_read(pages):
    """Signs of a headline stay signs."""
    assert "### ［続報］灯台の\\<修理\\>\\*始まる\\*" in markdown(pages)


def test_atom_is_a_valid_feed(pages, issue):
    """An independent parser reads ids, languages, links; each id is its own."""
    found = feedparser.parse(atom(pages, issue))
    assert not found.bozo
    assert found.version == "atom10"
    assert len({entry.id for entry in found.entries}) == len(found.entries) == 4
    assert found.feed.updated == "2026-11-25T15:00:00Z"
    assert {link.href for link in found.entries[0].links} == {
        "https://a.example/1",
        "https://b.example/2",
    }


def test_every_form_is_written_and_another_is_named(pages, issue):
    """DOCX opens and holds both languages."""
    for form in SUFFIXES:
        assert write(pages, issue, form)
    text = "\n".join(
        p.text for p in docx.Document(io.BytesIO(write(pages, issue, "docx"))).paragraphs
    )
    assert "Lighthouses mended" in text
    assert "灯台の<修理>*始まる*" in text
    with pytest.raises(UsageError, match="eml"):
        write(pages, issue, "odt")


def test_an_empty_issue_says_so(index, issue):
    """In words, not with a blank page."""
    empty = page(index.catalog, Issue(issue.window), "ja", taxonomy=TAXONOMY, reader=PUBLIC)
    assert "取り上げる項目はありません" in html([empty])
    assert "取り上げる項目はありません" in markdown([empty])


def test_what_is_not_open_is_marked_and_an_embargo_is_kept(index):
    """A members' paper marks the issue; one under embargo is not listed, not even to staff."""
    day = dt.datetime.now(dt.UTC).date()
    window = Window(day - dt.timedelta(days=1), day + dt.timedelta(days=1))
    marks = {}
    for reader in (PUBLIC, STAFF):
        issue = desk.issue(index, window, taxonomy=TAXONOMY, reader=reader)
        marks[reader] = page(index.catalog, issue, "en", taxonomy=TAXONOMY, reader=reader)
    assert (marks[PUBLIC].mark, marks[STAFF].mark) == ("", "Handling: members only")
    assert "**Handling: members only**" in markdown([marks[STAFF]])
    assert "Handling: members only" in html([marks[STAFF]])
    index.catalog._db.connection.execute("UPDATE document SET embargo = '2999-01-01'")
    assert desk.items(index.catalog, window, reader=STAFF) == []
