"""`kakehashi alerts`: what saved searches have to tell."""

from __future__ import annotations

import click

from ui.door import READING, Door, S, main, print_json, say, verb


@main.group("alerts", help=S["cli.alerts"])
def group() -> None:
    """List the alerts, and run them."""


@verb("list", *READING, group=group)
def alerts_list(door: Door, as_json: bool) -> None:
    with door.catalog() as catalog:
        found = catalog.alerts(reader=door.reader)
    if as_json:
        print_json([{"id": each.id, "name": each.name, "asks": each.address} for each in found])
    else:
        for each in found:
            say(f"{each.id}\t{each.name}")


@verb(
    "run", click.option("--again", is_flag=True, help=S["cli.alerts_again"]), *READING, group=group
)
def alerts_run(door: Door, again: bool, as_json: bool) -> None:
    from briefing import alerts
    from ui import asking

    with door.catalog() as catalog:
        index = door.index(catalog)
        told = [
            alerts.fresh(
                index, saved, asking.search_of(asking.request_of(saved)), reader=door.reader
            )
            for saved in catalog.alerts(reader=door.reader)
        ]
        if not again:
            alerts.tell(catalog, told, reader=door.reader)
    if as_json:
        print_json(
            [
                {
                    "id": alert.search.id,
                    "name": alert.search.name,
                    "documents": [
                        {
                            "id": found.document.id,
                            "passage": found.hit.passage.id,
                            "score": round(found.hit.score, 3),
                        }
                        for found in alert.found
                    ],
                }
                for alert in told
            ]
        )
        return
    for alert in told:
        for found in alert.found:
            stored = found.hit.passage
            say(f"{alert.search.name}\t{stored.id}\t{stored.title}\t{S.page(stored.label)}")
    if not any(alert.found for alert in told):
        say(S["cli.alerts_nothing"])
