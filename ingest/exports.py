"""What do the Zotero exports beside the papers say of them?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalog.records import Metadata, Outcome, ReportRow
from errors import ReadError
from ingest.files import Found
from ingest.sidecar import FOLDER_NAME, read_sidecar
from ingest.sniff import EXPORTS, sniff
from ingest.zotero import Entry, find_entry, read_export

_LARGEST = 256 << 20  # bytes; it is read in this process's memory
_SUFFIXES = {".ris", ".bib", ".bibtex", ".json"}


class Exports:
    """The exports met in one ingest; each speaks for the files of its folder and below."""

    def __init__(self) -> None:
        self._entries: dict[Path, list[Entry]] = {}  # by folder
        self._rows: dict[str, ReportRow] = {}

    def consider(self, found: Found) -> None:
        """Read `found` if it may be an export.  Papers come after this, whatever their order."""
        if found.path.suffix.lower() in _SUFFIXES:
            try:
                if sniff(found.path, found.name) in EXPORTS:
                    self.row(found)
            except ReadError:
                pass  # no export; the ingest meets the file again and says why

    def of(self, path: Path, *, title: str | None = None, text: str = "") -> Metadata:
        """Return what the nearest export that knows the paper states of it.

        `title` and `text` of the first page find papers that no export names by their file.  The
        language is left out: one item of Zotero may hold a paper in two languages.
        """
        for folder in path.parents if self._entries else ():
            entry = find_entry(self._entries.get(folder, ()), path, title=title, text=text)
            if entry is not None:
                return replace(entry.metadata, language=None)
        return Metadata()

    def row(self, found: Found) -> ReportRow:
        """Read an export, once; return how it ended."""
        if found.name not in self._rows:
            self._rows[found.name] = self._read(found)
        return self._rows[found.name]

    def _read(self, found: Found) -> ReportRow:
        try:
            entries, refused = _entries(found)
        except ReadError as error:
            return ReportRow(found.name, Outcome.FAILED, code=error.code, values=error.values)
        self._entries.setdefault(found.path.parent, []).extend(entries)
        if refused:
            return ReportRow(
                found.name, Outcome.SKIPPED, code=refused[0].code, values=refused[0].values
            )
        values = {"path": found.name, "count": str(len(entries))}
        return ReportRow(found.name, Outcome.SKIPPED, code="export-read", values=values)


def _entries(found: Found) -> tuple[list[Entry], list[ReadError]]:
    if found.path.stat().st_size > _LARGEST:
        why = f"it is larger than {_LARGEST >> 20} MiB"
        raise ReadError("export-damaged", path=found.name, format="Zotero", why=why)
    return read_export(found.path, found.name)


def sidecar_row(found: Found) -> ReportRow:
    """Return how a TOML file ended: a sidecar of papers here has nothing to say if it is right."""
    path = found.path
    try:
        read_sidecar(path, found.name)
    except ReadError as error:
        return ReportRow(found.name, Outcome.FAILED, code=error.code, values=error.values)
    beside = (other for other in path.parent.iterdir() if other != path)
    if path.name == FOLDER_NAME or any(path.stem in (o.name, o.stem) for o in beside):
        return ReportRow(found.name, Outcome.SKIPPED)
    values = {"path": found.name, "format": "TOML"}
    return ReportRow(found.name, Outcome.SKIPPED, code="not-a-paper", values=values)
