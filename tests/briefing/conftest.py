"""The small library builder of the catalogue's tests."""

from tests.catalog.conftest import catalog, store

__all__ = ["catalog", "store"]
