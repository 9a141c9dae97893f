"""An entry of the term base as a form, and what a person typed as an entry."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.records import Term

NEW = "new"  # the address of an entry that is not there yet
LISTS = ("variants_ja", "variants_en", "avoid", "offices")  # one a line
TEXTS = (
    *("japanese", "english", "reading", "abbreviation", "preferred"),
    *("note", "example_ja", "example_en"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is not saved: `before` is None for a new entry, `after` for a deleted one."""

    before: Term | None
    after: Term | None


def name_of(term: Term) -> str:
    """Return what names an entry in addresses; search names it so too."""
    return f"{term.japanese}={term.english}"


def cells(term: Term | None) -> dict[str, str]:
    """Return the fields of the form, lists one entry a line, as a table of terms writes them."""
    if term is None:
        return dict.fromkeys((*TEXTS, *LISTS, "topic"), "") | {"kind": "term"}
    found = {name: str(getattr(term, name)) for name in (*TEXTS, "topic", "kind")}
    offices = [
        f"{each.japanese}={each.english}"
        + (f":{each.since}..{each.until}" if each.since or each.until else "")
        for each in term.offices
    ]
    return found | {
        "variants_ja": "\n".join(term.variants_ja),
        "variants_en": "\n".join(term.variants_en),
        "avoid": "\n".join(f"{text}: {reason}" if reason else text for text, reason in term.avoid),
        "offices": "\n".join(offices),
    }


def read(typed: Mapping[str, str], others: Sequence[Term]) -> tuple[Term | None, dict[str, str]]:
    """Return the entry, and a key of the strings for each field that cannot be read.

    `others` are the entries that stay beside it.
    """
    from ingest.terms import to_term

    row = {
        name: "|".join(filter(None, map(_line, text.splitlines()))) for name, text in typed.items()
    }
    wrong = {name: "manage.wrong_empty" for name in ("japanese", "english") if not row.get(name)}
    if any((t.japanese, t.english) == (row["japanese"], row["english"]) for t in others):
        wrong["english"] = "manage.wrong_twice"
    try:
        term = to_term(row)
    except ValueError:
        wrong["offices"] = "manage.wrong_office"
        return None, wrong
    return (None if wrong else term), wrong


def applied(draft: Draft, terms: Sequence[Term]) -> list[Term] | None:
    """Return the term base with the change; None where the entry is no longer as it was."""
    changed = list(terms)
    if draft.before is None:
        return changed + ([draft.after] if draft.after else [])
    if draft.before not in changed:
        return None
    place = changed.index(draft.before)
    changed[place : place + 1] = [draft.after] if draft.after else []
    return changed


def _line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
