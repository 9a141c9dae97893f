"""What was measured, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation import Table
from evaluation.aligned import PairAlignment, totals
from evaluation.clustering import ClusterRow
from evaluation.pairs import PairRecall
from evaluation.ranking import Comparison, Row
from evaluation.spans import SpanRow
from evaluation.topical import TopicRow
from evaluation.variants import VariantResult


def to_text(table: Table) -> str:
    parts = [list(_rows(table.rows))]
    if table.balanced:
        count, share = table.balanced
        parts.append([f"ja share@10 of {count} queries that both languages answer: {share:.2f}"])
    parts += [
        list(_comparisons(table.comparisons)),
        list(_pairs(table.pairs)),
        list(_variants(table.variants)),
        list(_spans(table.spans)),
        list(_aligned(table.aligned)),
        [
            f"Alerts: {table.alerts.told} documents told on the judged queries,"
            f" precision {table.alerts.precision:.2f}, recall {table.alerts.recall:.2f}"
        ],
        [
            f"Drafts: {table.drafts.picked:.1f} passages for each of {table.drafts.queries}"
            f" queries, {table.drafts.judged:.2f} of them judged, of these relevant"
            f" {table.drafts.relevant:.2f}; both languages in {table.drafts.both:.2f} of the drafts"
        ],
    ]
    if table.grouping:
        made = table.grouping
        parts.append(
            [
                f"Events of the digest: B-cubed precision {made.precision:.3f}, recall"
                f" {made.recall:.3f}, F1 {made.f1:.3f} ({made.items} items, {made.events} events)"
            ]
        )
    parts += [list(_topics(table.topics)), list(_clusters(table.clusters))]
    if table.lost:
        parts.append([f"({len(table.lost)} judged places are not in this library)"])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _topics(rows: Sequence[TopicRow]) -> Iterator[str]:
    """Each topic's precision and recall, and those of all together."""
    if not rows:
        return
    judged, found, right = (
        sum(getattr(row, name) for row in rows) for name in ("judged", "found", "right")
    )
    yield f"{'Topic':28}{'judged':>8}{'found':>8}{'precision':>11}{'recall':>8}"
    for row in [*rows, TopicRow("all", judged, found, right)]:
        yield (
            f"{row.topic:28}{row.judged:>8}{row.found:>8}{row.precision:>11.2f}{row.recall:>8.2f}"
        )


def _clusters(rows: Sequence[ClusterRow]) -> Iterator[str]:
    for row in rows:
        yield (
            f"Clusters, depth {row.depth}: {row.clusters}; the editions of {row.together:.3f} of"
            f" {row.editions} documents in one; {row.alone:.3f} of the passages in none"
        )


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    names = list(rows[0].values) if rows else []
    yield f"{'':16}{'':8}{'n':>4}  " + "".join(f"{name:<22}" for name in names) + "ja share@10"
    for row in rows:
        cells = "".join(
            f"{f'{mean:.3f} [{low:.3f}, {high:.3f}]':<22}"
            for mean, low, high in row.values.values()
        )
        yield (
            f"{row.system:<16}{row.direction:<8}{row.queries:>4}  {cells}{row.japanese_share:.2f}"
        )


def _comparisons(comparisons: Sequence[Comparison]) -> Iterator[str]:
    if comparisons:
        yield f"nDCG@10 of {comparisons[0].system} less that of a part (paired randomisation)"
    for each in comparisons:
        yield f"  {each.direction:<8}{each.part:<10}{each.difference:+.3f}  p = {each.p:.4f}"


def _pairs(pairs: Sequence[PairRecall]) -> Iterator[str]:
    if pairs:
        yield "The other edition comes first (recall@1)"
    for each in pairs:
        missed = f"  missed: {', '.join(each.missed)}" if each.missed else ""
        yield f"  {each.asked_by:<10}{each.direction:<8}{each.recall:.3f} of {each.asked}{missed}"


def _variants(variants: Sequence[VariantResult]) -> Iterator[str]:
    if not variants:
        return
    passed = sum(each.passed for each in variants)
    pairs = sum(each.pairs for each in variants)
    yield f"Variants that find the same first document: {passed} of {pairs} ({passed / pairs:.3f})"
    for each in variants:
        yield f"  {each.kind:<16}{each.passed:>4} of {each.pairs}"
        yield from (f"      {first}  |  {second}" for first, second in each.failed)


def _spans(spans: Sequence[SpanRow]) -> Iterator[str]:
    if spans and spans[0].quotes:
        yield (
            "What is marked as nearest, against quotes of grade 3 in the other language"
            f" ({spans[0].quotes} of {spans[0].queries} queries)"
        )
        for each in spans:
            yield (
                f"  {each.way:<10}overlaps {each.overlapping:.3f}"
                f"  characters {each.characters:.0f}  of these quoted {each.inside:.3f}"
            )


def _aligned(pairs: Sequence[PairAlignment]) -> Iterator[str]:
    if pairs:
        yield f"Paragraphs side by side: links of {len(pairs)} pairs of editions"
        yield f"  {'':26}{'':6}{'precision':>10}{'recall':>8}{'F1':>7}{'links':>7}"
    for each in (*pairs, *totals(pairs)):
        yield (
            f"  {each.document:26}{each.split:6}{each.precision:>10.3f}{each.recall:>8.3f}"
            f"{each.f1:>7.3f}{each.known:>7}"
        )
