from pathlib import Path

import pytest

import settings
from catalog.records import Level
from errors import SettingsError


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("LIBRARY", "READER", "LANGUAGE", "ENCODER", "THREADS", "PORT", "ERA"):
        monkeypatch.delenv(f"KAKEHASHI_{name}", raising=False)


def test_later_wins(tmp_path: Path, monkeypatch):
    """File, environment, option: each overrides the one before."""
    (tmp_path / "kakehashi.toml").write_text('library = "papers"\nreader = "members"\n')
    assert settings.load().library == tmp_path / "papers"
    assert settings.load().reader is Level.MEMBERS
    monkeypatch.setenv("KAKEHASHI_READER", "staff")
    assert settings.load().reader is Level.STAFF
    assert settings.load({"reader": "public"}).reader is Level.PUBLIC


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('reader = "boss"', "reader = 'boss'"),
        ('colour = "red"', "colour = 'red'"),
        ("threads = -1", "threads = -1"),
        ('era = "reiwa"', "era = 'reiwa'"),
        ("x = ", "cannot be read"),
    ],
)
def test_bad_settings_are_named(tmp_path: Path, text, message):
    """The message names the setting, the value, and what is possible."""
    (tmp_path / "kakehashi.toml").write_text(text)
    with pytest.raises(SettingsError, match=message):
        settings.load()


@pytest.mark.parametrize(
    ("text", "era"), [("era = true", True), ("era = false", False), ("", False)]
)
def test_dates_by_era_are_a_choice(tmp_path: Path, monkeypatch, text, era):
    """TOML has booleans; the environment writes them as words, and wins."""
    (tmp_path / "kakehashi.toml").write_text(text)
    assert settings.load().era is era
    monkeypatch.setenv("KAKEHASHI_ERA", "true")
    assert settings.load().era is True


@pytest.mark.parametrize(("locale", "language"), [("ja_JP.UTF-8", "ja"), ("C", "en")])
def test_interface_follows_the_locale(monkeypatch, locale, language):
    """Without a setting, a Japanese locale gets a Japanese interface."""
    monkeypatch.setenv("LC_ALL", locale)
    assert settings.load().language == language
