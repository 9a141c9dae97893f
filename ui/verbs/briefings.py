"""`kakehashi brief` and `kakehashi baskets`: drafting, keeping and handing out by the terminal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from catalog.records import Level
from errors import NotFoundError
from ui import files
from ui.door import READING, Door, S, main, print_json, say, verb


@verb(
    "brief",
    click.argument("what", nargs=-1),
    click.option("--lang", type=click.Choice(["ja", "en", "both"]), help=S["cli.brief_lang"]),
    click.option("--out", type=click.Path(path_type=Path), help=S["cli.brief_out"]),
    click.option(
        "--audience", type=click.Choice([str(each) for each in Level]), help=S["cli.brief_audience"]
    ),
    click.option("--withhold", is_flag=True, help=S["cli.brief_withhold"]),
    click.option("--save", help=S["cli.brief_save"]),
    click.option("--releases", is_flag=True, help=S["cli.brief_releases"]),
    *READING,
)
def brief(
    door: Door,
    what: tuple[str, ...],
    lang: Any,
    out: Path | None,
    audience: str | None,
    withhold: bool,
    save: str | None,
    releases: bool,
    as_json: bool,
) -> None:
    from briefing import baskets
    from briefing.drafting import draft
    from briefing.release import hand_out

    with door.catalog() as catalog:
        if releases:
            _releases(door, catalog, as_json)
            return
        asked = " ".join(what).strip()
        index = door.index(catalog)
        try:
            basket = baskets.opened(catalog, asked, reader=door.reader)
            name, briefing = basket.draft.name, basket.briefing
        except NotFoundError:
            name = asked
            briefing = draft(index, asked, taxonomy=door.taxonomy(catalog), reader=door.reader)
        if save:
            identifier = baskets.create(catalog, save, briefing, reader=door.reader)
            say(S("cli.brief_saved", name=save, id=identifier))
        if as_json:
            print_json(asdict(briefing))
            if out is None:
                return
        made, sheet = hand_out(
            index,
            name,
            briefing,
            form=lang or ("ja" if S.language == "ja" else "en"),
            format=out.suffix.lower().lstrip(".") if out else "md",
            reader=door.reader,
            audience=Level(audience) if audience else door.reader.level,
            withhold=withhold,
        )
        if out is None:
            say(made.decode())
        else:
            files.write(out, made)
            line = S("cli.brief_written", path=out, n=len(briefing.items))
            click.echo(line, err=as_json)
        if sheet.redactions:
            click.echo(S("export.redactions", n=sheet.redactions), err=True)


def _releases(door: Door, catalog: Any, as_json: bool) -> None:
    found = catalog.releases(reader=door.reader)
    if as_json:
        print_json([{**asdict(each), "at": each.at.isoformat()} for each in found])
    for each in found if not as_json else ():
        say(
            f"{each.at:%Y-%m-%d %H:%M}\t{each.name}\t{each.format}\t{each.form}"
            f"\t{each.audience}\t{each.sha256[:12]}"
        )


@main.group("baskets", help=S["cli.baskets"])
def group() -> None:
    """List and show what was collected."""


@verb("list", *READING, group=group)
def baskets_list(door: Door, as_json: bool) -> None:
    from briefing import baskets

    with door.catalog() as catalog:
        found = [
            (each, len(baskets.opened(catalog, each.id, reader=door.reader).briefing.items))
            for each in baskets.baskets(catalog, reader=door.reader)
        ]
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "name": each.name,
                    "level": each.level,
                    "changed": each.changed.isoformat(),
                    "items": count,
                }
                for each, count in found
            ]
        )
        return
    for each, count in found:
        say(f"{each.id}\t{each.name}\t{S('basket.items', n=count)}")


@verb(
    "add",
    click.argument("basket"),
    click.argument("passages", nargs=-1, required=True),
    *READING[:1],
    group=group,
)
def baskets_add(door: Door, basket: str, passages: tuple[str, ...]) -> None:
    from briefing import baskets
    from index.aligned import aligned

    with door.catalog() as catalog:
        known = {each.id for each in baskets.baskets(catalog, reader=door.reader)}
        quotes = [baskets.found(catalog, each, reader=door.reader) for each in passages]
        chosen = basket if basket in known else None
        identifier, count = baskets.add(catalog, chosen, quotes, name=basket, reader=door.reader)
        index = door.index(catalog)
        for document in {quote.document for quote in quotes}:
            with suppress(NotFoundError):  # it has one edition only
                aligned(index, document, reader=door.reader)  # an export needs it at once
    say(S("cli.baskets_added", n=count, id=identifier))
