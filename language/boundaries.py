"""Which sentences a text has, as offsets; one left-to-right pass, so linear in the text."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OPENERS = "「『（(【《〈［[｛{“"
_CLOSERS = "」』）)】》〉］]｝}”"
_PAIRS = dict(zip(_CLOSERS, _OPENERS, strict=True))
_BRACKET = re.compile(f"[{re.escape(_OPENERS + _CLOSERS)}]")
# Brackets that hold more than this many characters hold paragraphs: sentences end inside them.
_LONG_BRACKET = 300

# A mark that may end a sentence, the closing quotes and brackets after it, and a note number.
_END = re.compile(
    r"(?P<mark>[。．！？!?.‼⁇⁈⁉｡]+)"
    rf"(?P<close>[{re.escape(_CLOSERS)}\"'’»]*)"
    r"(?P<note>(?:\[\d{1,3}\])+|(?<=[a-z][.!?])\d{1,3}(?=\s+[\"“(]?[A-Z])"
    r"|(?<=[a-z][.!?][\"”’)])\d{1,3}(?=\s+[\"“(]?[A-Z]))?"
)
_WIDE_MARKS = "。．！？‼⁇⁈⁉｡"
# After a closing quotation mark or ！？, these go on with the same sentence:
# 「行く。」と言った, 「…。」の声, 「えっ！」、.
_GOES_ON = re.compile(
    r"[、，。．」』）)】》〉・]|と|って|という|など|の(?!ち)|は(?!じ)|が|を|に|も(?!し)|で(?!も|す)|や|か(?!つ|れ|の)|へ"
)
_QUOTE_CLOSERS = "」』）)】》〉］]”\"'’"

# The word before a full stop, with its inner full stops: "U.S", "e.g", "Dr".
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.’'-]*$")
_NUMBER_BEFORE = re.compile(r"(?:^|\s)(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z])(?:\.\d{1,3})*$")
# A title or label: something always follows.
_NEVER = frozenset(
    "dr mr mrs ms prof profs messrs gen lt det col sgt maj cmdr capt adm brig sen rep reps sens gov"
    " amb rev hon pres supt st mt ft e.g i.e cf viz vs v eg ie fig figs eq eqs tab ref refs"
    " approx ca dept univ assn ed eds trans repr intl natl".split()
)
# A label when a number follows ("No. 5", "pp. 3–7", "Sept. 11"), else a word like any other.
_BEFORE_NUMBER = frozenset(
    "no nos p pp vol vols ch chap chaps sec secs sect art arts para paras par n nn fn app pt"
    " l ll col cols jan feb mar apr jun jul aug sep sept oct nov dec rept".split()
)
# May end a sentence; it does when a word that commonly opens one follows.
_MAYBE = frozenset("inc corp ltd co bros jr sr al ph.d m.a b.a j.d esq ret plc etc a.m p.m".split())
_CAPITAL_ENDS = frozenset({"etc"})
_STARTERS = frozenset(
    "the a an this that these those it its in on at as if when while although though because since"
    " however moreover furthermore therefore thus but and yet so nevertheless meanwhile indeed"
    " he she they we i you there here his her their our my what why how who where which one"
    " some many most all both such for from with by to after before during under not no"
    " first second third finally also according despite even given still then today".split()
)
_NEXT = re.compile(r"\s*[\"'“‘(\[「『（]*(?P<first>[A-Za-z]+|\d|\S)?")


def sentences(text: str, language: str = "ja") -> list[tuple[int, int]]:
    """Return the half-open offsets of the sentences, in order, without the space around them.

    Together they hold every character that is not space.  A line end always ends a sentence:
    callers join the lines of a paragraph first (`join_lines`).  Full-width marks are read as
    Japanese and ASCII marks as English whatever `language` says, since papers mix both; with
    "ja", a full stop directly before a Japanese character ends a sentence as well.

    >>> sentences("「行く。」と言った。次だ。", "ja")
    [(0, 10), (10, 13)]
    >>> sentences("The U.S. and Japan agree. Dr. Abe left.", "en")
    [(0, 25), (26, 39)]
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        _split_line(line.group(), line.start(), language, found)
    return found


def _split_line(line: str, offset: int, language: str, found: list[tuple[int, int]]) -> None:
    shut = bracketed(line)
    at = 0  # index into `shut`
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        while at < len(shut) and shut[at][1] < end:
            at += 1
        if at < len(shut) and shut[at][0] < end <= shut[at][1]:
            continue  # inside a bracket that closes later
        if match["close"] and at and shut[at - 1][1] >= match.start("close"):
            opener, closer = shut[at - 1]
            aside = line[closer] in "）)" and match["mark"][-1] in _WIDE_MARKS
            if aside and line[start:opener].strip():
                continue  # a remark (注：略。) within a sentence
        if _ends(line, match, language):
            _append(line, start, end, offset, found)
            start = end
    _append(line, start, len(line), offset, found)


def _append(line: str, start: int, end: int, offset: int, found: list[tuple[int, int]]) -> None:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        found.append((offset + start + left, offset + start + right))


def bracketed(line: str) -> list[tuple[int, int]]:
    """Return the outermost (opener, closer) positions of the matched, short brackets."""
    stack: list[int] = []
    spans: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(line):
        mark = match.group()
        if mark in _OPENERS:
            stack.append(match.start())
        elif stack and line[stack[-1]] == _PAIRS[mark]:
            start = stack.pop()
            # English quotation marks hold whole sentences as often as parts of one.
            if match.start() - start <= _LONG_BRACKET and mark != "”":
                while spans and spans[-1][0] > start:
                    spans.pop()
                spans.append((start, match.start()))
    return spans


def _ends(line: str, match: re.Match[str], language: str) -> bool:
    mark, end = match["mark"], match.end()
    last = mark[-1]
    if end == len(line):
        return True
    if last in _WIDE_MARKS:
        if (
            last == "．"
            and line[match.start() - 1 : match.start()].isdigit()
            and line[end].isdigit()
        ):
            return False
        quoted = match["close"] and match["close"][-1] in _QUOTE_CLOSERS
        if quoted or last not in "。．｡":
            return not _GOES_ON.match(line, end)
        return True
    if not line[end].isspace():
        # "node.js", "3.5", "U.S.の", "Yahoo!ニュース"; in Japanese text "…of AI.次に" does end.
        if language != "ja" or line[end] < "\u3040" or _GOES_ON.match(line, end):
            return False
        if last != ".":
            return line[match.start() - 1] >= "\u3040"
        word = _WORD_BEFORE.search(line[max(0, match.start() - 24) : match.start()])
        return word is None or (len(word.group()) > 1 and "." not in word.group())
    following = _NEXT.match(line, end)
    first = (following["first"] or "") if following else ""
    if first[:1].islower():
        return False
    if last != "." or match["close"] or match["note"] or len(mark) > 1:
        return True
    return _full_stop_ends(line, match.start(), first)


def _full_stop_ends(line: str, stop: int, first: str) -> bool:
    """Whether the single full stop at `stop`, before a space and the word `first`, ends one."""
    before = line[max(0, stop - 24) : stop]
    if stop <= 12 and _NUMBER_BEFORE.fullmatch(line[:stop].strip()):
        return False  # "1. Introduction", "A. Background", "iv. Findings"
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    name = word.group().lower()
    starter = first.lower() in _STARTERS and first[:1].isupper()
    if name in _NEVER:
        return False
    if name in _BEFORE_NUMBER:
        return not first[:1].isdigit()
    if name in _CAPITAL_ENDS:
        return first[:1].isupper()
    if name in _MAYBE or (len(name) > 1 and "." in name and len(name.split(".")[-1]) == 1):
        return starter  # "Inc.", "et al.", "U.S."
    if len(name) == 1 and word.group().isupper():
        return starter and first != "A"  # the initial in "J. Smith"; "Plan B. The …" ends
    return True
