"""A sheet as pandoc's tree (pandoc-types 1.23), and what pandoc writes of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from briefing.compose import Entry, Part, Said, Sheet
from briefing.records import Role
from briefing.words import word
from errors import KakehashiError, register

Node = dict[str, Any]
STYLE = Path(__file__).with_name("page.css")
_BULLETS = {Role.KEY_POINTS, Role.QUESTIONS, Role.READING}

register(
    {
        "export-failed": (
            "The file could not be written: {why}.",
            "ファイルを書き出せませんでした（{why}）。",
        ),
    }
)


def html(sheet: Sheet) -> bytes:
    """Return one file that needs no other."""
    css = STYLE.read_text(encoding="utf-8")
    head = f"<style>{css}</style>"
    options = ["--standalone", "--embed-resources", "--toc", "--toc-depth=2", "--section-divs"]
    meta = {"header-includes": {"t": "MetaBlocks", "c": [_raw("html", head)]}}
    return run(tree(sheet, extra=meta), "html5", *options)


def markdown(sheet: Sheet) -> bytes:
    """Return Markdown with footnotes; languages follow each other, since its tables are poor."""
    found = tree(sheet, columns=False)
    marks = [_para(title, strong=True) for title in (*sheet.titles, sheet.mark)]
    found["blocks"] = [*marks, *found["blocks"]]
    return run(found, "gfm", "--wrap=none")


def tree(sheet: Sheet, *, columns: bool = True, extra: Node | None = None) -> Node:
    """Return the sheet as a pandoc document.

    With `columns`, what belongs together in two languages stands in one row of a table.
    """
    meta: Node = {
        "title": {"t": "MetaInlines", "c": [_text(" / ".join(sheet.titles))]},
        "lang": {"t": "MetaString", "c": sheet.language},
        "toc-title": {"t": "MetaString", "c": word(sheet.language, "contents")},
        "subtitle": {"t": "MetaInlines", "c": [_text(sheet.mark)]},
        "date": {"t": "MetaInlines", "c": [_text(word(sheet.language, "made", date=sheet.made))]},
    }
    blocks: list[Node] = []
    if sheet.question:
        blocks.append(_para(word(sheet.language, "question", text=sheet.question)))
    for part in sheet.parts:
        blocks += _part(sheet, part, columns=columns)
    if sheet.sources:
        blocks.append(_heading(word(sheet.language, "sources")))
        blocks.append(_list([[_plain(text)] for text in sheet.sources]))
    for number, block in enumerate(b for b in blocks if b["t"] == "Header"):
        block["c"][1][0] = f"part-{number + 1}"
    return {
        "pandoc-api-version": [1, 23, 1],
        "meta": meta | (extra or {}),
        "blocks": blocks,
    }


def headings(found: Node) -> list[tuple[str, str]]:
    """Return the name and the text of each heading of a tree."""
    return [
        (block["c"][1][0], "".join(_written(node) for node in block["c"][2]))
        for block in found["blocks"]
        if block["t"] == "Header"
    ]


def _written(node: Node) -> str:
    if node["t"] == "Span":
        return "".join(map(_written, node["c"][1]))
    return str(node.get("c", " "))


def run(found: Node, to: str, *options: str) -> bytes:
    """Return what pandoc writes of the tree; KakehashiError with its words where it fails."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--from=json", f"--to={to}", "--output=-", *options]
    done = subprocess.run(
        command, input=json.dumps(found).encode(), capture_output=True, check=False
    )
    if done.returncode:
        raise KakehashiError("export-failed", why=done.stderr.decode(errors="replace").strip())
    return done.stdout


def _part(sheet: Sheet, part: Part, *, columns: bool) -> Iterator[Node]:
    yield _heading(part.title)
    if part.role in _BULLETS and all(_short(entry) for entry in part.entries):
        yield _list([[_line(entry)] for entry in part.entries])
        return
    if part.role is Role.TIMELINE:
        yield _definitions(part.entries)
        return
    for entry in part.entries:
        yield from _entry(sheet, entry, columns=columns)


def _short(entry: Entry) -> bool:
    return not (entry.note or entry.machine or entry.other)


def _line(entry: Entry) -> Node:
    if entry.quote:
        return {"t": "Plain", "c": _said(entry.quote)}
    return _plain(entry.reading or entry.withheld)


def _definitions(entries: Sequence[Entry]) -> Node:
    """Return dated sentences, each after its date."""
    found = []
    for entry in entries:
        said = _said(entry.quote) if entry.quote else [_text(entry.note or entry.withheld)]
        found.append([[_strong(entry.date)], [[{"t": "Para", "c": said}]]])
    return {"t": "DefinitionList", "c": found}


def _entry(sheet: Sheet, entry: Entry, *, columns: bool) -> Iterator[Node]:
    if entry.withheld:
        yield _para(entry.withheld)
    if entry.quote and entry.other and columns:
        yield _table(_ordered(entry.quote, entry.other, sheet.language))
    else:
        for said in (entry.quote, entry.other):
            if said:
                yield {"t": "BlockQuote", "c": [{"t": "Para", "c": _said(said)}]}
    if entry.alone:
        yield _note(entry.alone, "alone")
    if entry.glosses:
        glosses = word(sheet.language, "glosses").join(
            word(sheet.language, "gloss", term=term, other=other) for term, other in entry.glosses
        )
        yield _note(word(sheet.language, "glossary", terms=glosses), "gloss")
    if entry.reading:
        yield _para(entry.reading)
    if entry.note:
        yield from (_para(line) for line in entry.note.splitlines() if line.strip())
    for each in entry.machine:
        yield _note(f"{each.text} ({each.source})", "machine")


def _ordered(one: Said, other: Said, language: str) -> tuple[Said, Said]:
    """Put what is in the briefing's own language to the left."""
    return (other, one) if str(other.language) == language != str(one.language) else (one, other)


def _said(said: Said) -> list[Node]:
    """Return the words in their language, with the source as a footnote."""
    note = {"t": "Note", "c": [_para(said.source)]}
    return [_span(said.text, str(said.language)), note]


def _table(cells: tuple[Said, Said]) -> Node:
    empty = ["", [], []]
    row = [
        empty,
        [
            [
                ["", [], [["lang", str(said.language)]]],
                {"t": "AlignDefault"},
                1,
                1,
                [{"t": "Para", "c": _said(said)}],
            ]
            for said in cells
        ],
    ]
    widths = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": 0.5}] for _ in cells]
    body = [empty, 0, [], [row]]
    return {"t": "Table", "c": [empty, [None, []], widths, [empty, []], [body], [empty, []]]}


def _heading(text: str) -> Node:
    return {"t": "Header", "c": [1, ["", [], []], [_text(text)]]}


def _list(items: Sequence[Sequence[Node]]) -> Node:
    return {"t": "BulletList", "c": [list(item) for item in items]}


def _para(text: str, *, strong: bool = False) -> Node:
    return {"t": "Para", "c": [_strong(text) if strong else _text(text)]}


def _plain(text: str) -> Node:
    return {"t": "Plain", "c": [_text(text)]}


def _note(text: str, kind: str) -> Node:
    """Return a paragraph in small type: of a style of its own in DOCX, of a class in HTML."""
    small = [["typst:text:size", "8.5pt"], ["typst:text:fill", 'rgb("#555555")']]
    attributes = ["", [kind], [["custom-style", "Note"], *small]]
    return {"t": "Div", "c": [attributes, [_para(text)]]}


def _strong(text: str) -> Node:
    return {"t": "Strong", "c": [_text(text)]}


def _span(text: str, language: str) -> Node:
    return {"t": "Span", "c": [["", [], [["lang", language]]], _inlines(text)]}


def _text(text: str) -> Node:
    """Return text whose language shows in its letters: Japanese or not."""
    japanese = any("぀" <= c <= "ヿ" or "一" <= c <= "鿿" for c in text)
    attributes = [["lang", "ja"]] if japanese else [["lang", "en"]]
    return {"t": "Span", "c": [["", [], attributes], _inlines(text)]}


def _inlines(text: str) -> list[Node]:
    """Return words and the spaces between them; lines of a quotation stay lines."""
    found: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append({"t": "LineBreak"})
        for place, piece in enumerate(line.split(" ")):
            if place:
                found.append({"t": "Space"})
            if piece:
                found.append({"t": "Str", "c": piece})
    return found


def _raw(form: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [form, text]}
