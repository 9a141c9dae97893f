"""A figure, its reference and its target; and the page that shows them."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is ours to the reference in the sense that `target` states."""

    what: str
    ours: str
    reference: str
    ratio: str
    target: str
    met: bool | None  # None: reported, no target


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    method: str
    figures: tuple[Figure, ...]


def best(function: Callable[[], object], repeat: int = 3) -> float:
    """Return the shortest wall time of `repeat` runs, seconds: the least disturbed one."""
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return min(times)


def percentiles(
    functions: Sequence[Callable[[str], object]], queries: Sequence[str]
) -> list[tuple[float, float]]:
    """Return (p50, p95) of one call a query, milliseconds, of each function.

    They take turns at each query, so that all meet the same disturbances and the same caches;
    an unmeasured round comes first.
    """
    times: list[list[float]] = [[] for _ in functions]
    for counted in (False, True):
        for query in queries:
            for function, own in zip(functions, times, strict=True):
                started = time.perf_counter()
                function(query)
                if counted:
                    own.append(1000 * (time.perf_counter() - started))
    return [(statistics.median(own), statistics.quantiles(own, n=20)[-1]) for own in times]


def write(path: Path, sections: Sequence[Section]) -> None:
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` on {time.strftime('%Y-%m-%d')}:"
        f" {os.cpu_count()} processors, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}.",
        "Absolute times belong to this machine; the ratios are what to compare.",
    ]
    for section in sections:
        lines += ["", f"## {section.title}", "", section.method, ""]
        lines += ["| what | ours | reference | ratio | target | met |", "|---|---|---|---|---|---|"]
        for f in section.figures:
            met = {True: "yes", False: "**no**", None: "–"}[f.met]
            lines.append(
                f"| {f.what} | {f.ours} | {f.reference} | {f.ratio} | {f.target} | {met} |"
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
