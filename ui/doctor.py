"""What is installed, what is missing, whether catalogue and index agree, and what to run."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from catalog import Catalog
from catalog.records import Level, Reader
from errors import KakehashiError
from settings import Settings
from ui.strings import Strings

PACKAGES = ("sentence-transformers", "faiss-cpu", "tantivy", "pypdf", "pypdfium2", "streamlit")
ANALYSIS = ("fugashi", "unidic-lite", "onnxruntime")
OCR_LANGUAGES = {"jpn", "jpn_vert", "eng"}


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: str  # "ok", "missing" (something optional, or not yet) or "wrong"
    detail: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def as_text(self, strings: Strings) -> str:
        mark = {"ok": "✓", "missing": "–", "wrong": "✗"}[self.state]
        line = f"{mark} {self.what}: {strings[f'doctor.{self.state}']}"
        line += f" ({self.detail})" if self.detail else ""
        return f"{line}\n    {self.fix}" if self.fix else line


def examine(settings: Settings, strings: Strings) -> list[Finding]:
    """Look at everything; nothing is changed, and one failing look does not stop the rest."""
    return [
        Finding(strings["doctor.python"], "ok", platform.python_version()),
        *(_package(name, strings) for name in (*PACKAGES, *ANALYSIS)),
        _encoder(settings, strings),
        _ocr(strings),
        _fonts(strings),
        *_library(settings, strings),
    ]


def _package(name: str, strings: Strings) -> Finding:
    what = strings("doctor.package", name=name)
    try:
        return Finding(what, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(what, "wrong", "", "make setup")


def _encoder(settings: Settings, strings: Strings) -> Finding:
    import encoder

    try:
        loaded = encoder.load(settings.encoder)
    except KakehashiError as problem:
        return Finding(
            strings["doctor.encoder"], "wrong", settings.encoder, problem.text(strings.language)
        )
    detail = f"{loaded.name}, {loaded.dim}, {loaded.fingerprint}"
    return Finding(strings["doctor.encoder"], "ok", detail)


def _ocr(strings: Strings) -> Finding:
    from ingest.readers import ocr

    what, have = strings["doctor.ocr"], ocr.available()
    if have >= OCR_LANGUAGES:
        return Finding(what, "ok", "tesseract " + " ".join(sorted(OCR_LANGUAGES)))
    lacking = " ".join(sorted(OCR_LANGUAGES - have))
    return Finding(what, "missing", lacking, strings["doctor.ocr_fix"])


def _fonts(strings: Strings) -> Finding:
    what = strings["doctor.fonts"]
    listed = shutil.which("fc-list")
    if listed is None:  # macOS and Windows have Japanese fonts of their own
        here = platform.system() in {"Darwin", "Windows"}
        return Finding(what, "ok" if here else "missing", platform.system())
    found = subprocess.run([listed, ":lang=ja", "family"], capture_output=True, check=False)
    families = sorted({line.split(",")[0] for line in found.stdout.decode().splitlines() if line})
    if families:
        return Finding(what, "ok", families[0])
    return Finding(what, "missing", "", strings["doctor.fonts_fix"])


def _library(settings: Settings, strings: Strings) -> Iterator[Finding]:
    what = strings["doctor.library"]
    try:
        catalog = Catalog.open(settings.library)
    except KakehashiError as problem:
        absent = problem.code == "library-not-found"
        yield Finding(
            what,
            "missing" if absent else "wrong",
            str(settings.library),
            strings["doctor.library_fix"] if absent else problem.text(strings.language),
        )
        return
    with catalog:
        counts = catalog.statistics(reader=Reader(Level.STAFF))
        yield Finding(what, "ok", f"{settings.library}: " + strings("doctor.documents", **counts))
        wrong = catalog.check()
        yield Finding(
            strings["doctor.originals"],
            "wrong" if wrong else "ok",
            "; ".join(wrong[:3]),
            strings["doctor.originals_fix"] if wrong else "",
        )
        yield _index(catalog, settings, strings)


def _index(catalog: Catalog, settings: Settings, strings: Strings) -> Finding:
    import encoder
    from index import Index

    what = strings["doctor.index"]
    try:
        stamp = Index.open(catalog, encoder.load(settings.encoder)).stamp
    except KakehashiError as problem:
        return Finding(what, "wrong", problem.text(strings.language), strings["doctor.index_fix"])
    generation = catalog.generation
    if stamp == generation:
        return Finding(what, "ok", strings("doctor.index_current", generation=generation))
    return Finding(
        what, "missing", strings("doctor.index_behind", stamp=stamp, generation=generation)
    )
