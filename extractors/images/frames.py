"""The frames of an animation that show something new, up to a number."""

from __future__ import annotations

from typing import Any

from assay.extractors.sandbox.pace import tick
from assay.extractors.shared.draft import Draft
from assay.extractors.shared.pictures import to_bitmap
from assay.extractors.shared.scenes import Scenes
from assay.governance.domain import Locator, Reason

__all__ = ["write_frames"]

_MOST_TAKEN, _MOST_SEEN = 12, 500
_PIXELS_SEEN = 400_000_000


def write_frames(picture: Any, draft: Draft) -> None:
    """Hand on what later frames show; their Locator has the frame, counted from 1, and its time in seconds.

    `picture` stands at its first frame, which is taken already. At most 12 frames are taken, 500 compared; where
    there are more, `checked` says `partial` and a problem says from which frame on nothing was looked at.
    """
    scenes = Scenes()
    frames = int(picture.n_frames)
    seen = min(frames, _MOST_SEEN, max(2, _PIXELS_SEEN // (picture.width * picture.height)))
    taken, at, missed = 1, 0.0, seen if seen < frames else None
    scenes.is_new(picture)
    for index in range(1, seen):
        tick()
        at += float(picture.info.get("duration", 0) or 0) / 1_000
        try:
            picture.seek(index)
            picture.load()
        except (OSError, SyntaxError, ValueError, IndexError, EOFError):
            draft.problem(Reason.TRUNCATED, Locator(frame=index + 1))
            draft.coverage = min(draft.coverage, index / frames)
            missed = index
            break
        if not scenes.is_new(picture):
            continue
        if taken >= _MOST_TAKEN:
            missed = index
            break
        place = Locator(frame=index + 1, time=(round(at, 3), round(at, 3)))
        if not draft.bitmap(to_bitmap(picture, place=place, offset=len(draft.segments))):
            missed = index
            break
        taken += 1
    draft.facts["frames_taken"] = taken
    if missed is None:
        return
    draft.checked["pictures"] = "partial"
    if not draft.problems:
        draft.problem(Reason.PICTURES_NOT_READ, Locator(frame=missed + 1), "frames")
        draft.coverage = min(draft.coverage, missed / frames)
