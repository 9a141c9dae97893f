"""PDF by Typst: one or two columns, footnotes at the foot, running heads, page labels."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import typst

from corpus.source import Block, Edition, Paper, inlines, plain

PRELUDE = Path(__file__).with_name("paper.typ")
_SPECIAL = re.compile(r"""([\\#$*_`<>@=\-+/~\[\]'"])""")

KINDS = {
    "workshop-report": ("ワークショップ報告", "Workshop report"),
    "fellow-paper": ("フェロー論文", "Fellow paper"),
    "policy-recommendation": ("政策提言", "Policy recommendation"),
    "symposium-record": ("シンポジウム記録", "Symposium record"),
    "dialogue-summary": ("対話要旨", "Dialogue summary"),
    "digest-issue": ("同盟ダイジェスト", "Alliance Digest"),
}


def kind_name(edition: Edition) -> str:
    japanese, english = KINDS[str(edition.document["type"])]
    return japanese if edition.language == "ja" else english


def pdf(edition: Edition) -> bytes:
    """Set one edition; the same source gives the same bytes."""
    built = typst.compile(
        markup(edition).encode(),
        format="pdf",
        timestamp=timestamp(str(edition.stated["built"])),
    )
    assert isinstance(built, bytes)
    return built


def timestamp(day: str) -> int:
    """Midnight UTC of an ISO date: the creation date that the PDF states."""
    return calendar.timegm(dt.date.fromisoformat(day).timetuple())


def markup(edition: Edition) -> str:
    paper = edition.paper
    main, subtitle = split_title(paper.title)
    meta = {
        "lang": edition.language,
        "layout": edition.layout,
        "paper": str(edition.stated.get("paper", "a4")),
        "kind": kind_name(edition),
        "title": paper.title,
        "main-title": main,
        "subtitle": subtitle,
        "running": str(edition.stated.get("running", paper.title)),
        "byline": edition.printed("byline"),
        "organisation": edition.printed("organisation"),
        "date": edition.printed("printed_date"),
        "keywords": list(edition.document["topics"]),
        "abstract": str(edition.stated["abstract"]),
    }
    return (
        PRELUDE.read_text(encoding="utf-8")
        + f"\n#let meta = {_value(meta)}\n"
        + "#show: body => set-paper(meta, "
        + f"[{_text(paper.notice, paper)}], [{_escape(str(edition.stated['abstract']))}], body)\n\n"
        + "\n\n".join(_block(block, paper) for block in paper.body)
    )


def split_title(title: str) -> tuple[str, str]:
    """Title and subtitle as printed; the marks that part them stay with the first or second.

    >>> split_title("航行の自由――法的主張として")
    ('航行の自由', '――法的主張として')
    """
    if match := re.match(r"(.+?)(――.+)", title):
        return match[1], match[2]
    if match := re.match(r"(.+?[:?]) (.+)", title):
        return match[1], match[2]
    return title, ""


def _value(value: Any) -> str:
    """A Typst literal of a string, a list of strings or a dictionary of them."""
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key}: {_value(item)}" for key, item in value.items()) + ")"
    if isinstance(value, list):
        return "(" + "".join(f"{_value(item)}, " for item in value) + ")"
    return json.dumps(value, ensure_ascii=False)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _text(text: str, paper: Paper) -> str:
    out = []
    for run in inlines(text):
        if run.kind == "strong":
            out.append(f"#strong[{_escape(run.text)}]")
        elif run.kind == "emphasis":
            out.append(f"#emph[{_escape(run.text)}]")
        elif run.kind == "note":
            out.append(f"#footnote[{_text(paper.notes[run.extra], paper)}]")
        else:
            out.append(_escape(run.text))
    return "".join(out)


def _block(block: Block, paper: Paper) -> str:
    if block.kind == "heading":
        return f"{'=' * block.level} {_text(block.text, paper)}"
    if block.kind == "item":
        return f"{'-' if block.marker == '-' else '+'} {_text(block.text, paper)}"
    if block.kind == "caption":
        return (
            "#block(above: 1.4em, below: 0.7em, sticky: true, width: 100%, "
            f'align(center, text(size: 0.88em, weight: "bold")[{_escape(plain(block.text))}]))'
        )
    if block.kind == "table":
        widths = [
            max(len(plain(cell)) for cell in column) for column in zip(*block.rows, strict=True)
        ]
        columns = ", ".join(f"{max(width, 3) ** 0.6:.2f}fr" for width in widths)
        cells = "\n".join(
            "  " + ", ".join(f"[{_text(cell, paper)}]" for cell in row) + "," for row in block.rows
        )
        return f"#block(breakable: false, table(columns: ({columns}), align: left,\n{cells}\n))"
    return _text(block.text, paper)
