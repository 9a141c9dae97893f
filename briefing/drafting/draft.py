"""From a question or a topic to a proposed briefing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from briefing.baskets import quote
from briefing.drafting.evidence import (
    QUOTED,
    SEARCHED,
    Candidate,
    candidates,
    collected,
    pick,
    worthy,
)
from briefing.drafting.extracts import Extracts
from briefing.records import Briefing, Item, Role, Section, new_id
from catalog import Filters
from catalog.records import DocumentId, Language, Reader
from errors import UsageError, register
from index import Index
from language import detect, fold
from topics.taxonomy import Topic

QUOTES = 14
SECTIONS = 5  # of evidence
NEAREST = 6  # subtopics that a question can have sections of
LEAST = 2  # quotes of a section of its own
DIFFERENCES, QUESTIONS, EVENTS, READING = 4, 5, 8, 6

register(
    {
        "draft-question-empty": (
            "Say what the briefing is about: a question, a field, or the id of a basket.",
            "何についての資料かを指定してください（問い、分野名、またはバスケットの ID）。",
        ),
        "draft-nothing": (
            "Nothing that may be quoted was found for “{question}”. Ask in other words, or name"
            " one of the institute's fields.",
            "「{question}」について引用できる箇所が見つかりませんでした。"
            "言葉を変えるか、研究所の分野名を指定してください。",
        ),
    }
)


def topic_of(question: str, taxonomy: Iterable[Topic]) -> Topic | None:
    """Return the topic that `question` names by its id or one of its names, whole."""
    asked = fold(question).strip()
    return next((t for t in taxonomy if asked in {fold(name) for name in (t.id, t.ja, t.en)}), None)


def draft(
    index: Index, question: str, *, taxonomy: Sequence[Topic] = (), reader: Reader
) -> Briefing:
    """Propose a briefing on a question, or on a topic of the taxonomy named by it.

    Evidence comes from both languages, by subtopic; the best of each document first, recent and
    authoritative ones before others; then key points, differences, open questions, a timeline and
    further reading.  UsageError where nothing answers.
    """
    if not question.strip():
        raise UsageError("draft-question-empty")
    topic = topic_of(question, taxonomy)
    filters = Filters(topics=(topic.id,)) if topic and not topic.parent else Filters()
    asked = [_asked(topic, "ja"), _asked(topic, "en")] if topic else [question]
    found = candidates(index, asked, filters=filters, reader=reader)
    if not found:
        raise UsageError("draft-nothing", question=question)
    chosen = pick(worthy(found, QUOTED), QUOTES)
    vector = index.encoder.encode(asked, "query").mean(axis=0)
    vector /= max(float(np.linalg.norm(vector)), 1e-9)
    sections = _sections(index, chosen, vector, _subtopics(taxonomy, topic))
    extracts = Extracts(worthy(found, SEARCHED), vector, index.encoder)
    reading = [Item(new_id(), document=each) for each in _reading(worthy(found, SEARCHED), chosen)]
    parts = _parts(
        sections, extracts, lambda each: Item(new_id(), quote(each.hit.passage)), reading
    )
    title_ja, title_en = _titles(question, topic)
    return Briefing(title_ja, title_en, question, parts)


def arranged(
    index: Index, briefing: Briefing, *, taxonomy: Sequence[Topic] = (), reader: Reader
) -> Briefing:
    """Propose an order for what was collected: its passages by subtopic, and before and after them
    what `draft` adds, all of it sentences of these passages.

    Notes stay with their items; what is no passage of the library (own words, parts of pages)
    stays as it stands, in front.  UsageError where nothing that was collected may be quoted.
    """
    given = {i.quote.passage: i for i in briefing.items if i.quote and i.quote.passage}
    found = collected(index, given, reader=reader)
    if not found:
        raise UsageError("draft-nothing", question=briefing.question)
    if briefing.question:
        vector = index.encode_named(briefing.question)
    else:
        vector = np.mean([each.vector for each in found], axis=0)
        vector /= max(float(np.linalg.norm(vector)), 1e-9)
    sections = _sections(index, found, vector, _subtopics(taxonomy, None))
    parts = _parts(
        sections,
        Extracts(found, vector, index.encoder),
        lambda each: given[each.hit.passage.id],
        [],
    )
    placed = {each.hit.passage.id for each in found}
    rest = tuple(
        replace(section, items=left)
        for section in briefing.sections
        for left in [tuple(i for i in section.items if not _in(i, placed))]
        if left
    )
    return replace(briefing, sections=rest + parts)


def _in(item: Item, placed: Collection[str]) -> bool:
    return item.quote is not None and item.quote.passage in placed


def _parts(
    sections: Mapping[Topic | None, Sequence[Candidate]],
    extracts: Extracts,
    item: Callable[[Candidate], Item],
    reading: Sequence[Item],
) -> tuple[Section, ...]:
    """Return the sections of a briefing in their order; empty ones are left out."""
    parts = [
        _section(
            Role.KEY_POINTS,
            [Item(new_id(), s.quote) for s in extracts.key_points(sections.values())],
        ),
        *(
            Section(
                new_id(),
                Role.EVIDENCE,
                named.ja if named else "",
                named.en if named else "",
                tuple(item(each) for each in members),
            )
            for named, members in sections.items()
        ),
        _section(
            Role.DIFFERENCES,
            [
                Item(new_id(), one.quote, other.quote if other else None)
                for one, other in extracts.differences(DIFFERENCES)
            ],
        ),
        _section(Role.QUESTIONS, [Item(new_id(), s.quote) for s in extracts.questions(QUESTIONS)]),
        _section(
            Role.TIMELINE,
            [Item(new_id(), s.quote, date=date) for date, s in extracts.events(EVENTS)],
        ),
        _section(Role.READING, reading),
    ]
    return tuple(part for part in parts if part.items)


def _asked(topic: Topic, language: str) -> str:
    seeds = topic.seeds_ja if language == "ja" else topic.seeds_en
    return " ".join([topic.name(language), *seeds[:4]])


def _titles(question: str, topic: Topic | None) -> tuple[str, str]:
    if topic:
        return topic.ja, topic.en
    return (question, "") if detect(question) == Language.JA else ("", question)


def _section(role: Role, items: Sequence[Item]) -> Section:
    return Section(new_id(), role, items=tuple(items))


def _sections(
    index: Index,
    chosen: Sequence[Candidate],
    question: NDArray[np.float32],
    subtopics: Sequence[Topic],
) -> dict[Topic | None, list[Candidate]]:
    """Group passages by that of the subtopics near to the question which they are nearest to; what
    stands alone joins its next best.

    Sections and what is in them come by worth.  Without subtopics all is one section (None).
    """
    if not subtopics:
        return {None: _by_worth(chosen)}
    described = index.encoder.encode(
        [topic.described(language) for topic in subtopics for language in ("ja", "en")], "passage"
    )
    means = described.reshape(len(subtopics), 2, -1).mean(axis=1)
    near = np.stack([each.vector for each in chosen]) @ means.T
    open_ = set(np.argsort(-(means @ question), kind="stable")[:NEAREST].tolist())
    # Subtopics are taken away, the least filled first, until none is too small or too many.
    while True:
        held: dict[int, list[int]] = defaultdict(list)
        order = sorted(open_)
        for place, row in enumerate(near[:, order]):
            held[order[int(row.argmax())]].append(place)
        small = min(held, key=lambda topic: (len(held[topic]), near[held[topic], topic].max()))
        if len(held) == 1 or (len(held[small]) >= LEAST and len(held) <= SECTIONS):
            break
        open_ = set(held) - {small}
    groups = {
        subtopics[topic]: _by_worth([chosen[place] for place in places])
        for topic, places in held.items()
    }
    ordered = sorted(groups.items(), key=lambda group: -sum(each.worth for each in group[1]))
    return dict(ordered)


def _subtopics(taxonomy: Sequence[Topic], asked: Topic | None) -> list[Topic]:
    """Return the subtopics of the field that is asked for, else all."""
    every = [topic for topic in taxonomy if topic.parent]
    own = [topic for topic in every if asked and topic.parent == asked.id]
    return own or every


def _by_worth(members: Iterable[Candidate]) -> list[Candidate]:
    return sorted(members, key=lambda each: -each.worth)


def _reading(found: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[DocumentId]:
    """Return the documents that answer best and are not quoted."""
    quoted = {each.document.id for each in chosen}
    others = dict.fromkeys(each.document.id for each in found if each.document.id not in quoted)
    return list(others)[:READING]
