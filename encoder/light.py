"""The bundled model on onnxruntime and tokenizers: no torch, ready in a fraction of a second.

The weights are 8-bit floats.  Word vectors stay so, and only the rows a text needs are widened.
The body has two forms, each made when a text first asks for it: short texts, such as queries, are
read in float32, since rounding harms a single word most; for longer ones the matrices become
integers with a scale for each output, where the processor multiplies bytes faster than floats.
States are then rounded by sizes measured beforehand or token by token.  The form goes by the text's
own length, so a text has the same vector alone and in any batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray

import encoder.messages  # noqa: F401  (registers the sentences of the errors raised here)
from encoder.tokenizer import JapaneseTokenizer
from errors import MissingError

EVEN = 0.9  # measured: of .4 to 1 the one with the largest least cosine to float32
# Rounded, of 23,000 texts none beyond 4 tokens has a cosine below .995 to float32, and none of 20
# or more one below .996.
EXACT_TOKENS = 32
TOKENS_A_BATCH = 512  # padded; the states of more do not stay near the processor
# Folders of the model's parts beside the body, as sentence-transformers numbers them.
WORDS, MEANING, TURN = "3_WordEmbeddings", "4_Dense", "6_Dense"
SIZES = "sizes.safetensors"  # of the channels: how the states are evened out before rounding
FINGERPRINTED = (
    "model.safetensors",
    *(f"{part}/model.safetensors" for part in (WORDS, MEANING, TURN)),
    "vocab.txt",
)
ROUNDED, EXACT = "graph.onnx", "graph-float32.onnx"
FILES = (*FINGERPRINTED, SIZES, ROUNDED, EXACT)
# What processors call the instructions that add four products of bytes at once.
BYTE_PRODUCTS = {"avx512_vnni", "avx_vnni", "asimddp"}


class LightEncoder:
    """An encoder from a folder that `encoder.recipe` wrote; see README.md for the model.

    The bundled model needs no prefixes: queries and passages are encoded alike.
    `rounded`: whether long texts are read with rounded matrices; None asks the processor.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        threads: int | None = None,
        rounded: bool | None = None,
    ) -> None:
        for file in FILES:
            if not (folder / file).exists():
                raise MissingError("encoder-incomplete", path=folder, file=file)
        self.name = name
        self._folder = folder
        self._threads = threads
        self._is_rounded = rounded
        self._tokenizer = JapaneseTokenizer.open(folder)
        self._tensors = _read(folder / "model.safetensors")
        self._rows = self._tensors["embeddings.word_embeddings.weight"]
        self._lexical = _read(folder / WORDS / "model.safetensors")["emb_layer.weight"]
        plane, turn = (
            _widen(_read(folder / part / "model.safetensors")["linear.weight"])
            for part in (MEANING, TURN)
        )
        # Two matrices become one for each half of the vector: what the body read, and the words.
        self._turned = np.ascontiguousarray((turn[:, : len(plane)] @ plane).T)
        self._turned_words = np.ascontiguousarray(turn[:, len(plane) :].T)
        self.dim = len(turn)
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """A hash of weights and vocabulary: equal content, equal vectors."""
        if not self._fingerprint:
            digest = hashlib.sha256()
            for part in FINGERPRINTED:
                digest.update((self._folder / part).read_bytes())
            self._fingerprint = f"{self.name}-{digest.hexdigest()[:16]}"
        return self._fingerprint

    def encode(
        self, texts: Sequence[str], kind: Literal["query", "passage"]
    ) -> NDArray[np.float32]:
        """Return unit vectors (n, 384); a text beyond 512 tokens is represented by its start."""
        del kind
        vectors = np.empty((len(texts), self.dim), np.float32)
        ids = self._tokenizer.ids(texts)
        for batch in _batches([len(row) for row in ids]):
            body = self._exact if len(ids[batch[0]]) <= EXACT_TOKENS else self._long
            vectors[batch] = self._run([ids[i] for i in batch], body)
        return vectors

    @cached_property
    def _exact(self) -> onnxruntime.InferenceSession:
        return session(self._folder / EXACT, _weights(self._tensors), self._threads)

    @cached_property
    def _long(self) -> onnxruntime.InferenceSession:
        rounded = multiplies_bytes() if self._is_rounded is None else self._is_rounded
        if not rounded:
            return self._exact
        weights = _rounded(_weights(self._tensors), _read(self._folder / SIZES))
        return session(self._folder / ROUNDED, weights, self._threads)

    def _run(
        self, ids: Sequence[Sequence[int]], body: onnxruntime.InferenceSession
    ) -> NDArray[np.float32]:
        lengths = np.array([len(row) for row in ids], np.int32)
        padded = np.zeros((len(ids), int(lengths.max())), np.int64)
        for i, row in enumerate(ids):
            padded[i, : len(row)] = row
        words = _widen(self._rows[padded])
        (meaning,) = body.run(None, {"words": words, "lengths": lengths})
        real = np.arange(padded.shape[1]) < lengths[:, None]
        lexical = _widen(self._lexical[padded])
        lexical = np.einsum(
            "btd,bt->bd", lexical, (real / np.sqrt(lengths)[:, None]).astype(np.float32)
        )
        vectors = meaning @ self._turned + lexical @ self._turned_words
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors, np.float32)


@cache
def multiplies_bytes() -> bool:
    """Whether this processor multiplies bytes faster than floats."""
    from archspec.cpu import host
    from archspec.cpu.detect import detected_info  # all it has: host() names what a family has

    return bool(BYTE_PRODUCTS & (host().features | detected_info().features))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield lists of indices, like lengths together, at most TOKENS_A_BATCH padded tokens each.

    Texts up to EXACT_TOKENS are never in one list with longer ones.
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if batch:
            longest = lengths[batch[0]]
            full = (len(batch) + 1) * longest > TOKENS_A_BATCH
            if full or lengths[i] <= EXACT_TOKENS < longest:
                yield batch
                batch = []
        batch.append(i)
    if batch:
        yield batch


def _e4m3() -> NDArray[np.float32]:
    """Return the value of each byte as an 8-bit float: sign, 4 exponent bits (bias 7), 3 mantissa.

    The two not-a-number patterns, 0x7F and 0xFF, become 0: trained weights never hold them.
    """
    byte = np.arange(256)
    exponent, mantissa = (byte >> 3) & 15, byte & 7
    size = np.where(exponent == 0, mantissa * 2.0**-9, (1 + mantissa / 8) * 2.0 ** (exponent - 7.0))
    size[(byte & 127) == 127] = 0
    return np.where(byte < 128, size, -size).astype(np.float32)


E4M3 = _e4m3()


def _widen(tensor: NDArray[Any]) -> NDArray[np.float32]:
    return E4M3[tensor] if tensor.dtype == np.uint8 else np.asarray(tensor, np.float32)


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a safetensors file, mapped from disk; 8-bit floats as raw bytes.

    The format: a little-endian u64 N, N bytes of JSON with each tensor's type, shape and offsets,
    then the data.
    """
    data = np.memmap(path, np.uint8, "r")
    size = int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8 : 8 + size].tobytes())
    types = {"F32": np.float32, "F16": np.float16, "F8_E4M3": np.uint8}
    return {
        name: data[8 + size :][slice(*info["data_offsets"])]
        .view(types[info["dtype"]])
        .reshape(info["shape"])
        for name, info in header.items()
        if name != "__metadata__"
    }


def session(
    graph: Path, weights: Mapping[str, NDArray[Any]], threads: int | None
) -> onnxruntime.InferenceSession:
    """Open a graph without weights, and give it these from memory, by name."""
    options = onnxruntime.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors only: a warning about affinity says nothing to a user
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(
        graph,
        options,
        providers=["CPUExecutionProvider"],
        # It would put the slow operator that the graph avoids into its place.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def _weights(tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Name BERT's tensors as the graphs do: (inputs, outputs); query, key and value joined."""

    def tensor(name: str) -> NDArray[np.float32]:
        return _widen(tensors[name])

    weights: dict[str, NDArray[np.float32]] = {
        # Every text is of type 0, so its vector joins the positions'.
        "positions": tensor("embeddings.position_embeddings.weight")
        + tensor("embeddings.token_type_embeddings.weight")[0],
        "embeddings.scale": tensor("embeddings.LayerNorm.weight"),
        "embeddings.shift": tensor("embeddings.LayerNorm.bias"),
    }
    layers = 1 + max(int(n.split(".")[2]) for n in tensors if n.startswith("encoder.layer."))
    for i in range(layers):
        layer = f"encoder.layer.{i}."
        heads = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        for name, parts, norm in (
            ("attention", heads, None),
            ("mix", [f"{layer}attention.output.dense"], "attention.output.LayerNorm"),
            ("inner", [f"{layer}intermediate.dense"], None),
            ("outer", [f"{layer}output.dense"], "output.LayerNorm"),
        ):
            matrix = np.concatenate([tensor(f"{part}.weight") for part in parts])
            weights[f"{i}.{name}.matrix"] = np.ascontiguousarray(matrix.T)
            weights[f"{i}.{name}.bias"] = np.concatenate([tensor(f"{part}.bias") for part in parts])
            if norm:
                weights[f"{i}.{name}.scale"] = tensor(f"{layer}{norm}.weight")
                weights[f"{i}.{name}.shift"] = tensor(f"{layer}{norm}.bias")
    return weights


def _rounded(
    weights: Mapping[str, NDArray[np.float32]], sizes: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[Any]]:
    """Return the weights with rounded matrices, and the steps in which states are rounded."""
    found: dict[str, NDArray[Any]] = dict(weights)
    for i in range(sum(name.endswith(".outer.matrix") for name in weights)):
        steps = {}
        for name in ("attention", "mix", "inner", "outer"):
            matrix = weights[f"{i}.{name}.matrix"]
            if f"{i}.{name}" in sizes:
                # Most of a channel's excess goes into the matrix, which is rounded more finely.
                size = np.maximum(sizes[f"{i}.{name}"], np.float32(1e-3))
                largest = np.maximum(np.abs(matrix).max(axis=1), np.float32(1e-6))
                even = size**EVEN / largest ** (1 - EVEN)
                steps[name] = even * ((size / even).max() / 127)
                matrix = matrix * steps[name][:, None]
            found[f"{i}.{name}.matrix"], found[f"{i}.{name}.scales"] = _integers(matrix)
        for name in ("attention", "inner"):
            found[f"{i}.{name}.smooth"] = 1 / steps[name]
        # The values, the last third, come out in the steps that the next matrix takes.
        for part in ("scales", "bias"):
            values = found[f"{i}.attention.{part}"].copy()
            values[-len(steps["mix"]) :] /= steps["mix"]
            found[f"{i}.attention.{part}"] = values
    return found


def _integers(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix (inputs, outputs) as integers, and a scale for each output.

    Two neighbours are at most 128 together: their products with bytes still fit into 16 bits when
    added, so that processors that add so (AVX2) give the same numbers as those that need not.
    """
    size = np.abs(matrix)
    largest = np.maximum(size.max(axis=0), (size[::2] + size[1::2]).max(axis=0))
    scales = np.maximum(largest / 127, np.float32(1e-12))
    return np.rint(matrix / scales).astype(np.int8), scales
