"""The demo's threads: one number in many files, however it is written or spoken."""

from __future__ import annotations

from typing import Any

import pytest

from assay.governance.cli import tour
from assay.governance.cli.tour import threads


def _end(masked: str, label: str = "contract_number") -> dict[str, Any]:
    return {"masked": masked, "label": label, "says": {"en": label, "zh": label}, "locator": {}}


def _edge(left: str, said: str, right: str, written: str, kind: str = "mentions-document") -> dict[str, Any]:
    return {
        "kind": kind,
        "left": left,
        "right": right,
        "left_evidence": [_end(said)],
        "right_evidence": [_end(written)],
    }


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([], []),
        ([_edge("a", "12", "b", "12")], [("12", "ab")]),
        ([_edge("a", "one two", "b", "12"), _edge("b", "12", "c", "12")], [("12", "abc")]),
        ([_edge("a", "12", "b", "12"), _edge("c", "77", "d", "77"), _edge("d", "77", "e", "77")],
         [("77", "cde"), ("12", "ab")]),
        ([_edge("a", "12", "b", "12", kind="same-entity")], []),
    ],
)  # fmt: skip
def test_a_number_is_one_thread_however_it_is_written(edges: list[Any], expected: list[tuple[str, str]]) -> None:
    assert [(thread.masked, "".join(sorted(thread.places))) for thread in threads(edges)] == expected


def test_each_file_of_a_thread_keeps_what_stands_in_it() -> None:
    (thread,) = threads([_edge("call", "one two", "bill", "12"), _edge("bill", "12", "mail", "12")])
    assert {asset: it["masked"] for asset, it in thread.places.items()} == {
        "call": "one two",
        "bill": "12",
        "mail": "12",
    }


def test_a_link_without_evidence_is_no_thread() -> None:
    edge = _edge("a", "12", "b", "12")
    assert threads([{**edge, "right_evidence": []}]) == []


def test_every_kind_of_file_and_link_has_its_words() -> None:
    from assay.governance.domain import LinkKind, Modality

    assert tour._KINDS.keys() == {modality.value for modality in Modality}
    assert tour._LINKED.keys() == {kind.value for kind in LinkKind}


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        ({"page": 2, "start": 47, "end": 54}, "page 2", "第 2 页"),
        ({"sheet": "计划", "row": 1, "column": "编号"}, "计划, row 1", "计划，第 1 行"),
        ({"row": 20}, "line 20", "第 20 行"),
        ({"part": "body", "row": 3}, "line 3", "第 3 行"),
        ({"part": "header", "row": 3}, "header #3", "header #3"),
        ({"box": [0, 0, 1, 1], "segment": 0, "start": 0, "end": 7}, "in the picture", "图中"),
        ({"box": [0, 0, 1, 1], "time": [4.0, 4.0], "segment": 0}, "4.0 s", "4.0 s"),
        ({"time": [5.4, 7.4]}, "5.4–7.4 s", "5.4–7.4 s"),
    ],
)
def test_a_place_is_said_as_a_reader_looks_for_it(
    place: dict[str, Any], english: str, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, expected in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("ASSAY_LANG", language)
        assert tour._where(place) == expected
