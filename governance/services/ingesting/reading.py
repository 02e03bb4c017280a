"""The part of an ingest that touches no database: open, hash, perceive and understand one file and what is in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from assay.governance.domain import (
    Embedded,
    Extraction,
    FileRef,
    Grant,
    Limits,
    Place,
    Reason,
    Sample,
    Sandbox,
    digest,
    memory_file,
)
from assay.governance.services.places.places import Opened
from assay.governance.services.understanding.intake import readable
from assay.governance.services.understanding.understanding import Understanding, Understood

__all__ = ["Known", "Reader", "Reading"]


_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of a content: its extraction, and (member, content id, reason) of the files inside it.

    The reason is that of a member that was not read at all and so has no content.

    `understood` says that its findings are those of the present detectors too.
    """

    extraction: Extraction
    children: tuple[tuple[str, str, Reason | None], ...] = ()
    understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, read: what must be stored of it and of the files inside it.

    `reason` is set where no byte of it could be read. `extraction` is None where what is stored is current,
    and so is `understood`. `fresh` says that the extraction was made now. `names` is set for a sample: so many of
    its segments may be stored. `grants` say who may do what with the place.
    """

    place: Place | None
    member: str | None = None
    content_id: str = ""
    size: int = 0
    reason: Reason | None = None
    extraction: Extraction | None = None
    understood: Understood | None = None
    fresh: bool = False
    names: int | None = None
    grants: tuple[Grant, ...] = ()
    children: tuple[Reading, ...] = ()


class Reader:
    """Reads files. `known` looks a content up; what it gives is not read again."""

    def __init__(
        self,
        *,
        sandbox: Sandbox,
        understanding: Understanding,
        limits: Limits,
        known: Callable[[str], Known | None],
    ) -> None:
        self._sandbox = sandbox
        self._understanding = understanding
        self._limits = limits
        self._known = known

    def read(self, place: Place, source: Opened) -> Reading:
        """Read one place of a source; whatever is wrong with it is in what comes back."""
        return replace(self._at(place, source), grants=source.grants(place))

    def _at(self, place: Place, source: Opened) -> Reading:
        if place.reason is not None:
            return Reading(place=place, reason=place.reason)
        with source.read(place) as opened:
            if isinstance(opened, Reason):
                return Reading(place=place, reason=opened)
            if isinstance(opened, Sample):
                return self._sampled(place, opened)
            for _ in range(_TRIES):
                before = os.fstat(opened)
                content_id, size = digest(opened)
                name = readable(place.name)
                reading = self._read(opened, content_id, size, name=name, place=place, member=None, depth=0)
                after = os.fstat(opened)
                if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                    return reading
            return Reading(place=place, reason=Reason.CHANGED_WHILE_READ)

    def _sampled(self, place: Place, sample: Sample) -> Reading:
        """Understand a sample; the same one is not looked at again by the same detectors."""
        known = self._known(sample.digest)
        if known is not None and known.understood:
            return Reading(place=place, content_id=sample.digest, size=sample.size)
        return Reading(
            place=place,
            content_id=sample.digest,
            size=sample.size,
            extraction=sample.extraction,
            understood=self._understanding.understand(sample.digest, sample.extraction, names=sample.names, keep=True),
            fresh=True,
            names=sample.names,
        )

    def read_bytes(self, name: str, data: bytes) -> Reading:
        """Read a file that was sent: the same as `read`, from memory."""
        place = Place(uri=f"upload:{quote(name)}", name=name, size=len(data))
        with memory_file(data) as fd:
            content_id, size = digest(fd)
            return self._read(fd, content_id, size, name=name, place=place, member=None, depth=0)

    def _read(
        self, fd: int, content_id: str, size: int, *, name: str, place: Place | None, member: str | None, depth: int
    ) -> Reading:
        known = self._known(content_id)
        if known is not None:
            return self._again(known, content_id, place=place, member=member, size=size)
        perceived = self._sandbox.perceive(FileRef(fd=fd, size=size, name=name, depth=depth), self._limits)
        return Reading(
            place=place,
            member=member,
            content_id=content_id,
            size=size,
            extraction=perceived.extraction,
            understood=self._understanding.understand(content_id, perceived.extraction, keep=True),
            fresh=True,
            children=self._children(perceived.children, depth + 1),
        )

    def _again(
        self, known: Known, content_id: str, *, place: Place | None = None, member: str | None = None, size: int = 0
    ) -> Reading:
        understood = (
            None if known.understood else self._understanding.understand(content_id, known.extraction, keep=True)
        )
        children: list[Reading] = []
        for inner, child_id, reason in known.children:
            child = self._known(child_id) if reason is None else None
            if child is None:
                children.append(Reading(place=None, member=inner, reason=reason or Reason.PART_UNREADABLE))
            else:
                children.append(self._again(child, child_id, member=inner))
        return Reading(
            place=place,
            member=member,
            content_id=content_id,
            size=size,
            extraction=known.extraction if understood else None,
            understood=understood,
            children=tuple(children),
        )

    def _children(self, children: Sequence[Embedded], depth: int) -> tuple[Reading, ...]:
        readings: list[Reading] = []
        for child in children:
            if depth > self._limits.archive_depth:
                readings.append(Reading(place=None, member=child.member, reason=Reason.DEPTH_LIMIT))
                continue
            content_id = hashlib.sha256(child.data).hexdigest()
            with memory_file(child.data) as fd:
                size = len(child.data)
                readings.append(
                    self._read(fd, content_id, size, name=child.member, place=None, member=child.member, depth=depth)
                )
        return tuple(readings)
