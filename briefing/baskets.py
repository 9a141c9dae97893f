"""Baskets and briefings in the catalogue: open, change, undo; and what a reader may see of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from briefing.records import Briefing, Item, Quote, Role, Section, dump, load, new_id
from catalog import Catalog, Filters
from catalog.drafts import Draft
from catalog.records import (
    DocumentId,
    EditionId,
    Language,
    Page,
    Reader,
    Span,
    StoredPassage,
)
from errors import NotFoundError

KIND = "briefing"
_SPAN = r"\d{1,9}\.\d{1,9}\.\d{1,9}"
_POINTER = re.compile(rf"(?P<edition>.+):(?P<version>\d{{1,9}}):(?P<spans>{_SPAN}(?:\+{_SPAN})*)")


@dataclass(frozen=True, slots=True)
class Basket:
    """A briefing as it is kept, and as this reader may see it.

    `hidden` counts the items left out of `briefing` since their document is gone, or is not (or
    no longer) for this reader; they stay in the draft.
    """

    draft: Draft
    briefing: Briefing
    hidden: int


def create(catalog: Catalog, name: str, briefing: Briefing | None = None, *, reader: Reader) -> str:
    """Keep a new basket and return its id; UsageError where the name is empty or taken."""
    return catalog.create_draft(KIND, name, dump(briefing or Briefing()), reader=reader)


def baskets(catalog: Catalog, *, reader: Reader) -> list[Draft]:
    """Return the baskets that `reader` may know of, the last changed first."""
    return catalog.drafts(KIND, reader=reader)


def opened(catalog: Catalog, identifier: str, *, reader: Reader) -> Basket:
    """Return a basket; NotFoundError where there is none for this reader."""
    draft = catalog.draft(identifier, reader=reader)
    whole = load(draft.content)
    shown = visible(catalog, whole, reader=reader)
    return Basket(draft, shown, len(whole.items) - len(shown.items))


def visible(catalog: Catalog, briefing: Briefing, *, reader: Reader) -> Briefing:
    """Return the briefing with only those items all of whose documents `reader` may see."""
    named = {each for item in briefing.items for each in _documents(item)}
    filters = Filters(documents=tuple(named))
    found = catalog.documents(reader=reader, filters=filters) if named else []
    known = {document.id for document in found}
    return replace(
        briefing,
        sections=tuple(
            replace(section, items=tuple(i for i in section.items if _documents(i) <= known))
            for section in briefing.sections
        ),
    )


def save(catalog: Catalog, basket: Basket, changed: Briefing, *, reader: Reader) -> None:
    """Put `changed` in the place of what `basket` shows; hidden items stay where they are.

    LockedError where it was changed elsewhere since `basket` was opened.
    """
    whole = load(basket.draft.content)
    kept = merged(whole, changed, shown={item.id for item in basket.briefing.items})
    catalog.save_draft(basket.draft.id, dump(kept), state=basket.draft.state, reader=reader)


def merged(whole: Briefing, changed: Briefing, *, shown: Collection[str]) -> Briefing:
    """Return `changed` with the items of `whole` that were not `shown` behind their sections'."""
    hidden = {
        section.id: tuple(item for item in section.items if item.id not in shown)
        for section in whole.sections
    }
    sections = [
        replace(section, items=section.items + hidden.pop(section.id, ()))
        for section in changed.sections
    ]
    lost = tuple(item for items in hidden.values() for item in items)
    if lost:  # their section was removed by somebody who could not see them
        sections.append(Section(new_id(), items=lost))
    return replace(changed, sections=tuple(sections))


def quote(stored: StoredPassage) -> Quote:
    """Return a passage as a quotation of the version that it stands in."""
    passage = stored.passage
    return Quote(
        stored.document,
        stored.edition,
        stored.version,
        passage.language,
        passage.spans,
        passage.text,
        passage.joiner,
        stored.id,
    )


def found(catalog: Catalog, name: str, *, reader: Reader) -> Quote:
    """Return the quotation that `name` points to: a passage's id, or a place of an edition's
    version as `pointer` writes it.  NotFoundError where there is none for this reader.
    """
    match = _POINTER.fullmatch(name)
    if match is None:
        return quote(catalog.passage(name, reader=reader))
    edition, version = match["edition"], int(match["version"])
    spans = tuple(Span(*map(int, part.split("."))) for part in match["spans"].split("+"))
    if catalog.edition(edition, reader=reader).version == version:
        for stored in catalog.passages_of(edition, reader=reader):
            if stored.passage.spans == spans:
                return quote(stored)
    pages = catalog.pages(edition, reader=reader, version=version)
    texts = {page.number: page.text for page in pages}
    slices = [texts.get(span.page, "")[span.start : span.end] for span in spans]
    if not all(slices):
        raise NotFoundError("not-found", id=name)
    document = catalog.document_of(edition, reader=reader)
    language = catalog.edition(edition, reader=reader).language
    joiner = "" if language is Language.JA else " "
    return Quote(
        document.id,
        EditionId(edition),
        version,
        language,
        spans,
        joiner.join(slices),
        joiner,
    )


def pointer(edition: str, version: int, spans: Sequence[Span]) -> str:
    """Name a place of an edition's version.

    >>> pointer("sea.en", 1, [Span(2, 0, 14)])
    'sea.en:1:2.0.14'
    """
    places = "+".join(f"{span.page}.{span.start}.{span.end}" for span in spans)
    return f"{edition}:{version}:{places}"


def add(
    catalog: Catalog, identifier: str | None, quotes: Sequence[Quote], *, name: str, reader: Reader
) -> tuple[str, int]:
    """Put quotations at the end of a basket's last section of evidence, each once.

    Without `identifier` a new basket called `name` is made.  Returns its id, and how many were not
    in it yet.
    """
    if identifier is None:
        identifier = create(catalog, free_name(catalog, name, reader=reader), reader=reader)
    basket = opened(catalog, identifier, reader=reader)
    held = {(i.quote.edition, i.quote.spans) for i in basket.briefing.items if i.quote}
    new = [each for each in quotes if (each.edition, each.spans) not in held]
    if new:
        items = tuple(Item(new_id(), each) for each in new)
        save(catalog, basket, appended(basket.briefing, items), reader=reader)
    return identifier, len(new)


def appended(briefing: Briefing, items: tuple[Item, ...]) -> Briefing:
    """Return the briefing with items behind those of its last section of evidence."""
    sections = list(briefing.sections)
    places = [at for at, section in enumerate(sections) if section.role is Role.EVIDENCE]
    if not places:
        sections.append(Section(new_id()))
        places = [len(sections) - 1]
    last = sections[places[-1]]
    sections[places[-1]] = replace(last, items=last.items + items)
    return replace(briefing, sections=tuple(sections))


def free_name(catalog: Catalog, name: str, *, reader: Reader) -> str:
    """Return `name`, with a number where this reader has a basket of that name."""
    taken = {each.name for each in baskets(catalog, reader=reader)}
    return next(
        each
        for each in (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
        if each not in taken
    )


def agrees(quote: Quote, pages: Collection[Page]) -> bool:
    """Whether the pages of the quote's version have its exact words at its offsets."""
    texts = {page.number: page.text for page in pages}
    slices = [texts.get(span.page, "")[span.start : span.end] for span in quote.spans]
    return bool(quote.text.strip()) and quote.joiner.join(slices) == quote.text


def _documents(item: Item) -> set[DocumentId]:
    quotes = {each.document for each in (item.quote, item.other) if each}
    return quotes | ({item.document} if item.document else set())
