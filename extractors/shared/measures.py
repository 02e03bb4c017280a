"""How well a file was read, in figures: what a recogniser believed, what means nothing, which pages are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.extractors.shared.fingerprint import fingerprint
from assay.extractors.shared.text_layer import visible_and_meaningless
from assay.extractors.shared.together import together
from assay.governance.domain import Problem, Segment, SegmentKind

__all__ = ["MEASURES", "measures"]

MEASURES = ("confidence", "recognised_share", "garbled_share", "unreadable_pages", "fingerprint")
_BESIDE = frozenset({SegmentKind.PROPERTY, SegmentKind.HEADER, SegmentKind.FOOTER, SegmentKind.COMMENT})
_CONTROL = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))


def measures(segments: Sequence[Segment], problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the measures that apply to a reading; one that has nothing to say is left out.

    `confidence` is the mean of the recognisers' by length, `recognised_share` the share of the text that was
    recognised and not read; `garbled_share` the share of visible characters that mean nothing; `unreadable_pages`
    how many pages have a problem; `fingerprint` what `shared.fingerprint` makes of the text without what
    repeats on every page.
    """
    body = [it for it in segments if it.kind is not SegmentKind.PROPERTY]
    pages = {problem.locator.page for problem in problems if problem.locator.page is not None}
    told = {
        **_recognised(body), **_garbled(body), "unreadable_pages": len(pages),
        "fingerprint": fingerprint(it.text for it in body if it.kind not in _BESIDE),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _recognised(body: Sequence[Segment]) -> dict[str, float]:
    doubted = [(len(it.text), it.confidence) for it in body if it.confidence is not None]
    length = sum(it for it, _ in doubted)
    if not length:
        return {}
    mean = sum(it * confidence for it, confidence in doubted) / length
    return {"confidence": round(mean, 4), "recognised_share": round(length / sum(len(it.text) for it in body), 4)}


def _garbled(body: Sequence[Segment]) -> dict[str, float]:
    wrong = visible = 0
    for text in together((it.text for it in body), ""):
        if text.isascii():
            visible += len(text)
            wrong += len(text) - len(text.encode().translate(None, _CONTROL))
        else:
            seen, meaningless = visible_and_meaningless(text)
            visible += seen
            wrong += meaningless
    return {"garbled_share": round(wrong / visible, 6)} if wrong else {}
