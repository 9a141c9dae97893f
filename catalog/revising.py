"""Who said what of an edition, and when?  What a person said is not undone by its old file."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from catalog import codec
from catalog.access import visible
from catalog.database import Database
from catalog.records import BY_HAND, Change, EditionId, Metadata, Reader
from errors import NotFoundError

# Fields that are said together; a date is one with how it is written.
_DATE = ("date", "date_end", "date_text")
_OF_EDITION = (("title",), ("language",), ("authors",), ("organisation",), ("abstract",))
_OF_DOCUMENT = (("type",), _DATE, ("topics",), ("handling",))


class Revising:
    """The part of `Catalog` that knows the history of metadata."""

    _db: Database

    def history(self, edition_id: EditionId, *, reader: Reader) -> list[Change]:
        """Return all that was said of an edition and its document, newest first.

        What was said of the document's other editions counts where it changed the document.
        """
        condition, values = visible(reader)
        with self._db.read() as connection:
            known = connection.execute(
                "SELECT 1 FROM edition"
                " JOIN document ON document.id = edition.document"
                f" WHERE edition.id = ? AND {condition}",
                [edition_id, *values],
            ).fetchone()
            if known is None:
                raise NotFoundError("not-found", id=edition_id)
            entries = _entries(connection, edition_id)
        state = Metadata()
        changes: list[Change] = []
        for number, edition, at, said in entries:
            own = edition == edition_id
            before = state
            state = _after(state, said, own=own)
            if own or (changes and state != before):
                moment = dt.datetime.fromisoformat(at)
                changes.append(Change(number, moment, said.source, state))
        return changes[::-1]


def news(connection: sqlite3.Connection, edition: EditionId, said: Metadata) -> Metadata:
    """Return `said` without what was said already before a person decided otherwise.

    A sidecar is read at each ingest: what it always said is no answer to a later correction,
    what it says for the first time is.
    """
    entries = _entries(connection, edition)
    own = [entry for _, of, _, entry in entries if of == edition]
    every = [entry for _, _, _, entry in entries]
    stale: dict[str, Any] = {}
    for groups, spoken in ((_OF_EDITION, own), (_OF_DOCUMENT, every)):
        hands = [place for place, entry in enumerate(spoken) if _by_hand(entry)]
        earlier = spoken[: hands[-1]] if hands else []
        for names in groups:
            value = _values(said, names[:1])
            if any(_values(entry, names[:1]) == value for entry in earlier if not _by_hand(entry)):
                stale |= {name: getattr(Metadata(), name) for name in names}
    return replace(said, **stale)


def _entries(
    connection: sqlite3.Connection, edition: EditionId
) -> list[tuple[int, str, str, Metadata]]:
    """Return (number, edition, time, what was said) of all editions of the document."""
    rows: Iterable[sqlite3.Row] = connection.execute(
        "SELECT rowid, edition, at, metadata FROM provenance WHERE edition IN (SELECT id FROM"
        " edition WHERE document = (SELECT document FROM edition WHERE id = ?)) ORDER BY rowid",
        [edition],
    )
    return [(number, of, at, codec.load_metadata(text)) for number, of, at, text in rows]


def _after(state: Metadata, said: Metadata, *, own: bool) -> Metadata:
    groups = (*_OF_EDITION, *_OF_DOCUMENT) if own else _OF_DOCUMENT
    taken: dict[str, Any] = {"source": said.source} if own else {}
    for names in groups:
        if _by_hand(said) or getattr(said, names[0]) not in (None, ()):
            taken |= dict(zip(names, _values(said, names), strict=True))
    return replace(state, **taken)


def _values(metadata: Metadata, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(metadata, name) for name in names)


def _by_hand(said: Metadata) -> bool:
    return said.source.startswith(BY_HAND)
