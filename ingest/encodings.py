"""Which characters do these bytes stand for?

Files from Japanese offices carry no note of their encoding.  What is certain is tried first (byte
order marks, escape sequences, valid UTF-8); between the 8-bit encodings the more plausible text
wins.  docs/decisions/0003-text-encodings.md has the measurements against charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache

from errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\([DOQ])")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = 0.02  # a share of control characters that no text has
_LONE = re.compile(
    "(?<![^\x00-\x7f])[\u2e80-\uffff](?![^\x00-\x7f])(?:(?<=[A-Za-z].)|(?=[A-Za-z]))", re.DOTALL
)
_LONG_RUN = re.compile("[^\x00-\x7f]{3,}")
_WESTERN = re.compile("[\x80-\u02ff‚-›]")
_WINDOW = 16_384  # characters looked at when candidates are compared


def decode(data: bytes, name: str = "") -> tuple[str, str]:
    r"""Return the text and the encoding's name; raise ReadError("format-unknown") for binaries.

    The text has no byte order mark and "\n" for every line end.  Bytes that the encoding does
    not know become U+FFFD: count them to warn.  `name` is what the message calls the file.

    >>> decode("航行の自由".encode("euc-jp"))
    ('航行の自由', 'euc-jp')
    """
    text, encoding = _decode(data)
    if len(_CONTROLS.findall(text)) > _BINARY * len(text):
        raise ReadError("format-unknown", path=name)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    if _ESCAPES.search(data) and (text := _decode_iso_2022(data)) is not None:
        return text, "iso-2022-jp"
    if (wide := _wide(data)) is not None:
        return data.decode(wide, "replace"), wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not _CONTROLS.search(text):  # by chance 救済 in UTF-16 is valid UTF-8, but has U+0008
            return text, "utf-8"
    candidates = [
        (encoding, data.decode(codec, "replace"))
        for encoding, codec in (
            ("utf-8", "utf-8"),
            ("shift_jis", "cp932"),
            ("euc-jp", "euc_jis_2004"),  # knows ① and Ⅲ, which Python's euc_jp does not
            ("windows-1252", "cp1252"),
        )
    ]
    if len(data) % 2 == 0 and _looks_wide(data):
        candidates += [(name, data.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")]
    encoding, text = max(candidates, key=lambda pair: plausibility(pair[1]))
    return text, encoding


def _decode_iso_2022(data: bytes) -> str | None:
    # Mail programs put ① and ㈱ into the plain set, where only JIS X 0213 has them.
    for attempt, codec in (
        (data, "iso2022_jp_ext"),
        (data, "iso2022_jp_2004"),
        (data.replace(b"\x1b$B", b"\x1b$(Q"), "iso2022_jp_2004"),
    ):
        try:
            return attempt.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _wide(data: bytes) -> str | None:
    """Return "utf-16-le" or "-be" where zero bytes stand on one side of the pairs alone."""
    if b"\0" not in data or len(data) % 2:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    if min(even, odd) > 0.3 * max(even, odd):  # 最 is U+6700
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    certain = max(even, odd) > 0.1 * len(data) and not min(even, odd)  # Latin text, markup
    return encoding if certain or plausibility(text) >= 0 else None


def _looks_wide(data: bytes) -> bool:
    """Whether one side of the byte pairs keeps to few values, as kana's high byte 0x30 does."""
    pairs = max(1, len(data) // 2)
    return max(data[::2].count(0x30), data[1::2].count(0x30)) > 0.15 * pairs


def plausibility(text: str) -> float:
    """Return how much the non-ASCII characters look like written Japanese or Latin, about -3..2.

    Kana and the commoner kanji (JIS level 1) speak for a reading; half-width katakana, rare
    kanji, private and unreadable characters against it.  A lone Japanese character between Latin
    letters ("don稚" for "don’t") is what Windows-1252 looks like when read as Shift_JIS.
    """
    text = text[:_WINDOW]
    counts = Counter(text)
    high = [(character, n) for character, n in counts.items() if character > "\x7f"]
    controls = len(_CONTROLS.findall(text))
    if not high:
        return -3.0 if controls else 1.0
    total = sum(n * _weight(character) for character, n in high)
    total -= sum(2.5 + _weight(match.group()) for match in _LONE.finditer(text))
    runs = "".join(_LONG_RUN.findall(text))  # accents and quotation marks stand alone or in twos
    total -= 1.5 * len(_WESTERN.findall(runs))
    return total / sum(n for _, n in high) - 3.0 * controls / len(text)


@lru_cache(maxsize=30_000)
def _weight(character: str) -> float:
    code = ord(character)
    if 0x3041 <= code <= 0x3096 or character in "、。・「」":
        return 2.0
    if 0x30A1 <= code <= 0x30FC or 0x3000 <= code <= 0x301F or 0xFF01 <= code <= 0xFF5E:
        return 1.5
    if 0x4E00 <= code <= 0x9FFF:
        return 1.5 if _is_common(character) else -1.0
    if 0xFF61 <= code <= 0xFF9F:
        return -0.7
    if code == 0xFFFD or 0xE000 <= code <= 0xF8FF or code < 0xA0 or code > 0x2FFFF:
        return -3.0
    if 0xC0 <= code <= 0xFF or character in "‘’“”–—…•€£§©°":
        return 0.8
    if 0x3400 <= code <= 0x4DBF or code >= 0x20000:
        return -2.0
    return 0.0


def _is_common(kanji: str) -> bool:
    """Whether JIS X 0208 has it in level 1 (rows 16 to 47), the 2,965 kanji of daily use."""
    try:
        return 0xB0 <= kanji.encode("euc_jp")[0] <= 0xCF
    except UnicodeEncodeError:
        return False
