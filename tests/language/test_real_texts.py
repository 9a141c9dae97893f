"""On texts nobody wrote for these tests; they lie in a folder `shared` beside the checkout."""

import gzip
import json
from itertools import groupby
from pathlib import Path

import pytest

from language import Analyzer, fold, sentences

DATA = Path(__file__).parents[3] / "shared" / "data" / "eval"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared evaluation texts are absent")


def test_english_news_is_split_where_its_translators_split_it():
    """Of NTREX's sentences, put together again, more than 99 in 100 boundaries found are true."""
    names = (DATA / "ntrex128" / "DOCUMENT_IDS.tsv").read_text("utf-8").splitlines()
    rows = (DATA / "ntrex128" / "eng-jpn.tsv").read_text("utf-8").splitlines()
    found = true = right = 0
    for _, pairs in groupby(zip(names, rows, strict=False), key=lambda pair: pair[0]):
        text, ends = "", set()
        for _, row in pairs:
            sentence = row.split("\t")[1].strip()
            text += sentence
            # Headlines have no full stop: no splitter can know their end.
            if sentence[-1] in ".!?\"'”":
                ends.add(len(text))
            text += " " if sentence[-1] in ".!?\"'”" else "\n"
        got = {end for _, end in sentences(text, "en") if text[end : end + 1] != "\n"}
        found, true, right = found + len(got), true + len(ends), right + len(got & ends)
    assert right / found > 0.99
    assert right / true > 0.99


def test_statutes_are_analysed_to_the_letter():
    """Every word of thirteen statutes stands where its span says."""
    analyzer = Analyzer(["経済安全保障", "特定重要物資"])
    for path in sorted((DATA / "laws_ja").glob("*.json.gz")):
        for provision in json.loads(gzip.decompress(path.read_bytes()))["provisions"]:
            text = provision["content"]
            for token in analyzer.tokens(text, "ja", literal=True):
                assert fold(text[token.start : token.end], literal=True) == token.form
