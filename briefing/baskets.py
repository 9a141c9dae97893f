"""Baskets and briefings in the catalogue: open, change, undo; and what a reader may see of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from briefing.records import Briefing, Item, Quote, Section, dump, load, new_id
from catalog import Catalog, Filters
from catalog.drafts import Draft
from catalog.records import DocumentId, Page, Reader, StoredPassage

KIND = "briefing"


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
    passage, version = stored.passage, int(stored.id.rsplit(":", 2)[1])
    return Quote(
        stored.document,
        stored.edition,
        version,
        passage.language,
        passage.spans,
        passage.text,
        passage.joiner,
        stored.id,
    )


def agrees(quote: Quote, pages: Collection[Page]) -> bool:
    """Whether the pages of the quote's version have its exact words at its offsets."""
    texts = {page.number: page.text for page in pages}
    slices = [texts.get(span.page, "")[span.start : span.end] for span in quote.spans]
    return bool(quote.text.strip()) and quote.joiner.join(slices) == quote.text


def _documents(item: Item) -> set[DocumentId]:
    quotes = {each.document for each in (item.quote, item.other) if each}
    return quotes | ({item.document} if item.document else set())
