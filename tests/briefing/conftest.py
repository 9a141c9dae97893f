"""The small library builder of the catalogue's tests, and the papers of the app's."""

import shutil

import pytest

from catalog import Catalog
from index import Index
from tests.catalog.conftest import catalog, store
from tests.ui.conftest import HashEncoder, library, papers, stored

__all__ = ["catalog", "library", "papers", "store", "stored"]


@pytest.fixture
def index(library, tmp_path):
    """Open a copy of the app's papers: sea-lanes in two languages, rice, cables (Chatham House)."""
    folder = shutil.copytree(library, tmp_path / "copy")
    with Catalog.open(folder) as opened:
        yield Index.open(opened, HashEncoder())
