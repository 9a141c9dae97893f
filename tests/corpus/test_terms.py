"""The term base: a table that staff edit by hand must stay well formed."""

import csv
import re
import tomllib
from itertools import pairwise
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"
TERMS = CORPUS / "terms.csv"
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
    """At least 400 entries, at least 100 of them with an example in both languages."""
    assert len(ROWS) >= 400
    assert sum(bool(row["example_ja"] and row["example_en"]) for row in ROWS) >= 100


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
