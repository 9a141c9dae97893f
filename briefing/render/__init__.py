"""From a checked sheet to a file: DOCX, PDF, HTML, Markdown.

pandoc writes them all from one tree, so that a footnote is a footnote everywhere; typst sets the
PDF.
"""

from __future__ import annotations

from briefing.compose import Sheet
from briefing.render import pandoc, typeset, word
from errors import UsageError, register

register(
    {
        "export-format": (
            "There is no “{format}” to write. Choose one of: {known}.",
            "「{format}」形式では書き出せません。次から選んでください：{known}",
        ),
    }
)

FORMATS = ("docx", "pdf", "html", "md")


def render(sheet: Sheet, format: str) -> bytes:  # noqa: A002 - its name
    """Return the file of a format of FORMATS; UsageError for another.

    MissingError where the PDF needs a Japanese font and none is installed.
    """
    match format:
        case "docx":
            return word.document(sheet)
        case "pdf":
            return typeset.pdf(sheet)
        case "html":
            return pandoc.html(sheet)
        case "md":
            return pandoc.markdown(sheet)
    raise UsageError("export-format", format=format, known=", ".join(FORMATS))
