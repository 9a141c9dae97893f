"""A small library of our own papers, read as a user's would be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader, Term
from index import Index
from settings import Settings
from ui import session as sessions
from ui.session import Session
from ui.strings import Strings

SEA_TOML = """
id = "sea-lanes"
type = "workshop-report"
date = "2024-03"
topics = ["maritime"]
organisation = "Harbour Study Group"

[editions."sea-lanes.ja.md"]
title = "海上交通路を守る仕事"
language = "ja"
authors = [{ family = "港", given = "一郎" }]

[editions."sea-lanes.en.pdf"]
title = "The Work of Keeping Sea Lanes Open"
language = "en"
authors = [{ family = "Minato", given = "Ichiro" }]
"""
SEA_JA = """# 海上交通路を守る仕事

## 航行の自由を支えるもの

航行の自由は、条約の文言だけで守られるものではない。灯台を直し、海図を改め、遭難した船を助ける日々の仕事がそれを支えている。

## 費用の分担

海峡を使う国々は、浚渫と灯台の費用を貨物の量に応じて分け合うべきである。
"""
SEA_EN = (
    ("The Work of Keeping Sea Lanes Open", ""),
    (
        "1. What carries freedom of navigation",
        "Freedom of navigation is not kept by the words of a treaty alone. It rests on the daily"
        " work of mending lighthouses, correcting charts and rescuing ships in distress.",
    ),
    (
        "2. Sharing the cost",
        "States that use a strait should share the cost of dredging and of lighthouses by the"
        " weight of the cargo they send through it.",
    ),
)
RICE_TOML = """
id = "rice"
type = "fellow-paper"
date = "令和3年度"
topics = ["economic-security"]

[editions."rice.ja.txt"]
title = "備蓄米の使い方"
language = "ja"
"""
RICE_JA = """備蓄米の使い方

不作の年に備えて政府は米を蓄えている。蓄えた米は五年で入れ替え、古い米は学校給食や飼料に回す。放出の時期を誤ると農家の収入が大きく揺れるため、価格ではなく収穫量を目安にするのがよい。
"""
SCRIPT_TOML = """
id = "script"
type = "other"
date = "2020"

[editions."script.txt"]
title = "<script>window.pwned=1</script> *Weights* & :red[measures]"
language = "en"
"""
SCRIPT_EN = """Weights and measures

A merchant wrote <img src=x onerror="window.pwned=2"> on the barometer crate, and <b>nobody</b> \
could weigh the barometer again. The barometer stayed in the harbour office for thirty years.
"""
SECRET_TOML = """
id = "cables"
type = "dialogue-summary"
date = "2023-05-19"

[handling]
level = "members"
quotation = "chatham-house"

[editions."cables.txt"]
title = "Repairing Undersea Cables"
language = "en"
"""
SECRET_EN = """Repairing undersea cables

Participants asked who should pay for a cable repair ship that waits in port for most of the year.
"""
TERM = Term("航行の自由", "freedom of navigation", abbreviation="FON")


class HashEncoder:
    """Words as directions: texts that share words are near.  Enough where meaning is not at stake."""

    name = "hash"
    dim = 64
    fingerprint = "hash-64"

    def encode(self, texts, kind):
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split() or [""]:
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def papers(tmp_path_factory) -> Path:
    """Four papers: two editions, an era date, one that attacks, one for members."""
    folder = tmp_path_factory.mktemp("papers")
    for name, files in {
        "sea-lanes": {"paper.toml": SEA_TOML, "sea-lanes.ja.md": SEA_JA},
        "rice": {"paper.toml": RICE_TOML, "rice.ja.txt": RICE_JA},
        "script": {"paper.toml": SCRIPT_TOML, "script.txt": SCRIPT_EN},
        "cables": {"paper.toml": SECRET_TOML, "cables.txt": SECRET_EN},
    }.items():
        for file, text in files.items():
            path = folder / name / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    write_pdf(folder / "sea-lanes" / "sea-lanes.en.pdf")
    return folder


def write_pdf(path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    story = []
    for heading, text in SEA_EN:
        story += [Paragraph(heading, styles["Heading1"]), Paragraph(text, styles["BodyText"])]
        if heading.startswith("1."):
            story.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4).build(story)


@pytest.fixture(scope="session")
def stored(papers, tmp_path_factory) -> Path:
    """The library of the papers, without vectors."""
    folder = tmp_path_factory.mktemp("library")
    with Catalog.open(folder, create=True) as catalog:
        catalog.set_terms([TERM])
        report = ingest.add(catalog, [papers], workers=1)
        assert report.count(Outcome.ADDED) == 5, report.rows
        assert report.count(Outcome.FAILED) == 0, report.rows
    return folder


@pytest.fixture(scope="session")
def library(stored) -> Path:
    """The library, indexed with the HashEncoder."""
    with Catalog.open(stored) as catalog:
        Index.open(catalog, HashEncoder()).update()
    return stored


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, one for the tests of a module."""
    from tests.ui.chromium import browser

    with browser() as opened:
        yield opened


@pytest.fixture
def app(library, monkeypatch):
    """Return a function that opens the app at an address, as AppTest."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("KAKEHASHI_LIBRARY", str(library))
    monkeypatch.setenv("KAKEHASHI_LANGUAGE", "en")
    monkeypatch.setattr(sessions, "load", lambda name, threads=None: HashEncoder())
    for cached in (sessions.open_catalog, sessions.open_encoder, sessions.open_index):
        cached.clear()

    def open_at(**params):
        test = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=60)
        for name, value in params.items():
            test.query_params[name] = value
        return test.run()

    return open_at


@pytest.fixture
def session(library):
    """Return a function that makes a session without a browser."""

    def make(level: str = "public", language: str = "en") -> Session:
        settings = Settings(library=library, reader=Level(level), language=language)
        return Session(settings, Strings(language), Reader(Level(level)))

    return make
