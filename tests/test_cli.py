"""The terminal door, as a person and as a program use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from catalog.records import Level
from ui.strings import Strings

ROOT = Path(__file__).resolve().parent.parent
JAPANESE = """# 航行の自由と沿岸国

航行の自由は、国際海峡を通る商船にとって欠かせない原則である。沿岸国は無害通航を妨げてはならない。
"""
ENGLISH = """# Semiconductor supply chains

Export controls on advanced semiconductors reshape supply chains. Allies coordinate licensing.
"""
SECRET = """# Closed dialogue

Participants spoke of freedom of navigation patrols off the record.
"""


@pytest.fixture
def papers(tmp_path: Path, monkeypatch) -> Path:
    for name in ("LIBRARY", "READER", "ENCODER"):
        monkeypatch.delenv(f"KAKEHASHI_{name}", raising=False)
    monkeypatch.setattr(cli, "S", Strings("en"))
    folder = tmp_path / "papers"
    (folder / "closed").mkdir(parents=True)
    (folder / "navigation.md").write_text(JAPANESE, encoding="utf-8")
    (folder / "chips.md").write_text(ENGLISH, encoding="utf-8")
    (folder / "closed" / "dialogue.md").write_text(SECRET, encoding="utf-8")
    (folder / "closed" / "paper.toml").write_text(
        'id = "closed"\ntype = "dialogue-summary"\nhandling = { level = "staff" }\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def run(tmp_path: Path):
    def call(*arguments, stdin=None):
        verb, *rest = map(str, arguments)
        return CliRunner().invoke(
            cli.main, [verb, "--library", str(tmp_path / "library"), *rest], input=stdin
        )

    return call


@pytest.fixture
def filled(run, papers):
    result = run("add", papers)
    assert result.exit_code == 0, result.output
    assert "3 added" in result.output
    return run


def test_search_prints_one_object_with_the_page_of_each_hit(filled):
    """The JSON has the stated shape, best hit first, and its offsets name its text."""
    found = json.loads(filled("search", "航行の自由", "--json").stdout)
    assert found["query"] == "航行の自由"
    hit = found["hits"][0]
    assert hit["language"] == "ja"
    assert hit["title"] == "航行の自由と沿岸国"
    assert (hit["page"], hit["label"]) == (1, "1")
    assert "航行の自由" in hit["text"]
    assert set(hit["reasons"]) <= {"lexical", "term", "semantic"}
    assert "lexical" in hit["reasons"]
    pages = json.loads(filled("show", hit["edition"], "--page", "1", "--json").stdout)["pages"]
    assert pages[0]["text"][hit["start"] : hit["end"]] == hit["text"]


def test_reader_decides_what_is_found_listed_and_shown(filled):
    """A staff paper exists for staff alone; for the public it looks like an unknown one."""
    query = ["search", "freedom of navigation patrols", "--json"]
    documents = [h["document"] for h in json.loads(filled(*query).stdout)["hits"]]
    assert "closed" not in documents
    staff = json.loads(filled(*query, "--reader", "staff").stdout)["hits"]
    assert staff[0]["document"] == "closed"
    assert len(json.loads(filled("documents", "--json").stdout)) == 2
    hidden = filled("show", "closed")
    unknown = filled("show", "nothing")
    assert hidden.exit_code == unknown.exit_code == 2
    assert hidden.stderr.replace("closed", "nothing") == unknown.stderr


def test_adding_again_changes_nothing(filled, papers):
    """The same papers twice are all unchanged."""
    result = filled("add", papers)
    assert result.exit_code == 0
    assert "0 added, 0 updated, 3 unchanged" in result.output


def test_one_bad_file_is_a_row_and_exit_code_1(filled, papers):
    """A damaged file is named with its remedy, and the rest is read."""
    (papers / "empty.pdf").write_bytes(b"")
    (papers / "new.md").write_text("# New\n\nA new paper about cables.\n", encoding="utf-8")
    result = filled("add", papers)
    assert result.exit_code == 1
    assert "1 added" in result.output
    assert "1 failed" in result.output
    rows = json.loads(filled("report", "--json").stdout)["files"]
    [failed] = [row for row in rows if row["outcome"] == "failed"]
    assert failed["path"].endswith("empty.pdf")
    assert failed["why"]


def test_remove_takes_a_document_out_of_search(filled):
    """After removal the paper is not found, and removing it again is a usage error."""
    hit = json.loads(filled("search", "semiconductors", "--json").stdout)["hits"][0]
    assert filled("remove", hit["document"], "--yes").exit_code == 0
    hits = json.loads(filled("search", "semiconductors", "--json").stdout)["hits"]
    assert hit["document"] not in {each["document"] for each in hits}
    assert filled("remove", hit["document"], "--yes").exit_code == 2


def test_rebuild_gives_the_same_hits(filled, tmp_path):
    """The index can be deleted at any time."""
    import shutil

    query = ("search", "航行の自由", "--json")
    before = filled(*query).stdout
    shutil.rmtree(tmp_path / "library" / "index")
    assert filled("rebuild").exit_code == 0
    assert filled(*query).stdout == before


def test_standard_input_is_a_paper_a_list_or_a_query(run, papers):
    """`-` takes the bytes of a paper, or paths one a line, and the query of a search."""
    paper = run("add", "-", "--name", "chips.md", stdin=ENGLISH)
    assert "1 added" in paper.output, paper.output
    listed = run("add", "-", stdin=f"{papers / 'navigation.md'}\n")
    assert "1 added" in listed.output, listed.output
    found = json.loads(run("search", "-", "--json", stdin="航行の自由\n").stdout)
    assert found["query"] == "航行の自由"
    assert found["hits"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "year:twentytwenty"), "twentytwenty"),
        (("search", "x", "--reader", "boss"), "boss"),
        (("documents",), "There is no library"),
    ],
)
def test_errors_are_sentences(run, arguments, words):
    """What cannot be done is explained with the value found, and never with a stack trace."""
    if arguments[0] == "search":
        run("add", "-", "--name", "a.md", stdin=ENGLISH)
    result = run(*arguments)
    assert result.exit_code in {1, 2}
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_doctor_says_what_agrees(filled):
    """On a filled library, catalogue and index agree."""
    findings = json.loads(filled("doctor", "--json").stdout)
    states = {finding["what"]: finding["state"] for finding in findings}
    assert states["index"] == states["library"] == states["encoder"] == "ok"


def test_backup_and_restore(filled, tmp_path):
    """A library written out and unpacked elsewhere answers the same."""
    query = ("search", "航行の自由", "--json")
    before = filled(*query).stdout
    assert filled("backup", tmp_path / "copy.zip").exit_code == 0
    other = ["--library", str(tmp_path / "other")]
    runner = CliRunner()
    assert runner.invoke(cli.main, ["restore", *other, str(tmp_path / "copy.zip")]).exit_code == 0
    assert runner.invoke(cli.main, ["rebuild", *other]).exit_code == 0
    assert runner.invoke(cli.main, ["search", *other, *query[1:]]).stdout == before


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_verb_is_documented_and_helps_in_both_languages(language):
    """Each verb stands in the README of the language, and `--help` explains it there."""
    readme = (ROOT / {"en": "README.md", "ja": "README.ja.md"}[language]).read_text("utf-8")
    strings = Strings(language)
    for name in cli.main.commands:
        assert f"`{name}" in readme, name
        assert strings[f"cli.{name}"]
    shown = subprocess.run(
        [sys.executable, "-m", "cli", "--help"],
        cwd=ROOT,
        env={"LC_ALL": {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}[language], "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert strings["cli.search"][:12] in shown


def test_levels_are_those_of_the_catalogue():
    """The documented readers are the levels that exist."""
    assert [str(level) for level in Level] == ["public", "members", "staff"]


TERMS = """japanese,reading,english,abbreviation,variants_ja,variants_en,avoid
航行の自由,こうこうのじゆう,freedom of navigation,FON,,,
航行自由,,navigational freedom,,航行の自由,,
沿岸国,えんがんこく,coastal state,,,,coastal state:too narrow
輸出管理,ゆしゅつかんり,export controls,EC,,,
欧州委員会,おうしゅういいんかい,European Commission,EC,,,
無害通航,むがいつうこう,innocent passage,,,,
無害通航,むがいつうこう,harmless passage,,,,
"""


def test_terms_check_names_each_fault(filled, tmp_path):
    """Doubles, conflicts, missing readings, self-avoidance, shared and unused names are found."""
    table = tmp_path / "terms.csv"
    table.write_text(TERMS, encoding="utf-8")
    arguments = ["terms", "check", "--library", str(tmp_path / "library"), str(table)]
    result = CliRunner().invoke(cli.main, [*arguments, "--json"])
    found = json.loads(result.stdout)
    assert found["terms"] == 7
    assert {(each["fault"], each["english"], each["rendering"]) for each in found["findings"]} == {
        ("double", "harmless passage", "無害通航"),
        ("conflict", "navigational freedom", "航行の自由"),
        ("reading", "navigational freedom", ""),
        ("avoided", "coastal state", "coastal state"),
        ("shared", "European Commission", "EC"),
        ("unused", "European Commission", ""),
    }
    assert result.exit_code == 1
    shown = CliRunner().invoke(cli.main, arguments).stdout
    assert "“航行の自由” of 航行自由 = navigational freedom is also a name of 航行の自由" in shown
    assert "7 entries checked: doubles 1, conflicts 1, that avoid themselves 1" in shown


def test_terms_are_loaded_from_several_tables_and_listed(filled, tmp_path):
    """Loading replaces the terms and rebuilds; a sound base checks with exit code 0."""
    first, second = tmp_path / "terms.csv", tmp_path / "names.csv"
    first.write_text("japanese,reading,english\n沿岸国,えんがんこく,coastal state\n", "utf-8")
    second.write_text(
        "kind,japanese,reading,english,variants_en\nperson,安倍晋三,あべしんぞう,Shinzo Abe,Abe\n",
        "utf-8",
    )
    library = ["--library", str(tmp_path / "library")]
    loaded = CliRunner().invoke(cli.main, ["terms", "load", *library, str(first), str(second)])
    assert loaded.stdout == "2 terms loaded.\n"
    listed = CliRunner().invoke(cli.main, ["terms", "list", *library]).stdout
    assert listed == "沿岸国\tcoastal state\t\n安倍晋三\tShinzo Abe\t\n"
    checked = CliRunner().invoke(cli.main, ["terms", "check", *library])
    assert checked.exit_code == 0
    assert checked.stdout.endswith("2 entries checked: unused 1.\n")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_new_process_explains_an_old_report(run, papers, tmp_path, language):
    """`report` knows the sentences of the readers, which it does not otherwise need."""
    (papers / "empty.pdf").write_bytes(b"")
    assert run("add", papers).exit_code == 1
    library = ["--library", str(tmp_path / "library"), "--language", language]
    shown = subprocess.run(
        [sys.executable, "-m", "cli", "report", *library],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert {"en": "empty.pdf has no content", "ja": "empty.pdf」は中身がありません"}[language] in (
        shown.stdout + shown.stderr
    )


def test_every_verb_starts_outside_the_project(tmp_path):
    """What is installed is whole: no folder is found only because one stands in it."""
    code = "import cli, corpus.source, evaluation.report, ui.document, ui.library"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
