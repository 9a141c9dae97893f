"""What a library, a language and an encoder are called; read once, by the doors.

Later wins: the defaults here, `kakehashi.toml` (in the working folder, else beside the project),
environment variables `KAKEHASHI_…`, command-line options.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from catalog.records import Level
from errors import SettingsError

PROJECT = Path(__file__).resolve().parent
FILE = "kakehashi.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    library: Path = PROJECT / "library"
    encoder: str = "bundled"  # or any sentence-transformers name or folder
    reader: Level = Level.PUBLIC  # who is asking in the terminal; the most the browser may show
    language: str = "auto"  # of the interface: "ja", "en", or by the locale
    era: bool = False  # Japanese dates by era: 令和6年10月, not 2024年10月（令和6年）
    threads: int = 0  # of the encoder; 0: as many as there are processors
    port: int = 8501
    wording_url: str = (
        ""  # of an OpenAI-compatible endpoint, up to /v1; empty: no help with wording
    )
    wording_model: str = ""
    wording_key: str = ""
    feeds: tuple[str, ...] = ()  # of the digest: addresses or files, RSS or Atom


def load(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings in force; SettingsError names the setting and its origin."""
    values: dict[str, Any] = {}
    path = next((f for f in (Path(FILE), PROJECT / FILE) if f.is_file()), None)
    if path is not None:
        try:
            values |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise SettingsError("settings-file", path=path, why=problem) from problem
        if "library" in values:  # relative to the file that names it
            values["library"] = path.parent / Path(str(values["library"])).expanduser()
    for field in fields(Settings):
        found = os.environ.get(f"KAKEHASHI_{field.name.upper()}")
        if found:
            values[field.name] = found
    values |= {k: v for k, v in (overrides or {}).items() if v is not None}
    settings = Settings()
    for name, value in values.items():
        settings = replace(settings, **{name: _checked(name, value)})
    if settings.language == "auto":
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        settings = replace(settings, language="ja" if (locale or "").startswith("ja") else "en")
    return settings


def _checked(name: str, value: Any) -> Any:
    def refuse(why: str) -> SettingsError:
        return SettingsError("setting-invalid", name=name, value=value, why=why)

    known = [field.name for field in fields(Settings)]
    match name:
        case "library":
            return Path(value).expanduser().resolve()
        case "encoder" | "wording_model" | "wording_key":
            return str(value)
        case "wording_url":
            if value and not str(value).startswith(("http://", "https://")):
                raise refuse("http://… | https://…")
            return str(value)
        case "reader":
            if value not in list(Level):
                raise refuse("public | members | staff")
            return Level(value)
        case "language":
            if value not in {"auto", "ja", "en"}:
                raise refuse("auto | ja | en")
            return value
        case "era":
            text = str(value).lower()
            if text not in {"true", "false"}:
                raise refuse("true | false")
            return text == "true"
        case "feeds":
            listed = value.split() if isinstance(value, str) else value
            if not isinstance(listed, (list, tuple)) or not all(isinstance(f, str) for f in listed):
                raise refuse('["https://…", "feed.xml"]')
            return tuple(listed)
        case "threads" | "port":
            text = str(value)
            if not text.isdecimal() or int(text) > 65535:
                raise refuse("0–65535")
            return int(text)
        case _:
            raise refuse(" | ".join(known))
