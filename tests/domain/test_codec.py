"""Nouns survive the way to plain values and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assay.governance.domain import Action as DecisionAction
from assay.governance.domain import (
    Anchor,
    Certainty,
    Decision,
    Detection,
    Dimension,
    Extraction,
    Issue,
    Locator,
    Modality,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Severity,
    Status,
    Verdict,
    Words,
    from_plain,
    to_plain,
)

SEGMENT = Segment(
    index=3,
    kind=SegmentKind.OCR_LINE,
    text="合同编号 4271906",
    locator=Locator(page=2, box=(0.1, 0.2, 0.8, 0.25)),
    confidence=0.93,
    anchors=(Anchor(start=0, end=4, box=(0.1, 0.2, 0.3, 0.25)), Anchor(start=5, end=12, box=(0.35, 0.2, 0.8, 0.25))),
)
EXTRACTION = Extraction(
    media_type="application/pdf",
    modality=Modality.DOCUMENT,
    status=Status.PARTIAL,
    reason=Reason.WEAK_RECOGNITION,
    coverage=0.5,
    segments=(SEGMENT,),
    facts={"pages": 3, "title_shown": True},
    problems=(Problem(reason=Reason.PART_UNREADABLE, locator=Locator(page=3)),),
    checked={"pictures": "ocr"},
    producers=("pdf@1",),
)
VERDICT = Verdict(
    policy="gbt-43697@1", code="general-3", rank=30, label=Words("General data, level 3", "一般数据3级"),
    certainty=Certainty.CERTAIN, asks=("unread",),
)  # fmt: skip
DECISION = Decision(
    id="d1", asset_id="a1", policy="gbt-43697", action=DecisionAction.ACCEPT, code="general-3", rank=30,
    fingerprint="f", actor="ann", at=datetime(2026, 11, 23, tzinfo=UTC),
)  # fmt: skip
ISSUE = Issue(
    type="blurred-image", dimension=Dimension.ACCURACY, severity=Severity.WARNING, says=Words("Blurred", "模糊")
)


@pytest.mark.parametrize("noun", [SEGMENT, EXTRACTION, VERDICT, DECISION, ISSUE], ids=lambda noun: type(noun).__name__)
def test_a_noun_survives_json(noun: Any) -> None:
    assert from_plain(type(noun), json.loads(json.dumps(to_plain(noun)))) == noun


@pytest.mark.parametrize(
    "broken",
    [
        {"media_type": 7, "modality": "document"},
        {"media_type": "text/plain", "modality": "smell"},
        {"media_type": "text/plain", "modality": "text", "surprise": 1},
        {"media_type": "text/plain", "modality": "text", "segments": [{"index": "0"}]},
        {},
    ],
)
def test_a_wrong_shape_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        from_plain(Extraction, broken)


def test_a_locator_leaves_out_what_does_not_apply() -> None:
    assert Locator(page=1, box=(0, 0, 1, 1)).as_dict() == {"page": 1, "box": [0, 0, 1, 1]}
    assert Locator.from_dict({"time": [1.5, 2.0]}) == Locator(time=(1.5, 2.0))


def test_a_segment_narrows_a_range_to_its_anchors() -> None:
    assert SEGMENT.locate(5, 12) == Locator(segment=3, start=5, end=12, page=2, box=(0.35, 0.2, 0.8, 0.25))
    assert SEGMENT.locate(2, 8).box == (0.1, 0.2, 0.8, 0.25)


def test_a_detection_never_prints_its_value() -> None:
    detection = Detection(
        label="cn_mobile", segment=0, start=0, end=11, value="13800138000", normal="13800138000", score=0.9,
        detector="patterns/cn_mobile@1", why="pattern",
    )  # fmt: skip
    assert "13800138000" not in f"{detection!r} {detection}"
