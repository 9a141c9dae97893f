"""A Japanese vocabulary for an English model: new input vectors made of the old ones.

The teacher's body is kept as it is.  A Japanese word gets the weighted mean of the input vectors
of the English words it is aligned with, so that the body reads a Japanese sentence as a bag of
English words in Japanese order, before any training.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from encoder.recipe_align import Bitext, align
from encoder.recipe_data import ALIGNMENT_WEIGHT, Pair, is_japanese, lexicon
from encoder.tokenizer import Segmenter

Table = Mapping[str, Sequence[tuple[str, float]]]

ROWS = 57_000  # tokens in all; each costs 384 bytes of the shipped file
RARE_KANJI = 12  # a kanji seen less often in the training data gets no token of its own
INNER_WORDS = (
    2_000  # katakana words that also get a "##" form, for compounds unidic-lite keeps whole
)

# English words that say too little to be aligned; Japanese ones stand in the lexicon's first part.
STOP = frozenset(
    "the of and to in is was as for that it by on with this from be an are or at which were have"  # noqa: SIM905  # a list of words reads better in a row
    " had has been so into its a s t".split()
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Token strings by id, and an input vector for each: (n, 384) float32."""

    tokens: list[str]
    vectors: NDArray[np.float32]


def transplant(
    pairs: Sequence[Pair], teacher: Tokenizer, vectors: NDArray[np.float32]
) -> Vocabulary:
    """Return the bilingual vocabulary; `vectors` are the teacher's word-piece vectors."""
    segmenter = Segmenter()
    japanese = [segmenter.words(pair.japanese) for pair in pairs]
    own = own_entries(segmenter)
    table = dict(aligned(pairs, japanese, teacher, own)) | own
    counts: Counter[str] = Counter()
    for pair, words in zip(pairs, japanese, strict=True):
        weight = ALIGNMENT_WEIGHT.get(pair.source, 1.0)
        for word in words:
            if is_japanese(word) or word in own:
                counts[word] += weight  # type: ignore[assignment]  # Counter adds floats as well
    return _build(counts, table, teacher, vectors)


def own_entries(segmenter: Segmenter) -> dict[str, list[tuple[str, float]]]:
    """Return the lexicon's one-word entries, their senses weighted 1, 1/2, 1/3…"""
    senses: dict[str, list[str]] = defaultdict(list)
    for pair in lexicon():
        if len(segmenter.words(pair.japanese)) == 1:
            senses[segmenter.words(pair.japanese)[0]].append(pair.english)
    table = {}
    for word, english in senses.items():
        weights = [1 / rank for rank in range(1, len(english) + 1)]
        table[word] = [(e, w / sum(weights)) for e, w in zip(english, weights, strict=True)]
    return table


def aligned(
    pairs: Sequence[Pair],
    japanese: Sequence[Sequence[str]],
    teacher: Tokenizer,
    own: Mapping[str, object],
) -> dict[str, list[tuple[str, float]]]:
    """Align the content words of all pairs."""
    english = [english_words(teacher, pair.english) for pair in pairs]
    return align(
        Bitext(
            [[w for w in words if is_japanese(w) and not _grammar(w, own)] for words in japanese],
            [[w for w in words if w.isalpha() and w not in STOP] for words in english],
            [ALIGNMENT_WEIGHT.get(pair.source, 1.0) for pair in pairs],
        )
    )


def _grammar(word: str, own: Mapping[str, object]) -> bool:
    return word in own and all("ぁ" <= c <= "ん" for c in word)


def english_words(teacher: Tokenizer, text: str) -> list[str]:
    normal = teacher.normalizer.normalize_str(text)
    return [word for word, _ in teacher.pre_tokenizer.pre_tokenize_str(normal)]


def _build(
    counts: Counter[str], table: Table, teacher: Tokenizer, vectors: NDArray[np.float32]
) -> Vocabulary:
    ids = teacher.get_vocab()
    kept = [t for t, _ in sorted(ids.items(), key=lambda item: item[1]) if _is_useful(t)]
    rows: dict[str, NDArray[np.float32]] = {token: vectors[ids[token]] for token in kept}
    known = {word: _mixture(table[word], teacher, vectors) for word in counts if word in table}
    characters = _characters(counts, known)
    # Continuations first: they are few and keep any word from becoming [UNK].
    for character in _punctuation():
        rows.setdefault(f"##{character}", rows.get(character, rows["."]))
        rows.setdefault(character, rows["."])
    for character, vector in characters.items():
        rows[character] = known.get(character, vector)
        rows[f"##{character}"] = known.get(character, vector)
    words = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    inner = [
        w for w in words if len(w) > 1 and all("ァ" <= c <= "ー" and c in characters for c in w)
    ][:INNER_WORDS]
    for word in inner:
        rows[f"##{word}"] = _vector(word, known, characters)
    for word in words:
        if len(rows) == ROWS:
            break
        if word in known or all(c in characters for c in word):
            rows[word] = _vector(word, known, characters)
    return Vocabulary(list(rows), np.stack(list(rows.values())).astype(np.float32))


def _is_useful(token: str) -> bool:
    """Leave out BERT's placeholders and the scripts that the teacher never learned."""
    if token.startswith("[unused"):
        return False
    letters = [c for c in token.removeprefix("##") if c.isalpha()]
    return all(
        "LATIN" in unicodedata.name(c, "") or "GREEK" in unicodedata.name(c, "") for c in letters
    )


def _punctuation() -> Iterable[str]:
    """Signs that unidic-lite may glue to others, as in `),`: BERT always splits them."""
    return [chr(c) for c in range(33, 127) if not chr(c).isalnum()] + list("、。「」『』・〜※→…")


def _mixture(
    senses: Sequence[tuple[str, float]], teacher: Tokenizer, vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the weighted mean of the senses' vectors, as long as these are on average.

    The length matters: the body adds position vectors to it before it normalises.
    """
    total = np.zeros(vectors.shape[1], np.float32)
    length = 0.0
    for english, weight in senses:
        pieces = vectors[teacher.encode(english, add_special_tokens=False).ids].mean(axis=0)
        total += weight * pieces
        length += weight * float(np.linalg.norm(pieces))
    return total * (length / max(float(np.linalg.norm(total)), 1e-6))


def _characters(
    counts: Counter[str], known: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Return a vector for each kana and each kanji in use: the mean of the words that hold it."""
    seen: Counter[str] = Counter()
    totals: dict[str, NDArray[np.float32]] = {}
    weights: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            seen[character] += count
            if word in known:
                # Short words say more of their characters; logarithm: no single word rules.
                weight = np.log1p(count) / len(word)
                weights[character] += weight
                totals[character] = totals.get(character, 0) + weight * known[word]
    kana = [chr(c) for c in [*range(0x3041, 0x3097), *range(0x30A1, 0x30FD)]]
    kanji = sorted(
        c for c, n in seen.items() if n >= RARE_KANJI and c not in kana and is_japanese(c)
    )
    middle = np.stack(list(known.values())).mean(axis=0)
    means = {c: totals[c] / weights[c] if c in totals else middle for c in [*kana, *kanji]}
    return {c: mean.astype(np.float32) for c, mean in means.items()}


def _vector(
    word: str,
    known: Mapping[str, NDArray[np.float32]],
    characters: Mapping[str, NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Return what alignment found, else the mean of the word's characters."""
    if word in known:
        return known[word]
    vectors = np.stack([characters[c] for c in word])
    return np.asarray(vectors.mean(axis=0), np.float32)
