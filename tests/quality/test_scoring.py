"""A score never stands without its coverage, and missing input is not a hundred per cent."""

from __future__ import annotations

from typing import Any

import pytest

from assay.governance.domain import Dimension, Modality
from assay.governance.quality import catalogue, score


def test_without_assets_nothing_can_be_assessed() -> None:
    card = score([], {})
    assert (card.value, card.coverage) == (None, 0.0)
    assert all(entry.value is None and entry.coverage == 0 for entry in card.dimensions)


def test_a_clean_text_is_assessed_for_texts_alone() -> None:
    card = score([], {Modality.TEXT: 3})
    assert card.value == 1.0
    assert 0 < card.coverage < 1
    accuracy = next(entry for entry in card.dimensions if entry.dimension is Dimension.ACCURACY)
    assert {item.type for item in accuracy.indicators if item.value is not None} == {"garbled-text"}


def test_an_indicator_is_assets_without_the_issue_over_assets_assessed() -> None:
    blurred = catalogue()["blurred-image"].issue(blur=1.0)
    card = score([("a", blurred), ("a", blurred), ("b", blurred)], {Modality.IMAGE: 4, Modality.TEXT: 9})
    accuracy = next(entry for entry in card.dimensions if entry.dimension is Dimension.ACCURACY)
    found = next(item for item in accuracy.indicators if item.type == "blurred-image")
    assert (found.met, found.assessed, found.value) == (2, 4, 0.5)
    assert accuracy.value is not None
    assert accuracy.value < 1
    assert card.value is not None
    assert card.value < 1


def test_worse_issues_weigh_more() -> None:
    def value(kind: str, **measures: Any) -> float:
        card = score([("a", catalogue()[kind].issue(**measures))], {Modality.SPREADSHEET: 2})
        assert card.value is not None
        return card.value

    assert value("destroyed-long-numbers", count=1) < value("phones-as-floats", count=1)


@pytest.mark.parametrize("dimension", [Dimension.TIMELINESS, Dimension.CONSISTENCY, Dimension.SAFETY])
def test_a_dimension_without_indicator_has_no_value(dimension: Dimension) -> None:
    card = score([], dict.fromkeys(Modality, 5))
    entry = next(entry for entry in card.dimensions if entry.dimension is dimension)
    assert (entry.value, entry.coverage, entry.indicators) == (None, 0.0, ())
