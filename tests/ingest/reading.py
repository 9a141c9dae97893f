"""Short ways to read a text or a part of XML in a test."""

from __future__ import annotations

import zipfile
from pathlib import Path

from catalog.records import Extraction
from ingest.readers import read
from ingest.readers.base import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read_bytes(folder: Path, data: bytes | str, kind: str) -> Extraction:
    path = folder / f"報告.{kind}"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(Source(path, path.name), kind)


def read_docx(folder: Path, body: str, **parts: str) -> Extraction:
    """Read a Word file of this body; `parts` are styles, footnotes, endnotes or core."""
    path = folder / "報告.docx"
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_MAIN}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(parts)
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
        package.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{related}</Relationships>"
        )
        package.writestr("word/document.xml", _wrapped("document", f"<w:body>{body}</w:body>"))
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", _wrapped(name, text))
    return read(Source(path, path.name), "docx")


def _wrapped(name: str, content: str) -> str:
    return f'<w:{name} xmlns:w="{W}" xmlns:mc="urn:mc" xmlns:v="urn:v">{content}</w:{name}>'


def said(extraction: Extraction) -> list[tuple[str, int, str]]:
    """Return (kind, level, text) of every block."""
    return [
        (block.kind.value, block.level, page.text[block.start : block.end])
        for page in extraction.pages
        for block in page.blocks
    ]


def texts(extraction: Extraction) -> list[str]:
    return [text for _, _, text in said(extraction)]
