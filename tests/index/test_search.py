import datetime as dt

import pytest

from catalog import Filters
from catalog.records import Author, DocumentType, Language, Level
from index import Reason, filters_of, group

LEXICAL, TERM, SEMANTIC = Reason.LEXICAL, Reason.TERM, Reason.SEMANTIC


def texts(results) -> list[str]:
    return [hit.passage.passage.text for hit in results.hits]


def marked(hit) -> list[tuple[str, Reason]]:
    return [(hit.passage.passage.text[m.start : m.end], m.reason) for m in hit.marks]


def test_words_find_their_passage(library, public):
    """The passage that holds the word is first, with the word marked as it is written there."""
    library.add("Ships may pass freely.", "Trade goes on.", title="Passage")
    library.add("貿易の話。", language="ja", title="別の話")
    best = library.index().search("ship", reader=public).hits[0]
    assert best.passage.passage.text == "Ships may pass freely."
    assert marked(best) == [("Ships", LEXICAL)]
    assert LEXICAL in best.reasons


def test_meaning_crosses_languages(library, public):
    """A Japanese word finds the English passage of the same meaning, and says why."""
    library.add("The vessel left.", "Money was paid.")
    library.add("船が出た。", language="ja")
    results = library.index().search("船", reader=public)
    assert texts(results)[:2] == ["船が出た。", "The vessel left."]
    assert results.hits[1].reasons == (SEMANTIC,)


def test_a_term_is_searched_by_its_other_names(library, public):
    """航行の自由 finds "freedom of navigation" and FON as terms, with the whole name marked."""
    library.add("They defend freedom of navigation.", "FON patrols go on.", "Fons are wells.")
    library.add("航行の自由を守る。", language="ja")
    index = library.index()
    results = index.search("航行の自由", reader=public, mode="lexical")
    assert {hit.passage.passage.text: hit.reasons for hit in results.hits} == {
        "航行の自由を守る。": (LEXICAL,),
        "FON patrols go on.": (TERM,),
        "They defend freedom of navigation.": (TERM,),
    }
    by_text = {hit.passage.passage.text: hit for hit in results.hits}
    assert marked(by_text["They defend freedom of navigation."]) == [
        ("freedom of navigation", TERM)
    ]
    assert marked(by_text["FON patrols go on."]) == [("FON", TERM)]
    (expansion,) = results.expansions
    assert (expansion.id, expansion.written) == ("航行の自由=freedom of navigation", "航行の自由")


def test_a_hyphen_makes_no_difference(library, public):
    """choke-points and chokepoints find each other, equally well, and are marked whole."""
    library.add("The chokepoints of trade.")
    library.add("The choke-points of trade.")
    library.add("The ship and the point.")
    index = library.index()
    for query in ("chokepoint", "choke-point", "choke‑points"):
        hits = index.search(query, reader=public, mode="lexical").hits[:2]
        assert {hit.passage.passage.text: marked(hit) for hit in hits} == {
            "The chokepoints of trade.": [("chokepoints", LEXICAL)],
            "The choke-points of trade.": [("choke-points", LEXICAL)],
        }


def test_names_joined_by_a_hyphen_stand_apart_too(library, public):
    """US-Japan is written Japan and the US as well."""
    library.add("Japan and the US agree.")
    hits = library.index().search("US-Japan", reader=public, mode="lexical").hits
    assert [marked(hit) for hit in hits] == [[("Japan", LEXICAL), ("US", LEXICAL)]]


def test_a_query_is_encoded_by_its_terms_first_names_too(library, public):
    """The query as typed, and with 航行の自由 and freedom of navigation for FON; not when switched off."""
    library.encoder.calls.clear()
    index = library.index()
    results = index.search("FON", reader=public, mode="dense")
    assert [each.written for each in results.expansions] == ["FON"]
    assert library.encoder.calls == [("query", 3)]
    library.encoder.calls.clear()
    index.search("FON", reader=public, mode="dense", expand=False)
    assert library.encoder.calls == [("query", 1)]


def test_a_latin_word_is_marked_among_japanese_ones(library, public):
    """AI and 5G touch the kanji and kana around them; AI is not in "aim"."""
    library.add("生成AIの活用と5G基地局。", language="ja")
    library.add("The aim of AI.")
    index = library.index()
    found = index.search("AI 5G", reader=public, mode="lexical").hits
    assert {hit.passage.passage.text: marked(hit) for hit in found} == {
        "生成AIの活用と5G基地局。": [("AI", LEXICAL), ("5G", LEXICAL)],
        "The aim of AI.": [("AI", LEXICAL)],
    }


def test_an_abbreviation_stands_in_its_own_case(library, public):
    """FON is found in FON and FONs, beside Japanese too; not in fon, Fons, FONT or words."""
    library.add("Two FONs.", "A fon.", "Fons.", "FONT size.", "The fonts.", "On FON-like acts.")
    library.add("米国のFON作戦。", language="ja")
    results = library.index().search("航行の自由", reader=public, mode="lexical")
    assert {(hit.passage.passage.text, *marked(hit)) for hit in results.hits} == {
        ("Two FONs.", ("FONs", TERM)),
        ("On FON-like acts.", ("FON", TERM)),
        ("米国のFON作戦。", ("FON", TERM)),
    }


def test_expansions_can_be_switched_off(library, public):
    """One by one or all together; then only the query's own words are searched."""
    library.add("They defend freedom of navigation.")
    index = library.index()
    options = {"reader": public, "mode": "lexical"}
    (expansion,) = index.search("航行の自由", **options).expansions
    for off in ({"without_expansions": frozenset([expansion.id])}, {"expand": False}):
        results = index.search("航行の自由", **options, **off)
        assert (results.hits, results.expansions) == ((), ())


def test_every_hit_holds_the_phrase(library, public):
    """A phrase must stand as it is, function words and all, for hits of meaning too."""
    library.add("The law of the sea.", "Sea law.", "A law for the sea.")
    library.add("海の法。", language="ja")
    index = library.index()
    assert texts(index.search('"law of the sea"', reader=public)) == ["The law of the sea."]
    assert texts(index.search('ocean "law of the sea"', reader=public)) == ["The law of the sea."]


def test_a_japanese_phrase_is_a_string(library, public):
    """However MeCab divides the text, a phrase is found, and 京都 is not in 東京都庁's place."""
    library.add("東京都庁の建物。", "海上保安能力の強化。", language="ja")
    index = library.index()
    assert texts(index.search('"保安能力"', reader=public)) == ["海上保安能力の強化。"]
    assert texts(index.search('"海上能力"', reader=public)) == []


def test_no_hit_holds_what_is_left_out(library, public):
    """-trade keeps passages with the word, or the phrase, away from all kinds of ranking."""
    library.add("The sea and the trade.", "The sea at night.", "Trading at sea.")
    library.add("海と貿易。", language="ja")
    index = library.index()
    assert set(texts(index.search("sea -trade", reader=public))) == {
        "The sea at night.",
        "海と貿易。",
    }
    assert "海と貿易。" not in texts(index.search("sea -貿易", reader=public))
    assert "The sea at night." not in texts(index.search('sea -"sea at night"', reader=public))


def test_filters_narrow(library, public):
    """Filters in the query and beside it both hold, and a value none has finds nothing."""
    library.add(
        "Sea one.",
        authors=[Author("Smith", "Jane")],
        date=dt.date(2021, 5, 1),
        kind=DocumentType.FELLOW_PAPER,
        organisation="Sea Forum",
        topics=["maritime"],
    )
    library.add("海二。", language="ja", authors=[Author("山田", "太郎")], date=dt.date(2023, 2, 1))
    index = library.index()

    def found(query: str, **options) -> set[str]:
        return set(texts(index.search(query, reader=public, **options)))

    assert found("sea") == {"Sea one.", "海二。"}
    assert found("sea author:smith") == found("sea type:フェロー論文") == {"Sea one."}
    assert (
        found("sea 年:令和5年") == found("sea lang:ja") == found("sea 著者:山田太郎") == {"海二。"}
    )
    assert found("sea org:forum topic:maritime year:2020..2022") == {"Sea one."}
    assert found("sea lang:ja year:2021") == set()
    assert found("sea lang:ja", filters=Filters(languages=(Language.EN,))) == set()
    assert found("sea", filters=Filters(since=dt.date(2022, 1, 1))) == {"海二。"}


def test_topics_have_names(library, public):
    """topic: understands the names that the library's topics have."""
    library.add("Sea one.", topics=["maritime"])
    library.add("Sea two.", topics=["cyber"])
    index = library.index(topics={"maritime": ["海洋の自由", "Maritime freedom"]})
    for query in ("sea topic:海洋", "sea topic:maritime", 'sea topic:"Maritime freedom"'):
        assert texts(index.search(query, reader=public)) == ["Sea one."]


def test_filters_alone_list_the_newest(library, public):
    """Without words, the first passage of each edition comes, newest document first."""
    library.add("Old one.", "More.", date=dt.date(2020, 1, 1))
    library.add("New one.", "More.", date=dt.date(2024, 1, 1))
    library.add("別の新しいもの。", language="ja", date=dt.date(2023, 1, 1))
    index = library.index()
    results = index.search("year:2020..", reader=public)
    assert texts(results) == ["New one.", "別の新しいもの。", "Old one."]
    assert [hit.reasons for hit in results.hits] == [(), (), ()]
    assert texts(index.search("lang:en", reader=public, k=1)) == ["New one."]


def test_folds_are_shown_and_can_be_switched_off(library, public):
    """國家 finds 国家, and says so; typed literally it finds only 國家."""
    library.add("国家の安全。", "國家の安全。", language="ja")
    index = library.index()
    results = index.search("國家", reader=public)
    assert results.folds == (("國家", "国家"),)
    assert set(texts(results)) == {"国家の安全。", "國家の安全。"}
    assert texts(index.search("國家", reader=public, literal=True)) == ["國家の安全。"]


def test_each_fold_can_be_switched_off(library, public):
    """Of two folds, the word whose own is off must stand as typed; the other may be folded."""
    library.add("國家の澤。", "国家の沢。", "國家の沢。", "国家の澤。", language="ja")
    index = library.index()
    results = index.search("國家 澤", reader=public, typed=frozenset(["國家"]))
    assert results.folds == (("國家", "国家"), ("澤", "沢"))
    assert results.typed == ("國家",)
    assert set(texts(results)) == {"國家の澤。", "國家の沢。"}
    lone = index.search("國家 澤", reader=public, typed=frozenset(["澤", "海"]))
    assert lone.typed == ("澤",)
    assert set(texts(lone)) == {"國家の澤。", "国家の澤。"}


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_a_word_as_typed_is_found_among_many_others(library, public, mode):
    """The one passage with the old form is found however many have the new one."""
    library.add(*(f"国家と海 {number}。" for number in range(150)), language="ja", title="新")
    library.add("國家と、ほかに長い話がいくつも続いて、海には触れない。", language="ja", title="旧")
    found = library.index().search("國家", reader=public, typed=frozenset(["國家"]), k=1, mode=mode)
    assert texts(found) == ["國家と、ほかに長い話がいくつも続いて、海には触れない。"]


def test_words_as_typed_keep_the_querys_constraints(library, public):
    """A phrase, an exclusion and the reader's level hold beside them."""
    library.add("國家の海。", "國家の空。", "國家の海の船長。", language="ja")
    library.add("國家の海の秘密。", language="ja", level=Level.STAFF)
    found = library.index().search('國家 "の海" -船長', reader=public, typed=frozenset(["國家"]))
    assert texts(found) == ["國家の海。"]


def test_an_expansion_that_is_off_is_named(library, public):
    """What was left out is said, so that it can be put back."""
    library.add("They defend freedom of navigation.")
    index = library.index()
    (expansion,) = index.search("航行の自由", reader=public).expansions
    results = index.search(
        "航行の自由", reader=public, without_expansions=frozenset([expansion.id, "a=b"])
    )
    assert results.left_out == (expansion,)


def test_what_a_query_narrows_to():
    """Filters are read from the query; words, mistakes and nothing narrow nothing."""
    topics = {"maritime": ("海洋", "Maritime affairs")}
    assert filters_of("海 topic:Maritime type:fellow-paper", topics) == Filters(
        types=(DocumentType.FELLOW_PAPER,), topics=("maritime",)
    )
    for text in ("海", '"海', "", " "):
        assert filters_of(text, topics) == Filters()


def test_titles_and_headings_count(library, public):
    """Of two passages with the same words, the one under a matching title or heading is first."""
    library.add("The sea is calm today.", title="Weather")
    library.add("The sea is calm today!", title="Piracy")
    library.add("The sea is calm today?", title="Notes", heading="Smuggling")
    index = library.index()
    for word, text in [
        ("piracy", "The sea is calm today!"),
        ("smuggling", "The sea is calm today?"),
    ]:
        assert texts(index.search(f"{word} sea", reader=public, mode="lexical"))[0] == text


def test_the_sentence_that_carries_the_meaning(library, public):
    """Of a semantic hit, the sentence whose own vector is nearest is shown."""
    text = "Money was paid. The vessel left. Nothing else."
    library.add(text)
    index = library.index()
    results = index.search("船", reader=public)
    assert results.hits[0].nearest == ()
    (hit,) = index.explain(results).hits
    assert [text[slice(*span)] for span in hit.nearest] == ["The vessel left."]


def test_lexical_and_dense_alone(library, public):
    """Either half may be asked alone: words without meaning, meaning without words."""
    library.add("The vessel left.", "The word ship is here.")
    index = library.index()
    assert texts(index.search("ship", reader=public, mode="lexical")) == ["The word ship is here."]
    dense = index.search("ship", reader=public, mode="dense")
    assert {hit.reasons for hit in dense.hits} == {(SEMANTIC,)}
    assert len(dense.hits) == 2


def test_hits_are_grouped_by_document(library, public):
    """Both editions of a document are one result, in the order of their best hits."""
    library.add("The sea and ships.", "The sea.", document="one")
    library.add("海の話。", document="one", language="ja")
    library.add("Law of the sea.", document="two")
    hits = library.index().search("sea ships", reader=public).hits
    first, second = group(hits)
    assert (first.document, second.document) == ("one", "two")
    assert [edition.language for edition in first.editions] == [Language.EN, Language.JA]
    assert [len(edition.hits) for edition in first.editions] == [2, 1]
    assert first.score == hits[0].score


def test_k_is_how_many_come(library, public):
    """The k best come, and asking for more does not change their order."""
    library.add(*[f"The sea number {i}." for i in range(30)])
    index = library.index()
    few, many = (index.search("sea number 7", reader=public, k=k) for k in (5, 30))
    assert texts(few) == texts(many)[:5]
    assert len(many.hits) == 30


@pytest.mark.parametrize(
    "query", ["[}", "field:value", "AND OR NOT", "a^2 ~ *", "\\", "ーー", "🙂"]
)
def test_no_query_breaks_the_engine(library, public, query):
    """Signs of other query languages are text."""
    library.add("The sea.")
    assert len(library.index().search(query, reader=public).hits) <= 1


def test_editions_searched_are_counted(library, public, staff):
    """The count is of what this reader, under these filters, may see."""
    library.add("The sea.")
    library.add("海。", language="ja")
    library.add("The secret sea.", level=Level.STAFF)
    index = library.index()
    assert index.search("sea", reader=public).editions == 2
    assert index.search("sea lang:en", reader=staff).editions == 2
