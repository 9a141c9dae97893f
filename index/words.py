"""Words in tantivy: one index per level, because BM25 counts passages.

If all levels shared one index, a restricted paper would move the scores of public ones through
document frequencies and average lengths.  So the index of a level holds just what its readers
may see: "public" in "members" in "staff".
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Self

import numpy as np
import tantivy
from numpy.typing import NDArray

from catalog.records import Level
from index.engine import Clause, Ranking, Scope, WordField, WordQuery, WordUnit, among, ranked

FIELDS: tuple[WordField, ...] = ("words", "bigrams", "title", "heading", "capitals")
HEAP = 64_000_000  # bytes that a writer gathers before it lays down a segment
Q = tantivy.Query


class TantivyWords:
    """A `WordEngine` in a folder; other processes may read while this one writes."""

    @classmethod
    def opened(cls, folder: Path) -> Self | None:
        """Open what is in the folder; None where no whole index is there."""
        try:
            whole = all(tantivy.Index.exists(str(folder / level.value)) for level in Level)
            return cls(folder) if whole else None
        except (ValueError, OSError):
            return None  # damaged, or of another tantivy: derived, hence made anew

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._indexes: dict[Level, tantivy.Index] = {}
        for level in Level:
            path = folder / level.value
            path.mkdir(parents=True, exist_ok=True)
            self._indexes[level] = tantivy.Index(self._schema, path=str(path), reuse=True)

    def apply(self, gone: Collection[int], units: Iterable[WordUnit], today: dt.date) -> None:
        writers: dict[Level, tantivy.IndexWriter] = {}

        def writer(level: Level) -> tantivy.IndexWriter:
            if level not in writers:
                writers[level] = self._indexes[level].writer(heap_size=HEAP, num_threads=1)
            return writers[level]

        held = {level: index.searcher().num_docs for level, index in self._indexes.items()}
        for unit in units:
            documents = [_document(unit.version, entry.row, entry.fields) for entry in unit.entries]
            for level in Level:
                if held[level]:
                    writer(level).delete_documents_by_query(self._version(unit.version))
                if readable(unit.level, unit.embargo, level, today):
                    for document in documents:
                        writer(level).add_document(document)
        for version in gone:
            for level in Level:
                if held[level]:
                    writer(level).delete_documents_by_query(self._version(version))
        for each in writers.values():
            each.commit()
        for each in writers.values():
            each.wait_merging_threads()
        self.refresh()

    def counts(self, version: int, level: Level) -> bool:
        # Until segments merge, the document frequencies of tantivy count what was deleted.
        return self._indexes[level].searcher().doc_freq("version", version) > 0

    def search(self, query: WordQuery, scope: Scope, k: int) -> Ranking:
        built = self._query(query, scope)
        searcher = self._indexes[scope.level].searcher()
        found = searcher.search(built, k, count=False).hits
        return ranked(*_fetch(searcher, found, scope), k)

    def matching(self, query: WordQuery, scope: Scope) -> NDArray[np.int64]:
        searcher = self._indexes[scope.level].searcher()
        built = Q.const_score_query(self._query(query, scope), 1.0)
        found = searcher.search(built, max(1, searcher.num_docs), count=False).hits
        return np.sort(_fetch(searcher, found, scope)[0])

    def ideal(self, forms: Collection[str], scope: Scope) -> float:
        searcher = self._indexes[scope.level].searcher()
        count = searcher.num_docs
        held = (min(searcher.doc_freq("words", form), count) for form in forms)
        return sum(math.log(1 + (count - n + 0.5) / (n + 0.5)) for n in held)

    def refresh(self) -> None:
        for index in self._indexes.values():
            index.reload()

    def close(self) -> None:
        self._indexes.clear()

    def _query(self, query: WordQuery, scope: Scope) -> tantivy.Query:
        should = [(tantivy.Occur.Should, self._clause(clause)) for clause in query.should]
        # A flat union of terms is what tantivy can prune; anything beside it goes around it.
        parts = []
        for group in query.must:
            among = [(tantivy.Occur.Should, self._clause(clause)) for clause in group]
            parts.append((tantivy.Occur.Must, Q.boolean_query(among) if among else Q.empty_query()))
        parts += [(tantivy.Occur.MustNot, self._clause(clause)) for clause in query.without]
        narrowed = self._narrowed(scope)
        if narrowed:
            parts.append(narrowed)
        if not parts:
            return Q.boolean_query(should)
        if query.must:
            # Scores come from `should` alone, so that a phrase is not counted twice.
            parts = [
                (occur, Q.const_score_query(part, 0.0) if occur == tantivy.Occur.Must else part)
                for occur, part in parts
            ]
            return Q.boolean_query([*parts, *should])
        return Q.boolean_query([(tantivy.Occur.Must, Q.boolean_query(should)), *parts])

    def _version(self, version: int) -> tantivy.Query:
        # By query: deletion by term takes a number for a signed one, and would match nothing.
        return Q.term_query(self._schema, "version", version)

    def _narrowed(self, scope: Scope) -> tuple[tantivy.Occur, tantivy.Query] | None:
        """Return the filter as the shorter of two lists: what to keep, or what to leave out."""
        if len(scope.versions) == len(scope.readable):
            return None
        left = np.setdiff1d(scope.readable, scope.versions, assume_unique=True)
        keep = len(scope.versions) <= len(left)
        listed = Q.term_set_query(
            self._schema, "version", (scope.versions if keep else left).tolist()
        )
        if keep:
            return tantivy.Occur.Must, Q.const_score_query(listed, 0.0)
        return tantivy.Occur.MustNot, listed

    def _clause(self, clause: Clause) -> tantivy.Query:
        if len(clause.forms) == 1:
            built = Q.term_query(self._schema, clause.field, clause.forms[0])
        else:
            built = Q.phrase_query(self._schema, clause.field, list(clause.forms))
        return built if clause.weight == 1.0 else Q.boost_query(built, clause.weight)


def readable(level: Level, embargo: dt.date | None, by: Level, today: dt.date) -> bool:
    """Whether readers of level `by` may see it today."""
    if by is Level.STAFF:
        return True
    return level.rank <= by.rank and (embargo is None or embargo <= today)


def _fetch(
    searcher: tantivy.Searcher, found: list[tuple[float, tantivy.DocAddress]], scope: Scope
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return rows and scores of what the scope allows: checked again, whatever the index held."""
    places = [place for _, place in found]
    rows = np.array(searcher.fast_field_values("row", places), np.int64)
    versions = np.array(searcher.fast_field_values("version", places), np.int64)
    scores = np.array([score for score, _ in found], np.float32)
    kept = among(versions, scope.versions)
    return rows[kept], scores[kept]


def _document(version: int, row: int, fields: Mapping[WordField, str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("version", version)
    document.add_unsigned("row", row)
    for name in FIELDS:
        if text := fields.get(name):
            document.add_text(name, text)
    return document


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("version", indexed=True, fast=True)
    builder.add_unsigned_field("row", fast=True)
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()
