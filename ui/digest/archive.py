"""Back issues: an issue that is published is a document of the library, and found as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ingest
from briefing.digest.outputs import markdown
from briefing.digest.records import Issue
from briefing.digest.sheet import Page
from catalog import Catalog, Filters
from catalog.records import Level, Outcome, Reader
from errors import LibraryError
from index import Index

FOLDER = "digests"  # below the library


def publish(
    catalog: Catalog, index: Index, issue: Issue, pages: Sequence[Page], *, reader: Reader
) -> str:
    """Put an issue into the library, an edition for each page; return the document's id.

    The same window again is a new version.  Its level is that of its most restricted source.
    """
    name = f"digest-{issue.window.first}-{issue.window.last}-{issue.window.zone.lower()}"
    folder = catalog.folder / FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for page in pages:
        path = folder / f"{name}.{page.language}.md"
        path.write_text(markdown([page]), encoding="utf-8")
        paths.append(path)
    (folder / "paper.toml").write_text(
        _sidecar(name, issue, pages, _level(catalog, issue, reader)), encoding="utf-8"
    )
    report = ingest.add(catalog, paths, workers=1)
    for row in report.rows:
        if row.outcome is Outcome.FAILED:
            raise LibraryError("digest-not-kept", why=f"{Path(row.path).name}: {row.code}")
    index.update()
    return name


def _level(catalog: Catalog, issue: Issue, reader: Reader) -> Level:
    named = {item.document for event in issue.events for item in event.items if item.document}
    named |= {stored.document for event in issue.events for stored in event.before}
    if not named:
        return Level.PUBLIC
    found = catalog.documents(reader=reader, filters=Filters(documents=tuple(named)))
    return max((each.handling.level for each in found), key=lambda level: level.rank)


def _sidecar(name: str, issue: Issue, pages: Sequence[Page], level: Level) -> str:
    lines = [
        f'id = "{name}"',
        'type = "digest-issue"',
        f'date = "{issue.window.last}"',
        f'handling = {{ level = "{level}" }}',
    ]
    for page in pages:
        lines += [
            f'\n[editions."{name}.{page.language}.md"]',
            f'title = "{page.title}"',
            f'language = "{page.language}"',
        ]
    return "\n".join(lines) + "\n"
