"""The formats that are text: a web page, Markdown, and an old plain-text file in Shift_JIS."""

from __future__ import annotations

import unicodedata
from html import escape

from corpus import webpage
from corpus.source import Block, Edition, inlines
from corpus.typeset import kind_name

STYLE = """
body { font-family: Georgia, "Noto Serif CJK JP", serif; max-width: 42em; margin: 2em auto; line-height: 1.7; }
header, footer { color: #555; font-size: .85em; border-bottom: 1px solid #ccc; padding: .5em 0; }
.notice { border-left: 3px solid #1f3a5f; padding-left: .8em; color: #444; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid #ccc; padding: .3em .7em; text-align: left; }
""".strip()


def html(edition: Edition) -> bytes:
    """A page as an institute's web site would serve it, with a frame that is no part of the paper."""
    paper, japanese = edition.paper, edition.language == "ja"
    home, about = ("ホーム", "研究所について") if japanese else ("Home", "About us")
    organisation = escape(edition.printed("organisation"))
    return f"""<!DOCTYPE html>
<html lang="{edition.language}">
<head>
<meta charset="utf-8">
<title>{escape(paper.title)}</title>
<meta name="author" content="{escape(edition.printed("byline"))}">
<meta name="date" content="{edition.stated["built"]}">
<meta name="description" content="{escape(edition.stated["abstract"])}">
<style>{STYLE}</style>
</head>
<body>
<header><nav><a href="/">{home}</a> | <a href="/about">{about}</a></nav></header>
<main>
<article>
<p class="kind">{kind_name(edition)}</p>
<h1>{webpage.text(paper.title)}</h1>
<p class="byline">{escape(edition.printed("byline"))}　{escape(edition.printed("printed_date"))}</p>
<p class="notice">{webpage.text(paper.notice)}</p>
{webpage.body(paper)}
{webpage.notes(paper)}
</article>
</main>
<footer>© {organisation}</footer>
</body>
</html>
""".encode()


def markdown(edition: Edition) -> bytes:
    """The source is Markdown already."""
    return edition.source.read_bytes()


def shift_jis(edition: Edition) -> bytes:
    """A mail-magazine text: lines folded at 35 full-width characters, notes at the end, CRLF.

    Characters outside Windows-31J would be lost silently; they raise instead.
    """
    paper = edition.paper
    lines = [
        f"【{kind_name(edition)}】",
        *fold(paper.title),
        "",
        edition.printed("byline"),
        f"{edition.printed('organisation')}　{edition.printed('printed_date')}",
        "-" * 70,
        *fold(paper.notice),
        "-" * 70,
        "",
    ]
    for block in paper.body:
        lines += [*_block(block), ""]
    if paper.notes:
        lines += ["（注）"]
        for key, note in paper.notes.items():
            lines += fold(f"注{key}　{_plain(note)}", indent="　　　")
    return "\r\n".join([*lines, ""]).encode("cp932")


def _plain(text: str) -> str:
    """Inline marks as plain text has them: notes in brackets, readings after their word."""
    return "".join(
        {"note": f"（注{run.extra}）", "ruby": f"{run.text}（{run.extra}）"}.get(run.kind, run.text)
        for run in inlines(text)
    )


def _block(block: Block) -> list[str]:
    if block.kind == "heading":
        return [("■" if block.level == 1 else "□") + _plain(block.text)]
    if block.kind == "item":
        marker = "・" if block.marker == "-" else f"{block.marker} "
        return fold(marker + _plain(block.text), indent="　")
    if block.kind == "caption":
        return [f"＜{_plain(block.text)}＞"]
    if block.kind == "table":
        return ["　／　".join(_plain(cell) for cell in row) for row in block.rows]
    return fold("　" + _plain(block.text))


def width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "FWA" else 1


def fold(text: str, *, columns: int = 70, indent: str = "") -> list[str]:
    """Break after `columns` half-width cells; a line never starts with closing punctuation."""
    lines, line, used = [], "", 0
    for character in text:
        if used + width(character) > columns and character not in "、。」』）・":
            lines.append(line)
            line, used = indent, sum(width(c) for c in indent)
        line += character
        used += width(character)
    return [*lines, line]
