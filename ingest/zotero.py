"""What a Zotero export beside the papers says of them: RIS, BibTeX or CSL-JSON."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock
from bibtexparser.model import Entry as BibtexEntry
from pylatexenc.latex2text import LatexNodes2Text
from rispy.config import TAG_KEY_MAPPING

from catalog.records import Author, Metadata
from errors import ReadError
from ingest.encodings import decode
from ingest.metadata import clean_title, dated, guess_type, language_of, merge, topics
from ingest.people import person
from ingest.sniff import sniff

_READING = re.compile(
    r"^(?:reading|yomi|読み|よみ|ふりがな)\s*[:：]\s*(.+)$", re.IGNORECASE | re.MULTILINE
)
# They print what they cannot parse; here that becomes rows of the report.
for _library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_LINE = "\u2028"  # a line end within a RIS value
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of an export: what it states, and the files attached as the export writes them."""

    key: str  # citation key, RIS id or number: for messages, and papers may be named by it
    metadata: Metadata
    files: tuple[str, ...] = ()
    doi: str = ""


def read_export(path: Path, name: str = "") -> tuple[list[Entry], list[ReadError]]:
    """Return an export's items in order, and the errors of those that could not be read.

    Raises ReadError("export-damaged") where the file as a whole cannot be read.
    """
    name = name or str(path)
    found = sniff(path, name)
    text, _ = decode(path.read_bytes(), name)
    readers = {"ris": _read_ris, "bibtex": _read_bibtex, "csl-json": _read_csl}
    if found not in readers:
        why = f"it is {found}"
        raise ReadError("export-damaged", path=name, format="RIS, BibTeX, CSL-JSON", why=why)
    entries, refused = readers[found](text)
    errors = [ReadError("export-entry-damaged", path=name, why=why) for why in refused]
    return [entry for entry in entries if entry.metadata.title or entry.files], errors


def find_entry(
    entries: Sequence[Entry], paper: Path, *, title: str | None = None, text: str = ""
) -> Entry | None:
    """Return the item that speaks of a paper, None if none does or several might.

    The attached path decides, the longest agreement first; then the file's name without its
    suffix, then a DOI in `text` (of the first page), then the title.
    """
    own = _parts(str(paper))
    stem, wanted = _plain(paper.stem), _plain(title or "")
    dois = {doi.rstrip(".,;)").lower() for doi in _DOI.findall(text)}
    tests: tuple[Callable[[Entry], int], ...] = (
        lambda entry: max((_agreement(_parts(file), own) for file in entry.files), default=0),
        lambda entry: (
            stem == _plain(entry.key) or any(stem == _plain(_stem(file)) for file in entry.files)
        ),
        lambda entry: entry.doi.lower() in dois,
        lambda entry: bool(wanted) and wanted == _plain(entry.metadata.title or ""),
    )
    for test in tests:
        scores = [int(test(entry)) for entry in entries]
        best = max(scores, default=0)
        if best and scores.count(best) == 1:
            return entries[scores.index(best)]
    return None


def _agreement(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many last parts two paths share."""
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


# Cached, since every paper of a library asks the same of every item of its export.
@lru_cache(maxsize=100_000)
def _parts(path: str) -> tuple[str, ...]:
    return PureWindowsPath(unicodedata.normalize("NFC", path.removeprefix("file://"))).parts


def _stem(file: str) -> str:
    return Path(_parts(file)[-1]).stem if _parts(file) else ""


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    """Return the letters and digits alone, in one case and width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _entry(
    key: str,
    *,
    source: str,
    title: str,
    authors: Iterable[Author],
    date: str,
    language: str,
    organisation: str,
    keywords: Iterable[str],
    abstract: str,
    kind: str,
    note: str,
    files: Iterable[str],
    doi: str,
) -> Entry:
    titled = clean_title(title)
    stated = Metadata(
        title=titled,
        language=language_of(language),
        authors=_with_readings(tuple(authors), note),
        organisation=organisation.strip() or None,
        type=guess_type(f"{kind} {titled or ''}"),
        topics=tuple(keywords),
        abstract=" ".join(abstract.split()) or None,
        source=source,
    )
    match = _DOI.search(doi)
    return Entry(
        key=key,
        metadata=merge(stated, dated(date, source)),
        files=tuple(dict.fromkeys(file.strip() for file in files if file.strip())),
        doi=match.group() if match else "",
    )


def _with_readings(authors: tuple[Author, ...], note: str) -> tuple[Author, ...]:
    """Give authors, in order, the readings of a note's line "reading: やまだ たろう; …"."""
    match = _READING.search(note)
    if match is None:
        return authors
    readings = [part.strip() for part in re.split(r"[;；、,，]", match[1])]
    named = zip(authors, readings, strict=False)
    read = tuple(replace(author, reading=reading) for author, reading in named)
    return read + authors[len(read) :]


# -- RIS ------------------------------------------------------------


def _read_ris(text: str) -> tuple[list[Entry], list[str]]:
    # Every tag is kept as it is, as a list; items without an end are ended at the next beginning;
    # lines without a tag belong to the one above.
    tags = {tag: tag for tag in TAG_KEY_MAPPING}
    whole = re.sub(r"\n(?![A-Z][A-Z0-9] {1,2}-)[ \t]*(?=\S)", _LINE, text)
    closed = re.sub(r"^TY {1,2}- ?", "ER  - \nTY  - ", whole, flags=re.MULTILINE) + "\nER  - \n"
    records = rispy.loads(
        closed,
        mapping=tags,
        list_tags=list(tags),
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
    )
    return [_ris_entry(number, record) for number, record in enumerate(records, 1)], []


def _ris_entry(number: int, record: Mapping[str, Any]) -> Entry:
    def first(*names: str) -> str:
        return next((value for name in names for value in record.get(name, ()) if value), "")

    def every(*names: str) -> list[str]:
        return [value for name in names for value in record.get(name, ()) if value]

    return _entry(
        first("ID") or str(number),
        source="ris",
        title=first("TI", "T1", "CT", "BT"),
        authors=[person(name) for name in every("AU", "A1")],
        date=_ris_date(first("DA", "PY", "Y1")) or _ris_date(first("PY", "Y1")),
        language=first("LA"),
        organisation=first("PB"),
        keywords=every("KW"),
        abstract=first("AB", "N2"),
        kind=first("M3"),
        note="\n".join(every("N1", "RN")).replace(_LINE, "\n"),
        files=every("L1", "L4", "LK"),
        doi=first("DO") or next((url for url in every("UR") if "doi.org/" in url), ""),
    )


def _ris_date(value: str) -> str:
    """Return 2024-04-01 of "2024/04/01/", 2024 of "2024///Spring"."""
    parts = value.split("/")
    numbers = [part.strip() for part in parts[:3] if part.strip().isdecimal()]
    return "-".join(numbers) if numbers else parts[0]


# -- BibTeX ------------------------------------------------------------


def _read_bibtex(text: str) -> tuple[list[Entry], list[str]]:
    library = parse_string(text)
    refused = []
    blocks = list(library.entries)
    for block in library.failed_blocks:
        inner = block.ignore_error_block
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(inner, BibtexEntry):
            blocks.append(inner)  # two items with one key are still two items
        else:
            refused.append(" ".join(str(block.error).split()))
    blocks.sort(key=lambda block: block.start_line or 0)
    to_text = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=False)
    return [_bibtex_entry(block, to_text) for block in blocks], refused


def _bibtex_entry(block: BibtexEntry, to_text: LatexNodes2Text) -> Entry:
    raw = {field.key.lower(): str(field.value) for field in block.fields}

    def text(*names: str) -> str:
        value = next((raw[name] for name in names if raw.get(name)), "")
        return " ".join(to_text.latex_to_text(value).split()) if value else ""

    date = text("date").replace("/", "..") or "-".join(
        filter(None, (text("year"), _month(text("month"))))
    )
    return _entry(
        block.key,
        source="bibtex",
        title=text("title"),
        authors=[_bibtex_person(name, to_text) for name in _split_names(raw.get("author", ""))],
        date=date,
        language=text("langid", "language"),
        organisation=text("institution", "organization", "school", "publisher"),
        keywords=topics(text("keywords")),
        abstract=text("abstract"),
        kind=text("type", "entrysubtype"),
        note="\n".join(raw.get(name, "") for name in ("note", "annotation", "annote")),
        files=_bibtex_files(raw.get("file", "")),
        doi=raw.get("doi", "") or raw.get("url", ""),
    )


def _month(text: str) -> str:
    if text.isdecimal():
        return f"{int(text):02d}"
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return f"{names.index(text[:3].lower()) + 1:02d}" if text[:3].lower() in names else ""


def _split_names(field: str) -> list[str]:
    """Split at " and " outside of braces."""
    names, depth, start = [], 0, 0
    for match in re.finditer(r"[{}]|\s+and\s+", field):
        if match.group() in "{}":
            depth += 1 if match.group() == "{" else -1
        elif depth == 0:
            names.append(field[start : match.start()])
            start = match.end()
    return [name.strip() for name in [*names, field[start:]] if name.strip() not in ("", "others")]


def _bibtex_person(name: str, to_text: LatexNodes2Text) -> Author:
    plain = " ".join(to_text.latex_to_text(name).split())
    if re.fullmatch(r"\{[^{}]*\}", name):  # braces keep the name of a body in one piece
        return Author(family=plain)
    return person(plain)


def _bibtex_files(field: str) -> list[str]:
    r"""Return the paths of "name:path:type;…", "path;…", in which ; : and \ may be escaped.

    >>> _bibtex_files(r"報告:files/1/報告.pdf:application/pdf;C\:\\a\;b.pdf")
    ['files/1/報告.pdf', 'C:\\a;b.pdf']
    """
    found = []
    for item in _split_escaped(field, ";"):
        parts = _split_escaped(item, ":")
        if len(parts) >= 3:
            path = ":".join(parts[1:-1])
        elif len(parts) == 2 and len(parts[0]) > 1:  # "name:path", not "C:path"
            path = parts[1]
        else:
            path = ":".join(parts)
        found.append(re.sub(r"\\(.)", r"\1", path))
    return found


def _split_escaped(text: str, separator: str) -> list[str]:
    pattern = rf"((?:\\.|[^{separator}\\])*)(?:{separator}|\Z)"
    return [match[1] for match in re.finditer(pattern, text, re.DOTALL) if match.group()]


# -- CSL-JSON ------------------------------------------------------------


def _read_csl(text: str) -> tuple[list[Entry], list[str]]:
    value = json.loads(text)
    entries, refused = [], []
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            entries.append(_csl_entry(number, item))
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            refused.append(f"item {number}: {error}")
    return entries, refused


def _csl_entry(number: int, item: Mapping[str, Any]) -> Entry:
    def text(*names: str) -> str:
        return next((str(item[name]) for name in names if item.get(name)), "")

    attached = re.findall(r"^(?:file|pdf)\s*:\s*(.+)$", text("note"), re.IGNORECASE | re.MULTILINE)
    files = item.get("file") or item.get("attachments") or []
    return _entry(
        text("citation-key", "id") or str(number),
        source="csl-json",
        title=re.sub(r"</?(?:i|b|sub|sup|span)\b[^>]*>", "", text("title")),
        authors=[_csl_person(name) for name in item.get("author", [])],
        date=_csl_date(item.get("issued") or {}),
        language=text("language"),
        organisation=text("publisher"),
        keywords=topics(text("keyword")),
        abstract=text("abstract"),
        kind=text("genre"),
        note=text("note"),
        files=[*([files] if isinstance(files, str) else map(str, files)), *attached],
        doi=text("DOI", "URL"),
    )


def _csl_person(name: Mapping[str, str]) -> Author:
    if "literal" in name:
        return Author(family=name["literal"])
    particle = name.get("non-dropping-particle", "")
    given = " ".join(filter(None, (name.get("given"), name.get("dropping-particle"))))
    family = " ".join(filter(None, (particle, name.get("family"))))
    return Author(family=family or given, given=given if family else "")


def _csl_date(issued: Mapping[str, Any]) -> str:
    parts = issued.get("date-parts") or []
    days = ["-".join(f"{int(number):02d}" for number in part) for part in parts if part and part[0]]
    return "..".join(days[:2]) or str(issued.get("raw") or issued.get("literal") or "")
