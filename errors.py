"""Every error a person can meet, in both languages.

KakehashiError
├── UsageError            the request is wrong (exit code 2)
│   ├── QueryError        the query cannot be read
│   ├── NotFoundError     no such document, edition or passage *for this reader*
│   └── SettingsError     a setting has an unusable value
├── ReadError             a file could not be read; becomes a row of the ingest report
├── LibraryError          the library on disk cannot be used
│   ├── MismatchError     the index was made by another encoder or analyzer
│   └── LockedError       another process is writing
└── MissingError          something optional is not installed

Each class is raised with a `code`, naming an entry of MESSAGES, and the values that its
sentence needs.  A stored (code, values) pair can be explained again in either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# code -> (English, Japanese).  Each says what, why, and what to do.
MESSAGES: dict[str, tuple[str, str]] = {}


def register(messages: Mapping[str, tuple[str, str]]) -> None:
    """Add a folder's own messages; a code may be registered once."""
    for code, pair in messages.items():
        if MESSAGES.get(code, pair) != pair:
            raise ValueError(f"message code {code!r} is registered twice with different texts")
        MESSAGES[code] = pair


def explain(code: str, values: Mapping[str, Any], language: str = "en") -> str:
    """Return the sentence for `code` in "en" or "ja".

    >>> explain("library-not-found", {"path": "x"}, "ja")
    '「x」にライブラリがありません。`kakehashi add PATH` で作成してください。'
    """
    english, japanese = MESSAGES[code]
    return (japanese if language == "ja" else english).format_map(dict(values))


class KakehashiError(Exception):
    """Base of all expected errors: `code` names the sentence, `values` fill it."""

    exit_code = 1

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def text(self, language: str = "en") -> str:
        return explain(self.code, self.values, language)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[Any, ...]:
        # Worker processes send errors home by pickle; keyword values need this.
        return (_rebuild, (type(self), self.code, self.values))


def _rebuild(kind: type[KakehashiError], code: str, values: dict[str, Any]) -> KakehashiError:
    return kind(code, **values)


class UsageError(KakehashiError):
    exit_code = 2


class QueryError(UsageError):
    """The query cannot be read; `values["position"]` is a code-point offset where known."""


class NotFoundError(UsageError):
    """There is no such thing, or the reader may not know of it: the two look alike."""


class SettingsError(UsageError):
    pass


class ReadError(KakehashiError):
    pass


class LibraryError(KakehashiError):
    pass


class MismatchError(LibraryError):
    pass


class LockedError(LibraryError):
    pass


class MissingError(KakehashiError):
    pass


register(
    {
        "library-not-found": (
            "There is no library at {path}. Create one with `kakehashi add PATH`.",
            "「{path}」にライブラリがありません。`kakehashi add PATH` で作成してください。",
        ),
        "library-newer": (
            "The library at {path} was written by a newer Kakehashi (schema {found}, this one"
            " knows {known}). Update Kakehashi.",
            "「{path}」は新しい版の Kakehashi で作られています（スキーマ {found}、この版は {known}"
            " まで）。Kakehashi を更新してください。",
        ),
        "library-damaged": (
            "The library at {path} cannot be opened: {why}. Restore a copy with"
            " `kakehashi restore FILE`.",
            "「{path}」のライブラリを開けません（{why}）。`kakehashi restore FILE`"
            " で控えから戻してください。",
        ),
        "library-locked": (
            "Another process is writing to the library at {path}. Wait for it to finish, then try"
            " again.",
            "別の処理が「{path}」のライブラリに書き込んでいます。終わってからやり直してください。",
        ),
        "not-found": (
            "“{id}” is not available. `kakehashi documents` lists what is.",
            "「{id}」は利用できません。`kakehashi documents` で一覧を確かめてください。",
        ),
        "edition-exists": (
            "The document {document} already has an edition in the language {language}; only"
            " editions in different languages can be joined.",
            "文書「{document}」にはすでに {language} 版があります。"
            "異なる言語の版どうしだけを結び付けられます。",
        ),
        "backup-exists": (
            "{path} exists already. Choose another name, or remove it first.",
            "「{path}」はすでにあります。別の名前にするか、先に削除してください。",
        ),
        "restore-not-empty": (
            "The library at {path} is not empty. Restore into a new folder with --library DIR.",
            "「{path}」のライブラリは空ではありません。--library DIR で新しいフォルダに"
            "戻してください。",
        ),
        "not-a-backup": (
            "{path} is not a Kakehashi backup: {why}.",
            "「{path}」は Kakehashi の控えではありません（{why}）。",
        ),
        "settings-file": (
            "The settings file {path} cannot be read: {why}.",
            "設定ファイル「{path}」を読めません（{why}）。",
        ),
        "setting-invalid": (
            "The setting {name} = {value!r} cannot be used; possible: {why}.",
            "設定 {name} = {value!r} は使えません。使える値：{why}",
        ),
    }
)
