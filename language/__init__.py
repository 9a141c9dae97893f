"""Which language, which sentences, which words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from language.boundaries import sentences
from language.folding import fold, fold_with_offsets, folds, plain
from language.lines import clean, join_lines
from language.ngrams import bigram_tokens, bigrams
from language.script import detect
from language.tokens import Token

if TYPE_CHECKING:
    from language.analyzer import Analyzer

__all__ = [
    "Analyzer",
    "Token",
    "bigram_tokens",
    "bigrams",
    "clean",
    "detect",
    "fold",
    "fold_with_offsets",
    "folds",
    "join_lines",
    "plain",
    "sentences",
]


def __getattr__(name: str) -> Any:
    # MeCab and its dictionary are loaded by those who analyse, not by all who import a name.
    if name == "Analyzer":
        from language.analyzer import Analyzer

        return Analyzer
    raise AttributeError(f"module 'language' has no attribute {name!r}")
