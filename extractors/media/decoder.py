"""Sound and video: samples for speech recognition, measures, tags, key frames for OCR."""

from __future__ import annotations

import re
from typing import Any, BinaryIO, ClassVar

from assay.extractors.media.ends import note_early_end, shown_until, why_closed
from assay.extractors.media.frames import write_frames
from assay.extractors.media.sound import Listener
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.governance.domain import Locator, Modality, Reason, Sound, Status

__all__ = ["MediaDecoder"]

_RATE = 16_000
_PLACE = re.compile(r"([+-]\d{1,3}\.\d+)([+-]\d{1,3}\.\d+)(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/?")


class MediaDecoder(BaseDecoder):
    """Audio and video by FFmpeg: the first sound track whole, up to 24 key frames; further tracks are said unread."""

    name: ClassVar[str] = "media"
    version: ClassVar[str] = "5"
    places: ClassVar[tuple[str, ...]] = ("time", "frame", "box")
    bounds: ClassVar[tuple[str, ...]] = ("speech_seconds", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "audio/wav", "audio/mpeg", "audio/flac", "audio/ogg", "audio/mp4", "audio/aac", "audio/amr", "audio/aiff",
            "audio/x-ms-wma", "video/mp4", "video/quicktime", "video/x-msvideo", "video/x-matroska", "video/webm",
            "video/ogg", "video/mpeg", "video/x-flv", "video/x-ms-wmv", "video/3gpp",
        }
    )  # fmt: skip

    @classmethod
    def places_of(cls, media_type: str) -> tuple[str, ...]:
        """Return seconds alone for sound."""
        return ("time",) if media_type.startswith("audio/") else cls.places

    @classmethod
    def warm(cls) -> None:
        """Import FFmpeg and NumPy; its messages, which may hold names, are turned off."""
        import av
        import numpy as np  # noqa: F401

        av.logging.set_level(None)

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read tags, sound and key frames."""
        import av

        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(64)
        file.seek(0)
        try:
            container = av.open(file, mode="r", metadata_errors="surrogateescape")
        except (av.FFmpegError, OSError, ValueError) as exc:
            raise Stop(Status.FAILED, why_closed(file, head)) from exc
        with container:
            _facts(container, size, draft)
            _tags(container, draft)
            if container.streams.audio:
                _listen(container, draft)
                _say_unheard(container, draft)
            shown = 0.0
            if container.streams.video and not _is_cover(container.streams.video[0]):
                write_frames(container, draft)
                shown = shown_until(container)
            seen = any(not _is_cover(stream) for stream in container.streams.video)
            heard = bool(container.streams.audio)
        if not heard and not seen:
            raise Stop(Status.FAILED, Reason.MALFORMED, "no streams")
        if not seen and draft.modality is Modality.VIDEO:
            draft.modality = Modality.AUDIO
        if heard and draft.sound is None and not draft.bitmaps:
            raise Stop(Status.FAILED, draft.problems.pop().reason if draft.problems else Reason.TRUNCATED)
        note_early_end(file, head, size, shown, draft)


def _facts(container: Any, size: int, draft: Draft) -> None:
    draft.facts["container"] = container.format.name.split(",")[0]
    if container.duration:
        draft.facts["declared_seconds"] = round(container.duration / 1_000_000, 3)
        draft.facts["bit_rate"] = container.bit_rate or round(size * 8_000_000 / container.duration)


def _tags(container: Any, draft: Draft) -> None:
    """Add tags of the file and of its streams; Chinese tags that were written as Latin-1 are mended."""
    said: set[tuple[str, str]] = set()
    for tags in (container.metadata, *(stream.metadata for stream in container.streams)):
        for key, value in tags.items():
            name = key.lower().removeprefix("com.apple.quicktime.")
            text = mended(value).strip()
            if name.startswith("location") and (place := _place(text)):
                name, text = "gps", place
            technical = name in (
                "major_brand",
                "minor_version",
                "compatible_brands",
                "language",
                "vendor_id",
                "handler_name",
            )
            if not text or technical or (name, text) in said:
                continue
            said.add((name, text))
            draft.property(name[:64], text)
            if name == "title" and draft.title is None:
                draft.title = text


def _place(text: str) -> str:
    """Return where a film was taken as "lat, lon"; nothing where a tag does not say it in degrees (ISO 6709)."""
    match = _PLACE.fullmatch(text)
    if match is None or not any(map(float, match.groups())):
        return ""
    latitude, longitude = map(float, match.groups())
    return f"{latitude:.7f}, {longitude:.7f}" if abs(latitude) <= 90 and abs(longitude) <= 180 else ""


def mended(text: str) -> str:
    """Return a tag's text, read anew where its bytes were taken for another encoding."""
    from assay.extractors.shared.encodings import decode_text

    if any("\udc80" <= char <= "\udcff" for char in text):
        return decode_text(text.encode("utf-8", "surrogateescape"))[0]
    high = [char for char in text if char > "\x7f"]
    if len(high) >= 2 and all("\x80" <= char <= "\xff" for char in high):
        try:
            again = text.encode("latin-1").decode("gb18030")
        except UnicodeDecodeError:
            return text
        if all("\u4e00" <= char <= "\u9fff" or char <= "\x7f" or "\u3000" <= char <= "\u303f" for char in again):
            return again
    return text


def _listen(container: Any, draft: Draft) -> None:
    stream = container.streams.audio[0]
    draft.facts |= {
        "codec": stream.codec_context.name, "sample_rate": stream.rate, "channels": stream.channels,
    }  # fmt: skip
    most = min(draft.limits.speech_seconds, draft.limits.decoder_memory_bytes / 4 / (2 * _RATE))
    listener = Listener(stream, most_seconds=most)
    broken = listener.listen(container)
    if broken:
        draft.problem(Reason.TRUNCATED if listener.samples else Reason.MALFORMED)
    draft.facts |= listener.facts()
    if listener.samples:
        draft.sound = Sound(pcm=listener.pcm(), rate=_RATE)
    if listener.stopped:
        draft.problem(Reason.TIME_LIMIT, detail="speech_seconds")
        declared = draft.facts.get("declared_seconds") or 0
        draft.coverage = most / declared if declared > most else 0.5


def _say_unheard(container: Any, draft: Draft) -> None:
    """Say of further sound tracks, other languages as a rule, that nobody listened to them."""
    tracks = len(container.streams.audio)
    for number in range(2, tracks + 1):
        draft.problem(Reason.SPEECH_NOT_READ, Locator(part=f"audio[{number}]"), "track")
    if tracks > 1:
        draft.facts["audio_tracks"] = tracks
        draft.coverage = min(draft.coverage, 1 / tracks)


def _is_cover(stream: Any) -> bool:
    """Say whether a video stream is but the picture on a record's sleeve."""
    return bool(int(stream.disposition) & 0x400)
