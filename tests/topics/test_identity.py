"""Clusters keep their ids while the library grows, and it is told what became of them."""

import numpy as np

from topics.identity import Change, compare, ids_for, keep_pinned
from topics.labels import Label
from topics.state import Past, dump_past, load_past


def past(members: list[int], ids: tuple[str, ...], rows: list[int] | None = None) -> Past:
    column = np.array(members, np.int32).reshape(-1, 1)
    labels = (tuple(Label((each,), (each,)) for each in ids),)
    return Past(np.array(rows or range(len(members))), column, (ids,), labels)


def column(*members: int) -> np.ndarray:
    return np.array(members, np.int32).reshape(-1, 1)


def test_ids_go_with_the_passages():
    """However clusters are numbered, that with most of the old passages has the old id."""
    before = past([0, 0, 0, 1, 1, 1], ("c-a", "c-b"))
    rows = np.arange(9)
    found = ids_for(rows, column(1, 1, 1, 0, 0, 0, 0, 2, 2), before)[0]
    assert found[:2] == ("c-b", "c-a")
    assert found[2] not in {"c-a", "c-b"}


def test_one_id_goes_to_one_cluster():
    """Of two halves of a cluster one keeps the id."""
    before = past([0] * 6, ("c-a",))
    found = ids_for(np.arange(6), column(0, 0, 0, 0, 1, 1), before)[0]
    assert found[0] == "c-a"
    assert found[1] != "c-a"


def test_unlike_clusters_are_new():
    """Sharing less than a fifth makes no identity."""
    before = past([0] * 10, ("c-a",))
    found = ids_for(np.arange(20), column(*[0] * 1, *[-1] * 9, *[0] * 10), before)[0]
    assert found[0] != "c-a"


def test_pinned_clusters_stay_together():
    """A new grouping tears a pinned cluster apart; its passages stay with its id."""
    before = past([0, 0, 0, 0, 1, 1], ("c-pin", "c-b"))
    rows = np.arange(6)
    torn = column(0, 0, 1, 2, 1, 2)
    members, given = keep_pinned(rows, torn, before, {"c-pin"})
    ids = ids_for(rows, members, before, given)[0]
    number = ids.index("c-pin")
    assert members[:4, 0].tolist() == [number] * 4


def events(before: Past, after: Past) -> list[tuple]:
    return [(e.change, e.id, e.before, e.after, e.others) for e in compare(before, after)]


def test_growth_is_told():
    """A cluster that went from 4 passages to 8 grew; one that went from 10 to 11 did not."""
    before = past([0] * 4 + [1] * 10, ("c-a", "c-b"))
    after = past([0] * 4 + [1] * 10 + [0] * 4 + [1], ("c-a", "c-b"))
    assert events(before, after) == [(Change.GREW, "c-a", 4, 8, ())]


def test_appearing_and_fading_are_told():
    """What was not there appears; what has lost its passages faded."""
    before = past([0] * 6 + [1] * 6, ("c-a", "c-b"))
    after = past([0] * 6 + [-1] * 6 + [1] * 5, ("c-a", "c-n"))
    assert events(before, after) == [
        (Change.APPEARED, "c-n", 0, 5, ()),
        (Change.FADED, "c-b", 6, 0, ()),
    ]


def test_splits_and_merges_are_told():
    """One cluster became two; two became one."""
    before = past([0] * 8 + [1] * 4 + [2] * 4, ("c-a", "c-b", "c-c"))
    after = past([0] * 4 + [1] * 4 + [2] * 8, ("c-a", "c-n", "c-b"))
    told = events(before, after)
    assert (Change.SPLIT, "c-a", 8, 4, ("c-a", "c-n")) in told
    assert (Change.MERGED, "c-b", 4, 8, ("c-c",)) in told
    assert {each[0] for each in told} == {Change.SPLIT, Change.MERGED, Change.APPEARED}


def test_a_run_comes_back_from_the_catalogue():
    """What is kept of a run is what was in it."""
    kept = past([0, -1, 1], ("c-a", "c-b"), [3, 700, 100_000])
    back = load_past(dump_past(kept))
    assert back.rows.tolist() == [3, 700, 100_000]
    assert back.members.tolist() == kept.members.tolist()
    assert (back.ids, back.labels) == (kept.ids, kept.labels)
