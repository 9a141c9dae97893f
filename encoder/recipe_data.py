"""What the bundled encoder is made from: pairs of Japanese and English, and how much each counts.

All files are `ja<TAB>en`, UTF-8, one pair a line; those ending in .gz are gzip.  Of the evaluation
sets only the parts that their makers set apart for training are opened here.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LEXICON = HERE / "lexicon.tsv"
FRAMES = HERE / "frames.tsv"
SCENES = HERE / "scenes.tsv"
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


# The share of a source's pairs that is trained on; unlisted sources are used whole.  Manuals and
# Kyoto's temples would crowd out all else.
SHARE = {
    "kyoto_wiki": 0.7,
    "php_docs": 0.4,
    "python_docs": 0.5,
    "tensorflow_docs": 0.6,
    "angular_docs": 0.6,
    "passages": 0.25,
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


def framed(count: int, seed: int) -> list[Pair]:
    """Return `count` sentences of policy: a frame of frames.tsv with terms of the term base."""
    chance = random.Random(seed)
    names = [pair for pair in terms() if pair.source == "terms"]
    frames = list(read_pairs(FRAMES))
    pairs = []
    for _ in range(count if names else 0):
        frame, (first, second) = chance.choice(frames), chance.sample(names, 2)
        japanese = frame.japanese.format(first.japanese, second.japanese)
        pairs.append(Pair(japanese, frame.english.format(first.english, second.english), "framed"))
    return pairs


# Who does what where.  In English `be` and `other_be` agree with `who` and `other`, and `bare` is
# `who` without its article.
SCENE_FORMS = (
    ("{who}が{doing}いる", "{who} {be} {doing}"),
    ("{who}が{where}{doing}います。", "{who} {be} {doing} {where}."),
    ("{where}{doing}いる{who}がいる", "there {be} {who} {doing} {where}"),
    ("その{who}は{where}{doing}いる", "the {bare} {be} {doing} {where}"),
    ("{who}は{doing}いない", "{who} {be} not {doing}"),
    ("{where}{doing}いる{who}はいない", "there {be} no {bare} {doing} {where}"),
    ("{who}が{doing}いて、{other}が{also}いる", "{who} {be} {doing} and {other} {other_be} {also}"),
    (
        "{who}が{doing}いる間に{other}が{also}います。",
        "{other} {other_be} {also} while {who} {be} {doing}.",
    ),
    (
        "{doing}いる{who}のそばで{other}が{also}いる",
        "{other} {other_be} {also} near {who} who {be} {doing}",
    ),
    ("{where}{doing}いる{who}", "{who} {doing} {where}"),
)


def scenes(count: int, seed: int) -> list[Pair]:
    """Return `count` sentences of everyday life: who does what, who does not, and where."""
    chance = random.Random(seed)
    parts: dict[str, list[tuple[str, str]]] = {}
    for line in SCENES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, japanese, english = line.split("\t")
            parts.setdefault(kind, []).append((japanese, english))

    def be(who: str) -> str:
        return "is" if who.startswith(("a ", "an ")) else "are"

    pairs = []
    for _ in range(count):
        forms = chance.choice(SCENE_FORMS)
        who, other = chance.sample(parts["who"], 2)
        doing, also = chance.sample(parts["doing"], 2)
        where = chance.choice(parts["where"])
        japanese, english = (
            form.format(
                who=who[i],
                bare=re.sub("^(a|an|some|several) ", "", who[i]),
                be=be(who[i]),
                other=other[i],
                other_be=be(other[i]),
                doing=doing[i],
                also=also[i],
                where=where[i],
            )
            for i, form in enumerate(forms)
        )
        pairs.append(Pair(japanese, english[0].upper() + english[1:], "scenes"))
    return pairs


def passages(pairs: Sequence[Pair], longest: int) -> list[Pair]:
    """Join neighbouring sentences of the encyclopaedia, which stand in the order of its articles.

    A passage has at most `longest` Japanese characters; its English is as long as it is.
    """
    joined: list[Pair] = []
    japanese, english = "", ""
    for pair in pairs:
        if pair.source != "kyoto_wiki":
            continue
        if len(japanese) + len(pair.japanese) > longest:
            joined.append(Pair(japanese, english.strip(), "passages"))
            japanese, english = "", ""
        japanese, english = japanese + pair.japanese, f"{english} {pair.english}"
    return [pair for pair in joined if pair.japanese and pair.english]


def thinned(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """Return the pairs in their order, those of the sources of SHARE thinned out by chance."""
    chance = random.Random(seed)
    return [pair for pair in pairs if chance.random() < SHARE.get(pair.source, 1)]


@dataclass(frozen=True, slots=True)
class Judged:
    """Two Japanese texts and how near people found them; comparable within one `source`."""

    left: str
    right: str
    score: float
    source: str


# How near people find such pairs on average (1 to 5): contradictions speak of the same thing.
ENTAILMENT = {"entailment": 4.6, "contradiction": 3.6, "neutral": 3.0}


def judged(data: Path) -> list[Judged]:
    """Return JSTS's train part, 0 to 5, and JSICK's, which has labels instead of numbers."""
    with gzip.open(data / "eval" / "jsts" / "train-v1.3.json.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = [Judged(r["sentence1"], r["sentence2"], float(r["label"]), "jsts") for r in rows]
    path = data / "eval" / "jsick" / "train.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            score = ENTAILMENT[row["entailment_label_Ja"]]
            pairs.append(Judged(row["sentence_A_Ja"], row["sentence_B_Ja"], score, "jsick"))
    return pairs


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def is_japanese(word: str) -> bool:
    """Tell whether a word holds kana or a kanji."""
    return any("぀" <= c <= "ヿ" or "㐀" <= c <= "鿿" or c == "々" for c in word)
