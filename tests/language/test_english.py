import pytest

from language.english import WORD, analyse, compounds
from language.spelling import american


def forms(text, **options):
    return [piece.form for word in WORD.findall(text) for piece in analyse(word, **options).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The alliances strengthened", ["allianc", "strengthen"]),
        ("COVID-19", ["covid19", "covid", "19"]),
        ("COVID19 5G F-35", ["covid19", "5g", "f35", "f", "35"]),
        ("C++ and C#", ["c++", "c#"]),
        ("1,234.5 and 3.14", ["1234.5", "3.14"]),
        ("U.S.-Japan", ["us", "japan"]),
        ("US-Japan", ["us", "japan"]),
        ("let us go", ["let", "go"]),
        ("it is IT", ["it"]),
        ("who? WHO", ["who"]),
        ("Japan's rules-based order", ["japan", "rule", "base", "order"]),
        ("2023-05", ["2023", "05"]),
        ("Проект", ["проект"]),
    ],
)
def test_english_words(text, expected):
    """Words are stemmed, function words dropped unless in capitals, compounds taken apart."""
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("british", "us"),
    [
        ("defence", "defense"),
        ("Defences", "Defenses"),
        ("labourers", "laborers"),
        ("programme", "program"),
        ("programmed", "programmed"),
        ("securitisation", "securitization"),
        ("organised", "organized"),
        ("CENTRE", "CENTER"),
        ("promise", "promise"),
        ("improvisation", "improvisation"),
        ("dialogue", "dialogue"),
    ],
)
def test_british_spelling(british, us):
    """British spellings map to American ones with their case; look-alikes stay."""
    assert american(british) == us
    assert american(us) == us


def test_both_spellings_match():
    """A query in one spelling has the same forms as a text in the other."""
    assert forms("defence organisation programmes") == forms("defense organization programs")


def test_literal_forms_are_as_written():
    """Literal forms are folded in case and width only."""
    assert forms("Defence Alliances’ Tōkyō", literal=True) == ["defence", "alliances", "tōkyō"]


def test_a_form_is_never_longer_than_an_engine_takes():
    """A megabyte of one letter is one form of 64 characters."""
    assert forms("a" * 1_000_000) == ["a" * 64]


def test_compounds_are_one_word_too():
    """Any hyphen, either spelling; numbers with letters are compounds of `analyse` already."""
    text = "choke‑points, licence-free; US–Japan 5G-network F-35 日米-US"
    assert list(compounds(text)) == [
        ("choke‑points", "chokepoint"),
        ("licence-free", "licensefre"),
        ("US–Japan", "usjapan"),
    ]
