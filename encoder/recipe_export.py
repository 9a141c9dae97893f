"""From trained weights to the folder that ships: one file of weights, read by both runtimes.

Matrices are stored as 8-bit floats (E4M3), a type that safetensors and torch know: transformers
widens them to float32 as it loads, and the light runtime does so with a table of 256 values.
`graph.onnx` holds the computation alone, without weights.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file

from encoder.light import BLOCK
from encoder.tokenizer import MAX_TOKENS

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]


def export(weights: Mapping[str, torch.Tensor], tokens: Sequence[str], folder: Path) -> None:
    """Write a sentence-transformers folder that also serves the light runtime."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    save_file(
        {name: narrow(tensor) for name, tensor in weights.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    (folder / "model.safetensors").chmod(0o644)  # safetensors lets the owner alone read it
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    onnx.save(graph(LAYERS), folder / "graph.onnx")
    for name, content in _settings(len(tokens)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def narrow(tensor: torch.Tensor) -> torch.Tensor:
    """Return matrices as 8-bit floats; biases and norms are few and stay float32."""
    tensor = tensor.detach().contiguous()
    return tensor.to(torch.float8_e4m3fn) if tensor.ndim == 2 else tensor.float()


def _settings(vocabulary_size: int) -> dict[str, Any]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": WIDTH,
            "intermediate_size": INNER,
            "num_attention_heads": HEADS,
            "num_hidden_layers": LAYERS,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": MAX_TOKENS,
            "pad_token_id": 0,
            "type_vocab_size": 2,
            "vocab_size": vocabulary_size,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "BertJapaneseTokenizer",
            "word_tokenizer_type": "mecab",
            "mecab_kwargs": {"mecab_dic": "unidic_lite"},
            "subword_tokenizer_type": "wordpiece",
            "do_lower_case": True,
            "model_max_length": MAX_TOKENS,
            **{f"{t.lower()}_token": f"[{t}]" for t in ("UNK", "SEP", "PAD", "CLS", "MASK")},
        },
        "modules.json": [
            {
                "idx": i,
                "name": str(i),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for i, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": WIDTH,
            "pooling_mode_mean_tokens": True,
        },
    }


def graph(layers: int) -> onnx.ModelProto:
    """Return BERT's encoder with mean pooling over (batch, tokens, 384) word vectors.

    Inputs: `words` float32, the word vectors; `lengths` int32, the tokens of each text (padding
    stands on the right).  Output: `vectors` (batch, 384), unit length.
    """
    build = _Graph()
    words, mask = "words", "mask"
    build.node("Shape", ["words"], "count", start=1, end=2)
    build.constant("zero", TensorProto.INT64, [1], [0])
    build.constant("one", TensorProto.INT64, [1], [1])
    build.constant("last", TensorProto.INT64, [1], [-1])
    build.node("Slice", [build.weight("positions", [MAX_TOKENS, WIDTH]), "zero", "count"], "place")
    build.node("Add", [words, "place"], "placed")
    state = build.normal("placed", "embeddings")
    for i in range(layers):
        state = _layer(build, state, i)
    # Mean over the real tokens: mask[b, t] = t < lengths[b].
    build.constant("start", TensorProto.INT32, [], [0])
    build.constant("step", TensorProto.INT32, [], [1])
    build.node("Squeeze", ["count"], "tokens")
    build.node("Cast", ["tokens"], "tokens32", to=TensorProto.INT32)
    build.node("Range", ["start", "tokens32", "step"], "index")
    build.node("Unsqueeze", ["lengths", "one"], "column")
    build.node("Less", ["index", "column"], "real")
    build.node("Cast", ["real"], mask, to=TensorProto.FLOAT)
    build.node("Unsqueeze", [mask, "one"], "row")
    build.node("MatMul", ["row", state], "sums")
    build.node("Squeeze", ["sums", "one"], "sum")
    # The sum points where the mean does: unit length makes them one.
    build.node("LpNormalization", ["sum"], "vectors", axis=-1, p=2)
    body = helper.make_graph(
        build.nodes,
        "encoder",
        [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["batch", "tokens", WIDTH]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])],
        build.initializers,
    )
    return helper.make_model(body, opset_imports=OPSETS, ir_version=8)


def _layer(build: _Graph, state: str, i: int) -> str:
    """One post-norm transformer layer; returns the name of its output."""
    joined = build.linear(state, f"{i}.attention", WIDTH, 3 * WIDTH)
    build.node("Split", [joined], f"{i}.q", f"{i}.k", f"{i}.v", axis=-1)
    build.node(
        "MultiHeadAttention",
        [f"{i}.q", f"{i}.k", f"{i}.v", build.weight(f"{i}.attention.bias", [3 * WIDTH]), "lengths"],
        f"{i}.heard",
        domain="com.microsoft",
        num_heads=HEADS,
    )
    heard = build.linear(f"{i}.heard", f"{i}.mix", WIDTH, WIDTH)
    state = build.joined_normal(heard, state, f"{i}.mix")
    inner = build.linear(state, f"{i}.inner", WIDTH, INNER)
    bias = build.weight(f"{i}.inner.bias", [INNER])
    build.node("BiasGelu", [inner, bias], f"{i}.gelu", domain="com.microsoft")
    outer = build.linear(f"{i}.gelu", f"{i}.outer", INNER, WIDTH)
    return build.joined_normal(outer, state, f"{i}.outer")


class _Graph:
    """Collects nodes, and initializers whose values the light runtime supplies from memory."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: list[str], *outputs: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, list(outputs), **attributes))

    def constant(self, name: str, kind: int, shape: list[int], values: list[int]) -> None:
        self.initializers.append(helper.make_tensor(name, kind, shape, values))

    def weight(self, name: str, shape: list[int], kind: int = TensorProto.FLOAT) -> str:
        tensor = onnx.TensorProto(name=name, dims=shape, data_type=kind)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="model.safetensors")
        self.initializers.append(tensor)
        return name

    def linear(self, state: str, name: str, inputs: int, outputs: int) -> str:
        """Multiply by a matrix of 8-bit integers; its bias is added by the operator that follows.

        Each run of BLOCK numbers, of the matrix and of each token's state alike, is rounded by its
        own scale: a token's result depends on no other token and no other text of the batch.
        """
        blocks = inputs // BLOCK
        matrix = self.weight(f"{name}.matrix", [outputs, blocks, BLOCK], TensorProto.UINT8)
        scales = self.weight(f"{name}.scales", [outputs * blocks])
        self.node(
            "MatMulNBits",
            [state, matrix, scales],
            f"{name}.out",
            domain="com.microsoft",
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,  # multiply in 8-bit integers
        )
        return f"{name}.out"

    def normal(self, state: str, name: str) -> str:
        scale, shift = (self.weight(f"{name}.{part}", [WIDTH]) for part in ("scale", "shift"))
        self.node("LayerNormalization", [state, scale, shift], f"{name}.normal", epsilon=1e-12)
        return f"{name}.normal"

    def joined_normal(self, state: str, skip: str, name: str) -> str:
        """Add bias and the skipped state, then normalise."""
        parts = [self.weight(f"{name}.{part}", [WIDTH]) for part in ("scale", "shift", "bias")]
        self.node(
            "SkipLayerNormalization",
            [state, skip, *parts],
            f"{name}.normal",
            domain="com.microsoft",
            epsilon=1e-12,
        )
        return f"{name}.normal"
