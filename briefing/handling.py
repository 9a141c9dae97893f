"""What may leave the house, to whom, and with what left out.

Chatham House Rule: what was said may be used, who said it may not be told.  Of such a source the
citation names the title alone, and in its words is withheld what the library knows to tell: the
names of its authors, their organisations and the host, the days of the talks, and the people of
the authority list, but for heads of state and government and ministers named with their office,
whose public acts are not what the rule protects.  A place that only the words tell stays for the
person to see to.  Off the record: no words at all.  Under embargo: nothing until the day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.records import (
    Document,
    Edition,
    Handling,
    Level,
    Quotation,
    Term,
    TermKind,
)
from language.dates import located_periods

# A public office, with which a name may stand.
_BEFORE = r"(?:Presidents?|Prime Ministers?|Premier|Chancellor)\s+(?:[A-Z]\w+\s+)?"
_AFTER = r"(?:元|前)?(?:内閣総理大臣|首相|総理|大統領|主席|外相|防衛相|財務相|国務長官|国防長官)"
_ORDER = (Quotation.ATTRIBUTABLE, Quotation.CHATHAM_HOUSE, Quotation.OFF_THE_RECORD)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a briefing is handed to: readers of this level, on this day."""

    level: Level
    today: dt.date


def strictest(handlings: Iterable[Handling]) -> Handling:
    """Return the handling of a briefing: highest level and strictest rule of its sources."""
    found = list(handlings)
    level = max((each.level for each in found), key=lambda each: each.rank, default=Level.PUBLIC)
    rule = max((each.quotation for each in found), key=_ORDER.index, default=_ORDER[0])
    return Handling(level, rule)


def closed(handling: Handling, today: dt.date) -> bool:
    """Whether a source is under embargo still: nothing of it may leave the house."""
    return handling.embargo is not None and handling.embargo > today


def refusal(document: Document, audience: Audience, *, words: bool) -> str | None:
    """Return the code of why a source may not be handed out, or None; `words`: it is quoted."""
    handling = document.handling
    if closed(handling, audience.today):
        return "release-embargo"
    if handling.level.rank > audience.level.rank:
        return "release-level"
    if words and handling.quotation is Quotation.OFF_THE_RECORD:
        return "release-off-the-record"
    return None


class Names:
    """Finds the names that are withheld in words of sources under the Chatham House Rule."""

    def __init__(self, terms: Iterable[Term]) -> None:
        people = [term for term in terms if term.kind is TermKind.PERSON]
        self._known = {
            name
            for term in people
            for full in (term.japanese, term.english, *term.variants_ja, *term.variants_en)
            for name in _parts(full)
        }

    def withheld(self, text: str, document: Document, mark: str) -> tuple[str, int]:
        """Return the text with what names a speaker, a host or the day replaced by `mark`, and how
        many times it was.
        """
        text, dates = _undated(text, document, mark)
        text, names = self._unnamed(text, document.editions, mark)
        return text, dates + names

    def _unnamed(self, text: str, editions: Sequence[Edition], mark: str) -> tuple[str, int]:
        hosts = {e.organisation for e in editions if e.organisation}
        hosts |= {a.organisation for e in editions for a in e.authors if a.organisation}
        authors = hosts | {
            name
            for edition in editions
            for author in edition.authors
            for full in (author.display(), f"{author.family} {author.given}".strip())
            for name in (full, author.family if author.given else "")
            if name
        }
        names = sorted(self._known | authors, key=len, reverse=True)
        if not names:
            return text, 0
        pattern = "|".join(
            rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names
        )
        found = re.compile(rf"(?P<kept>{_BEFORE}(?:{pattern})|(?:{pattern})(?:{_AFTER}))|{pattern}")
        count = 0

        def replaced(match: re.Match[str]) -> str:
            nonlocal count
            if match["kept"]:
                return match.group()
            count += 1
            return mark

        return found.sub(replaced, text), count


def _undated(text: str, document: Document, mark: str) -> tuple[str, int]:
    """Withhold the days and months in which the talks were held; a year alone names nobody."""
    if document.date is None:
        return text, 0
    first, last = document.date, document.date_end or document.date
    count = 0
    for start, end, period in reversed(located_periods(text)):
        within = first <= period.start and period.end <= last
        holds = period.start <= first and last <= period.end
        if (within or holds) and (period.end - period.start).days <= 31:
            text, count = text[:start] + mark + text[end:], count + 1
    return text, count


def _parts(name: str) -> set[str]:
    """Return a full name, and the family name that an English one ends with."""
    words = name.split()
    last = words[-1] if len(words) > 1 and name.isascii() and len(words[-1]) > 2 else ""
    return {each for each in (name, last) if len(each) > 1}
