"""Calibration: what is measured is what is meant, and what is mended is better on data that was not seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.models.calibration import (
    Isotonic,
    Temperature,
    expected_calibration_error,
    interval,
    reliability,
)


@pytest.mark.parametrize(
    ("confidences", "correct", "expected"),
    [
        ([0.9] * 10, [1] * 9 + [0], 0.0),
        ([0.9] * 10, [1] * 5 + [0] * 5, 0.4),
        ([0.5, 0.5, 1.0, 1.0], [1, 0, 1, 1], 0.0),
        ([1.0, 1.0], [0, 0], 1.0),
        ([0.0, 0.0], [1, 1], 1.0),
        ([], [], 0.0),
    ],
)
def test_the_error_is_the_gap_between_saying_and_being_right(confidences, correct, expected):
    assert expected_calibration_error(confidences, correct) == pytest.approx(expected, abs=1e-9)


def test_a_diagram_counts_every_answer_once():
    bars = reliability([0.05, 0.5, 0.5, 0.95, 1.0], [0, 1, 0, 1, 1], bins=10)
    assert sum(bar.count for bar in bars) == 5
    assert [bar.accuracy for bar in bars] == [0.0, 0.5, 1.0]


def _overconfident(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    honest = random.normal(0, 1.2, (4_000, 3))
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    labels = np.array([random.choice(3, p=row) for row in chances])
    return honest * 3.0, labels


def test_temperature_finds_how_much_too_sure_logits_are():
    logits, labels = _overconfident(1)
    fitted = Temperature.fit(logits, labels)
    assert fitted.value == pytest.approx(3.0, rel=0.1)
    unseen, truth = _overconfident(2)
    before, after = Temperature().apply(unseen), fitted.apply(unseen)
    assert (before.argmax(axis=1) == after.argmax(axis=1)).all()
    errors = [
        expected_calibration_error(chances.max(axis=1), chances.argmax(axis=1) == truth) for chances in (before, after)
    ]
    assert errors[0] > 0.1
    assert errors[1] < 0.03


def test_isotonic_mends_a_bent_score_on_unseen_data():
    random = np.random.default_rng(3)
    scores = random.uniform(0, 1, 6_000)
    outcomes = random.uniform(0, 1, 6_000) < scores**3
    fitted = Isotonic.fit(scores[:3_000], outcomes[:3_000])
    mended = fitted.apply(scores[3_000:])
    assert expected_calibration_error(scores[3_000:], outcomes[3_000:]) > 0.15
    assert expected_calibration_error(mended, outcomes[3_000:]) < 0.04


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
@settings(deadline=None)
def test_isotonic_never_falls_and_stays_within_zero_and_one(pairs):
    fitted = Isotonic.fit([score for score, _ in pairs], [outcome for _, outcome in pairs])
    values = fitted.apply(np.linspace(-1, 2, 50))
    assert (np.diff(values) >= -1e-12).all()
    assert values.min() >= 0
    assert values.max() <= 1


def test_an_interval_holds_its_figure_and_narrows_with_more_data():
    def share(count: int) -> float:
        right = np.arange(count) % 4 != 0
        found = interval(lambda taken: float(right[taken].mean()), count, repeats=200)
        assert found.low <= found.value <= found.high
        assert found.value == pytest.approx(0.75)
        return found.high - found.low

    assert share(4_000) < share(100) / 3
