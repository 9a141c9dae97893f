"""A library whose every word is known to the test, and an encoder that can be worked by hand."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog import Catalog
from catalog.records import (
    Author,
    Block,
    BlockKind,
    DocumentType,
    Extraction,
    Handling,
    Language,
    Level,
    Metadata,
    Page,
    Passage,
    Reader,
    Span,
    Term,
)
from index import Index

# Words of one meaning share an axis, so the encoder "translates"; the last axis is all others.
AXES = {
    "sea": 0, "海": 0, "ocean": 0,
    "ship": 1, "船": 1, "vessel": 1,
    "law": 2, "法": 2,
    "trade": 3, "貿易": 3,
    "cyber": 4, "サイバー": 4,
    "money": 5, "通貨": 5,
}  # fmt: skip
DIM = 8


class FakeEncoder:
    """Counts words by axis and scales the counts to unit length."""

    name = "fake"
    dim = DIM

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self.fingerprint = fingerprint
        self.calls: list[tuple[str, int]] = []

    def encode(self, texts: Sequence[str], kind: str) -> np.ndarray:
        self.calls.append((kind, len(texts)))
        counts = np.zeros((len(texts), DIM), np.float32)
        for i, text in enumerate(texts):
            for word, axis in AXES.items():
                counts[i, axis] += text.lower().count(word)
            counts[i, 7] += 0.1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


FON = Term(
    "航行の自由",
    "freedom of navigation",
    abbreviation="FON",
    variants_ja=("航行自由",),
    variants_en=("navigational freedom",),
    avoid=(("自由航行", "語順が逆"),),
)
UNCLOS = Term(
    "国連海洋法条約", "United Nations Convention on the Law of the Sea", abbreviation="UNCLOS"
)
SEA_LAW = Term("海洋法", "law of the sea")
TERMS = (FON, UNCLOS, SEA_LAW)


class Library:
    """Stores papers in a few words, and opens their index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = Catalog.open(folder, create=True)
        self.catalog.set_terms(TERMS)
        self.encoder = FakeEncoder()

    def add(
        self,
        *texts: str,
        document: str | None = None,
        language: str = "en",
        title: str = "Untitled",
        heading: str = "",
        level: Level = Level.PUBLIC,
        embargo: dt.date | None = None,
        date: dt.date | None = None,
        authors: Sequence[Author] = (),
        organisation: str | None = None,
        kind: DocumentType | None = None,
        topics: Sequence[str] = (),
        path: str | None = None,
    ) -> str:
        """Store one edition of one page with a passage for each text; return its id."""
        page_text = "\n".join(texts)
        passages, blocks, start = [], [], 0
        for ordinal, text in enumerate(texts):
            span = Span(1, start, start + len(text))
            passages.append(Passage(ordinal, text, (span,), Language(language), heading=heading))
            blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(text)))
            start += len(text) + 1
        page = Page(1, page_text, "1", tuple(blocks), "text", 1.0)
        content = self.folder / "content.txt"
        content.write_text(page_text, encoding="utf-8")
        sha256 = hashlib.sha256(f"{title}{document}{page_text}{path}".encode()).hexdigest()
        edition, _ = self.catalog.store(
            Extraction((page,), Metadata(), "text", "text"),
            passages,
            metadata=Metadata(
                document=document,
                title=title,
                language=Language(language),
                authors=tuple(authors),
                organisation=organisation,
                type=kind,
                date=date,
                date_end=date,
                topics=tuple(topics),
                handling=Handling(level, embargo=embargo),
            ),
            content=content,
            sha256=sha256,
            path=path or f"/papers/{sha256}.txt",
        )
        return edition

    def index(self, **options) -> Index:
        """Return the index, up to date."""
        opened = Index.open(self.catalog, self.encoder, **options)
        opened.update()
        return opened


@pytest.fixture
def library(tmp_path: Path):
    made = Library(tmp_path / "library")
    yield made
    made.catalog.close()


@pytest.fixture
def public() -> Reader:
    return Reader(Level.PUBLIC)


@pytest.fixture
def staff() -> Reader:
    return Reader(Level.STAFF)
