"""Words that must stand in a passage as the query writes them: 國家, and not 国家."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from catalog import Catalog
from catalog.records import Reader
from index.engine import Scope, WordEngine, WordQuery
from index.lexical import Asked, loosely
from language import Analyzer, fold


def required(asked: Asked, typed: Sequence[str], analyzer: Analyzer) -> Asked:
    """Return the query that asks for each of the words `typed`, in any spelling.

    A lone kanji cannot be looked up inside other words, so it is left to the texts.
    """
    clauses = (loosely(word, analyzer) for word in typed if len(fold(word)) > 1)
    return replace(asked, must=(*asked.must, *clauses))


def narrowed(
    scope: Scope,
    asked: Asked,
    typed: Sequence[str],
    words: WordEngine | None,
    catalog: Catalog,
    reader: Reader,
) -> tuple[Scope, int]:
    """Return the scope with only the passages that hold each of `typed` in the query's own
    spelling, and how deep the words must be ranked to reach them all.

    The index knows words as they are matched, so what it finds is read: the texts decide.
    """
    found = None
    if words and asked.must:
        query = WordQuery(must=asked.must, without=asked.without)
        found = words.matching(query, scope)
    among = None if found is None else found.tolist()
    exact = [(word, fold(word, literal=True)) for word in typed]
    texts = catalog.texts(scope.versions.tolist(), reader=reader, among=among)
    rows = [row for row, text in texts if _holds(text, exact)]
    return replace(scope, only=np.array(rows, np.int64)), 0 if among is None else len(among)


def _holds(text: str, exact: Sequence[tuple[str, str]]) -> bool:
    if all(word in text for word, _ in exact):
        return True
    folded = fold(text, literal=True)
    return all(each in folded for _, each in exact)
