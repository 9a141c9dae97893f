"""Help with wording: what is sent, what is kept, and what goes wrong."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from briefing import baskets
from briefing.records import Item
from briefing.wording import Endpoint, kept, reworded
from catalog import Filters
from catalog.records import Language, Level, Reader
from errors import KakehashiError

STAFF = Reader(Level.STAFF)


@pytest.fixture
def endpoint():
    """An endpoint on this machine that answers what it is told to, and keeps what it is asked."""
    asked: list[dict] = []
    answers: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(
                {"path": self.path, "key": self.headers["Authorization"], **json.loads(body)}
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answers.pop(0))

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "small-model", "secret")
    yield found, asked, answers
    server.shutdown()
    server.server_close()


def said(text: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def items(index):
    quotes = [
        baskets.found(index.catalog, name, reader=STAFF)
        for name in ("rice.ja:1:0", "cables.en:1:0")
    ]
    filters = Filters(documents=tuple(quote.document for quote in quotes))
    documents = {d.id: d for d in index.catalog.documents(reader=STAFF, filters=filters)}
    return [Item(f"i{n}", quote) for n, quote in enumerate(quotes)], documents


def test_only_public_quotations_are_sent_and_only_sourced_sentences_kept(index, endpoint):
    """The members' paper stays at home; a sentence without mark, or with a wrong one, is dropped."""
    where, asked, answers = endpoint
    answers.append(said("政府は米を五年で入れ替える。[1] 価格は上がる。 船は一隻で足りる。[2]"))
    evidence, documents = items(index)
    [found] = reworded(where, evidence, Language.JA, documents=documents)
    assert (found.text, found.sources) == ("政府は米を五年で入れ替える。", ("i0",))
    assert (found.model, found.language) == ("small-model", Language.JA)
    [request] = asked
    assert (request["path"], request["key"]) == ("/v1/chat/completions", "Bearer secret")
    text = request["messages"][0]["content"]
    assert "備えて政府は米を蓄えている" in text
    assert "cable" not in text


def test_a_figure_that_the_sources_lack_is_not_let_in():
    """Whatever is counted must stand in what is cited."""
    evidence = ["The plan costs 476 billion yen.", "It began in May 2021."]
    answer = "It costs 476 billion yen [1]. It costs 500 billion yen [1]. It began in May 2021. [2]"
    assert kept(answer, evidence, Language.EN) == [
        ("It costs 476 billion yen.", (1,)),
        ("It began in May 2021.", (2,)),
    ]


def test_nothing_that_may_be_sent_is_said(index, endpoint):
    """No request is made."""
    where, asked, _ = endpoint
    evidence, documents = items(index)
    with pytest.raises(KakehashiError, match="nothing here that may be sent"):
        reworded(where, evidence[1:], Language.EN, documents=documents)
    assert asked == []


@pytest.mark.parametrize("answer", [b"no json", b"{}", said("x")[:-5]])
def test_a_wrong_answer_names_the_endpoint(index, endpoint, answer):
    """And says that the briefing is unchanged."""
    where, _, answers = endpoint
    answers.append(answer)
    evidence, documents = items(index)
    with pytest.raises(KakehashiError, match="briefing is unchanged"):
        reworded(where, evidence, Language.EN, documents=documents)


def test_an_endpoint_that_is_not_there_is_named(index):
    """With its address."""
    evidence, documents = items(index)
    with pytest.raises(KakehashiError, match=r"127\.0\.0\.1:9"):
        reworded(Endpoint("http://127.0.0.1:9/v1", "m"), evidence, Language.EN, documents=documents)
