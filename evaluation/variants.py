"""Do two ways to write one query find the same document?"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from evaluation.judged import EVERYTHING
from index import Index, group


@dataclass(frozen=True, slots=True)
class Variant:
    """Two spellings of one query; `kind` says what differs (width, kyūjitai, era date…)."""

    kind: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class VariantResult:
    """How many pairs of a kind found the same first document, and which did not."""

    kind: str
    pairs: int
    passed: int
    failed: tuple[tuple[str, str], ...]


def load_variants(path: Path) -> list[Variant]:
    """Read `variants.tsv` (kind, first, second); an empty list where there is none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Variant(row["kind"], row["first"], row["second"]) for row in rows]


def same_first(index: Index, variants: list[Variant]) -> list[VariantResult]:
    """Return a result a kind; two queries that both find nothing do not pass."""
    failed: dict[str, list[tuple[str, str]]] = {}
    for variant in variants:
        missed = failed.setdefault(variant.kind, [])
        first = first_document(index, variant.first)
        if first is None or first != first_document(index, variant.second):
            missed.append((variant.first, variant.second))
    counts = Counter(variant.kind for variant in variants)
    return [
        VariantResult(kind, counts[kind], counts[kind] - len(missed), tuple(missed))
        for kind, missed in failed.items()
    ]


def first_document(index: Index, text: str) -> str | None:
    groups = group(index.search(text, reader=EVERYTHING).hits)
    return groups[0].document if groups else None
