"""What in the library wants a person's care?  Pages read badly, files kept twice."""

from __future__ import annotations

from dataclasses import dataclass

from catalog import codec
from catalog.access import EDITIONS, visible
from catalog.database import Database
from catalog.records import POOR, EditionId, Page, Reader


@dataclass(frozen=True, slots=True)
class Copies:
    """Files with the same bytes, which are one edition."""

    edition: EditionId
    paths: tuple[str, ...]


class Care:
    """The part of `Catalog` that says what to look after."""

    _db: Database

    def poor_pages(self, *, reader: Reader) -> dict[EditionId, tuple[Page, ...]]:
        """Return the pages that search may miss, by edition, worst editions first."""
        condition, values = visible(reader)
        rows = self._db.connection.execute(
            f"SELECT edition.id AS edition, page.* {EDITIONS}"
            f" JOIN page ON page.version = version.id WHERE page.quality < ? AND {condition}"
            " ORDER BY edition.id, page.number",
            [POOR, *values],
        )
        found: dict[EditionId, list[Page]] = {}
        for row in rows:
            found.setdefault(EditionId(row["edition"]), []).append(codec.load_page(row))
        ordered = sorted(found.items(), key=lambda item: -len(item[1]))
        return {edition: tuple(pages) for edition, pages in ordered}

    def copies(self, *, reader: Reader) -> list[Copies]:
        """Return editions whose bytes stand under several paths, with those paths."""
        condition, values = visible(reader)
        rows = self._db.connection.execute(
            "SELECT edition.id, json_group_array(source.path) FROM source"
            " JOIN edition ON edition.id = source.edition"
            " JOIN document ON document.id = edition.document"
            f" WHERE NOT source.missing AND {condition}"
            " GROUP BY edition.id, source.sha256 HAVING COUNT(*) > 1 ORDER BY edition.id",
            values,
        )
        return [Copies(EditionId(row[0]), tuple(sorted(codec.load_texts(row[1])))) for row in rows]
