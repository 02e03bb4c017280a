"""Chunks are what an encoder of 256 tokens reads whole, in any script."""

from __future__ import annotations

import pytest

from assay.governance.domain import Locator, Segment, SegmentKind, place_of
from assay.governance.services.understanding.chunking import CHUNKS, chunks

EN = "The supplier delivers the pumps in March and the valves in April. "
ZH = "供应商应于三月交付水泵，并于四月交付阀门，逾期按合同约定承担违约责任。"


def of(text: str) -> list[str]:
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    return [it.text for it in chunks([segment], [text])]


@pytest.mark.parametrize(
    ("text", "longest", "fewest"),
    [
        (EN * 100, 700, 9),
        (ZH * 100, 233, 14),
        ((EN + ZH) * 50, 500, 12),
        ("无标点" * 500, 233, 6),
        ("x" * 5000, 700, 7),
    ],
)
def test_a_long_text_is_cut_to_what_is_read(text: str, longest: int, fewest: int) -> None:
    made = of(text)
    assert len(made) >= fewest
    assert max(map(len, made[:-1])) <= longest
    assert "".join("".join(made).split()) == "".join(text.split()), "nothing is lost"


@pytest.mark.parametrize(("text", "end"), [(EN * 30, "."), (ZH * 30, "。")])
def test_cuts_are_at_ends_of_sentences(text: str, end: str) -> None:
    assert all(piece.endswith(end) for piece in of(text))


@pytest.mark.parametrize("text", ["", " \n", EN, ZH, EN * 15, ZH * 9])
def test_a_text_that_is_read_whole_is_one_chunk(text: str) -> None:
    assert of(text) == ([text.strip()] if text.strip() else [])


def test_small_segments_are_joined_and_pages_are_not() -> None:
    segments = [
        Segment(index=at, kind=SegmentKind.PARAGRAPH, text=f"line {at}", locator=Locator(page=1 + at // 3))
        for at in range(6)
    ]
    made = chunks(segments, [it.text for it in segments])
    assert [(it.segment, it.text, it.locator.page) for it in made] == [
        (0, "line 0\nline 1\nline 2", 1), (3, "line 3\nline 4\nline 5", 2),
    ]  # fmt: skip


def test_a_very_long_text_has_as_many_chunks_as_are_kept() -> None:
    made = of(ZH * 5000)
    assert len(made) == CHUNKS == 192


def test_every_sign_of_a_chunk_leads_to_its_segment() -> None:
    texts = ["  Pumps.", "阀门清单\n第二行", "", EN * 30, "row"]
    segments = [
        Segment(index=at + 3, kind=SegmentKind.PARAGRAPH, text=text, locator=Locator(page=1, row=at))
        for at, text in enumerate(texts)
    ]
    made = chunks(segments, texts)
    for piece in made:
        assert piece.stretches[0].start == 0
        for at in range(0, len(piece.text), 7):
            place = place_of(piece.stretches, at)
            assert place is not None
            assert piece.text[at : at + 5].split("\n")[0].strip() in texts[place.segment - 3]
    assert {it.segment for piece in made for it in piece.stretches} >= {3, 4, 6}
    assert place_of((), 4) is None


@pytest.mark.parametrize(
    ("cell", "lined", "said"),
    [
        ("K560-D", True, ["code K560-D"]),
        ("[CN_RESIDENT_ID]", True, ["code [CN_RESIDENT_ID]"]),
        ("已退回", True, ["code 已退回"]),
        (EN.strip(), True, [f"code {EN.strip()}"] * 3),
        (ZH, True, [f"code {ZH}"] * 3),
        ("K560-D", False, ["code K560-D"] * 3),
    ],
)
def test_further_blocks_of_a_column_are_read_where_cells_are_prose(cell: str, lined: bool, said: list[str]) -> None:
    segments = [
        Segment(
            index=at, kind=SegmentKind.COLUMN, text=cell, context="code", lined=lined,
            locator=Locator(sheet="Orders", column="code", row=2 + at * 10_000),
        )
        for at in range(3)
    ]  # fmt: skip
    assert [line for it in chunks(segments, [cell] * 3) for line in it.text.split("\n")] == said


def test_columns_of_one_name_on_two_sheets_are_two() -> None:
    segments = [
        Segment(index=at, kind=SegmentKind.COLUMN, text="Leeds", context="city", lined=True, locator=Locator(
            sheet=sheet, column="city", row=2))
        for at, sheet in enumerate(["North", "South"])
    ]  # fmt: skip
    assert [it.locator.sheet for it in chunks(segments, ["Leeds", "Leeds"])] == ["North", "South"]
