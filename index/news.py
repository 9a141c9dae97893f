"""What a search finds now that it did not find when somebody last looked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from catalog import Catalog, Filters
from index.hits import Hit, Results

# So many passages are remembered for each that is shown: what other papers push over the edge
# of what is shown is then not taken for new when it comes back.
MARGIN = 4


@dataclass(frozen=True, slots=True)
class News:
    """Hits that are new, best first, and how many documents are: those of which no edition had
    been found.
    """

    hits: tuple[Hit, ...]
    documents: int


def news(catalog: Catalog, results: Results, seen: Collection[str], *, k: int) -> News:
    """Compare the first k hits with the ids of the passages `seen`.

    Hits without any reason, which only fill up the end of a list, are no news; a query of filters
    alone gives none.
    The hits are those of the reader who asks, and with them everything that is counted here.
    """
    hits = tuple(
        hit
        for hit in results.hits[:k]
        if hit.passage.id not in seen and (hit.reasons or not results.query.words)
    )
    known = {identifier.rsplit(":", 2)[0] for identifier in seen}
    documents = catalog.documents(
        reader=results.reader,
        filters=Filters(documents=tuple({hit.passage.document for hit in hits})),
    )
    fresh = [each for each in documents if not any(e.id in known for e in each.editions)]
    return News(hits, len(fresh) if hits else 0)
