"""Which format do these bytes have, whatever the file is called?"""

from __future__ import annotations

import json
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from errors import ReadError
from ingest import messages  # noqa: F401 - the codes raised here must be explainable
from ingest.encodings import decode

_LARGEST_EXPORT = 256 << 20  # bytes; it is read whole into memory
HEAD = 1 << 20  # bytes looked at; a format that hides longer than this is damaged

PAPERS = ("pdf", "docx", "pptx", "html", "markdown", "text")
EXPORTS = ("ris", "bibtex", "csl-json")

_SAVE_AS = ("Save it as PDF or DOCX.", "PDF か DOCX で保存してください。")
_REPACK = ("Unpack it and add the folder.", "展開してフォルダを追加してください。")
_RECOGNISE = (
    "Save it as PDF so that its text can be recognised.",
    "文字認識できるように PDF で保存してください。",
)
_EXPORT = ("Export it as a table in a DOCX or PDF.", "表を DOCX か PDF にして保存してください。")
_WEB = ("Save the page as HTML or PDF.", "ページを HTML か PDF で保存してください。")

# First bytes, what they mean in English and in Japanese, and the remedy.
_MAGIC: tuple[tuple[bytes, str, str, tuple[str, str]], ...] = (
    (rb"\{\\rtf", "a Rich Text file", "リッチテキスト", _SAVE_AS),
    (rb"%!PS", "a PostScript file", "PostScript ファイル", _SAVE_AS),
    (rb"AT&TFORM", "a DjVu file", "DjVu ファイル", _SAVE_AS),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*", "a picture", "画像", _RECOGNISE),
    (rb"BM....\0\0\0\0|RIFF....WEBP|\0\0\0\x0cjP  ", "a picture", "画像", _RECOGNISE),
    (rb"....ftyp(?:heic|heix|mif1|avif)", "a picture", "画像", _RECOGNISE),
    (
        rb"....ftyp|ID3[\2-\4]|OggS|fLaC|RIFF....(?:WAVE|AVI )|\x1aE\xdf\xa3",
        "a recording",
        "音声・動画",
        _SAVE_AS,
    ),
    (
        rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd",
        "a compressed file",
        "圧縮ファイル",
        _REPACK,
    ),
    (rb"7z\xbc\xaf|Rar!\x1a|.{2}-lh\d-", "an archive other than ZIP", "ZIP 以外の書庫", _REPACK),
    (rb"(?:.{257})ustar", "a tar archive", "tar 書庫", _REPACK),
    (rb"SQLite format 3\0", "a database", "データベース", _EXPORT),
    (
        rb"\x7fELF|MZ.{2,60}?\0|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe",
        "a program",
        "プログラム",
        _SAVE_AS,
    ),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", "a Word 97 file", "Word 97 形式の文書"),
    ("PowerPoint Document", "a PowerPoint 97 file", "PowerPoint 97 形式の資料"),
    ("Workbook", "an Excel 97 file", "Excel 97 形式の表"),
)
_OFFICE = (
    ("wordprocessingml", "docx"),
    ("presentationml", "pptx"),
    ("ms-word.", "docx"),  # with macros
    ("ms-powerpoint.", "pptx"),
)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_PACKAGES = (
    ("opendocument.text", "an OpenDocument text", "OpenDocument 文書"),
    ("opendocument", "an OpenDocument file", "OpenDocument ファイル"),
    ("epub", "an EPUB book", "EPUB 電子書籍"),
)

_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:(?P<page>!doctype\s+html|html|head|body)|title|meta|article|div"
    r"|p|h[1-6]|table|section|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|body|table|ul|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Za-z-]+:.*\n(?:[ \t].*\n)*){1,60}?MIME-Version:", re.IGNORECASE)
_MARKDOWN_SUFFIXES = (".md", ".markdown")
_MARKDOWN = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\((?:https?:|\.{0,2}/|#|mailto:)[^)\n]*\)"),
    re.compile(r"\*\*\S[^*\n]*\*\*"),
    re.compile(r"^\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?$", re.MULTILINE),
    re.compile(r"^\[\^[^\]\n]+\]:", re.MULTILINE),
    re.compile(r"\A(?:---\n(?:.*\n)*?---\n|\+\+\+\n(?:.*\n)*?\+\+\+\n)"),
)
_SUFFIXES = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".zip": "zip",
    ".ris": "ris",
    ".bib": "bibtex",
    ".doc": "doc",
    ".ppt": "ppt",
    ".xlsx": "xlsx",
}
_TEXTUAL = {"markdown", "text"}  # each is the other as far as bytes go


def sniff(path: Path, name: str = "") -> str:
    """Return one of PAPERS, EXPORTS, "zip" or "toml"; raise ReadError for all else.

    The content decides.  The suffix is asked only where bytes cannot say: TOML, and Markdown that
    uses too little of its syntax to show.  `name` is what messages call the file.
    """
    name = name or str(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(max(0, size - 2048))
            tail = file.read(2048)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadError("file-unreadable", path=name, why=why) from error
    if not head:
        raise ReadError("file-empty", path=name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package(path, name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return "pdf"
    if b"%PDF-" in head[:1024] and b"startxref" in tail:  # mail headers or other junk before it
        return "pdf"
    if head.startswith(_OLE):
        raise _ole(path, name)
    for pattern, english, japanese, remedy in _MAGIC:
        if re.match(pattern, head, re.DOTALL):
            raise unsupported(name, english, japanese, remedy)
    return _text_format(path, name, head, complete=size <= HEAD)


def suffix_warning(name: str, found: str) -> tuple[str, dict[str, str]] | None:
    """Return the warning that `name`'s suffix promises another format than the one `found`.

    >>> suffix_warning("報告.pdf", "docx")[1]["format"]
    'docx'
    """
    suffix = Path(name).suffix.lower()
    promised = _SUFFIXES.get(suffix, found)
    if promised == found or {promised, found} == _TEXTUAL:
        return None
    return "wrong-suffix", {"path": name, "suffix": suffix, "format": found}


def unsupported(name: str, english: str, japanese: str, remedy: tuple[str, str]) -> ReadError:
    return ReadError(
        "format-unsupported",
        path=name,
        format=english,
        format_ja=japanese,
        remedy=remedy[0],
        remedy_ja=remedy[1],
    )


def _package(path: Path, name: str) -> str:
    """Say what a ZIP container is: an Office file, another known package, or an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _first_bytes(archive, "mimetype") if "mimetype" in names else ""
            types = "[Content_Types].xml"
            content = _first_bytes(archive, types) if types in names else ""
    except _DAMAGE as error:
        raise ReadError("file-damaged", path=name, why=str(error)) from error
    for mark, english, japanese in _PACKAGES:
        if mark in kind:
            raise unsupported(name, english, japanese, _SAVE_AS)
    if not content:
        return "zip"
    for mark, found in _OFFICE:
        if mark in content and any(part.startswith(f"{_FOLDER[found]}/") for part in names):
            return found
    if "spreadsheetml" in content or "ms-excel" in content:
        raise unsupported(name, "an Excel workbook", "Excel の表", _EXPORT)
    raise unsupported(name, "an Office file of another kind", "別種の Office ファイル", _SAVE_AS)


_FOLDER = {"docx": "word", "pptx": "ppt"}


def _first_bytes(archive: zipfile.ZipFile, member: str) -> str:
    with archive.open(member) as file:
        return file.read(HEAD).decode("utf-8", "replace")


def _ole(path: Path, name: str) -> ReadError:
    with path.open("rb") as file:
        data = file.read(64 * HEAD)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError("office-encrypted", path=name)
    for stream, english, japanese in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return unsupported(name, english, japanese, _SAVE_AS)
    return unsupported(name, "an old Office or 一太郎 file", "古い Office か一太郎の文書", _SAVE_AS)


def _text_format(path: Path, name: str, head: bytes, *, complete: bool) -> str:
    if not complete:  # end on a whole line, so that no character is cut in two
        end = head.rfind(b"\n") + 1
        head = head[: end + end % 2] if end else head
    text = decode(head, name)[0].lstrip("\ufeff \t\n")
    suffix = Path(name).suffix.lower()
    if suffix == ".toml":
        return "toml"
    if (tag := _HTML.match(text)) and (suffix not in _MARKDOWN_SUFFIXES or tag["page"]):
        return "html"
    if text.startswith("<?xml"):
        raise unsupported(name, "an XML file", "XML ファイル", _WEB)
    if suffix in (".html", ".htm") and _TAG.search(text):  # a template, or text before the page
        return "html"
    if _MAIL.match(text):
        raise unsupported(name, "a mail or web archive", "メールか Web アーカイブ", _WEB)
    if re.match(r"TY {1,2}- ?\w+", text):
        return "ris"
    if re.search(r"\A(?:\s*%.*\n|\s*\n)*\s*@\w+\s*[{(]\s*[^\s,{}]*\s*[,=]", text):
        return "bibtex"
    if text[0:1] in ("[", "{") and (found := _json(path, name)):
        return found
    if suffix in _MARKDOWN_SUFFIXES:
        return "markdown"
    marks = sum(1 for pattern in _MARKDOWN if pattern.search(text))
    return "markdown" if marks >= 2 and suffix != ".txt" else "text"


def _json(path: Path, name: str) -> str:
    if path.stat().st_size > _LARGEST_EXPORT:
        raise unsupported(name, "a JSON file", "JSON ファイル", _SAVE_AS)
    try:
        value = json.loads(decode(path.read_bytes(), name)[0])
    except (ValueError, RecursionError):
        return ""
    items = value if isinstance(value, list) else [value]
    if items and all(isinstance(item, dict) and "type" in item for item in items):
        return "csl-json"
    raise unsupported(name, "a JSON file", "JSON ファイル", _SAVE_AS)
