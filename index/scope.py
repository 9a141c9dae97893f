"""Which versions a reader may search, remembered until the catalogue changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from catalog import Catalog, Filters
from catalog.records import Reader
from index.engine import Scope

REMEMBERED = 64  # scopes; a person at a page changes one filter at a time


class Scopes:
    """The scopes of one generation of a catalogue, made when first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._generation = -1
        self._scopes: dict[tuple[Reader, frozenset[Filters]], Scope] = {}
        self._lock = threading.Lock()

    def get(self, generation: int, reader: Reader, filters: Sequence[Filters]) -> Scope:
        """Return what `reader` may search under all of `filters`; the same object each time."""
        key = (reader, frozenset(filters) - {Filters()})
        with self._lock:
            if generation != self._generation:
                self._scopes, self._generation = {}, generation
            found = self._scopes.get(key)
            if found is None:
                if len(self._scopes) >= REMEMBERED:
                    self._scopes.pop(next(iter(self._scopes)))
                found = self._scopes[key] = self._make(reader, key[1])
        return found

    def _make(self, reader: Reader, filters: frozenset[Filters]) -> Scope:
        readable = self._catalog.searchable(reader=reader)
        versions = readable
        for each in filters:
            kept = self._catalog.searchable(reader=reader, filters=each)
            versions = np.intersect1d(versions, kept, assume_unique=True)
        return Scope(reader.level, versions, readable)
