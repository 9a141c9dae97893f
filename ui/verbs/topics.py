"""`kakehashi topics`: what the library is about, what has changed, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catalog.records import Language
from errors import UsageError
from ui import files
from ui.door import READING, Door, S, main, print_json, say, verb

if TYPE_CHECKING:
    from index.central import Central
    from topics.changes import Diff
    from topics.view import Node, Topics


@main.group("topics", help=S["cli.topics"])
def group() -> None:
    """Explore what the library is about."""


def _topics(door: Door, catalog: Any) -> Topics:
    from topics.view import Topics

    index = door.index(catalog)
    if index.words_behind:
        index.catch_up()
    return Topics.open(index, door.taxonomy(catalog), reader=door.reader)


@verb("build", click.option("--json", "as_json", is_flag=True, help=S["cli.json"]), group=group)
def topics_build(door: Door, as_json: bool) -> None:
    from topics.build import build

    with door.catalog() as catalog:
        made = build(door.index(catalog))
    if as_json:
        print_json(
            [
                {
                    "level": each.level,
                    "passages": each.passages,
                    "clusters": list(each.clusters),
                    "shift": None if each.shift is None else round(each.shift, 4),
                }
                for each in made
            ]
        )
        return
    for each in made:
        counts = " + ".join(map(str, each.clusters))
        level = S[f"level.{each.level}"]
        say(S("cli.topics_built", level=level, n=each.passages, clusters=counts))
        if each.shift is not None:
            say(S("cli.topics_shift", share=f"{each.shift:.1%}"))


@verb(
    "list",
    click.option("--kind", type=click.Choice(["taxonomy", "cluster"]), help=S["cli.topics_kind"]),
    *READING,
    group=group,
)
def topics_list(door: Door, kind: str | None, as_json: bool) -> None:
    with door.catalog() as catalog:
        topics = _topics(door, catalog)
        found = [n for n in topics.nodes if kind in (None, n.kind) and not n.excluded]
    if as_json:
        print_json([_json(node) for node in found])
        return
    for node in found:
        line = S("cli.topics_line", name=node.name(S.language), n=node.passages, d=node.documents)
        say(f"{'  ' * node.depth}{node.id}\t{line}")
    if not any(node.kind == "cluster" for node in found) and kind != "taxonomy":
        say(S["cli.topics_none"])


@verb("show", click.argument("identifier", metavar="ID"), *READING, group=group)
def topics_show(door: Door, identifier: str, as_json: bool) -> None:
    from topics import overtime
    from topics.central import central

    with door.catalog() as catalog:
        topics = _topics(door, catalog)
        node = topics.node(identifier)
        sentences = central(topics, identifier)
        documents = overtime.documents_of(topics, identifier)
        before = overtime.said_before(topics, identifier, language=Language(S.language))
    if as_json:
        print_json(
            _json(node)
            | {
                "central": [_sentence(each) for each in sentences],
                "document_ids": [document.id for document in documents],
                "said_before": [
                    {"date": str(document.date or ""), **_sentence(each)}
                    for document, each in before
                ],
            }
        )
        return
    say(node.name(S.language))
    say(S("cli.topics_counts", n=node.passages, d=node.documents))
    say()
    for each in sentences:
        say(f"{each.text}\n  {each.passage.title}, {S.page(each.passage.label)}")
    say()
    say(S["topics.before"])
    for document, each in before:
        title = document.title(Language(S.language))
        say(f"{document.date or '—'}\t{title}, {S.page(each.passage.label)}\n  {each.text}")


@verb("diff", click.option("--since", type=int, help=S["cli.topics_since"]), *READING, group=group)
def topics_diff(door: Door, since: int | None, as_json: bool) -> None:
    from topics.changes import changes

    with door.catalog() as catalog:
        topics = _topics(door, catalog)
        found = changes(topics, since)
        runs = catalog.cluster_runs(level=door.reader.level)
    if found is None:
        raise UsageError("topics-not-built")
    if as_json:
        print_json(_diff(found) | {"runs": [run.number for run in runs]})
        return
    say(S("topics.since", date=f"{found.at:%Y-%m-%d %H:%M}", came=found.came, went=found.went))
    for told in found.events:
        event = told.event
        names = ", ".join(other.name(S.language) or other.id for other in told.others)
        change = S[f"change.{event.change}"]
        name = told.cluster.name(S.language) or event.id
        say(
            f"{change}\t{name}\t{event.before:,} → {event.after:,}" + (f"\t({names})" * bool(names))
        )


@verb(
    "change",
    click.argument("identifier", metavar="ID"),
    click.option("--name-ja", help=S["cli.topics_name_ja"]),
    click.option("--name-en", help=S["cli.topics_name_en"]),
    click.option("--pin/--unpin", default=None, help=S["cli.topics_pin"]),
    click.option("--exclude/--include", default=None, help=S["cli.topics_exclude"]),
    click.option("--merge-into", help=S["cli.topics_merge"]),
    click.option("--part", is_flag=True, help=S["cli.topics_part"]),
    click.option("--reader", help=S["cli.reader"]),
    group=group,
)
def topics_change(
    door: Door,
    identifier: str,
    name_ja: str | None,
    name_en: str | None,
    pin: bool | None,
    exclude: bool | None,
    merge_into: str | None,
    part: bool,
) -> None:
    from topics.view import Changes, decide

    changed: Changes = {}
    if name_ja is not None:
        changed["name_ja"] = name_ja
    if name_en is not None:
        changed["name_en"] = name_en
    if pin is not None:
        changed["pinned"] = pin
    if exclude is not None:
        changed["excluded"] = exclude
    if part or merge_into is not None:
        changed["merged"] = "" if part else merge_into or ""
    with door.catalog() as catalog:
        decide(door.index(catalog), identifier, reader=door.reader, **changed)


@verb(
    "taxonomy",
    click.option("--load", type=click.Path(path_type=Path), help=S["cli.topics_load"]),
    click.option("--out", type=click.Path(path_type=Path), default="-", help=S["cli.topics_out"]),
    group=group,
)
def topics_taxonomy(door: Door, load: Path | None, out: Path) -> None:
    from topics import scores, taxonomy

    with door.catalog() as catalog:
        if load is None:
            files.write(out, taxonomy.write(door.taxonomy(catalog)).encode())
            return
        text = files.read(load).decode("utf-8-sig", errors="replace")
        found = taxonomy.parse(text, load)
        catalog.set_taxonomy(text)
        scores.keep_up(door.index(catalog), found)
    say(S("cli.topics_loaded", n=len(found)))


@verb("drift", click.argument("term"), *READING, group=group)
def topics_drift(door: Door, term: str, as_json: bool) -> None:
    from topics.drift import drift

    with door.catalog() as catalog:
        index = door.index(catalog)
        held = index.expansions(term)
        named = [t for t in catalog.terms() if term in (t.japanese, t.english, t.preferred)]
        known = named[:1] or [each.term for each in held[:1]]
        if not known:
            raise UsageError("term-not-found", name=term)
        found = drift(index, known[0], reader=door.reader)
    uses = [
        {"rendering": u.rendering, "language": u.language, "year": u.year, "documents": u.documents}
        for u in found.uses
    ]
    if as_json:
        print_json({"term": {"ja": known[0].japanese, "en": known[0].english}, "uses": uses})
        return
    for use in found.uses:
        say(f"{use.year}\t{use.language}\t{use.rendering}\t{use.documents}")


@verb("people", *READING, group=group)
def topics_people(door: Door, as_json: bool) -> None:
    from topics.people import people

    with door.catalog() as catalog:
        index = door.index(catalog)
        found = people(index, catalog.inherited_topics(reader=door.reader), reader=door.reader)
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "name": {"ja": each.ja, "en": each.en},
                    "documents": list(each.documents),
                    "years": each.years,
                    "languages": each.languages,
                    "topics": each.topics,
                    "with": each.others,
                }
                for each in found
            ]
        )
        return
    for each in found:
        kind = S[f"topics.{each.kind}"]
        say(f"{kind}\t{each.name(S.language)}\t{len(each.documents)}")


@verb(
    "gaps",
    click.option("--months", type=click.IntRange(1, 600), default=24, help=S["cli.topics_months"]),
    *READING,
    group=group,
)
def topics_gaps(door: Door, months: int, as_json: bool) -> None:
    from topics import gaps, overtime

    with door.catalog() as catalog:
        topics = _topics(door, catalog)
        sided = gaps.one_sided(topics)
        open_ = gaps.unanswered(topics)
        silent = overtime.silences(topics, months=months, today=door.reader.today)
    if as_json:
        print_json(
            {
                "one_sided": [
                    {"id": each.node.id, "ja": each.japanese, "en": each.english} for each in sided
                ],
                "unanswered": [
                    {
                        "id": each.node.id,
                        "question": {"ja": each.ja, "en": each.en},
                        "languages": list(each.languages),
                    }
                    for each in open_
                ],
                "silent": [
                    {"id": each.node.id, "last": str(each.last) if each.last else None}
                    for each in silent
                ],
            }
        )
        return
    for sided_ in sided:
        name = sided_.node.name(S.language)
        say(S("topics.one_sided_line", name=name, ja=sided_.japanese, en=sided_.english))
    for asked in open_:
        languages = S["searchpage.between"].join(S[f"edition.{each}"] for each in asked.languages)
        say(S("topics.unanswered_line", question=asked.question(S.language), languages=languages))
    for quiet in silent:
        last = str(quiet.last) if quiet.last else S["topics.never"]
        say(S("topics.silent_line", name=quiet.node.name(S.language), date=last))


def _json(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind,
        "label": {"ja": node.ja, "en": node.en},
        "passages": node.passages,
        "documents": node.documents,
        "parent": node.parent or None,
    }


def _sentence(each: Central) -> dict[str, Any]:
    return {
        "document": each.passage.document,
        "passage": each.passage.id,
        "page": each.passage.label,
        "text": each.text,
    }


def _diff(found: Diff) -> dict[str, Any]:
    return {
        "since": {"run": found.since.number, "at": found.at.isoformat()},
        "came": found.came,
        "went": found.went,
        "events": [
            {
                "change": told.event.change,
                "id": told.event.id,
                "label": {"ja": told.cluster.ja, "en": told.cluster.en},
                "depth": told.event.depth,
                "before": told.event.before,
                "after": told.event.after,
                "others": [other.id for other in told.others],
            }
            for told in found.events
        ],
    }
