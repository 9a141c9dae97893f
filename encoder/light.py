"""The bundled model on onnxruntime and tokenizers: no torch, ready in a fraction of a second.

The weights are 8-bit floats.  Word vectors stay so, and only the rows a text needs are widened;
the matrices of the body become 8-bit integers with a scale for each run of BLOCK numbers, and are
handed to onnxruntime from memory.  States are rounded token by token, so a text has the same
vector alone and in any batch.
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

BLOCK = 64  # numbers of a matrix row that share a scale; the graph is built for it
TOKENS_A_BATCH = 4_096  # padded; larger gains no speed and costs memory
FINGERPRINTED = ("model.safetensors", "vocab.txt")
FILES = (*FINGERPRINTED, "graph.onnx")


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
        self.dim = int(self._rows.shape[1])
        self._session = _session(folder / "graph.onnx", tensors, threads)
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
        # A multiple of 4: the integer kernels round a last, odd row in another way.
        padded = np.zeros((len(ids), -(-int(lengths.max()) // 4) * 4), np.int64)
        for i, row in enumerate(ids):
            padded[i, : len(row)] = row
        words = _widen(self._rows[padded])
        (vectors,) = self._session.run(None, {"words": words, "lengths": lengths})
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
    types = {"F32": np.float32, "F8_E4M3": np.uint8}
    return {
        name: data[8 + size :][slice(*info["data_offsets"])]
        .view(types[info["dtype"]])
        .reshape(info["shape"])
        for name, info in header.items()
        if name != "__metadata__"
    }


def _session(
    graph: Path, tensors: Mapping[str, NDArray[Any]], threads: int | None
) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors only: a warning about affinity says nothing to a user
    weights = _weights(tensors)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _weights(tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
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
        for name, matrix in matrices.items():
            weights[f"{i}.{name}.matrix"], weights[f"{i}.{name}.scales"] = _rounded(matrix)
    return {name: np.ascontiguousarray(value) for name, value in weights.items()}


def _rounded(matrix: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return (outputs, inputs / BLOCK, BLOCK) bytes, 128 standing for 0, and a scale per block."""
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2) / 127, np.float32(1e-12))
    return (np.rint(blocks / scales[:, :, None]) + 128).astype(np.uint8), scales.ravel()
