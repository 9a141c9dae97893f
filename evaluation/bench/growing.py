"""Topics of a growing library: ten papers more, without grouping all anew."""

from __future__ import annotations

import time
from pathlib import Path

from catalog import Catalog
from catalog.records import Level, Reader
from evaluation.bench.library import PASSAGES_A_PAPER, HashedEncoder, fill, sample_sentences
from evaluation.bench.report import Figure, Section
from index import Index
from topics import build, scores, taxonomy

READER = Reader(Level.PUBLIC)
PAPERS = 10
ALLOWED = 30.0  # seconds
METHOD = (
    "Ten papers of twenty passages each come to a library whose clusters are built: they are scored"
    " for the taxonomy and put to their neighbours' clusters and places, and all clusters are named"
    " anew (`topics.scores.keep_up`, `topics.build.current`), against `topics.build.build`, which"
    " groups, draws and names everything. Vectors are stand-ins, so encoding is not counted; one"
    " level of readers."
)


def run(corpus: Path, folder: Path, size: int) -> Section:
    fields = taxonomy.load(corpus / "topics.toml")
    pool = sample_sentences(corpus / "sources")
    with Catalog.open(folder / "growing", create=True) as catalog:
        fill(catalog, pool, size // PASSAGES_A_PAPER, 1, folder)
        index = Index.open(catalog, HashedEncoder())
        index.update()
        scores.keep_up(index, fields)
        started = time.perf_counter()
        build.build(index, levels=[Level.PUBLIC])
        whole = time.perf_counter() - started
        fill(catalog, pool, PAPERS, 2, folder)
        index.update()
        started = time.perf_counter()
        scores.keep_up(index, fields)
        build.current(index, reader=READER)
        grown = time.perf_counter() - started
        started = time.perf_counter()
        again = build.build(index, levels=[Level.PUBLIC])
        anew = time.perf_counter() - started
    figures = (
        Figure(
            f"{PAPERS} papers more at {size:,} passages",
            f"{grown:.1f} s",
            f"{whole:.0f} s",
            f"{grown / whole:.3f}x",
            f"< {ALLOWED:.0f} s",
            grown < ALLOWED,
        ),
        Figure(
            f"grouped and drawn anew at {size:,} passages, old points moved (median)",
            f"{again[0].shift or 0.0:.2%} of the radius",
            f"{anew:.0f} s",
            "–",
            "–",
            None,
        ),
    )
    return Section("Topics of a growing library", METHOD, figures)
