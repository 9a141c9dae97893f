"""An issue as a file: HTML for e-mail, a message, DOCX, Markdown, an Atom feed."""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path

from briefing.digest.records import Issue
from briefing.digest.sheet import Entry, Page, Told
from briefing.words import word
from errors import KakehashiError, UsageError, register

register(
    {
        "digest-not-kept": (
            "The issue could not be put in the archive: {why}.",
            "この号を保存庫に入れられませんでした（{why}）。",
        ),
    }
)

SUFFIXES = ("html", "eml", "docx", "md", "atom")
_STYLE = """
body { margin: 0; background: #f5f5f2; color: #1c1c1c; }
table.page { width: 100%; max-width: 40rem; margin: 0 auto; background: #ffffff; }
td { padding: 0 1.5rem 1.2rem; font: 16px/1.7 Georgia, "Yu Mincho", "Hiragino Mincho ProN", serif; }
h1 { font-size: 1.4rem; line-height: 1.4; margin: 1.5rem 0 .5rem; color: #1f4e79; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .6rem; border-bottom: 1px solid #cccccc; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
p { margin: .2rem 0; }
.day, .told, .before { color: #555555; font-size: .88rem; }
.before { border-left: 3px solid #2f6ea5; padding-left: .7rem; margin: .4rem 0; }
a { color: #1f4e79; }
"""


def write(pages: Sequence[Page], issue: Issue, form: str) -> bytes:
    """Return a file of one of SUFFIXES; pages of two languages follow each other.

    UsageError for another form.
    """
    match form:
        case "html":
            return html(pages).encode()
        case "eml":
            return bytes(message(pages, issue))
        case "md":
            return markdown(pages).encode()
        case "docx":
            return _docx(pages)
        case "atom" | "xml":
            return atom(pages, issue)
    raise UsageError("export-format", format=form, known=", ".join(SUFFIXES))


def html(pages: Sequence[Page]) -> str:
    """Return a page that mail programs show: a table, and every style on its element."""
    import css_inline

    body = "".join(
        f'<tr><td lang="{page.language}"><h1>{escape(page.title)}</h1>'
        f"{_mark(page)}{_sections(page)}</td></tr>"
        for page in pages
    )
    first = pages[0]
    text = (
        f'<!DOCTYPE html><html lang="{first.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(first.title)}</title><style>{_STYLE}</style></head>"
        f'<body><table class="page" role="presentation">{body}</table></body></html>'
    )
    return css_inline.inline(text)


def message(pages: Sequence[Page], issue: Issue) -> EmailMessage:
    """Return an e-mail with a plain text and an HTML part; the sender is filled in by who sends."""
    found = EmailMessage()
    found["Subject"] = " / ".join(page.title for page in pages)
    found["Date"] = format_datetime(issue.window.end)
    found["Content-Language"] = ", ".join(page.language for page in pages)
    found.set_content(markdown(pages), cte="base64")
    found.add_alternative(html(pages), subtype="html", cte="base64")
    return found


def markdown(pages: Sequence[Page]) -> str:
    return "\n".join(line for page in pages for line in _lines(page))


def atom(pages: Sequence[Page], issue: Issue) -> bytes:
    """Return the issue as an Atom feed (RFC 4287), an entry for each event and language."""
    from lxml import etree

    space = "http://www.w3.org/2005/Atom"
    updated = issue.window.end.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    name = f"{issue.window.first}/{issue.window.last}/{issue.window.zone}"
    feed = etree.Element("feed", nsmap={None: space})  # type: ignore[dict-item]  # lxml takes None
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", pages[0].language)

    def add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
        made = etree.SubElement(parent, tag, attributes)
        made.text = text or None
        return made

    add(feed, "id", f"urn:kakehashi:digest:{name}")
    add(feed, "title", pages[0].title)
    add(feed, "updated", updated)
    add(add(feed, "author"), "name", word(pages[0].language, "digest"))
    for page in pages:
        for section, entries in page.sections:
            for each in entries:
                entry = add(feed, "entry")
                entry.set("{http://www.w3.org/XML/1998/namespace}lang", each.language)
                add(entry, "id", f"urn:kakehashi:digest:{name}:{page.language}:{each.id}")
                add(entry, "title", each.title)
                add(entry, "updated", updated)
                add(entry, "category", term=section)
                add(entry, "summary", each.summary or each.title)
                for told in each.told:
                    if told.link:
                        add(entry, "link", href=told.link, rel="related", hreflang=told.language)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _docx(pages: Sequence[Page]) -> bytes:
    import pypandoc

    from briefing.render.word import template

    with tempfile.TemporaryDirectory(prefix="kakehashi-digest-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(template(" / ".join(page.mark or page.title for page in pages)))
        done = subprocess.run(
            [
                pypandoc.get_pandoc_path(),
                "--from=commonmark",
                "--to=docx",
                "--output=-",
                f"--reference-doc={reference}",
                f"--metadata=lang={pages[0].language}",
            ],
            input=markdown(pages).encode(),
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise KakehashiError("export-failed", why=done.stderr.decode(errors="replace").strip())
    return done.stdout


def _mark(page: Page) -> str:
    return f"<p><strong>{escape(page.mark)}</strong></p>" if page.mark else ""


def _sections(page: Page) -> str:
    if not page.sections:
        return f"<p>{escape(word(page.language, 'nothing'))}</p>"
    return "".join(
        f"<h2>{escape(name)}</h2>" + "".join(_event(each, page.language) for each in entries)
        for name, entries in page.sections
    )


def _event(entry: Entry, language: str) -> str:
    goes_on = f"［{word(language, 'continues')}］" if entry.continues else ""
    told = "".join(f'<p class="told" lang="{t.language}">{_told(t)}</p>' for t in entry.told)
    before = ""
    if entry.before:
        cited = "".join(f"<p>{escape(each)}</p>" for each in entry.before)
        before = f'<div class="before"><p>{escape(word(language, "before"))}</p>{cited}</div>'
    return (
        f'<h3 lang="{entry.language}">{escape(goes_on + entry.title)}</h3>'
        f'<p class="day">{escape(entry.day)}</p>'
        f'<p lang="{entry.language}">{escape(entry.summary)}</p>{told}{before}'
    )


def _told(told: Told) -> str:
    said = f"{told.source}: {told.title}" if told.source else told.title
    return f'<a href="{escape(told.link)}">{escape(said)}</a>' if told.link else escape(said)


def _lines(page: Page) -> Iterator[str]:
    yield f"# {_plain(page.title)}\n"
    if page.mark:
        yield f"**{_plain(page.mark)}**\n"
    if not page.sections:
        yield word(page.language, "nothing") + "\n"
    for name, entries in page.sections:
        yield f"## {_plain(name)}\n"
        for entry in entries:
            goes_on = f"［{word(page.language, 'continues')}］" if entry.continues else ""
            yield f"### {_plain(goes_on + entry.title)}\n"
            yield f"{_plain(entry.day)}\n"
            if entry.summary:
                yield f"{_plain(entry.summary)}\n"
            for told in entry.told:
                said = _plain(f"{told.source}: {told.title}" if told.source else told.title)
                yield f"- [{said}](<{told.link}>)" if told.link else f"- {said}"
            if entry.told:
                yield ""
            if entry.before:
                yield f"> {word(page.language, 'before')}"
                yield from (f">\n> {_plain(each)}" for each in entry.before)
                yield ""


def _plain(text: str) -> str:
    """Return text whose letters mean nothing to Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else c for c in text)
