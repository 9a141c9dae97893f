"""Which editions may be one document in two languages?  Proposals, for a person to confirm."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog
from catalog.records import EditionId, Language, Level, Reader
from index.upkeep import vector_key

# What each sign says for a pair, out of 1.  Tuned on the sample
# papers: there, pairs score from .62 on, others up to .58.
WEIGHTS = {"meaning": 0.5, "order": 0.2, "numbers": 0.2, "date": 0.1}
LEAST = 0.6  # from which on a pair is proposed
NEAR = 8  # nearest editions of the other language that are looked at closely

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class _Edition:
    """An edition whose document has no other: `mean` is that of its passages' vectors (dim,)."""

    version: int
    id: EditionId
    date: dt.date | None
    mean: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Read:
    """An edition looked at closely: its vectors (n, dim) in reading order, and its numbers."""

    vectors: NDArray[np.float32]
    numbers: frozenset[str]


def propose(catalog: Catalog, encoder: str) -> int:
    """Compare editions that have no counterpart; record likely pairs; return how many there are.

    `encoder` is the fingerprint of the encoder whose vectors are compared.  A pair is recorded
    when each is the other's best match and their score is at least LEAST; what a person has
    decided stays decided.  Reads the vectors of all such editions, but the texts of near ones
    alone: about half a second for 100,000 passages.
    """
    pairs = likely(catalog, _alone(catalog, vector_key(encoder)), vector_key(encoder))
    for (a, b), reasons in pairs.items():
        catalog.propose_link(a, b, score(reasons), reasons)
    return len(pairs)


def score(reasons: Mapping[str, float]) -> float:
    """Return the weighted mean of the signs that a pair has; a missing date says nothing."""
    weight = sum(WEIGHTS[name] for name in reasons)
    return sum(WEIGHTS[name] * value for name, value in reasons.items()) / weight


def _alone(catalog: Catalog, key: str) -> dict[Language, list[_Edition]]:
    """Return the editions without counterpart, by language."""
    documents = catalog.documents(reader=Reader(Level.STAFF))
    single = {each.editions[0].id: each for each in documents if len(each.editions) == 1}
    versions = {v: edition for v, edition in catalog.current().items() if edition in single}
    found: dict[Language, list[_Edition]] = {Language.JA: [], Language.EN: []}
    for version, _, vectors in catalog.vectors(key, list(versions)):
        document = single[versions[version]]
        language = document.editions[0].language
        if len(vectors) and language in found:
            mean = vectors.astype(np.float32).mean(axis=0)
            mean /= max(float(np.linalg.norm(mean)), 1e-9)
            found[language].append(_Edition(version, versions[version], document.date, mean))
    return found


def likely(
    catalog: Catalog, editions: Mapping[Language, Sequence[_Edition]], key: str
) -> dict[tuple[EditionId, EditionId], dict[str, float]]:
    """Return the pairs that are each other's best, with what speaks for them."""
    japanese, english = editions[Language.JA], editions[Language.EN]
    if not japanese or not english:
        return {}
    means = np.stack([each.mean for each in japanese]) @ np.stack([e.mean for e in english]).T
    near = {(i, j) for i, row in enumerate(means) for j in np.argsort(-row)[:NEAR].tolist()}
    near |= {(i, j) for j, row in enumerate(means.T) for i in np.argsort(-row)[:NEAR].tolist()}
    read = _read(catalog, {e.version for i, j in near for e in (japanese[i], english[j])}, key)
    # A number is telling as few papers have it: 2021 says little, 1,487 much.
    frequency = Counter(number for each in read.values() for number in each.numbers)
    signs = {}
    for i, j in near:
        a, b = japanese[i], english[j]
        found = compared(read[a.version], read[b.version], frequency)
        if a.date and b.date:
            found["date"] = max(0.0, 1.0 - abs((a.date - b.date).days) / 365)
        signs[i, j] = found
    best_of_i: dict[int, int] = {}
    best_of_j: dict[int, int] = {}
    for i, j in sorted(signs, key=lambda pair: (-score(signs[pair]), pair)):
        best_of_i.setdefault(i, j)
        best_of_j.setdefault(j, i)
    return {
        (japanese[i].id, english[j].id): signs[i, j]
        for i, j in best_of_i.items()
        if best_of_j[j] == i and score(signs[i, j]) >= LEAST
    }


def _read(catalog: Catalog, versions: Collection[int], key: str) -> dict[int, _Read]:
    vectors = {
        version: found.astype(np.float32)
        for version, _, found in catalog.vectors(key, list(versions))
    }
    return {
        unit.version: _Read(
            vectors[unit.version], numbers(" ".join(passage.text for _, passage in unit.passages))
        )
        for unit in catalog.indexable(list(vectors))
    }


def compared(a: _Read, b: _Read, frequency: Mapping[str, int]) -> dict[str, float]:
    """Return what speaks for a pair by its content, each sign out of 1."""
    meaning, order = aligned(a.vectors, b.vectors)
    found = {"meaning": meaning, "order": order}
    shared = numbers_shared(a.numbers, b.numbers, frequency)
    return found if shared is None else {**found, "numbers": shared}


def aligned(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[float, float]:
    """Return how near the passages of two papers (n, dim), (m, dim) are, and in what order.

    The first is the mean, over the passages of both, of the product with the nearest passage of
    the other.  The second is the rank correlation of where a passage and its nearest one stand,
    0 where it is negative: translations run in parallel, papers on one subject do not.
    """
    products = a @ b.T
    nearest = float((products.max(axis=1).sum() + products.max(axis=0).sum()) / sum(products.shape))
    places = products.argmax(axis=1)
    if len(a) < 3 or len(b) < 3 or places.min() == places.max():
        return max(0.0, nearest), 0.5
    order = float(np.corrcoef(np.arange(len(a)), places)[0, 1])
    return max(0.0, nearest), max(0.0, order)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text, of two digits or more, without marks between thousands.

    >>> sorted(numbers("２０２１年に1,487件、3回"))
    ['1487', '2021']
    """
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    plain = (number.replace(",", "") for number in found)
    return frozenset(number for number in plain if len(number) > 1)


def numbers_shared(
    a: frozenset[str], b: frozenset[str], frequency: Mapping[str, int]
) -> float | None:
    """Return the share of numbers that both papers have, rare ones counting more; None if few.

    The weighted Jaccard index, a number's weight being 1 / log2(1 + papers that have it).
    """
    if len(a) < 3 or len(b) < 3:
        return None
    weights = {number: 1 / math.log2(1 + frequency[number]) for number in a | b}
    return sum(weights[number] for number in a & b) / sum(weights.values())
