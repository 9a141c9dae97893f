"""`kakehashi topics`, on seven sample papers with the bundled encoder."""

import json
import shutil

import pytest
from click.testing import CliRunner

import cli
from tests.topics.conftest import sampled
from ui.strings import Strings
from ui.verbs import topics as verbs

__all__ = ["sampled"]


@pytest.fixture
def run(sampled, tmp_path, monkeypatch):
    """Return a function that runs a verb of topics on a copy of the library."""
    for name in ("LIBRARY", "READER", "ENCODER"):
        monkeypatch.delenv(f"KAKEHASHI_{name}", raising=False)
    monkeypatch.setattr(verbs, "S", Strings("en"))
    folder = shutil.copytree(sampled, tmp_path / "library")

    def call(verb, *arguments):
        given = ["topics", verb, "--library", str(folder), *map(str, arguments)]
        return CliRunner().invoke(cli.main, given)

    return call


def listed(run, *arguments):
    return json.loads(run("list", "--json", *arguments).stdout)


def test_list_has_the_stated_shape(run):
    """id, kind, label in both languages, passages, documents, parent; clusters lie in clusters and
    subtopics in fields.
    """
    found = listed(run)
    for each in found:
        assert list(each) == ["id", "kind", "label", "passages", "documents", "parent"]
        assert set(each["label"]) == {"ja", "en"}
        assert each["kind"] in {"taxonomy", "cluster"}
    by_id = {each["id"]: each for each in found}
    assert by_id["maritime"]["parent"] is None
    assert by_id["freedom-of-navigation"]["parent"] == "maritime"
    assert by_id["freedom-of-navigation"]["documents"] >= 1
    assert by_id["maritime"]["documents"] == 2  # the third, on the Senkakus, is for staff
    fine = [each for each in found if each["kind"] == "cluster" and each["parent"]]
    assert fine
    for each in fine:
        parent = by_id[each["parent"]]
        assert parent["kind"] == "cluster"
        assert parent["passages"] >= each["passages"]
    labels = [each["label"]["ja"] + each["label"]["en"] for each in found]
    assert not any("支那" in label for label in labels)
    assert "Topics" not in run("list").stdout
    assert "freedom-of-navigation\tFreedom of navigation (" in run("list").stdout


def test_readers_have_clusters_of_their_own(run):
    """A public reader's list says nothing of the paper for staff."""
    public, staff = listed(run), listed(run, "--reader", "staff")
    counts = [
        next(each for each in found if each["id"] == "grey-zone")["documents"]
        for found in (public, staff)
    ]
    assert counts == [0, 1]
    clusters = [
        {each["id"] for each in found if each["kind"] == "cluster"} for found in (public, staff)
    ]
    assert not clusters[0] & clusters[1]
    hidden = next(iter(clusters[1]))
    result = run("show", hidden)
    assert result.exit_code == 2
    assert "grey" not in result.output.casefold()


def test_show_gives_sentences_with_their_pages(run):
    """Three central sentences, each of a passage that holds it, and what was said before."""
    found = json.loads(run("show", "freedom-of-navigation", "--json").stdout)
    assert found["label"]["ja"] == "航行の自由"
    assert len(found["central"]) == 3
    assert all(each["page"] and each["text"] for each in found["central"])
    assert "navigation-law" in found["document_ids"]
    dates = [each["date"] for each in found["said_before"]]
    assert dates == sorted(dates, reverse=True)
    assert "Freedom of navigation\n" in run("show", "freedom-of-navigation").stdout
    assert run("show", "c-none").exit_code == 2


def test_build_and_diff(run):
    """Building again keeps the ids; the diff then tells of nothing."""
    before = {each["id"] for each in listed(run) if each["kind"] == "cluster"}
    made = json.loads(run("build", "--json").stdout)
    assert [each["level"] for each in made] == ["public", "members", "staff"]
    assert all(each["shift"] < 0.05 for each in made)
    assert {each["id"] for each in listed(run) if each["kind"] == "cluster"} == before
    told = json.loads(run("diff", "--json").stdout)
    assert (told["came"], told["went"], told["events"]) == (0, 0, [])
    assert len(told["runs"]) == 2
    assert run("diff", "--since", told["runs"][-1]).exit_code == 0
    assert "moved by" in run("build").stdout


def test_decisions(run):
    """A name is listed until it is taken back; a hidden cluster is not listed."""
    first, second, *_ = [
        each["id"] for each in listed(run, "--kind", "cluster") if not each["parent"]
    ]
    assert run("change", first, "--name-ja", "新しい名前", "--pin").exit_code == 0
    assert next(e for e in listed(run) if e["id"] == first)["label"]["ja"] == "新しい名前"
    assert run("change", first, "--name-ja", "", "--exclude").exit_code == 0
    assert first not in {each["id"] for each in listed(run)}
    assert run("change", first, "--include", "--merge-into", second).exit_code == 0
    assert first not in {each["id"] for each in listed(run)}
    assert run("change", first, "--merge-into", first).exit_code == 2
    assert run("change", first, "--part").exit_code == 0
    assert first in {each["id"] for each in listed(run)}


def test_the_taxonomy_can_be_taken_out_changed_and_loaded(run, tmp_path):
    """What is written is what is read; a changed name and a new topic are listed."""
    path = tmp_path / "topics.toml"
    assert run("taxonomy", "--out", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"航行の自由"', '"航行と自由"', 1), encoding="utf-8")
    assert "45 topics loaded" in run("taxonomy", "--load", path).stdout
    found = next(each for each in listed(run) if each["id"] == "freedom-of-navigation")
    assert found["label"]["ja"] == "航行と自由"
    assert found["documents"] >= 1
    path.write_text("[[topics]]\nid = 3", encoding="utf-8")
    broken = run("taxonomy", "--load", path)
    assert broken.exit_code == 2
    assert str(path) in broken.output
    assert next(e for e in listed(run) if e["id"] == "freedom-of-navigation")["label"]["ja"] == (
        "航行と自由"
    )


def test_drift_people_and_gaps(run):
    """Each answers in words and as JSON."""
    uses = json.loads(run("drift", "stablecoin", "--json").stdout)["uses"]
    assert uses == sorted(uses, key=lambda u: (u["language"], u["year"], u["rendering"]))
    assert run("drift", "stablecoin").exit_code == 0
    assert run("drift", "no such term at all").exit_code == 2
    wrote = json.loads(run("people", "--json").stdout)
    assert {each["kind"] for each in wrote} == {"author", "organisation"}
    pair = next(e for e in wrote if "海上輸送リスク研究班" in e["name"]["ja"])
    assert pair["name"]["en"] == "Study Team on Risks of Sea Transport"
    missing = json.loads(run("gaps", "--json", "--months", "12").stdout)
    assert set(missing) == {"one_sided", "unanswered", "silent"}
    assert "lunar-exploration" in {each["id"] for each in missing["unanswered"]}
    assert "Unanswered: " in run("gaps").stdout


def test_without_clusters(run, sampled, tmp_path):
    """A library whose clusters were never built has its taxonomy, and says what to do."""
    for path in (tmp_path / "library" / "index" / "topics").glob("*.npz"):
        path.unlink()
    assert {each["kind"] for each in listed(run)} == {"taxonomy"}
    assert "topics build" in run("list").stdout
    assert run("diff").exit_code == 2
