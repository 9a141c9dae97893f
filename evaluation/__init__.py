"""Is it any good?  Judged queries, measures of the field, and benchmarks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from briefing.drafting.draft import QUOTES
from catalog import Catalog
from evaluation.alerting import AlertRow, alerts
from evaluation.aligned import PairAlignment, alignment
from evaluation.clustering import ClusterRow, clustered
from evaluation.drafting import DraftRow, drafts
from evaluation.grouping import GroupingRow, grouping
from evaluation.judged import Judgement, load, resolve
from evaluation.pairs import PairRecall, pair_recall
from evaluation.ranking import Comparison, Row, balanced_share, compare, measure
from evaluation.spans import SpanRow, span_overlap
from evaluation.topical import TopicRow, topical
from evaluation.variants import VariantResult, load_variants, same_first
from index import Index
from topics import taxonomy as taxonomies

__all__ = ["Table", "evaluate", "to_json"]


@dataclass(frozen=True, slots=True)
class Table:
    """All that is measured on one library.

    `balanced` is the Japanese share of the first ten hits, by the whole, over the queries that
    both languages answer equally well.
    """

    split: str
    rows: list[Row]
    comparisons: list[Comparison]
    balanced: tuple[int, float] | None  # queries, share
    pairs: list[PairRecall]
    variants: list[VariantResult]
    spans: list[SpanRow]
    aligned: list[PairAlignment]  # a document each
    alerts: AlertRow
    drafts: DraftRow
    grouping: GroupingRow | None
    topics: list[TopicRow]
    clusters: list[ClusterRow]
    lost: list[Judgement]  # judged places that no passage of the library holds


def evaluate(catalog: Catalog, index: Index, folder: Path, split: str = "all") -> Table:
    """Measure the library with the judged queries of `folder`, its pairs and its variants, and
    with the alignments that lie beside `folder`.
    """
    queries, judgements = load(folder, split)
    grades, lost = resolve(catalog, judgements)
    rows = measure(index, queries, grades)
    return Table(
        split,
        rows,
        compare(rows),
        balanced_share(rows, grades),
        pair_recall(catalog, index),
        same_first(index, load_variants(folder / "variants.tsv")),
        span_overlap(catalog, index, folder, split),
        alignment(catalog, index, folder.parent, split),
        alerts(catalog, index, folder, split),
        drafts(catalog, index, folder, count=QUOTES, split=split),
        grouping(index, folder.parent / "digest" / "events.tsv", split),
        topical(
            index,
            folder.parent / "topic_judgements.tsv",
            taxonomies.load(folder.parent / "topics.toml"),
        ),
        clustered(index),
        lost,
    )


def to_json(table: Table) -> dict[str, Any]:
    return asdict(table)
