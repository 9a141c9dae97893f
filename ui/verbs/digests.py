"""`kakehashi digest`: what came in, by event and field, as a file that can be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from errors import explain
from ui import files
from ui.door import READING, Door, S, print_json, say, verb

DAY = click.DateTime(["%Y-%m-%d"])


@verb(
    "digest",
    click.option("--from", "first", type=DAY, help=S["cli.digest_from"]),
    click.option("--to", "last", type=DAY, help=S["cli.digest_to"]),
    click.option("--zone", type=click.Choice(["JST", "ET"]), default="JST"),
    click.option("--lang", type=click.Choice(["ja", "en", "both"]), default="both"),
    click.option("--fetch", is_flag=True, help=S["cli.digest_fetch"]),
    click.option("--feed", "feeds", multiple=True, help=S["cli.digest_feed"]),
    click.option("--out", type=click.Path(path_type=Path), help=S["cli.digest_out"]),
    *READING,
)
def digest(
    door: Door,
    first: dt.datetime | None,
    last: dt.datetime | None,
    zone: str,
    lang: str,
    fetch: bool,
    feeds: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    from briefing.digest import desk
    from briefing.digest import feeds as fetching
    from briefing.digest.outputs import write
    from briefing.digest.records import Window, fortnight
    from briefing.digest.sheet import page
    from ui import asking

    usual = fortnight(door.reader.today, zone)
    ends = last.date() if last else usual.last
    begins = first.date() if first else ends - (usual.last - usual.first)
    window = Window(min(begins, ends), max(begins, ends), zone)
    with door.catalog() as catalog:
        if fetch or feeds:
            rows = fetching.gather(
                catalog,
                feeds or door.settings.feeds,
                reader=door.reader,
                now=dt.datetime.now(dt.UTC),
            )
            for row in rows:
                told = (
                    explain(row.code, dict(row.values), S.language)
                    if row.code
                    else S("cli.digest_fetched", feed=row.feed, n=row.items, new=row.new)
                )
                click.echo(told, err=True)
        index = door.index(catalog)
        made = desk.issue(index, window, taxonomy=door.taxonomy(catalog), reader=door.reader)
        if as_json:
            print_json(_json(made))
            if out is None:
                return
        languages = ("ja", "en") if lang == "both" else (lang,)
        news = asking.waiting(catalog, index, reader=door.reader)
        pages = [
            page(
                catalog,
                desk.sent(made),
                each,
                taxonomy=door.taxonomy(catalog),
                reader=door.reader,
                alerts=news,
            )
            for each in languages
        ]
    made = desk.sent(made)
    file = write(pages, made, out.suffix.lower().lstrip(".") if out else "md")
    if out is None:
        say(file.decode())
    else:
        files.write(out, file)
        click.echo(S("cli.digest_written", path=out, n=len(made.events)), err=as_json)


def _json(made: Any) -> dict[str, Any]:
    return {
        "from": str(made.window.first),
        "to": str(made.window.last),
        "zone": made.window.zone,
        "events": [
            {
                "topic": event.topic,
                "continues": event.continues,
                "items": [
                    {**asdict(each), "published": each.published.isoformat(), "id": each.id}
                    for each in event.items
                ],
                "before": [stored.id for stored in event.before],
            }
            for event in made.events
        ],
    }
