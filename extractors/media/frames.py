"""Key frames of a video that show something new, spread over its length, up to a number."""

from __future__ import annotations

from typing import Any

from assay.extractors.sandbox.pace import tick
from assay.extractors.shared.draft import Draft
from assay.extractors.shared.pictures import to_bitmap
from assay.extractors.shared.scenes import Scenes
from assay.governance.domain import Locator, Reason

__all__ = ["write_frames"]

_MOST_TAKEN, _MOST_SEEN = 24, 120
_SECONDS_APART = 1.0


def write_frames(container: Any, draft: Draft) -> None:
    """Add up to 24 key frames as bitmaps; their times in seconds stand in the fact `frame_times`, in order.

    Of a long film 120 places are looked at. Where more than 24 of them show something new, a problem says from which
    second on nothing was looked at. Between key frames nothing is, so `checked` says `partial` always.
    """
    import av

    stream = container.streams.video[0]
    context = stream.codec_context
    seconds = _seconds(container, stream)
    draft.facts |= {
        "width": context.width, "height": context.height, "video_codec": context.name,
        "fps": round(float(stream.average_rate), 3) if stream.average_rate else None,
        "video_seconds": round(seconds, 3),
    }  # fmt: skip
    draft.facts = {name: value for name, value in draft.facts.items() if value is not None}
    if context.width * context.height > draft.limits.pixels:
        draft.problem(Reason.PIXEL_LIMIT)
        return
    times: list[float] = []
    scenes = Scenes()
    context.skip_frame = "NONKEY"
    step = max(_SECONDS_APART, seconds / _MOST_SEEN)
    before = -1.0
    for index in range(_MOST_SEEN):
        wanted = index * step
        if index and wanted >= seconds:
            break
        tick()
        try:
            frame = _frame_at(container, stream, wanted)
        except (av.FFmpegError, OSError, ValueError):
            draft.problem(Reason.PART_UNREADABLE, detail="frame")
            break
        if frame is None:
            break
        at = round(float(frame.time or 0.0), 3)
        if at <= before:
            continue
        before, picture = at, frame.to_image()
        if not scenes.is_new(picture):
            continue
        place = Locator(time=(at, at))
        if len(times) >= _MOST_TAKEN:
            draft.problem(Reason.PICTURES_NOT_READ, place, "frames")
            draft.coverage = min(draft.coverage, max(0.0, at / seconds) if seconds else 0.5)
            break
        if not draft.bitmap(to_bitmap(picture, place=place, offset=len(draft.segments))):
            break
        times.append(at)
    draft.facts["frame_times"] = times
    draft.checked["pictures"] = "partial" if times else "no"


def _frame_at(container: Any, stream: Any, seconds: float) -> Any:
    if stream.time_base:
        container.seek(int(seconds / stream.time_base) + (stream.start_time or 0), stream=stream)
    return next(container.decode(stream), None)


def _seconds(container: Any, stream: Any) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float(container.duration / 1_000_000) if container.duration else 0.0
