"""What a draft picks: worked out by hand on small vectors and sentences."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from briefing.drafting.draft import topic_of
from briefing.drafting.evidence import Candidate, pick, prior, worthy
from briefing.drafting.extracts import Extracts, Sentence, iso, part
from briefing.records import Quote
from catalog.records import (
    Document,
    DocumentId,
    DocumentType,
    EditionId,
    Handling,
    Language,
    Passage,
    Span,
    StoredPassage,
)
from index import Hit, Reason
from language.dates import find_periods
from topics.taxonomy import Topic

TODAY = dt.date(2026, 1, 1)


def document(name: str, kind=DocumentType.FELLOW_PAPER, date=None) -> Document:
    return Document(DocumentId(name), kind, date, None, Handling(), (), ())


def candidate(row, vector, worth=1.0, name="a", language=Language.JA, text="文。") -> Candidate:
    passage = Passage(row, text, (Span(1, 0, len(text)),), language)
    edition = EditionId(f"{name}.{language}")
    stored = StoredPassage(row, f"{edition}:1:{row}", edition, DocumentId(name), "T", "1", passage)
    hit = Hit(stored, worth, (Reason.LEXICAL,), {})
    unit = np.array(vector, np.float32)
    return Candidate(hit, document(name), worth, unit / np.linalg.norm(unit))


def rows(found):
    return [each.hit.passage.row for each in found]


def test_a_recommendation_of_today_is_worth_most():
    """All of authority and recency: 1.3; a digest of four years ago has half of recency alone."""
    new = document("a", DocumentType.POLICY_RECOMMENDATION, TODAY)
    old = document("b", DocumentType.DIGEST_ISSUE, dt.date(2022, 1, 1))
    assert prior(new, TODAY) == pytest.approx(1.3)
    assert prior(old, TODAY) == pytest.approx(1.075, abs=0.001)
    assert prior(document("c"), TODAY) == pytest.approx(1.12, abs=0.001)  # undated


def test_what_says_the_same_comes_later():
    """The second passage repeats the first, so that the third, worth a little less, is taken."""
    found = [
        candidate(1, (1, 0), 1.0, "a"),
        candidate(2, (1, 0.05), 0.95, "b"),
        candidate(3, (0, 1), 0.9, "c"),
    ]
    assert rows(pick(found, 2)) == [1, 3]


def test_the_other_edition_of_a_passage_is_not_quoted_twice():
    """Near vectors of two languages are one passage if the document is the same."""
    found = [
        candidate(1, (1, 0), 1.0, "a"),
        candidate(2, (1, 0.1), 0.9, "a", Language.EN),
        candidate(3, (1, 0.1), 0.8, "b", Language.EN),
    ]
    assert rows(pick(found, 3)) == [1, 3]


def test_one_document_gives_three_passages_at_most():
    """However well it answers."""
    found = [candidate(row, np.eye(8)[row], 1.0, "a") for row in range(5)]
    assert len(pick(found, 5)) == 3


def test_what_is_far_below_the_best_of_its_language_is_left_out():
    """Each language is compared with its own best; one without a good passage is left out."""
    found = [
        candidate(1, (1, 0), 1.0),
        candidate(2, (1, 0), 0.5),
        candidate(3, (1, 0), 0.5, language=Language.EN),
        candidate(4, (1, 0), 0.4, language=Language.EN),
    ]
    assert rows(worthy(found, 0.6)) == [1, 3, 4]
    assert rows(worthy([*found[:2], candidate(5, (1, 0), 0.3, language=Language.EN)], 0.6)) == [1]


def test_a_part_of_a_quote_keeps_its_places():
    """A sentence that runs over the page has a span on each."""
    spans = (Span(1, 10, 13), Span(2, 0, 4))
    quote = Quote(DocumentId("a"), EditionId("a.en"), 1, Language.EN, spans, "abc defg", " ")
    assert part(quote, 1, 6).spans == (Span(1, 11, 13), Span(2, 0, 2))
    assert part(quote, 1, 6).text == "bc de"
    assert part(quote, 4, 8).spans == (Span(2, 0, 4),)


class Words:
    """Directions by first letters of words: what shares words is near."""

    dim = 26

    def encode(self, texts, kind):
        found = np.zeros((len(texts), 26), np.float32)
        for row, text in zip(found, texts, strict=True):
            for word in text.lower().split():
                row[(ord(word[0]) - 97) % 26] += 1
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


TEXT = (
    "Japan has signed the treaty on the protection of submarine cables in full. "
    "The United States, by contrast, has signed the treaty but has not ratified it yet. "
    "On 28 July 2024 the ministers met in Tokyo to talk about the treaty and the cables. "
    "Who should pay for the ships that mend the cables of the treaty remains unsettled. "
    "It was a long day."
)


@pytest.fixture
def extracts():
    one = candidate(1, np.ones(26), text=TEXT, language=Language.EN)
    question = Words().encode(["the treaty the cables"], "query")[0]
    return Extracts([one], question, Words())


def test_a_contrast_of_neighbours_is_a_difference(extracts):
    """One sentence speaks of Japan, the next of the United States, and says that it differs."""
    [(japan, america)] = extracts.differences(3)
    assert japan.text.startswith("Japan has signed")
    assert america.text.startswith("The United States, by contrast")


def test_what_is_not_settled_is_a_question(extracts):
    """A sentence that says that something remains unsettled."""
    assert [s.text.split(" for")[0] for s in extracts.questions(3)] == ["Who should pay"]


def test_a_dated_sentence_is_an_event(extracts):
    """With the day that it speaks of; its quote has its own offsets."""
    [(date, sentence)] = extracts.events(3)
    assert date == "2024-07-28"
    span = sentence.quote.spans[0]
    assert TEXT[span.start : span.end] == sentence.text


def test_a_key_point_stands_alone(extracts):
    """“It was a long day.” leans on what came before, and is too short."""
    chosen = extracts.key_points([[extracts.sentences[0].candidate]])
    assert [isinstance(each, Sentence) for each in chosen] == [True]
    assert not chosen[0].text.startswith("It ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3 May 2023", "2023-05-03"), ("令和5年5月", "2023-05"), ("in 2023", "2023")],
)
def test_dates_are_as_precise_as_written(text, expected):
    """A day, a month, a year."""
    assert iso(find_periods(text)[0]) == expected


def test_a_topic_is_named_by_id_or_name():
    """Whole names only: a question that contains one is a question."""
    sea = Topic("sea", "海", "The sea", "", "")
    assert topic_of("SEA", [sea]) is sea
    assert topic_of("海", [sea]) is sea
    assert topic_of("Who owns the sea?", [sea]) is None
