"""What Presidio's own tests of its pattern recognizers find, ours find too, or there is a reason written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.classifiers import IdentifierDetector
from assay.governance.domain import Segment, SegmentKind

DETECTOR = IdentifierDetector()
TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "benchmarks" / "structured" / "presidio_tests.yaml").read_text(encoding="utf-8")
)
ROWS: list[dict[str, Any]] = [*TABLE["examples"], *TABLE["with_context"]]


def test_every_difference_has_a_reason_and_most_rows_have_none() -> None:
    different = [row for row in ROWS if "ours" in row]
    assert all(row["why"] in TABLE["reasons"] and row["ours"] != row["theirs"] for row in different)
    assert {row["why"] for row in different} == set(TABLE["reasons"])
    assert len(ROWS) >= 280
    assert len(different) <= 0.15 * len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['entity']}-{number}" for number, row in enumerate(ROWS)])
def test_ours_find_what_theirs_find_or_what_is_written_down(row: dict[str, Any]) -> None:
    found = DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=row["text"])])
    said = [it.value for it in found if it.label in TABLE["labels"][row["entity"]] and it.score >= 0.5]
    assert said == row.get("ours", row["theirs"])
