"""Libraries of any size for measuring: sentences of the sample papers, dealt out by a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
from language import detect, sentences

PASSAGES_A_PAPER = 20
DIM = 384
CLUSTERS = 500


class HashedEncoder:
    """Clustered unit vectors from a text's checksum: the shape of real ones, at no cost."""

    name = "hashed"
    dim = DIM
    fingerprint = "hashed-1"

    def __init__(self) -> None:
        generator = np.random.default_rng(1)
        self.known: dict[str, NDArray[np.float32]] = {}
        self._centres = generator.standard_normal((CLUSTERS, DIM)).astype(np.float32)

    def encode(self, texts: Sequence[str], kind: str = "passage") -> NDArray[np.float32]:
        del kind
        if len(texts) == 1 and texts[0] in self.known:
            return self.known[texts[0]]
        out = np.empty((len(texts), DIM), dtype=np.float32)
        for i, text in enumerate(texts):
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
            generator = np.random.default_rng(seed)
            out[i] = self._centres[seed % CLUSTERS] + 0.7 * generator.standard_normal(DIM)
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        return out


def sample_sentences(sources: Path) -> dict[str, list[str]]:
    """Return the sentences of the sample papers' plain sources, by language."""
    found: dict[str, list[str]] = {"ja": [], "en": []}
    for path in sorted(sources.glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        for start, end in sentences(text, path.stem):
            sentence = text[start:end].strip()
            if len(sentence) >= 20 and detect(sentence) == path.stem:
                found[path.stem].append(sentence)
    return found


def papers(
    pool: dict[str, list[str]], count: int, seed: int
) -> Iterator[tuple[str, Extraction, list[Passage]]]:
    """Yield `count` papers (language, extraction, passages) of PASSAGES_A_PAPER passages each.

    Sentences keep their words, so document frequencies are those of the sample papers; a running
    number makes each passage one of its own.
    """
    generator = np.random.default_rng(seed)
    for number in range(count):
        language = ("ja", "en")[number % 2]
        texts = []
        for part in range(PASSAGES_A_PAPER):
            picks = generator.choice(len(pool[language]), size=4)
            mark = f"({seed}.{number}.{part})"
            texts.append(" ".join([*(pool[language][pick] for pick in picks), mark]))
        page_text = "\n".join(texts)
        blocks, passages, at = [], [], 0
        for ordinal, text in enumerate(texts):
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(text)))
            spans = (Span(1, at, at + len(text)),)
            passages.append(Passage(ordinal, text, spans, Language(language)))
            at += len(text) + 1
        page = Page(1, page_text, blocks=tuple(blocks), engine="bench")
        yield language, Extraction((page,), Metadata(), "text", "bench"), passages


def fill(catalog: Catalog, pool: dict[str, list[str]], count: int, seed: int, folder: Path) -> None:
    """Store `count` papers in one go each, as an ingest would."""
    content = folder / "content.txt"
    for number, (language, extraction, passages) in enumerate(papers(pool, count, seed)):
        content.write_text(f"{seed}.{number}", encoding="utf-8")
        catalog.store(
            extraction,
            passages,
            metadata=Metadata(title=passages[0].text[:40], language=Language(language)),
            content=content,
            sha256=hashlib.sha256(f"{seed}.{number}".encode()).hexdigest(),
            path=f"/bench/{seed}/{number}.txt",
        )
