"""Which passages answer this query, in what order, and why?"""

from index.central import Central
from index.hits import DocumentGroup, EditionHits, Hit, Mark, Reason, Results, group
from index.index import Index, Update
from index.narrowing import filters_of
from index.query import Query
from index.similar import Near, Shared, Similar
from index.terms import Expansion, Rendering

__all__ = [
    "Central",
    "DocumentGroup",
    "EditionHits",
    "Expansion",
    "Hit",
    "Index",
    "Mark",
    "Near",
    "Query",
    "Reason",
    "Rendering",
    "Results",
    "Shared",
    "Similar",
    "Update",
    "filters_of",
    "group",
]
