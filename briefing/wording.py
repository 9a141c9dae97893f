"""Help with wording from an OpenAI-compatible endpoint, local or hosted: optional, off by default.

It may only rephrase the evidence it is given.  Each sentence must name its sources; one that names
none, or has a figure that its sources lack, is thrown away.  What is not public and attributable
is never sent.  What comes back is kept as machine text (`records.Machine`) and shown as such.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.records import Item, Machine
from catalog.records import Document, Handling, Language
from errors import KakehashiError, register
from index.figures import figures
from language import sentences

SECONDS = 60
_MARKS = re.compile(r"\[(\d{1,3})\]")
_ASKED = {
    Language.JA: (
        "次の番号付きの引用だけを根拠に、要点を日本語の文で言い換えてください。"
        "引用にないことは何も加えず、各文の末尾に根拠の番号を [1] の形で付けてください。"
    ),
    Language.EN: (
        "Rephrase the numbered quotations below as a few English sentences. Add nothing that they"
        " do not say, and end each sentence with the numbers of its sources, like [1]."
    ),
}

register(
    {
        "wording-failed": (
            "The wording endpoint {url} did not answer as it should: {why}. Check its address,"
            " model and key in the settings; the briefing is unchanged.",
            "文章の補助（{url}）から正しい応答がありません（{why}）。設定のアドレス、モデル、"
            "キーを確認してください。資料は変わっていません。",
        ),
        "wording-nothing": (
            "There is nothing here that may be sent: only public, attributable quotations are.",
            "送信してよい引用がありません。送るのは、一般公開で引用可の文書だけです。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: the address up to /v1, the model's name, and a key where one is needed."""

    url: str
    model: str
    key: str = ""


def reworded(
    endpoint: Endpoint,
    items: Sequence[Item],
    language: Language,
    *,
    documents: Mapping[Any, Document],
) -> tuple[Machine, ...]:
    """Return sentences that rephrase the items' quotations, each with the ids of its sources.

    KakehashiError where the endpoint fails, or where nothing may be sent to it.
    """
    sent = [
        each
        for each in items
        if each.quote and documents[each.quote.document].handling == Handling()
    ]
    if not sent:
        raise KakehashiError("wording-nothing")
    evidence = [each.quote.text for each in sent if each.quote]
    numbered = "\n".join(f"[{n}] {text}" for n, text in enumerate(evidence, start=1))
    answer = _asked(endpoint, f"{_ASKED[language]}\n\n{numbered}")
    return tuple(
        Machine(text, language, endpoint.model, tuple(sent[n - 1].id for n in sources))
        for text, sources in kept(answer, evidence, language)
    )


def kept(
    answer: str, evidence: Sequence[str], language: Language
) -> list[tuple[str, tuple[int, ...]]]:
    """Return the sentences of an answer that keep the rules, without their marks, and the numbers
    of their sources.

    >>> kept("Paid by users [1]. It cost 500 yen [1]. So be it.", ["Users pay."], Language.EN)
    [('Paid by users.', (1,))]
    """
    found = []
    for start, end in sentences(_closed(answer), language):
        sentence = _closed(answer)[start:end]
        sources = tuple(dict.fromkeys(int(n) for n in _MARKS.findall(sentence)))
        text = re.sub(r"\s+([.。!?！？])", r"\1", _MARKS.sub("", sentence)).strip()
        if not sources or not all(1 <= n <= len(evidence) for n in sources) or not text:
            continue
        said = frozenset().union(*(figures(evidence[n - 1]) for n in sources))
        if figures(text) <= said:
            found.append((text, sources))
    return found


def _closed(answer: str) -> str:
    """Put marks that follow a full stop before it, so that they stay with their sentence."""
    return re.sub(r"([.。!?！？])((?:\s*\[\d{1,3}\])+)", r"\2\1", " ".join(answer.split()))


def _asked(endpoint: Endpoint, text: str) -> str:
    body = {
        "model": endpoint.model,
        "messages": [{"role": "user", "content": text}],
        "temperature": 0,
    }
    request = urllib.request.Request(  # noqa: S310 - the address is a setting
        f"{endpoint.url.rstrip('/')}/chat/completions",
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            return str(json.load(answer)["choices"][0]["message"]["content"])
    except (OSError, ValueError, KeyError, IndexError, TypeError) as problem:
        why = str(problem) or type(problem).__name__
        raise KakehashiError("wording-failed", url=endpoint.url, why=why) from problem
