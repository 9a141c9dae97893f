"""The record of a search says how it was asked, read and answered; and what is new is found."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from catalog import Filters
from catalog.records import Language, Level
from index.news import news
from index.record import Search, make, run, to_json

FON = "航行の自由=freedom of navigation"


def fill(library):
    library.add("Freedom of navigation at sea.", "A ship of trade.", document="sea", title="Sea")
    library.add("航行の自由は海の法である。", document="sea", language="ja", title="海")
    library.add("Freedom of navigation is law.", document="law", topics=("law",))
    library.add("Freedom of navigation in secret.", document="secret", level=Level.STAFF)
    return library.index()


def recorded(index, search, reader):
    return to_json(make(index, search, reader=reader, version="1.2"))


def test_a_record_says_how_the_query_was_read(library, public):
    """Query, folds, expansions searched and switched off, filters, level, state and counts."""
    index = fill(library)
    made = recorded(index, Search("航行の自由 國 lang:en", k=5, off=("none",)), public)
    assert json.loads(json.dumps(made)) == made
    assert made["search"]["query"] == "航行の自由 國 lang:en"
    assert made["search"]["sort"] == "relevance"
    assert made["read"]["words"] == "航行の自由 國"
    assert made["read"]["filters"] == {"languages": ["en"]}
    assert made["read"]["folds"] == [["國", "国"]]
    [expansion] = made["read"]["expansions"]
    assert (expansion["id"], expansion["searched"]) == (FON, True)
    assert "freedom of navigation" in expansion["renderings"]
    assert made["reader"] == "public"
    assert made["library"]["generation"] == library.catalog.generation
    assert made["library"]["documents_searched"] == 2
    assert made["library"]["passages_searched"] == 3
    assert made["encoder"]["name"] == "fake"
    assert made["encoder"]["fingerprint"].startswith("fake-1")
    assert made["analyzer"] == index.fingerprints[1]
    assert made["program"] == "Kakehashi 1.2"
    assert dt.datetime.fromisoformat(made["at"]).tzinfo is not None
    assert made["found"] == {
        "documents": len({hit["document"] for hit in made["hits"]}),
        "passages": len(made["hits"]),
    }


def test_an_expansion_that_was_switched_off_is_named(library, public):
    """A reader of the record sees what was not searched, one by one or all at once."""
    index = fill(library)
    for search in (Search("航行の自由", off=(FON,)), Search("航行の自由", expand=False)):
        made = recorded(index, search, public)
        [expansion] = made["read"]["expansions"]
        assert (expansion["id"], expansion["searched"]) == (FON, False)
        assert "freedom of navigation" in expansion["renderings"]


def test_hits_are_named_by_edition_version_page_and_passage(library, public):
    """Each hit says where it stands, so that it can be found again."""
    index = fill(library)
    made = make(index, Search("ship trade"), reader=public, version="1")
    first, hit = made.results.hits[0], to_json(made)["hits"][0]
    assert first.passage.passage.text == "A ship of trade."
    assert hit["passage"] == f"{hit['edition']}:{hit['version']}:1"
    assert (hit["rank"], hit["document"], hit["title"]) == (1, "sea", "Sea")
    assert (hit["page"], hit["label"]) == (1, "1")
    assert hit["spans"] == [{"page": 1, "start": 30, "end": 46}]
    assert hit["score"] == first.score
    assert "lexical" in hit["reasons"]


def test_running_a_record_again_gives_the_same_hits(library, public):
    """On the same generation, the search that a record holds finds the same, in the same order."""
    index = fill(library)
    narrowed = Filters(languages=(Language.EN,), since=None)
    made = make(index, Search("航行の自由", narrowed, k=7, off=()), reader=public, version="1")
    again = make(library.index(), made.search, reader=public, version="1")
    assert again.generation == made.generation
    assert made.results.hits
    assert again.results.hits == made.results.hits


def test_a_record_holds_nothing_above_its_reader(library, public, staff):
    """A restricted paper is in no hit and in no count of a lower reader's record."""
    index = fill(library)
    search = Search("freedom of navigation", k=50)
    open_, whole = (recorded(index, search, reader) for reader in (public, staff))
    assert "secret" not in json.dumps(open_)
    assert "secret" in json.dumps(whole)
    assert open_["library"]["documents_searched"] == 2
    assert whole["library"]["documents_searched"] == 3
    assert open_["found"]["documents"] == 2


def test_only_what_was_not_found_then_is_new(library, public, staff):
    """A new paper is new, a new edition of a known one is no new document, a secret is neither."""
    index = fill(library)
    search = Search("freedom of navigation", k=50)
    seen = {hit.passage.id for hit in run(index, search, reader=public).hits}
    assert news(library.catalog, run(index, search, reader=public), seen, k=50).hits == ()
    library.add("Freedom of navigation, once more.", document="new")
    library.add("法は freedom of navigation という。", document="law", language="ja")
    library.add("Freedom of navigation, closed.", document="closed", level=Level.MEMBERS)
    index = library.index()
    found = news(library.catalog, run(index, search, reader=public), seen, k=50)
    assert {hit.passage.document for hit in found.hits} == {"new", "law"}
    assert found.documents == 1
    higher = news(library.catalog, run(index, search, reader=staff), seen, k=50)
    assert {hit.passage.document for hit in higher.hits} == {"new", "law", "closed", "secret"}
    assert higher.documents == 3


def test_nothing_is_new_where_nothing_is_found(library, public):
    """An empty answer has no news."""
    index = fill(library)
    results = replace(run(index, Search("sea"), reader=public), hits=())
    found = news(library.catalog, results, (), k=50)
    assert (found.hits, found.documents) == ((), 0)


def test_a_hit_without_a_reason_is_no_news(library, public):
    """What only fills up the list is not reported; a query of filters alone finds without reasons."""
    index = fill(library)
    results = run(index, Search("freedom", k=50), reader=public)
    bare = replace(results, hits=tuple(replace(hit, reasons=()) for hit in results.hits))
    assert results.hits
    assert news(library.catalog, bare, (), k=50).hits == ()
    assert (
        news(library.catalog, run(index, Search("topic:law"), reader=public), (), k=50).documents
        == 1
    )
