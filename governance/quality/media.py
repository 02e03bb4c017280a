"""Issues of pictures and sound, from what the readers measured; a fact that is missing is no issue."""

from __future__ import annotations

from collections.abc import Iterator

from assay.governance.domain import Issue, SegmentKind
from assay.governance.quality.catalogue import IssueType, catalogue
from assay.governance.quality.look import Look, looks_for

_BRIGHT = 0.98
_BRIGHT_AND_FLAT = 0.9
_INAUDIBLE_DB = -60.0


@looks_for("blank-image")
def _blank(look: Look, kind: IssueType) -> Iterator[Issue]:
    entropy = look.fact("entropy")
    if entropy is not None and entropy < kind.limit and not _has_ocr(look):
        yield kind.issue(entropy=entropy)


@looks_for("blurred-image")
def _blurred(look: Look, kind: IssueType) -> Iterator[Issue]:
    blur = look.fact("blur")
    if blur is not None and blur < kind.limit and not _is_blank(look):
        yield kind.issue(blur=blur)


@looks_for("dark-or-overexposed-image")
def _exposure(look: Look, kind: IssueType) -> Iterator[Issue]:
    """A page of text is white and well lit: where text was recognised, bright is no fault."""
    brightness, contrast = look.fact("brightness"), look.fact("contrast")
    if brightness is None or _is_blank(look):
        return
    flat = contrast is not None and contrast < catalogue()["low-contrast-image"].limit
    bright = brightness > (_BRIGHT_AND_FLAT if flat else _BRIGHT) and not _has_ocr(look)
    if brightness < kind.limit or bright:
        yield kind.issue(brightness=brightness)


@looks_for("low-contrast-image")
def _flat(look: Look, kind: IssueType) -> Iterator[Issue]:
    contrast = look.fact("contrast")
    if contrast is not None and contrast < kind.limit and not _is_blank(look) and not _has_ocr(look):
        yield kind.issue(contrast=contrast)


@looks_for("low-resolution-image")
def _small(look: Look, kind: IssueType) -> Iterator[Issue]:
    width, height = look.fact("width"), look.fact("height")
    if width is not None and height is not None and min(width, height) < kind.limit:
        yield kind.issue(width=int(width), height=int(height))


@looks_for("silent-audio")
def _silent(look: Look, kind: IssueType) -> Iterator[Issue]:
    seconds, silence = look.fact("seconds"), look.fact("silence_share", "silence")
    loudness = look.fact("loudness_db", "loudness")
    if silence is None and loudness is not None and loudness < _INAUDIBLE_DB:
        silence = 1.0
    if silence is not None and silence > kind.limit:
        yield kind.issue(silence=silence, seconds=seconds or 0.0)


@looks_for("clipped-audio")
def _clipped(look: Look, kind: IssueType) -> Iterator[Issue]:
    clipping = look.fact("clipping_share", "clipping")
    if clipping is not None and clipping > kind.limit:
        yield kind.issue(clipping=clipping)


@looks_for("low-sample-rate")
def _rate(look: Look, kind: IssueType) -> Iterator[Issue]:
    rate = look.fact("sample_rate")
    if rate is not None and 0 < rate < kind.limit:
        yield kind.issue(rate=rate)


def _is_blank(look: Look) -> bool:
    entropy = look.fact("entropy")
    return entropy is not None and entropy < catalogue()["blank-image"].limit and not _has_ocr(look)


def _has_ocr(look: Look) -> bool:
    return any(segment.kind is SegmentKind.OCR_LINE and segment.text.strip() for segment in look.body)
