"""Records to columns and back: JSON, compact, without losing a field."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from catalog.records import (
    Author,
    Block,
    BlockKind,
    DocumentType,
    Handling,
    Language,
    Level,
    Metadata,
    Office,
    OutlineEntry,
    Page,
    Passage,
    Quotation,
    Span,
    Term,
    TermKind,
)

_decode = json.JSONDecoder().decode
_LANGUAGES = {language.value: language for language in Language}
_KINDS = {kind.value: kind for kind in BlockKind}


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def dump_blocks(blocks: tuple[Block, ...]) -> str:
    return dump(
        [
            [
                block.kind,
                block.start,
                block.end,
                block.level,
                # A tenth of a point is finer than any screen shows.
                [[round(edge, 1) for edge in box] for box in block.boxes],
                int(block.continues),
                block.language,
            ]
            for block in blocks
        ]
    )


def load_blocks(text: str) -> tuple[Block, ...]:
    return tuple(
        Block(
            BlockKind(kind),
            start,
            end,
            level,
            tuple((left, top, right, bottom) for left, top, right, bottom in boxes),
            bool(continues),
            Language(language) if language else None,
        )
        for kind, start, end, level, boxes, continues, language in json.loads(text)
    )


def load_page(row: sqlite3.Row) -> Page:
    return Page(
        number=row["number"],
        text=row["text"],
        label=row["label"],
        blocks=load_blocks(row["blocks"]),
        engine=row["engine"],
        quality=row["quality"],
        reason=row["reason"],
        width=row["width"],
        height=row["height"],
    )


def dump_spans(spans: tuple[Span, ...]) -> str:
    return dump([[span.page, span.start, span.end] for span in spans])


# The columns of a passage in the order in which `load_passage` takes them.
PASSAGE = (
    "passage.ordinal, passage.text, passage.spans, passage.language, passage.joiner,"
    " passage.heading, passage.context, passage.kind"
)


def load_passage(columns: Iterable[Any]) -> Passage:
    # Each search does this for every hit, so columns go by place: to look each up by its name
    # takes a third of the time.
    ordinal, text, spans, language, joiner, heading, context, kind = columns
    return Passage(
        ordinal,
        text,
        tuple([Span(*span) for span in _decode(spans)]),
        _LANGUAGES[language],
        joiner,
        heading,
        context,
        _KINDS[kind],
    )


def load_outline(text: str) -> tuple[OutlineEntry, ...]:
    return tuple(OutlineEntry(*entry) for entry in json.loads(text))


def dump_term(term: Term) -> str:
    return dump(asdict(term))


def load_term(text: str) -> Term:
    values: dict[str, Any] = json.loads(text)
    return Term(
        **{
            **values,
            "variants_ja": tuple(values["variants_ja"]),
            "variants_en": tuple(values["variants_en"]),
            "avoid": tuple((rendering, reason) for rendering, reason in values["avoid"]),
            "kind": TermKind(values.get("kind", TermKind.TERM)),
            "offices": tuple(Office(**office) for office in values.get("offices", ())),
        }
    )


def dump_metadata(metadata: Metadata) -> str:
    return dump(asdict(metadata))


def load_metadata(text: str) -> Metadata:
    values: dict[str, Any] = json.loads(text)
    handling = values["handling"]
    return Metadata(
        **{
            **values,
            "language": Language(values["language"]) if values["language"] else None,
            "authors": tuple(Author(**author) for author in values["authors"]),
            "type": DocumentType(values["type"]) if values["type"] else None,
            "date": to_date(values["date"]),
            "date_end": to_date(values["date_end"]),
            "topics": tuple(values["topics"]),
            "handling": Handling(
                Level(handling["level"]),
                Quotation(handling["quotation"]),
                to_date(handling["embargo"]),
            )
            if handling
            else None,
        }
    )


def load_texts(text: str) -> list[str]:
    return [str(each) for each in json.loads(text)]


def to_date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
