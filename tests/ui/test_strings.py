"""Both languages say the same things, and nothing is said outside them."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from ui.strings import LANGUAGES, Strings, load, topic_names

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "app.py", *sorted((ROOT / "ui").rglob("*.py"))]
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")


def texts(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def placeholders(value) -> set[str]:
    return {
        name.split(".")[0].split("[")[0]
        for text in texts(value)
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


def test_both_languages_have_the_same_keys():
    """A sentence that exists in one language exists in the other."""
    assert load("ja").keys() == load("en").keys()


@pytest.mark.parametrize("key", [key for key in load("en") if not key.endswith("_one")])
def test_both_languages_have_the_same_placeholders(key):
    """What is filled in is filled in in both languages; the month is part of a Japanese date."""
    assert placeholders(load("ja")[key]) == placeholders(load("en")[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_singular_uses_no_more_than_its_plural(language):
    """`X_one` is filled with the values of `X`."""
    entries = load(language)
    for key in entries:
        if key.endswith("_one") and key.removesuffix("_one") in entries:
            plural = placeholders(entries[key.removesuffix("_one")])
            assert placeholders(entries[key]) <= plural, key


def test_each_language_is_written_in_its_own_script():
    """Japanese strings are Japanese; English ones hold Japanese only as names and examples."""
    examples = re.compile(
        r"example|edition\.|^search\.placeholder|^chips\.literal|^help\.year|_ask$"
    )
    mixed = [
        key
        for key, value in load("en").items()
        if any(map(JAPANESE.search, texts(value))) and not examples.search(key)
    ]
    assert [key for key in mixed if not key.startswith("cli.")] == []


def test_counts_read_naturally():
    """One is singular in English; thousands are set apart."""
    english, japanese = Strings("en"), Strings("ja")
    assert english("search.found", n=1) == "1 document"
    assert english("search.found", n=1200).startswith("1,200 documents")
    assert japanese("document.page_of", number=4, n=12) == "12頁中4頁目"


def test_an_unknown_language_reads_as_english():
    """A language that the house does not speak is no reason to fail."""
    assert Strings("fr")["nav.search"] == "Search"


def test_unknown_values_are_shown_as_they_are():
    """A topic that nobody named is named by its id."""
    assert Strings("ja").label("topic", "lighthouses") == "lighthouses"


def test_topics_are_named_in_both_languages():
    """The institute's fields have names that `topic:` understands and filters show."""
    assert Strings("en").label("topic", "maritime") in topic_names()["maritime"]
    assert Strings("ja").label("topic", "maritime") in topic_names()["maritime"]


# -- no literals ---------------------------------------------------------------------------------

SILENT = {"form", "container", "get_all", "get", "pop", "from_dict", "query_params", "columns"}
SPOKEN = {"label", "help", "placeholder", "page_title", "title", "body", "text"}
HELPERS = {"notice", "badge", "escape", "plain", "prose"}
CODE = re.compile(r"<(script|style)>.*?</\1>|<[^<>]*>|:material/\w+:|&\w+;", re.DOTALL)


def root_of(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def words_in(node: ast.expr) -> str:
    """Return the letters of a literal that a person would read."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values
        )
    else:
        return ""
    return "".join(re.findall(r"[^\W\d_]", CODE.sub("", text)))


def spoken(tree: ast.AST):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else root_of(node.func)
        is_streamlit = root_of(node.func) == "st" and name not in SILENT
        if is_streamlit or name in HELPERS:
            first = node.args[:1] if name in {"notice", "badge", *HELPERS} else node.args[:2]
            yield from first
            yield from (each.value for each in node.keywords if each.arg in SPOKEN)
        if name == "tag":
            yield from node.args[1:2]


def test_the_search_for_sentences_finds_them():
    """The check below sees labels, f-strings and helpers, and not keys, markup or icons."""
    source = """
st.button("Click")
st.sidebar.write(f"{n} hits")
notice("Oops", "")
tag("p", "Hello", class_="k")
st.selectbox(label, options, key="page", placeholder="Pick")
st.form("search"); st.html("<style>p { color: red }</style>"); st.button(x, icon=":material/menu:")
"""
    found = [words_in(node) for node in spoken(ast.parse(source)) if words_in(node)]
    assert found == ["Click", "hits", "Oops", "Hello", "Pick"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_in_the_code(path):
    """Whatever is handed to Streamlit to be read comes from the strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [(node.lineno, words_in(node)) for node in spoken(tree) if words_in(node)]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_japanese_stands_in_the_code(path):
    """Outside comments and docstrings, code has no Japanese but punctuation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and JAPANESE.search(node.value)
    ]
    assert found == []


def keys_in(tree: ast.AST):
    """Yield the keys that code asks of `strings`: whole ones, or the known start of f-strings."""
    for node in ast.walk(tree):
        target = key = None
        if isinstance(node, ast.Subscript):
            target, key = node.value, node.slice
        elif isinstance(node, ast.Call) and node.args:
            target, key = node.func, node.args[0]
        if target is None or not ast.unparse(target).endswith(("strings", "S")):
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, True
        elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
            yield str(key.values[0].value), False


@pytest.mark.parametrize("path", [*FILES, ROOT / "cli.py"], ids=lambda path: path.name)
def test_every_key_in_the_code_exists(path):
    """No page fails because a sentence is missing."""
    keys = load("en").keys()
    for key, whole in keys_in(ast.parse(path.read_text(encoding="utf-8"))):
        assert key in keys if whole else any(each.startswith(key) for each in keys), key


def test_every_stored_value_has_a_name():
    """Types, levels, rules, languages, reasons and outcomes all have words."""
    from catalog.records import DocumentType, Language, Level, Outcome, Quotation
    from index import Reason

    keys = load("en")
    for group, values in {
        "type": DocumentType,
        "level": Level,
        "level_help": Level,
        "quotation": Quotation,
        "quotation_help": Quotation,
        "language": Language,
        "edition": Language,
        "reason": Reason,
        "library.outcome": Outcome,
    }.items():
        assert {f"{group}.{value}" for value in values} <= set(keys)


def test_no_string_is_left_over():
    """Every string is asked for somewhere: whole, by its group, or from a list of names."""
    asked: set[str] = set()
    groups: set[str] = set()
    for path in [*FILES, ROOT / "cli.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                asked.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                groups.add(str(node.values[0].value))
    groups |= {"language.", "topic."}  # named by `Strings.label`
    groups.discard("library.")  # a name follows, checked here
    named = {f"library.{name}" for name in asked}
    left = [
        key
        for key in load("en")
        if key.removesuffix("_one") not in asked | named
        and not any(key.startswith(group) for group in groups if "." in group)
    ]
    assert left == []


@pytest.mark.parametrize(
    ("language", "label", "shown"),
    [("ja", "iv", "iv頁"), ("en", "4", "p. 4"), ("en", "§ Scope", "§ Scope")],
)
def test_pages_are_named_by_their_label(language, label, shown):
    """A printed label reads as a page; a section of a paper without pages is not one."""
    assert Strings(language).page(label) == shown
