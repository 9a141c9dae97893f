from evaluation.bench.library import PASSAGES_A_PAPER, HashedEncoder, papers
from evaluation.bench.report import Figure, Section, percentiles, write

POOL = {"ja": ["海は自由だ。", "船は進む。"], "en": ["The sea is free.", "Ships may pass."]}


def test_made_up_papers_keep_the_catalogues_invariant():
    """Each passage is the slice of its page that its span names, and none is like another."""
    seen = set()
    for language, extraction, passages in papers(POOL, 4, seed=1):
        assert language in POOL
        assert len(passages) == PASSAGES_A_PAPER
        for passage in passages:
            span = passage.spans[0]
            assert extraction.pages[0].text[span.start : span.end] == passage.text
            seen.add(passage.text)
    assert len(seen) == 4 * PASSAGES_A_PAPER


def test_hashed_vectors_are_unit_and_repeatable():
    """The stand-in encoder gives one vector a text, of length one."""
    encoder = HashedEncoder()
    first, again = encoder.encode(["海", "sea"]), encoder.encode(["sea", "海"])
    assert (first == again[::-1]).all()
    assert abs((first**2).sum(axis=1) - 1).max() < 1e-6


def test_the_page_shows_what_was_missed(tmp_path):
    """A figure that misses its target stands out in the table."""
    figures = (
        Figure("speed", "1", "2", "0.50x", "≥ 0.8x", met=False),
        Figure("size", "1", "2", "0.50x", "–", met=None),
    )
    write(tmp_path / "b.md", [Section("Speed", "How.", figures)])
    text = (tmp_path / "b.md").read_text(encoding="utf-8")
    assert "| speed | 1 | 2 | 0.50x | ≥ 0.8x | **no** |" in text
    assert "| size | 1 | 2 | 0.50x | – | – |" in text


def test_percentiles_measure_each_query_once_after_a_warm_up():
    """The functions take turns at each query; two rounds, of which the first is not counted."""
    calls = []
    first, second = percentiles(
        [lambda q: calls.append(f"first {q}"), lambda q: calls.append(f"second {q}")], ["a", "b"]
    )
    assert calls == ["first a", "second a", "first b", "second b"] * 2
    assert 0 <= first[0] <= first[1]
    assert 0 <= second[0] <= second[1]
