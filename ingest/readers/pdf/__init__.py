"""PDF: text, places and page images by PDFium; what the file says of itself by pypdf.

pages ─characters─▶ runs ─furniture─▶ no running heads ─layout─▶ lines ─blocks─▶ drafts
"""

from ingest.readers.pdf.reader import read
from ingest.readers.pdf.render import render_page

__all__ = ["read", "render_page"]
