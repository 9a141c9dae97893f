"""Against BERTopic: its default way of grouping, on the same vectors, in an environment of its own.

Its representation model, which names the groups, is left out on both sides.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoder import Encoder
from evaluation.bench.report import Figure, Section
from evaluation.clustering import (
    EVERYTHING,
    Classed,
    editions_together,
    mixing,
    sib200,
    stability,
    v_measure,
)
from index import Index
from topics.build import gathered
from topics.clusters import partition

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = 5
SIZES = (10_000, 100_000)
METHOD = (
    "`topics.clusters.partition` against the grouping of BERTopic's default (UMAP to five"
    " dimensions, HDBSCAN of at least ten) on the same vectors of the bundled encoder, five seeds;"
    " ours has no seed, so its runs are in five orders of the passages. SIB-200: the 800 sentences"
    " with topics in Japanese and English, at our coarse depth; mixing is the share of translations"
    " in one cluster. Time: vectors of the sample library, each shaken until there are so many;"
    " BERTopic's compiling is not counted."
)
SCRIPT = """
import sys, time
import numpy as np
from hdbscan import HDBSCAN
from umap import UMAP
given = np.load(sys.argv[1])
vectors, seeds = given["vectors"].astype(np.float32), int(given["seeds"])
def grouped(vectors, seed):
    reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                   random_state=seed).fit_transform(vectors)
    return HDBSCAN(min_cluster_size=10, metric="euclidean",
                   cluster_selection_method="eom").fit_predict(reduced)
grouped(vectors[:500], 0)
runs, times = [], []
for seed in range(seeds):
    started = time.perf_counter()
    runs.append(grouped(vectors, seed))
    times.append(time.perf_counter() - started)
np.savez(sys.argv[2], runs=np.array(runs), times=np.array(times))
"""


def run(index: Index, encoder: Encoder, folder: Path, data: Path | None) -> Section:
    figures: list[Figure] = []
    passages = gathered(index, EVERYTHING)
    if data is not None:
        figures += _quality(sib200(data, encoder), folder)
    telling = passages.telling  # those that say enough to be grouped, for both
    vectors, languages = passages.vectors[telling], passages.languages[telling]
    figures += _editions(vectors, passages.documents[telling], languages, folder)
    figures += [_time(vectors, languages, size, folder) for size in SIZES]
    return Section("Clusters", METHOD, tuple(figures))


def _quality(classed: Classed, folder: Path) -> list[Figure]:
    theirs, _ = _bertopic(classed.vectors, SEEDS, folder)
    ours = _ours(classed.vectors, classed.languages)
    rows = (
        ("V-measure", [v_measure(classed.classes, each) for each in ours],
         [v_measure(classed.classes, each) for each in theirs], None),
        ("translations in one cluster", [mixing(classed.pairs, each) for each in ours],
         [mixing(classed.pairs, each) for each in theirs], 0.95),
        ("adjusted Rand index from run to run", [stability(ours)], [stability(theirs)], 0.85),
    )  # fmt: skip
    found = []
    for name, mine, other, least in rows:
        a, b = float(np.mean(mine)), float(np.mean(other))
        target = "> 1x" if least is None else f"> 1x, ≥ {least}"
        met = a > b and (least is None or a >= least)
        found.append(
            Figure(f"SIB-200, {name}", f"{a:.3f}", f"{b:.3f}", f"{a / b:.2f}x", target, met)
        )
    return found


def _editions(
    vectors: NDArray[np.float16],
    documents: NDArray[np.str_],
    languages: NDArray[np.str_],
    folder: Path,
) -> list[Figure]:
    theirs, _ = _bertopic(vectors.astype(np.float32), 1, folder)
    members = partition(vectors, languages).members
    found = []
    for depth in range(members.shape[1]):
        count, mine = editions_together(documents, languages, members[:, depth])
        _, other = editions_together(documents, languages, theirs[0])
        clusters = int(members[:, depth].max()) + 1
        what = f"sample library, editions of {count} documents in one of {clusters} clusters"
        ratio = f"{mine / other:.2f}x"
        found.append(Figure(what, f"{mine:.3f}", f"{other:.3f}", ratio, "≥ 0.95", mine >= 0.95))
    return found


def _time(
    vectors: NDArray[np.float16], languages: NDArray[np.str_], size: int, folder: Path
) -> Figure:
    rng = np.random.default_rng(7)
    chosen = rng.integers(0, len(vectors), size)
    shaken = vectors[chosen].astype(np.float32)
    shaken += rng.normal(0, 0.5 / np.sqrt(shaken.shape[1]), shaken.shape).astype(np.float32)
    started = time.perf_counter()
    partition(shaken, languages[chosen])
    mine = time.perf_counter() - started
    other = float(_bertopic(shaken, 1, folder)[1][0])
    what = f"{size:,} passages, time"
    return Figure(
        what, f"{mine:.1f} s", f"{other:.1f} s", f"{mine / other:.2f}x", "< 1x", mine < other
    )


def _ours(vectors: NDArray[np.float32], languages: NDArray[np.str_]) -> list[NDArray[np.int32]]:
    found = []
    for seed in range(SEEDS):
        order = np.random.default_rng(seed).permutation(len(vectors))
        members = np.empty(len(vectors), np.int32)
        members[order] = partition(vectors[order], languages[order]).members[:, 0]
        found.append(members)
    return found


def _bertopic(
    vectors: NDArray[np.float32], seeds: int, folder: Path
) -> tuple[list[NDArray[np.int32]], NDArray[np.float64]]:
    given, made = folder / "bertopic-in.npz", folder / "bertopic-out.npz"
    np.savez(given, vectors=vectors, seeds=seeds)
    subprocess.run([_python(folder), "-c", SCRIPT, given, made], check=True)
    with np.load(made) as found:
        return list(found["runs"].astype(np.int32)), found["times"]


def _python(folder: Path) -> Path:
    """Return an interpreter with BERTopic's grouping; made once."""
    home = folder / "bertopic-env"
    python = home / ("Scripts" if sysconfig.get_platform().startswith("win") else "bin") / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "numpy", "umap-learn", "hdbscan"],
            check=True,
            stdout=sys.stderr,
        )
    return python
