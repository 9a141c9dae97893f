"""Against txtai: hybrid, the same encoder, the same passages, in an environment of its own.

txtai runs the encoder twice: as it runs any local model (sentence-transformers), and with our
light runtime handed to it as an external function, so that the engines alone differ.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import nDCG

from catalog import Catalog
from catalog.records import Level, Reader
from evaluation.bench.report import Figure, Section
from evaluation.judged import JudgedQuery, load, resolve
from index import Index
from index.upkeep import vector_key

PROJECT = Path(__file__).resolve().parents[2]
DEPTH = 10
METHOD = (
    "txtai (hybrid: dense index and BM25, its own defaults) on the same passages and judged"
    " queries, installed in an environment of its own. It has the bundled encoder as a local"
    " sentence-transformers folder, as its users load a model; the rows “same runtime” hand it our"
    " light runtime instead. Query and index times include encoding on both sides; ours also"
    " encodes the heading above a passage, and stores everything durably."
)
SCRIPT = """
import json, sys, time
sys.path[:0] = [sys.argv[2]]
import encoder
from txtai import Embeddings
work = json.load(open(sys.argv[1]))
model = encoder.load()
def vectors(texts):
    return model.encode(list(texts), "passage")
if sys.argv[4] == "external":
    e = Embeddings(method="external", transform=vectors, hybrid=True, content=False)
else:
    folder = sys.argv[2] + "/encoder/model"
    e = Embeddings(path=folder, method="sentence-transformers", hybrid=True, content=False)
e.index([(0, "warm", None)])
started = time.perf_counter()
e.index([(i, text, None) for i, text in work["passages"]])
index_seconds = time.perf_counter() - started
times, run = [], {}
for counted in (0, 1):
    for qid, text in work["queries"]:
        started = time.perf_counter()
        found = e.search(text, 10)
        if counted:
            times.append(time.perf_counter() - started)
            run[qid] = [i for i, _ in found]
json.dump({"index": index_seconds, "times": times, "run": run}, open(sys.argv[3], "w"))
"""


def run(catalog: Catalog, index: Index, queries_folder: Path, folder: Path) -> Section:
    reader = Reader(Level.STAFF)
    queries, judgements = load(queries_folder)
    grades, _ = resolve(catalog, judgements)
    relevant = {
        query: {passage: grade for places in of.values() for passage, grade in places.items()}
        for query, of in grades.items()
    }
    asked = [query for query in queries if any(relevant.get(query.id, {}).values())]
    passages = [
        (stored.id, stored.passage.text)
        for document in catalog.documents(reader=reader)
        for edition in document.editions
        for stored in catalog.passages_of(edition.id, reader=reader)
    ]
    work = folder / "txtai.json"
    work.write_text(
        json.dumps({"passages": passages, "queries": [(q.id, q.text) for q in asked]}),
        encoding="utf-8",
    )
    runs = {"": _txtai(work, folder, "local"), ", same runtime": _txtai(work, folder, "external")}
    ours: dict[str, list[str]] = {}
    times = []
    for counted in (False, True):
        for query in asked:
            started = time.perf_counter()
            hits = index.search(query.text, reader=reader, k=DEPTH).hits
            if counted:
                times.append(time.perf_counter() - started)
            ours[query.id] = [hit.passage.id for hit in hits]
    copy = folder / "txtai-ours.zip"
    catalog.backup(copy)
    Catalog.restore(copy, folder / "txtai-ours")
    with Catalog.open(folder / "txtai-ours") as fresh:
        fresh.drop_vectors(vector_key(index.encoder.fingerprint))
        started = time.perf_counter()
        Index.open(fresh, index.encoder).update()
        index_seconds = time.perf_counter() - started
    mine, good = statistics.median(times), _ndcg(relevant, asked, ours)
    figures: list[Figure] = []
    for note, theirs in runs.items():
        other = statistics.median(theirs["times"])
        their_good = _ndcg(relevant, asked, theirs["run"])
        figures += [
            Figure(
                f"index time{note}",
                f"{index_seconds:.1f} s",
                f"{theirs['index']:.1f} s",
                f"{index_seconds / theirs['index']:.2f}x",
                "< 1x",
                index_seconds < theirs["index"],
            ),
            Figure(
                f"query, p50{note}",
                f"{1000 * mine:.1f} ms",
                f"{1000 * other:.1f} ms",
                f"{mine / other:.2f}x",
                "< 1x",
                mine < other,
            ),
            Figure(
                f"nDCG@10, both languages{note}",
                f"{good:.3f}",
                f"{their_good:.3f}",
                f"{good / their_good:.2f}x",
                "> 1x",
                good > their_good,
            ),
        ]
    method = f"{METHOD} {len(passages)} passages, {len(asked)} judged queries."
    return Section("Against txtai", method, tuple(figures))


def _ndcg(
    relevant: dict[str, dict[str, int]], asked: list[JudgedQuery], run: dict[str, list[str]]
) -> float:
    ranked = {q: {p: 1 / (1 + i) for i, p in enumerate(run.get(q, []))} for q in run}
    judged = {query.id: relevant[query.id] for query in asked}
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, ranked)[nDCG @ 10])


def _txtai(work: Path, folder: Path, runtime: str) -> dict[str, Any]:
    """Let txtai, installed beside (not into) our packages, index and search."""
    place = folder / "txtai-venv"
    python = place / "bin" / "python"
    if not place.exists():
        venv.create(place, with_pip=True)
        # What both need (torch, FAISS, the encoder's runtime) is taken from our environment.
        site = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
        (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = ["--constraint", str(PROJECT / "constraints.txt")]
        subprocess.run([*pip, *locked, "txtai"], check=True)
    script, out = folder / "txtai_run.py", folder / f"txtai-{runtime}.json"
    script.write_text(SCRIPT, encoding="utf-8")
    subprocess.run([python, script, work, PROJECT, out, runtime], check=True, stdout=sys.stderr)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found
