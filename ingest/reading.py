"""What does one file say, in pages and passages?  All that a worker process does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import ingest.readers.messages  # noqa: F401 - what readers say in rows must be explainable here
from catalog.records import Extraction, Language, Passage
from errors import KakehashiError, ReadError
from ingest import messages  # noqa: F401 - the codes raised here must be explainable
from ingest.flows import edition_language
from ingest.passages import split
from ingest.readers import READERS, read
from ingest.readers.base import Source
from ingest.sniff import sniff, suffix_warning


@dataclass(frozen=True, slots=True)
class Reading:
    extraction: Extraction
    passages: tuple[Passage, ...]
    language: Language  # of the edition: stated, else detected, else the file's own word
    seconds: float = field(default=0.0, compare=False)  # that a worker took


def read_file(source: Source, language: Language | None = None) -> Reading:
    """Read a file by its content; `language` is as stated.

    Every failure is a ReadError, but for MemoryError, whose limit the caller knows.
    """
    try:
        return _read(source, language)
    except (KakehashiError, MemoryError):
        raise
    except Exception as error:  # a library's own error on a file that nobody foresaw
        why = f"{type(error).__name__}: {error}".rstrip(": ")[:200]
        raise ReadError("read-failed", path=source.name, why=why) from error


def _read(source: Source, language: Language | None) -> Reading:
    kind = sniff(source.path, source.name)
    if kind not in READERS:
        raise ReadError("not-a-paper", path=source.name, format=kind)
    extraction = read(source, kind)
    warning = suffix_warning(source.name, kind)
    if warning is not None:
        extraction = replace(extraction, warnings=(warning, *extraction.warnings))
    if language is None:
        # Programs write their own language into files: "en-US" stands in many Japanese ones.
        language = edition_language(extraction.pages)
        if language == Language.OTHER and extraction.metadata.language is not None:
            language = extraction.metadata.language
    return Reading(extraction, tuple(split(extraction.pages, language)), language)
