"""`kakehashi cite`: references of documents, editions and passages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.citations.formats import EVERY, FILES, write
from errors import NotFoundError
from ui import files
from ui.door import READING, Door, S, print_json, say, verb

if TYPE_CHECKING:
    from briefing.citations.csl import Cited
    from catalog import Catalog
    from catalog.records import Reader

SUFFIXES = {f".{suffix}": style for style, suffix in FILES.items()}


@verb(
    "cite",
    click.argument("ids", nargs=-1, required=True),
    click.option("--style", help=S("cli.cite_style", known=", ".join(EVERY))),
    click.option("--lang", type=click.Choice(["ja", "en", "both"]), default="both"),
    click.option("--latin", is_flag=True, help=S["cli.cite_latin"]),
    click.option("--out", type=click.Path(path_type=Path), help=S["cli.cite_out"]),
    *READING,
)
def cite(
    door: Door,
    ids: tuple[str, ...],
    style: str | None,
    lang: str,
    latin: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    by_suffix = SUFFIXES.get(out.suffix.lower()) if out else None
    chosen = "csl-json" if as_json else style or by_suffix or "chicago"
    with door.catalog() as catalog:
        found = [each for name in ids for each in named(catalog, name, lang, door.reader)]
    text = write(found, chosen, latin=latin)
    if out is None:
        say(text.rstrip("\n"))
        return
    files.write(out, text.encode())
    line = S("cli.cite_written", path=out, n=len(found))
    if as_json:
        print_json({"path": str(out), "references": len(found)})
    else:
        say(line)


def named(catalog: Catalog, name: str, lang: str, reader: Reader) -> list[Cited]:
    """Return what an id names: a document's editions in `lang`, an edition, a passage's page."""
    from briefing.citations.csl import Cited

    try:
        document = catalog.document(name, reader=reader)
    except NotFoundError:
        pass
    else:
        editions = [e for e in document.editions if lang in {"both", str(e.language)}]
        return [Cited(document, each) for each in editions or document.editions]
    try:
        document = catalog.document_of(name, reader=reader)
    except NotFoundError:
        stored = catalog.passage(name, reader=reader)
        document = catalog.document_of(stored.edition, reader=reader)
        edition = catalog.edition(stored.edition, reader=reader)
        return [Cited(document, edition, (stored.label,))]
    return [Cited(document, catalog.edition(name, reader=reader))]
