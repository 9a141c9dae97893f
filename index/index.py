"""The index of a library: derived from the catalogue, kept beside it, searched for a reader.

One file of some 450 lines: the one class that holds what is open, and the order of its steps; each
step stands in a module of its own.
"""

from __future__ import annotations

import copy
import datetime as dt
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

import index.messages  # noqa: F401  (registers the sentences of the errors raised here)
from catalog import Catalog, Filters
from catalog.records import Language, Reader, Term
from encoder import Encoder
from errors import LibraryError, LockedError, MismatchError
from index import evidence, fusion, lexical, upkeep, written
from index import stamp as stamps
from index.engine import Ranking, Scope, WordQuery, among, distinct, kept
from index.fields import topics_named
from index.hits import Hit, Reason, Results
from index.marks import Marker, marker
from index.query import Query
from index.scope import Scopes
from index.terms import Expansion, Rendering, TermBase, named
from index.upkeep import Progress
from index.vectors import FaissVectors
from index.words import TantivyWords
from language import Analyzer, folds, plain

DEPTH = 50  # candidates of each kind that are joined, at least
# How far the vector of a query leans towards that of its terms' first names.  On the dev queries
# .3 to 1 serve alike: nDCG@10 of meaning alone rises from .72 to .75 (ja→en), .68 to .70 (en→ja).
NAMED = 0.6
EVERYTHING = Filters()

Mode = Literal["hybrid", "lexical", "dense"]


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did: passages encoded, versions added (or indexed again), and removed."""

    encoded: int
    added: int
    removed: int


class Index:
    """Searches a catalogue with an encoder.  May be shared by threads, and stays open for long:
    each search first takes in what other processes have added.
    """

    def __init__(
        self,
        catalog: Catalog,
        encoder: Encoder,
        *,
        read_only: bool = False,
        topics: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.catalog = catalog
        self.encoder = encoder
        self.folder = catalog.folder / "index"
        self.read_only = read_only
        self.topics: Mapping[str, Sequence[str]] = topics or {}
        self._key = upkeep.vector_key(encoder)
        self._lock = threading.RLock()
        self._scopes = Scopes(catalog)
        self._vectors = FaissVectors(encoder.dim)
        self._vectors_at = 0  # generation of the catalogue that the vectors in memory stand at
        self._waiting = np.zeros(0, np.int64)  # current versions that had no vectors then
        self._words: TantivyWords | None = None
        self._stamp: stamps.Stamp | None = None
        self._seen = (-1, -1)
        # While FAISS scans without the interpreter's lock, the words are looked up beside it.
        self._beside = ThreadPoolExecutor(thread_name_prefix="words")
        self._learn_terms()

    @classmethod
    def open(
        cls,
        catalog: Catalog,
        encoder: Encoder,
        *,
        read_only: bool = False,
        topics: Mapping[str, Sequence[str]] | None = None,
    ) -> Self:
        """Open the index of a library.

        `topics` gives each topic's id the names that `topic:` understands.  MismatchError when
        the library was indexed with another encoder, analyzer or term base.
        """
        opened = cls(catalog, encoder, read_only=read_only, topics=topics)
        opened._check_encoder()
        opened._check_analyzer(stamps.read(opened.folder))
        return opened

    @classmethod
    def rebuild(
        cls, catalog: Catalog, encoder: Encoder, *, progress: Progress | None = None
    ) -> int:
        """Make everything derived anew for this encoder and the present terms; return passages.

        The old index serves until the new one is complete.  Vectors that this encoder made are
        kept: they are what it would make again.
        """
        opened = cls(catalog, encoder)
        opened._update(progress, anew=True)
        for other in catalog.vector_fingerprints():
            if other != opened._key:
                catalog.drop_vectors(other)
        return sum(len(rows) for _, rows, _ in catalog.vectors(opened._key))

    @property
    def stamp(self) -> int:
        """The generation of the catalogue that the index on disk stands at; 0 where none."""
        found = stamps.read(self.folder)
        return found.generation if found else 0

    @property
    def words_behind(self) -> bool:
        """Whether `catch_up` has something to do."""
        found = stamps.read(self.folder)
        return (
            found is None
            or found.generation != self.catalog.generation
            or bool(found.due(dt.date.today()))  # noqa: DTZ011 - an embargo ends with the local day
        )

    @property
    def behind(self) -> bool:
        """Whether `update` has something to do."""
        return self.words_behind or bool(self.catalog.versions_without_vectors(self._key))

    @property
    def terms(self) -> TermBase:
        """The terms that queries are expanded by."""
        return self._terms

    def update(self, progress: Progress | None = None) -> Update:
        """Bring the index up to the catalogue; LockedError when another process is at it.

        Words come first, since they are quick; then the vectors, each version durable when done.
        """
        self._check_writing()
        return self._update(progress, anew=False)

    def catch_up(self) -> bool:
        """Bring the words up to the catalogue and to the day; papers whose embargo has ended join
        those of readers below staff.  For doors, before they search: it encodes nothing.

        Returns False where another process is writing, or this one may not: searches go on with
        what is there.
        """
        self._check_writing()
        try:
            with stamps.writing(self.folder, wait=False):
                self._write_words(anew=False)
        except (LockedError, OSError):
            return False
        return True

    def _check_writing(self) -> None:
        if self.read_only:
            raise LibraryError("index-read-only", path=self.folder)
        self._check_encoder()
        self._check_analyzer(stamps.read(self.folder))

    def _update(self, progress: Progress | None, *, anew: bool) -> Update:
        with stamps.writing(self.folder):
            added, removed = self._write_words(anew=anew, progress=progress if anew else None)
            encoded = upkeep.encode_missing(self.catalog, self.encoder, progress)
            stamps.touch(self.folder)
        return Update(encoded, added, removed)

    def _write_words(self, *, anew: bool, progress: Progress | None = None) -> tuple[int, int]:
        today = dt.date.today()  # noqa: DTZ011 - an embargo ends with the local day
        return upkeep.update_words(
            self.catalog, self._analyzer, self.folder, anew=anew, today=today, progress=progress
        )

    def with_terms(self, terms: Sequence[Term]) -> Self:
        """Return this index as it would read queries with other terms, to look before saving.

        Words stay cut as the index on disk has them, until it is made anew.
        """
        other = copy.copy(self)
        other._terms = TermBase(terms, self._analyzer)
        return other

    def close(self) -> None:
        self._beside.shutdown()
        if self._words:
            self._words.close()

    def search(
        self,
        query: Query | str,
        *,
        reader: Reader,
        k: int = 10,
        mode: Mode = "hybrid",
        expand: bool = True,
        without_expansions: frozenset[str] = frozenset(),
        typed: frozenset[str] = frozenset(),
        literal: bool = False,
        filters: Filters = EVERYTHING,
    ) -> Results:
        """Return the k best passages that `reader` may see; QueryError for what cannot be read.

        `filters` narrow besides those in the query.  `without_expansions` are ids of expansions
        not to search.  A word of the query that a visible fold changes (國家, サーバー) must stand
        in the passage as it was written where it is one of `typed`; with `literal`, each must.
        """
        query = Query.parse(query) if isinstance(query, str) else query
        self.refresh()
        own = replace(query.filters, topics=topics_named(query.filters.topics, self.topics))
        scope = self._scopes.get(self._seen[0], reader, (own, filters))
        results = Results(query, reader, (), editions=len(scope.versions))
        if not query.words:
            return replace(results, hits=self._browse(own, filters, reader, k))
        changed = tuple(folds(query.words))
        exact = tuple(word for word, _ in changed if literal or word in typed)
        known = self._terms.expand(query.words) if expand else ()
        expansions = tuple(each for each in known if each.id not in without_expansions)
        vector = self._encoded(query.words, expansions, exact) if mode != "lexical" else None
        asked = lexical.asked(query, self._analyzer)
        depth = max(DEPTH, 2 * k)
        if exact:
            asked = written.required(asked, exact, self._analyzer)
            scope, held = written.narrowed(scope, asked, exact, self._words, self.catalog, reader)
            depth = max(depth, held)
        others = lexical.expanded(expansions, asked, self._analyzer)
        fused = self._fused(asked, others, vector, scope, depth, mode)
        marking = marker(query, asked, expansions, self._analyzer)
        hits = self._hits(fused, marking, reader, k)
        return replace(
            results,
            hits=hits,
            expansions=expansions,
            left_out=tuple(each for each in known if each.id in without_expansions),
            folds=changed,
            typed=exact,
            waiting=int(among(self._waiting, scope.versions).sum()),
            vector=vector,
        )

    def expansions(self, words: str) -> tuple[Expansion, ...]:
        """Return the terms of a query's words with their other renderings, as a search finds them
        before any is switched off.
        """
        return self._terms.expand(words)

    @property
    def fingerprints(self) -> tuple[str, str]:
        """What the vectors and the words were made with: of the encoder, of the analyzer."""
        return self._key, self._analyzer.fingerprint

    def occurrences(self, renderings: Iterable[Rendering], *, reader: Reader) -> int:
        """Return how many passages that `reader` may see hold one of the renderings."""
        return len(self.holding(renderings, reader=reader))

    def holding(self, renderings: Iterable[Rendering], *, reader: Reader) -> NDArray[np.int64]:
        """Return the rows of the passages that `reader` may see and that hold one of them."""
        self.refresh()
        clauses = [c for each in renderings for c in lexical.rendered(each, self._analyzer)]
        scope = self._scopes.get(self._seen[0], reader, ())
        if not clauses or self._words is None:
            return np.zeros(0, np.int64)
        return self._words.matching(WordQuery(should=tuple(clauses)), scope)

    def terms_in(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """Return the terms and names of the term base that the texts name, each once."""
        found = {f"{t.japanese}={t.english}": t for text in texts for t in self._terms.held(text)}
        return tuple(found.values())

    def encode_named(self, text: str) -> NDArray[np.float32]:
        """Return the vector (dim,) of a text as a query has one: leaning towards the same with its
        terms by their first names in both languages.
        """
        return self._encoded(text, self._terms.expand(text), ())

    def explain(self, results: Results) -> Results:
        """Return the results with the spans nearest in meaning; for the few hits that are shown."""
        return evidence.explain(results, self.encoder)

    def refresh(self) -> None:
        """Take in what was written since; called by each search, and cheap when nothing was."""
        with self._lock:
            now = self.catalog.generation, stamps.touched(self.folder)
            if now != self._seen:
                self._refresh_words()
                self._refresh_vectors()
                self._seen = now

    def _refresh_words(self) -> None:
        stamp = stamps.read(self.folder)
        if stamp != self._stamp or self._words is None:
            if stamp and stamp.analyzer != self._analyzer.fingerprint:
                self._learn_terms()
                self._check_analyzer(stamp)
            if stamp is None:
                self._words = None
            elif self._words is None or self._stamp is None or stamp.words != self._stamp.words:
                self._words = TantivyWords.opened(self.folder / stamp.words)
            else:
                self._words.refresh()
            self._stamp = stamp

    def _refresh_vectors(self) -> None:
        changes = self.catalog.changes(self._vectors_at)
        first = self._vectors_at == 0
        wanted = None if first else sorted({*changes.changed, *self._waiting.tolist()})
        self._waiting = np.array(self.catalog.versions_without_vectors(self._key), np.int64)
        if first or wanted or changes.gone:
            self._vectors.apply(changes.gone, self.catalog.vectors(self._key, wanted))
        self._vectors_at = changes.generation

    def _learn_terms(self) -> None:
        terms: list[Term] = self.catalog.terms()
        japanese = [text for term in terms for text in (term.japanese, *term.variants_ja)]
        self._analyzer = Analyzer(japanese, cache=_writable(self.folder / "dictionary"))
        self._terms = TermBase(terms, self._analyzer)

    def _check_encoder(self) -> None:
        found = self.catalog.vector_fingerprints()
        if found and self._key not in found:
            raise MismatchError(
                "index-encoder-mismatch",
                found=max(found, key=lambda each: found[each]),
                wanted=f"{self.encoder.name} ({self._key})",
            )

    def _check_analyzer(self, stamp: stamps.Stamp | None) -> None:
        if stamp and stamp.analyzer != self._analyzer.fingerprint:
            raise MismatchError(
                "index-analyzer-mismatch", found=stamp.analyzer, wanted=self._analyzer.fingerprint
            )

    def _encoded(
        self, text: str, expansions: Sequence[Expansion], typed: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return the vector of a query: of what was typed, leaning towards the same with its terms
        by their first names in both languages, which the encoder knows better than variants.
        """
        texts = [text]
        if expansions:
            texts += [named(text, expansions, each) for each in (Language.JA, Language.EN)]
        own, *others = self.encoder.encode([plain(each, typed=typed) for each in texts], "query")
        if not others:
            return np.asarray(own, np.float32)
        vector: NDArray[np.float32] = own + NAMED * np.mean(others, axis=0)
        return vector / np.float32(np.linalg.norm(vector))

    def _fused(
        self,
        asked: lexical.Asked,
        others: WordQuery,
        vector: NDArray[np.float32] | None,
        scope: Scope,
        depth: int,
        mode: Mode,
    ) -> fusion.Fused:
        words = self._words if mode != "dense" else None
        beside = words and self._beside.submit(_worded, words, asked, others, scope, depth)
        near = self._near(asked, vector, scope, depth) if vector is not None else None
        rankings, ideal = beside.result() if beside else ({}, 0.0)
        if vector is not None and near is not None:
            rankings[Reason.SEMANTIC] = self._scored(near, vector, rankings)
        if scope.only is not None:
            rankings = {reason: kept(each, scope.only) for reason, each in rankings.items()}
        return fusion.fuse(rankings, ideal)

    def _near(
        self, asked: lexical.Asked, vector: NDArray[np.float32], scope: Scope, depth: int
    ) -> Ranking:
        """Rank by meaning, under the query's constraints."""
        if self._words and asked.must and scope.only is None:
            holding = WordQuery(must=asked.must, without=asked.without)
            scope = replace(scope, only=self._words.matching(holding, scope))
        elif self._words and asked.without:
            holding = WordQuery(should=asked.without)
            scope = replace(scope, never=self._words.matching(holding, scope))
        with self._lock:
            return self._vectors.search(vector, scope, depth)

    def _scored(
        self, near: Ranking, vector: NDArray[np.float32], rankings: Mapping[Reason, Ranking]
    ) -> Ranking:
        """Add the nearness of what the words found."""
        found = distinct([ranking.rows for ranking in rankings.values()])
        others = found[~among(found, np.sort(near.rows))]
        with self._lock:
            scores = self._vectors.scores(vector, others)
        held = ~np.isnan(scores)
        return Ranking(
            np.concatenate([near.rows, others[held]]), np.concatenate([near.scores, scores[held]])
        )

    def _hits(
        self,
        fused: fusion.Fused,
        marking: Marker,
        reader: Reader,
        k: int,
    ) -> tuple[Hit, ...]:
        """Return the first k of `fused` that the reader may see."""
        hits: list[Hit] = []
        at = 0
        while len(hits) < k and at < len(fused.rows):
            rows = fused.rows[at : at + k]
            passages = self.catalog.passages(rows.tolist(), reader=reader)
            for place, row in enumerate(rows.tolist(), start=at):
                passage = passages.get(row)
                if passage is None or len(hits) == k:
                    continue
                parts = {reason: float(part[place]) for reason, part in fused.parts.items()}
                reasons = fusion.reasons(parts)
                score = float(fused.scores[place])
                hits.append(Hit(passage, score, reasons, parts, marker=marking))
            at += k
        return tuple(hits)

    def _browse(self, own: Filters, filters: Filters, reader: Reader, k: int) -> tuple[Hit, ...]:
        """Return the first passage of each edition of the newest documents under the filters."""
        kept = {each.id for each in self.catalog.documents(reader=reader, filters=filters)}
        hits: list[Hit] = []
        for document in self.catalog.documents(reader=reader, filters=own):
            if document.id not in kept or len(hits) >= k:
                continue
            for edition in document.editions:
                passages = self.catalog.passages_of(edition.id, reader=reader)
                hits += [Hit(passage, 0.0, (), {}) for passage in passages[:1]]
        return tuple(hits[:k])


def _worded(
    words: TantivyWords, asked: lexical.Asked, others: WordQuery, scope: Scope, depth: int
) -> tuple[dict[Reason, Ranking], float]:
    """Rank by the query's own words and by its terms' `others`; and the ideal of the former."""
    rankings = {Reason.LEXICAL: words.search(lexical.direct(asked), scope, depth)}
    if others.should:
        rankings[Reason.TERM] = words.search(others, scope, depth)
    ideal = words.ideal(asked.forms, scope)
    for each in asked.compounds:
        ideal += min(words.ideal([each.closed], scope), words.ideal(each.parts, scope))
    return rankings, ideal


def _writable(folder: Path) -> Path | None:
    """Return `folder` if it can be kept there, else None: then it is made anew each time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
