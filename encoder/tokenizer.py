"""Text to token ids, exactly as transformers' BertJapaneseTokenizer does, without transformers.

NFKC, then unidic-lite words, lower-cased, then WordPiece.  English takes the same road: unidic-lite
leaves a run of Latin letters whole, so that its WordPieces are BERT's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import fugashi
import unidic_lite
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

UNKNOWN = "[UNK]"
MAX_TOKENS = 512  # with [CLS] and [SEP]: the positions of the body
# More characters than 510 tokens of any ordinary text; what follows could not be seen anyway.
MAX_CHARACTERS = 16_384


def clean(text: str) -> str:
    r"""Replace what no tokenizer can take: NUL and lone surrogates; cut what cannot be seen.

    >>> clean("a\ud800b")
    'a?b'
    """
    return text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class Segmenter:
    """The unidic-lite words of a text: plain dictionary, no user entries."""

    def __init__(self) -> None:
        folder = unidic_lite.DICDIR
        self._tagger = fugashi.GenericTagger(f'-d "{folder}" -r "{folder}/mecabrc" -Owakati')

    def words(self, text: str) -> list[str]:
        """Return the NFKC, lower-cased words.

        >>> Segmenter().words("半導体の輸出管理")
        ['半', '導体', 'の', '輸出', '管理']
        """
        words = self._tagger.parse(unicodedata.normalize("NFKC", text)).split()
        return [word.lower() for word in words]


class JapaneseTokenizer:
    """`vocab.txt` names one token a line; a line's number is the token's id."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        ids = {token: i for i, token in enumerate(vocabulary)}
        self._start, self._end = ids["[CLS]"], ids["[SEP]"]
        self._pieces = Tokenizer(WordPiece(ids, unk_token=UNKNOWN, max_input_chars_per_word=100))
        self._segmenter = Segmenter()

    @classmethod
    def open(cls, folder: Path) -> JapaneseTokenizer:
        # Not splitlines(): a token may be a character that Python takes for a line end.
        return cls((folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return token ids with [CLS] and [SEP], at most MAX_TOKENS each."""
        words = [self._segmenter.words(clean(text)) for text in texts]
        encoded = self._pieces.encode_batch_fast(
            words, is_pretokenized=True, add_special_tokens=False
        )
        return [[self._start, *e.ids[: MAX_TOKENS - 2], self._end] for e in encoded]
