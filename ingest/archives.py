"""Which papers does this ZIP hold?  It is unpacked without trusting what it says of itself."""

from __future__ import annotations

import contextlib
import lzma
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from errors import ReadError
from ingest.files import Found, Problem, is_clutter
from ingest.sniff import sniff

Members = Iterator[Found | Problem]

_CHUNK = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800  # bits of a member's flags
_UNICODE_PATH = 0x7075  # extra field in which Info-ZIP keeps the name in UTF-8
_UNWRITABLE = re.compile(r'[<>:"|?*\x00-\x1f]|[ .]+$')
_NAME_BYTES = 200  # most file systems allow 255 bytes, that is 85 kanji


@dataclass(frozen=True, slots=True)
class Limits:
    members: int = 5_000
    member_bytes: int = 1 << 29
    total_bytes: int = 1 << 31
    ratio: int = 200  # unpacked to packed; text seldom passes 20, DEFLATE ends at 1,032
    ratio_from: int = 10 << 20  # bytes below which the ratio does not matter
    depth: int = 1  # archives within the archive


def members(path: Path, folder: Path, name: str = "", *, limits: Limits | None = None) -> Members:
    """Unpack the ZIP at `path` below `folder` and yield what it holds, in its own order.

    A member becomes a Found whose `name` is "papers.zip/2021/報告.pdf", or a Problem; nothing a
    member says of its path, size or ratio can write outside `folder` or past the limits.  What is
    hidden or of the system (__MACOSX) is passed over.  Raises ReadError("file-damaged") if the
    archive has no readable list of members.  The caller removes `folder`.
    """
    budget = _Budget(limits or Limits())
    yield from _members(path, folder, name or path.name, budget, budget.limits.depth)


@dataclass(slots=True)
class _Budget:
    """What is left of the limits, shared by an archive and those within it."""

    limits: Limits
    files: int = 0
    bytes: int = 0


# NotImplementedError and RuntimeError: a packing method that this Python lacks.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class _OverLimitError(Exception):
    def __init__(self, code: str, limit: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.limit = str(limit)


def _members(path: Path, folder: Path, name: str, budget: _Budget, depth: int) -> Members:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise ReadError("file-damaged", path=name, why=str(error)) from error
    with archive:
        for number, info in enumerate(archive.infolist()):
            member = _member_name(info)
            shown = f"{name}/{unicodedata.normalize('NFC', member)}"
            if info.is_dir() or member.endswith("/") or _is_hidden(member):
                continue
            budget.files += 1
            if budget.files > budget.limits.members:
                values = {"path": name, "limit": f"{budget.limits.members:,}"}
                yield Problem(name, "archive-too-many", values)
                return
            if code := _refusal(info, member):
                yield Problem(shown, code, {"path": shown})
                continue
            target = _disk_path(folder, member, number)
            try:
                _unpack(archive, info, target, budget)
            except _OverLimitError as over:
                _discard(target)
                whole = budget.bytes > budget.limits.total_bytes
                place = name if whole else shown
                yield Problem(place, over.code, {"path": place, "limit": over.limit})
                if whole:
                    return
                continue
            except _DAMAGE as error:
                _discard(target)
                yield Problem(shown, "file-damaged", {"path": shown, "why": str(error)})
                continue
            yield from _found(target, shown, budget, depth)


def _found(target: Path, shown: str, budget: _Budget, depth: int) -> Members:
    """Yield an unpacked member, or what it holds if it is an archive itself."""
    if not zipfile.is_zipfile(target):
        yield Found(target, shown)
        return
    try:
        is_archive = sniff(target, shown) == "zip"
    except ReadError:
        is_archive = False  # whoever reads it will say why
    if not is_archive:
        yield Found(target, shown)
    elif depth < 1:
        yield Problem(shown, "archive-nested", {"path": shown})
    else:
        inner = target.with_name(target.name + ".d")
        try:
            yield from _members(target, inner, shown, budget, depth - 1)
        except ReadError as error:
            yield Problem(shown, error.code, error.values)
        target.unlink(missing_ok=True)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: _Budget) -> None:
    limits = budget.limits
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(info) as packed, target.open("xb") as plain:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            budget.bytes += len(chunk)
            if written > limits.ratio_from and written > limits.ratio * info.compress_size:
                raise _OverLimitError("member-bomb", limits.ratio)
            if written > limits.member_bytes or budget.bytes > limits.total_bytes:
                mebibytes = min(limits.member_bytes, limits.total_bytes) >> 20
                raise _OverLimitError("archive-too-large", f"{mebibytes:,} MiB")
            plain.write(chunk)


def _discard(target: Path) -> None:
    with contextlib.suppress(OSError):  # nothing of it was written
        target.unlink()


def _refusal(info: zipfile.ZipInfo, member: str) -> str:
    parts = PurePosixPath(member).parts
    if not parts or ".." in parts or member.startswith("/") or re.match(r"[A-Za-z]:", member):
        return "member-path-unsafe"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "member-is-link"
    if info.flag_bits & _ENCRYPTED:
        return "member-encrypted"
    return ""


def _is_hidden(member: str) -> bool:
    return any(is_clutter(part) for part in member.split("/") if part not in ("", ".", ".."))


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return the name that the packer meant, with "/" between folders.

    Without the UTF-8 flag zipfile takes names for IBM 437; Japanese Windows writes Shift_JIS.
    The backslash is replaced last, as it is the second byte of 表 and ソ in Shift_JIS.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        name = _unicode_path(info.extra, raw) or _decode_name(raw) or name
    return name.replace("\\", "/").replace("\0", "")


def _decode_name(raw: bytes) -> str:
    for encoding in ("utf-8", "cp932", "euc_jp"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _unicode_path(extra: bytes, raw: bytes) -> str:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(body) > 5:
            if struct.unpack_from("<L", body, 1)[0] != zlib.crc32(raw):
                return ""  # the name was changed after the field was written
            return body[5:].decode("utf-8", "replace")
    return ""


def _disk_path(folder: Path, member: str, number: int) -> Path:
    """Return a path below `folder` that any file system takes.

    Folders and names stay where they can: a paper.toml must lie beside its papers, and sidecars
    and exports name papers by file name.  `number` tells apart names that have become equal.
    """
    path = folder.joinpath(*(_disk_name(part) for part in PurePosixPath(member).parts))
    return path.with_name(f"{number}-{path.name}") if path.exists() else path


def _disk_name(part: str) -> str:
    clean = _UNWRITABLE.sub("_", unicodedata.normalize("NFC", part))
    if len(clean.encode()) <= _NAME_BYTES:
        return clean
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = clean, ""
    return stem.encode()[: _NAME_BYTES - 10].decode("utf-8", "ignore") + dot + suffix
