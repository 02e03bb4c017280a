"""The last step of every reading: numbers, limits, status, and the check for state secret marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assay.extractors.shared.measures import MEASURES, measures
from assay.extractors.shared.secret_mark import mark_of, suspected
from assay.governance.domain import (
    Anchor,
    Bitmap,
    Decoded,
    Extraction,
    Limits,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Status,
)

__all__ = ["finish"]

_SURROGATES = re.compile("[\ud800-\udfff]")
_BELOW_WHOLE = 0.99


def finish(decoded: Decoded, limits: Limits | None = None) -> Decoded:
    """Settle a reading: once after decoding, and once more after OCR and speech.

    Drops empty text, numbers the segments, applies the character limit, computes status, reason, coverage and the
    measures of how well the text was read, and drops all content where a state secret mark is suspected (status
    skipped). Idempotent.
    """
    extraction = decoded.extraction
    place = suspected(extraction.segments)
    if place is not None:
        return _dropped(extraction, place)
    most = (limits or Limits()).characters
    segments, bitmaps, cut = _number(extraction.segments, decoded.bitmaps, most)
    problems = extraction.problems
    if cut and all(problem.reason is not Reason.TEXT_LIMIT for problem in problems):
        problems = (*problems, Problem(reason=Reason.TEXT_LIMIT))
    pending = bool(bitmaps or decoded.sound or decoded.children)
    status, reason, coverage = _state(extraction, segments, problems, pending)
    facts = {name: value for name, value in extraction.facts.items() if name not in MEASURES}
    if not (bitmaps or decoded.sound) and status in (Status.COMPLETE, Status.PARTIAL):  # after the last pass alone
        facts |= measures(segments, problems)
    return replace(
        decoded,
        bitmaps=bitmaps,
        extraction=replace(
            extraction,
            segments=segments,
            problems=problems,
            status=status,
            reason=reason,
            coverage=coverage,
            facts=facts,
        ),
    )


def _number(
    segments: Sequence[Segment], bitmaps: Sequence[Bitmap], most: int
) -> tuple[tuple[Segment, ...], tuple[Bitmap, ...], bool]:
    """Drop what is empty, cut at the limit, number anew; the pictures' offsets follow."""
    if not bitmaps and _is_numbered(segments, most):
        return tuple(segments), (), False
    kept: list[Segment] = []
    new_place: list[int] = []
    total, cut = 0, False
    for segment in segments:
        new_place.append(len(kept))
        text = segment.text if segment.text.isascii() else _SURROGATES.sub("\ufffd", segment.text)
        if not text.strip():
            continue
        if total + len(text) > most:
            cut, text = True, text[: max(0, most - total)]
            if not text.strip():
                continue
        total += len(text)
        anchors = segment.anchors
        if anchors and anchors[-1].end > len(text):
            anchors = tuple(_clip(anchor, len(text)) for anchor in anchors if anchor.start < len(text))
        same = segment.index == len(kept) and segment.text == text and segment.anchors is anchors
        kept.append(segment if same else replace(segment, index=len(kept), text=text, anchors=anchors))
    new_place.append(len(kept))
    moved = tuple(replace(b, offset=new_place[max(0, min(b.offset, len(segments)))]) for b in bitmaps)
    return tuple(kept), moved, cut


def _is_numbered(segments: Sequence[Segment], most: int) -> bool:
    """Say whether nothing is to be done, as is usual."""
    total = 0
    for place, segment in enumerate(segments):
        text = segment.text
        if segment.index != place or not text.isascii() or text.isspace() or not text or segment.anchors:
            return False
        total += len(text)
    return total <= most


def _clip(anchor: Anchor, end: int) -> Anchor:
    return replace(anchor, end=min(anchor.end, end))


def _state(
    extraction: Extraction, segments: Sequence[Segment], problems: Sequence[Problem], pending: bool
) -> tuple[Status, Reason | None, float]:
    if extraction.status in (Status.SKIPPED, Status.FAILED):
        return extraction.status, extraction.reason, 0.0
    if problems:
        listed = [problem.reason for problem in problems]
        reason = extraction.reason if extraction.reason in listed else listed[0]
        return Status.PARTIAL, reason, min(extraction.coverage, _BELOW_WHOLE)
    if extraction.status is Status.PARTIAL or extraction.coverage < 1.0:
        return Status.PARTIAL, extraction.reason or Reason.PART_UNREADABLE, min(extraction.coverage, _BELOW_WHOLE)
    has_text = any(segment.kind is not SegmentKind.PROPERTY for segment in segments)
    return Status.COMPLETE, None if has_text or pending else Reason.NO_TEXT_FOUND, 1.0


def _dropped(extraction: Extraction, place: int) -> Decoded:
    """Keep the mark and its place alone; no text, no picture, no embedded file."""
    segment = extraction.segments[place]
    facts = {
        "secret_mark": mark_of(segment) or "",
        "secret_mark_page": segment.locator.page or 1,
        **{name: extraction.facts[name] for name in ("pages",) if name in extraction.facts},
    }
    return Decoded(
        extraction=Extraction(
            media_type=extraction.media_type, modality=extraction.modality, status=Status.SKIPPED,
            reason=Reason.STATE_SECRET_SUSPECTED, coverage=0.0, facts=facts,
            problems=(Problem(reason=Reason.STATE_SECRET_SUSPECTED, locator=segment.locator),),
            producers=extraction.producers,
        )
    )  # fmt: skip
