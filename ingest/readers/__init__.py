"""Which module reads which format?  Each has `read(source: Source) -> Extraction`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.records import Extraction
    from ingest.readers.base import Source

# Names, not functions: a process loads the libraries of the formats that it meets.
READERS = {
    "pdf": "ingest.readers.pdf",
    "docx": "ingest.readers.docx_file",
    "pptx": "ingest.readers.pptx_file",
    "html": "ingest.readers.html",
    "markdown": "ingest.readers.markdown",
    "text": "ingest.readers.plain_text",
}


def read(source: Source, kind: str) -> Extraction:
    """Read `source` as the format `kind`, a key of READERS; raise ReadError."""
    extraction: Extraction = import_module(READERS[kind]).read(source)
    return extraction
