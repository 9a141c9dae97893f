"""A small library builder: papers whose every word is known to the test."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog import Catalog
from catalog.records import (
    Block,
    BlockKind,
    Extraction,
    Language,
    Metadata,
    Page,
    Passage,
    Span,
)


@pytest.fixture
def catalog(tmp_path: Path):
    with Catalog.open(tmp_path / "library", create=True) as opened:
        yield opened


@pytest.fixture
def store(catalog: Catalog, tmp_path: Path) -> Callable:
    """Store a one-page paper of one passage; keywords go to its metadata."""

    def put(text="本文。", path="/papers/a.txt", language="ja", quality=1.0, **metadata):
        content = tmp_path / "content.txt"
        content.write_text(text, encoding="utf-8")
        block = Block(BlockKind.PARAGRAPH, 0, len(text), boxes=((1.0, 2.0, 3.04, 4.0),))
        page = Page(1, text, "i", (block,), "text", quality)
        passage = Passage(0, text, (Span(1, 0, len(text)),), Language(language))
        return catalog.store(
            Extraction((page,), Metadata(), "text", "text"),
            [passage],
            metadata=Metadata(language=Language(language), **{"title": text, **metadata}),
            content=content,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            path=path,
        )

    return put
