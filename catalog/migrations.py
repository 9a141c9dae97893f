"""The schema as named steps; each step and the record that it ran share a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from errors import LibraryError


def m001_documents(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO state VALUES ('generation', 0);

        CREATE TABLE document (
            id TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            date TEXT, date_end TEXT,                           -- ISO 8601, first and last day
            level INTEGER NOT NULL,                             -- rank of records.Level
            quotation TEXT NOT NULL,
            embargo TEXT,                                       -- open below staff from this day on
            added TEXT NOT NULL
        ) STRICT;
        CREATE TABLE topic (
            document TEXT NOT NULL REFERENCES document ON DELETE CASCADE,
            topic TEXT NOT NULL,
            PRIMARY KEY (document, topic)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE edition (
            id TEXT PRIMARY KEY,
            document TEXT NOT NULL REFERENCES document ON DELETE CASCADE,
            language TEXT NOT NULL,
            title TEXT NOT NULL,
            abstract TEXT NOT NULL,
            organisation TEXT NOT NULL,
            date_text TEXT NOT NULL,                            -- the date in the paper's words
            UNIQUE (document, language)
        ) STRICT;
        CREATE TABLE author (
            edition TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            position INTEGER NOT NULL,
            family TEXT NOT NULL, given TEXT NOT NULL,
            reading TEXT NOT NULL, organisation TEXT NOT NULL,
            folded TEXT NOT NULL,                               -- what author: is compared with
            PRIMARY KEY (edition, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE version (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            edition TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            number INTEGER NOT NULL,
            sha256 TEXT NOT NULL, file_name TEXT NOT NULL, format TEXT NOT NULL,
            engine TEXT NOT NULL,
            added TEXT NOT NULL,
            current INTEGER NOT NULL,
            generation INTEGER NOT NULL,                        -- of its last change
            outline TEXT NOT NULL,                              -- JSON [[title, level, page]]
            warnings TEXT NOT NULL,                             -- JSON [[code, values]]
            UNIQUE (edition, number)
        ) STRICT;
        CREATE INDEX version_sha256 ON version (sha256);
        CREATE INDEX version_generation ON version (generation) WHERE current;
        CREATE UNIQUE INDEX version_current ON version (edition) WHERE current;
        CREATE TABLE gone (version INTEGER PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
        CREATE INDEX gone_generation ON gone (generation);

        CREATE TABLE page (
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            number INTEGER NOT NULL,
            label TEXT NOT NULL,
            text TEXT NOT NULL,
            blocks TEXT NOT NULL,                               -- JSON, see codec.py
            engine TEXT NOT NULL, quality REAL NOT NULL, reason TEXT NOT NULL,
            width REAL NOT NULL, height REAL NOT NULL,
            PRIMARY KEY (version, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE passage (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            text TEXT NOT NULL,
            spans TEXT NOT NULL,                                -- JSON [[page, start, end]]
            joiner TEXT NOT NULL, language TEXT NOT NULL, heading TEXT NOT NULL,
            context TEXT NOT NULL, kind TEXT NOT NULL,
            indexed INTEGER NOT NULL,                           -- 0: on a page of poor quality
            UNIQUE (version, ordinal)
        ) STRICT;
        CREATE TABLE vectors (
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            encoder TEXT NOT NULL,                              -- fingerprint
            dim INTEGER NOT NULL,
            data BLOB NOT NULL,                                 -- float16, indexed passages by row
            PRIMARY KEY (version, encoder)
        ) STRICT;
        CREATE TABLE attachment (
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            name TEXT NOT NULL, content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX attachment_version ON attachment (version);

        CREATE TABLE provenance (                               -- append-only: who said what
            edition TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            at TEXT NOT NULL, source TEXT NOT NULL,
            metadata TEXT NOT NULL                              -- JSON of the merged fields
        ) STRICT;
        CREATE INDEX provenance_edition ON provenance (edition);
        """,
    )


def m002_ingest(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE source (
            path TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL,
            edition TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            missing INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX source_edition ON source (edition);
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL, finished TEXT
        ) STRICT;
        CREATE TABLE report (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            path TEXT NOT NULL, outcome TEXT NOT NULL,
            edition TEXT,
            code TEXT NOT NULL, detail TEXT NOT NULL,           -- JSON of the message's values
            pages INTEGER NOT NULL, poor_pages TEXT NOT NULL,   -- JSON [number]
            seconds REAL NOT NULL
        ) STRICT;
        CREATE INDEX report_run ON report (run);
        """,
    )


def m003_terms_and_links(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE term (
            id INTEGER PRIMARY KEY, japanese TEXT NOT NULL, english TEXT NOT NULL,
            entry TEXT NOT NULL                                 -- JSON of records.Term
        ) STRICT;
        CREATE TABLE link (
            a TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            b TEXT NOT NULL REFERENCES edition ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected')),
            score REAL NOT NULL, reasons TEXT NOT NULL,         -- JSON {reason: share}
            decided TEXT,
            PRIMARY KEY (a, b), CHECK (a < b)
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m004_page_labels(connection: sqlite3.Connection) -> None:
    # Search shows the label of each hit's page, and would else walk past the pages' texts.
    connection.execute("CREATE INDEX page_label ON page (version, number, label)")


def m005_saved_searches(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE search (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            level INTEGER NOT NULL,                             -- of the reader who saved it
            address TEXT NOT NULL,                              -- JSON {parameter: value or values}
            saved TEXT NOT NULL,
            UNIQUE (name, level)
        ) STRICT;
        CREATE TABLE search_seen (
            search TEXT NOT NULL REFERENCES search ON DELETE CASCADE,
            level INTEGER NOT NULL,                             -- of the readers who looked
            at TEXT NOT NULL,
            passages TEXT NOT NULL,                             -- JSON [id], what was found then
            PRIMARY KEY (search, level)
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m006_drafts(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE draft (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            level INTEGER NOT NULL,                             -- of the reader who made it
            created TEXT NOT NULL,
            state INTEGER NOT NULL,                             -- number of the one that holds
            deleted INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE draft_state (
            draft TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at TEXT NOT NULL,
            content TEXT NOT NULL,                              -- JSON, its maker's
            PRIMARY KEY (draft, number)
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m007_releases(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE release (                                  -- append-only
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            name TEXT NOT NULL,
            level INTEGER NOT NULL,                             -- of the reader who handed it out
            audience INTEGER NOT NULL,                          -- highest level it was meant for
            form TEXT NOT NULL, format TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            redactions INTEGER NOT NULL,
            sources TEXT NOT NULL                               -- JSON ["edition:version"]
        ) STRICT;
        """,
    )


def m008_alerts(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE alert (
            search TEXT PRIMARY KEY REFERENCES search ON DELETE CASCADE,
            since TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE alert_told (
            alert TEXT NOT NULL REFERENCES alert ON DELETE CASCADE,
            level INTEGER NOT NULL,                             -- of the readers who were told
            passages TEXT NOT NULL,                             -- JSON [id]
            PRIMARY KEY (alert, level)
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m009_digest(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE digest_item (
            id TEXT PRIMARY KEY,                                -- of the thing, not of a feed
            published TEXT NOT NULL,                            -- UTC
            level INTEGER NOT NULL,                             -- of the reader who brought it
            content TEXT NOT NULL,                              -- JSON, its maker's
            state TEXT NOT NULL CHECK (state IN ('new', 'used', 'dropped'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX digest_item_published ON digest_item (published);
        CREATE TABLE digest_feed (                              -- what a server asked to be told
            address TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m010_topics(connection: sqlite3.Connection) -> None:
    _run(
        connection,
        """
        CREATE TABLE taxonomy (                                 -- append-only; the last one holds
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            content TEXT NOT NULL                               -- TOML
        ) STRICT;
        CREATE TABLE topic_score (
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            key TEXT NOT NULL,                                  -- of taxonomy, encoder and terms
            topics INTEGER NOT NULL,
            data BLOB NOT NULL,                                 -- float16, passages x topics
            PRIMARY KEY (version, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE inherited (                                -- topics that passages give to all
            version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
            topic TEXT NOT NULL,
            score REAL NOT NULL,
            PRIMARY KEY (version, topic)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cluster (                                  -- what people decided about one
            id TEXT PRIMARY KEY,
            level INTEGER NOT NULL,                             -- of the readers who are shown it
            born TEXT NOT NULL,
            name_ja TEXT NOT NULL, name_en TEXT NOT NULL,       -- empty: named by its words
            pinned INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            merged TEXT NOT NULL                                -- id of the one it went into
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cluster_member (                           -- derived, for filters
            level INTEGER NOT NULL,
            cluster TEXT NOT NULL,
            document TEXT NOT NULL REFERENCES document ON DELETE CASCADE,
            PRIMARY KEY (level, cluster, document)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cluster_run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            level INTEGER NOT NULL,
            at TEXT NOT NULL,
            content BLOB NOT NULL                               -- its maker's
        ) STRICT;
        """,
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    m001_documents,
    m002_ingest,
    m003_terms_and_links,
    m004_page_labels,
    m005_saved_searches,
    m006_drafts,
    m007_releases,
    m008_alerts,
    m009_digest,
    m010_topics,
)


def applied(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen; reads only."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: object) -> None:
    """Bring the file up to date; LibraryError when it is newer than this program."""
    found = applied(connection)
    if found > len(MIGRATIONS):
        raise LibraryError("library-newer", path=path, found=found, known=len(MIGRATIONS))
    for number, step in enumerate(MIGRATIONS[found:], start=found + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if applied(connection) < number:  # another process may have been faster
                step(connection)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _run(connection: sqlite3.Connection, script: str) -> None:
    # executescript() would commit first; the step must stay inside its transaction.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line.split("--")[0]
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
