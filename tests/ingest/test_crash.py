"""Killed at any moment, the library opens, holds all it acknowledged, and nothing twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ingest
from catalog import Catalog
from catalog.records import Level, Reader

STAFF = Reader(Level.STAFF)
ROOT = Path(__file__).parents[2]
KILLS = 50
FILES = 6

# One process imports once and forks an ingest for each line it gets, so that 50 kills take
# seconds.  The ingest says how many rows it has acknowledged, as a person would see it.
SCRIPT = """
import os, sys
from pathlib import Path
import ingest
from catalog import Catalog
library, folder = map(Path, sys.argv[1:])
for line in sys.stdin:
    child = os.fork()
    if not child:
        with Catalog.open(library, create=True) as catalog:
            ingest.add(catalog, [folder], workers=1,
                       progress=lambda done, total: os.write(1, f"{done}\\n".encode()))
        os._exit(0)
    os.write(1, f"{child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"end\\n")
"""


def content(number: int, generation: int) -> str:
    return f"第{number}文書の第{generation}稿である。" + "航行の自由は国際秩序の基礎である。" * 20


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def editions(catalog: Catalog) -> dict[str, str]:
    """Return the checksum of every edition's current version, by its file's name."""
    found = [e for d in catalog.documents(reader=STAFF) for e in d.editions]
    names = [edition.file_name for edition in found]
    assert len(names) == len(set(names)), "an edition is doubled"
    return {edition.file_name: edition.sha256 for edition in found}


@pytest.mark.slow
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """After each kill every acknowledged file is stored as it was read; the last run completes."""
    library, folder, temporary = (tmp_path / name for name in ("library", "papers", "tmp"))
    folder.mkdir()
    temporary.mkdir()
    chance = random.Random(20260101)
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(library), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        text=True,
        bufsize=1,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        Catalog.open(library, create=True).close()
        for generation in range(KILLS):
            files = [folder / f"{number}.txt" for number in range(FILES)]
            for number, path in enumerate(files):
                path.write_text(content(number, generation), encoding="utf-8")
            server.stdin.write("go\n")
            child = int(server.stdout.readline())
            wanted, acknowledged, line = chance.randrange(FILES), 0, ""
            while acknowledged < wanted and (line := server.stdout.readline()) != "end\n":
                acknowledged = int(line)
            time.sleep(chance.random() * (0.02 if wanted else 0.4))  # anywhere, also before a row
            if line != "end\n":
                with contextlib.suppress(ProcessLookupError):  # it was quicker
                    os.kill(child, signal.SIGKILL)
                while (line := server.stdout.readline()) != "end\n":
                    acknowledged = int(line)
            with Catalog.open(library) as catalog:
                assert catalog.check() == []
                stored = editions(catalog)
                for path in files[:acknowledged]:
                    assert stored[path.name] == checksum(path)
                run = catalog.runs()
                if acknowledged:
                    rows = catalog.report_rows(run[0][0])
                    assert [row.path for row in rows][:acknowledged] == list(
                        map(str, files[:acknowledged])
                    )
        server.stdin.close()
    with Catalog.open(library) as catalog:
        ingest.add(catalog, [folder], workers=1)
        assert editions(catalog) == {path.name: checksum(path) for path in folder.iterdir()}
        assert catalog.check() == []
        for document in catalog.documents(reader=STAFF):
            for edition in document.editions:
                (page,) = catalog.pages(edition.id, reader=STAFF)
                stored_passages = catalog.passages_of(edition.id, reader=STAFF)
                assert "".join(s.passage.text for s in stored_passages) == page.text
