"""Which documents are near to this one, by meaning and by the rare terms that both name?

Whatever is compared or counted is what the reader may see: a hidden neighbour moves nothing.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog, Filters
from catalog.records import DocumentId, Edition, Reader, Term
from index import stamp as stamps
from index.central import Central, central, unit_mean
from index.index import Index
from index.terms import renderings
from index.upkeep import vector_key

TERMS = 3  # shared terms that count for a document, and are named: its rarest
KEPT = 256  # editions whose terms and central sentences are remembered

_Of = tuple[str, int, int]  # edition, version, generation
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Near:
    """A document near to another; `score` is the inner product of their editions' means."""

    document: DocumentId
    score: float


@dataclass(frozen=True, slots=True)
class Shared:
    """A document that names terms which another names too, rarest first."""

    document: DocumentId
    terms: tuple[Term, ...]


class Similar:
    """Compares documents with the vectors and words of an index.

    The mean of each version's vectors stays in memory, and follows the catalogue: what changed is
    read anew, the rest is not.  May be shared by threads.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._catalog: Catalog = index.catalog
        self._key = vector_key(index.encoder)
        self._lock = threading.Lock()
        self._seen = (-1, -1)
        self._at = 0  # generation of the catalogue that the means stand at
        self._waiting: list[int] = []  # versions that had no vectors then
        self._means: dict[int, NDArray[np.float32]] = {}
        self._terms: dict[_Of, tuple[Term, ...]] = {}
        self._central: dict[_Of, tuple[Central, ...]] = {}

    def near(self, edition: Edition, *, reader: Reader, k: int = 5) -> list[Near]:
        """Return the k documents whose editions are nearest to this one, best first.

        Editions are compared by the unit mean of their passages' vectors (dim,); a document counts
        by its nearest edition.  The document's own editions are left out.
        """
        means = self._refreshed()
        owners = self._catalog.owners(reader=reader)
        own = means.get(self._version(edition, reader))
        others = [v for v, owner in owners.items() if owner != edition.document and v in means]
        if own is None or not others:
            return []
        best: dict[DocumentId, float] = {}
        products = np.stack([means[version] for version in others]) @ own
        for version, score in zip(others, products.tolist(), strict=True):
            best[owners[version]] = max(score, best.get(owners[version], -1.0))
        ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
        return [Near(document, score) for document, score in ranked[:k]]

    def sharing(self, edition: Edition, *, reader: Reader, k: int = 5) -> list[Shared]:
        """Return the k documents that share the rarest terms with this edition.

        A term that n of the N documents which the reader may see name weighs log(N / n) (inverse
        document frequency: Sparck Jones, Journal of Documentation 28, 1972); a document counts by
        the sum over its TERMS rarest shared ones.
        """
        terms = self._terms_of(edition, reader)
        held = [self._index.holding(renderings(term), reader=reader).tolist() for term in terms]
        holders = self._catalog.holders({row for rows in held for row in rows}, reader=reader)
        count = self._catalog.count(reader=reader)
        shared: dict[DocumentId, list[tuple[float, int]]] = defaultdict(list)
        for place, rows in enumerate(held):
            # The documents of this term, and this one, which may name it in an avoided form.
            documents = {holders[row] for row in rows if row in holders} | {edition.document}
            weight = math.log(max(count, 1) / len(documents))
            for document in documents - {edition.document}:
                if weight > 0.0:
                    shared[document].append((-weight, place))
        rarest = {document: sorted(found)[:TERMS] for document, found in shared.items()}
        ranked = sorted(rarest, key=lambda each: (sum(w for w, _ in rarest[each]), each))
        return [
            Shared(document, tuple(terms[place] for _, place in rarest[document]))
            for document in ranked[:k]
        ]

    def central(self, edition: Edition, *, reader: Reader) -> tuple[Central, ...]:
        """Return the edition's most central sentences; of a short paper there are none."""
        key = (edition.id, edition.version, self._catalog.generation)
        if key not in self._central:
            version = self._version(edition, reader)
            passages = {p.row: p for p in self._catalog.passages_of(edition.id, reader=reader)}
            found: tuple[Central, ...] = ()
            for _, rows, vectors in self._catalog.vectors(self._key, [version]):
                if passages.keys() >= set(rows.tolist()):
                    held = [passages[row] for row in rows.tolist()]
                    found = central(held, vectors, self._index.encoder)
            _keep(self._central, key, found)
        return self._central[key]

    def _version(self, edition: Edition, reader: Reader) -> int:
        """Return the id of an edition's current version; 0 where the reader may not see it."""
        own = Filters(documents=(edition.document,), languages=(edition.language,))
        found = self._catalog.searchable(reader=reader, filters=own)
        return int(found[0]) if len(found) else 0

    def _terms_of(self, edition: Edition, reader: Reader) -> tuple[Term, ...]:
        key = (edition.id, edition.version, self._catalog.generation)
        if key not in self._terms:
            passages = self._catalog.passages_of(edition.id, reader=reader)
            _keep(self._terms, key, self._index.terms_in(p.passage.text for p in passages))
        return self._terms[key]

    def _refreshed(self) -> dict[int, NDArray[np.float32]]:
        """Return the means of all versions that have vectors, after taking in what changed."""
        with self._lock:
            now = self._catalog.generation, stamps.touched(self._index.folder)
            if now != self._seen:
                changes = self._catalog.changes(self._at)
                wanted = sorted({*changes.changed, *self._waiting}) if self._at else None
                means = dict(self._means)
                for version in (*changes.gone, *changes.changed):
                    means.pop(version, None)
                self._waiting = self._catalog.versions_without_vectors(self._key)
                if wanted != []:
                    for version, _, vectors in self._catalog.vectors(self._key, wanted):
                        if len(vectors):
                            means[version] = unit_mean(vectors)
                self._means, self._at, self._seen = means, changes.generation, now
            return self._means


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Remember one more of at most KEPT."""
    while len(kept) >= KEPT:
        kept.pop(next(iter(kept)), None)
    kept[key] = value
