"""What every verb of the terminal gets: options, settings, the open library, how errors end."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import settings as _settings
from catalog.records import Reader
from errors import KakehashiError, LockedError, SettingsError
from ui.strings import Strings

if TYPE_CHECKING:
    from catalog import Catalog
    from encoder import Encoder
    from index import Index
    from settings import Settings
    from topics.taxonomy import Topic


def interface_language() -> str:
    """Return the language of help and messages, also when the settings are broken."""
    asked = next((a.partition("=")[2] for a in sys.argv if a.startswith("--language=")), None)
    if "--language" in sys.argv[:-1]:
        asked = sys.argv[sys.argv.index("--language") + 1]
    try:
        return _settings.load({"language": asked}).language
    except SettingsError:
        return "en"


S = Strings(interface_language())


class Door:
    """What every verb gets: the settings in force, the language, and how to open the library."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reader = Reader(settings.reader)

    @contextmanager
    def catalog(self, *, create: bool = False) -> Iterator[Catalog]:
        from catalog import Catalog

        with Catalog.open(self.settings.library, create=create) as catalog:
            yield catalog

    def index(self, catalog: Catalog) -> Index:
        from index import Index
        from topics import scores
        from ui.strings import topic_names

        taxonomy = self.taxonomy(catalog)
        index = Index.open(catalog, self.encoder(), topics=topic_names(taxonomy))
        with suppress(LockedError):  # another process writes: what is there will do
            scores.keep_up(index, taxonomy)
        return index

    def taxonomy(self, catalog: Catalog) -> tuple[Topic, ...]:
        from topics import taxonomy
        from ui.strings import TOPICS

        return taxonomy.of(catalog, TOPICS)

    def encoder(self) -> Encoder:
        import encoder

        return encoder.load(self.settings.encoder, threads=self.settings.threads or None)

    def rebuild(self, catalog: Catalog) -> int:
        from index import Index
        from ui import terminal

        with terminal.progress(S["cli.encoding"]) as step:
            return Index.rebuild(catalog, self.encoder(), progress=step)


def say(text: str = "") -> None:
    click.echo(text)


def print_json(value: object) -> None:
    say(json.dumps(value, ensure_ascii=False, indent=2))


COMMON = [
    click.option("--library", type=click.Path(path_type=Path), help=S["cli.library"]),
    click.option("--language", help=S["cli.language"]),
    click.option("--encoder", help=S["cli.encoder"]),
]
READING = [
    click.option("--reader", help=S["cli.reader"]),
    click.option("--json", "as_json", is_flag=True, help=S["cli.json"]),
]


def verb(
    name: str, *options: Callable[[Any], Any], group: click.Group | None = None
) -> Callable[[Callable[..., Any]], None]:
    """Add a verb with the common options; its function gets a Door first."""

    def add(function: Callable[..., Any]) -> None:
        @wraps(function)
        def run(
            library: Path | None,
            language: str | None,
            encoder: str | None,
            **rest: Any,
        ) -> None:
            given = {"library": library, "language": language, "encoder": encoder}
            given["reader"] = rest.pop("reader", None)
            function(Door(_settings.load(given)), **rest)

        command: Any = run
        for option in [*reversed(COMMON), *reversed(options)]:
            command = option(command)
        key = f"cli.{group.name}_{name}" if group else f"cli.{name}"
        (group or main).command(name, help=S[key])(command)

    return add


class Commands(click.Group):
    """Errors that a person can meet end as one sentence and an exit code of 1 or 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KakehashiError as problem:
            click.echo(problem.text(S.language), err=True)
            ctx.exit(problem.exit_code)
        except BrokenPipeError:  # `kakehashi search … | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(
    cls=Commands, help=S["cli.about"], context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="kakehashi")
def main() -> None:
    """Run the verb."""
