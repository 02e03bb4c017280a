"""Whether a recording or a film ends before it says it does."""

from __future__ import annotations

from typing import Any, BinaryIO

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Reason

__all__ = ["note_early_end", "shown_until", "why_closed"]

_LAST_PART, _LAST_PICTURE, _LAST_SOUND = 5_000_000, 2.0, 0.5  # microseconds, seconds, seconds
_LONGEST_PAGE = 27 + 255 + 255 * 255
_GUESSED = {"mp3", "aac", "h264", "mpegvideo", "amr"}  # containers without a length: what they say is an estimate


def note_early_end(file: BinaryIO, head: bytes, size: int, shown: float, draft: Draft) -> None:
    """Compare what was read with what the file says it holds; a film's sound may end before its pictures do."""
    if any(problem.reason is Reason.TRUNCATED for problem in draft.problems):
        draft.coverage = min(draft.coverage, _share(draft))
        return
    declared = float(draft.facts.get("declared_seconds") or 0.0)
    reached = max([float(draft.facts.get("seconds", 0.0)), shown, *draft.facts.get("frame_times", [])])
    short, share = False, min(0.99, reached / declared) if declared else 0.5
    if head[:4] == b"RIFF":  # FFmpeg takes a cut one for a short one
        held = int.from_bytes(head[4:8], "little")
        short = 0 < held < 0xFFFFFF00 and held + 8 > size + 1
        share = size / (held + 8)
    elif head[:4] == b"OggS":
        short = _cut_page(file, size)
    elif draft.facts["container"] not in _GUESSED:
        slack = _LAST_PICTURE if "frame_times" in draft.facts else _LAST_SOUND
        short = declared - reached > slack and share < 0.95
    if short:
        draft.problem(Reason.TRUNCATED)
        draft.coverage = min(draft.coverage, share)


def shown_until(container: Any) -> float:
    """Return the second of the last picture that is there, 0 where it cannot be told."""
    import av

    stream, last = container.streams.video[0], 0.0
    try:
        container.seek(max(0, (container.duration or 0) - _LAST_PART))
        for packet in container.demux(stream):
            if packet.pts is not None:
                last = max(last, float(packet.pts * packet.time_base))
    except (av.FFmpegError, OSError, ValueError):
        pass
    return last


def why_closed(file: BinaryIO, head: bytes) -> Reason:
    """Tell a file whose index was to come at its end from one that never was a recording."""
    file.seek(0)
    data = file.read(1 << 20)
    if head[4:8] == b"ftyp":
        return Reason.TRUNCATED if b"moov" not in data else Reason.MALFORMED
    if head[:4] in (b"RIFF", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3") and len(data) < 4096:
        return Reason.TRUNCATED
    return Reason.MALFORMED


def _cut_page(file: BinaryIO, size: int) -> bool:
    """Say whether the last page of an Ogg file (RFC 3533) is longer than what is there of it."""
    file.seek(max(0, size - _LONGEST_PAGE))
    tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    segments = page[26] if len(page) > 26 else 255
    return len(page) < 27 + segments + sum(page[27 : 27 + segments])


def _share(draft: Draft) -> float:
    declared = float(draft.facts.get("declared_seconds") or 0.0)
    return min(0.99, float(draft.facts.get("seconds", 0.0)) / declared) if declared else 0.5
