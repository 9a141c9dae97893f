"""A process that is killed while it adds and indexes loses nothing that it acknowledged."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog.records import Level, Reader
from index import Index

ROOT = Path(__file__).parents[2]
# Adds papers one by one, each with a word of its own, and tells of each that it is indexed.
CHILD = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from pathlib import Path
from conftest import Library
library = Library(Path(sys.argv[1]))
index = library.index()
start = int(sys.argv[2])
print("ready", flush=True)
for number in range(start, start + 1000):
    library.add(f"The ship word{{number}} at sea.", path=f"/papers/{{number}}.txt")
    index.update()
    print(number, flush=True)
"""


@pytest.mark.slow
def test_kills_lose_and_double_nothing(library):
    """Killed at six moments, the library answers at once, and each paper is there once."""
    delays = random.Random(20261123)
    acknowledged: list[int] = []
    for life in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(library.folder), str(1000 * life)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(delays.uniform(0.0, 0.8))
        process.kill()
        rest = process.stdout.read().split()
        process.wait()
        acknowledged += map(int, rest)
        index = Index.open(library.catalog, library.encoder)
        staff = Reader(Level.STAFF)
        for number in acknowledged[-5:]:
            for mode in ("lexical", "hybrid"):
                hits = index.search(f'"word{number}"', reader=staff, mode=mode).hits
                assert [hit.passage.passage.text for hit in hits] == [
                    f"The ship word{number} at sea."
                ]
        index.close()
    assert acknowledged
    index = library.index()
    assert not index.behind
    hits = index.search("ship", reader=Reader(Level.STAFF), k=5000).hits
    texts = [hit.passage.passage.text for hit in hits]
    assert (
        len(texts)
        == len(set(texts))
        == library.catalog.statistics(reader=Reader(Level.STAFF))["passages"]
    )
    assert {f"The ship word{number} at sea." for number in acknowledged} <= set(texts)
