"""Which passages answer this query, in what order, and why?"""

from index.hits import DocumentGroup, EditionHits, Hit, Mark, Reason, Results, group
from index.index import Index, Update
from index.narrowing import filters_of
from index.query import Query
from index.terms import Expansion, Rendering

__all__ = [
    "DocumentGroup",
    "EditionHits",
    "Expansion",
    "Hit",
    "Index",
    "Mark",
    "Query",
    "Reason",
    "Rendering",
    "Results",
    "Update",
    "filters_of",
    "group",
]
