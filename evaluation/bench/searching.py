"""Search, adding one document, and size, at 1,000 to 100,000 passages."""

from __future__ import annotations

import gc
import statistics
import time
from functools import partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import tantivy
from numpy.typing import NDArray

from catalog import Catalog
from catalog.records import Level, Reader
from evaluation.bench.library import (
    DIM,
    PASSAGES_A_PAPER,
    HashedEncoder,
    fill,
    sample_sentences,
)
from evaluation.bench.report import Figure, Section, percentiles
from index import Index
from index.upkeep import vector_key
from language import Analyzer

DEPTH = 50
QUERIES = 200
TARGETED = 10_000  # passages, from which on the targets were set


class Bare:
    """FAISS and tantivy on the same passages with nothing around them: one word field, OR."""

    def __init__(self, catalog: Catalog, encoder: HashedEncoder, analyzer: Analyzer) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("words", stored=False, tokenizer_name="whitespace")
        schema.add_integer_field("row", stored=True, indexed=False)
        self._schema = schema.build()
        postings = tantivy.Index(self._schema)
        writer = postings.writer(heap_size=128_000_000, num_threads=1)
        matrices = []
        versions = catalog.changes(0).changed
        for unit in catalog.indexable(versions):
            for row, passage in unit.passages:
                words = analyzer.words(passage.text, passage.language)
                writer.add_document(tantivy.Document(words=words, row=row))
        writer.commit()
        writer.wait_merging_threads()
        postings.reload()
        self._searcher = postings.searcher()
        for _, _, matrix in catalog.vectors(vector_key(encoder.fingerprint), versions):
            matrices.append(matrix.astype(np.float32))
        self._vectors = faiss.IndexFlatIP(DIM)
        self._vectors.add(np.concatenate(matrices))

    def search(self, words: str, vector: Any) -> None:
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "words", word))
                for word in words.split()
            ]
        )
        for _, address in self._searcher.search(query, DEPTH).hits:
            self._searcher.doc(address)
        self._vectors.search(vector, DEPTH)


def run(corpus: Path, folder: Path, sizes: tuple[int, ...]) -> list[Section]:
    """Grow one library to each of `sizes` passages and measure at each."""
    pool = sample_sentences(corpus / "sources")
    encoder = HashedEncoder()
    reader = Reader(Level.PUBLIC)
    queries = five_words(pool)
    analyzer = Analyzer()
    search, adding, space = [], [], []
    have = 0
    with Catalog.open(folder / "library", create=True) as catalog:
        for size in sizes:
            fill(catalog, pool, (size - have) // PASSAGES_A_PAPER, size, folder)
            have = size
            index = Index.open(catalog, encoder)
            index.update()
            index = Index.open(catalog, encoder)
            before = memory()
            index.search(queries[0], reader=reader, k=10)
            used = memory() - before
            vectors = {query: encoder.encode([query], "query") for query in queries}
            encoder.known = vectors  # the query's encoding is not what is measured
            bare = Bare(catalog, encoder, analyzer)
            words = {query: analyzer.words(query, "ja") for query in queries}
            reference = partial(search_bare, bare, words, vectors)
            for what, whole in (
                ("", partial(index.search, reader=reader, k=10)),
                (", words of the hits marked", partial(search_and_mark, index, reader)),
            ):
                mine, theirs = percentiles((whole, reference), queries)
                ratio = mine[0] / theirs[0]
                search.append(
                    Figure(
                        f"{size:,} passages, p50 / p95{what}",
                        f"{mine[0]:.1f} / {mine[1]:.1f} ms",
                        f"{theirs[0]:.1f} / {theirs[1]:.1f} ms",
                        f"{ratio:.2f}x",
                        "≤ 3x, p95 < 50 ms" if size >= TARGETED else "–",
                        ratio <= 3 and mine[1] < 50 if size >= TARGETED else None,
                    )
                )
            del bare, reference
            gc.collect()
            times = []
            for each in range(5):
                started = time.perf_counter()
                fill(catalog, pool, 1, 10_000_000 + size + each, folder)
                index.update()
                times.append(time.perf_counter() - started)
            adding.append((size, statistics.median(times)))
            disk = sum(
                path.stat().st_size for path in (folder / "library").rglob("*") if path.is_file()
            )
            space.append(
                Figure(
                    f"{size:,} passages",
                    f"{disk / size:,.0f} B on disk, {used / size:,.0f} B in memory",
                    f"{DIM * 4:,} B, a float32 vector alone",
                    f"{disk / size / (DIM * 4):.1f}x / {used / size / (DIM * 4):.1f}x",
                    "–",
                    None,
                )
            )
    first = adding[0][1]
    return [
        Section(
            "Search",
            "`Index.search` (k = 10, everything but the query's encoding; a hit's words are marked"
            " when they are looked at, so that is a row of its own) against bare FAISS"
            f" (flat, float32) plus bare tantivy (one field), {DEPTH} deep; {QUERIES} queries of"
            " five words drawn from the papers, one of them common; both take turns at each query.",
            tuple(search),
        ),
        Section(
            "Adding one document",
            f"Storing and indexing a paper of {PASSAGES_A_PAPER} passages, median of five;"
            " reference: the same at the smallest size.",
            tuple(
                Figure(
                    f"at {size:,} passages",
                    f"{1000 * seconds:.0f} ms",
                    f"{1000 * first:.0f} ms",
                    f"{seconds / first:.2f}x",
                    "flat (≤ 1.5x)",
                    seconds / first <= 1.5,
                )
                for size, seconds in adding
            ),
        ),
        Section(
            "Size",
            "The library's folder (catalogue with pages, vectors, index; tiny originals), and what"
            " opening the index adds to the process.",
            tuple(space),
        ),
    ]


def search_and_mark(index: Index, reader: Reader, query: str) -> None:
    for hit in index.search(query, reader=reader, k=10).hits:
        hit.marks  # noqa: B018 - they are found when looked at


def search_bare(
    bare: Bare, words: dict[str, str], vectors: dict[str, NDArray[np.float32]], query: str
) -> None:
    bare.search(words[query], vectors[query])


def five_words(pool: dict[str, list[str]]) -> list[str]:
    """Return queries of five neighbouring words (English) or about ten characters (Japanese)."""
    generator = np.random.default_rng(3)
    found = []
    for number in range(QUERIES):
        sentence = pool[("ja", "en")[number % 2]]
        text = sentence[generator.integers(len(sentence))]
        if number % 2:
            words = text.split()
            at = int(generator.integers(max(len(words) - 5, 1)))
            found.append(" ".join(words[at : at + 5]))
        else:
            at = int(generator.integers(max(len(text) - 12, 1)))
            found.append(text[at : at + 12])
    # Quotation marks, colons and minus signs are syntax, which is not what is measured.
    table = str.maketrans(dict.fromkeys('"“”＂:：-－−', " "))
    return [query.translate(table).strip() or "海" for query in found]


def memory() -> int:
    import psutil

    gc.collect()
    return int(psutil.Process().memory_info().rss)
