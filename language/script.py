"""Which script a character is of, and from the scripts of a text, which language it is in."""

from __future__ import annotations

import re

# Bodies of regular-expression classes.
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d\U0001b000-\U0001b16f"
KANA = HIRAGANA + KATAKANA + "\u3099\u309a\uff9e\uff9f"
HAN = "\u2e80-\u2fdf\u3005-\u3007\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK = KANA + HAN
# Characters that take a full-width cell and stand beside CJK text without a space.
WIDE = CJK + "\u3001-\u3004\u3008-\u301f\u3030\u303d\u30a0\u30fb\uff01-\uff65\uffe0-\uffe6…‥"

_KANA = re.compile(f"[{KANA}]")
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_LETTER = re.compile(r"[^\W\d_]")

# One CJK character says about as much as this many Latin letters (an English word has five
# letters and most Japanese words two characters).
_LATIN_PER_CJK = 2.5
_LONG = 100  # characters of Han from which a Japanese text would contain kana
_FEW = 0.03  # share of kana below which a long text is Chinese that quotes some Japanese


def detect(text: str) -> str:
    """Return "ja", "en" or "und", judged by the scripts alone.

    Short strings of kanji are Japanese, since the library holds Japanese and English; long ones
    without kana are Chinese, hence "und".  Any text in Latin letters is "en".

    >>> detect("日米同盟"), detect("The Alliance"), detect("한미 동맹"), detect("2024")
    ('ja', 'en', 'und', 'und')
    """
    kana = len(_KANA.findall(text))
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    other = len(_LETTER.findall(text)) - kana - han - latin
    cjk = (kana + han) * _LATIN_PER_CJK
    if other > max(cjk, latin):
        return "und"
    if cjk >= latin and cjk:
        chinese = han > _LONG and kana < _FEW * han
        return "und" if chinese else "ja"
    return "en" if latin else "und"
