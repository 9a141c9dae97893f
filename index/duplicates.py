"""Which editions of one language say nearly the same?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog
from catalog.records import EditionId, Language, Reader
from index.upkeep import vector_key

SAME = 0.9  # product of two passages' vectors from which on they say the same
LEAST = 0.5  # share of the shorter edition; in the sample library, others have up to .14
NEAR = 8  # nearest editions of the same language that are looked at closely


@dataclass(frozen=True, slots=True)
class Twins:
    """Two editions; `share` is that of the shorter one's passages which the other has too."""

    a: EditionId
    b: EditionId
    share: float  # 0..1


def twins(catalog: Catalog, encoder: str, *, reader: Reader) -> list[Twins]:
    """Return pairs of different documents' editions in one language that nearly coincide.

    `encoder` is the fingerprint of the encoder whose vectors are compared.  The largest share
    first; only what `reader` may see is looked at.
    """
    key = vector_key(encoder)
    of = {
        edition.id: (edition.language, document.id)
        for document in catalog.documents(reader=reader)
        for edition in document.editions
    }
    versions = {version: edition for version, edition in catalog.current().items() if edition in of}
    by_language: dict[Language, list[tuple[EditionId, NDArray[np.float32]]]] = {}
    for version, _, vectors in catalog.vectors(key, list(versions)):
        if len(vectors):
            edition = versions[version]
            held = by_language.setdefault(of[edition][0], [])
            held.append((edition, vectors.astype(np.float32)))
    found: list[Twins] = []
    for held in by_language.values():
        for i, j in _near([vectors for _, vectors in held]):
            (a, first), (b, second) = held[i], held[j]
            share = shared(first, second)
            if share >= LEAST and of[a][1] != of[b][1]:
                found.append(Twins(a, b, share))
    return sorted(found, key=lambda each: (-each.share, each.a, each.b))


def shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Return the share of the shorter edition's passages (n, dim) that stand in the other too."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return float(((short @ long.T).max(axis=1) >= SAME).mean())


def _near(editions: list[NDArray[np.float32]]) -> list[tuple[int, int]]:
    """Return the pairs (i < j) of which one is among the NEAR nearest of the other, by means."""
    means = np.stack([vectors.mean(axis=0) for vectors in editions])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    products = means @ means.T
    np.fill_diagonal(products, -np.inf)
    pairs = {
        (min(i, j), max(i, j))
        for i, row in enumerate(products)
        for j in np.argsort(-row)[:NEAR].tolist()
        if i != j
    }
    return sorted(pairs)
