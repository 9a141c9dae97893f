"""Who wrote it?  Names as files, exports and title pages print them, as authors."""

from __future__ import annotations

import re
from dataclasses import replace

from catalog.records import Author

_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々]")
_KANA = re.compile(r"[぀-ヿー・\s　]+")
_GROUP = re.compile(
    r"(?:会|会議|研究所|財団|機構|省|庁|局|委員会|大学|法人|株式会社|事務局|グループ|チーム|センター|協会|連盟|政府|内閣府)$"
    r"|\b(?:Institute|Foundation|Committee|Council|Ministry|Agency|Association|Centre|Center"
    r"|University|Group|Team|Society|Secretariat|Forum|Program|Programme|Project|Office|Bureau"
    r"|Department|Commission|Inc|Ltd|Corporation|Fellows|Staff|Government)\b",
)
_POSTS = (
    r"(?:名誉|准|助|特任|客員)?教授|(?:主任|上席|上級|客員|特別)?研究員|(?:シニア・?)?フェロー|理事長?|所長"
    r"|(?:共同)?代表|座長|委員長?|議長|事務局長|博士|氏|編?著者?|編者?|訳|監修|執筆者?|文責"
)
# Before a name with a space, behind it with or without: 氏家 and 代田 are family names.
_ROLE = re.compile(rf"^(?:{_POSTS})[ :：]+|[ ・]*(?:{_POSTS})$")
_TITLES = re.compile(r"^(?:Dr|Prof|Professor|Mr|Ms|Mrs|Amb|Ambassador|Gen|Hon)\.? ", re.IGNORECASE)
_DEGREES = re.compile(
    r",?\s+(?:Jr|Sr|I{2,3}|IV|Ph\.?\s?D|M\.?D|M\.?A|M\.?Sc|LL\.?M|J\.?D|MBA)\b\.?"
    r"(?=\s*(?:[,;&]|and\b|$))"
)
_PARTICLES = frozenset((
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten",
    "ter", "bin", "ibn", "al",
))  # fmt: skip
_SEPARATORS = re.compile(r"\s*(?:[;；、,，&＆\n]|\band\b|／|(?<=[^ァ-ヶー])・)\s*")
_BYLINE = re.compile(
    r"^(?:by|author[s]?|written by|著者?|執筆者?|文責|作成者?|筆者)(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)


def people(text: str) -> tuple[Author, ...]:
    """Return the authors a line names, in its order.

    >>> [a.family for a in people("山田 太郎・佐藤花子（慶應義塾大学教授）")]
    ['山田', '佐藤花子']
    >>> [(a.family, a.given) for a in people("Jane van der Berg and John Smith")]
    [('van der Berg', 'Jane'), ('Smith', 'John')]
    """
    text = _BYLINE.sub("", " ".join(text.split(" ")).strip())
    outside, notes = _take_brackets(_DEGREES.sub("", text))
    if ";" not in outside and re.fullmatch(r"[^,\s]+(?: (?:van|von|de|der))*, [^,]+", outside):
        return tuple(_noted([person(outside)], notes))
    parts = outside.split(";") if ";" in outside else _SEPARATORS.split(outside)
    found = [person(part) for part in parts if part and part.strip(" 　\x00")]
    return tuple(author for author in _noted(found, notes) if author.family)


def is_group(text: str) -> bool:
    """Whether a line is the name of an organisation: 外務省, Council on Foreign Relations."""
    return "。" not in text and not text.endswith(".") and _GROUP.search(text) is not None


def is_byline(line: str) -> bool:
    """Whether a line says that names follow: "by …", 著者：…"""
    return _BYLINE.match(line) is not None


def person(name: str) -> Author:
    """Return one author: "Family, Given", "Given Family", 姓 名, or a group (family alone).

    Japanese without a space is not cut, since no rule knows where 長谷川剛 ends; the record then
    has the whole name as the family name, and shows it as it was printed.

    >>> person("Smith, Jane").given, person("山田　太郎").family, person("外務省").given
    ('Jane', '山田', '')
    """
    name = re.sub(r"[\s　]+", " ", name).strip(" ,、:：")
    if _JAPANESE.search(name) and not _GROUP.search(name):
        name = _ROLE.sub("", name).strip()
        family, _, given = name.replace(",", "").replace("，", "").partition(" ")
        return Author(family=family, given=given.replace(" ", ""))
    if _GROUP.search(name):
        return Author(family=name)
    name = _TITLES.sub("", name)
    if "," in name:
        family, _, given = name.partition(",")
        return Author(family=family.strip(), given=given.strip())
    words = name.split()
    if len(words) < 2:
        return Author(family=name)
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return Author(family=" ".join(words[first:]), given=" ".join(words[:first]))


def _take_brackets(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Cut out what stands in brackets; return the rest, and after which name each one stood."""
    notes: list[tuple[int, str]] = []
    outside = ""
    position = 0
    for match in re.finditer(r"\s*[(（]([^()（）]*)[)）]", text):
        outside += text[position : match.start()]
        notes.append(
            (len([p for p in _SEPARATORS.split(outside) if p and p.strip()]) - 1, match[1])
        )
        position = match.end()
    return outside + text[position:], notes


def _noted(authors: list[Author], notes: list[tuple[int, str]]) -> list[Author]:
    """Give each name what stood in brackets behind it: its reading if in kana, else a post."""
    for number, note in notes:
        if not 0 <= number < len(authors):
            continue
        author = authors[number]
        if _KANA.fullmatch(note):
            authors[number] = replace(author, reading=" ".join(note.split()))
        elif not re.fullmatch(r"\d+|[a-z]{2,3}", note):
            authors[number] = replace(author, organisation=_ROLE.sub("", note).strip(" 、,"))
    return authors
