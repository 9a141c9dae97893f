import json
from pathlib import Path

import numpy as np
import pytest

import encoder
from encoder.hub import HubEncoder, prefixes
from encoder.light import LightEncoder
from errors import MissingError

TEXTS = [
    "経済安全保障推進法は、特定重要物資の安定供給の確保を柱の一つとする。",
    "Export controls on advanced semiconductors were tightened.",
    "猫",
    "",
    "海" * 700,
]
WORDS = ["だ", "わけ", "あ", "下さい", "hm", "なさ", "素晴らしい！"]  # worst when they were rounded


@pytest.fixture(scope="module")
def slow() -> encoder.Encoder:
    return encoder.load(str(encoder.BUNDLED))


@pytest.mark.parametrize("rounded", [True, False])
def test_bundled_folder_is_a_sentence_transformers_model(slow, rounded):
    """Standard parts load the bundled folder, and give the light runtime's vectors: cosine >= .995
    where long texts are rounded, the same vectors where they are not.
    """
    fast = LightEncoder(encoder.BUNDLED, name="bundled", rounded=rounded)
    assert slow.dim == fast.dim == 384
    cosine = np.sum(slow.encode(TEXTS, "query") * fast.encode(TEXTS, "query"), axis=1)
    assert cosine.min() >= (0.995 if rounded else 0.99999)
    assert bool(cosine[-1] < 0.99999) is rounded


def test_short_texts_are_not_rounded(slow):
    """A word, on its own, has sentence-transformers' vector."""
    found = encoder.load().encode(WORDS, "query")
    np.testing.assert_allclose(found, slow.encode(WORDS, "query"), atol=1e-5)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A one-layer BERT of width 8 with random weights, as sentence-transformers saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "passage", ":", "sea", "law"]
    (folder / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=10, intermediate_size=16, **sizes)).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    model = SentenceTransformer(modules=[Transformer(str(folder)), Pooling(8)], device="cpu")
    saved = folder / "e5-tiny"
    model.save(str(saved))
    return saved


def test_any_folder_loads(tiny):
    """A folder loads by its path, as unit vectors of its own width."""
    model = encoder.load(str(tiny), threads=1)
    vectors = model.encode(["sea law", "", "\ud800"], "query")
    assert vectors.shape == (3, 8)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert model.encode([], "query").shape == (0, 8)


def test_prefixes_reach_the_model(tiny):
    """An e5 model sees "query: " and "passage: " before the text."""
    model = encoder.load(str(tiny))
    bare = HubEncoder(str(tiny))
    bare._prefixes = {"query": "", "passage": ""}
    np.testing.assert_allclose(
        model.encode(["sea"], "passage"), bare.encode(["passage: sea"], "passage"), atol=1e-6
    )
    assert not np.allclose(model.encode(["sea"], "query"), model.encode(["sea"], "passage"))


def test_own_prompts_come_first(tiny):
    """Prompts in the model's configuration win over the table of names."""
    path = tiny / "config_sentence_transformers.json"
    before = path.read_text(encoding="utf-8")
    path.write_text(
        json.dumps(json.loads(before) | {"prompts": {"query": "sea: ", "document": "law: "}}),
        encoding="utf-8",
    )
    try:
        assert encoder.load(str(tiny))._prefixes == {"query": "sea: ", "passage": "law: "}
    finally:
        path.write_text(before, encoding="utf-8")


def test_fingerprint_follows_the_weights(tiny):
    """The same folder twice has one fingerprint; another model has another."""
    first = encoder.load(str(tiny)).fingerprint
    assert first == encoder.load(str(tiny)).fingerprint
    assert first.startswith("e5-tiny-")
    assert first != encoder.load(str(encoder.BUNDLED)).fingerprint


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intfloat/multilingual-e5-small", ("query: ", "passage: ")),
        ("cl-nagoya/ruri-v3-30m", ("検索クエリ: ", "検索文書: ")),
        ("cl-nagoya/ruri-small-v2", ("クエリ: ", "文章: ")),
        ("BAAI/bge-m3", ("", "")),
        ("sentence-transformers/LaBSE", ("", "")),
    ],
)
def test_prefix_table(name, expected):
    """Known families get the prefixes of their model cards, the longest match first."""
    assert tuple(prefixes(name, {}).values()) == expected


def test_unloadable_model_says_so_in_both_languages(tmp_path):
    """A folder that holds no model is a MissingError that names it and the way out."""
    with pytest.raises(MissingError) as caught:
        encoder.load(str(tmp_path / "nothing"))
    assert caught.value.code == "encoder-not-found"
    for language in ("en", "ja"):
        assert "nothing" in caught.value.text(language)
        assert "--encoder bundled" in caught.value.text(language)
