import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import encoder
from encoder.light import LightEncoder
from errors import MissingError

ROOT = Path(__file__).parents[2]

HOSTILE = [
    "",
    " \n\t",
    "あ" * 100_000,
    "word " * 20_000,
    "x" * 100_000,
    "\ud800 lone \udfff",
    "\0",
    "😀👩‍👩‍👧🇯🇵",
    "ﾊﾝｶｸ ｶﾅ",
    "안녕하세요 привет مرحبا",
    "\u202e\u200b\ufeff",
    "日本 and 台湾 の semiconductor 産業",
]


@pytest.fixture(scope="module")
def bundled() -> LightEncoder:
    return encoder.load(threads=1)


def test_hostile_texts_have_finite_unit_vectors(bundled):
    """Whatever the text, its vector is finite and of length 1."""
    vectors = bundled.encode(HOSTILE, "passage")
    assert vectors.shape == (len(HOSTILE), bundled.dim) == (12, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_alone_or_in_a_batch_a_text_has_one_vector(bundled):
    """A vector does not depend on the texts beside it, nor on their order."""
    together = bundled.encode(HOSTILE, "passage")
    alone = np.concatenate([bundled.encode([text], "passage") for text in HOSTILE])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(bundled.encode(HOSTILE[::-1], "query")[::-1], alone, atol=1e-5)


def test_no_texts_no_rows(bundled):
    """An empty list gives an empty matrix of the right width."""
    assert bundled.encode([], "query").shape == (0, 384)


def test_threads_do_not_change_vectors(bundled):
    """One thread or two: the same vectors."""
    other = encoder.load(threads=2)
    texts = ["海洋安全保障", "maritime security"]
    np.testing.assert_allclose(
        other.encode(texts, "query"), bundled.encode(texts, "query"), atol=1e-5
    )


PAIRS = [
    (
        "航行の自由は国際法の原則である。",
        "Freedom of navigation is a principle of international law.",
    ),
    ("猫がソファーで眠っている。", "A cat is sleeping on the sofa."),
    ("日本銀行は金利を引き上げた。", "The Bank of Japan raised interest rates."),
    ("難民への人道支援が必要だ。", "Refugees need humanitarian assistance."),
    ("サイバー攻撃で病院のデータが盗まれた。", "Hospital data was stolen in a cyberattack."),
    ("彼女は毎朝公園を走る。", "She runs in the park every morning."),
]


def test_translations_are_nearest(bundled):
    """Of six sentences, each one's nearest in the other language is its translation."""
    japanese = bundled.encode([ja for ja, _ in PAIRS], "query")
    english = bundled.encode([en for _, en in PAIRS], "passage")
    similarity = japanese @ english.T
    assert similarity.argmax(axis=0).tolist() == list(range(6))
    assert similarity.argmax(axis=1).tolist() == list(range(6))


def test_fingerprint_names_the_content(bundled):
    """Two encoders from one folder share a fingerprint, and it differs when a weight does."""
    assert bundled.fingerprint == encoder.load().fingerprint
    assert bundled.fingerprint.startswith("bundled-")


def test_fingerprint_changes_with_the_vocabulary(bundled, tmp_path):
    """A folder with another vocabulary has another fingerprint."""
    for part in encoder.BUNDLED.iterdir():
        if part.name != "vocab.txt":
            (tmp_path / part.name).symlink_to(part)
    tokens = (encoder.BUNDLED / "vocab.txt").read_text(encoding="utf-8").split("\n")
    tokens[-2], tokens[-3] = tokens[-3], tokens[-2]
    (tmp_path / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    other = LightEncoder(tmp_path, name="bundled")
    assert other.fingerprint != bundled.fingerprint


def test_light_runtime_leaves_torch_alone():
    """Loading and using the bundled encoder imports neither torch nor transformers."""
    program = (
        "import sys, encoder\n"
        "assert 'numpy' not in sys.modules\n"
        "encoder.load().encode(['日本'], 'query')\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_missing_weights_are_named(tmp_path):
    """A folder without weights is refused with the file's name and the remedy, in Japanese too."""
    with pytest.raises(MissingError) as caught:
        LightEncoder(tmp_path, name="bundled")
    assert caught.value.code == "encoder-incomplete"
    assert "model.safetensors" in caught.value.text("ja")
    assert "make model" in caught.value.text("ja")
