"""Clusters of a library: built, kept up with it, decided on, and closed to who may not see."""

import datetime as dt
import json

import numpy as np
import pytest

from catalog import Filters
from catalog.records import Level, Reader
from errors import NotFoundError
from tests.topics.conftest import EN, PUBLIC, STAFF, TAXONOMY
from topics import build, state
from topics.changes import changes
from topics.identity import Change
from topics.view import Topics, decide

MEMBERS = Reader(Level.MEMBERS)


def opened(index, reader=STAFF):
    return Topics.open(index, TAXONOMY, reader=reader)


def by_subject(topics) -> dict[str, str]:
    """Return the coarse cluster that each subject's paper is in: papers are named by subjects."""
    found = {}
    for subject in EN:
        rows = topics.state.rows[topics.state.documents == subject]
        inside = {topics.clusters_of(row)[:1] for row in rows.tolist()} - {()}
        assert len(inside) == 1, subject
        found[subject] = inside.pop()[0]
    return found


def test_each_subject_is_a_cluster_in_both_languages(shelf):
    """Four papers on four subjects, 96 passages: four coarse clusters, none of one language
    alone; what the cluster holds is counted.
    """
    index = shelf.index()
    made = {each.level: each for each in build.build(index)}
    assert made[Level.STAFF].passages == 96
    topics = opened(index)
    found = by_subject(topics)
    nodes = {node.id: node for node in topics.shown("cluster", 0)}
    for cluster in set(found.values()):
        subjects = [subject for subject in EN if found[subject] == cluster]
        assert nodes[cluster].documents == len(subjects)
        assert nodes[cluster].passages == 24 * len(subjects)


def test_building_again_changes_nothing(shelf):
    """Ids, members and places are the same when nothing came."""
    index = shelf.index()
    build.build(index)
    before = state.load(index.folder, Level.STAFF)
    again = build.build(index)
    after = state.load(index.folder, Level.STAFF)
    assert before.ids == after.ids
    assert (before.members == after.members).all()
    assert all(each.shift < 0.05 for each in again)
    told = changes(opened(index))
    assert (told.came, told.went, told.events) == (0, 0, ())


def test_what_comes_is_put_to_its_neighbours_without_a_rebuild(shelf):
    """A second paper on the sea joins the sea's cluster and map; ids stay, nothing old moves."""
    index = shelf.index()
    build.build(index)
    before = opened(index)
    shelf.add("more-sea", "sea", start=20)
    index.update()
    after = opened(index)
    cluster = by_subject(before)["sea"]
    assert by_subject(after)["sea"] == cluster
    rows = after.state.rows[after.state.documents == "more-sea"]
    assert len(rows) == 24
    assert {after.clusters_of(row)[0] for row in rows.tolist()} == {cluster}
    assert after.state.ids == before.state.ids
    old = np.isin(after.state.rows, before.state.rows)
    assert after.state.points[old] == pytest.approx(before.state.points)
    assert not np.isnan(after.state.points).any()
    assert after.fresh == pytest.approx(24 / 120)
    # It is kept, and read back by others.
    assert state.load(index.folder, Level.STAFF).rows.tolist() == after.state.rows.tolist()


def test_what_comes_is_named_by(shelf):
    """Words of new passages count in labels as those of a building do."""
    index = shelf.index()
    build.build(index)
    shelf.add("more-sea", "sea", start=20)
    index.update()
    kept_up = opened(index).state
    build.build(index, levels=[Level.STAFF])
    anew = state.load(index.folder, Level.STAFF)
    words = [set(each.vocabulary.words) for each in (kept_up, anew)]
    assert words[0] == words[1]


def test_what_goes_is_gone(shelf):
    """A removed paper leaves clusters, points and labels."""
    index = shelf.index()
    build.build(index)
    shelf.catalog.remove("cyber")
    index.update()
    topics = opened(index)
    assert "cyber" not in topics.state.documents
    assert len(topics.state.points) == 72
    assert not any("cyber" in word.casefold() for word in topics.state.vocabulary.words)


def everything(index, reader) -> str:
    """Return all that the pages of topics could show a reader, as one text."""
    from topics import gaps, overtime, people
    from topics.central import central

    topics = opened(index, reader)
    told = changes(topics)
    shown = {
        "nodes": [repr(node) for node in topics.nodes],
        "labels": repr(topics.state.labels),
        "words": topics.state.vocabulary.words,
        "documents": topics.state.documents.tolist(),
        "points": len(topics.state.points),
        "central": [repr(central(topics, node.id)) for node in topics.nodes if node.passages],
        "events": repr(told.events if told else ()),
        "people": repr(people.people(index, {}, reader=reader)),
        "silence": repr(overtime.silences(topics, months=1, today=dt.date(2030, 1, 1))),
        "gaps": repr(gaps.one_sided(topics)),
        "file": state.path_of(index.folder, reader.level).read_bytes().decode("latin-1"),
    }
    return json.dumps(shown, ensure_ascii=False)


def test_a_restricted_cluster_leaves_no_trace(shelf):
    """With a cluster made of staff papers alone, public readers see exactly what they see in a
    library without it, but for ids, which are random.
    """
    for subject in ("sea", "law", "trade"):
        shelf.catalog.remove(subject)
    for subject in ("sea", "law", "trade"):
        shelf.add(subject, subject)
    shelf.catalog.remove("cyber")
    shelf.add("secret", "cyber", level=Level.STAFF)
    shelf.add("secret-2", "cyber", level=Level.STAFF, start=30)
    index = shelf.index()
    build.build(index)
    text = everything(index, PUBLIC)
    assert "secret" not in text
    assert "cyber" not in text.casefold()
    assert "サイバー" not in text
    assert "secret" in everything(index, STAFF)
    topics = opened(index, STAFF)
    rows = topics.state.rows[topics.state.documents == "secret"]
    hidden = topics.clusters_of(int(rows[0]))
    for identifier in hidden:
        with pytest.raises(NotFoundError):
            opened(index, PUBLIC).node(identifier)
        with pytest.raises(NotFoundError):
            decide(index, identifier, reader=PUBLIC, pinned=True)
        # Nor can it be asked which open papers lie in it.
        narrowed = Filters(topics=(identifier,))
        assert shelf.catalog.count(reader=PUBLIC, filters=narrowed) == 0
        assert shelf.catalog.count(reader=STAFF, filters=narrowed) >= 1
    counts = [node.passages for node in opened(index, PUBLIC).shown("cluster", 0)]
    shelf.catalog.remove("secret")
    shelf.catalog.remove("secret-2")
    index.update()
    build.build(index)
    assert [n.passages for n in opened(index, PUBLIC).shown("cluster", 0)] == counts


def test_a_paper_that_is_closed_later_is_gone_at_once(shelf):
    """No building in between: members, labels, points and the diff are without it."""
    from catalog.records import Handling, Metadata

    index = shelf.index()
    build.build(index)
    assert "cyber" in everything(index, PUBLIC).casefold()
    edition = shelf.catalog.document("cyber", reader=STAFF).editions[0].id
    closed = Metadata(handling=Handling(Level.STAFF), source="by hand")
    shelf.catalog.update_metadata(edition, closed)
    index.update()
    text = everything(index, PUBLIC)
    assert "cyber" not in text.casefold()
    assert "サイバー" not in text


def test_an_embargo_ends_without_a_building(shelf):
    """From its day on a paper is in the clusters of those it is open to."""
    shelf.add("later", "sea", start=40, embargo=dt.date(2031, 5, 1))
    index = shelf.index()
    build.build(index)
    before, after = (
        Reader(Level.PUBLIC, dt.date(2031, 4, 30)),
        Reader(Level.PUBLIC, dt.date(2031, 5, 1)),
    )
    assert "later" not in opened(index, before).state.documents
    assert "later" in opened(index, after).state.documents
    assert "later" not in opened(index, before).state.documents


def test_decisions_last(shelf):
    """A name, a pin and a hiding hold through growth and rebuilding."""
    index = shelf.index()
    build.build(index)
    found = by_subject(opened(index))
    decide(index, found["sea"], reader=STAFF, name_ja="海の話", name_en="Sea matters", pinned=True)
    decide(index, found["law"], reader=STAFF, excluded=True)
    shelf.add("more", "trade", start=50, passages=10)
    index.update()
    build.build(index)
    topics = opened(index)
    named = topics.node(found["sea"])
    assert (named.ja, named.en, named.named, named.pinned) == ("海の話", "Sea matters", True, True)
    assert found["law"] not in {node.id for node in topics.shown("cluster")}
    assert topics.node(found["law"]).excluded
    assert topics.shown("cluster", 0)[0].id == found["sea"]
    # Readers of another level have clusters, and names, of their own.
    assert "Sea matters" not in {node.en for node in opened(index, PUBLIC).nodes}


def test_clusters_can_be_joined_and_parted(shelf):
    """A merged cluster is one with its aim in lists, members and filters, until it is parted."""
    index = shelf.index()
    build.build(index)
    found = by_subject(opened(index))
    first, second = found["sea"], found["trade"]
    assert first != second
    sizes = {node.id: node.passages for node in opened(index).nodes}
    decide(index, first, reader=STAFF, merged=second)
    topics = opened(index)
    assert topics.node(second).passages == sizes[first] + sizes[second]
    with pytest.raises(NotFoundError):
        topics.node(first)
    held = shelf.catalog.documents(reader=STAFF, filters=Filters(topics=(second,)))
    assert {"sea", "trade"} <= {document.id for document in held}
    with pytest.raises(NotFoundError):
        decide(index, second, reader=STAFF, merged=first)  # would go round in a circle
    decide(index, first, reader=STAFF, merged="")
    assert opened(index).node(first).passages == sizes[first]


def test_deleting_what_is_derived_loses_no_id(shelf):
    """The index folder can go: the next building finds the ids in the catalogue."""
    index = shelf.index()
    build.build(index)
    before = by_subject(opened(index))
    state.path_of(index.folder, Level.STAFF).unlink()
    assert opened(index).state is None
    build.build(index)
    assert by_subject(opened(index)) == before


def test_a_damaged_file_is_none(shelf):
    """It is derived: a damaged one is made again, and stops nothing."""
    index = shelf.index()
    build.build(index)
    state.path_of(index.folder, Level.STAFF).write_bytes(b"PK\x03\x04 nonsense")
    assert opened(index).state is None


def test_growth_is_told_since_the_last_building(shelf):
    """The diff tells of what came after a run, without another one."""
    index = shelf.index()
    build.build(index)
    for number in range(3):
        shelf.add(f"sea-{number}", "sea", start=100 + 10 * number)
    index.update()
    topics = opened(index)
    told = changes(topics)
    assert (told.came, told.went) == (72, 0)
    grew = {each.event.id for each in told.events if each.event.change is Change.GREW}
    assert by_subject(topics)["sea"] in grew
