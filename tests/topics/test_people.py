"""Who wrote what: one person has one name, and papers under a rule name nobody."""

import dataclasses
import datetime as dt

import pytest

from catalog.records import Author, Handling, Level, Metadata, Quotation, Term, TermKind
from errors import NotFoundError
from tests.topics.conftest import PUBLIC, STAFF
from topics.people import people, person

MINATO = Author("港", "一郎", "みなと いちろう")
SHIMA = Author("島", "花子", "しま はなこ")


@pytest.fixture
def catalog(library):
    library.catalog.set_terms(
        [
            Term(
                "港湾研究所",
                "Port Institute",
                kind=TermKind.ORGANISATION,
                variants_en=("PI of Tokyo",),
            )
        ]
    )
    library.add(
        "海の話。",
        document="one",
        language="ja",
        authors=[MINATO, SHIMA],
        organisation="港湾研究所",
        date=dt.date(2022, 1, 1),
    )
    library.add(
        "About the sea.",
        document="one",
        authors=[Author("Minato", "Ichirō"), Author("Shima", "H.")],
        organisation="Port Institute",
        date=dt.date(2022, 1, 1),
    )
    library.add(
        "About ships.",
        document="two",
        authors=[Author("Minato", "Ichiro")],
        organisation="PI of Tokyo",
        date=dt.date(2024, 1, 1),
    )
    library.add(
        "About cables.",
        document="secret",
        authors=[Author("Minato", "Ichiro")],
        level=Level.STAFF,
        date=dt.date(2025, 1, 1),
    )
    library.add("A talk.", document="talk", authors=[Author("Speaker", "Hidden")])
    rule = Metadata(handling=Handling(quotation=Quotation.CHATHAM_HOUSE), source="by hand")
    edition = library.catalog.document("talk", reader=STAFF).editions[0]
    library.catalog.update_metadata(edition.id, dataclasses.replace(rule))
    return library.index()


def test_names_are_joined_across_scripts(catalog):
    """By the place in the two editions, and by the reading: 港一郎 and Minato wrote two papers."""
    found = people(catalog, {"one": ["seas"], "two": ["seas", "laws"]}, reader=PUBLIC)
    minato = next(each for each in found if "港一郎" in each.names)
    assert set(minato.names) == {"港一郎", "Ichirō Minato", "Ichiro Minato"}
    assert (minato.name("ja"), minato.documents) == ("港一郎", ("two", "one"))
    assert minato.en in {"Ichirō Minato", "Ichiro Minato"}
    assert minato.years == {2022: 1, 2024: 1}
    assert minato.languages == {"en": 2, "ja": 1}
    assert minato.topics == {"seas": 2, "laws": 1}
    shima = next(each for each in found if "島花子" in each.names)
    assert "H. Shima" in shima.names
    assert minato.others == {shima.id: 1}
    assert person(found, minato.id) == minato


def test_organisations_are_joined_by_the_authority_list(catalog):
    """A variant of the list and the two editions lead to one organisation."""
    found = people(catalog, {}, reader=PUBLIC)
    [institute] = [each for each in found if each.kind == "organisation"]
    assert set(institute.names) == {"港湾研究所", "Port Institute", "PI of Tokyo"}
    assert len(institute.documents) == 2


def test_handling_is_respected(catalog):
    """Restricted papers do not count below their level; those under a rule count for nobody."""
    public, staff = (people(catalog, {}, reader=reader) for reader in (PUBLIC, STAFF))
    counts = [
        len(next(e for e in found if "港一郎" in e.names).documents) for found in (public, staff)
    ]
    assert counts == [2, 3]
    assert not any("Hidden Speaker" in each.names for each in (*public, *staff))
    with pytest.raises(NotFoundError):
        person(public, "author:Hidden Speaker")
