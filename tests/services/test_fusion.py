"""Rankings are fused by what stands out in each."""

from __future__ import annotations

import pytest

from assay.governance.domain import Hit
from assay.governance.services.searching.fusion import best_of, floor_of, fused, shown


def hit(content: str, score: float, ordinal: int = 0) -> Hit:
    return Hit(id=f"{content}/{ordinal}", content_id=content, ordinal=ordinal, score=score)


def test_a_content_counts_once_with_its_best_piece() -> None:
    found = best_of([hit("a", 3, 2), hit("b", 2), hit("a", 1, 0)])
    assert [(key, it.ordinal) for key, it in found.items()] == [("a", 2), ("b", 0)]


@pytest.mark.parametrize(("asked", "floor"), [(2, 1.0), (3, 0.0), (1, 1.0)])
def test_what_is_missing_scores_nothing_or_no_more_than_the_last(asked: int, floor: float) -> None:
    assert floor_of([hit("a", 2.0), hit("b", 1.0)], asked) == floor
    assert floor_of([], 5) == 0.0


def test_the_surer_ranking_decides() -> None:
    level = ({key: 0.52 - 0.001 * at for at, key in enumerate("abcdefghij")}, 0.49)
    sure = ({"j": 9.0}, 0.0)
    assert list(fused([level, sure])) == list("jabcdefghi")
    assert list(fused([sure, level])) == list("jabcdefghi")


@pytest.mark.parametrize(
    ("rankings", "order"),
    [
        ([], []),
        ([({}, 0.0), ({}, 0.0)], []),
        ([({"b": 1.0, "a": 1.0}, 1.0)], ["a", "b"]),
        ([({"a": 2.0, "b": 1.0}, 0.0), ({}, 0.0)], ["a", "b"]),
        ([({"a": 2.0, "b": 1.0}, 0.0), ({"b": 2.0, "c": 1.0}, 0.0)], ["b", "a", "c"]),
        ([({"a": float("1e-9"), "b": 0.0}, 0.0)], ["a", "b"]),
    ],
)
def test_orders(rankings: list[tuple[dict[str, float], float]], order: list[str]) -> None:
    assert list(fused(rankings)) == order


@pytest.mark.parametrize(("score", "told"), [(0.0, 0.5), (2.0, 0.88), (-2.0, 0.12), (1e9, 1.0), (-1e9, 0.0)])
def test_scores_are_shown_in_hundredths(score: float, told: float) -> None:
    assert shown(score) == told
