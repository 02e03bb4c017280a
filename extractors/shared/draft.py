"""The notebook of a decoder: segments, problems and facts as they are seen, and the frame around every reader."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, BinaryIO, ClassVar

from assay.extractors.sandbox.pace import first_picture, tick
from assay.extractors.sniffing.modality import modality_of
from assay.extractors.sniffing.sniff import disagrees
from assay.governance.domain import (
    NOWHERE,
    Anchor,
    Bitmap,
    Decoded,
    Embedded,
    Extraction,
    Limits,
    Locator,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Sound,
    Status,
)

__all__ = ["BaseDecoder", "Draft", "Stop"]

_log = logging.getLogger(__name__)


class Stop(Exception):
    """Ends the reading of a file with a status and a reason; never leaves this package."""

    def __init__(self, status: Status, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.status, self.reason, self.detail = status, reason, detail


class Draft:
    """Gathers what one decoder sees in one file.

    `full` turns true when the character limit is reached: readers stop then, the problem is already noted.
    """

    def __init__(self, producer: str, media_type: str, limits: Limits) -> None:
        self.producer, self.media_type, self.limits = producer, media_type, limits
        self.modality = modality_of(media_type)
        self.segments: list[Segment] = []
        self.problems: list[Problem] = []
        self.facts: dict[str, Any] = {}
        self.checked: dict[str, str] = {}
        self.bitmaps: list[Bitmap] = []
        self.children: list[Embedded] = []
        self.sound: Sound | None = None
        self.title: str | None = None
        self.helpers: list[str] = []
        self.coverage = 1.0
        self.full = False
        self.more = False
        self._properties: set[tuple[str, str]] = set()
        self._characters = 0
        self._pictures = 0
        self._bitmap_bytes = 0
        self._child_bytes = 0

    def add(
        self, kind: SegmentKind, text: str, locator: Locator = NOWHERE, *,
        context: str = "", anchors: Iterable[Anchor] = (), confidence: float | None = None, lined: bool = False,
    ) -> None:  # fmt: skip
        """Add a piece of text; pieces of white space alone are passed over. Counts as progress."""
        tick()
        if self.full or not text or text.isspace():
            return
        self._characters += len(text)
        self.segments.append(
            Segment(
                index=len(self.segments), kind=kind, text=text, locator=locator,
                context=context, anchors=tuple(anchors), confidence=confidence, lined=lined,
            )
        )  # fmt: skip
        if self._characters > self.limits.characters:
            self.full = True
            self.problem(Reason.TEXT_LIMIT, locator)

    def property(self, name: str, value: object) -> None:
        """Add a metadata value as a segment of its own, once: names and metadata are content."""
        text = "" if value is None else str(value).strip("\x00 \t\r\n")
        if (name, text) in self._properties:
            return
        self._properties.add((name, text))
        self.add(SegmentKind.PROPERTY, text, Locator(property=name))

    def problem(self, reason: Reason, locator: Locator = NOWHERE, detail: str = "") -> None:
        """Note what could not be read; a problem makes the file partial."""
        self.problems.append(Problem(reason=reason, locator=locator, detail=detail))

    def skip_picture(self) -> bool:
        """Say whether the next picture belongs to another pass over the file: it need not be made, and is counted.

        All passes see the same pictures in the same order. One pass holds what fits into a quarter of the memory.
        """
        if self._pictures >= self.limits.ocr_pages or not (self.more or self._pictures < first_picture()):
            return False
        self._pictures += 1
        tick()
        return True

    def too_many_pictures(self, place: Locator) -> bool:
        """Say whether no further picture is taken, with the problem noted: ask before making one that costs."""
        if self._pictures < self.limits.ocr_pages:
            return False
        self.problem(Reason.PICTURES_NOT_READ, place, "limit")
        return True

    def bitmap(self, bitmap: Bitmap) -> bool:
        """Hand a picture on to OCR; False, with the problem noted, when there are too many of them."""
        if self.skip_picture():
            return True
        if self.too_many_pictures(bitmap.place):
            return False
        self._pictures += 1
        if self.bitmaps and self._bitmap_bytes + len(bitmap.rgb) > self.limits.decoder_memory_bytes // 4:
            self.more = True
            return True
        self._bitmap_bytes += len(bitmap.rgb)
        tick()
        self.bitmaps.append(bitmap)
        return True

    def room_for_child(self, size: int) -> bool:
        """Say whether an embedded file of so many bytes may still be handed on."""
        most = min(self.limits.unpacked_bytes, self.limits.decoder_memory_bytes // 4)
        return self._child_bytes + size <= most and len(self.children) < self.limits.archive_entries

    def child(self, member: str, data: bytes) -> bool:
        """Hand on an embedded file; False, with the problem noted, when the limit is reached."""
        if not self.room_for_child(len(data)):
            self.problem(Reason.ARCHIVE_LIMIT, Locator(member=member))
            return False
        self._child_bytes += len(data)
        tick()
        self.children.append(Embedded(member=member, data=data))
        return True

    def decoded(self, status: Status = Status.COMPLETE, reason: Reason | None = None) -> Decoded:
        """Close the notebook."""
        return Decoded(
            extraction=Extraction(
                media_type=self.media_type, modality=self.modality, status=status, reason=reason,
                coverage=self.coverage, segments=tuple(self.segments), facts=self.facts,
                problems=tuple(self.problems), checked=self.checked, title=self.title,
                producers=(self.producer, *self.helpers),
            ),
            bitmaps=tuple(self.bitmaps), sound=self.sound, children=tuple(self.children), more=self.more,
        )  # fmt: skip


class BaseDecoder:
    """The frame of every decoder: bad input becomes a status with a reason, never an exception.

    A subclass says `name`, `version` and `media_types`, imports its parsers in `warm`, and reads in `read`. For the
    documentation it names its `places`, the fields of a Locator that lead into its files, and its `bounds`, the
    limits that may end its reading early beside those that hold for every file.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    media_types: ClassVar[frozenset[str]]
    places: ClassVar[tuple[str, ...]] = ()
    bounds: ClassVar[tuple[str, ...]] = ("characters",)

    @classmethod
    def places_of(cls, media_type: str) -> tuple[str, ...]:
        """Return the places that lead into files of one media type: of some, fewer than `places`."""
        return cls.places

    @classmethod
    def warm(cls) -> None:
        """Import what reading needs, before the worker is confined."""

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read the file into the draft; may raise `Stop` or whatever a parser raises."""
        raise NotImplementedError

    def decode(self, file: BinaryIO, *, name: str, media_type: str, limits: Limits) -> Decoded:
        """Read the file; what cannot be read becomes a `Problem`, never an exception for bad input."""
        draft = Draft(f"{self.name}@{self.version}", media_type, limits)
        if disagrees(media_type, name):
            draft.facts["extension_mismatch"] = True
        try:
            self.warm()
        except ImportError as exc:
            return _ended(draft, Status.FAILED, Reason.READER_MISSING, type(exc).__name__)
        try:
            file.seek(0)
            if not file.read(1):
                return _ended(draft, Status.SKIPPED, Reason.EMPTY)
            file.seek(0)
            self.read(file, draft, name)
        except Stop as stop:
            return _ended(draft, stop.status, stop.reason, stop.detail)
        except MemoryError:
            return _ended(draft, Status.FAILED, Reason.MEMORY_LIMIT)
        except Exception as exc:  # noqa: BLE001 - a parser may raise anything; its message may hold content
            _log.debug("%s: %s", self.name, type(exc).__name__)
            return _ended(draft, Status.FAILED, Reason.MALFORMED, type(exc).__name__)
        return draft.decoded()


def _ended(draft: Draft, status: Status, reason: Reason, detail: str = "") -> Decoded:
    """Close a draft before its time; what was read of the text stays, and makes the file partial."""
    draft.problem(reason, detail=detail)
    read_text = any(segment.kind is not SegmentKind.PROPERTY for segment in draft.segments)
    if status is Status.FAILED and (read_text or draft.bitmaps or draft.children or draft.sound):
        status, draft.coverage = Status.PARTIAL, min(draft.coverage, 0.5)
    elif status is not Status.PARTIAL:
        draft.coverage = 0.0
    decoded = draft.decoded(status, reason)
    if status is Status.SKIPPED:
        return replace(decoded, bitmaps=(), sound=None, children=(), more=False)
    return decoded
