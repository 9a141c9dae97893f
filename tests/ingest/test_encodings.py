"""Bytes without a label: which characters they are."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import ReadError
from ingest.encodings import decode

SENTENCE = "航行の自由は、国際法の原則である。①日米同盟（２０２４年）ｱｼﾞｱ"
CODECS = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-jp": "euc_jis_2004",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}


@pytest.mark.parametrize(("name", "codec"), CODECS.items())
@pytest.mark.parametrize(
    "text", [SENTENCE, "海上の保安", "お知らせ", "FOIP（自由で開かれたインド太平洋）\n2024"]
)
def test_japanese_comes_back(name, codec, text):
    """Text in each encoding that Japanese offices use is read as it was written, and named."""
    assert decode(text.encode(codec)) == (text, name)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark, codec):
    """The mark names the encoding and is no part of the text."""
    assert decode(mark + SENTENCE.encode(codec)) == (SENTENCE, codec)


def test_mail_encoding():
    """ISO-2022-JP is known by its escapes, also where a mail program put ① into the plain set."""
    assert decode("提言".encode("iso-2022-jp")) == ("提言", "iso-2022-jp")
    assert decode(b"\x1b$B\x2d\x21\x1b(B") == ("①", "iso-2022-jp")


@pytest.mark.parametrize(
    "text",
    [
        "Don’t “quote” Shinzō’s café".replace("ō", "o"),
        "Müller, naïve résumé – 5 €",
        "Côte d’Ivoire",
    ],
)
def test_western_punctuation_is_not_taken_for_kanji(text):
    """Windows-1252 quotation marks between letters are not read as Shift_JIS kanji."""
    assert decode(text.encode("cp1252")) == (text, "windows-1252")


def test_line_ends_become_one_kind():
    r"""\r\n and \r are \n in the text."""
    assert decode(b"a\r\nb\rc\n")[0] == "a\nb\nc\n"


def test_a_broken_byte_does_not_change_the_encoding():
    """UTF-8 with one damaged character is UTF-8 with one U+FFFD, not mojibake."""
    data = bytearray(SENTENCE.encode())
    data[4] = 0xFF
    text, encoding = decode(bytes(data))
    assert encoding == "utf-8"
    assert text.endswith(SENTENCE[2:])
    assert "\ufffd" in text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 50, b"\x89ELF\x00\x05\x01"]
)
def test_binaries_are_refused(data):
    """What has many control characters is no text."""
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert caught.value.code == "format-unknown"


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff")))
def test_utf8_round_trip(text):
    """Any UTF-8 text without controls comes back; other codings never shadow it."""
    assert decode(text.encode())[0] == text


@given(st.binary(max_size=300))
def test_any_bytes_end_in_text_or_in_an_error(data):
    """No bytes whatever raise anything but ReadError."""
    try:
        text, _ = decode(data)
    except ReadError:
        return
    assert "\r" not in text
