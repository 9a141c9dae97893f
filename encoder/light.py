"""The bundled model on onnxruntime and tokenizers: no torch, ready in a fraction of a second.

The weights are 8-bit floats.  Word vectors stay so, and only the rows a text needs are widened;
the matrices of the body become integers with a scale for each output, and are handed to
onnxruntime from memory.  States are rounded by sizes measured beforehand or token by token, so a
text has the same vector alone and in any batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray

import encoder.messages  # noqa: F401  (registers the sentences of the errors raised here)
from encoder.tokenizer import JapaneseTokenizer
from errors import MissingError

EVEN = 0.9  # measured: of .4 to 1 the one with the largest least cosine to float32
TOKENS_A_BATCH = 512  # padded; the states of more do not stay near the processor
# Folders of the model's parts beside the body, as sentence-transformers numbers them.
WORDS, MEANING, TURN = "3_WordEmbeddings", "4_Dense", "6_Dense"
SIZES = "sizes.safetensors"  # of the channels: how the states are evened out before rounding
FINGERPRINTED = (
    "model.safetensors",
    *(f"{part}/model.safetensors" for part in (WORDS, MEANING, TURN)),
    "vocab.txt",
)
FILES = (*FINGERPRINTED, SIZES, "graph.onnx")


class LightEncoder:
    """An encoder from a folder that `encoder.recipe` wrote; see README.md for the model.

    The bundled model needs no prefixes: queries and passages are encoded alike.
    """

    def __init__(self, folder: Path, *, name: str, threads: int | None = None) -> None:
        for file in FILES:
            if not (folder / file).exists():
                raise MissingError("encoder-incomplete", path=folder, file=file)
        self.name = name
        self._folder = folder
        self._tokenizer = JapaneseTokenizer.open(folder)
        tensors = _read(folder / "model.safetensors")
        self._rows = tensors["embeddings.word_embeddings.weight"]
        self._lexical = _read(folder / WORDS / "model.safetensors")["emb_layer.weight"]
        plane, turn = (
            _widen(_read(folder / part / "model.safetensors")["linear.weight"])
            for part in (MEANING, TURN)
        )
        # Two matrices become one for each half of the vector: what the body read, and the words.
        self._turned = np.ascontiguousarray((turn[:, : len(plane)] @ plane).T)
        self._turned_words = np.ascontiguousarray(turn[:, len(plane) :].T)
        self.dim = len(turn)
        sizes = _read(folder / SIZES)
        self._session = session(folder / "graph.onnx", _weights(tensors, sizes), threads)
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
            vectors[batch] = self._run([ids[i] for i in batch])
        return vectors

    def _run(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        lengths = np.array([len(row) for row in ids], np.int32)
        padded = np.zeros((len(ids), int(lengths.max())), np.int64)
        for i, row in enumerate(ids):
            padded[i, : len(row)] = row
        words = _widen(self._rows[padded])
        (meaning,) = self._session.run(None, {"words": words, "lengths": lengths})
        real = np.arange(padded.shape[1]) < lengths[:, None]
        lexical = _widen(self._lexical[padded])
        lexical = np.einsum(
            "btd,bt->bd", lexical, (real / np.sqrt(lengths)[:, None]).astype(np.float32)
        )
        vectors = meaning @ self._turned + lexical @ self._turned_words
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors, np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield lists of indices, like lengths together, at most TOKENS_A_BATCH padded tokens each."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > TOKENS_A_BATCH:
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
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _weights(
    tensors: Mapping[str, NDArray[Any]], sizes: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Name BERT's tensors as the graph does, its matrices rounded; query, key and value joined."""

    def tensor(name: str) -> NDArray[np.float32]:
        return _widen(tensors[name])

    weights: dict[str, NDArray[Any]] = {
        # Every text is of type 0, so its vector joins the positions'.
        "positions": tensor("embeddings.position_embeddings.weight")
        + tensor("embeddings.token_type_embeddings.weight")[0],
        "embeddings.scale": tensor("embeddings.LayerNorm.weight"),
        "embeddings.shift": tensor("embeddings.LayerNorm.bias"),
    }
    layers = 1 + max(int(n.split(".")[2]) for n in tensors if n.startswith("encoder.layer."))
    for i in range(layers):
        layer = f"encoder.layer.{i}."
        parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        matrices = {"attention": np.concatenate([tensor(p + ".weight") for p in parts])}
        weights[f"{i}.attention.bias"] = np.concatenate([tensor(p + ".bias") for p in parts])
        for name, dense, norm in (
            ("mix", "attention.output.dense", "attention.output.LayerNorm"),
            ("inner", "intermediate.dense", None),
            ("outer", "output.dense", "output.LayerNorm"),
        ):
            matrices[name] = tensor(f"{layer}{dense}.weight")
            weights[f"{i}.{name}.bias"] = tensor(f"{layer}{dense}.bias")
            if norm:
                weights[f"{i}.{name}.scale"] = tensor(f"{layer}{norm}.weight")
                weights[f"{i}.{name}.shift"] = tensor(f"{layer}{norm}.bias")
        steps = {}
        for name, matrix in matrices.items():
            if f"{i}.{name}" in sizes:
                # Most of a channel's excess goes into the matrix, which is rounded more finely.
                size = np.maximum(sizes[f"{i}.{name}"], np.float32(1e-3))
                largest = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-6))
                even = size**EVEN / largest ** (1 - EVEN)
                steps[name] = even * ((size / even).max() / 127)
                matrices[name] = matrix * steps[name]
        for name, matrix in matrices.items():
            weights[f"{i}.{name}.matrix"], weights[f"{i}.{name}.scales"] = _rounded(matrix)
        for name in ("attention", "inner"):
            weights[f"{i}.{name}.smooth"] = 1 / steps[name]
        # The values, the last third, come out in the steps that the next matrix takes.
        for part in ("scales", "bias"):
            weights[f"{i}.attention.{part}"][-len(steps["mix"]) :] /= steps["mix"]
    return {name: np.ascontiguousarray(value) for name, value in weights.items()}


def _rounded(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return (inputs, outputs) integers, and a scale for each output.

    Two neighbours are at most 128 together: their products with bytes still fit into 16 bits when
    added, so that processors that add so (AVX2) give the same numbers as those that need not.
    """
    size = np.abs(matrix)
    largest = np.maximum(size.max(axis=1), (size[:, ::2] + size[:, 1::2]).max(axis=1))
    scales = np.maximum(largest / 127, np.float32(1e-12))
    return np.rint(matrix / scales[:, None]).astype(np.int8).T, scales
