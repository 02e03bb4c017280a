"""Progress of a reader: each finished unit (page, sheet, member, second) moves its limits on."""

from __future__ import annotations

import contextlib
import io
import math
import os
import resource
import time
from typing import BinaryIO

__all__ = ["Pace", "confined", "first_picture", "paced", "tick"]

_BLOCK = 65_536
_SHORTEST = 0.1
_current: Pace | None = None


class Pace:
    """Tells the supervisor of progress over a pipe, and renews the CPU seconds that one unit may take."""

    def __init__(self, descriptor: int, *, cpu_per_unit: float, cpu_total: float, first_picture: int = 0) -> None:
        self._descriptor, self._cpu_per_unit, self._cpu_total = descriptor, cpu_per_unit, cpu_total
        self.first_picture = first_picture
        self._said = 0.0

    def start(self) -> None:
        """Set the limits of the first unit and become the pace of this process."""
        global _current
        self._renew()
        _current = self

    def tick(self) -> None:
        """Note that a unit is finished; cheap, at most ten times a second something is sent."""
        now = time.monotonic()
        if now - self._said < _SHORTEST:
            return
        self._said = now
        with contextlib.suppress(OSError):  # full or closed: the supervisor has enough, or is gone
            os.write(self._descriptor, b".")
        self._renew()

    def _renew(self) -> None:
        hard = math.ceil(self._cpu_total) + 1
        soft = math.ceil(time.process_time() + self._cpu_per_unit)
        resource.setrlimit(resource.RLIMIT_CPU, (max(1, min(soft, hard - 1)), hard))


def tick() -> None:
    """Tell the sandbox that a page, a sheet, a member or a second of sound is done; nothing outside of one."""
    if _current is not None:
        _current.tick()


def confined() -> bool:
    """Say whether this process is a decoder's child, with its limits set."""
    return _current is not None


def first_picture() -> int:
    """Return the number, from 0, of the first picture that this pass over a file hands on."""
    return _current.first_picture if _current is not None else 0


class _PacedFile(io.RawIOBase):
    """A file whose first reading of each block counts as progress: bounded by its size, whatever a parser does."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._at, self._size = descriptor, 0, size
        self._seen = bytearray(size // _BLOCK + 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the start of the file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        count = os.preadv(self._descriptor, [view], self._at)
        block = self._at // _BLOCK
        if count and block < len(self._seen) and not self._seen[block]:
            self._seen[block] = 1
            tick()
        self._at += count
        return count


def paced(descriptor: int, size: int) -> BinaryIO:
    """Open a descriptor for reading; its own position is neither used nor moved."""
    return io.BufferedReader(_PacedFile(descriptor, size), _BLOCK)
