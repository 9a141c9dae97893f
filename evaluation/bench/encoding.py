"""How fast is the bundled encoder, against a larger one of random weights in the same runtime?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from encoder import BUNDLED
from encoder.light import TOKENS_A_BATCH, LightEncoder, multiplies_bytes, session
from encoder.recipe_export import HEADS, WIDTH, graph
from evaluation.bench.report import Figure, Section, best

TOKENS, PASSAGES, LAYERS, THREADS = 120, 64, 12, 2


def random_encoder(folder: Path, rounded: bool) -> onnxruntime.InferenceSession:
    """Return a session of LAYERS layers, 384 wide: the shape of multilingual-e5-small."""
    model = graph(LAYERS, rounded=rounded)
    path = folder / f"random-{rounded}.onnx"
    onnx.save(model, path)
    return session(path, random_weights(model), THREADS)


def random_weights(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    """Return numbers for all that the graph leaves open, of the size that trained ones have."""
    chance = np.random.default_rng(0)
    weights = {}
    for tensor in model.graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
            value = chance.standard_normal(tuple(tensor.dims), dtype=np.float32)
            weights[tensor.name] = (
                (value * (30 if kind == np.int8 else 0.05)).clip(-127, 127).astype(kind)
            )
    return weights


def encoding(folder: Path) -> Section:
    """Encode passages of TOKENS tokens, texts to vectors on our side, ids to vectors on the other.

    Both are given as many at once.  The larger encoder is spared tokenising, looking up word
    vectors and their rounding.
    """
    # One word is one token: 118 of them, [CLS] and [SEP].
    texts = [" ".join(["maritime"] * (TOKENS - 3) + [word]) for word in ["sea", "law"] * 32]
    chance = np.random.default_rng(1)
    words = chance.standard_normal((PASSAGES // 2, TOKENS, WIDTH), dtype=np.float32)
    lengths = np.full(len(words), TOKENS, np.int32)

    def speed(rounded: bool) -> float:
        model = LightEncoder(BUNDLED, name="bundled", threads=THREADS, rounded=rounded)
        model.encode(texts[:8], "passage")
        return len(texts) / best(lambda: model.encode(texts, "passage"))

    in_floats, in_bytes = speed(False), speed(True)
    mine = in_bytes if multiplies_bytes() else in_floats  # as it ships
    figures = []
    for name, rounded, target in (("float32", False, 3.0), ("the same 8 bits", True, None)):
        other_model = random_encoder(folder, rounded)
        at_once = TOKENS_A_BATCH // TOKENS
        feeds = [
            {"words": words[i : i + at_once], "lengths": lengths[i : i + at_once]}
            for i in range(0, len(words), at_once)
        ]
        other_model.run(None, feeds[0])
        seconds = best(lambda s=other_model, f=feeds: [s.run(None, feed) for feed in f])  # type: ignore[misc]  # bound now, not later
        other = len(words) / seconds
        figures.append(
            Figure(
                f"passages a second, against {name}",
                f"{mine:.0f}",
                f"{other:.0f}",
                f"{mine / other:.1f}x",
                f"≥ {target:.0f}x" if target else "-",
                mine / other >= target if target else None,
            )
        )
    figures.append(
        Figure(
            "passages a second, 8 bits against float32, both the bundled encoder",
            f"{in_bytes:.0f}",
            f"{in_floats:.0f}",
            f"{in_bytes / in_floats:.1f}x",
            "-",
            None,
        )
    )
    return Section(
        "Encoding",
        f"The bundled encoder, texts of {TOKENS} tokens to vectors, against an encoder of {LAYERS}"
        f" layers, {WIDTH} wide, {HEADS} heads, random weights (the shape of"
        f" multilingual-e5-small) in onnxruntime, {THREADS} threads.",
        tuple(figures),
    )
