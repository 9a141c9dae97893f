"""The terminal writes records of searches and tables of hits."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from catalog import Catalog
from catalog.records import Level, Reader
from ui.strings import Strings

PAPER = """# 航行の自由と沿岸国

航行の自由は、国際海峡を通る商船にとって欠かせない原則である。それを守るには、沿岸国との協力と日々の保安の仕事が要る。
"""
SECRET = "# Closed\n\nFreedom of navigation patrols, off the record.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("exports")
    (found / "closed").mkdir()
    (found / "open.md").write_text(PAPER, encoding="utf-8")
    (found / "closed" / "closed.md").write_text(SECRET, encoding="utf-8")
    (found / "closed" / "paper.toml").write_text(
        'id = "closed"\nhandling = { level = "staff" }\n', encoding="utf-8"
    )
    result = CliRunner().invoke(cli.main, ["add", "--library", str(found / "library"), str(found)])
    assert "2 added" in result.output or "2件" in result.output, result.output
    return found


@pytest.fixture
def run(folder, monkeypatch):
    for name in ("LIBRARY", "READER", "ENCODER"):
        monkeypatch.delenv(f"KAKEHASHI_{name}", raising=False)
    monkeypatch.setattr(cli, "S", Strings("en"))

    def call(verb, *arguments, stdin=None):
        library = ["--library", str(folder / "library")]
        return CliRunner().invoke(cli.main, [verb, *library, *map(str, arguments)], input=stdin)

    call.folder = folder
    return call


def test_a_search_writes_its_record(run, tmp_path):
    """JSON and Markdown by the ending; the hits are those that were printed."""
    path = tmp_path / "record.json"
    printed = json.loads(run("search", "航行の自由", "--json", "--record", path).stdout)
    record = json.loads(path.read_text(encoding="utf-8"))
    assert [hit["passage"] for hit in record["hits"]] == [h["passage"] for h in printed["hits"]]
    assert [hit["score"] for hit in record["hits"]] == [h["score"] for h in printed["hits"]]
    assert record["reader"] == "public"
    assert record["library"]["documents_searched"] == 1
    text = tmp_path / "record.md"
    assert run("search", "航行の自由", "--record", text).exit_code == 0
    assert text.read_text(encoding="utf-8").startswith("# Record of a search\n")


def test_a_record_is_written_as_its_ending_says(run, tmp_path):
    """Another ending is refused before anything is searched."""
    result = run("search", "航行", "--record", tmp_path / "record.pdf")
    assert result.exit_code == 2
    assert result.stderr == (
        "The name record.pdf must end with .md, .json, which says how to write it.\n"
    )


def test_a_batch_goes_from_standard_input_to_standard_output(run):
    """`-` and no --out: CSV on standard output, the sum on standard error, 1 for a bad line."""
    result = run("batch", "-", "-k", "1", stdin='query\n航行の自由\n"""open"\n')
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert result.exit_code == 1
    assert [row["query"] for row in rows] == ["航行の自由", '"open']
    assert rows[0]["text"].startswith("航行の自由は、")
    assert rows[0]["link"].startswith("http://localhost:8501/document?id=")
    assert rows[1]["error"].startswith("Line 3: The phrase")
    assert result.stderr.endswith("2 queries, 1 passage found, 1 line could not be searched.\n")


def test_a_batch_writes_the_file_that_is_named(run, tmp_path):
    """.csv and .xlsx by the ending; links lead to the address given."""
    table = tmp_path / "queries.csv"
    table.write_bytes("query\n航行の自由\n".encode("cp932"))
    for name, start in (("hits.csv", b"\xef\xbb\xbfid,query,rank"), ("hits.xlsx", b"PK")):
        out = tmp_path / name
        result = run("batch", table, "--out", out, "--address", "https://kb.example/")
        assert (result.exit_code, result.stdout) == (0, "")
        assert out.read_bytes().startswith(start)
    assert "https://kb.example/document?id=" in (tmp_path / "hits.csv").read_text("utf-8-sig")
    assert run("batch", table, "--out", tmp_path / "hits.doc").exit_code == 2
    assert "cannot be read" in run("batch", tmp_path / "none.csv").stderr


def test_a_batch_holds_nothing_above_its_reader(run):
    """The staff's paper is in the staff's table alone."""
    tables = {
        reader: run("batch", "-", "--reader", reader, stdin="query\nnavigation patrols\n").stdout
        for reader in ("public", "members", "staff")
    }
    assert ["off the record" in tables[reader] for reader in tables] == [False, False, True]


def test_a_briefing_is_drafted_kept_and_written(run, tmp_path):
    """From a question to Markdown, a basket and a DOCX; what was handed out is listed."""
    shown = run("brief", "航行の自由は誰に必要か", "--lang", "ja")
    assert shown.exit_code == 0, shown.output
    assert "航行の自由は、国際海峡を通る商船にとって欠かせない原則である。" in shown.stdout
    assert "[^1]" in shown.stdout
    path = tmp_path / "out.docx"
    done = run("brief", "航行の自由は誰に必要か", "--save", "Sea", "--out", path)
    assert done.exit_code == 0, done.output
    assert path.read_bytes()[:2] == b"PK"
    library = ["--library", str(run.folder / "library")]
    listed = CliRunner().invoke(cli.main, ["baskets", "list", *library, "--json"])
    [basket] = [each for each in json.loads(listed.stdout) if each["name"] == "Sea"]
    again = json.loads(run("brief", basket["id"], "--json").stdout)
    assert again["question"] == "航行の自由は誰に必要か"
    formats = [each["format"] for each in json.loads(run("brief", "--releases", "--json").stdout)]
    assert formats[:2] == ["docx", "md"]


def test_a_briefing_needs_a_question_an_answer_and_a_known_format(run, tmp_path):
    """Each of them is said, with exit code 2."""
    for arguments, said in (
        ([], "Say what the briefing is about"),
        (["zzzz"], "Nothing that may be quoted"),
        (["航行の自由", "--out", tmp_path / "x.odt"], "Choose one of: docx"),
    ):
        done = run("brief", *arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output
    assert not (tmp_path / "x.odt").exists()


def test_passages_are_added_to_a_basket_by_their_ids(run):
    """A hidden passage does not exist for a public reader."""
    hit = json.loads(run("search", "航行の自由", "--json").stdout)["hits"][0]["passage"]
    library = ["--library", str(run.folder / "library")]
    done = CliRunner().invoke(cli.main, ["baskets", "add", *library, "New", hit])
    assert "1 added" in done.output
    done = CliRunner().invoke(cli.main, ["baskets", "add", *library, "New", "closed.en:1:0"])
    assert done.exit_code == 2


def test_documents_are_cited(run, tmp_path):
    """The suffix chooses the style; an unknown id and a hidden one are the same error."""
    path = tmp_path / "refs.bib"
    known = json.loads(run("documents", "--json").stdout)[0]["id"]
    assert run("cite", known, "--out", path).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("@techreport{")
    assert json.loads(run("cite", known, "--json").stdout)[0]["title"] == "航行の自由と沿岸国"
    assert "航行の自由と沿岸国" in run("cite", known, "--style", "sist02").stdout
    for wrong in ("nowhere", "closed"):
        done = run("cite", wrong)
        assert (done.exit_code, wrong in done.output) == (2, True)
    assert "sist02" in run("cite", known, "--style", "mla").output


def test_alerts_are_run_once(run):
    """What is new is told, then not again."""
    library = ["--library", str(run.folder / "library")]
    with Catalog.open(run.folder / "library") as catalog:
        reader = Reader(Level.PUBLIC)
        identifier = catalog.save_search("Sea", {"q": "航行の自由"}, reader=reader)
        catalog.set_alert(identifier, [], reader=reader)
    out = run.folder / "alerts.csv"
    done = CliRunner().invoke(cli.main, ["alerts", "run", *library, "--again", "--out", str(out)])
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert (row["alert"], row["title"]) == ("Sea", "航行の自由と沿岸国")
    for again, count in ((["--again"], 1), ([], 1), ([], 0)):
        done = CliRunner().invoke(cli.main, ["alerts", "run", *library, "--json", *again])
        [alert] = [each for each in json.loads(done.stdout) if each["name"] == "Sea"]
        assert len(alert["documents"]) == count
