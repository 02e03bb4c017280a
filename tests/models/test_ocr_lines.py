"""Pieces of lines: which are one line, what it says then, and when a page is doubtful."""

from __future__ import annotations

import pytest

from assay.governance.domain import Anchor
from assay.models.ocr_lines import Line, Region, joined, judged, turn


def region(text, x0, x1, *, y0=0.1, y1=0.2, score=0.9, aspect=None):
    words = (Anchor(start=0, end=len(text), box=(x0, y0, x1, y1)),)
    line = Line(text=text, box=(x0, y0, x1, y1), confidence=score, words=words)
    return Region(line=line, aspect=(x1 - x0) / (y1 - y0) if aspect is None else aspect)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("Sarah", 0.1, 0.3), ("Miller", 0.33, 0.5)], ["Sarah Miller"]),
        ([("Sarah", 0.1, 0.3), ("Miller", 0.29, 0.5)], ["Sarah Miller"]),
        ([("Contract", 0.1, 0.3), ("t 42719", 0.27, 0.5)], ["Contract 42719"]),
        ([("编号", 0.1, 0.3), ("四二七", 0.31, 0.5)], ["编号四二七"]),
        ([("编号", 0.1, 0.3), ("42719", 0.35, 0.5)], ["编号 42719"]),
        ([("Name", 0.1, 0.3), ("Amount", 0.6, 0.8)], ["Name", "Amount"]),
        ([("second", 0.5, 0.8), ("first", 0.1, 0.3)], ["second", "first"]),
    ],
)
def test_neighbours_in_one_row_are_one_line(pieces, expected):
    lines = [found.line for found in joined([region(*piece) for piece in pieces])]
    assert [line.text for line in lines] == expected
    for line in lines:
        assert all(0 <= word.start < word.end <= len(line.text) for word in line.words)


def test_lines_below_one_another_stay_apart():
    assert len(joined([region("one", 0.1, 0.3), region("two", 0.3, 0.5, y0=0.2, y1=0.3)])) == 2


def test_words_keep_their_places_in_a_joined_line():
    line = joined([region("Sarah", 0.1, 0.3), region("Miller", 0.32, 0.5)])[0].line
    assert [(line.text[word.start : word.end], word.box[0]) for word in line.words] == [
        ("Sarah", 0.1),
        ("Miller", 0.32),
    ]


@pytest.mark.parametrize(
    ("regions", "kept", "weak", "coverage"),
    [
        ([], 0, False, 1.0),
        ([region("all is well", 0.1, 0.5)], 1, False, 1.0),
        ([region("barely", 0.1, 0.5, score=0.55)], 1, True, 0.55),
        ([region("well", 0.1, 0.5, aspect=4), region("lost", 0.1, 0.5, score=0.3, aspect=4)], 1, True, 0.5),
        ([region("舍", 0.1, 0.9, aspect=8)], 0, True, 0.0),
        ([region("", 0.1, 0.9, aspect=8)], 0, True, 0.0),
        ([region("a", 0.1, 0.2, score=0.2, aspect=1)], 0, False, 1.0),
    ],
)
def test_what_cannot_be_read_makes_the_page_doubtful(regions, kept, weak, coverage):
    page = judged(regions, cut=False, turned=0)
    assert (len(page.lines), page.weak) == (kept, weak)
    assert page.coverage == pytest.approx(coverage, abs=0.02)


@pytest.mark.parametrize(
    ("quarters", "box"),
    [
        (0, (0.1, 0.1, 0.3, 0.2)),
        (1, (0.8, 0.1, 0.9, 0.3)),
        (2, (0.7, 0.8, 0.9, 0.9)),
        (3, (0.1, 0.7, 0.2, 0.9)),
        (4, (0.1, 0.1, 0.3, 0.2)),
    ],
)
def test_boxes_of_a_turned_page_are_those_of_the_page_as_it_is(quarters, box):
    turned = turn(region("word", 0.1, 0.3), quarters).line
    assert turned.box == pytest.approx(box)
    assert turned.words[0].box == turned.box
