"""Markdown: rendered to HTML and read as that, after its front matter."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from catalog.records import Extraction, Metadata
from errors import ReadError
from ingest import sidecar
from ingest.encodings import decode
from ingest.readers import html
from ingest.readers.base import Source
from ingest.readers.structure import extraction, pages

ENGINE = "markdown"
_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_YAML_LIMIT = 65_536  # characters of front matter


def read(source: Source) -> Extraction:
    text, _ = decode(source.path.read_bytes(), source.name)
    metadata, body, warnings = _front_matter(text, source.name)
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.use(footnote_plugin)
    tree = html.parse(f"<body>{markdown.render(body)}</body>")
    if tree is None:
        raise ReadError("no-text", path=source.name)
    found = pages(html.drafts(tree), ENGINE)
    return extraction(source, found, metadata, "markdown", warnings)


def _front_matter(text: str, name: str) -> tuple[Metadata, str, list[tuple[str, dict[str, str]]]]:
    """Return what the front matter states, the text after it, and what could not be used of it."""
    match = _FRONT.match(text)
    if match is None:
        return Metadata(), text, []
    try:
        table = _parse(match[1], match[2])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        why = " ".join(str(error).split())
        return (
            Metadata(),
            text[match.end() :],
            [("front-matter-damaged", {"path": name, "why": why})],
        )
    if table is None:  # two rules with text between them, not front matter
        return Metadata(), text, []
    metadata, refused = sidecar.lenient(table, name, source="front matter")
    return (
        metadata,
        text[match.end() :],
        [(error.code, _strings(error.values)) for error in refused],
    )


def _parse(fence: str, text: str) -> dict[str, Any] | None:
    if fence == "+++":
        return tomllib.loads(text)
    if len(text) > _YAML_LIMIT or ("&" in text and "*" in text and re.search(r"\*\w", text)):
        raise ValueError("it is too long or repeats itself by aliases")
    table = yaml.safe_load(text)
    return table if isinstance(table, dict) else None


def _strings(values: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}
