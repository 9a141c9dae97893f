import subprocess
import sys

import pytest

from language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("日米同盟", "ja"),  # kanji alone, short: this library is Japanese and English
        ("これは test です", "ja"),
        ("ｻｲﾊﾞｰ", "ja"),
        ("FOIPとは何か", "ja"),
        ("The U.S.-Japan alliance", "en"),
        ("The term 経済安全保障 means economic security in Japanese policy", "en"),
        ("ＵＳＢ", "en"),
        ("한미 동맹의 미래", "und"),
        ("Проект договора", "und"),
        ("这是一个关于中国经济发展的问题。" * 10, "und"),
        ("", "und"),
        ("2024 — ①②", "und"),
        ("😀", "und"),
    ],
)
def test_language_is_judged_by_scripts(text, language):
    """Kana or short kanji are Japanese, Latin letters English, long kanji and the rest neither."""
    assert detect(text) == language


def test_importing_the_folder_does_not_load_mecab():
    """`import language` must stay cheap for those who only fold or split."""
    code = "import sys, language; print('fugashi' in sys.modules or 'Stemmer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
