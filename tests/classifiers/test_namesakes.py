"""Who is surely named once in a file is a person wherever the name stands in it, and nobody else is."""

from __future__ import annotations

import pytest

from assay.classifiers import NameDetector
from assay.classifiers.names.namesakes import ELSEWHERE, people_of, with_namesakes
from assay.classifiers.names.spans import Span
from assay.governance.domain import Locator, Segment, SegmentKind


def _span(text: str, part: str, label: str = "person", score: float = 0.9) -> Span:
    start = text.index(part)
    return Span(label, start, start + len(part), score, "read")


@pytest.mark.parametrize(
    ("text", "people", "found"),
    [
        ("江屿：\n您好", {"江屿"}, ["江屿"]),
        ("与江屿公司签约", {"江屿"}, []),
        ("请转告贺兰亭和沈知遥", {"贺兰亭", "沈知遥"}, ["贺兰亭", "沈知遥"]),
        ("John Carter said so", {"John Carter"}, ["John Carter"]),
        ("John Carterson said so", {"John Carter"}, []),
        ("nobody here", {"John Carter"}, []),
        ("", {"江屿"}, []),
        ("江屿", set(), []),
    ],
)
def test_a_sure_name_is_found_again_where_it_stands_alone(text: str, people: set[str], found: list[str]) -> None:
    assert [text[it.start : it.end] for it in with_namesakes(text, [], people)] == found


@pytest.mark.parametrize(
    ("taken", "label", "becomes"),
    [("江屿", "location", "person"), ("江屿", "organization", "person"), ("江屿路18号", "address", "address")],
)
def test_a_place_of_the_same_name_becomes_the_person_and_a_longer_name_stays(
    taken: str, label: str, becomes: str
) -> None:
    text = f"{taken}，"
    (only,) = with_namesakes(text, [_span(text, taken, label, 0.54)], {"江屿"})
    assert (only.label, text[only.start : only.end]) == (becomes, taken)
    assert (only.why == ELSEWHERE) == (becomes == "person")


@pytest.mark.parametrize(
    ("name", "score", "sure"),
    [
        ("江屿", 0.9, True),
        ("John Carter", 0.9, True),
        ("江屿", 0.6, False),
        ("Carter", 0.95, False),
        ("A1", 0.95, False),
    ],
)
def test_only_whole_and_sure_names_of_people_count(name: str, score: float, sure: bool) -> None:
    text = f"{name} wrote"
    assert people_of(text, [_span(text, name, score=score)]) == ({name} if sure else set())
    assert people_of(text, [_span(text, name, "location", 0.99)]) == set()


def test_the_receiver_of_a_mail_is_a_person_in_its_greeting_too() -> None:
    texts = ("江屿 <jiangyu@example.com>", "江屿：", "请在周五前确认。")
    segments = [
        Segment(index=0, kind=SegmentKind.PROPERTY, text=texts[0], locator=Locator(property="to")),
        *(Segment(index=at, kind=SegmentKind.PARAGRAPH, text=texts[at]) for at in (1, 2)),
    ]
    found = NameDetector(rules_only=True).detect(segments)
    assert [(it.label, it.segment, it.value) for it in found] == [("person", 0, "江屿"), ("person", 1, "江屿")]


def test_names_of_a_register_do_not_leave_their_cells() -> None:
    segments = [
        Segment(index=0, kind=SegmentKind.COLUMN, text="江屿\n沈知遥", context="姓名"),
        Segment(index=1, kind=SegmentKind.PARAGRAPH, text="江屿：见附表"),
    ]
    found = NameDetector(rules_only=True).detect(segments)
    assert {it.segment for it in found if it.why == ELSEWHERE} == set()
