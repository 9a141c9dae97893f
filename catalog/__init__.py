"""What is this id, and may this reader see it?  SQLite, the source of truth."""

from catalog.access import Filters
from catalog.catalog import Catalog
from catalog.derived import Changes, Unit

__all__ = ["Catalog", "Changes", "Filters", "Unit"]
