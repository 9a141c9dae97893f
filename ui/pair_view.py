"""Two editions side by side as HTML: which paragraphs share a row, and how a row is drawn."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.records import BlockKind
from index.aligned import Side
from index.paragraphs import Paragraph
from ui import basket
from ui.html import badge, escape, tag
from ui.page_view import CELLS
from ui.strings import Strings

# One script for the whole life of the window: it asks what is under the pointer or has the focus.
SCRIPT = """<script>
if (!window.kPair) {
  window.kPair = true;
  const part = (target) => target?.closest?.('.k-pair-part');
  const mark = (from) => {
    document.querySelectorAll('.k-pair-on').forEach((each) => each.classList.remove('k-pair-on'));
    if (!from) return;
    const names = from.dataset.with.split(' ').filter(Boolean);
    const found = names.map((name) => document.getElementById('k-pair-' + name));
    [from, ...found].forEach((each) => each?.classList.add('k-pair-on'));
  };
  document.addEventListener('mouseover', (event) =>
    mark(part(event.target) ?? part(document.activeElement)));
  mark(document.querySelector('.k-pair-part:hover'));  // the pointer may have been there first
  document.addEventListener('focusin', (event) => mark(part(event.target)));
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a.k-pair-number, a.k-pair-page');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.matches('.k-pair-page')) {
      // As Streamlit's own links go: a new document would forget who reads.
      history.pushState({}, '', link.getAttribute('href'));
      dispatchEvent(new PopStateEvent('popstate', {state: {}}));
      return;
    }
    history.replaceState(history.state, '', link.getAttribute('href'));
    document.querySelectorAll('.k-pair-here').forEach((e) => e.classList.remove('k-pair-here'));
    part(link).classList.add('k-pair-here');
  });
}
</script>"""


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers of the paragraphs that stand beside each other; one side is empty for one alone.

    `moved`: the right ones stand elsewhere in the order of their own edition.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What all rows are drawn with: the sides, their links by number, what is arrived at."""

    left: Side
    right: Side
    links: frozenset[tuple[int, int]]
    here: frozenset[str]  # names: "ja-12"
    labels: Mapping[tuple[str, int], str]  # of pages, by language and number
    strings: Strings


def rows(left: int, right: int, links: Collection[tuple[int, int]]) -> list[Row]:
    """Return the rows for editions of `left` and `right` paragraphs, in the order of the left.

    Neighbours on the left that share a counterpart share a row.  A right paragraph without any
    follows the one before it.

    >>> rows(3, 3, {(1, 1), (2, 1), (3, 3)})
    [Row(left=(1, 2), right=(1,), moved=False), Row(left=(), right=(2,), moved=False), \
Row(left=(3,), right=(3,), moved=False)]
    """
    of: dict[int, set[int]] = {i: {b for a, b in links if a == i} for i in range(1, left + 1)}
    groups: list[tuple[list[int], set[int]]] = []
    for number, others in of.items():
        if groups and groups[-1][1] & others:
            groups[-1][0].append(number)
            groups[-1][1].update(others)
        else:
            groups.append(([number], set(others)))
    linked = {b for _, b in links}
    follows: dict[int, list[int]] = {}  # after which linked one those without any stand
    last = 0
    for number in range(1, right + 1):
        if number in linked:
            last = number
        else:
            follows.setdefault(last, []).append(number)
    in_order = _in_order([min(others) if others else 0 for _, others in groups])
    found = [Row((), (number,)) for number in follows.pop(0, [])]
    for place, (numbers, others) in enumerate(groups):
        moved = bool(others) and place not in in_order
        found.append(Row(tuple(numbers), tuple(sorted(others)), moved))
        for other in sorted(others):
            found += [Row((), (number,)) for number in follows.pop(other, [])]
    return found


def _in_order(firsts: Sequence[int]) -> set[int]:
    """Return the places of the longest rising run of numbers, 0 left out."""
    ends: list[int] = []  # the smallest last number of a run of each length
    at: list[int] = []  # its place
    before: dict[int, int | None] = {}
    for place, number in enumerate(firsts):
        if number:
            length = bisect_left(ends, number)
            before[place] = at[length - 1] if length else None
            ends[length : length + 1] = [number]
            at[length : length + 1] = [place]
    found: set[int] = set()
    step = at[-1] if at else None
    while step is not None:
        found.add(step)
        step = before[step]
    return found


def html(drawing: Drawing) -> str:
    """Return all rows as HTML; each paragraph carries the names of its counterparts."""
    left, right = len(drawing.left.paragraphs), len(drawing.right.paragraphs)
    drawn: set[str] = set()
    parts = [_row(drawing, row, drawn) for row in rows(left, right, drawing.links)]
    return tag("div", "".join(parts), class_="k-pair")


def _row(drawing: Drawing, row: Row, drawn: set[str]) -> str:
    strings = drawing.strings
    left = _cell(drawing, drawing.left, row.left, drawn)
    right = _cell(drawing, drawing.right, row.right, drawn)
    if row.moved:
        right = badge(strings["pair.moved"], "edition", strings["pair.moved_help"]) + right
    only = tag("span", escape(_only(drawing, row)), class_="k-pair-only")
    alone = not (row.left and row.right)
    cells = "".join(
        tag("div", cell or only, class_="k-pair-cell", lang=language)
        for cell, language in (
            (left, str(drawing.left.edition.language) if left else None),
            (right, str(drawing.right.edition.language) if right else None),
        )
    )
    return tag("div", cells, class_="k-pair-row k-pair-alone" if alone else "k-pair-row")


def _only(drawing: Drawing, row: Row) -> str:
    side = drawing.left if row.left else drawing.right
    return drawing.strings[f"pair.only_{side.edition.language}"]


def _cell(drawing: Drawing, side: Side, numbers: Sequence[int], drawn: set[str]) -> str:
    return "".join(_part(drawing, side, side.paragraphs[n - 1], drawn) for n in numbers)


def _part(drawing: Drawing, side: Side, part: Paragraph, drawn: set[str]) -> str:
    name = name_of(side, part.number)
    style = "k-pair-part k-pair-here" if name in drawing.here else "k-pair-part"
    head = tag("span", _number(drawing, side, part), class_="k-pair-head")
    # A paragraph whose counterparts stand apart is drawn beside each; the first has the name.
    identity = None if name in drawn else f"k-pair-{name}"
    drawn.add(name)
    others = " ".join(_counterparts(drawing, side, part.number))
    return tag("div", head + _text(part), class_=style, id=identity, data_with=others)


def _counterparts(drawing: Drawing, side: Side, number: int) -> Iterator[str]:
    for a, b in sorted(drawing.links):
        if side is drawing.left and a == number:
            yield name_of(drawing.right, b)
        elif side is drawing.right and b == number:
            yield name_of(drawing.left, a)


def _number(drawing: Drawing, side: Side, part: Paragraph) -> str:
    """Return the paragraph's number, which links to itself, and its page, which links there."""
    strings, edition = drawing.strings, side.edition
    language = strings[f"edition.{edition.language}"]
    page = part.spans[0].page
    here = {"id": edition.document, "para": name_of(side, part.number), "ui": strings.language}
    there = {"id": edition.id, "page": page, "ui": strings.language}
    label = strings.page(drawing.labels.get((str(edition.language), page), str(page)))
    named = strings("pair.paragraph", edition=language, number=part.number)
    number = tag(
        *("a", f"¶&#8239;{part.number}"),
        class_="k-pair-number",
        href=f"?{urlencode(here)}",
        aria_label=named,
        title=strings["pair.paragraph_help"],
    )
    linked = tag(
        *("a", escape(label)),
        class_="k-pair-page",
        href=f"document?{urlencode(there)}",
        target="_self",
    )
    return number + linked + basket.buttons(strings, edition.id, edition.version, part.spans)


def _text(part: Paragraph) -> str:
    match part.kind:
        case BlockKind.TABLE_ROW:
            cells = (
                "".join(tag("td", escape(cell)) for cell in line.split(CELLS))
                for line in part.text.split("\n")
            )
            table = tag("table", "".join(tag("tr", line) for line in cells))
            return tag("div", table, class_="k-table")
        case BlockKind.HEADING:
            return tag("h3", escape(part.text))
        case kind:
            return tag("p", escape(part.text), class_=f"k-pair-{kind}")


def name_of(side: Side, number: int) -> str:
    """Return the name of a paragraph in addresses: "ja-12"."""
    return f"{side.edition.language}-{number}"
