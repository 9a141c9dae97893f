"""Any sentence-transformers model, by hub name or folder, behind the house's interface."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import encoder.messages  # noqa: F401  (registers the sentences of the errors raised here)
from encoder.tokenizer import clean
from errors import MissingError

# What a model wants before a query and a passage, by a part of its name, the longest match first.
# A model whose own configuration says so needs no entry here.
PREFIXES: dict[str, tuple[str, str]] = {
    "multilingual-e5-large-instruct": (
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
        "Query: ",
        "",
    ),
    "multilingual-e5": ("query: ", "passage: "),
    "e5-": ("query: ", "passage: "),
    "glucose-base-ja": ("query: ", "passage: "),
    "ruri-v3": ("検索クエリ: ", "検索文書: "),
    "ruri-": ("クエリ: ", "文章: "),
    "bge-m3": ("", ""),
    "bge-": ("Represent this sentence for searching relevant passages: ", ""),
    "nomic-embed": ("search_query: ", "search_document: "),
}

BATCH = 32


class HubEncoder:
    """Runs on torch; imported only when a model other than the bundled one is asked for."""

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        self.name = name
        self._model = _open(name, threads)
        self.dim = int(self._model.get_embedding_dimension())
        self._prefixes = prefixes(name, getattr(self._model, "prompts", {}))
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights and of the prefixes, whatever the model was called."""
        if not self._fingerprint:
            digest = hashlib.sha256(repr(sorted(self._prefixes.items())).encode())
            for key, tensor in sorted(self._model.state_dict().items()):
                digest.update(key.encode())
                digest.update(tensor.detach().cpu().float().numpy().tobytes())
            self._fingerprint = f"{Path(self.name).name}-{digest.hexdigest()[:16]}"
        return self._fingerprint

    def encode(
        self, texts: Sequence[str], kind: Literal["query", "passage"]
    ) -> NDArray[np.float32]:
        """Return unit vectors (n, dim), each text behind the prefix that the model wants."""
        if not texts:
            return np.empty((0, self.dim), np.float32)
        vectors = self._model.encode(
            [clean(text) for text in texts],
            prompt=self._prefixes[kind],
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)


def prefixes(name: str, prompts: dict[str, str]) -> dict[str, str]:
    """Return the prefix of each kind: as the model's own prompts say, else by PREFIXES.

    >>> prefixes("intfloat/multilingual-e5-small", {})
    {'query': 'query: ', 'passage': 'passage: '}
    """
    if any(prompts.values()):
        passage = prompts.get("passage") or prompts.get("document") or ""
        return {"query": prompts.get("query") or "", "passage": passage}
    for part in sorted(PREFIXES, key=len, reverse=True):
        if part in name.lower():
            query, passage = PREFIXES[part]
            return {"query": query, "passage": passage}
    return {"query": "", "passage": ""}


def _open(name: str, threads: int | None) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    if threads is not None:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(name, device="cpu")
    # The hub's client, transformers and safetensors each raise their own kinds here.
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        why = str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
        raise MissingError("encoder-not-found", name=name, why=why) from error


__all__ = ["PREFIXES", "HubEncoder", "prefixes"]
