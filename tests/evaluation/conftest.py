import hashlib
from pathlib import Path

import pytest

from catalog import Catalog
from catalog.records import Extraction, Language, Level, Metadata, Page, Passage, Reader, Span


@pytest.fixture
def library(tmp_path: Path):
    """A catalogue with one English paper of two passages; and their ids."""
    text = "The sea is free.\nShips may pass it."
    content = tmp_path / "a.txt"
    content.write_text(text)
    passages = [
        Passage(0, text[:16], (Span(1, 0, 16),), Language.EN),
        Passage(1, text[17:], (Span(1, 17, len(text)),), Language.EN),
    ]
    with Catalog.open(tmp_path / "library", create=True) as catalog:
        edition, _ = catalog.store(
            Extraction((Page(1, text),), Metadata(), "text", "text"),
            passages,
            metadata=Metadata(document="d", title="Sea", language=Language.EN),
            content=content,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            path="/papers/a.txt",
        )
        stored = catalog.passages_of(edition, reader=Reader(Level.PUBLIC))
        yield catalog, stored[0].id, stored[1].id
