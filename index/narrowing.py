"""What does a query itself narrow a search to?"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog import Filters
from errors import QueryError
from index.fields import topics_named
from index.query import Query


def filters_of(text: str, topics: Mapping[str, Sequence[str]]) -> Filters:
    """Return what `author:`, `year:`… of a query ask for; nothing where it cannot be read.

    `topics` is as in `Index.open`.
    """
    own = Filters()
    with contextlib.suppress(QueryError):
        own = Query.parse(text).filters if text.strip() else own
    return replace(own, topics=topics_named(own.topics, topics))
