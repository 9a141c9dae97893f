"""Files into the library: every file ends as one row of a report, and no file stops another.

Files are found and hashed here, read by workers in parallel, and stored here one by one in the
order in which they were found, each with its row in one transaction: what the report says is in
the library, also when this process is killed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from catalog import Catalog
from catalog.records import POOR, EditionId, Metadata, Outcome, ReportRow
from errors import KakehashiError, ReadError
from ingest import archives, metadata
from ingest.exports import Exports, sidecar_row
from ingest.files import Found, Problem, display_name, walk
from ingest.readers.base import OcrMode, Source
from ingest.reading import Reading
from ingest.sidecar import find_metadata
from ingest.sniff import EXPORTS, sniff
from ingest.workers import Limits, Workers

_AHEAD = 8  # files per worker that may be read before their turn to be stored
_HARMLESS = frozenset({"link-loop", "not-a-file", "member-is-link"})  # nothing was left unread
_Step = Callable[[], ReportRow]  # ends one file: stores it if need be, and records its row


@dataclass(frozen=True, slots=True)
class Report:
    """One ingest: its number in the catalogue's ledger, and a row for every file in order."""

    run: int
    rows: tuple[ReportRow, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)


def add(
    catalog: Catalog,
    paths: Iterable[Path],
    *,
    password: str | None = None,
    ocr: OcrMode = "auto",
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
    delete_missing: bool = False,
    limits: Limits | None = None,
) -> Report:
    """Read files, folders (recursively) and ZIPs into the library; return the report.

    A file is UNCHANGED when its path, size and time are as they were, or when its bytes are in
    the library under any path; what sidecars and Zotero exports say of it is applied anew all the
    same.  A file below `paths` that was read before and is gone is MISSING; with `delete_missing`
    its edition is removed, unless another file holds it too.  `password` is tried on encrypted
    files.  `progress` is called with the files done and the files known so far.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - links stay as named
    run = catalog.start_run()
    rows: list[ReportRow] = []
    with (
        tempfile.TemporaryDirectory(prefix="kakehashi-", ignore_cleanup_errors=True) as folder,
        Workers(workers, limits) as pool,
    ):
        ingest = _Ingest(catalog, run, pool, Path(folder), password, ocr, roots)
        for row in ingest.rows(_AHEAD * pool.count):
            rows.append(row)
            if progress is not None:
                progress(len(rows), max(ingest.known, len(rows)))
        rows += ingest.missing(delete=delete_missing)
    catalog.finish_run(run)
    return Report(run, tuple(rows))


class _Ingest:
    """One run of `add`: what it writes to, what it reads with, what it has seen."""

    def __init__(
        self,
        catalog: Catalog,
        run: int,
        pool: Workers,
        folder: Path,
        password: str | None,
        ocr: OcrMode,
        roots: Sequence[Path],
    ) -> None:
        self.known = 0  # files found so far
        self._catalog = catalog
        self._run = run
        self._pool = pool
        self._folder = folder  # below which archives unpack
        self._password = password
        self._ocr = ocr
        self._roots = roots
        self._exports = Exports()
        self._seen: set[str] = set()
        self._unread: set[str] = set()  # what failed: nothing below it counts as gone

    def rows(self, ahead: int) -> Iterator[ReportRow]:
        """Yield the row of each file, in order, once it is in the catalogue."""
        waiting: deque[_Step] = deque()
        for step in self._steps(list(walk(self._roots))):
            waiting.append(step)
            while len(waiting) > ahead:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def missing(self, *, delete: bool) -> Iterator[ReportRow]:
        """Yield a row for each path that was read before, stood below the roots and is gone."""
        everything = self._catalog.paths_under([Path("/")])
        roots = {display_name(str(root)) for root in self._roots}
        gone = {
            path: edition
            for path, edition in everything.items()
            if path not in self._seen
            and roots & (above := {path, *map(str, Path(path).parents)})
            and not self._unread & above
        }
        self._catalog.mark_missing(list(gone))
        held = {edition for path, edition in everything.items() if path not in gone}
        removed: set[EditionId] = set()
        for path, edition in gone.items():
            code = "file-gone"
            if delete and edition not in held:
                code = "file-gone-removed"
                if edition not in removed:
                    self._catalog.remove(edition)
                    removed.add(edition)
            row = ReportRow(
                path,
                Outcome.MISSING,
                None if edition in removed else edition,
                code,
                {"path": path, "edition": edition},
            )
            yield self._record(row)

    def _steps(self, entries: Sequence[Found | Problem]) -> Iterator[_Step]:
        """Begin the files in order; each step ends one."""
        self.known += len(entries)
        for entry in entries:
            if isinstance(entry, Found):
                self._exports.consider(entry)
        for entry in entries:
            if isinstance(entry, Problem):
                harmless = entry.code in _HARMLESS
                outcome = Outcome.SKIPPED if harmless else Outcome.FAILED
                row = ReportRow(entry.name, outcome, code=entry.code, values=entry.values)
                yield partial(self._record, row)
                continue
            self._seen.add(entry.name)
            try:
                yield from self._begin(entry)
            except OSError as error:
                yield partial(self._fail, entry, _unreadable(entry, error))
            except KakehashiError as error:
                yield partial(self._fail, entry, error)

    def _begin(self, found: Found) -> Iterator[_Step]:
        status = found.path.stat()
        known = self._catalog.known_path(found.name)
        if known is not None and known[1:] == (status.st_mtime_ns, status.st_size):
            yield partial(self._end, found, partial(self._unchanged, found, known[0]))
            return
        kind = sniff(found.path, found.name)
        if kind == "zip":
            inside = self._folder / f"{len(self._seen)}"
            members = list(archives.members(found.path, inside, found.name))
            if not members:
                raise ReadError("archive-empty", path=found.name)
            self.known -= 1  # an archive's rows are those of what it holds
            yield from self._steps(members)
        elif kind in EXPORTS:
            yield partial(self._record, self._exports.row(found))
        elif kind == "toml":
            yield partial(self._record, sidecar_row(found))
        else:
            sha256 = _checksum(found.path)
            if self._catalog.find_checksum(sha256) is not None:
                yield partial(self._end, found, partial(self._unchanged, found, sha256))
                return
            # A sidecar that cannot be used fails its paper: it may say who must not see it.
            sidecar = find_metadata(found.path, found.name)
            source = Source(found.path, found.name, self._password, self._ocr)
            future = self._pool.submit(source, sidecar.language)
            finish = partial(self._store, found, sha256, sidecar, future)
            yield partial(self._end, found, finish)

    def _store(
        self, found: Found, sha256: str, sidecar: Metadata, future: Future[Reading]
    ) -> ReportRow:
        reading = future.result()
        if self._catalog.find_checksum(sha256) is not None:  # the same bytes came just before
            return self._unchanged(found, sha256)
        extraction = reading.extraction
        own = metadata.complete(extraction)
        first = extraction.pages[0].text if extraction.pages else ""
        listed = self._exports.of(found.path, title=own.title, text=first)
        said = metadata.complete(extraction, sidecar, listed)
        said = replace(said, language=reading.language, title=said.title or Path(found.name).stem)
        code, values = _remark(found, reading)
        with self._catalog.transaction():
            before = self._catalog.edition_at(found.name)
            edition, outcome = self._catalog.store(
                extraction,
                reading.passages,
                metadata=said,
                content=found.path,
                sha256=sha256,
                path=found.name,
            )
            if outcome == Outcome.UPDATED and before != edition:
                code, values = "edition-replaced", {"path": found.name, "edition": edition}
            return self._record(
                ReportRow(
                    path=found.name,
                    outcome=outcome,
                    edition=edition,
                    code=code,
                    values=values,
                    pages=len(extraction.pages),
                    poor_pages=tuple(p.number for p in extraction.pages if p.quality < POOR),
                    seconds=reading.seconds,
                )
            )

    def _unchanged(self, found: Found, sha256: str) -> ReportRow:
        catalog = self._catalog
        holder, here = catalog.find_checksum(sha256), catalog.edition_at(found.name)
        edition = holder or here
        if edition is None:  # removed by another process since this file's turn began
            raise ReadError("not-found", id=found.name)
        stated = metadata.merge(find_metadata(found.path, found.name), self._exports.of(found.path))
        status = found.path.stat()
        outcome, code, values = Outcome.UNCHANGED, "", {}
        with catalog.transaction():
            catalog.seen(found.name, sha256, status.st_mtime_ns, status.st_size, edition)
            if here != edition:
                code, values = "file-twice", {"path": found.name, "edition": edition}
            elif holder and stated.source and catalog.update_metadata(edition, stated):
                outcome, code, values = Outcome.UPDATED, "metadata-new", {"path": found.name}
            return self._record(ReportRow(found.name, outcome, edition, code, values))

    def _end(self, found: Found, finish: _Step) -> ReportRow:
        try:
            return finish()
        except OSError as error:  # the file went away, or the disk is full
            return self._fail(found, _unreadable(found, error))
        except KakehashiError as error:
            return self._fail(found, error)

    def _fail(self, found: Found, error: KakehashiError) -> ReportRow:
        values = {name: str(value) for name, value in error.values.items()}
        skipped = error.code == "format-unsupported" and found.path not in self._roots
        outcome = Outcome.SKIPPED if skipped else Outcome.FAILED
        return self._record(ReportRow(found.name, outcome, code=error.code, values=values))

    def _record(self, row: ReportRow) -> ReportRow:
        if row.outcome == Outcome.FAILED:
            self._unread.add(row.path)
        self._catalog.report(self._run, row)
        return row


def _remark(found: Found, reading: Reading) -> tuple[str, dict[str, str]]:
    """Return the code and values that the row of a paper that was read carries."""
    extraction = reading.extraction
    if extraction.warnings:
        return extraction.warnings[0]
    if extraction.attachments:
        names = ", ".join(name for name, _ in extraction.attachments)
        return "has-attachments", {"path": found.name, "names": names}
    return "", {}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(found: Found, error: OSError) -> ReadError:
    return ReadError("file-unreadable", path=found.name, why=error.strerror or str(error))
