"""The sandbox: one file in, one finished extraction out, whatever the file holds."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from assay.extractors.sandbox.answers import Answers
from assay.extractors.sandbox.assemble import assemble, settle
from assay.extractors.sandbox.decoding import DecoderPool, Ended
from assay.extractors.sandbox.envelope import Opened, Picture, read_all
from assay.extractors.sandbox.reading import ReaderHandle
from assay.governance.domain import (
    Bitmap,
    Extraction,
    FileRef,
    Limits,
    Modality,
    Perceived,
    Problem,
    Reason,
    Shown,
    Sound,
    Status,
    Wanted,
)

__all__ = ["ConfinedSandbox"]

_UNKNOWN = "application/octet-stream"


class ConfinedSandbox:
    """Reads untrusted files in confined processes; implements `Sandbox`, safe to use from many threads.

    `workers` files are decoded at once; one model worker reads pictures and sound. Processes start with the
    first file. `decoders` name further decoders, `package.module:Class` or `/path/file.py:Class`, that come
    before the installed ones.
    """

    version = "3"

    def __init__(self, *, workers: int = 1, decoders: Sequence[str] = ()) -> None:
        self._pool = DecoderPool(children=max(1, workers), decoders=decoders)
        self._reader = ReaderHandle()
        self._held: dict[str, bool] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def perceive(self, file: FileRef, limits: Limits) -> Perceived:
        """Decode and read one file; never raises for what the file holds.

        The descriptor stays the caller's, its position unmoved; workers get one of their own, for reading alone.
        """
        state = os.fstat(file.fd)
        if not stat.S_ISREG(state.st_mode):
            return _unread(Reason.SPECIAL_FILE)
        if state.st_size == 0:
            return _unread(Reason.EMPTY)
        if state.st_size > limits.file_bytes:
            return _unread(Reason.FILE_TOO_LARGE)
        with _for_reading(file.fd) as own, _memory() as memory:
            ended = self._pool.decode(own, state.st_size, file.name, limits, memory)
            if ended.opened is None:
                return _failed(ended)
            opened = ended.opened
            answer: Answers | Reason = Answers()
            if opened.pictures or opened.recording:
                answer = self._reader.read(opened.pictures, opened.recording, memory, limits)
        if opened.more and isinstance(answer, Answers):
            opened, answer = self._further(file, state.st_size, opened, answer, limits)
        return _finish(opened, answer, limits)

    def show(self, file: FileRef, wanted: Wanted, limits: Limits) -> Shown | Reason:
        """Return a page's pixels or a stretch of sound, unmasked, or why there is none."""
        with _for_reading(file.fd) as own, _memory() as memory:
            ended = self._pool.decode(own, file.size, file.name, limits, memory, wanted=wanted)
            if ended.opened is None:
                return ended.reason or Reason.WORKER_DIED
            opened = ended.opened
            picture = next((_bitmap(memory, it) for it in opened.pictures), None)
            sound = None
            if opened.recording is not None:
                pcm = read_all(memory, opened.recording.at, opened.recording.length)
                sound = Sound(pcm=pcm, rate=opened.recording.rate)
            return Shown(picture=picture, sound=sound, facts=opened.extraction.facts)

    def protections(self) -> Mapping[str, bool]:
        """Say which confinements hold on this machine, tried out from inside a confined child."""
        if self._held is None:
            held = self._pool.probe()
            if not held:
                return {}
            self._held = held
        return dict(self._held)

    def close(self) -> None:
        """End all worker processes."""
        self._reader.close()
        self._pool.close()

    def _further(
        self, file: FileRef, size: int, opened: Opened, answer: Answers, limits: Limits
    ) -> tuple[Opened, Answers]:
        """Decode again for the pictures that one pass had no room for, and read them, until none are left.

        The text is the first pass's, problems and coverage are those of all of them. A picture that a model gave no
        answer to is left without one.
        """
        pictures, pages, more = list(opened.pictures), list(answer.pages), opened.more
        problems, coverage = list(opened.extraction.problems), opened.extraction.coverage
        begun = time.monotonic()
        while more and len(pictures) < limits.ocr_pages and len(pages) == len(pictures):
            with _for_reading(file.fd) as own, _memory() as memory:
                ended = self._pool.decode(own, size, file.name, limits, memory, first_picture=len(pictures))
                found = ended.opened.pictures if ended.opened else ()
                if ended.opened is None or not found or time.monotonic() - begun > 2 * limits.cpu_seconds:
                    break
                pictures += found
                further = self._reader.read(found, None, memory, limits)
                pages += further.pages if isinstance(further, Answers) else ()
                more = ended.opened.more
                problems += [problem for problem in ended.opened.extraction.problems if problem not in problems]
                coverage = min(coverage, ended.opened.extraction.coverage)
        if more and len(pictures) < limits.ocr_pages and len(pages) == len(pictures):
            problems.append(Problem(reason=Reason.PICTURES_NOT_READ, detail="passes"))
            coverage /= 2
        extraction = replace(opened.extraction, problems=tuple(problems), coverage=coverage)
        return replace(opened, extraction=extraction, pictures=tuple(pictures)), replace(answer, pages=tuple(pages))


def _finish(opened: Opened, answer: Answers | Reason, limits: Limits) -> Perceived:
    from assay.extractors.shared.finish import finish
    from assay.governance.domain import Decoded

    looked = bool(opened.pictures or opened.recording)
    extraction = opened.extraction
    if looked:
        extraction = finish(Decoded(extraction=assemble(opened, answer)), limits).extraction
    children = () if extraction.status is Status.SKIPPED else opened.children
    return Perceived(extraction=settle(extraction, looked=looked, children=len(children)), children=children)


@contextmanager
def _for_reading(descriptor: int) -> Iterator[int]:
    own = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield own
    finally:
        os.close(own)


@contextmanager
def _memory() -> Iterator[int]:
    descriptor = os.memfd_create("decoded", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _bitmap(memory: int, picture: Picture) -> Bitmap:
    rgb = read_all(memory, picture.at, picture.length)
    return Bitmap(width=picture.width, height=picture.height, rgb=rgb, place=picture.place)


def _unread(reason: Reason) -> Perceived:
    """A file that no worker was asked to open."""
    return Perceived(
        extraction=Extraction(
            media_type="application/x-empty" if reason is Reason.EMPTY else _UNKNOWN, modality=Modality.OTHER,
            status=Status.SKIPPED, reason=reason, coverage=0.0,
        )
    )  # fmt: skip


def _failed(ended: Ended) -> Perceived:
    """A file on which the decoder ended before its work was done."""
    from assay.extractors.sniffing.modality import modality_of

    reason = ended.reason or Reason.WORKER_DIED
    media_type = ended.heading.media_type if ended.heading else _UNKNOWN
    decoder = ended.heading.decoder if ended.heading else None
    return Perceived(
        extraction=Extraction(
            media_type=media_type, modality=modality_of(media_type), status=Status.FAILED, reason=reason, coverage=0.0,
            problems=(Problem(reason=reason),), producers=(decoder,) if decoder else (),
        )
    )  # fmt: skip
