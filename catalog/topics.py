"""Topics as the library keeps them: its own taxonomy, the scores of passages, what people decided
about clusters, and the runs that made these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog import codec
from catalog.access import EDITIONS, visible
from catalog.columns import now
from catalog.database import Database
from catalog.records import DocumentId, Level, Reader

RUNS = 24  # of one level that are kept; older ones are forgotten


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about a cluster; empty and false where nothing."""

    id: str
    level: Level
    born: dt.datetime  # UTC
    name_ja: str = ""
    name_en: str = ""
    pinned: bool = False
    excluded: bool = False
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One building of the clusters of a level; `content` is its maker's."""

    number: int
    at: dt.datetime  # UTC
    content: bytes


class Topics:
    """The part of `Catalog` that keeps topics and clusters."""

    _db: Database

    def taxonomy(self) -> str | None:
        """Return the library's own taxonomy as TOML; None where it has none."""
        row = self._db.connection.execute(
            "SELECT content FROM taxonomy ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return row["content"] if row else None

    def taxonomies(self) -> list[tuple[int, dt.datetime, str]]:
        """Return all states of the taxonomy, the last first: number, time (UTC), TOML."""
        rows = self._db.connection.execute("SELECT * FROM taxonomy ORDER BY number DESC")
        return [(r["number"], dt.datetime.fromisoformat(r["at"]), r["content"]) for r in rows]

    def set_taxonomy(self, content: str) -> None:
        """Make `content` the library's taxonomy; the earlier ones are kept."""
        if content != self.taxonomy():
            with self._db.write() as connection:
                connection.execute(
                    "INSERT INTO taxonomy (at, content) VALUES (?, ?)", [now(), content]
                )

    def versions_without_topic_scores(self, key: str, encoder: str) -> list[int]:
        """Return current versions that have vectors of this encoder but no scores of this key."""
        rows = self._db.connection.execute(
            "SELECT version.id FROM version JOIN vectors ON vectors.version = version.id"
            " WHERE version.current AND vectors.encoder = ? AND NOT EXISTS (SELECT 1 FROM"
            " topic_score WHERE topic_score.version = version.id AND key = ?) ORDER BY version.id",
            [encoder, key],
        )
        return [row[0] for row in rows]

    def put_topic_scores(
        self,
        key: str,
        version: int,
        scores: NDArray[np.floating],
        inherited: Mapping[str, float],
    ) -> None:
        """Keep the scores (n, topics) of a version's n indexable passages, ascending by row, and
        the topics that they give to the whole.  Those of another key go.
        """
        with self._db.write() as connection:
            connection.execute("DELETE FROM topic_score WHERE version = ?", [version])
            connection.execute("DELETE FROM inherited WHERE version = ?", [version])
            connection.execute(
                "INSERT INTO topic_score VALUES (?, ?, ?, ?)",
                [version, key, scores.shape[1], scores.astype("<f2").tobytes()],
            )
            connection.executemany(
                "INSERT INTO inherited VALUES (?, ?, ?)",
                [(version, topic, score) for topic, score in inherited.items()],
            )

    def topic_scores(
        self, key: str, *, reader: Reader
    ) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Return the rows (n,), ascending, and scores (n, topics) of the passages that `reader`
        may see.
        """
        condition, values = visible(reader)
        rows_of: dict[int, list[int]] = {}
        for version, row in self._db.connection.execute(
            f"SELECT version.id, passage.row {EDITIONS} JOIN passage ON"
            f" passage.version = version.id WHERE passage.indexed AND {condition} ORDER BY row",
            values,
        ):
            rows_of.setdefault(version, []).append(row)
        rows, scores = [np.zeros(0, np.int64)], list[NDArray[np.float16]]()
        for version, topics, data in self._db.connection.execute(
            f"SELECT version.id, topics, data {EDITIONS} JOIN topic_score ON"
            f" topic_score.version = version.id WHERE key = ? AND {condition}",
            [key, *values],
        ):
            matrix = np.frombuffer(data, "<f2").reshape(-1, topics)
            if len(matrix) == len(rows_of.get(version, ())):
                rows.append(np.array(rows_of[version], np.int64))
                scores.append(matrix)
        every = np.concatenate(rows)
        order = np.argsort(every, kind="stable")
        return every[order], np.concatenate(scores)[order] if scores else np.zeros((0, 0), "<f2")

    def inherited_topics(
        self, *, reader: Reader, documents: Sequence[str] | None = None
    ) -> dict[DocumentId, dict[str, float]]:
        """Return the topics that each document, or each of `documents`, has by its passages, with
        the best score.
        """
        condition, values = visible(reader)
        wanted = None if documents is None else codec.dump(list(documents))
        found: dict[DocumentId, dict[str, float]] = {}
        for document, topic, score in self._db.connection.execute(
            f"SELECT document.id, topic, MAX(score) {EDITIONS} JOIN inherited ON"
            f" inherited.version = version.id WHERE {condition}"
            " AND (? IS NULL OR document.id IN (SELECT value FROM json_each(?)))"
            " GROUP BY document.id, topic ORDER BY document.id, topic",
            [*values, wanted, wanted],
        ):
            found.setdefault(document, {})[topic] = score
        return found

    def cluster_decisions(self, *, level: Level) -> dict[str, Decision]:
        """Return what was decided about the clusters of a level, by id."""
        rows = self._db.connection.execute(
            "SELECT * FROM cluster WHERE level = ? ORDER BY id", [level.rank]
        )
        return {
            row["id"]: Decision(
                row["id"],
                level,
                dt.datetime.fromisoformat(row["born"]),
                row["name_ja"],
                row["name_en"],
                bool(row["pinned"]),
                bool(row["excluded"]),
                row["merged"],
            )
            for row in rows
        }

    def decide_cluster(self, decision: Decision) -> None:
        """Keep a decision in the place of the earlier one."""
        with self._db.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO cluster VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    decision.id,
                    decision.level.rank,
                    decision.born.isoformat(),
                    decision.name_ja.strip(),
                    decision.name_en.strip(),
                    decision.pinned,
                    decision.excluded,
                    decision.merged,
                ],
            )

    def put_cluster_members(self, level: Level, held: Mapping[str, Iterable[str]]) -> None:
        """Keep which documents each cluster of a level holds, in the place of all before."""
        with self._db.write() as connection:
            connection.execute("DELETE FROM cluster_member WHERE level = ?", [level.rank])
            connection.executemany(
                "INSERT OR IGNORE INTO cluster_member SELECT ?, ?, id FROM document WHERE id = ?",
                [
                    (level.rank, cluster, document)
                    for cluster, documents in held.items()
                    for document in documents
                ],
            )

    def put_cluster_run(self, level: Level, content: bytes) -> None:
        """Keep a run as the last of its level."""
        with self._db.write() as connection:
            connection.execute(
                "INSERT INTO cluster_run (level, at, content) VALUES (?, ?, ?)",
                [level.rank, now(), content],
            )
            connection.execute(
                "DELETE FROM cluster_run WHERE level = ? AND number NOT IN (SELECT number FROM"
                " cluster_run WHERE level = ? ORDER BY number DESC LIMIT ?)",
                [level.rank, level.rank, RUNS],
            )

    def cluster_runs_made(self, *, level: Level) -> int:
        """Return the number of the last run of a level; 0 where there was none."""
        row = self._db.connection.execute(
            "SELECT MAX(number) FROM cluster_run WHERE level = ?", [level.rank]
        ).fetchone()
        return int(row[0] or 0)

    def cluster_runs(self, *, level: Level) -> list[Run]:
        """Return the runs of a level, the last first."""
        rows = self._db.connection.execute(
            "SELECT number, at, content FROM cluster_run WHERE level = ? ORDER BY number DESC",
            [level.rank],
        )
        return [Run(r["number"], dt.datetime.fromisoformat(r["at"]), r["content"]) for r in rows]
