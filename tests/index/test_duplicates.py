"""Editions of one language that say nearly the same, and terms that are tried before saving."""

from __future__ import annotations

import numpy as np

from catalog.records import Level, Term
from index.duplicates import shared, twins

TEXTS = ("the sea and the ship", "law and trade", "cyber money", "ship of law")


def test_a_draft_and_its_final_form_are_twins(library, staff):
    """Three of four passages stand in the other: a share of .75; other papers are no pair."""
    first = library.add(*TEXTS, document="draft", title="sea")
    second = library.add(*TEXTS[:3], "money, money", document="final", title="sea")
    library.add("trade", document="other", title="trade")
    library.index()
    (pair,) = twins(library.catalog, library.encoder.fingerprint, reader=staff)
    assert ({pair.a, pair.b}, pair.share) == ({first, second}, 0.75)


def test_the_other_language_is_no_duplicate(library, staff):
    """A translation says the same too, and is an edition of its own."""
    library.add(*TEXTS, document="en", title="sea")
    library.add(*TEXTS, document="ja", language="ja", title="sea")
    library.index()
    assert twins(library.catalog, library.encoder.fingerprint, reader=staff) == []


def test_a_hidden_twin_is_not_hinted_at(library, public, staff):
    """A public reader's own paper has no pair when the other is for staff."""
    library.add(*TEXTS, document="a", title="sea")
    library.add(*TEXTS, document="b", title="sea", level=Level.STAFF)
    library.index()
    assert len(twins(library.catalog, library.encoder.fingerprint, reader=staff)) == 1
    assert twins(library.catalog, library.encoder.fingerprint, reader=public) == []


def test_the_share_is_of_the_shorter_one():
    """One passage of one, and one of three, that are alike: the whole of the shorter."""
    axes = np.eye(3, dtype=np.float32)
    assert shared(axes[:1], axes) == shared(axes, axes[:1]) == 1.0
    assert shared(axes[:2], axes[1:]) == 0.5


def test_other_terms_can_be_tried_without_saving(library, staff):
    """The tried term leads to the other language; the index itself does not learn it."""
    library.add("a vessel of the guard", title="ship")
    index = library.index()
    tried = index.with_terms([Term("巡視船", "vessel of the guard")])
    (expansion,) = tried.search("巡視船", reader=staff).expansions
    assert [each.text for each in expansion.renderings] == ["vessel of the guard"]
    assert index.search("巡視船", reader=staff).expansions == ()


def test_a_rebuild_tells_how_far_it_is(library):
    """Progress counts the files whose words are done, up to all."""
    from index import Index

    library.add("sea", title="a")
    library.add("law", title="b")
    library.index()
    steps = []
    Index.rebuild(library.catalog, library.encoder, progress=lambda *step: steps.append(step))
    assert steps == [(1, 2), (2, 2)]
