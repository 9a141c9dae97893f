"""What leaves the house: checked against its page, under the handling rules, as a file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from briefing import baskets
from briefing.compose import ReleaseError, compose
from briefing.handling import Audience, Names, strictest
from briefing.parallel import parallel
from briefing.records import Briefing, Item, Machine, Role, Section
from briefing.release import hand_out
from briefing.render import FORMATS, render
from catalog.records import (
    Document,
    DocumentId,
    DocumentType,
    Handling,
    Language,
    Level,
    Quotation,
    Reader,
    Term,
    TermKind,
)
from errors import UsageError

TODAY = dt.date(2026, 11, 26)
PUBLIC, MEMBERS, STAFF = (Reader(level, TODAY) for level in Level)
ALL = Audience(Level.STAFF, TODAY)
SEA = "sea-lanes.ja:1:0"
CABLES = "cables.en:1:0"


def briefing(index, *names, role=Role.EVIDENCE) -> Briefing:
    quotes = [baskets.found(index.catalog, name, reader=STAFF) for name in names]
    items = tuple(Item(f"i{n}", quote) for n, quote in enumerate(quotes))
    return Briefing(
        "海の道", "Sea lanes", "誰が払うか", (Section("s", role, "費用", "Costs", items),)
    )


def sheet(index, made, form="ja", audience=ALL, **options):
    return compose(index, made, form=form, reader=STAFF, audience=audience, **options)


def sea(index) -> str:
    """Return the id of the Japanese passage on freedom of navigation."""
    passages = index.catalog.passages_of("sea-lanes.ja", reader=STAFF)
    return next(p.id for p in passages if "航行の自由は、条約" in p.passage.text)


def change(index, sql: str) -> None:
    index.catalog._db.connection.execute(sql)


def everything(file: bytes) -> str:
    """Return all that a DOCX holds, whatever part it is in."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "\n".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())


def test_a_quotation_stands_beside_its_other_edition_and_names_its_page(index):
    """The aligned paragraph, both with citation and printed page; a term is explained once."""
    made = briefing(index, sea(index))
    [part] = sheet(index, made).parts
    [entry] = part.entries
    assert "航行の自由は、条約の文言だけで" in entry.quote.text
    assert entry.quote.source == (
        "港一郎「海上交通路を守る仕事」Harbour Study Group、2024年3月（令和6年）、1頁"
    )
    assert entry.other.text.startswith("Freedom of navigation is not kept by the words")
    assert entry.other.language is Language.EN
    assert entry.glosses == (("航行の自由", "freedom of navigation (FON)"),)
    twice = replace(made, sections=(made.sections[0], replace(made.sections[0], id="t")))
    assert sheet(index, twice).parts[1].entries[0].glosses == ()


def test_a_source_without_the_other_edition_says_so(index):
    """Rice has no English edition."""
    [part] = sheet(index, briefing(index, "rice.ja:1:0")).parts
    assert (part.entries[0].other, part.entries[0].alone) == (None, "対訳なし（日本語のみ）")


def test_an_altered_quotation_stops_the_export_with_a_list(index):
    """Every altered item is named, in both languages; nothing is written or recorded."""
    made = briefing(index, sea(index), "rice.ja:1:0")
    change(index, "UPDATE page SET text = replace(replace(text, '五年', '六年'), '灯台', '燈台')")
    with pytest.raises(ReleaseError) as raised:
        hand_out(
            index,
            "x",
            made,
            form="ja",
            format="docx",
            reader=STAFF,
            audience=Level.STAFF,
            withhold=True,
        )
    assert [problem.code for problem in raised.value.problems] == ["release-altered"] * 2
    assert "備蓄米の使い方" in raised.value.text("ja")
    assert "no longer on the page" in raised.value.text("en")
    assert index.catalog.releases(reader=STAFF) == []


def test_what_may_not_be_handed_out_is_refused_or_withheld(index):
    """Above the audience, off the record, under embargo: refused; withheld where that is asked."""
    made = briefing(index, CABLES)
    for sql, audience, code in (
        ("SELECT 1", Audience(Level.PUBLIC, TODAY), "release-level"),
        ("UPDATE document SET quotation = 'off-the-record'", ALL, "release-off-the-record"),
        ("UPDATE document SET embargo = '2026-11-27'", ALL, "release-embargo"),
    ):
        change(index, sql)
        with pytest.raises(ReleaseError) as raised:
            sheet(index, made, audience=audience)
        assert raised.value.problems[0].code == code
        found = sheet(index, made, audience=audience, withhold=True)
        [entry] = found.parts[0].entries
        assert (entry.quote, entry.withheld) == (None, "［取扱いの定めにより掲載しない］")
        assert (found.redactions, found.sources) == (1, ())
    assert sheet(index, made, audience=Audience(Level.STAFF, dt.date(2026, 11, 27)), withhold=True)


def test_what_the_reader_may_not_see_cannot_be_handed_out(index):
    """To a public reader the source does not exist: nothing of it is told, its title neither."""
    made = briefing(index, CABLES)
    with pytest.raises(ReleaseError) as raised:
        compose(index, made, form="en", reader=PUBLIC, audience=ALL)
    assert "Repairing" not in raised.value.text("en")


def test_chatham_house_sources_name_nobody(index):
    """No author, affiliation, place or date: not in text, footnotes, sources or properties."""
    index.catalog.set_terms(
        [Term("山田次郎", "Jiro Yamada", kind=TermKind.PERSON), *index.catalog.terms()]
    )
    change(
        index,
        "UPDATE page SET text = replace(text, 'Participants', 'Professor Yamada and J. Weaver')",
    )
    change(
        index,
        "UPDATE passage SET text = replace(text, 'Participants', 'Professor Yamada and J. Weaver')",
    )
    change(
        index,
        "INSERT INTO author SELECT id, 1, 'Weaver', 'J.', '', 'Cable Office', 'weaver' FROM edition"
        " WHERE document = 'cables'",
    )
    change(index, "UPDATE edition SET organisation = 'Cable Office' WHERE document = 'cables'")
    passage = next(
        p
        for p in index.catalog.passages_of("cables.en", reader=STAFF)
        if "Weaver" in p.passage.text
    )
    # The text grew: the quotation is of the page as it now is.
    page = index.catalog.page("cables.en", 1, reader=STAFF)
    start = page.text.index("Professor Yamada")
    quote = baskets.quote(passage)
    quote = replace(
        quote,
        spans=(replace(quote.spans[0], start=start, end=len(page.text)),),
        text=page.text[start:],
    )
    made = Briefing(sections=(Section("s", items=(Item("a", quote),)),))
    found = sheet(index, made, form="en")
    assert "Professor [withheld] and [withheld] asked" in found.parts[0].entries[0].quote.text
    assert found.redactions == 2
    assert found.mark == "Handling: members only, Chatham House Rule"
    for name in ("docx", "html", "md"):
        file = render(found, name)
        text = everything(file) if name == "docx" else file.decode()
        assert not [w for w in ("Yamada", "Weaver", "Cable Office", "2023") if w in text], name


def paper(date=None, last=None) -> Document:
    return Document(DocumentId("d"), DocumentType.DIALOGUE_SUMMARY, date, last, Handling(), (), ())


def test_the_days_of_the_talks_are_withheld():
    """A day or the month of the talks, in either way to write it; other dates and years stay."""
    june = paper(dt.date(2025, 6, 1), dt.date(2025, 6, 30))
    text = "The talks of 12 June 2025 came after May 2025. In 2025 others met in June 2025."
    assert Names([]).withheld(text, june, "*") == (
        "The talks of * came after May 2025. In 2025 others met in *.",
        2,
    )
    assert Names([]).withheld("令和7年6月12日の会合で。", june, "＊") == ("＊の会合で。", 1)
    day = paper(dt.date(2025, 6, 12))
    assert Names([]).withheld("In June 2025, on 12 June 2025.", day, "*") == ("In *, on *.", 2)


def test_heads_of_government_named_with_their_office_stay():
    """Their public acts are not what the rule protects; a name alone is withheld."""
    names = Names(
        [
            Term("石破茂", "Shigeru Ishiba", kind=TermKind.PERSON),
            Term("海", "sea"),
        ]
    )
    assert names.withheld("石破茂首相は海を見た。石破茂が笑った。", paper(), "＊") == (
        "石破茂首相は海を見た。＊が笑った。",
        1,
    )
    text = "Prime Minister Shigeru Ishiba spoke. Ishiba smiled."
    assert names.withheld(text, paper(), "*") == (
        "Prime Minister Shigeru Ishiba spoke. * smiled.",
        1,
    )


def test_the_strictest_source_decides():
    """The highest level and the strictest rule, each from wherever it comes."""
    assert strictest([]) == Handling()
    found = strictest(
        [Handling(Level.STAFF), Handling(Level.MEMBERS, Quotation.CHATHAM_HOUSE), Handling()]
    )
    assert found == Handling(Level.STAFF, Quotation.CHATHAM_HOUSE)


def test_a_docx_has_footnotes_fonts_contents_and_mark(index):
    """Real footnotes, East Asian fonts, languages, the handling at the head, a filled contents."""
    file = render(sheet(index, briefing(index, sea(index)), form="both"), "docx")
    found = docx.Document(io.BytesIO(file))
    assert found.sections[0].header.paragraphs[0].text == "取扱い：一般"
    [table] = found.tables
    left, right = (cell.text for cell in table.rows[0].cells)
    assert left.startswith("航行の自由は、条約の文言だけで守られるものではない。")
    assert right.startswith("Freedom of navigation is not kept by the words of a treaty alone.")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        body = archive.read("word/document.xml").decode()
    assert "港一郎「海上交通路を守る仕事」" in notes
    assert "Ichiro Minato, “The Work of Keeping Sea Lanes Open”, Harbour Study Group" in notes
    assert body.count("w:footnoteReference w:id") == 2
    assert 'w:eastAsia="Yu Mincho"' in styles
    assert 'w:lang w:val="ja"' in body
    assert 'w:lang w:val="en"' in body
    links = [
        "".join(text.text for text in link.iter(qn("w:t")))
        for link in found.element.iter(qn("w:hyperlink"))
    ]
    assert links == ["費用 / Costs", "出典"]
    anchors = {mark.get(qn("w:name")) for mark in found.element.iter(qn("w:bookmarkStart"))}
    assert {"part-1", "part-2"} <= anchors
    assert "TOC" in body
    assert "numRestart" not in body


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_says_the_same(index, name):
    """Words, page and own words are in every file; the same sheet gives the same text."""
    made = briefing(index, sea(index))
    own = Item("n", note="省に確認する。")
    machine = Item(
        "m", note="", machine=(Machine("短く言えば。", Language.JA, "model-x", ("i0",)),)
    )
    made = replace(
        made,
        sections=(replace(made.sections[0], items=(*made.sections[0].items, own, machine)),),
    )
    file = render(sheet(index, made), name)
    if name == "pdf":
        pdf = pypdfium2.PdfDocument(file)
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    else:
        text = everything(file) if name == "docx" else file.decode()
    squeezed = "".join(text.split())
    for words in (
        "条約の文言だけで守られるものではない",
        "省に確認する。",
        "短く言えば。",
        "model-x",
    ):
        assert words in squeezed, words
    assert "[1]" in squeezed or "\\[1\\]" in squeezed
    assert "海の道" in squeezed


def test_an_unknown_format_is_named(index):
    """The error lists the formats that there are."""
    with pytest.raises(UsageError, match="docx, pdf, html, md"):
        render(sheet(index, briefing(index, sea(index))), "odt")


def test_an_empty_briefing_is_not_handed_out(index):
    """There would be nothing in the file."""
    with pytest.raises(ReleaseError, match="nothing in it"):
        sheet(index, Briefing())


def test_what_was_handed_out_is_on_record(index):
    """Name, form, format, audience, sources and the file's own checksum; for its level and above."""
    import hashlib

    made = briefing(index, CABLES)
    file, _ = hand_out(
        index, "Cables", made, form="en", format="md", reader=STAFF, audience=Level.MEMBERS
    )
    [found] = index.catalog.releases(reader=STAFF)
    assert (found.name, found.form, found.format) == ("Cables", "en", "md")
    assert (found.audience, found.sources) == (Level.MEMBERS, ("cables.en:1",))
    assert found.sha256 == hashlib.sha256(file).hexdigest()
    assert index.catalog.releases(reader=MEMBERS) == []


def test_an_audience_is_never_above_the_reader(index):
    """A public reader cannot hand anything to staff that it may not see itself."""
    made = briefing(index, sea(index))
    hand_out(index, "x", made, form="en", format="md", reader=PUBLIC, audience=Level.STAFF)
    assert index.catalog.releases(reader=PUBLIC)[0].audience is Level.PUBLIC


def test_the_parallel_of_a_parallel_is_where_it_began(index):
    """From Japanese to English and back to the paragraph that holds the passage."""
    quote = baskets.found(index.catalog, sea(index), reader=STAFF)
    there = parallel(index, quote, reader=STAFF)
    back = parallel(index, there, reader=STAFF)
    assert quote.text in back.text or back.text in quote.text
    pages = index.catalog.pages(there.edition, reader=STAFF)
    assert baskets.agrees(there, pages)
    assert parallel(index, replace(quote, version=9), reader=STAFF) is None
