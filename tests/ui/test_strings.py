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
SCRIPTS = [*sorted((ROOT / "ui").rglob("*.js")), *sorted((ROOT / "ui").rglob("*.css"))]
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
SPOKEN = {"label", "help", "placeholder", "page_title", "title", "body", "text", "options"}
SPOKEN |= {"format_func", "caption", "tooltip"}
HELPERS = {"notice", "badge", "escape", "plain", "prose"}
ATTRIBUTES = {"title", "alt", "aria_label", "aria_description", "placeholder"}
# What speaks under any name: `left.button(…)` inside `left, right = st.columns(2)`.
SPEAKING = {
    *("button", "caption", "checkbox", "code", "download_button", "error", "expander", "feedback"),
    *("file_uploader", "form_submit_button", "header", "html", "info", "markdown", "metric"),
    *("multiselect", "number_input", "page_link", "pills", "popover", "progress", "radio"),
    *("segmented_control", "selectbox", "select_slider", "slider", "spinner", "status"),
    *("subheader", "success", "tabs", "text_area", "text_input", "title", "toast", "toggle"),
    *("warning", "write", "date_input", "dialog", "link_button", "text"),
}
LOGS = {"log", "logging"}
CODE = re.compile(r"<(script|style)>.*?</\1>|<[^<>]*>|:material/\w+:|&\w+;", re.DOTALL)
COMMANDS = {
    "Source Sans, Noto Sans CJK JP, Hiragino Sans, Yu Gothic, sans-serif",  # fonts
    "make setup",  # typed, not read
}
SENTENCE = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}")  # two words


def root_of(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def parts_of(node: ast.expr):
    """Yield the literals that a value may be or hold: of sums, choices, lambdas."""
    match node:
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            yield from parts_of(left)
            yield from parts_of(right)
        case ast.BoolOp(values=nodes):
            for each in nodes:
                yield from parts_of(each)
        case ast.Lambda(body=body):
            yield from parts_of(body)
        case _:
            yield node


def text_of(node: ast.expr) -> str:
    """Return a literal; what an f-string fills in stands as 0."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values
        )
    return ""


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W\d_]", CODE.sub("", text)))


def words_in(node: ast.expr) -> str:
    """Return the letters of a literal that a person would read."""
    return "".join(letters(text_of(part)) for part in parts_of(node))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else root_of(node.func)


def spoken(tree: ast.AST):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, root = called(node), root_of(node.func)
        method = isinstance(node.func, ast.Attribute) and name in SPEAKING and root not in LOGS
        if method or name in HELPERS or (root == "st" and name not in SILENT):
            first = node.args[:1] if name in HELPERS else node.args[:2]
            named = {each.arg: each.value for each in node.keywords}
            yield from (value for key, value in named.items() if key in SPOKEN)
            for each in first:
                if not isinstance(each, ast.List):
                    yield each
                elif "format_func" not in named:  # else they are values, and it names them
                    yield from each.elts
        if name == "tag":
            yield from node.args[1:2]
            yield from (each.value for each in node.keywords if each.arg in ATTRIBUTES)


def sentences(tree: ast.AST):
    """Yield every literal of two words or more that is no docstring, log line, style or script,
    and is not raised.
    """
    silent: set[int] = set()
    for node in ast.walk(tree):
        logged = isinstance(node, ast.Call) and root_of(node.func) in LOGS
        if logged or isinstance(node, ast.Raise):
            silent |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.Expr):
            silent.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):  # seen as a whole
            silent |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in silent:
            text = CODE.sub("", text_of(node))
            if SENTENCE.search(text) and not re.search(r"[{};]", text):
                yield text


def test_the_search_for_words_finds_them():
    """The check below sees labels, f-strings and helpers, and not keys, markup or icons."""
    source = """
st.button("Click")
st.sidebar.write(f"{n} hits")
notice("Oops", "")
tag("p", "Hello", class_="k", title="Tip")
st.selectbox(label, options, key="page", placeholder="Pick")
st.form("search"); st.html("<style>p { color: red }</style>"); st.button(x, icon=":material/menu:")
left.button("Left"); st.write("Yes" if x else "No"); st.caption("Sum" + x)
st.radio(label, ["One", "Two"]); st.radio(label, ["a", "b"], format_func=lambda x: "All")
"""
    found = {words_in(node) for node in spoken(ast.parse(source)) if words_in(node)}
    assert found == {
        *("Click", "hits", "Oops", "Hello", "Tip", "Pick", "Left", "YesNo", "Sum"),
        *("One", "Two", "All"),
    }


def test_the_search_for_sentences_finds_them():
    """A sentence is seen wherever it stands, and not where nobody reads it."""
    source = """
"A docstring of words."
NAMES = {"a": "Two words"}
log.error("for the log")
raise TypeError("for a programmer")
row = f"{n} files were read"
st.html("<style>p { color: red; margin: auto }</style>")
"""
    assert set(sentences(ast.parse(source))) == {"Two words", "0 files were read"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_literal_is_a_sentence(path):
    """However it reaches the page, a text of two words or more stands in the strings."""
    found = set(sentences(ast.parse(path.read_text(encoding="utf-8"))))
    assert found - COMMANDS == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_word_stands_in_scripts_and_styles(path):
    """Scripts are handed their words, and styles have them in variables."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = r'content: *"([^"]*)"' if path.suffix == ".css" else r"['\"`]([A-Z][a-z]+ ?[^'\"`]*)"
    said = [each for each in re.findall(found, text) if letters(each)]
    assert [each for each in said if each not in {"Enter", "Escape", "Esc"}] == []
    assert JAPANESE.search(text) is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_stands_in_the_code(path):
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
