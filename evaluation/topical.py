"""How well are passages put to topics?  Precision and recall of each topic on judged passages.

`python -m evaluation.topical LIBRARY` fits the calibration anew and writes it to `topics/`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog
from catalog.records import DocumentId, Language, Level, Reader
from evaluation.judged import EditionText
from index import Index
from topics import scores as scoring
from topics import taxonomy as taxonomies
from topics.scores import ABOUT, Judge, scored
from topics.taxonomy import Topic

EVERYTHING = Reader(Level.STAFF)
FOLDS = 5
STRENGTH = 1.0  # inverse of the regularisation, of scikit-learn's LogisticRegression
CORPUS = Path(__file__).parents[1] / "corpus"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """How a topic's passages were found: `judged` are about it, `found` were said to be."""

    topic: str
    judged: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float("nan")

    @property
    def recall(self) -> float:
        return self.right / self.judged if self.judged else float("nan")


@dataclass(frozen=True, slots=True)
class Judged:
    """The judged passages: features (n, topics, features), truth (n, topics), and their papers."""

    topics: tuple[Topic, ...]
    features: NDArray[np.float64]
    truth: NDArray[np.bool_]
    documents: NDArray[np.str_]
    lost: int


def judged(index: Index, path: Path, taxonomy: Sequence[Topic]) -> Judged:
    """Read judged passages; those whose quote is nowhere in the library are counted as lost."""
    topics = scored(taxonomy)
    judge, catalog = Judge(index, topics), index.catalog
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = {
        (document.id, edition.language): EditionText(
            catalog.passages_of(edition.id, reader=EVERYTHING)
        )
        for document in catalog.documents(reader=EVERYTHING)
        for edition in document.editions
    }
    features, truth, documents = [], [], []
    known = _features(index, judge)
    for row in rows:
        text = texts.get((DocumentId(row["document"]), Language(row["language"])))
        passage = text.holding(row["quote"]) if text else None
        if passage in known:
            features.append(known[passage])
            names = set(row["topics"].split())
            truth.append([topic.id in names for topic in topics])
            documents.append(row["document"])
    lost = len(rows) - len(features)
    return Judged(
        tuple(topics), np.array(features), np.array(truth, bool), np.array(documents), lost
    )


def _features(index: Index, judge: Judge) -> dict[str | None, NDArray[np.float64]]:
    """Return the features (topics, features) of each passage, by its id."""
    catalog = index.catalog
    versions = catalog.searchable(reader=EVERYTHING).tolist()
    held = {v: m for v, _, m in catalog.vectors(index.fingerprints[0], versions)}
    found: dict[str | None, NDArray[np.float64]] = {}
    for unit in catalog.indexable(versions):
        rows = [row for row, _ in unit.passages]
        stored = catalog.passages(rows, reader=EVERYTHING)
        if unit.version in held:
            for row, features in zip(rows, judge.features(unit, held[unit.version]), strict=True):
                found[stored[row].id] = features
    return found


def topical(index: Index, path: Path, taxonomy: Sequence[Topic]) -> list[TopicRow]:
    """Return precision and recall of each topic, each paper scored by what the others taught."""
    data = judged(index, path, taxonomy)
    if not len(data.features):
        return []
    found = crossed(data) >= ABOUT
    return [
        TopicRow(
            topic.id,
            int(data.truth[:, place].sum()),
            int(found[:, place].sum()),
            int((found[:, place] & data.truth[:, place]).sum()),
        )
        for place, topic in enumerate(data.topics)
    ]


def crossed(data: Judged) -> NDArray[np.float64]:
    """Return the scores (n, topics) of the judged passages by cross-validation over papers."""
    papers = np.unique(data.documents)
    fold_of = {paper: number % FOLDS for number, paper in enumerate(papers)}
    folds = np.array([fold_of[each] for each in data.documents])
    scores = np.zeros(data.truth.shape)
    for fold in range(FOLDS):
        weights, intercepts, other = fit(data, folds != fold)
        missing = ~data.truth[folds != fold].any(axis=0)
        used = np.where(missing, other, intercepts)
        found = data.features[folds == fold] @ weights + used
        scores[folds == fold] = 1.0 / (1.0 + np.exp(-found))
    return scores


def fit(
    data: Judged, chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return the weights of the features, the intercept of each topic, and their mean."""
    from sklearn.linear_model import LogisticRegression

    features, truth = data.features[chosen], data.truth[chosen]
    count, topics, kinds = features.shape
    each = np.tile(np.eye(topics), (count, 1))
    table = np.concatenate([features.reshape(-1, kinds), each], axis=1)
    model = LogisticRegression(C=STRENGTH, max_iter=5_000).fit(table, truth.ravel())
    weights = model.coef_[0]
    own = weights[kinds:] + model.intercept_[0]
    return weights[:kinds], own, float(own[truth.any(axis=0)].mean())


def main() -> None:
    import encoder

    taxonomy = taxonomies.load(CORPUS / "topics.toml")
    path = CORPUS / "topic_judgements.tsv"
    with Catalog.open(Path(sys.argv[1])) as catalog:
        index = Index.open(catalog, encoder.load(), read_only=True)
        data = judged(index, path, taxonomy)
        weights, intercepts, other = fit(data, np.ones(len(data.features), bool))
        kept = {
            "weights": [round(float(each), 4) for each in weights],
            "intercepts": {
                topic.id: round(float(value), 4)
                for topic, value in zip(data.topics, intercepts, strict=True)
            },
            "other": round(other, 4),
        }
        target = Path(scoring.__file__).with_name("calibration.json")
        target.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"fitted on {len(data.features)} passages; `kakehashi evaluate` measures")  # noqa: T201 - its own command line


if __name__ == "__main__":
    main()
