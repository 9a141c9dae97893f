"""`make bench`: measure everything and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import encoder as encoders
import ingest
from catalog import Catalog
from catalog.records import Language, Level, Reader
from evaluation.bench import bertopic_peer, encoding, growing, reading, searching, txtai_peer
from evaluation.bench.report import Section, write
from index import Index
from ingest.terms import read_terms
from language import Analyzer

PROJECT = Path(__file__).resolve().parents[2]
SECTIONS = (
    "reading",
    "analysis",
    "encoding",
    "indexing",
    "search",
    "cold",
    "txtai",
    "clusters",
    "topics",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=PROJECT / "corpus")
    parser.add_argument("--pdfs", type=Path, nargs="*", help="more PDF files or folders to read")
    parser.add_argument("--sib200", type=Path, help="folder of SIB-200, for the clusters")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "benchmarks.md")
    given = parser.parse_args()
    sections: list[Section] = []

    def show(*new: Section) -> None:
        for section in new:
            print(f"\n{section.title}")
            for f in section.figures:
                print(f"  {f.what}: {f.ours} against {f.reference}: {f.ratio} (target {f.target})")
            sections.append(section)

    with (
        tempfile.TemporaryDirectory(prefix="kakehashi-bench-") as name,
        Catalog.open(Path(name) / "sample", create=True) as catalog,
    ):
        folder = Path(name)
        catalog.set_terms(read_terms(given.corpus / "terms.csv"))
        ingest.add(catalog, [given.corpus / "papers"])
        index = Index.open(catalog, encoders.load())
        index.update()
        if "reading" in given.only:
            places = [given.corpus / "papers", *(given.pdfs or [])]
            pdfs = sorted(
                path
                for place in places
                for path in ([place] if place.is_file() else place.rglob("*.pdf"))
            )
            show(reading.reading(pdfs, folder))
        if "analysis" in given.only:
            texts = [
                stored.passage.text
                for document in catalog.documents(reader=Reader(Level.STAFF))
                for edition in document.editions
                if edition.language is Language.JA
                for stored in catalog.passages_of(edition.id, reader=Reader(Level.STAFF))
            ]
            show(reading.analysis(texts, Analyzer([term.japanese for term in catalog.terms()])))
        if "encoding" in given.only:
            show(encoding.encoding(folder))
        if "indexing" in given.only:
            show(reading.indexing(given.corpus, folder))
        if "cold" in given.only:
            show(reading.cold_start(catalog.folder))
        if "txtai" in given.only:
            show(txtai_peer.run(catalog, index, given.corpus / "queries", folder))
        if "clusters" in given.only:
            show(bertopic_peer.run(index, index.encoder, folder, given.sib200))
        if "topics" in given.only:
            show(growing.run(given.corpus, folder, max(given.sizes)))
        if "search" in given.only:
            show(*searching.run(given.corpus, folder, tuple(given.sizes)))
    write(given.out, sections)
    print(f"\n{given.out}")


if __name__ == "__main__":
    main()
