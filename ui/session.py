"""What one run of a page knows: the settings, the language, who reads, and the open library.

Catalogue, encoder and index are opened once for the whole app and shared by all its threads;
a page gets them from its `Session`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

import settings as house
from catalog import Catalog
from catalog.records import Language, Level, Reader
from encoder import Encoder, load
from errors import KakehashiError, LibraryError, LockedError
from index import Index
from index import stamp as stamps
from index.upkeep import Progress
from topics import identity, scores
from topics import taxonomy as taxonomies
from topics.taxonomy import Topic
from topics.view import Topics
from ui import address
from ui.address import Params, Request
from ui.strings import LANGUAGES, Strings, topic_names
from ui.strings import topics as default_topics

_SCORED: dict[Path, tuple[int, int, str]] = {}  # what each library was scored at


@dataclass(frozen=True, slots=True)
class Session:
    settings: house.Settings
    strings: Strings
    reader: Reader

    @property
    def language(self) -> Language:
        """The language of the interface, which is also the preferred edition."""
        return Language(self.strings.language)

    @property
    def catalog(self) -> Catalog:
        """The library; LibraryError when there is none."""
        return open_catalog(self.settings.library)

    @property
    def index(self) -> Index:
        """The index, open for reading; where its words are behind, they are brought up first."""
        index = open_index(self.settings.library, self.settings.encoder, self.settings.threads)
        if index.words_behind:  # an embargo has ended, or others add papers
            self.writer().catch_up()
        index.topics = topic_names(self.taxonomy)
        self._score(index)
        return index

    def _score(self, index: Index) -> None:
        """Keep the scores of topics up; looked at when something was written, not at each run."""
        library = self.settings.library
        written = self.catalog.generation, stamps.touched(index.folder)
        moment = (*written, scores.key(index, self.taxonomy))
        if _SCORED.get(library) != moment:
            with suppress(LockedError):  # another process writes: what is there will do
                scores.keep_up(index, self.taxonomy)
                _SCORED[library] = moment

    @property
    def taxonomy(self) -> tuple[Topic, ...]:
        """The library's fields and subtopics."""
        return own_taxonomy(self.settings.library)

    @property
    def topics(self) -> Topics:
        """The topics and clusters as the reader sees them now."""
        index, catalog = self.index, self.catalog
        decided = repr(catalog.cluster_decisions(level=self.reader.level))
        moment = (catalog.generation, index.fingerprints, repr(self.taxonomy), decided)
        runs = catalog.cluster_runs_made(level=self.reader.level)
        return _topics(self.settings.library, moment, runs, self.reader, self)

    def topic_name(self, identifier: str) -> str:
        """Name a topic or a cluster; what the reader has none of is named by its id."""
        if identifier.startswith(identity.PREFIX):
            with suppress(KakehashiError):
                return self.topics.node(identifier).name(self.strings.language)
        return self.strings.label("topic", identifier)

    def writer(self) -> Index:
        """Open the index for one change."""
        encoder = open_encoder(self.settings.encoder, self.settings.threads)
        return Index.open(self.catalog, encoder)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make the index anew, after a change of the term base; return passages."""
        encoder = open_encoder(self.settings.encoder, self.settings.threads)
        return Index.rebuild(self.catalog, encoder, progress=progress)

    def count(self) -> int:
        """Return how many documents the reader may see; none where there is no library yet."""
        try:
            return self.catalog.count(reader=self.reader)
        except LibraryError as problem:
            if problem.code != "library-not-found":
                raise
            return 0

    def link(self, parameters: Params | None = None) -> Params:
        """Return the parameters of an address within the app; the language goes along, and how
        years are counted where that was chosen.
        """
        carried: Params = {"ui": self.strings.language}
        if self.language is Language.JA and self.strings.era != self.settings.era:
            carried["era"] = str(int(self.strings.era))
        return {**(parameters or {}), **carried}


def begin() -> Session:
    """Return the session of this run: the address decides the language and whether years are
    counted by era, the sidebar the reader.

    The reader is never above what the app was started with, whatever the browser sends.
    """
    settings = house.load()
    named = st.query_params.get("ui", "")
    if named in LANGUAGES:
        st.session_state["ui"] = named
    if "era" in st.query_params:
        st.session_state["era"] = st.query_params["era"] == "1"
    chosen = st.session_state.get("ui") or settings.language
    era = bool(st.session_state.get("era", settings.era))
    strings = Strings(chosen, era=era, taxonomy=own_taxonomy(settings.library))
    return Session(settings, strings, Reader(clamp(settings.reader)))


def current() -> Request:
    """Return the search that the address asks for."""
    return address.read({name: st.query_params.get_all(name) for name in st.query_params})


def ask(session: Session, request: Request) -> None:
    """Make `request` the address; the page then runs again and answers it."""
    st.session_state.pop("shown", None)
    st.query_params.from_dict(session.link(address.write(request)))


def clamp(limit: Level) -> Level:
    """Return the level chosen in the sidebar, or `limit` where none, or too high a one, is."""
    chosen = st.session_state.get("reader", limit)
    return Level(chosen) if chosen in levels(limit) else limit


def levels(limit: Level) -> list[Level]:
    return [level for level in Level if level.rank <= limit.rank]


@st.cache_resource(show_spinner=False)
def open_catalog(library: Path) -> Catalog:
    return Catalog.open(library)


def own_taxonomy(library: Path) -> tuple[Topic, ...]:
    """Return the taxonomy of a library, or that of the corpus where it has none, or is none."""
    try:
        own = open_catalog(library).taxonomy()
        return default_topics() if own is None else taxonomies.parse(own, library)
    except LibraryError:
        return default_topics()


@st.cache_resource(show_spinner=False, max_entries=6)
def _topics(
    library: Path, moment: tuple[object, ...], runs: int, reader: Reader, _session: Session
) -> Topics:
    del library, moment, runs  # another moment is another question
    return Topics.open(_session.index, _session.taxonomy, reader=reader)


@st.cache_resource(show_spinner=False)
def open_encoder(name: str, threads: int) -> Encoder:
    return load(name, threads=threads or None)


@st.cache_resource(show_spinner=False)
def open_index(library: Path, encoder: str, threads: int) -> Index:
    return Index.open(
        open_catalog(library),
        open_encoder(encoder, threads),
        read_only=True,
        topics=topic_names(),
    )
