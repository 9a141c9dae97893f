"""Handing a briefing out: composed, written as a file, and put on record."""

from __future__ import annotations

import hashlib

from briefing.compose import Form, Sheet, compose
from briefing.handling import Audience
from briefing.records import Briefing
from briefing.render import render
from catalog.records import Level, Reader
from index import Index


def hand_out(
    index: Index,
    name: str,
    briefing: Briefing,
    *,
    form: Form,
    format: str,  # noqa: A002 - its name
    reader: Reader,
    audience: Level,
    withhold: bool = False,
) -> tuple[bytes, Sheet]:
    """Return the file of a briefing called `name`, and what is in it; the release is recorded.

    ReleaseError where something in it may not be handed to `audience`, or no longer agrees with
    its page.  `audience` is never above the reader's own level.
    """
    if audience.rank > reader.level.rank:
        audience = reader.level
    sheet = compose(
        index,
        briefing,
        form=form,
        reader=reader,
        audience=Audience(audience, reader.today),
        withhold=withhold,
    )
    made = render(sheet, format)
    index.catalog.record_release(
        name,
        reader=reader,
        audience=audience,
        form=form,
        format=format,
        sha256=hashlib.sha256(made).hexdigest(),
        redactions=sheet.redactions,
        sources=sheet.released,
    )
    return made, sheet
