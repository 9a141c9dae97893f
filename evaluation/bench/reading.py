"""Reading pages, analysing text, encoding and indexing passages; cold start of a search."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import fugashi
import pypdfium2
import unidic_lite

import encoder as encoders
import ingest
from catalog import Catalog
from catalog.records import Level, Reader
from evaluation.bench.library import fill, sample_sentences
from evaluation.bench.report import Figure, Section, best
from index import Index
from index.upkeep import encoded_text, vector_key
from language import Analyzer

STAFF = Reader(Level.STAFF)


PAPERS = 60  # that are indexed, of 20 passages each
COPIES = 20  # of each sample, so that starting the workers does not decide the figure


def reading(originals: Sequence[Path], folder: Path) -> Section:
    """Read PDFs through the whole pipeline (no OCR) and by bare PDFium."""
    pages = 0
    pdfs = []
    (folder / "pdfs").mkdir()
    for path in originals:
        for copy in range(COPIES):
            # A comment after the end makes it another file to the ledger, the same to PDFium.
            pdfs.append(folder / "pdfs" / f"{path.stem}-{copy}.pdf")
            pdfs[-1].write_bytes(path.read_bytes() + f"\n% {copy}\n".encode())

    def bare() -> None:
        nonlocal pages
        pages = 0
        for path in pdfs:
            try:
                document = pypdfium2.PdfDocument(path)
            except pypdfium2.PdfiumError:
                continue
            for page in document:
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
                pages += 1
            document.close()

    theirs = best(bare)

    def ours() -> None:
        with (
            tempfile.TemporaryDirectory(dir=folder) as library,
            Catalog.open(Path(library), create=True) as catalog,
        ):
            ingest.add(catalog, pdfs, ocr="never", workers=2)

    mine = best(ours, repeat=1)
    ratio = theirs / mine
    return Section(
        "Reading",
        "`ingest.add` with two workers (layout, quality, passages, storing) against bare PDFium"
        f" text extraction in one process, the same {len(pdfs)} PDF files"
        f" (each sample {COPIES} times), {pages} pages.",
        (
            Figure(
                "pages a second",
                f"{pages / mine:,.0f}",
                f"{pages / theirs:,.0f}",
                f"{ratio:.2f}x",
                "≥ 0.5x",
                ratio >= 0.5,
            ),
        ),
    )


def analysis(texts: Sequence[str], analyzer: Analyzer) -> Section:
    bare = fugashi.GenericTagger(f"-Owakati -d {unidic_lite.DICDIR} -r {os.devnull}")
    characters = sum(map(len, texts))
    # In turn, so that a machine that changes its speed changes both.
    times = [
        (
            best(lambda: [bare.parse(text) for text in texts], repeat=1),
            best(lambda: [analyzer.words(text, "ja") for text in texts], repeat=1),
        )
        for _ in range(15)
    ]
    theirs, words = (min(column) for column in zip(*times[1:], strict=True))
    ratio = theirs / words
    figure = Figure(
        "characters a second",
        f"{characters / words:,.0f}",
        f"{characters / theirs:,.0f}",
        f"{ratio:.2f}x",
        "≥ 0.5x",
        ratio >= 0.5,
    )
    return Section(
        "Analysis",
        "`Analyzer.words` (folding, words, term-base words, positions) against bare MeCab"
        " `-Owakati` with unidic-lite, the Japanese passages of the sample papers, one thread.",
        (figure,),
    )


def indexing(corpus: Path, folder: Path) -> Section:
    """Index papers of sample sentences, and only encode the same texts."""
    encoder = encoders.load()
    pool = sample_sentences(corpus / "sources")
    with Catalog.open(folder / "indexing", create=True) as catalog:
        fill(catalog, pool, PAPERS, 1, folder)
        texts = [
            encoded_text(passage)
            for unit in catalog.indexable(catalog.changes(0).changed)
            for _, passage in unit.passages
        ]
        encoder.encode(texts[:64], "passage")
        ours, theirs = [], []
        for _ in range(2):
            theirs.append(best(lambda: encoder.encode(texts, "passage"), repeat=1))
            catalog.drop_vectors(vector_key(encoder.fingerprint))
            shutil.rmtree(catalog.folder / "index", ignore_errors=True)
            ours.append(best(Index.open(catalog, encoder).update, repeat=1))
    mine, other = min(ours), min(theirs)
    ratio = other / mine
    return Section(
        "Indexing",
        "`Index.update` (encoding, storing vectors, analysing, postings) against the bare bundled"
        f" encoder on the same {len(texts)} passages, made of sentences of the sample papers.",
        (
            Figure(
                "passages a second",
                f"{len(texts) / mine:,.0f}",
                f"{len(texts) / other:,.0f}",
                f"{ratio:.2f}x",
                "≥ 0.8x",
                ratio >= 0.8,
            ),
        ),
    )


def cold_start(library: Path) -> Section:
    command = [sys.executable, "-m", "cli", "search", "--library", str(library), "航行の自由"]

    def search() -> None:
        subprocess.run(command, check=True, capture_output=True)

    def nothing() -> None:
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)

    search()
    mine, theirs = best(search, 5), best(nothing, 5)
    return Section(
        "Cold start",
        "`kakehashi search` as a whole process on the sample library, files in the page cache,"
        " against a Python process that only imports NumPy.",
        (
            Figure(
                "first answer",
                f"{mine:.2f} s",
                f"{theirs:.2f} s",
                f"{mine / theirs:.1f}x",
                "≤ 1.5 s",
                mine <= 1.5,
            ),
        ),
    )
