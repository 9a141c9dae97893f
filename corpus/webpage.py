"""One edition as HTML: the body that the web page and the vertical layout share."""

from __future__ import annotations

from html import escape

from corpus.source import Block, Paper, inlines


def text(source: str) -> str:
    """The runs of one block; footnotes are numbered by their keys."""
    out = []
    for run in inlines(source):
        if run.kind == "strong":
            out.append(f"<strong>{escape(run.text)}</strong>")
        elif run.kind == "emphasis":
            out.append(f"<em>{escape(run.text)}</em>")
        elif run.kind == "ruby":
            out.append(
                f"<ruby>{escape(run.text)}<rp>（</rp><rt>{escape(run.extra)}</rt><rp>）</rp></ruby>"
            )
        elif run.kind == "note":
            key = escape(run.extra)
            out.append(f'<sup id="ref{key}"><a href="#note{key}">{key}</a></sup>')
        elif run.kind == "text":
            out.append(escape(run.text, quote=False))
    return "".join(out)


def table(block: Block, caption: str) -> str:
    head, *rows = block.rows
    lines = ["<table>"]
    if caption:
        lines.append(f"<caption>{text(caption)}</caption>")
    lines.append("<tr>" + "".join(f"<th>{text(cell)}</th>" for cell in head) + "</tr>")
    lines += ["<tr>" + "".join(f"<td>{text(c)}</td>" for c in row) + "</tr>" for row in rows]
    return "\n".join([*lines, "</table>"])


def body(paper: Paper) -> str:
    """Headings from <h2>, lists, tables with captions, paragraphs."""
    out: list[str] = []
    caption, listing = "", ""
    for block in [*paper.body, Block("paragraph", "")]:
        wanted = ("ul" if block.marker == "-" else "ol") if block.kind == "item" else ""
        if listing != wanted:
            out += [f"</{listing}>"] * bool(listing) + [f"<{wanted}>"] * bool(wanted)
            listing = wanted
        if block.kind == "caption":
            caption = block.text
        elif block.kind == "table":
            out.append(table(block, caption))
            caption = ""
        elif block.kind == "heading":
            out.append(f"<h{block.level + 1}>{text(block.text)}</h{block.level + 1}>")
        elif block.kind == "item":
            out.append(f"<li>{text(block.text)}</li>")
        elif block.text:
            out.append(f"<p>{text(block.text)}</p>")
    return "\n".join(out)


def notes(paper: Paper) -> str:
    """The footnotes as a list after the body, each with a way back."""
    if not paper.notes:
        return ""
    items = [
        f'<li id="note{key}">{text(note)} <a href="#ref{key}" aria-label="back">↩</a></li>'
        for key, note in paper.notes.items()
    ]
    return "\n".join(['<section role="doc-endnotes">', "<ol>", *items, "</ol>", "</section>"])
