import csv
import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertModel

from encoder import recipe_body
from encoder.light import E4M3, EXACT_TOKENS, _batches, _integers
from encoder.recipe import ROOT, commonest
from encoder.recipe_align import Bitext, align
from encoder.recipe_body import (
    VECTORS,
    Lessons,
    Plan,
    Searches,
    Student,
    attention,
    contrast,
    learn,
    seek,
)
from encoder.recipe_data import (
    NEWS,
    Judged,
    Pair,
    Search,
    captions,
    framed,
    is_japanese,
    judged,
    judged_across,
    judged_in_english,
    openings,
    passages,
    policy,
    read_pairs,
    scenes,
    terms,
    thinned,
)
from encoder.recipe_static import Judgements, bag, cosent, goal, lexical
from encoder.recipe_texts import PairTexts, Texts, pair_texts


def test_widening_table_is_torchs():
    """Each byte's value equals torch's 8-bit float, but for the two not-a-number patterns."""
    reference = torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn).float().numpy()
    finite = np.isfinite(reference)
    assert (~finite).sum() == 2
    np.testing.assert_array_equal(E4M3[finite], reference[finite])
    np.testing.assert_array_equal(E4M3[~finite], 0)


def test_rounded_matrix_is_near():
    """Integers times scales give back each number within half a step; neighbours fit together."""
    matrix = np.random.default_rng(0).standard_normal((128, 3), dtype=np.float32)
    codes, scales = _integers(matrix)
    assert codes.shape == (128, 3)
    assert np.all(np.abs(codes * scales - matrix) <= scales / 2 + 1e-6)
    size = np.abs(codes.astype(int))
    assert (size[::2] + size[1::2]).max() * 255 < 2**15


def test_batches_hold_each_text_once():
    """Every index occurs once; no batch exceeds its padded size unless it is one text, or holds
    both short texts and long ones.
    """
    lengths = [5, 512, 300, 7, 512, 1, 90, 33] * 9
    batches = list(_batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(72))
    assert all(len(b) == 1 or len(b) * max(lengths[i] for i in b) <= 512 for b in batches)
    assert all(len({lengths[i] <= EXACT_TOKENS for i in batch}) == 1 for batch in batches)


def test_alignment_finds_the_words_that_stay_together():
    """青 occurs with blue in all its sentences, 海 with sea, though each sentence holds both kinds."""
    bitext = Bitext(
        [["青", "海"], ["赤", "海"], ["青", "空"], ["赤", "空"]] * 2,
        [["blue", "sea"], ["red", "sea"], ["blue", "sky"], ["red", "sky"]] * 2,
        [1.0] * 8,
    )
    table = align(bitext)
    best = {word: candidates[0][0] for word, candidates in table.items()}
    assert best == {"青": "blue", "赤": "red", "海": "sea", "空": "sky"}
    assert sum(score for _, score in table["青"]) == pytest.approx(1)


def test_pairs_skip_comments_and_blanks(tmp_path):
    """Lines that are comments or lack a side are left out."""
    path = tmp_path / "own.tsv"
    path.write_text("# note\n海\tsea\n空\t\n山\tmountain\n", encoding="utf-8")
    assert [(p.japanese, p.english, p.source) for p in read_pairs(path)] == [
        ("海", "sea", "own"),
        ("山", "mountain", "own"),
    ]


def test_thinning_keeps_order_and_what_is_not_named():
    """Terms stay, all of them; of a manual's pairs about .4 stay, in their order, each time the same."""
    manual = [Pair(str(i), str(i), "php_docs") for i in range(1_000)]
    kept = thinned([*terms(), *manual], 3)
    assert kept == thinned([*terms(), *manual], 3)
    assert kept[: len(terms())] == terms()
    numbers = [int(pair.english) for pair in kept if pair.source == "php_docs"]
    assert 350 < len(numbers) < 450
    assert numbers == sorted(numbers)


def test_frames_hold_terms_in_both_languages():
    """A framed sentence holds a term and its translation, whichever comes first in a language."""
    names = [pair for pair in terms() if pair.source == "terms"]
    made = framed(300, 5)
    assert made == framed(300, 5)
    assert len(made) == 300
    for pair in made:
        assert "{" not in pair.japanese + pair.english
        assert any(n.japanese in pair.japanese and n.english in pair.english for n in names)


def test_passages_join_neighbours_of_the_encyclopaedia():
    """Sentences are joined in order up to the given length; manuals are not joined."""
    pairs = [
        Pair("京都。", "Kyoto.", "kyoto_wiki"),
        Pair("寺。", "A temple.", "kyoto_wiki"),
        Pair("関数。", "A function.", "php_docs"),
        Pair("神社。", "A shrine.", "kyoto_wiki"),
    ]
    joined = passages([*pairs, *pairs[:1]], 6)
    assert (
        joined
        == [
            Pair("京都。寺。", "Kyoto. A temple.", "passages"),
            Pair("神社。京都。", "A shrine. Kyoto.", "passages"),
        ][: len(joined)]
    )
    assert len(joined) == 1  # the last one is still open when the pairs end


def test_texts_give_back_their_ids():
    """Rows come back padded with 0 and masked; a row beyond 128 keeps its last id."""
    texts = Texts.of([[2, 7, 3], [2, 3], [2, *[9] * 300, 3]])
    ids, mask = texts.padded(np.array([1, 0]))
    assert ids.tolist() == [[2, 3, 0], [2, 7, 3]]
    assert mask.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert texts.lengths.tolist() == [3, 2, 128]
    assert texts.padded(np.array([2]))[0][0, -2:].tolist() == [9, 3]


def test_lexical_vector_by_hand():
    """Two tokens: their sum over the root of 2; the table's first row is nobody's padding."""
    table = torch.tensor([[5.0, 5.0], [1.0, 0.0], [0.0, 2.0]])
    found = lexical(bag(table), Texts.of([[1], [1, 2]]), np.array([1, 0])).detach()
    np.testing.assert_allclose(found, [[0.5**0.5, 2 * 0.5**0.5], [1, 0]], rtol=1e-6)


def test_cosent_by_hand():
    """One pair out of order by .1 at scale 20: log(1 + e^2); in order: log(1 + e^-2)."""
    wrong = cosent(torch.tensor([0.3, 0.4]), torch.tensor([5.0, 1.0]))
    right = cosent(torch.tensor([0.4, 0.3]), torch.tensor([5.0, 1.0]))
    assert wrong.item() == pytest.approx(np.log1p(np.exp(2)), rel=1e-5)
    assert right.item() == pytest.approx(np.log1p(np.exp(-2)), rel=1e-5)


TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "海", "法", "船"]


def test_judged_batches_come_from_every_source():
    """Three quarters of the pairs are of one source, and so are about as many of the batches."""
    pairs = [Judged("海", "法", 1.0, "many")] * 30 + [Judged("海", "船", 1.0, "few")] * 10
    judgements = Judgements(pairs, TOKENS)
    chance = np.random.default_rng(0)
    drawn = [judgements.source[judgements.batch(chance, 5)] for _ in range(200)]
    assert all(len(set(each)) == 1 for each in drawn)
    assert 130 < sum(each[0] == "many" for each in drawn) < 170


def test_targets_stand_beside_their_pairs(tmp_path):
    """The teacher reads by length, yet each pair gets its own vector, also from the file."""
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "sea": 1, "law": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    pairs = [Pair("海", "sea sea sea", "a"), Pair("法", "law", "b"), Pair("船", "sea law", "a")]
    count = lambda ids, mask: torch.stack([(ids == 1).sum(1), (ids == 2).sum(1)], 1)  # noqa: E731 - a teacher in a line
    for _ in range(2):
        texts = pair_texts(pairs, TOKENS, tokenizer, count, tmp_path)
        assert texts.target.tolist() == [[3, 0], [0, 1], [1, 1]]
        assert texts.source.tolist() == ["a", "b", "a"]
        assert texts.japanese.padded(np.arange(3))[0].tolist() == [[2, i, 3] for i in (4, 5, 6)]


def test_goal_mixes_one_and_near():
    """Rows sum to 1; without softness each text seeks its own translation alone."""
    targets = torch.nn.functional.normalize(torch.randn(5, 8), dim=1)
    np.testing.assert_array_equal(goal(targets, 0.05, 0), torch.eye(5))
    np.testing.assert_allclose(goal(targets, 0.05, 0.3).sum(1), 1, rtol=1e-5)


def test_chunks_use_each_source_up_before_they_repeat_it(monkeypatch):
    """Of 10 and 30 pairs, 4 and 12 a chunk: in 5 chunks each pair comes twice, from its own source."""
    monkeypatch.setattr(recipe_body, "CHUNK", 16)
    mixture = {"a": 0.25, "b": 0.75, "absent": 1.0}
    sources = np.array(["a"] * 10 + ["left out"] * 5 + ["b"] * 30)
    chunks = [recipe_body.chunk(sources, mixture, i, 3) for i in range(5)]
    assert [np.sum(sources[c] == "a") for c in chunks] == [4] * 5
    drawn = np.bincount(np.concatenate(chunks), minlength=45)
    assert drawn.tolist() == [2] * 10 + [0] * 5 + [2] * 30


def test_contrast_by_hand():
    """Two texts that lie on their translations, which are at right angles: log(1 + e^-20)."""
    here = torch.eye(2)
    none = torch.zeros(0, 2)
    assert contrast(here, here, none).item() == pytest.approx(np.log1p(np.exp(-20)), abs=1e-7)
    # On each other's translations they find the wrong ones.
    assert contrast(here.flip(0), here, none).item() == pytest.approx(20, rel=1e-5)
    # An equal translation in the queue is no counterexample.
    assert contrast(here, here, here[:1]).item() == pytest.approx(np.log1p(np.exp(-20)), abs=1e-7)


def test_attention_is_torchs():
    """Equal to torch's own attention; padding is not attended to."""
    query, key, value = torch.randn(3, 2, 4, 5, 8)
    mask = torch.tensor([[True] * 5, [True, True, False, False, False]])[:, None, None, :]
    found, _ = attention(torch.nn.Identity(), query, key, value, mask, 8**-0.5)
    wanted = torch.nn.functional.scaled_dot_product_attention(query, key, value, mask)
    np.testing.assert_allclose(found.transpose(1, 2), wanted, atol=1e-6)


def test_body_learns_and_goes_on_where_it_was_stopped(tmp_path, monkeypatch):
    """Vectors come nearer to their targets, and a run that was stopped ends where another does."""
    monkeypatch.setattr(recipe_body, "CHECKPOINT_EVERY", 5)
    monkeypatch.setattr(recipe_body, "WARM", 1)
    monkeypatch.setattr(recipe_body, "SEARCHES", 2)
    monkeypatch.setattr(recipe_body, "NEIGHBOURS", 1)
    torch.manual_seed(0)
    config = BertConfig(vocab_size=len(TOKENS), hidden_size=384, num_hidden_layers=6)
    config.num_attention_heads, config.intermediate_size = 12, 1536
    weights = BertModel(config, add_pooling_layer=False).state_dict()
    words = Texts.of([[2, i, 3] for i in (4, 5, 6)])
    target = torch.nn.functional.normalize(torch.randn(3, 384), dim=1).half().numpy()
    texts = PairTexts(words, words, target, np.array(["a"] * 3))
    judgements = Judgements([Judged("海", "法", 1.0, "a"), Judged("海", "船", 2.0, "a")], TOKENS)
    searches = Searches([Search((w, w), (w, w), "a") for w in ("法", "船")], TOKENS)
    lessons = Lessons(texts, judgements, searches)
    plan = Plan(10, {"a": 1.0}, 7e-5, 7e-4, japanese=64, english=64, judged=2)
    free = torch.arange(len(TOKENS)) != 6

    def run(name, report=lambda line: None):
        return learn(weights, lessons, plan, tmp_path / name, 1, report, free)

    def stop(line):
        raise KeyboardInterrupt

    whole = run("whole.pt")
    with pytest.raises(KeyboardInterrupt):
        run("stopped.pt", stop)
    resumed = run("stopped.pt")
    for name, value in whole.items():
        np.testing.assert_allclose(value, resumed[name], atol=1e-6, err_msg=name)
    near = [
        (Student(each)(words, np.arange(3)).detach().numpy() * target).sum(1).mean()
        for each in (weights, whole)
    ]
    assert near[1] > near[0] + 0.1
    moved = (whole[VECTORS] != weights[VECTORS]).any(dim=1)
    assert moved.tolist() == [False, False, True, True, True, True, False]  # 2 to 6 are read


def test_searches_come_in_runs_of_one_source():
    """Each batch is 6 runs of 3 neighbours; the languages of its sides are drawn."""
    one = [Search(("海", "sea"), ("法", "law"), "a")] * 31
    searches = Searches([*one, *(replace(s, source="b") for s in one)], TOKENS)
    chance = np.random.default_rng(0)
    languages, sources = set(), set()
    for _ in range(50):
        which, query, passage = searches.batch(chance)
        sources |= {tuple(set(which // 31))}
        starts = which.reshape(6, 3)
        assert (starts[:, 1:] - starts[:, :-1] == 1).all()
        assert len(set(which)) == 18
        languages.add((query, passage))
    assert sources == {(0,), (1,)}
    assert languages == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert searches.queries[0].padded(np.array([0]))[0].tolist() == [[2, 4, 3]]


def test_seeking_by_hand():
    """Queries on their passages, at right angles: log(1 + e^-20); on each other's: 20."""
    here = torch.eye(2)
    assert seek(here, here).item() == pytest.approx(np.log1p(np.exp(-20)), abs=1e-7)
    assert seek(here.flip(0), here).item() == pytest.approx(20, rel=1e-5)


def test_openings_seek_what_follows_them():
    """The first sentence of each passage, but for one that is as short as a heading."""
    long = "京都には多くの寺社がある。"
    pairs = [
        Pair(long, "Kyoto has many temples.", "kyoto_wiki"),
        Pair("寺。", "Temples.", "kyoto_wiki"),
        Pair("社。", "Shrines.", "kyoto_wiki"),
        Pair("概要", "Overview", "kyoto_wiki"),
        Pair(long, "Kyoto has many temples.", "kyoto_wiki"),
        Pair(long * 2, "Twice.", "kyoto_wiki"),
    ]
    assert openings(pairs, 18) == [
        Search(
            (long, "Kyoto has many temples."), ("寺。社。", "Temples. Shrines."), "encyclopaedia"
        )
    ]


def test_what_was_written_is_whole():
    """Passages, queries and news have text in both languages, and no passage comes twice."""
    found = policy()
    both = [text for search in found for text in (search.query, search.passage)]
    both += [(pair.japanese, pair.english) for pair in read_pairs(NEWS)]
    assert all(is_japanese(japanese) for japanese, _ in both)
    assert not any(is_japanese(english) for _, english in both)
    for side in (0, 1):
        assert len({search.passage[side] for search in found}) == len(found) == 613


def test_joined_pairs_follow_each_other():
    """Rows of the second stand after those of the first, on both sides, with their targets."""
    one, two = Texts.of([[2, 4, 3]]), Texts.of([[2, 3], [2, 5, 5, 3]])
    first = PairTexts(one, one, np.eye(1, 2), np.array(["a"]))
    whole = first.and_also(PairTexts(two, two, np.eye(2), np.array(["b", "b"])))
    assert whole.japanese.padded(np.array([2, 0]))[0].tolist() == [[2, 5, 5, 3], [2, 4, 3, 0]]
    assert whole.english.lengths.tolist() == [3, 2, 4]
    assert whole.target.tolist() == [[1, 0], [1, 0], [0, 1]]
    assert whole.source.tolist() == ["a", "b", "b"]
    assert commonest(whole, 7, 2).tolist() == [False, False, True, True, False, False, False]


def test_own_translations_are_of_training_sentences():
    """Each names a sentence of a train part; none of them occurs in the test or valid part."""
    data = ROOT / ".." / "shared" / "data"
    if not (data / "eval" / "jsick").is_dir():
        pytest.skip("the training data is not here")
    tested = set()
    with gzip.open(data / "eval" / "jsick" / "test.tsv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            tested |= {row["sentence_A_Ja"], row["sentence_B_Ja"]}
            assert row["data"] == "test"
    with gzip.open(data / "eval" / "jsts" / "valid-v1.3.json.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            tested |= {row["sentence1"], row["sentence2"]}
    found = captions(data)
    assert not tested & {pair.japanese for pair in found}
    english = {pair.japanese: pair.english for pair in found}
    across = judged_across(data)
    assert len(across) >= len(english)
    assert {pair.right for pair in across} == set(english.values())
    both = judged_in_english(data)
    translated = {(english.get(p.left), english.get(p.right), p.score) for p in judged(data)}
    assert both
    assert {(p.left, p.right, p.score) for p in both} == {t for t in translated if None not in t}


def test_scenes_agree_in_number():
    """One is, two are; nobody is "no a man"; the Japanese names who the English does."""
    made = scenes(500, 5)
    assert made == scenes(500, 5)
    for pair in made:
        assert "{" not in pair.japanese + pair.english
        assert ("は" in pair.japanese and pair.japanese.endswith("いない")) == (
            " not " in pair.english or " no " in pair.english
        )
        if pair.english.startswith("Two "):
            assert not re.match("Two [a-z]+ is ", pair.english)
        assert " no a" not in pair.english
