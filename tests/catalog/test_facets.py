"""What the filters offer: each value with the documents it would leave."""

import datetime as dt

import pytest

from catalog import Filters
from catalog.records import Author, DocumentType, Handling, Language, Level, Reader

TODAY = dt.date(2026, 11, 1)
PUBLIC, MEMBERS = Reader(Level.PUBLIC, TODAY), Reader(Level.MEMBERS, TODAY)
REPORT, FELLOW = DocumentType.WORKSHOP_REPORT, DocumentType.FELLOW_PAPER


@pytest.fixture
def papers(store):
    """Three papers: one in both languages, one in English, one for members."""
    minato, both = Author("港", "一郎"), {"document": "both", "type": REPORT, "topics": ("sea",)}
    store("海。", "/a", authors=(minato,), organisation="海の会", date=dt.date(2021, 4, 1),
          date_end=dt.date(2022, 3, 31), **both)  # fmt: skip
    store("Sea.", "/b", "en", authors=(Author("Minato", "Ichiro"),), **both)
    store("Law.", "/c", "en", authors=(Author("Minato"),), type=FELLOW, topics=("law", "sea"))
    store("秘。", "/d", handling=Handling(Level.MEMBERS), authors=(minato,), type=FELLOW)


@pytest.mark.usefixtures("papers")
def test_every_facet_counts_documents(catalog):
    """A paper with two editions is one of a type, and one in each language and year of its period."""
    facets = catalog.facets(reader=PUBLIC)
    assert facets["type"] == {"fellow-paper": 1, "workshop-report": 1}
    assert facets["topic"] == {"sea": 2, "law": 1}
    assert facets["language"] == {"en": 2, "ja": 1}
    assert facets["year"] == {"2021": 1, "2022": 1}
    assert facets["author"] == {"Minato": 1, "Minato, Ichiro": 1, "港, 一郎": 1}
    assert facets["organisation"] == {"海の会": 1}
    assert facets["level"] == {"public": 2}


@pytest.mark.usefixtures("papers")
def test_a_hidden_paper_is_in_no_count(catalog):
    """Its author counts one more for those who may read it, and for nobody else."""
    assert catalog.facets(reader=MEMBERS)["author"]["港, 一郎"] == 2
    assert catalog.facets(reader=MEMBERS)["level"] == {"public": 2, "members": 1}
    assert catalog.facets(reader=PUBLIC)["author"]["港, 一郎"] == 1


@pytest.mark.usefixtures("papers")
def test_a_facet_leaves_out_its_own_filter(catalog):
    """With a type chosen, the other types still say what they would leave; topics follow it."""
    facets = catalog.facets(reader=PUBLIC, filters=Filters(types=(FELLOW,)))
    assert facets["type"] == {"fellow-paper": 1, "workshop-report": 1}
    assert facets["topic"] == {"law": 1, "sea": 1}
    within = catalog.facets(reader=PUBLIC, within=Filters(types=(FELLOW,)))
    assert within["type"] == {"fellow-paper": 1}


@pytest.mark.usefixtures("papers")
def test_a_count_is_what_choosing_leaves(catalog):
    """Whatever else is chosen, each value counts the documents that are left with it."""
    fields = {
        "type": lambda value: {"types": (DocumentType(value),)},
        "topic": lambda value: {"topics": (value,)},
        "language": lambda value: {"languages": (Language(value),)},
        "author": lambda value: {"author_names": (value,)},
        "organisation": lambda value: {"organisation_names": (value,)},
        "level": lambda value: {"levels": (Level(value),)},
        "year": lambda value: {
            "since": dt.date(int(value), 1, 1),
            "until": dt.date(int(value), 12, 31),
        },
    }
    for other in ({}, {"languages": (Language.JA,)}, {"topics": ("sea",)}):
        facets = catalog.facets(reader=MEMBERS, filters=Filters(**other))
        for facet, counts in facets.items():
            for value, held in counts.items():
                chosen = Filters(**{**other, **fields[facet](value)})
                assert catalog.count(reader=MEMBERS, filters=chosen) == held, (facet, value)


@pytest.mark.usefixtures("papers")
def test_a_chosen_name_is_the_whole_name(catalog):
    """Choosing Minato does not choose Minato, Ichiro; typing author:Minato finds both."""
    assert catalog.count(reader=PUBLIC, filters=Filters(author_names=("Minato",))) == 1
    assert catalog.count(reader=PUBLIC, filters=Filters(authors=("Minato",))) == 2
    assert catalog.count(reader=PUBLIC, filters=Filters(organisation_names=("海",))) == 0
    assert catalog.count(reader=PUBLIC, filters=Filters(organisations=("海",))) == 1


@pytest.mark.usefixtures("papers")
def test_texts_and_dates_are_those_a_reader_may_see(catalog):
    """Neither the members' text nor its date reaches a public reader who guesses its version."""
    versions = catalog.searchable(reader=MEMBERS).tolist()
    assert [text for _, text in catalog.texts(versions, reader=MEMBERS)] == [
        "海。", "Sea.", "Law.", "秘。",
    ]  # fmt: skip
    shown = catalog.texts(versions, reader=PUBLIC)
    assert [text for _, text in shown] == ["海。", "Sea.", "Law."]
    last = shown[-1][0]
    assert catalog.texts(versions, reader=PUBLIC, among=[last, last + 1]) == [(last, "Law.")]
    assert sorted(catalog.dates(reader=PUBLIC).values(), key=str) == ["2021-04-01", None]
