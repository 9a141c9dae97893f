"""Saved searches that tell what is new: which are alerts, and what each level was told."""

from __future__ import annotations

import json
from collections.abc import Sequence

from catalog import codec
from catalog.columns import now
from catalog.database import Database
from catalog.records import Reader
from catalog.searches import SavedSearch, Searches


class Alerts(Searches):
    """The part of `Catalog` that keeps alerts; what is told is kept for each level apart."""

    _db: Database

    def set_alert(self, identifier: str, told: Sequence[str], *, reader: Reader) -> None:
        """Make a saved search an alert; `told` are the passages (ids) it finds already."""
        with self._db.write() as connection:
            self.saved_search(identifier, reader=reader)
            connection.execute(
                "INSERT OR IGNORE INTO alert (search, since) VALUES (?, ?)", [identifier, now()]
            )
            self.tell(identifier, told, reader=reader)

    def drop_alert(self, identifier: str, *, reader: Reader) -> None:
        """Let a saved search be one only."""
        with self._db.write() as connection:
            self.saved_search(identifier, reader=reader)
            connection.execute("DELETE FROM alert WHERE search = ?", [identifier])

    def alerts(self, *, reader: Reader) -> list[SavedSearch]:
        """Return the alerts that `reader` may know of, the last saved first."""
        rows = self._db.connection.execute("SELECT search FROM alert").fetchall()
        known = {row[0] for row in rows}
        return [each for each in self.saved_searches(reader=reader) if each.id in known]

    def tell(self, identifier: str, passages: Sequence[str], *, reader: Reader) -> None:
        """Note that readers of this level were told of `passages`, and of those before."""
        with self._db.write() as connection:
            before = self.told(identifier, reader=reader)
            connection.execute(
                "INSERT OR REPLACE INTO alert_told (alert, level, passages) VALUES (?, ?, ?)",
                [identifier, reader.level.rank, codec.dump(sorted(before | set(passages)))],
            )

    def told(self, identifier: str, *, reader: Reader) -> frozenset[str]:
        """Return the passages (ids) that readers of this level were told of."""
        row = self._db.connection.execute(
            "SELECT passages FROM alert_told WHERE alert = ? AND level = ?",
            [identifier, reader.level.rank],
        ).fetchone()
        return frozenset(json.loads(row[0])) if row else frozenset()
