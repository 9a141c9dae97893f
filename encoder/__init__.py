"""Which vector has this text?  The bundled model, and any other by name or folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUNDLED = Path(__file__).parent / "model"

Kind = Literal["query", "passage"]


class Encoder(Protocol):
    """Texts to unit vectors.  Texts are similar as their vectors' dot product is near 1."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """A hash of what decides the vectors: two encoders with one fingerprint are the same."""

    def encode(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return (n, dim) float32, rows of unit length, in the order of `texts`.

        `kind` tells models that tell them apart whether these are queries or passages.  Texts
        longer than the model reads are represented by their start; an empty text has a vector
        too, and none is ever NaN.
        """


def load(name: str = "bundled", *, threads: int | None = None) -> Encoder:
    """Return the bundled encoder, or the sentence-transformers model of that name or folder.

    `threads` limits the cores used; None leaves it to the runtime.  The bundled encoder never
    imports torch.  Raises MissingError("encoder-not-found") where the model cannot be had.
    """
    if name == "bundled":
        from encoder.light import LightEncoder

        return LightEncoder(BUNDLED, name=name, threads=threads)
    from encoder.hub import HubEncoder

    return HubEncoder(name, threads=threads)


__all__ = ["BUNDLED", "Encoder", "Kind", "load"]
