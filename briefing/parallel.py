"""What the other edition says where a quotation stands."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.records import Quote
from catalog.records import BlockKind, Language, Reader, Span
from index import Index
from index.aligned import Side, alignable, aligned


def parallel(index: Index, quote: Quote, *, reader: Reader) -> Quote | None:
    """Return the paragraphs of the other edition that are linked with those that hold `quote`.

    None where there is no other edition, where the quote is of an older version, or where the
    other edition lacks the paragraph.
    """
    catalog = index.catalog
    document = catalog.document(quote.document, reader=reader)
    edition = document.edition(quote.language)
    if not alignable(document) or (edition.id, edition.version) != (quote.edition, quote.version):
        return None
    pair = aligned(index, document.id, reader=reader)
    japanese = quote.language is Language.JA
    here, there = (pair.japanese, pair.english) if japanese else (pair.english, pair.japanese)
    held = {part.number for part in here.paragraphs if _overlap(part.spans, quote.spans)}
    linked = {
        (link.b if japanese else link.a)
        for link in pair.links
        if (link.a if japanese else link.b) in held
    }
    if not linked:
        return None
    pages = catalog.pages(there.edition.id, reader=reader)
    return _quoted(there, sorted(linked), {page.number: page.text for page in pages})


def _quoted(side: Side, numbers: list[int], texts: Mapping[int, str]) -> Quote:
    """Return paragraphs as one quotation, word for word as their pages have them."""
    parts = [side.paragraphs[number - 1] for number in numbers]
    edition, spans = side.edition, [_trimmed(s, texts) for part in parts for s in part.spans]
    joiner = "" if edition.language is Language.JA else " "
    if len(parts) > 1 or parts[0].kind is BlockKind.TABLE_ROW:
        joiner = "\n"
    text = joiner.join(texts[span.page][span.start : span.end] for span in spans)
    return Quote(
        edition.document,
        edition.id,
        edition.version,
        edition.language,
        tuple(spans),
        text,
        joiner,
    )


def _trimmed(span: Span, texts: Mapping[int, str]) -> Span:
    text = texts[span.page][span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return Span(span.page, start, start + len(text.strip()))


def _overlap(one: tuple[Span, ...], other: tuple[Span, ...]) -> bool:
    return any(a.page == b.page and a.start < b.end and b.start < a.end for a in one for b in other)
