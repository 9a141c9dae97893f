"""How good is an encoder?  Public sets, the measures that published tables use.

    kakehashi evaluate --encoder NAME_OR_FOLDER [--sets FOLDER]

The sets are not part of the project; encoder/README.md names where published numbers come from.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

import evaluation.messages  # noqa: F401  (registers the sentences of the errors raised here)
from encoder import Encoder
from errors import MissingError
from evaluation.clustering import sib200, v_measure

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


def topics(model: Encoder, folder: Path) -> dict[str, float]:
    """Cluster SIB-200 of each language by k-means into as many groups as there are topics.

    V-measure, mean of ten seeds, each with ten starts.
    """
    from sklearn.cluster import KMeans

    all_of_it = sib200(folder / "sib200", model)
    found = {}
    for language in ("ja", "en"):
        own = all_of_it.languages == language
        vectors, classes = all_of_it.vectors[own], all_of_it.classes[own]
        values = [
            v_measure(
                classes,
                KMeans(len(set(classes)), n_init=10, random_state=seed).fit_predict(vectors),
            )
            for seed in range(10)
        ]
        found[f"SIB-200 {language} V-measure"] = float(np.mean(values))
    return found


SETS: dict[str, Callable[[Encoder, Path], dict[str, float]]] = {
    "tatoeba_laser": tatoeba,
    "ntrex128": ntrex,
    "jsts": jsts,
    "jsick": jsick,
    "jaquad": jaquad,
    "sib200": topics,
}


def measure(model: Encoder, folder: Path) -> Iterator[tuple[str, float]]:
    """Yield measures, 0 to 1, of the sets that `folder` holds, each as soon as it is known.

    Raises MissingError("evaluation-sets-missing") where it holds none of them.
    """
    there = [name for name in SETS if (folder / name).is_dir()]
    if not there:
        raise MissingError("evaluation-sets-missing", path=folder, names=", ".join(SETS))
    for name in there:
        yield from SETS[name](model, folder).items()
