"""Which numbers and dates a text names, so that both languages' ways to write one are one.

平成11年 and 1999, 第9条 and Article IX, 23品目 and 23 items, 1兆2千億円 and 1.2 trillion yen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from language.dates import Period, located_periods
from language.folding import fold_with_offsets


@dataclass(frozen=True, slots=True)
class Number:
    """A number or date at the half-open offsets of a text.

    A date has its year among its `keys`, and its month and day where they are written.  Others
    have one key, their value, or what they number ("条 9"), and may have a `thing` they count.
    """

    start: int
    end: int
    keys: frozenset[str]
    thing: str = ""


def agree(one: Number, other: Number) -> bool:
    """Whether two name the same: 23品目 and "23 items" or "23 sorts", but not "23 days".

    A date agrees with a wider one: 1999年5月 with "in 1999".
    """
    things = {one.thing, other.thing}
    return bool(one.keys & other.keys) and (len(things) == 1 or "" in things)


_DIGIT = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12} | {
    name: 10**zeros
    for name, zeros in {
        "hundred": 2,
        "thousand": 3,
        "million": 6,
        "billion": 9,
        "trillion": 12,
    }.items()
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_WORDS = {word: value for value, word in enumerate(_SMALL)} | {
    word: value
    for value, word in zip(
        range(30, 100, 10), "thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
# What is numbered, and what is counted, in both languages.  Without a thing that both know, a
# number is only its value, and a value of one digit says too little.
_ORDINAL = {
    "条": r"articles?|arts?\.?",
    "章": "chapters?",
    "部": "parts?",
    "節": "sections?",
    "項": "paragraphs?",
    "回": "rounds?|sessions?",
}
_COUNTED = {
    "percent": r"%|パーセント|percent|per\scent",
    "point": r"percentage\spoints?|ポイント|points?",
    "hour": "時間|hours?|hrs?",
    "day": "日間|日|days?",
    "week": "週間|weeks?",
    "month": "[かカヶケ箇]月|months?",
    "year": "年間|年|years?",
    "country": "[かカヶケ箇]国|countries|nations|states",
    "nautical": "海里|nautical\\smiles?|nm",
    "kilometre": "キロ(?:メトル|メートル)?|kilomet(?:er|re)s?|km",
    "metre": "メトル|メートル|met(?:er|re)s?",
    "nano": "ナノ(?:メトル|メートル)?|nanomet(?:er|re)s?|nm",
    "item": "品目|項目|種類|件|items?|kinds?|categories",
    "ship": "隻|ships?|vessels?",
    "person": "人|名|people|persons?",
    "generation": "世代|generations?",
}
_FIRST = "〇零一二三四五六七八九十百千"
_WIDE = f"{_FIRST}万億兆"
_VALUE = (
    r"(?:(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|(?<=[^\x00-\x7f])\d[\d,]*(?:\.\d+)?"
    rf"|[{_FIRST}])(?:\d[\d,]*(?:\.\d+)?|[{_WIDE}])*"
    rf"(?:[\s-](?:hundred|thousand|million|billion|trillion))*"
)
_NAMED = (
    rf"\b(?:{'|'.join(_WORDS)})(?:-(?:{'|'.join(_SMALL[1:10])}))?\b"
    r"(?:[\s-](?:hundred|thousand|million|billion|trillion)\b)*"
)
_COUNTER = "|".join(f"(?P<{name}>{words})" for name, words in _COUNTED.items())
_FOUND = re.compile(
    rf"第\s?(?P<ordinal>{_VALUE})\s?(?P<thing>{'|'.join(_ORDINAL)})"
    rf"|\b(?P<label>{'|'.join(_ORDINAL.values())})\s"
    rf"(?P<numbered>\d+|[ivx]+)\b"
    rf"|(?P<value>{_VALUE}|{_NAMED})(?:[\s-]?(?:{_COUNTER})(?![a-z]))?"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}


def numbers(text: str) -> list[Number]:
    """Return the numbers and dates of `text` in order, none overlapping.

    A value below ten counts only with what it counts or numbers: "two" alone is nothing.

    >>> [(sorted(each.keys), each.thing) for each in numbers("平成11年に23品目、第9条")]
    [(['year 1999'], ''), (['23'], 'item'), (['条 9'], '')]
    >>> [sorted(each.keys) for each in numbers("Article IX, 1.2 trillion yen")]
    [['条 9'], ['1200000000000']]
    """
    found = [Number(start, end, _dated(period)) for start, end, period in located_periods(text)]
    taken = [(each.start, each.end) for each in found]
    folded, offsets = fold_with_offsets(text)
    for match in _FOUND.finditer(folded):
        first, last = match.span()
        start = offsets[first]
        end = offsets[last] if last < len(offsets) else len(text)
        if any(start < b and a < end for a, b in taken):
            continue
        key, thing = _named(match)
        if key:
            found.append(Number(start, end, frozenset([key]), thing))
    return sorted(found, key=lambda each: each.start)


def _dated(period: Period) -> frozenset[str]:
    start, end = period.start, period.end
    keys = {f"year {start.year}"}
    if (start.month, end.month) == (4, 3):
        return frozenset({*keys, f"fiscal {start.year}"})
    if (start.year, start.month) == (end.year, end.month):
        keys.add(f"month {start:%Y-%m}")
    if start == end:
        keys.add(f"day {start}")
    return frozenset(keys)


def _named(match: re.Match[str]) -> tuple[str, str]:
    """Return the key of what was found and the thing it counts; two empty ones for nothing."""
    if match["ordinal"]:
        return f"{match['thing']} {_written(match['ordinal'])}", ""
    if match["label"]:
        kind = next(kind for kind, words in _ORDINAL.items() if re.fullmatch(words, match["label"]))
        return f"{kind} {_roman(match['numbered']) or _written(match['numbered'])}", ""
    written = match["value"]
    thing = next((name for name in _COUNTED if match[name]), "")
    value = _value(written)
    if value is None or not (thing or ((value >= 10 or "." in written) and len(written) > 1)):
        return "", ""  # also for the 十 of 十分
    return _written(written), thing


def _written(text: str) -> str:
    value = _value(text)
    return "" if value is None else f"{value.normalize():f}"


def _roman(text: str) -> Decimal | None:
    if not text.isalpha():
        return None
    values = [_ROMAN[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return Decimal(sum(-a if a < b else a for a, b in pairs))


def _value(text: str) -> Decimal | None:
    """Return the value of folded digits, kanji numerals and number words, or None.

    >>> _value("二千四百七十"), _value("1兆2千億"), _value("24.5 million"), _value("twenty-three")
    (Decimal('2470'), Decimal('1200000000000'), Decimal('24500000.0'), Decimal('23'))
    """
    total = section = Decimal(0)
    digits = ""
    for piece in re.findall(r"[\d,.]+|[a-z]+|.", text.replace(",", "")):
        if piece in _DIGIT:
            digits += str(_DIGIT[piece])
        elif piece in _WORDS:
            section += _WORDS[piece]
        elif piece in _TENS or piece in _LARGE:
            try:
                count = Decimal(digits) if digits else None
            except InvalidOperation:
                return None
            digits = ""
            if piece in _TENS:
                section += (Decimal(1) if count is None else count) * _TENS[piece]
            else:
                section += count or 0
                total += (section or 1) * _LARGE[piece]
                section = Decimal(0)
        elif piece[0].isdigit():
            digits += piece
    try:
        return total + section + (Decimal(digits) if digits else 0)
    except InvalidOperation:
        return None
