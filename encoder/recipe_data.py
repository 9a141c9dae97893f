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
CAPTIONS = HERE / "captions.tsv"
NEWS = HERE / "news.tsv"
POLICY = HERE / "policy.tsv"
SHORTEST_OPENING = 12  # characters
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
    for kind, japanese, english in _rows(SCENES):
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


def _joined(pairs: Sequence[Pair], longest: int) -> list[list[Pair]]:
    """Return runs of neighbouring sentences, in the order of the articles, `longest` characters."""
    runs: list[list[Pair]] = []
    run: list[Pair] = []
    for pair in pairs:
        if pair.source != "kyoto_wiki":
            continue
        if sum(len(p.japanese) for p in run) + len(pair.japanese) > longest:
            runs.append(run)
            run = []
        run.append(pair)
    return [run for run in runs if run]


def passages(pairs: Sequence[Pair], longest: int) -> list[Pair]:
    """Join neighbouring sentences of the encyclopaedia.

    A passage has at most `longest` Japanese characters, unless it is one sentence; its English is
    as long as it is.
    """
    return [
        Pair("".join(p.japanese for p in run), " ".join(p.english for p in run), "passages")
        for run in _joined(pairs, longest)
    ]


def thinned(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """Return the pairs in their order, those of the sources of SHARE thinned out by chance."""
    chance = random.Random(seed)
    return [pair for pair in pairs if chance.random() < SHARE.get(pair.source, 1)]


@dataclass(frozen=True, slots=True)
class Judged:
    """Two texts and how near people found their Japanese; comparable within one `source`."""

    left: str
    right: str
    score: float
    source: str


# How near people find such pairs on average (1 to 5): contradictions speak of the same thing.
ENTAILMENT = {"entailment": 4.6, "contradiction": 3.6, "neutral": 3.0}


def judged_by_key(data: Path) -> dict[str, Judged]:
    """Return JSTS's train part, 0 to 5, and JSICK's, which has labels instead of numbers."""
    found = {}
    with gzip.open(data / "eval" / "jsts" / "train-v1.3.json.gz", "rt", encoding="utf-8") as lines:
        for r in map(json.loads, lines):
            pair = Judged(r["sentence1"], r["sentence2"], float(r["label"]), "jsts")
            found[f"jsts {r['sentence_pair_id']}"] = pair
    path = data / "eval" / "jsick" / "train.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            score = ENTAILMENT[r["entailment_label_Ja"]]
            pair = Judged(r["sentence_A_Ja"], r["sentence_B_Ja"], score, "jsick")
            found[f"jsick {r['pair_ID']}"] = pair
    return found


def judged(data: Path) -> list[Judged]:
    """Return the pairs of Japanese texts that people judged."""
    return list(judged_by_key(data).values())


def captions(data: Path) -> list[Pair]:
    """Return sentences of the judged pairs with our own translation.

    captions.tsv names each by its pair and whether it is the left or the right one.
    """
    pairs = judged_by_key(data)
    found = []
    for key, side, english in _rows(CAPTIONS):
        pair = pairs[key]
        found.append(Pair(pair.left if side == "left" else pair.right, english, "captions"))
    return found


def judged_across(data: Path) -> list[Judged]:
    """Return the judged pairs of which one side is Japanese and the other one's translation."""
    english = {pair.japanese: pair.english for pair in captions(data)}
    found = []
    for pair in judged(data):
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            if other in english:
                found.append(Judged(one, english[other], pair.score, f"{pair.source} across"))
    return found


def judged_in_english(data: Path) -> list[Judged]:
    """Return the judged pairs of which both sides are translated; the score is of the Japanese."""
    english = {pair.japanese: pair.english for pair in captions(data)}
    return [
        Judged(english[pair.left], english[pair.right], pair.score, f"{pair.source} english")
        for pair in judged(data)
        if pair.left in english and pair.right in english
    ]


@dataclass(frozen=True, slots=True)
class Search:
    """A query and the passage that answers it, each (Japanese, English)."""

    query: tuple[str, str]
    passage: tuple[str, str]
    source: str


def policy() -> list[Search]:
    """Return our own passages of policy, neighbours of one topic, and queries in other words."""
    return [
        Search((query_ja, query_en), (passage_ja, passage_en), "policy")
        for passage_ja, passage_en, query_ja, query_en in _rows(POLICY)
    ]


def openings(pairs: Sequence[Pair], longest: int) -> list[Search]:
    """Let the first sentence of a passage of the encyclopaedia seek what follows it there.

    Passages that begin with a short sentence, such as a heading, are left out.
    """
    found = []
    for passage in _joined(pairs, longest):
        first, rest = passage[0], passage[1:]
        if len(first.japanese) >= SHORTEST_OPENING and rest:
            after = "".join(p.japanese for p in rest), " ".join(p.english for p in rest)
            found.append(Search((first.japanese, first.english), after, "encyclopaedia"))
    return found


def written(data: Path) -> list[Pair]:
    """Return the pairs that were written for the second round."""
    both = [text for search in policy() for text in (search.passage, search.query)]
    policies = [Pair(japanese, english, "policy") for japanese, english in both]
    return captions(data) + list(read_pairs(NEWS)) + policies


def _rows(path: Path) -> list[list[str]]:
    """Return the fields of each line of a table of ours that is not a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def is_japanese(word: str) -> bool:
    """Tell whether a word holds kana or a kanji."""
    return any("぀" <= c <= "ヿ" or "㐀" <= c <= "鿿" or c == "々" for c in word)
