"""The committed set of structured identifiers: made again from its sentences, and found as well as is promised."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assay.classifiers import IdentifierDetector
from assay.governance.domain import Segment, SegmentKind

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "benchmarks" / "structured" / "cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
KINDS = {span["type"]: case["kind"] for case in CASES for span in case["spans"]}


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, str]]:
    detector, found = IdentifierDetector(), Counter[tuple[str, str]]()
    for case in CASES:
        detections = detector.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=case["text"])])
        said = {(it.start, it.end, it.label) for it in detections if it.label in KINDS and it.score >= 0.5}
        true = {(span["start"], span["end"], span["type"]) for span in case["spans"]}
        for name, spans in (("right", said & true), ("said", said), ("true", true)):
            for _, _, label in spans:
                found[KINDS[label], name] += 1
    return found


def test_the_set_is_large_and_half_of_it_holds_no_identifier() -> None:
    without = sum(not case["spans"] for case in CASES)
    assert len(CASES) >= 600
    assert 0.45 <= without / len(CASES) <= 0.55
    assert {case["language"] for case in CASES} == {"zh", "en"}


@pytest.mark.parametrize(("kind", "least"), [("checksum", 0.98), ("context", 0.9), ("form", 0.95)])
def test_each_kind_is_found_as_well_as_promised(counts: Counter[tuple[str, str]], kind: str, least: float) -> None:
    assert 2 * counts[kind, "right"] / (counts[kind, "said"] + counts[kind, "true"]) >= least
