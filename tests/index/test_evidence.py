"""What of a passage answers, and why it is marked."""

from __future__ import annotations

from index import Reason

LEXICAL, TERM, SEMANTIC, NUMBER = Reason.LEXICAL, Reason.TERM, Reason.SEMANTIC, Reason.NUMBER


def marked(hit) -> list[tuple[str, Reason]]:
    return [(hit.passage.passage.text[m.start : m.end], m.reason) for m in hit.marks]


def test_the_clause_that_answers_is_marked(library, public):
    """Of a long sentence, the clause about ships is marked, and not the one about money."""
    library.add(
        "Nothing new was said about the cost of money, while every vessel had left the harbour"
        " before noon. Trade went on."
    )
    index = library.index()
    (hit,) = index.explain(index.search("船", reader=public)).hits
    assert marked(hit) == [("while every vessel had left the harbour before noon.", SEMANTIC)]


def test_a_japanese_clause_is_cut_at_its_comma(library, public):
    """The clause ends with its mark, and the rest of the sentence is left unmarked."""
    library.add("通貨の話は何も出なかったが、すべての船が昼までに港を出ていた。", language="ja")
    index = library.index()
    (hit,) = index.explain(index.search("ship", reader=public)).hits
    assert marked(hit) == [("すべての船が昼までに港を出ていた。", SEMANTIC)]


def test_two_sentences_that_are_as_near_are_both_marked(library, public):
    """Where the answer stands twice, both places are marked, in order; a third is not."""
    library.add("The vessel left. Money came. A vessel came. One vessel sank.")
    index = library.index()
    (hit,) = index.explain(index.search("船", reader=public)).hits
    texts = [hit.passage.passage.text[start:end] for start, end in hit.nearest]
    assert len(texts) == 2
    assert all("vessel" in text for text in texts)
    assert list(hit.nearest) == sorted(hit.nearest)


def test_a_date_is_evidence_in_the_other_language(library, public):
    """平成11年 marks 1999, and the mark says which date of the query it is."""
    library.add("The law of the sea was changed in May 1999.")
    index = library.index()
    (hit,) = index.search("海の法 平成11年", reader=public).hits
    (mark,) = [mark for mark in hit.marks if mark.reason is NUMBER]
    assert hit.passage.passage.text[mark.start : mark.end] == "May 1999"
    assert mark.answers == "平成11年"


def test_a_number_reaches_beyond_its_digits(library, public):
    """1999 marks 1999年 whole, as a date, where the word alone would be its digits."""
    library.add("海の法は1999年に改められた。第9条も同じである。", language="ja")
    index = library.index()
    (hit,) = index.search("sea law 1999 Article 9", reader=public).hits
    assert [text for text, why in marked(hit) if why is NUMBER] == ["1999年", "第9条"]
    (hit,) = index.search("1999年の海", reader=public).hits
    assert NUMBER not in {why for _, why in marked(hit)}


def test_the_other_language_is_explained_whatever_found_it(library, public):
    """A hit by a term alone still shows the span that is nearest, if its language differs."""
    library.add("They met. FON is a law of the sea for every vessel.")
    index = library.index()
    results = index.search("航行の自由", reader=public)
    (hit,) = index.explain(results).hits
    assert hit.nearest
    results = index.search("航行の自由", reader=public, mode="lexical")
    assert index.explain(results).hits[0].nearest == ()  # no vector, no meaning


def test_all_hits_are_encoded_in_two_goes(library, public):
    """However many are shown: once the sentences, once the clauses; a search encodes no passage."""
    for number in range(4):
        library.add(
            f"The vessel left at noon on day {number}, and everything else went on. No more."
        )
    index = library.index()
    library.encoder.calls.clear()
    results = index.search("船", reader=public)
    assert [kind for kind, _ in library.encoder.calls] == ["query"]
    assert len(index.explain(results).hits) == 4
    assert [kind for kind, _ in library.encoder.calls] == ["query", "passage", "passage"]


def test_numbers_are_no_reason_of_a_hit(library, public):
    """A hit is found by words, terms or meaning; a number only marks."""
    library.add("The law of the sea was changed in 1999.")
    (hit,) = library.index().search("海の法 平成11年", reader=public).hits
    assert set(hit.reasons) <= {LEXICAL, TERM, SEMANTIC}
