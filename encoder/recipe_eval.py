"""The recipe's own measuring: quick numbers on the shared evaluation sets, for any encoder.

    python -m encoder.recipe_eval --data ../shared/data [--encoder NAME_OR_FOLDER]

The published table is `kakehashi evaluate`; this one is for looking while training.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

import encoder
from encoder import Encoder

Vectors = NDArray[np.float32]


def mining_f1(source: Vectors, target: Vectors) -> float:
    """Return MTEB's bitext F1 for rows that are translations: each source takes its best target.

    Macro-averaged over gold targets: F1 of one gold target i is 2tp/(2tp+fp+fn), the weighted
    mean over all i is what scikit-learn's f1_score(average="weighted") gives.
    """
    best = np.argmax(source @ target.T, axis=1)
    n = len(source)
    predicted = np.bincount(best, minlength=n)
    hit = (best == np.arange(n)).astype(float)
    return float(np.mean(2 * hit / (predicted + 1)))


def paired_spearman(left: Vectors, right: Vectors, gold: Sequence[float]) -> float:
    return float(spearmanr(np.sum(left * right, axis=1), gold).statistic)


def ndcg10(queries: Vectors, passages: Vectors, gold: NDArray[np.int64]) -> float:
    """Return mean nDCG@10 with one relevant passage a query: 1 / log2(1 + rank)."""
    scores = queries @ passages.T
    own = scores[np.arange(len(gold)), gold]
    rank = 1 + np.sum(scores > own[:, None], axis=1)
    return float(np.mean(np.where(rank <= 10, 1 / np.log2(1 + rank), 0.0)))


def _tsv(path: Path) -> list[list[str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def tatoeba(model: Encoder, folder: Path) -> dict[str, float]:
    rows = _tsv(folder / "tatoeba_laser" / "jpn-eng.tsv")
    ja, en = (model.encode([row[i] for row in rows], "query") for i in (0, 1))
    return {
        "Tatoeba ja→en F1": mining_f1(ja, en),
        "Tatoeba en→ja F1": mining_f1(en, ja),
        "Tatoeba ja→en accuracy": float(np.mean(np.argmax(ja @ en.T, 1) == np.arange(len(ja)))),
    }


def ntrex(model: Encoder, folder: Path) -> dict[str, float]:
    rows = _tsv(folder / "ntrex128" / "eng-jpn.tsv")
    ja, en = (model.encode([row[i] for row in rows], "query") for i in (0, 1))
    return {"NTREX ja→en F1": mining_f1(ja, en), "NTREX en→ja F1": mining_f1(en, ja)}


def jsts(model: Encoder, folder: Path) -> dict[str, float]:
    with gzip.open(folder / "jsts" / "valid-v1.3.json.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    left, right = (model.encode([r[k] for r in rows], "query") for k in ("sentence1", "sentence2"))
    return {"JSTS valid": paired_spearman(left, right, [r["label"] for r in rows])}


def jsick(model: Encoder, folder: Path) -> dict[str, float]:
    head, *rows = _tsv(folder / "jsick" / "test.tsv.gz")
    column = {name: [row[i] for row in rows] for i, name in enumerate(head)}
    vectors = {
        name: model.encode(column[f"sentence_{name}"], "query")
        for name in ("A_Ja", "B_Ja", "A_En", "B_En")
    }
    ja = [float(x) for x in column["relatedness_score_Ja"]]
    en = [float(x) for x in column["relatedness_score_En"]]
    return {
        "JSICK test ja": paired_spearman(vectors["A_Ja"], vectors["B_Ja"], ja),
        "SICK test en": paired_spearman(vectors["A_En"], vectors["B_En"], en),
        "JSICK ja→en": paired_spearman(vectors["A_Ja"], vectors["B_En"], ja),
    }


def jaquad(model: Encoder, folder: Path) -> dict[str, float]:
    paragraphs: list[str] = []
    questions: list[str] = []
    gold: list[int] = []
    for path in sorted((folder / "jaquad").glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as handle:
            for article in json.load(handle)["data"]:
                for paragraph in article["paragraphs"]:
                    for qa in paragraph["qas"]:
                        questions.append(qa["question"])
                        gold.append(len(paragraphs))
                    paragraphs.append(paragraph["context"])
    return {
        "JaQuAD dev nDCG@10": ndcg10(
            model.encode(questions, "query"), model.encode(paragraphs, "passage"), np.array(gold)
        )
    }


SETS: dict[str, Callable[[Encoder, Path], dict[str, float]]] = {
    "tatoeba": tatoeba,
    "jsts": jsts,
    "jsick": jsick,
    "ntrex": ntrex,
    "jaquad": jaquad,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--encoder", default="bundled")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    model = encoder.load(arguments.encoder, threads=arguments.threads)
    for one in arguments.sets:
        for name, value in SETS[one](model, arguments.data / "eval").items():
            print(f"{name:28} {value:.4f}", flush=True)


if __name__ == "__main__":
    main()
