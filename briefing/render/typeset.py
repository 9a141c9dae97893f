"""PDF: the same tree, set by typst with a Japanese font of the machine."""

from __future__ import annotations

from functools import cache

from briefing.compose import Sheet
from briefing.render import pandoc
from briefing.words import word
from errors import MissingError, register

# The first that is installed is taken.
JAPANESE = (
    *("Noto Serif CJK JP", "Noto Serif JP", "Yu Mincho", "Hiragino Mincho ProN", "IPAexMincho"),
    *("MS Mincho", "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "IPAexGothic", "Meiryo"),
)

register(
    {
        "font-missing": (
            "A PDF needs a Japanese font, and none of these is installed: {fonts}. Install one (on"
            " Debian: fonts-noto-cjk), or export DOCX.",
            "PDF には日本語フォントが必要ですが、次のいずれも入っていません：{fonts}。"
            "どれかを入れるか（Debian では fonts-noto-cjk）、DOCX で書き出してください。",
        ),
    }
)


def pdf(sheet: Sheet) -> bytes:
    """Return an A4 PDF; MissingError where the machine has no Japanese font."""
    import typst

    body = pandoc.run(pandoc.tree(sheet), "typst", "--wrap=none").decode()
    return bytes(typst.compile(_page(sheet, _font(), body).encode()))


@cache
def _font() -> str:
    import typst

    installed = set(typst.Fonts().families())
    found = next((name for name in JAPANESE if name in installed), None)
    if found is None:
        raise MissingError("font-missing", fonts=", ".join(JAPANESE))
    return found


def _page(sheet: Sheet, font: str, body: str) -> str:
    titles = "\n".join(
        f"#block(text(size: 18pt, weight: 700)[#{_string(title)}])" for title in sheet.titles
    )
    made = word(sheet.language, "made", date=sheet.made)
    contents = word(sheet.language, "contents")
    return f"""
#set document(title: {_string(" / ".join(sheet.titles))}, date: none)
#set page(paper: "a4", margin: 25mm, numbering: "1",
  header: align(right, text(size: 9pt, weight: 700, fill: rgb("#8a1f1f"))[#{_string(sheet.mark)}]))
#set text(font: ("Libertinus Serif", {_string(font)}), size: 10.5pt, lang: "{sheet.language}")
#set par(leading: .85em, justify: true, spacing: 1.1em)
#show heading.where(level: 1): it => block(above: 1.8em, below: .9em, text(size: 13pt, it.body))
#set table(inset: 7pt, stroke: .5pt + rgb("#bbbbbb"))
#show figure: set block(breakable: true)
#show footnote.entry: set text(size: 8.5pt)
#set quote(block: true)
#let horizontalrule = line(length: 100%)
{titles}
#text(size: 9pt, fill: rgb("#555555"))[#{_string(made)}]
#outline(title: {_string(contents)}, depth: 1)
{body}
"""


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
