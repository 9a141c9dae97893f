"""The taxonomy as its file states it."""

from pathlib import Path

import pytest

from errors import SettingsError
from settings import PROJECT
from topics.taxonomy import Topic, load

TOML = """
[[topics]]
id = "sea"
ja = "海"
en = "The sea"
definition_ja = "海のこと。"
definition_en = "All about the sea."

[[topics.subtopics]]
id = "sea-lanes"
ja = "海上交通路"
en = "Sea lanes"
definition_ja = "船の通り道。"
definition_en = "Where ships pass."
seeds_ja = ["航路", "海峡"]
seeds_en = ["strait"]
"""


def test_a_field_is_followed_by_its_subtopics(tmp_path):
    """Names, definitions, seeds and the parent are as written."""
    path = tmp_path / "topics.toml"
    path.write_text(TOML, encoding="utf-8")
    field, lanes = load(path)
    assert field == Topic("sea", "海", "The sea", "海のこと。", "All about the sea.")
    assert (lanes.parent, lanes.name("ja"), lanes.seeds_ja) == (
        "sea",
        "海上交通路",
        ("航路", "海峡"),
    )
    assert lanes.described("ja") == "海上交通路。船の通り道。航路、海峡"
    assert lanes.described("en") == "Sea lanes. Where ships pass. strait"


def test_no_file_is_no_taxonomy(tmp_path):
    """A library without fields of its own still opens."""
    assert load(tmp_path / "none.toml") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[topics]", "cannot be read"),
        ('[[topics]]\nid = "a"', "'ja'"),
        (TOML.replace('"sea-lanes"', '"sea"'), "twice"),
    ],
)
def test_a_broken_file_is_named(tmp_path, text, why):
    """The error says which file and what is wrong with it."""
    path: Path = tmp_path / "topics.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=why) as raised:
        load(path)
    assert str(path) in str(raised.value)


def test_the_institutes_own_taxonomy_is_whole():
    """Eight fields, each with subtopics; everything is named and defined in both languages."""
    found = load(PROJECT / "corpus" / "topics.toml")
    fields = [topic for topic in found if not topic.parent]
    assert len(fields) == 8
    for field in fields:
        below = [topic for topic in found if topic.parent == field.id]
        assert 4 <= len(below) <= 8, field.id
        for topic in below:
            assert all([topic.ja, topic.en, topic.definition_ja, topic.definition_en]), topic.id
            assert min(len(topic.seeds_ja), len(topic.seeds_en)) >= 4, topic.id
