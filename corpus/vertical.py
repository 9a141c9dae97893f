"""Japanese set in vertical lines, from right to left: Chromium prints what Typst cannot yet."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess

import pypdf
from playwright.sync_api import sync_playwright
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from corpus import webpage
from corpus.source import Edition
from corpus.typeset import kind_name, split_title

STYLE = """
@page { size: A5; margin: 18mm 15mm 17mm; }
html { writing-mode: vertical-rl; font-family: "IPAexMincho"; font-size: 9.5pt; line-height: 1.9; }
body { margin: 0; text-align: justify; }
h1, h2, h3 { font-family: "IPAexGothic"; font-weight: normal; break-after: avoid; }
h1 { font-size: 16pt; line-height: 1.4; margin: 0 0 0 4mm; }
h1 small { display: block; font-size: 11pt; padding-top: 2em; }
h2 { font-size: 11pt; margin: 0 4mm 0 2mm; }
h3 { font-size: 10pt; margin: 0 2mm 0 1mm; }
p { margin: 0; text-indent: 1em; }
.kind, .byline, .notice { text-indent: 0; }
.byline { text-align: end; }
.notice { font-size: 8pt; border: .3mm solid #888; padding: 2mm 1.5mm; margin: 0 4mm; line-height: 1.7; }
ul, ol { margin: 0; padding: 1.2em 0 0; }
rt { font-size: .5em; }
sup { font-size: .6em; } sup a { color: inherit; text-decoration: none; }
.tcy { text-combine-upright: all; }
table { border-collapse: collapse; margin: 0 4mm; font-size: 8.5pt; line-height: 1.5; break-inside: avoid; }
caption { font-family: "IPAexGothic"; font-size: 8.5pt; margin-left: 1mm; }
th { font-family: "IPAexGothic"; font-weight: normal; } th, td { border-right: .2mm solid #777; padding: 2mm 1mm; text-align: start; }
[role=doc-endnotes] { font-size: 8pt; line-height: 1.7; border-right: .2mm solid #777; padding-right: 2mm; margin-right: 4mm; }
[role=doc-endnotes] a { display: none; }
"""

HEADER = (
    '<div style="width:100%;margin:0 15mm;font:7pt IPAexMincho;color:#555;'
    'text-align:right">{running}</div>'
)
FOOTER = (
    '<div style="width:100%;font:8pt IPAexMincho;text-align:center">'
    '<span class="pageNumber"></span></div>'
)


def pdf(edition: Edition) -> bytes:
    if "IPAexMincho" not in subprocess.check_output(["fc-list", ":", "family"], text=True):
        # Chromium would take another font without a word, and embed Noto's outlines as pictures.
        raise FileNotFoundError("IPAexMincho is not installed: apt-get install fonts-ipaexfont")
    paper = edition.paper
    main, subtitle = split_title(paper.title)
    page_source = f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8">
<title>{paper.title}</title><style>{STYLE}</style></head><body>
<p class="kind">{kind_name(edition)}</p>
<h1>{main}<small>{subtitle.removeprefix("――")}</small></h1>
<p class="byline">{edition.printed("byline")}</p>
<p class="byline">{edition.printed("organisation")}　{edition.printed("printed_date")}</p>
<p class="notice">{webpage.text(paper.notice)}</p>
{webpage.body(paper)}
{webpage.notes(paper)}
</body></html>"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.set_content(page_source)
        printed = page.pdf(
            prefer_css_page_size=True,
            display_header_footer=True,
            header_template=HEADER.format(running=edition.stated.get("running", main)),
            footer_template=FOOTER,
        )
        browser.close()
    return _describe(printed, edition)


def _describe(printed: bytes, edition: Edition) -> bytes:
    """State title, author, subject, date, language and right-to-left binding in the file."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
    day = dt.date.fromisoformat(str(edition.stated["built"]))
    writer.metadata = {
        "/Title": edition.paper.title,
        "/Author": edition.printed("byline"),
        "/Subject": str(edition.stated["abstract"]),
        "/Keywords": ", ".join(edition.document["topics"]),
        "/CreationDate": f"D:{day:%Y%m%d}000000+09'00'",
        "/ModDate": f"D:{day:%Y%m%d}000000+09'00'",
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject("ja-JP")
    preferences = DictionaryObject({NameObject("/Direction"): NameObject("/R2L")})
    writer.root_object[NameObject("/ViewerPreferences")] = preferences
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
