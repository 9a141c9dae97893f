"""Paragraphs, headings, lists and notes as people type them."""

from __future__ import annotations

import pytest

from tests.ingest.reading import read_bytes, said, texts

LINE = "自由で開かれたインド太平洋を実現するため、日米両国は協力を"  # 58 columns


def test_wrapped_lines_are_one_paragraph(tmp_path):
    """Lines of one width are joined, in Japanese without a space, in English with one."""
    english = "The two governments will work together to keep the sea lanes\nopen and secure."
    found = read_bytes(tmp_path, f"{LINE}\n{LINE}\n続ける。\n\n{english}\n", "text")
    assert texts(found) == [f"{LINE}{LINE}続ける。", english.replace("\n", " ")]


def test_an_indented_line_begins_a_paragraph(tmp_path):
    """The full-width space that Japanese paragraphs begin with parts them without a blank line."""
    found = read_bytes(tmp_path, f"　{LINE}\n{LINE}\n　{LINE}\n続ける。\n", "text")
    assert texts(found) == [LINE * 2, f"{LINE}続ける。"]


def test_a_line_a_paragraph(tmp_path):
    """Where no one wrapped the lines, each is a paragraph."""
    long = "航行の自由は国際法の原則である。" * 6
    found = read_bytes(tmp_path, f"{long}\n{long}\n短い。\n", "text")
    assert texts(found) == [long, long, "短い。"]


def test_short_lines_stay_apart(tmp_path):
    """A letterhead's lines are not run together."""
    found = read_bytes(tmp_path, f"報告\n\n日時：4月1日\n場所：東京\n\n{LINE}\n{LINE}\n", "text")
    assert texts(found) == ["報告", "日時：4月1日", "場所：東京", LINE * 2]


def test_headings_by_their_numbers(tmp_path):
    """章 and 節, 1 and 1.1, はじめに are headings nested as they appear; numbered lists are not."""
    text = (
        "海洋秩序の将来\n\nはじめに\n\n本文である。\n\n第1章　背景\n\n第1節　歴史\n\n本文である。\n\n"
        "第2章　提案\n本文である。\n\n1. 能力を高める。\n2. 共有する。\n"
    )
    assert said(read_bytes(tmp_path, text, "text")) == [
        ("heading", 1, "海洋秩序の将来"),
        ("heading", 1, "はじめに"),
        ("paragraph", 0, "本文である。"),
        ("heading", 1, "第1章\u3000背景"),
        ("heading", 2, "第1節\u3000歴史"),
        ("paragraph", 0, "本文である。"),
        ("heading", 1, "第2章\u3000提案"),
        ("paragraph", 0, "本文である。"),
        ("list-item", 1, "1. 能力を高める。"),
        ("list-item", 1, "2. 共有する。"),
    ]


def test_english_headings(tmp_path):
    """1. Introduction and 1.1 Scope are headings, underlines make others."""
    text = "Sea lanes\n=========\n\n1. Introduction\n\nText follows here.\n\n1.1 Scope\n\nMore text here.\n"
    assert [
        entry for entry in said(read_bytes(tmp_path, text, "text")) if entry[0] == "heading"
    ] == [
        ("heading", 1, "Sea lanes"),
        ("heading", 1, "1. Introduction"),
        ("heading", 2, "1.1 Scope"),
    ]


def test_bullets_nest_by_indentation(tmp_path):
    """Items may wrap, their lines set in; the bullet itself is not text."""
    text = "次を提言する。\n・海上保安の能力を\n　高める。\n　－ 巡視船\n　・訓練\n・共有\n"
    assert said(read_bytes(tmp_path, text, "text"))[1:] == [
        ("list-item", 1, "海上保安の能力を高める。"),
        ("list-item", 2, "巡視船"),
        ("list-item", 2, "訓練"),
        ("list-item", 1, "共有"),
    ]


def test_notes_and_captions(tmp_path):
    """(注1) and [2] begin footnotes, 図1 a caption; notes come last on the page."""
    text = "[1] 国連海洋法条約。\n\n図1 航路\n\n本文である。\n\n(注2) 同上。\n"
    assert said(read_bytes(tmp_path, text, "text")) == [
        ("caption", 0, "図1 航路"),
        ("paragraph", 0, "本文である。"),
        ("footnote", 0, "[1] 国連海洋法条約。"),
        ("footnote", 0, "(注2) 同上。"),
    ]


def test_ruby_of_aozora(tmp_path):
    """Readings in 《》 and annotations go; titles in 《》 stay."""
    text = "航行《こうこう》の｜海の自由《うみのじゆう》［＃「自由」に傍点］と《海洋法》を論じる。"
    assert texts(read_bytes(tmp_path, text, "text")) == ["航行の海の自由と《海洋法》を論じる。"]


def test_form_feeds_are_pages(tmp_path):
    """Each sheet is a page; the number at its foot is not text; an empty sheet keeps its place."""
    found = read_bytes(tmp_path, "一頁。\n\n- 1 -\n\f\f三頁。\n\n3\n\f", "text")
    assert [(page.number, page.text) for page in found.pages] == [
        (1, "一頁。"),
        (2, ""),
        (3, "三頁。"),
    ]


def test_unreadable_bytes_are_a_warning(tmp_path):
    """The row says in which encoding the text was read and how much of it was lost."""
    data = bytearray((LINE * 3).encode())
    data[10] = 0xFF
    ((code, values),) = read_bytes(tmp_path, bytes(data), "text").warnings
    assert code == "encoding-doubtful"
    assert values["encoding"] == "utf-8"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "utf-16", "iso-2022-jp", "utf-8-sig"])
def test_encodings(tmp_path, encoding):
    """One text in five encodings reads alike."""
    assert texts(read_bytes(tmp_path, f"{LINE}続ける。".encode(encoding), "text")) == [
        f"{LINE}続ける。"
    ]
