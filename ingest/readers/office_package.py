"""The parts of an Office Open XML package, found by their relationships.

python-docx opens only plain .docx files in the transitional dialect; what Word saves with macros,
as a template or as "strict" differs in content types and namespaces alone.  Here names are
compared without their namespace, so that all of them read alike.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from lxml import etree

from errors import ReadError

PART_LIMIT = 256 << 20  # bytes of XML in one part; a longer one is a bomb

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


class Package:
    """An open Office file: parts by name, XML without entities, with a limit on their size."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.recovered: list[str] = []  # parts whose XML is damaged and was read as far as it goes
        try:
            self._archive = zipfile.ZipFile(path)
        except (*_DAMAGE, OSError) as error:
            raise self._damaged(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def read(self, part: str) -> etree._Element | None:
        """Return the root of a part's XML, or None if there is no such part."""
        try:
            info = self._archive.getinfo(part)
        except KeyError:
            return None
        try:
            with self._archive.open(info) as file:
                data = file.read(PART_LIMIT + 1)
        except _DAMAGE as error:
            raise self._damaged(f"{part}: {error}") from error
        if len(data) > PART_LIMIT:
            raise self._damaged(f"{part} unpacks to more than {PART_LIMIT >> 20} MiB")
        try:
            return etree.fromstring(data, _parser(recover=False))
        except etree.XMLSyntaxError as error:
            damage = error
        root = etree.fromstring(data, _parser(recover=True))
        if root is None:
            raise self._damaged(f"{part}: {damage}") from damage
        self.recovered.append(part)
        return root

    def warnings(self) -> list[tuple[str, dict[str, str]]]:
        """Return the warning that parts were read in part, if any were."""
        if not self.recovered:
            return []
        return [("partly-damaged", {"path": self.name, "part": ", ".join(self.recovered)})]

    def relationships(self, part: str) -> list[tuple[str, str, str]]:
        """Return (id, last word of the type, target part) of what `part` points to, in order.

        `part` is "" for the package itself; what lies outside the package is left out.
        """
        folder, base = posixpath.split(part)
        root = self.read(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = []
        for relationship in () if root is None else root:
            if relationship.get("TargetMode", "Internal") == "Internal":
                target = relationship.get("Target", "")
                joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                kind = relationship.get("Type", "").rpartition("/")[2]
                found.append((relationship.get("Id", ""), kind, posixpath.normpath(joined)))
        return found

    def related(self, part: str, kind: str) -> list[str]:
        return [target for _, found, target in self.relationships(part) if found == kind]

    def first(self, part: str, kind: str) -> etree._Element | None:
        """Return the root of the first part that `part` points to as `kind`, or None."""
        for name in self.related(part, kind):
            root = self.read(name)
            if root is not None:
                return root
        return None

    def core(self) -> dict[str, str]:
        """Return the core properties by local name: title, creator, created, language, …"""
        root = self.first("", "core-properties")
        if root is None:
            root = self.read("docProps/core.xml")
        if root is None:
            return {}
        return {local(child): (child.text or "").strip() for child in root if child.text}

    def _damaged(self, why: str) -> ReadError:
        return ReadError("file-damaged", path=self.name, why=why)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=recover)


def local(element: etree._Element | None) -> str:
    """Return an element's name without its namespace, "" for a comment."""
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return the value of the attribute with this local name, whatever its namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return None


def number(element: etree._Element | None, name: str, default: int = 0) -> int:
    """Return a whole number of an attribute, `default` where there is none or it is damaged."""
    value = attribute(element, name) or ""
    plain = value.removeprefix("-")
    return int(value) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else default


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant reached by local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def descendants(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (inner for inner in element.iter() if local(inner) == name)
