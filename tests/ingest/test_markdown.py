"""Markdown and its front matter."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.records import Author, DocumentType, Language, Level
from tests.ingest.reading import read_bytes, said, texts


def test_blocks_of_markdown(tmp_path):
    """Setext and ATX headings, nested lists, quotes, code and tables each become blocks."""
    text = "題\n===\n\n## 節 ##\n\n1. 甲\n   - 乙\n\n> 引用。\n\n```\nx = 1\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n"
    assert said(read_bytes(tmp_path, text, "markdown")) == [
        ("heading", 1, "題"),
        ("heading", 2, "節"),
        ("list-item", 1, "甲"),
        ("list-item", 2, "乙"),
        ("paragraph", 0, "引用。"),
        ("paragraph", 0, "x = 1"),
        ("table-row", 0, "a | b"),
        ("table-row", 0, "1 | 2"),
    ]


def test_markup_is_not_text(tmp_path):
    """Emphasis, links, images, comments and escapes leave only what a reader sees."""
    text = "**航行の**[自由](https://example.org)![図](a.png)<!-- x -->は\\*原則\\*`code`である。"
    assert texts(read_bytes(tmp_path, text, "markdown")) == ["航行の自由は*原則*codeである。"]


def test_footnotes_of_any_name(tmp_path):
    """Footnotes are blocks of their own, also with names and several paragraphs."""
    text = "甲[^海]。乙[^2]。\n\n[^海]: 注一。\n\n    続き。\n[^2]: 注二。\n"
    assert said(read_bytes(tmp_path, text, "markdown")) == [
        ("paragraph", 0, "甲。乙。"),
        ("footnote", 0, "注一。"),
        ("footnote", 0, "続き。"),
        ("footnote", 0, "注二。"),
    ]


YAML = """---
title: "海洋秩序: 展望"
author: [山田 太郎, {name: Smith, given: Jane}]
date: 2024-04-01
lang: ja
type: policy-recommendation
tags: [海洋, 法]
layout: post
handling: {level: members}
---
"""
TOML = """+++
title = "海洋秩序: 展望"
authors = ["山田 太郎", {family = "Smith", given = "Jane"}]
date = 2024-04-01
language = "日本語"
type = "policy-recommendation"
topics = ["海洋", "法"]
[handling]
level = "members"
+++
"""


@pytest.mark.parametrize("front", [YAML, TOML], ids=["yaml", "toml"])
def test_front_matter_is_metadata(tmp_path, front):
    """Both dialects state the same of a paper, foreign keys are none of our business."""
    found = read_bytes(tmp_path, f"{front}\n# 別の題\n\n本文。\n", "markdown")
    stated = found.metadata
    assert stated.title == "海洋秩序: 展望"
    assert stated.authors == (Author("山田", "太郎"), Author("Smith", "Jane"))
    assert stated.date == stated.date_end == dt.date(2024, 4, 1)
    assert stated.language == Language.JA
    assert stated.type == DocumentType.POLICY_RECOMMENDATION
    assert stated.topics == ("海洋", "法")
    assert stated.handling is not None
    assert stated.handling.level == Level.MEMBERS
    assert texts(found) == ["別の題", "本文。"]
    assert found.warnings == ()


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: [open\n---\n",
        "+++\ntitle = \n+++\n",
        "---\na: &a [x]\nb: [*a, *a]\n---\n",
        "---\n!!python/object/apply:os.system ['true']\n---\n",
    ],
)
def test_damaged_front_matter_is_a_warning(tmp_path, front):
    """The text is read without it, and the row says why."""
    found = read_bytes(tmp_path, f"{front}\n本文。\n", "markdown")
    assert texts(found) == ["本文。"]
    assert [code for code, _ in found.warnings] == ["front-matter-damaged"]


def test_a_bad_value_is_named(tmp_path):
    """A date that is none is a warning with key and value; the other fields count."""
    found = read_bytes(tmp_path, "---\ntitle: 題\ndate: いつか\n---\n本文。\n", "markdown")
    ((code, values),) = found.warnings
    assert code == "sidecar-value"
    assert (values["key"], values["value"]) == ("date", "いつか")
    assert found.metadata.title == "題"


def test_two_rules_are_not_front_matter(tmp_path):
    """A text between two rules at the top stays text."""
    assert (
        texts(read_bytes(tmp_path, "---\n航行の自由。\n\n---\n本文。\n", "markdown"))[-1]
        == "本文。"
    )
