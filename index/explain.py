"""For a hit of meaning, the sentence that carries it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from encoder import Encoder
from index.hits import Reason, Results
from language import sentences as sentences_of


def sentences(results: Results, encoder: Encoder) -> Results:
    """Return the results with `sentence` set in semantic hits: the sentence nearest to the query.

    Encodes the sentences of those hits in one go; without a query vector nothing changes.
    """
    if results.vector is None:
        return results
    spans = [
        sentences_of(hit.passage.passage.text, hit.passage.passage.language)
        if Reason.SEMANTIC in hit.reasons
        else []
        for hit in results.hits
    ]
    texts = [
        hit.passage.passage.text[start:end]
        for hit, of_hit in zip(results.hits, spans, strict=True)
        for start, end in of_hit
        if len(of_hit) > 1
    ]
    scores = iter((encoder.encode(texts, "passage") @ results.vector).tolist())
    hits = []
    for hit, of_hit in zip(results.hits, spans, strict=True):
        nearest = of_hit[0] if of_hit else None
        if len(of_hit) > 1:
            nearest = of_hit[int(np.argmax([next(scores) for _ in of_hit]))]
        hits.append(replace(hit, sentence=nearest))
    return replace(results, hits=tuple(hits))
