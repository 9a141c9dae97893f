"""How long from Enter to results on the screen?  Says numbers; asserts nothing.

`python -m tests.ui.latency [PASSAGES] [QUERIES]` fills a library as `make bench` does (10,000
passages) and searches in a real Chromium.  With `--bundled` texts are encoded by the bundled
encoder, which takes minutes to fill the library; otherwise by the benchmark's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import os
import statistics
import tempfile
from pathlib import Path

from click import echo as say

from catalog import Catalog
from catalog.records import Author, DocumentType, Language, Metadata
from encoder import Encoder, load
from evaluation.bench.library import PASSAGES_A_PAPER, HashedEncoder, papers, sample_sentences
from evaluation.bench.searching import five_words
from index import Index
from ingest.terms import read_terms
from tests.ui.chromium import ROOT, browser, running, settle

# The app, but for its encoder.
APP = """
import app
from evaluation.bench.library import HashedEncoder
from ui import session

session.load = lambda name, threads=None: HashedEncoder()
app.main()
"""
SHOWN = {"seen": "first document", "filled": "three documents", "done": "all evidence marked"}
WARMING = 3  # queries that open the index and fill the caches
WATCH = """() => {
  window.k = {};
  const answered = () => {
    const passage = document.querySelector('.st-key-k-hit-0 .k-passage');
    return passage && passage.textContent !== window.k.before
      && !passage.closest('[data-stale="true"]');
  };
  // What a window of 900 pixels shows: the first three documents.
  const fresh = () => [0, 1, 2].every(place => {
    const passages = [...document.querySelectorAll(`.st-key-k-hit-${place} .k-passage`)];
    return passages.length && passages.every(
      each => !each.offsetParent || !each.closest('[data-stale="true"]'));
  });
  const frame = () => {
    if (window.k.pressed && !window.k.seen && answered()) window.k.seen = performance.now();
    if (window.k.seen && !window.k.filled && fresh()) window.k.filled = performance.now();
    const app = document.querySelector('[data-testid="stApp"]');
    if (window.k.seen && !window.k.done
        && app.getAttribute('data-test-script-state') === 'notRunning')
      window.k.done = performance.now();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const passage = document.querySelector('.st-key-k-hit-0 .k-passage');
    window.k = {before: passage?.textContent, pressed: performance.now()};
  }, true);
}"""


def fill(catalog: Catalog, encoder: Encoder, passages: int, folder: Path) -> None:
    """Store papers with people, dates and topics, so that every filter has something to offer."""
    pool = sample_sentences(ROOT / "corpus" / "sources")
    catalog.set_terms(read_terms(ROOT / "corpus" / "terms.csv"))
    content = folder / "content.txt"
    topics = ("maritime", "cyber", "alliance", "defence")
    dealt = papers(pool, passages // PASSAGES_A_PAPER, 1)
    for number, (language, extraction, found) in enumerate(dealt):
        content.write_text(str(number), encoding="utf-8")
        catalog.store(
            extraction,
            found,
            metadata=Metadata(
                title=found[0].text[:40],
                language=Language(language),
                type=list(DocumentType)[number % len(DocumentType)],
                date=dt.date(2015 + number % 10, 1 + number % 12, 1),
                topics=(topics[number % len(topics)],),
                authors=(Author(f"Author {number % 150}"),),
                organisation=f"Institute {number % 20}",
            ),
            content=content,
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            path=f"/bench/{number}.txt",
        )
    Index.open(catalog, encoder).update()


def measure(address: str, queries: list[str]) -> list[list[float]]:
    """Return milliseconds from Enter to each of `SHOWN`."""
    found = []
    with browser() as chromium:
        page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.goto(address)
        page.locator("input[type=search]").wait_for(timeout=60_000)
        settle(page)
        page.evaluate(WATCH)
        for query in queries:
            box = page.locator("input[type=search]")
            box.fill(query)
            box.press("Enter")
            page.wait_for_function("window.k.done", timeout=60_000)
            times = page.evaluate("window.k")
            found.append([times[name] - times["pressed"] for name in SHOWN])
            page.wait_for_timeout(300)
    return found[WARMING:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("passages", nargs="?", type=int, default=10_000)
    parser.add_argument("queries", nargs="?", type=int, default=40)
    parser.add_argument("--bundled", action="store_true", help="with the bundled encoder")
    parser.add_argument("--library", type=Path, help="fill this folder, or use what it holds")
    asked = parser.parse_args()
    encoder = load("bundled") if asked.bundled else HashedEncoder()
    with tempfile.TemporaryDirectory(prefix="kakehashi-latency-") as name:
        folder = Path(name)
        library = asked.library or folder / "library"
        if not library.exists():
            with Catalog.open(library, create=True) as catalog:
                fill(catalog, encoder, asked.passages, folder)
        script = ROOT / "app.py"
        if not asked.bundled:
            script = folder / "replaced.py"
            script.write_text(APP, encoding="utf-8")
        os.environ["PYTHONPATH"] = str(ROOT)
        pool = sample_sentences(ROOT / "corpus" / "sources")
        with running(library, reader="staff", script=script) as address:
            found = measure(address, five_words(pool)[: asked.queries + WARMING])
    for what, times in zip(SHOWN.values(), zip(*found, strict=True), strict=True):
        p95 = statistics.quantiles(times, n=20)[-1]
        say(f"{what}: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms")
    say(f"{asked.passages:,} passages, {len(found)} queries, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
