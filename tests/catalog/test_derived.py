import numpy as np
import pytest

from catalog.records import Level, Outcome, Reader, ReportRow

STAFF = Reader(Level.STAFF)


def test_vectors_belong_to_their_rows(catalog, store):
    """Each version's vectors come back in row order, and only for the encoder asked."""
    store("一。", "/papers/1")
    store("二。", "/papers/2")
    assert catalog.versions_without_vectors("e") == [1, 2]
    catalog.put_vectors("e", 2, np.array([[0.5, 2.0]], dtype=np.float32))
    catalog.put_vectors("e", 1, np.array([[0.25, 1.0]], dtype=np.float32))
    found = [(v, rows.tolist(), m.tolist()) for v, rows, m in catalog.vectors("e")]
    assert found == [(1, [1], [[0.25, 1.0]]), (2, [2], [[0.5, 2.0]])]
    assert [v for v, *_ in catalog.vectors("e", [2])] == [2]
    assert list(catalog.vectors("other")) == []
    assert catalog.vector_fingerprints() == {"e": 2}
    assert catalog.versions_without_vectors("e") == []


def test_vectors_of_the_wrong_number_are_refused(catalog, store):
    """A matrix that does not have one row a passage never enters the library."""
    store("一。")
    with pytest.raises(ValueError, match="1 indexable"):
        catalog.put_vectors("e", 1, np.zeros((2, 4), dtype=np.float32))


def test_changes_name_only_what_is_newer(catalog, store):
    """The cost of catching up is the size of the change."""
    store("一。", "/papers/1")
    store("二。", "/papers/2")
    stamp = catalog.generation
    edition, _ = store("三。", "/papers/3")
    assert catalog.changes(stamp).changed == (3,)
    catalog.remove(edition)
    changes = catalog.changes(stamp)
    assert (changes.changed, changes.gone, changes.generation) == ((), (3,), stamp + 2)


def test_report_comes_back_row_by_row(catalog):
    """A report keeps code and values, so that either language can explain it later."""
    run = catalog.start_run()
    row = ReportRow(
        "zip/報告.pdf", Outcome.FAILED, code="x", values={"file": "報告.pdf"}, poor_pages=(2, 5)
    )
    catalog.report(run, row)
    assert catalog.report_rows(run) == [row]
    assert catalog.runs()[0][2] is None
    catalog.finish_run(run)
    assert catalog.runs()[0][2] is not None
