"""What is this paper, as far as its file says?  Titles, dates, types and languages, made alike."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from typing import Any

from catalog.records import Author, BlockKind, DocumentType, Extraction, Language, Metadata
from ingest.people import is_byline, is_group, people
from language.dates import find_periods, parse_period

_JUNK_TITLES = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*"
    r"|untitled[-_ ]?(?:\d*|document|presentation)|無題[-_ ]?\d*|(?:word|ワード) ?文書"
    r"|document ?\d*|文書 ?\d*|powerpoint (?:プレゼンテーション|presentation)"
    r"|(?:presentation|プレゼンテーション|スライド|slide) ?\d*|新規(?:文書|ドキュメント).*"
    r"|no title|タイトルなし|title|タイトル|\W*"
    r"|.*\.(?:docx?|pptx?|pdf|indd|ai|jtd|xlsx?|html?|tex|dvi|qxd|md|txt))",
    re.IGNORECASE,
)
_JUNK_AUTHORS = re.compile(
    r"(?:user|owner|admin(?:istrator)?|author|python-docx|python-pptx|steve canny|microsoft.*"
    r"|windows.*|pc-?\w*|作成者|利用者|ユーザー?|unknown|\W*|\d+)",
    re.IGNORECASE,
)
# When python-docx's and python-pptx's templates were made: their documents carry it on.
_TEMPLATES_MADE = ("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z")
_LANGUAGES = {
    "ja": Language.JA, "jpn": Language.JA, "jp": Language.JA, "japanese": Language.JA,
    "日本語": Language.JA, "和文": Language.JA, "en": Language.EN, "eng": Language.EN,
    "english": Language.EN, "英語": Language.EN, "英文": Language.EN,
}  # fmt: skip
_TYPES = (
    (DocumentType.DIGEST_ISSUE, r"ダイジェスト|\bdigest\b"),
    (
        DocumentType.POLICY_RECOMMENDATION,
        r"政策提言|政策提案|提言書|提言$|への提言|policy (?:recommendations?|proposals?)",
    ),
    (
        DocumentType.FELLOW_PAPER,
        r"フェロー(?:論文|研究|報告|ペーパー)|\bfellow(?:s|ship)?['’]?s? (?:paper|research)",
    ),
    (
        DocumentType.DIALOGUE_SUMMARY,
        r"(?:対話|ダイアローグ|会合|懇談)の?(?:要旨|概要|要約|報告|記録|まとめ)"
        r"|\bdialogues?:? (?:summary|report|record|readout)|summary of the .{0,40}dialogue",
    ),
    (
        DocumentType.SYMPOSIUM_RECORD,
        r"(?:シンポジウム|講演会|講演|フォーラム)の?(?:記録|議事録|報告|録|要旨|概要)"
        r"|\b(?:symposium|forum|lecture) (?:record|proceedings|report|summary)|proceedings of the",
    ),
    (
        DocumentType.WORKSHOP_REPORT,
        r"(?:ワークショップ|研究会)の?(?:報告|記録|議事|要旨|概要|まとめ)"
        r"|\bworkshop (?:report|summary|record|proceedings)",
    ),
)
_TYPE_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TYPES]
_FRONT_BLOCKS = 15  # of the first page, in which titles, names and dates stand
_SHORT = 60  # characters: a longer block is text and not a title page's line


def merge(*sources: Metadata) -> Metadata:
    """Return the sources as one: for each field the first that states it; a date is one field.

    `source` names all that stated something, in order.
    """
    result = Metadata()
    named: list[str] = []
    for source in sources:
        stated: dict[str, Any] = {}
        if result.date is None and source.date is not None:
            stated.update(date=source.date, date_end=source.date_end, date_text=source.date_text)
        for name in _FIELDS:
            value = getattr(source, name)
            if value not in (None, (), "") and getattr(result, name) in (None, (), ""):
                stated[name] = value
        if stated and source.source and source.source not in named:
            named.append(source.source)
        result = replace(result, **stated)
    return replace(result, source=", ".join(named))


_FIELDS = (
    "document", "title", "language", "authors", "organisation", "type", "topics", "abstract",
    "handling",
)  # fmt: skip


def dated(text: str, source: str = "") -> Metadata:
    """Return the period that the whole of `text` names; nothing stated if it names none.

    >>> dated("令和6年度").date, dated("令和6年度").date_end
    (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))
    """
    period = parse_period(text.strip())
    if period is None or dt.date.min == period.start or dt.date.max == period.end:
        return Metadata(source=source)
    return Metadata(date=period.start, date_end=period.end, date_text=text.strip(), source=source)


def language_of(code: str) -> Language | None:
    """Return the language of a code or name, None for one that is neither ours nor any.

    >>> language_of("ja-JP"), language_of("日本語"), language_of("fr"), language_of("")
    (<Language.JA: 'ja'>, <Language.JA: 'ja'>, <Language.OTHER: 'und'>, None)
    """
    plain = unicodedata.normalize("NFKC", code).strip().lower()
    main = re.split(r"[-_;,]", plain)[0]
    known = _LANGUAGES.get(plain) or _LANGUAGES.get(main)
    return known or (Language.OTHER if plain else None)


def clean_title(title: str | None) -> str | None:
    """Return a title with its spaces in order, None for what programs put there by themselves.

    >>> clean_title("Microsoft Word - 報告書案.docx"), clean_title(" 自由で開かれた  海 ")
    (None, '自由で開かれた 海')
    """
    plain = " ".join(unicodedata.normalize("NFC", title or "").split())
    return plain if plain and not _JUNK_TITLES.fullmatch(plain) else None


def from_core_properties(core: dict[str, str], source: str) -> Metadata:
    """Return what an Office file's core properties state (Dublin Core names)."""
    creator = core.get("creator", "")
    created = core.get("created", "")
    created = "" if created in _TEMPLATES_MADE else created[:10]
    day = dated(created) if re.fullmatch(r"(?:199\d|20\d\d)-\d\d-\d\d", created) else Metadata()
    return replace(
        day,
        title=clean_title(core.get("title")),
        authors=() if _JUNK_AUTHORS.fullmatch(creator) else people(creator),
        language=language_of(core.get("language", "")),
        topics=topics(core.get("keywords", "")),
        source=source,
    )


def topics(text: str) -> tuple[str, ...]:
    """Return the topics of a list such as "海洋安全保障、台湾; NATO"."""
    parts = re.split(r"[;；,，、\n]", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def guess_type(title: str, text: str = "") -> DocumentType | None:
    """Return the type that a title names, else the first lines of the text; None for neither.

    >>> guess_type("日米ワークショップ報告書").value, guess_type("海洋秩序への提言").value
    ('workshop-report', 'policy-recommendation')
    """
    for place in (title, text[:600]):
        for kind, pattern in _TYPE_PATTERNS:
            if pattern.search(place):
                return kind
    return None


def from_first_page(extraction: Extraction) -> Metadata:
    """Return what the first page prints: title, authors behind "by" or 著者, organisation, date.

    Only short lines at its beginning count, since dates and names in running text are of others.
    """
    page = next((page for page in extraction.pages if page.text.strip()), None)
    if page is None:
        return Metadata()
    blocks = [(block, page.text[block.start : block.end]) for block in page.blocks]
    blocks = [pair for pair in blocks if pair[0].kind != BlockKind.FOOTNOTE][:_FRONT_BLOCKS]
    title = next(
        (clean_title(text) for block, text in blocks if block.kind == BlockKind.HEADING), None
    )
    lines = [
        text for _, text in blocks if len(text) <= _SHORT or text.startswith(("要旨", "Abstract"))
    ]
    return merge(
        Metadata(
            title=title,
            authors=_printed_authors(lines),
            organisation=next((line for line in lines if line != title and is_group(line)), None),
            type=guess_type(title or "", "\n".join(lines)),
            source="first page",
        ),
        _printed_date(lines),
    )


def _printed_authors(lines: list[str]) -> tuple[Author, ...]:
    for line in lines:
        if is_byline(line):
            return people(line)
    return ()


def _printed_date(lines: list[str]) -> Metadata:
    for line in lines:
        period = next(iter(find_periods(line)), None)
        # "2024年4月1日（月）" and "令和6年度 報告書" are dates; a number in a longer line is not.
        if period is not None and 2 * len(period.text) >= len(line):
            return replace(dated(period.text), source="first page")
    return Metadata()


def complete(extraction: Extraction, *stated: Metadata) -> Metadata:
    """Return all that is known of an edition: `stated` (sidecar, export), the file, its first page.

    The day on which an Office or PDF file was made is the last guess at its date: the printed one
    goes before it.
    """
    embedded, printed = extraction.metadata, from_first_page(extraction)
    if extraction.format in ("docx", "pptx", "pdf"):
        undated = replace(embedded, date=None, date_end=None, date_text=None)
        result = merge(*stated, undated, printed, embedded)
    else:
        result = merge(*stated, embedded, printed)
    if result.type is None and result.title:
        result = replace(result, type=guess_type(result.title))
    return result
