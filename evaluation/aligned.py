"""Are the right paragraphs set side by side?  The aligner's links against those known by hand.

`corpus/alignments.tsv` has a line a link: document, split, and the numbers of a Japanese and an
English block in `corpus/sources/DOCUMENT/{ja,en}.md`, as `corpus.source.parse` counts them from 0
(`^1` is a footnote).  Two blocks are linked where one renders the substance of the other, or a
whole sentence of it.  A block that only one edition has stands alone in its line.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog import Catalog
from corpus.source import parse, plain
from evaluation.judged import EVERYTHING, squeeze
from index import Index
from index.aligned import Aligned, alignable, aligned

SHINGLE = 6  # characters that are compared at a time
HELD = 0.6  # share of the shorter text that the longer must hold to be its place

Links = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PairGold:
    document: str
    split: str  # "dev": the aligner was tuned on it; "test": it was not
    links: Links


@dataclass(frozen=True, slots=True)
class PairAlignment:
    """How the links of one document, or of a whole split, agree with those known."""

    document: str
    split: str
    right: int
    made: int
    known: int

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.known if self.known else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.made + self.known) if self.made + self.known else 0.0


def load_alignments(path: Path) -> list[PairGold]:
    """Read `alignments.tsv`; an empty list where there is none."""
    if not path.is_file():
        return []
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            links = found.setdefault((row["document"], row["split"]), set())
            if row["ja"] and row["en"]:
                links.add((row["ja"], row["en"]))
    return [PairGold(name, split, frozenset(links)) for (name, split), links in found.items()]


def alignment(
    catalog: Catalog, index: Index, folder: Path, split: str = "all"
) -> list[PairAlignment]:
    """Measure the links of the documents of `folder`/alignments.tsv that the library holds."""
    there = {str(d.id) for d in catalog.documents(reader=EVERYTHING) if alignable(d)}
    return [
        _measured(
            aligned(index, known.document, reader=EVERYTHING),
            known,
            folder / "sources" / known.document,
        )
        for known in load_alignments(folder / "alignments.tsv")
        if known.document in there and split in {"all", known.split}
    ]


def totals(pairs: Sequence[PairAlignment]) -> list[PairAlignment]:
    """Return the sums of each split, and of all."""
    splits = list(dict.fromkeys(each.split for each in pairs))
    return [_sum(split, [each for each in pairs if each.split == split]) for split in splits] + (
        [_sum("all", pairs)] if len(splits) > 1 else []
    )


def _sum(split: str, pairs: Sequence[PairAlignment]) -> PairAlignment:
    right, made, known = (
        sum(getattr(p, name) for p in pairs) for name in ("right", "made", "known")
    )
    return PairAlignment("", split, right, made, known)


def _measured(pair: Aligned, known: PairGold, sources: Path) -> PairAlignment:
    ja, en = (
        places([part.text for part in side.paragraphs], blocks(sources / f"{language}.md"))
        for side, language in ((pair.japanese, "ja"), (pair.english, "en"))
    )
    made = [(ja[link.a - 1], en[link.b - 1]) for link in pair.links]
    right, count = agreement(made, known.links)
    # A block that is not in the file (a caption that slides leave out) cannot be linked.
    there = {name for names in ja for name in names}, {name for names in en for name in names}
    possible = [link for link in known.links if link[0] in there[0] and link[1] in there[1]]
    return PairAlignment(known.document, known.split, right, count, len(possible))


def agreement(
    made: Sequence[tuple[frozenset[str], frozenset[str]]], known: Links
) -> tuple[int, int]:
    """Return how many links are right, and how many were made, each link by the blocks it joins.

    A paragraph that holds several blocks is linked rightly where one of them is.  A link with
    what is in no source on both sides (an abstract, a notice) is not counted; on one side, it is
    wrong.
    """
    found: set[tuple[str, str]] = set()
    wrong = 0
    for a, b in made:
        joined = {(x, y) for x in a for y in b}
        found |= joined & known or joined
        wrong += bool(a) != bool(b)
    return len(found & known), len(found) + wrong


def blocks(path: Path) -> dict[str, str]:
    """Return the texts of a source's blocks and footnotes by their names in the gold."""
    paper = parse(path.read_text(encoding="utf-8"))
    body = {
        str(number): plain(block.text) or " ".join(plain(c) for row in block.rows for c in row)
        for number, block in enumerate(paper.body)
    }
    return body | {f"^{key}": plain(text) for key, text in paper.notes.items()}


def places(parts: Sequence[str], blocks: Mapping[str, str]) -> list[frozenset[str]]:
    """Return for each extracted paragraph the source blocks that it is, holds or is a piece of."""
    if not parts:
        return []
    a = [_shingles(text) for text in parts]
    b = {name: _shingles(text) for name, text in blocks.items()}
    found: list[set[str]] = [set() for _ in parts]
    taken: set[str] = set()
    for own, names in zip(a, found, strict=True):
        # Headings like 日本 may stand twice: the one that has no place yet is meant.
        best = max(b, key=lambda name: (_dice(own, b[name]), name not in taken))
        if (own & b[best]).total() >= HELD * max(1, own.total()):
            names.add(best)
            taken.add(best)
    for name, other in b.items():
        at = max(range(len(a)), key=lambda i: _dice(a[i], other))
        if name not in taken and (a[at] & other).total() >= HELD * max(1, other.total()):
            found[at].add(name)
    return [frozenset(names) for names in found]


def _shingles(text: str) -> Counter[str]:
    letters = "".join(c for c in squeeze(text).casefold() if c.isalnum())
    size = min(SHINGLE, max(1, len(letters)))
    return Counter(letters[i : i + size] for i in range(len(letters) - size + 1))


def _dice(a: Counter[str], b: Counter[str]) -> float:
    return 2 * (a & b).total() / max(1, a.total() + b.total())
