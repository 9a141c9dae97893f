"""Which parts of a web page are the article, and which are the site, its machinery or its notes?"""

from __future__ import annotations

import re

from lxml import etree

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "td", "th", "ul",
))  # fmt: skip
_MACHINERY = (
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed",
    "audio", "video", "map", "head", "button", "select", "textarea", "input", "datalist", "del",
)  # fmt: skip
_RUBY = frozenset(("rt", "rp", "rtc"))
_SITE_TAGS = frozenset(("header", "footer", "aside"))
_SITE_ROLES = frozenset((
    "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar",
    "doc-toc", "dialog", "alertdialog", "toolbar",
))  # fmt: skip
_SITE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:g|global|local|l|foot|side)?-?(?:navi?|navigation|menu|breadcrumbs?|pankuzu"
    r"|topicpath|sidebar|cookies?|share|social|sns|skip(?:link)?s?|pagetop|related|advert|toc)"
    r"(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE = r"_?(?:fn|ftn|edn|footnote|endnote|note|cite_note)"
_NOTE_ID = re.compile(rf"{_NOTE}(?![-:_]?ref)[-:_.]?[\w-]*?\d+", re.IGNORECASE)
_BACK_REFERENCE = re.compile(
    r"#_?(?:fn|ftn|edn|footnote|endnote|note|cite)[-:_]?ref", re.IGNORECASE
)
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote"))
_NOTE_LISTS = re.compile(r"(?:^|[-_\s])(?:footnotes?|endnotes?|notes-list)(?:$|[-_\s])")


def strip_machinery(tree: etree._Element) -> None:
    """Remove what is never text: scripts, forms' controls, deleted text."""
    etree.strip_elements(tree, *_MACHINERY, with_tail=False)


def main_content(tree: etree._Element) -> etree._Element:
    """Return the one <main> or <article> if it holds a fair part of the text, else the body."""
    body = tree.find("body") if tree.tag == "html" else tree
    if body is None:
        return tree
    whole = text_length(body)
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and 4 * text_length(found[0]) >= whole:
            return found[0]
    return body


def is_boilerplate(element: etree._Element, root: etree._Element, whole: int) -> bool:
    """Whether an element within `root` is the site's and not the article's, hidden, or ruby.

    `whole` is the length of the root's text: what holds a third of it is no menu.
    """
    tag = element.tag
    if element is root:
        return False
    if tag in _RUBY or tag == "nav" or element.get("hidden") is not None:
        return True
    role = element.get("role", "")
    if role in _SITE_ROLES or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style", "")):
        return True
    return root.tag == "body" and _is_site(element, whole)


def _is_site(element: etree._Element, whole: int) -> bool:
    tag, role = element.tag, element.get("role", "")
    if tag in _SITE_TAGS and role not in _NOTE_ROLES:
        inside = next(element.iterancestors("article"), None) is not None
        return not inside and element.find(".//h1") is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if tag in ("div", "ul", "ol", "p", "section", "table") and _SITE_NAMES.search(names):
        return 3 * text_length(element) < whole
    return False


def is_data_table(table: etree._Element) -> bool:
    """Whether a table holds data and not the layout of the page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    if any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3", "h4")):
        return False
    rows = table.findall(".//tr")
    return any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in rows)


def note_id(element: etree._Element) -> str:
    """Return the name of the footnote that this element is, or ""."""
    tag, name = element.tag, element.get("id", "")
    if element.get("role") in _NOTE_ROLES:
        return name or "?"
    if tag not in ("li", "aside", "div", "p", "dd"):
        return ""
    if _NOTE_ID.fullmatch(name):
        return name
    parent = element.getparent()
    if tag != "li" or parent is None:
        return ""
    for above in (parent, parent.getparent()):
        if above is not None and (
            above.get("role") in ("doc-endnotes", "doc-footnotes")
            or _NOTE_LISTS.search(above.get("class", ""))
        ):
            return name or "?"
    return ""


def note_reference(element: etree._Element) -> str:
    """Return the name of the footnote that this link is the mark of, or ""."""
    target = element.get("href", "")
    if element.tag != "a" or not target.startswith("#"):
        return ""
    marked = element.get("role") == "doc-noteref" or "footnote-ref" in element.get("class", "")
    short = len("".join(map(str, element.itertext())).strip()) <= 6
    return target[1:] if marked or (short and _NOTE_ID.fullmatch(target[1:])) else ""


def is_backlink(element: etree._Element) -> bool:
    """Whether this is the link by which a footnote leads back to the text."""
    if element.tag != "a":
        return False
    return (
        element.get("role") == "doc-backlink"
        or "footnote-back" in element.get("class", "")
        or _BACK_REFERENCE.match(element.get("href", "")) is not None
    )


def text_length(element: etree._Element) -> int:
    """Return the characters within an element, white space at the ends of strings left out."""
    return sum(len(text.strip()) for text in element.itertext())
