"""From trained weights to the folder that ships: the same files of weights for both runtimes.

Matrices are stored as 8-bit floats (E4M3), a type that safetensors and torch know: transformers
widens them to float32 as it loads, and the light runtime does so with a table of 256 values.
`graph.onnx` and `graph-float32.onnx` hold the computation alone, without weights.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file

from encoder.light import EXACT, MEANING, ROUNDED, SIZES, TURN, WORDS
from encoder.recipe_static import DIM
from encoder.tokenizer import MAX_TOKENS

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a model is made of.

    `body` are BERT's weights; `words` (tokens, 64) the lexical vectors; `plane` (320, 384) the
    directions of meaning that are kept; `turn` (384, 384) weighs both halves and turns them
    together; `sizes` what `channel_sizes` found.
    """

    body: Mapping[str, torch.Tensor]
    words: torch.Tensor
    plane: torch.Tensor
    turn: torch.Tensor
    sizes: Mapping[str, torch.Tensor]


def export(parts: Parts, tokens: Sequence[str], folder: Path) -> None:
    """Write a sentence-transformers folder that also serves the light runtime."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, tensors, small in (
        ("", parts.body, narrow),
        (WORDS, {"emb_layer.weight": parts.words}, narrow),
        (MEANING, {"linear.weight": parts.plane}, torch.Tensor.half),
        (TURN, {"linear.weight": parts.turn}, torch.Tensor.half),
        (SIZES, parts.sizes, torch.Tensor.float),
    ):
        path = folder / name
        if path.suffix != ".safetensors":
            path /= "model.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(
            {key: small(tensor.detach()).contiguous() for key, tensor in tensors.items()},
            path,
            metadata={"format": "pt"},
        )
        path.chmod(0o644)  # safetensors lets the owner alone read it
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    for name, rounded in ((ROUNDED, True), (EXACT, False)):
        onnx.save(graph(LAYERS, rounded=rounded), folder / name)
    for name, content in _settings(len(tokens)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def channel_sizes(model: Any) -> Iterator[dict[str, torch.Tensor]]:
    """Watch a BERT while it reads.

    Gives the largest number that each channel of each layer's inputs took, (384,) each, by the
    names that the graph has.
    """
    sizes: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Callable[[Any, tuple[torch.Tensor, ...]], None]:
        def see(module: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            del module
            most = inputs[0].float().abs().amax((0, 1))
            sizes[name] = torch.maximum(sizes.get(name, most), most)

        return see

    hooks = [
        module.register_forward_pre_hook(watch(f"{i}.{name}"))
        for i, layer in enumerate(model.encoder.layer)
        for name, module in (
            ("attention", layer.attention.self.query),
            ("mix", layer.attention.output.dense),
            ("inner", layer.intermediate.dense),
        )
    ]
    yield sizes
    for hook in hooks:
        hook.remove()


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
                "type": f"sentence_transformers.models.{path.partition('_')[2] or 'Transformer'}",
            }
            for i, path in enumerate(
                ["", "1_Pooling", "2_Normalize", WORDS, MEANING, "5_Pooling", TURN, "7_Normalize"]
            )
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"embedding_dimension": WIDTH, "pooling_mode": "mean"},
        # The lexical half.  It reads the token ids of the first module, so its own tokenizer, which
        # the class asks for, is never used.
        f"{WORDS}/wordembedding_config.json": {
            "tokenizer_class": "sentence_transformers.sentence_transformer.modules.tokenizer"
            ".WhitespaceTokenizer",
            "update_embeddings": False,
            "max_seq_length": MAX_TOKENS,
        },
        f"{WORDS}/whitespacetokenizer_config.json": {
            "vocab": [],
            "stop_words": [],
            "do_lower_case": False,
        },
        # The half that the body read stands in for the [CLS] vector, beside the lexical one.
        f"{MEANING}/config.json": _dense(WIDTH, WIDTH - DIM, "cls_token_embeddings"),
        "5_Pooling/config.json": {
            "embedding_dimension": DIM,
            "pooling_mode": ["cls", "mean_sqrt_len_tokens"],
        },
        f"{TURN}/config.json": _dense(WIDTH, WIDTH, "sentence_embedding"),
    }


def _dense(inputs: int, outputs: int, name: str) -> dict[str, Any]:
    return {
        "in_features": inputs,
        "out_features": outputs,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
        "module_input_name": "sentence_embedding",
        "module_output_name": name,
    }


def graph(layers: int, *, rounded: bool) -> onnx.ModelProto:
    """Return BERT's encoder with mean pooling over (batch, tokens, 384) word vectors.

    Inputs: `words` float32, the word vectors; `lengths` int32, the tokens of each text (padding
    stands on the right).  Output: `vectors` (batch, 384), unit length.  Matrices are (inputs,
    outputs), of integers if `rounded`.
    """
    build = _Graph(rounded)
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
    build.constant("next", TensorProto.INT32, [], [1])
    build.node("Squeeze", ["count"], "tokens")
    build.node("Cast", ["tokens"], "tokens32", to=TensorProto.INT32)
    build.node("Range", ["start", "tokens32", "next"], "index")
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
    sized = build.sized(state, f"{i}.attention", WIDTH)
    joined = build.linear(sized, f"{i}.attention", WIDTH, 3 * WIDTH)
    build.node("Split", [joined], f"{i}.q", f"{i}.k", f"{i}.v", axis=-1)
    build.node(
        "MultiHeadAttention",
        [f"{i}.q", f"{i}.k", f"{i}.v", "", "lengths"],
        f"{i}.heard",
        domain="com.microsoft",
        num_heads=HEADS,
    )
    # What is heard is in steps already: the scales of the values see to it.
    heard = build.linear(f"{i}.heard", f"{i}.mix", WIDTH, WIDTH)
    state = build.joined_normal(heard, state, f"{i}.mix")
    inner = build.linear(build.sized(state, f"{i}.inner", WIDTH), f"{i}.inner", WIDTH, INNER)
    build.node("Gelu", [inner], f"{i}.gelu", domain="com.microsoft")
    outer = build.linear_by_token(f"{i}.gelu", f"{i}.outer", INNER, WIDTH)
    return build.joined_normal(outer, state, f"{i}.outer")


class _Graph:
    """Collects nodes, and initializers whose values the light runtime supplies from memory."""

    def __init__(self, rounded: bool) -> None:
        self._rounded = rounded
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        if rounded:
            self.constant("unit", TensorProto.FLOAT, [], [1.0])
            self.constant("full", TensorProto.FLOAT, [], [127.0])
            self.constant("step", TensorProto.FLOAT, [], [1 / 127])
            self.constant("least", TensorProto.FLOAT, [], [0.17])
            self.constant("origin", TensorProto.UINT8, [], [128])

    def node(self, kind: str, inputs: list[str], *outputs: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, list(outputs), **attributes))

    def constant(self, name: str, kind: int, shape: list[int], values: list[float]) -> None:
        self.initializers.append(helper.make_tensor(name, kind, shape, values))

    def weight(self, name: str, shape: list[int], kind: int = TensorProto.FLOAT) -> str:
        tensor = onnx.TensorProto(name=name, dims=shape, data_type=kind)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="model.safetensors")
        self.initializers.append(tensor)
        return name

    def sized(self, state: str, name: str, width: int) -> str:
        """Return the state in steps of its channels, -127 to 127 in texts like those measured.

        A few channels are far larger than all others, in every text the same ones: each has its
        own step, most of which goes into the matrix (Xiao et al., SmoothQuant, 2023).
        """
        if not self._rounded:
            return state
        self.node("Mul", [state, self.weight(f"{name}.smooth", [width])], f"{name}.sized")
        return f"{name}.sized"

    def linear(self, state: str, name: str, inputs: int, outputs: int) -> str:
        """Multiply by a matrix, of integers if rounded, and add the bias.

        A state to be rounded is in steps; what lies beyond 127 is cut off.  So a token's result
        depends on no other token and no other text of the batch.
        """
        bias = self.weight(f"{name}.bias", [outputs])
        if self._rounded:
            return self._product(state, name, inputs, outputs, "unit", bias)
        matrix = self.weight(f"{name}.matrix", [inputs, outputs])
        self.node("MatMul", [state, matrix], f"{name}.product")
        self.node("Add", [f"{name}.product", bias], f"{name}.out")
        return f"{name}.out"

    def linear_by_token(self, state: str, name: str, inputs: int, outputs: int) -> str:
        """The same where each token has its own step, for GELU's outputs: seldom large, and where
        differs from text to text.  None is below -.17, so the largest is the largest in size.
        """
        if not self._rounded:
            return self.linear(state, name, inputs, outputs)
        self.node("ReduceMax", [state], f"{name}.most", axes=[-1], keepdims=1)
        self.node("Max", [f"{name}.most", "least"], f"{name}.largest")
        self.node("Div", ["full", f"{name}.largest"], f"{name}.inverse")
        self.node("Mul", [state, f"{name}.inverse"], f"{name}.sized")
        product = self._product(f"{name}.sized", name, inputs, outputs, "step")
        self.node("Mul", [product, f"{name}.largest"], f"{name}.resized")
        self.node("Add", [f"{name}.resized", self.weight(f"{name}.bias", [outputs])], f"{name}.sum")
        return f"{name}.sum"

    def _product(
        self, state: str, name: str, inputs: int, outputs: int, step: str, bias: str = ""
    ) -> str:
        """Round the state to the nearest integers and multiply them."""
        matrix = self.weight(f"{name}.matrix", [inputs, outputs], TensorProto.INT8)
        scales = self.weight(f"{name}.scales", [outputs])
        self.node("QuantizeLinear", [state, "unit", "origin"], f"{name}.bytes")
        self.node(
            "MatMulIntegerToFloat",
            [f"{name}.bytes", matrix, step, scales, "origin", "", bias],
            f"{name}.out",
            domain="com.microsoft",
        )
        return f"{name}.out"

    def normal(self, state: str, name: str) -> str:
        scale, shift = (self.weight(f"{name}.{part}", [WIDTH]) for part in ("scale", "shift"))
        self.node("LayerNormalization", [state, scale, shift], f"{name}.normal", epsilon=1e-12)
        return f"{name}.normal"

    def joined_normal(self, state: str, skip: str, name: str) -> str:
        """Add the skipped state, then normalise.

        onnxruntime's own joined operator (SkipLayerNormalization) takes six times as long.
        """
        self.node("Add", [state, skip], f"{name}.joined")
        return self.normal(f"{name}.joined", name)
