"""The normalised view and the way back."""

from __future__ import annotations

import random

import pytest

from assay.classifiers.normalise import normalise, splice


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("plain", "plain"),
        ("１２３ＡＢＣ", "123ABC"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("a–b—c‐d－e", "a-b-c-d-e"),
        ("（合同）：", "(合同):"),
        ("㎏①ﬁ", "kg1fi"),
        ("١٢٣", "123"),
        ("中文😀。", "中文😀。"),
        ("", ""),
    ],
)
def test_forms_are_folded(original: str, text: str) -> None:
    assert normalise(original).text == text


def test_positions_lead_back() -> None:
    original = "x\u200b１㎏\u00ad９end"
    view = normalise(original)
    assert view.text == "x1kg9end"
    assert original[slice(*view.span(1, 2))] == "１"
    assert original[slice(*view.span(2, 4))] == "㎏"
    assert original[slice(*view.span(1, 5))] == "１㎏\u00ad９"
    assert original[slice(*view.span(5, 8))] == "end"


def test_random_texts_lead_back_in_order() -> None:
    rng = random.Random(3)  # noqa: S311 - a seed, for tests
    for _ in range(200):
        original = "".join(rng.choices("aé中1１㎏ﬃ\u200b\u00ad😀 \n—", k=30))
        view = normalise(original)
        places = [view.origin(i) for i in range(len(view.text))]
        assert places == sorted(places)
        assert all(0 <= place < len(original) for place in places)


def test_splices_lead_to_what_they_replaced() -> None:
    view = splice("say one two three now", [(4, 17, "123")])
    assert view.text == "say 123 now"
    assert view.span(4, 7) == (4, 17)
    assert view.span(8, 11) == (18, 21)
