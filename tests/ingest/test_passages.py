"""What a passage is, checked on pages small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records import BlockKind, Language, Page, Passage, Span
from ingest.passages import split
from ingest.readers.base import Draft, compose
from ingest.sizes import _MEASURED, CAP, LIMIT, LOW, cut, part, size

K = BlockKind
FORTY = "海洋の秩序を守ることは" + "国" * 28 + "。"  # 40 characters, one sentence
TEN = "Allies share the burden of keeping the sea lanes open."  # 10 words, one sentence


def page(*drafts: tuple[K, str] | Draft, number: int = 1, quality: float = 1.0) -> Page:
    made = [d if isinstance(d, Draft) else Draft(d[0], d[1], level=1) for d in drafts]
    return compose(number, made, engine="test", quality=quality)


def joined(passage: Passage, pages: Sequence[Page]) -> str:
    texts = {page.number: page.text for page in pages}
    return passage.joiner.join(texts[s.page][s.start : s.end] for s in passage.spans)


def test_sizes_measure_both_languages_alike() -> None:
    """350 Japanese characters and 120 English words are the same size, and mixed text adds up."""
    assert size("国" * 350) == size("word " * 120) == LIMIT
    assert size("ASEAN と 日本") == 35 + 3 * 12


def test_japanese_prose_is_parted_into_whole_balanced_sentences() -> None:
    """Twelve sentences of 40 characters make two passages of six: 240 characters each."""
    pages = [page((K.PARAGRAPH, FORTY * 12))]
    passages = split(pages, Language.JA)
    assert [p.text for p in passages] == [FORTY * 6, FORTY * 6]
    assert [p.spans for p in passages] == [(Span(1, 0, 240),), (Span(1, 240, 480),)]
    assert [p.ordinal for p in passages] == [0, 1]


def test_english_prose_is_parted_into_whole_balanced_sentences() -> None:
    """Twenty sentences of ten words make two passages of a hundred words."""
    passages = split([page((K.PARAGRAPH, " ".join([TEN] * 20)))], Language.EN)
    assert [p.text for p in passages] == [" ".join([TEN] * 10)] * 2


def test_no_small_remainder_is_left() -> None:
    """Nine sentences of 40 characters, ten over the limit, become passages of 200 and 160."""
    passages = split([page((K.PARAGRAPH, FORTY * 9))], Language.JA)
    assert sorted(len(p.text) for p in passages) == [160, 200]


def test_paragraphs_are_kept_whole_where_that_costs_little() -> None:
    """Of 5 + 7 sentences the break falls between the paragraphs, not in the middle."""
    passages = split([page((K.PARAGRAPH, FORTY * 5), (K.PARAGRAPH, FORTY * 7))], Language.JA)
    assert [p.text for p in passages] == [FORTY * 5, FORTY * 7]


def test_short_paragraphs_share_a_passage_with_the_line_end_between() -> None:
    """Two adjacent paragraphs of 120 characters are one slice of the page, newline included."""
    passages = split([page((K.PARAGRAPH, FORTY * 3), (K.PARAGRAPH, FORTY * 3))], Language.JA)
    assert [p.text for p in passages] == [f"{FORTY * 3}\n{FORTY * 3}"]


def test_headings_are_never_crossed_and_make_the_path() -> None:
    """Each passage carries the headings above it, and a heading is no part of a passage."""
    pages = [
        page(
            Draft(K.HEADING, "報告書", level=1),
            Draft(K.HEADING, "第一章", level=2),
            (K.PARAGRAPH, "短い文です。"),
            Draft(K.HEADING, "第二章", level=2),
            (K.PARAGRAPH, "別の文です。"),
        )
    ]
    passages = split(pages, Language.JA)
    assert [(p.heading, p.text) for p in passages] == [
        ("報告書 › 第一章", "短い文です。"),
        ("報告書 › 第二章", "別の文です。"),
    ]


def test_heading_with_nothing_below_it_is_a_passage() -> None:
    """A last heading without text can still be found, as a passage of its own kind."""
    pages = [page((K.HEADING, "序"), (K.PARAGRAPH, "文です。"), (K.HEADING, "付録"))]
    passages = split(pages, Language.JA)
    assert [(p.kind, p.text, p.heading) for p in passages] == [
        (K.PARAGRAPH, "文です。", "序"),
        (K.HEADING, "付録", ""),
    ]


def test_paragraph_that_goes_on_overleaf_is_one_text() -> None:
    """A sentence cut by the page break stands on both pages; Japanese is joined without space."""
    pages = [
        page(Draft(K.PARAGRAPH, "日本は海洋の", continues=True), (K.FOOTNOTE, "1 注記です。")),
        page((K.PARAGRAPH, "秩序を守る。"), number=2),
    ]
    passages = split(pages, Language.JA)
    assert passages[0].text == "日本は海洋の秩序を守る。"
    assert passages[0].spans == (Span(1, 0, 6), Span(2, 0, 6))
    assert passages[0].joiner == ""
    assert (passages[1].kind, passages[1].text) == (K.FOOTNOTE, "1 注記です。")


def test_english_goes_on_overleaf_with_a_space() -> None:
    """The English joiner is a space, and three pages make three spans."""
    pages = [
        page(Draft(K.PARAGRAPH, "Freedom of", continues=True)),
        page(Draft(K.PARAGRAPH, "navigation is", continues=True), number=2),
        page((K.PARAGRAPH, "a common good."), number=3),
    ]
    (passage,) = split(pages, Language.EN)
    assert passage.text == "Freedom of navigation is a common good."
    assert [s.page for s in passage.spans] == [1, 2, 3]


def test_poorly_read_page_does_not_take_the_good_one_with_it() -> None:
    """No passage crosses from a page read well to one that will not be indexed."""
    pages = [
        page(Draft(K.PARAGRAPH, "日本は海洋の", continues=True)),
        page((K.PARAGRAPH, "鏺闄鎯隿。"), number=2, quality=0.1),
    ]
    assert [len(p.spans) for p in split(pages, Language.JA)] == [1, 1]


def test_list_stays_with_its_lead_in() -> None:
    """The sentence before a list is never parted from the first item."""
    lead = "次の三点を提言する。"
    items = [Draft(K.LIST_ITEM, f"・{FORTY * 2}", level=1) for _ in range(3)]
    passages = split([page((K.PARAGRAPH, FORTY * 6 + lead), *items)], Language.JA)
    assert [p.text for p in passages] == [
        FORTY * 6,
        lead + "".join(f"\n・{FORTY * 2}" for _ in range(3)),
    ]


def test_rest_of_a_long_list_carries_the_lead_in_as_context() -> None:
    """A passage that begins inside a list is encoded with the sentence that opens the list."""
    lead = "次の点を提言する。"
    items = [Draft(K.LIST_ITEM, f"・{FORTY * 3}", level=1) for _ in range(6)]
    passages = split([page((K.PARAGRAPH, lead), *items)], Language.JA)
    assert passages[0].text.startswith(lead)
    assert len(passages) > 1
    assert all(p.context == lead and p.kind == K.LIST_ITEM for p in passages[1:])


def test_table_rows_repeat_the_header_as_context() -> None:
    """Rows go together up to the limit; later groups carry the first row."""
    rows = [(K.TABLE_ROW, "年度 | 予算 | 備考")] + [
        (K.TABLE_ROW, f"{year} | {FORTY}") for year in range(2010, 2022)
    ]
    passages = split([page(*rows)], Language.JA)
    assert len(passages) > 1
    assert passages[0].text.startswith("年度 | 予算 | 備考\n2010")
    assert all(p.context == "年度 | 予算 | 備考" for p in passages[1:])
    assert {p.kind for p in passages} == {K.TABLE_ROW}


def test_table_that_goes_on_overleaf_keeps_its_header() -> None:
    """Rows at the head of the next page carry the header of the table they belong to."""
    pages = [
        page((K.TABLE_ROW, "年度 | 予算"), (K.TABLE_ROW, "2020 | 5兆円")),
        page((K.TABLE_ROW, "2021 | 6兆円"), number=2),
    ]
    assert [(p.text, p.context) for p in split(pages, Language.JA)] == [
        ("年度 | 予算\n2020 | 5兆円", ""),
        ("2021 | 6兆円", "年度 | 予算"),
    ]


def test_lone_sentence_gets_its_neighbour_as_context() -> None:
    """A caption carries the sentence before it; across a heading nothing is carried."""
    pages = [
        page(
            (K.PARAGRAPH, "航行は自由である。"),
            (K.CAPTION, "図1 航路"),
            (K.HEADING, "次章"),
            (K.PARAGRAPH, "孤立した文。"),
        )
    ]
    assert [(p.kind, p.context) for p in split(pages, Language.JA)] == [
        (K.PARAGRAPH, ""),
        (K.CAPTION, "航行は自由である。"),
        (K.PARAGRAPH, ""),
    ]


def test_footnotes_of_a_page_stay_out_of_the_running_text() -> None:
    """Footnotes are passages of their own kind; short ones of one page go together."""
    pages = [page((K.PARAGRAPH, FORTY), (K.FOOTNOTE, "1 安倍、前掲書。"), (K.FOOTNOTE, "2 同上。"))]
    assert [(p.kind, p.text) for p in split(pages, Language.JA)] == [
        (K.PARAGRAPH, FORTY),
        (K.FOOTNOTE, "1 安倍、前掲書。\n2 同上。"),
    ]


def test_languages_are_not_mixed() -> None:
    """An English abstract in a Japanese paper is a passage of its own, in English."""
    pages = [page((K.PARAGRAPH, FORTY * 3), (K.PARAGRAPH, " ".join([TEN] * 5)))]
    assert [p.language for p in split(pages, Language.JA)] == [Language.JA, Language.EN]
    stated = [page(Draft(K.PARAGRAPH, "2024", language=Language.EN))]
    assert split(stated, Language.JA)[0].language == Language.EN


def test_small_blocks_go_with_the_language_around_them() -> None:
    """A name or a number in Latin letters does not part a Japanese text."""
    pages = [page((K.PARAGRAPH, FORTY), (K.PARAGRAPH, "ASEAN"), (K.PARAGRAPH, FORTY))]
    (passage,) = split(pages, Language.JA)
    assert passage.language == Language.JA


def test_long_sentence_stays_whole_up_to_the_cap_and_is_cut_at_commas_beyond() -> None:
    """600 characters stay one passage; 720 are cut after a comma."""
    whole = "国" * 599 + "。"
    assert [p.text for p in split([page((K.PARAGRAPH, whole))], Language.JA)] == [whole]
    clause = "国" * 89 + "、"
    parts = split([page((K.PARAGRAPH, clause * 8))], Language.JA)
    assert all(p.text.endswith("、") and size(p.text) <= LIMIT for p in parts)


def test_cut_never_parts_a_letter_from_its_voicing_mark() -> None:
    """A text of か + U+3099 without any comma is cut between, not inside, the syllables."""
    text = "か\u3099" * 400
    assert all(text[start] == "か" for start, _ in cut(text))


def test_text_without_spaces_is_cut_hard() -> None:
    """A run of 30,000 letters counts as words of 24 and cannot overflow the encoder."""
    assert all(size("x" * (end - start)) <= LIMIT for start, end in cut("x" * 30_000))


def test_part_is_optimal_on_small_rows() -> None:
    """The dynamic programme finds the same price as trying every parting."""
    from itertools import combinations

    from ingest.sizes import IDEAL

    sizes, costs = [900, 1500, 400, 2000, 700, 3100], [0, 0.15, 0, 0.5, 0.15, 0]

    def price(starts: Sequence[int]) -> float:
        total = 0.0
        for begin, end in zip(starts, [*starts[1:], len(sizes)], strict=True):
            weight = sum(sizes[begin:end])
            if weight > LIMIT and end - begin > 1:
                return float("inf")
            total += ((weight - IDEAL) / IDEAL) ** 2 + (costs[begin] if begin else 0)
        return total

    every = [[0, *rest] for n in range(6) for rest in combinations(range(1, 6), n)]
    assert price(part(sizes, costs)) == pytest.approx(min(map(price, every)))


KINDS = st.sampled_from(
    [K.HEADING, K.PARAGRAPH, K.PARAGRAPH, K.LIST_ITEM, K.TABLE_ROW, K.CAPTION, K.FOOTNOTE]
)
TEXTS = st.text(st.sampled_from("国海、。 a. bc「」あが\u3000\n1ー"), min_size=1, max_size=900)
DRAFTS = st.builds(Draft, kind=KINDS, text=TEXTS, level=st.integers(1, 3), continues=st.booleans())


@st.composite
def papers(draw: st.DrawFn) -> list[Page]:
    return [
        compose(number, draw(st.lists(DRAFTS, max_size=6)), engine="test")
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


@given(papers())
def test_nothing_is_lost_doubled_or_torn(pages: list[Page]) -> None:
    """Every visible character outside headings is in exactly one passage, whose text is its slices."""
    count = {(p.number, i): 0 for p in pages for i in range(len(p.text))}
    kind = {(p.number, i): b.kind for p in pages for b in p.blocks for i in range(b.start, b.end)}
    passages = split(pages, Language.JA)
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    for passage in passages:
        assert passage.text == joined(passage, pages)
        assert size(passage.text) <= CAP
        assert len({s.page for s in passage.spans}) == len(passage.spans)
        for span in passage.spans:
            for i in range(span.start, span.end):
                count[span.page, i] += 1
        inside = {kind.get((s.page, i)) for s in passage.spans for i in range(s.start, s.end)}
        if passage.kind != K.HEADING:
            assert K.HEADING not in inside
        if K.FOOTNOTE in inside:
            assert inside <= {K.FOOTNOTE, None}
    text = {p.number: p.text for p in pages}
    for (number, i), times in count.items():
        visible = not text[number][i].isspace() and (number, i) in kind
        if visible and kind[number, i] != K.HEADING:
            assert times == 1
        assert times <= 1
    for p in pages:  # a heading is either a passage or stands above one
        for b in p.blocks:
            if b.kind == K.HEADING and not count[p.number, b.start]:
                title = " ".join(p.text[b.start : b.end].split())
                assert any(title in passage.heading for passage in passages)


@given(st.lists(st.integers(20, 80), min_size=30, max_size=60))
def test_long_prose_gives_passages_of_the_size_asked_for(lengths: list[int]) -> None:
    """From sentences of 20 to 80 characters no passage is outside 200-350 characters."""
    text = "".join("国" * (n - 1) + "。" for n in lengths)
    for passage in split([page((K.PARAGRAPH, text))], Language.JA):
        assert LOW <= size(passage.text) <= LIMIT


def test_contents_are_no_passages() -> None:
    """Entries of a table of contents, and its heading, are on the page but are not found."""
    lines = ["目次", "一 はじめに … 1", "2. Three models ..... iv", "本文はここから始まる。"]
    kinds = [BlockKind.HEADING, *[BlockKind.PARAGRAPH] * 3]
    drafts = [
        Draft(kind, line, level=int(kind is BlockKind.HEADING))
        for kind, line in zip(kinds, lines, strict=True)
    ]
    page = compose(1, drafts, engine="test")
    assert [passage.text for passage in split([page])] == ["本文はここから始まる。"]


@given(st.text("日本、。 a-z1\n　é", max_size=80))
def test_size_adds_up_what_is_measured(text: str) -> None:
    """The quick count is the sum over the tokens: 12 a wide character, 35 a run of up to 24."""
    tokens = _MEASURED.finditer(text)
    assert size(text) == sum(12 if token[1] else 35 for token in tokens)
