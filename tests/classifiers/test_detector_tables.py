"""Every detector's own examples and counter-examples, and the house rules of the data files."""

from __future__ import annotations

import pytest

from assay.classifiers.identifiers import IdentifierDetector, Needs, Sample, load_specs
from assay.governance.domain import Locator, Segment, SegmentKind, labels

DETECTOR = IdentifierDetector()
SPECS = load_specs()


def found(sample: Sample) -> list[str]:
    kind = SegmentKind.PROPERTY if sample.property else SegmentKind.COLUMN if sample.header else SegmentKind.PARAGRAPH
    place = Locator(property=sample.property)
    segment = Segment(index=0, kind=kind, text=sample.text, context=sample.header, locator=place)
    return [detection.detector.partition("@")[0] for detection in DETECTOR.detect([segment])]


@pytest.mark.parametrize(("name", "sample"), [(spec.id, sample) for spec in SPECS for sample in spec.examples])
def test_each_example_is_found(name: str, sample: Sample) -> None:
    assert f"patterns/{name}" in found(sample)


@pytest.mark.parametrize(("name", "sample"), [(spec.id, it) for spec in SPECS for it in spec.counter_examples])
def test_no_counter_example_is_found(name: str, sample: Sample) -> None:
    assert f"patterns/{name}" not in found(sample)


def test_every_detector_has_examples_of_both_kinds_and_a_known_label() -> None:
    assert len(SPECS) >= 140
    for spec in SPECS:
        assert spec.label in labels()
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
