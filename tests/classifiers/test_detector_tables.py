"""Every detector's own examples and counter-examples, and the house rules of the data files."""

from __future__ import annotations

import pytest

from assay.classifiers.identifiers import IdentifierDetector, Needs, load_specs
from assay.governance.domain import Segment, SegmentKind, labels

DETECTOR = IdentifierDetector()
SPECS = load_specs()


def found(text: str) -> list[str]:
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    return [detection.label for detection in DETECTOR.detect([segment])]


@pytest.mark.parametrize(("label", "text"), [(spec.id, text) for spec in SPECS for text in spec.examples])
def test_each_example_is_found(label: str, text: str) -> None:
    assert label in found(text)


@pytest.mark.parametrize(("label", "text"), [(spec.id, text) for spec in SPECS for text in spec.counter_examples])
def test_no_counter_example_is_found(label: str, text: str) -> None:
    assert label not in found(text)


def test_every_detector_has_examples_of_both_kinds_and_a_known_label() -> None:
    assert len(SPECS) >= 60
    for spec in SPECS:
        assert spec.id in labels()
        assert spec.examples, spec.id
        assert spec.counter_examples, spec.id


def test_what_needs_context_brings_context_words() -> None:
    for spec in SPECS:
        for pattern in spec.patterns:
            assert pattern.needs is not Needs.CONTEXT or spec.context, spec.id


def test_no_pattern_reads_across_lines_of_a_column() -> None:
    for spec in SPECS:
        for pattern in spec.patterns:
            assert r"\s" not in pattern.source.replace(r"[^\s", ""), spec.id
