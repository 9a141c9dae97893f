"""The term base: a table that staff edit by hand must stay well formed."""

import csv
import re
import tomllib
from itertools import pairwise
from pathlib import Path

from catalog.records import TermKind
from index import termcheck
from index.terms import renderings
from ingest.terms import read_terms
from language import fold

CORPUS = Path(__file__).parents[2] / "corpus"
TERMS, AUTHORITY = CORPUS / "terms.csv", CORPUS / "authority.csv"
COLUMNS = (
    "japanese,reading,english,abbreviation,variants_ja,variants_en,"
    "preferred,avoid,topic,note,example_ja,example_en"
)
TOPICS = [
    topic["id"]
    for topic in tomllib.loads((CORPUS / "topics.toml").read_text(encoding="utf-8"))["topics"]
]
with TERMS.open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))


def entries(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def test_form() -> None:
    """A spreadsheet opens it: a byte order mark, the agreed columns, CRLF, no stray space."""
    content = TERMS.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    assert all(cell == cell.strip() for row in ROWS for cell in row.values())
    assert not any(None in row for row in ROWS)


def test_size() -> None:
    """At least 1,500 entries, at least 500 of them with an example in both languages."""
    assert len(ROWS) >= 1500
    assert sum(bool(row["example_ja"] and row["example_en"]) for row in ROWS) >= 500
    assert {row["topic"] for row in ROWS} == set(TOPICS)


def test_no_doubles() -> None:
    """A Japanese term has one entry, and no entry repeats itself among its variants."""
    japanese = [row["japanese"] for row in ROWS]
    assert len(japanese) == len(set(japanese))
    for row in ROWS:
        for head, variants in (("japanese", "variants_ja"), ("english", "variants_en")):
            names = [row[head], *entries(row[variants])]
            assert len(names) == len(set(names)), row["japanese"]


def test_a_name_leads_to_one_entry() -> None:
    """No Japanese name, variants included, stands in two entries."""
    owners: dict[str, str] = {}
    for row in ROWS:
        for name in [row["japanese"], *entries(row["variants_ja"])]:
            assert owners.setdefault(name, row["japanese"]) == row["japanese"], name


def test_readings_are_kana() -> None:
    """Every entry has a reading, in hiragana."""
    assert [row["japanese"] for row in ROWS if not re.fullmatch("[ぁ-ゖー]+", row["reading"])] == []


def test_order() -> None:
    """Entries stand in the order of the fields, and within a field in that of their readings."""
    keys = [(TOPICS.index(row["topic"]), row["reading"], row["japanese"]) for row in ROWS]
    assert all(one < other for one, other in pairwise(keys))


def test_avoid_has_reasons() -> None:
    """Each rendering to avoid says why, and is none of the entry's own renderings."""
    for row in ROWS:
        own = {row["english"], row["preferred"], row["japanese"]}
        for entry in entries(row["avoid"]):
            rendering, _, reason = entry.partition(":")
            assert rendering, row["japanese"]
            assert reason, row["japanese"]
            assert rendering not in own, row["japanese"]


def test_examples_use_the_term() -> None:
    """An example stands in both languages or in none, and each uses the term or a variant."""
    for row in ROWS:
        assert bool(row["example_ja"]) == bool(row["example_en"]), row["japanese"]
        if row["example_ja"]:
            japanese = [row["japanese"], *entries(row["variants_ja"])]
            english = [row["english"], *entries(row["abbreviation"]), *entries(row["variants_en"])]
            assert any(name in row["example_ja"] for name in japanese), row["japanese"]
            lower = row["example_en"].lower()
            assert any(name.lower() in lower for name in english), row["japanese"]


def test_authority_list() -> None:
    """People and institutions: the agreed columns, readings in kana, and offices with years."""
    content = AUTHORITY.read_bytes()
    columns = "kind,japanese,reading,english,abbreviation,variants_ja,variants_en,offices,note"
    assert content.startswith(b"\xef\xbb\xbf" + columns.encode() + b"\r\n")
    names = read_terms(AUTHORITY)
    people = [name for name in names if name.kind is TermKind.PERSON]
    assert len(people) >= 60
    assert sum(name.kind is TermKind.ORGANISATION for name in names) >= 100
    assert [name.japanese for name in names if not re.fullmatch("[ぁ-ゖー]+", name.reading)] == []
    assert sum(bool(person.offices) for person in people) >= 0.95 * len(people)
    dates = [date for name in names for o in name.offices for date in (o.since, o.until) if date]
    assert [date for date in dates if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date)] == []
    assert all(o.since <= o.until for name in names for o in name.offices if o.since and o.until)


def test_names_are_in_the_papers() -> None:
    """Every person and institution of the authority list is named in a paper."""
    texts = [fold(path.read_text(encoding="utf-8")) for path in CORPUS.glob("sources/*/*.md")]
    whole = "\n".join(texts)
    terms = {term.japanese: term for term in read_terms(TERMS, AUTHORITY)}
    missing = [
        name.japanese
        for name in read_terms(AUTHORITY)
        if not any(fold(each.text) in whole for each in renderings(terms[name.japanese]))
    ]
    assert missing == []


def test_terms_and_names_are_sound_together() -> None:
    """The checker finds no double, no conflict, no missing reading and nothing that avoids itself."""
    faults = termcheck.within(read_terms(TERMS, AUTHORITY))
    grave = [fault for fault in faults if fault.fault in termcheck.GRAVE]
    assert grave == []
