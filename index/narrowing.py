"""How many documents would be searched under each value of a filter?"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog import Catalog, Filters
from catalog.records import Reader
from errors import QueryError
from index.fields import topics_named
from index.query import Query


def facets(
    catalog: Catalog,
    text: str,
    *,
    reader: Reader,
    filters: Filters,
    topics: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, int]]:
    """Count the documents that a search for `text` goes through, by type, topic, year…

    They are narrowed by what the query itself names (author:, year:…) and by `filters`, of which
    a facet leaves out its own.  Words narrow nothing: nearness in meaning has no end.  A query
    that cannot be read counts as none.  `topics` is as in `Index.open`.
    """
    own = Filters()
    with contextlib.suppress(QueryError):
        own = Query.parse(text).filters if text.strip() else own
    own = replace(own, topics=topics_named(own.topics, topics))
    return catalog.facets(reader=reader, filters=filters, within=own)
