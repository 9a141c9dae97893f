"""Which rendering of a term was used when."""

import datetime as dt

import pytest

from catalog.records import Language, Level, Term
from index.terms import Rendering
from tests.topics.conftest import PUBLIC, STAFF
from topics.drift import Use, drift, drifting, written

FOIP = Term(
    "自由で開かれたインド太平洋",
    "Free and Open Indo-Pacific",
    abbreviation="FOIP",
    variants_ja=("自由で開かれたインド太平洋戦略", "自由で開かれたインド太平洋構想"),
)
STRIKE = Term("反撃能力", "counterstrike", variants_en=("enemy base attack",))
STRATEGY, VISION = FOIP.variants_ja


@pytest.fixture
def index(library):
    library.catalog.set_terms([FOIP, STRIKE])
    for number, (year, word) in enumerate(
        [(2017, STRATEGY), (2017, STRATEGY), (2018, STRATEGY), (2019, VISION), (2020, VISION)]
    ):
        library.add(
            f"政府は{word}を掲げた。",
            document=f"d{number}",
            language="ja",
            date=dt.date(year, 1, 1),
        )
    for number, (year, word) in enumerate(
        [
            (2019, "an enemy base attack"),
            (2020, "enemy base attacks"),
            (2023, "counterstrike"),
            (2024, "counterstrike"),
            (2025, "counterstrike"),
        ]
    ):
        library.add(f"They spoke of {word} again.", document=f"e{number}", date=dt.date(year, 1, 1))
    library.add(
        "They spoke of enemy base attack again.",
        document="secret",
        date=dt.date(2024, 1, 1),
        level=Level.STAFF,
    )
    return library.index()


def test_a_strategy_became_a_vision(index):
    """戦略 until 2018, 構想 from 2019; the name within both is not counted for itself."""
    found = drift(index, FOIP, reader=PUBLIC)
    assert found.uses == (
        Use(STRATEGY, Language.JA, 2017, 2),
        Use(STRATEGY, Language.JA, 2018, 1),
        Use(VISION, Language.JA, 2019, 1),
        Use(VISION, Language.JA, 2020, 1),
    )
    assert found.turns == ((Language.JA, STRATEGY, VISION, 2019),)


def test_counterstrike_replaced_enemy_base_attack(index):
    """Plurals count; what the reader may not see does not."""
    found = drift(index, STRIKE, reader=PUBLIC)
    assert found.turns == ((Language.EN, "enemy base attack", "counterstrike", 2023),)
    assert Use("enemy base attack", Language.EN, 2020, 1) in found.uses
    assert all(use.year != 2024 or use.rendering == "counterstrike" for use in found.uses)
    staff = drift(index, STRIKE, reader=STAFF)
    assert Use("enemy base attack", Language.EN, 2024, 1) in staff.uses


def test_terms_that_drifted_are_found(index):
    """Of the term base those whose rendering changed."""
    found = drifting(index, [FOIP, STRIKE, Term("海", "sea")], reader=PUBLIC)
    assert [each.term.english for each in found] == ["Free and Open Indo-Pacific", "counterstrike"]


def test_parts_of_words_are_no_renderings():
    """ "Quad" is not in "quadruple", and a longer rendering takes the shorter one's place."""
    quad = Rendering("Quad", Language.EN)
    assert written("The Quad met.", [quad]) == [quad]
    assert written("They quadrupled.", [quad]) == []
    long, short = Rendering("export controls", Language.EN), Rendering("export", Language.EN)
    assert written("Export controls alone.", [short, long]) == [long]
    assert written("Export controls on an export.", [short, long]) == [long, short]
