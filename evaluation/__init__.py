"""Is it any good?  Judged queries, measures of the field, and benchmarks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalog import Catalog
from evaluation.judged import Judgement, load, resolve
from evaluation.ranking import Row, measure
from index import Index

__all__ = ["Table", "evaluate", "to_json", "to_text"]


@dataclass(frozen=True, slots=True)
class Table:
    split: str
    rows: list[Row]
    lost: list[Judgement]  # judged places that no passage of the library holds


def evaluate(catalog: Catalog, index: Index, folder: Path, split: str = "all") -> Table:
    """Rank the judged queries of `folder` on the library with each system, in each direction."""
    queries, judgements = load(folder, split)
    grades, lost = resolve(catalog, judgements)
    return Table(split, measure(index, queries, grades), lost)


def to_json(table: Table) -> dict[str, Any]:
    return asdict(table)


def to_text(table: Table) -> str:
    names = list(table.rows[0].values) if table.rows else []
    lines = [f"{'':16}{'':8}{'n':>4}  " + "".join(f"{name:<22}" for name in names) + "ja share@10"]
    for row in table.rows:
        cells = "".join(
            f"{f'{mean:.3f} [{low:.3f}, {high:.3f}]':<22}"
            for mean, low, high in row.values.values()
        )
        share = f"{row.japanese_share:.2f}"
        lines.append(f"{row.system:<16}{row.direction:<8}{row.queries:>4}  {cells}{share}")
    if table.lost:
        lines.append(f"({len(table.lost)} judged places are not in this library)")
    return "\n".join(lines)
