"""What is missing?  Topics that one language covers alone, questions that nothing answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from catalog import Filters
from catalog.records import Language
from index import Hit
from topics.view import Node, Topics

# Score of the best hit below which a question has no answer: that from which alerts tell of a
# document, measured on the judged queries (`kakehashi evaluate`).
ANSWERED = 0.65
DEPTH = 30
FEW = 2  # documents in a language, from which their lack in the other is a gap
TIMES = 4  # as many as in the other


@dataclass(frozen=True, slots=True)
class OneSided:
    """A topic with documents in one language and none, or few, in the other."""

    node: Node
    japanese: int
    english: int

    @property
    def missing(self) -> Language:
        return Language.EN if self.japanese > self.english else Language.JA


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question of the taxonomy with its best hit in each language, None where there is none.

    `languages` are those that have no answer: both, or one alone.
    """

    node: Node
    ja: str
    en: str
    best: Mapping[Language, Hit | None]
    languages: tuple[Language, ...]

    def question(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


def one_sided(topics: Topics) -> list[OneSided]:
    """Return the subtopics that one language covers and the other does not, the widest first."""
    documents = {
        str(each.id): each for each in topics.index.catalog.documents(reader=topics.reader)
    }
    found = []
    for node in topics.nodes:
        if node.kind != "taxonomy" or not node.parent:
            continue
        counts = {Language.JA: 0, Language.EN: 0}
        for name in topics.documents_of(node.id):
            for edition in documents[name].editions if name in documents else ():
                if edition.language in counts:
                    counts[edition.language] += 1
        many, few = max(counts.values()), min(counts.values())
        if many >= FEW and many >= TIMES * few:
            found.append(OneSided(node, counts[Language.JA], counts[Language.EN]))
    return sorted(found, key=lambda each: (-abs(each.japanese - each.english), each.node.id))


def unanswered(topics: Topics) -> list[Unanswered]:
    """Return the questions of the taxonomy that have no good passage in one language or both;
    those without any first.  A question is asked in both languages; the better hit counts.
    """
    found = []
    for topic in topics.taxonomy:
        for forms in zip_longest(topic.questions_ja, topic.questions_en, fillvalue=""):
            asked = [form for form in forms if form]
            best = {each: _best(topics, asked, each) for each in (Language.JA, Language.EN)}
            missing = tuple(
                each for each, hit in best.items() if hit is None or hit.score < ANSWERED
            )
            if missing:
                node = topics.node(topic.id)
                ja, en = (form or asked[0] for form in forms)
                found.append(Unanswered(node, ja, en, best, missing))
    return sorted(found, key=lambda each: -len(each.languages))


def _best(topics: Topics, asked: Sequence[str], language: Language) -> Hit | None:
    filters = Filters(languages=(language,))
    hits = [
        hit
        for form in asked
        for hit in topics.index.search(form, reader=topics.reader, k=DEPTH, filters=filters).hits
        if hit.reasons
    ]
    return max(hits, key=lambda hit: hit.score, default=None)
