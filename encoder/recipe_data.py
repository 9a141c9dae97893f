"""What the bundled encoder is made from: pairs of Japanese and English, and how much each counts.

All files are `ja<TAB>en`, UTF-8, one pair a line; those ending in .gz are gzip.  Evaluation sets
live in another folder of the data and are never opened here.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LEXICON = HERE / "lexicon.tsv"
TERM_BASE = HERE.parent / "corpus" / "terms.csv"

# How much one pair of a source counts when words are aligned.  Software manuals are plentiful
# and repeat themselves; unlisted sources count 1.
ALIGNMENT_WEIGHT = {
    "php_docs": 0.3,
    "python_docs": 0.3,
    "tensorflow_docs": 0.3,
    "angular_docs": 0.3,
    "azure_architecture_center": 0.6,  # partly machine translated
    "plurality_book_mt": 0.6,
    "ms_d365_headings": 0.2,
    "ejdict_hand": 1.5,
    "terms": 20.0,
    "examples": 5.0,
    "lexicon": 20.0,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A Japanese text and its English translation; `source` names the file it came from."""

    japanese: str
    english: str
    source: str


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of one file; lines without exactly two non-empty fields are skipped."""
    source = path.name.split(".")[0]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = [field.strip() for field in line.rstrip("\n").split("\t")]
            if len(fields) == 2 and all(fields) and not line.startswith("#"):
                yield Pair(fields[0], fields[1], source)


def parallel(data: Path) -> list[Pair]:
    """Return every sentence pair of the training data, file by file in the order of names."""
    return [p for path in sorted((data / "parallel").glob("*.tsv.gz")) for p in read_pairs(path)]


def dictionaries(data: Path) -> list[Pair]:
    """Return dictionary entries, our own lexicon and, where the checkout has one, the term base."""
    pairs = [p for path in sorted((data / "dict").glob("*.tsv.gz")) for p in read_pairs(path)]
    return pairs + lexicon() + terms()


def lexicon() -> list[Pair]:
    """Return our own entries, one pair a sense, the commonest first."""
    return [
        Pair(pair.japanese, sense.strip(), "lexicon")
        for pair in read_pairs(LEXICON)
        for sense in pair.english.split("|")
    ]


def terms() -> list[Pair]:
    """Return the term base: each term and its variants, and its example sentences ("examples")."""
    if not TERM_BASE.exists():
        return []
    pairs = []
    with TERM_BASE.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            japanese = [row["japanese"], *_split(row["variants_ja"])]
            english = [row["english"], *_split(row["variants_en"])]
            pairs += [Pair(ja, row["english"], "terms") for ja in japanese]
            pairs += [Pair(row["japanese"], en, "terms") for en in english[1:]]
            pairs.append(Pair(row["example_ja"], row["example_en"], "examples"))
    return [pair for pair in pairs if pair.japanese and pair.english]


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def is_japanese(word: str) -> bool:
    """Tell whether a word holds kana or a kanji."""
    return any("぀" <= c <= "ヿ" or "㐀" <= c <= "鿿" or c == "々" for c in word)
