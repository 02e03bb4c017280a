"""Files by descriptor: opened without a link being followed, or held in memory so that nothing touches a disk."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assay.governance.domain.reasons import Reason

__all__ = ["TooLarge", "digest", "memory_file", "open_file", "sealed_file"]

_BLOCK = 1 << 20
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL


class TooLarge(Exception):
    """More bytes came than may be taken; never leaves the plugin that asked for them."""


@contextmanager
def open_file(path: Path) -> Iterator[int | Reason]:
    """Open a file for reading without following a link or waiting for a pipe; yield a descriptor or a reason."""
    fd: int | Reason
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        fd = Reason.NOT_PERMITTED
    except FileNotFoundError:
        fd = Reason.VANISHED
    except OSError:
        fd = Reason.SPECIAL_FILE
    if isinstance(fd, Reason):
        yield fd
        return
    try:
        yield fd if stat.S_ISREG(os.fstat(fd).st_mode) else Reason.SPECIAL_FILE
    finally:
        os.close(fd)


@contextmanager
def memory_file(data: bytes) -> Iterator[int]:
    """Give bytes as a descriptor in memory."""
    with sealed_file((data,)) as fd:
        yield fd


@contextmanager
def sealed_file(blocks: Iterable[bytes], *, most: int | None = None) -> Iterator[int]:
    """Gather blocks in memory and give them as a descriptor that nobody can write to any more.

    Raises:
        TooLarge: there are more than `most` bytes; no further block is asked for.
    """
    fd = os.memfd_create("assay-content", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        size = 0
        for block in blocks:
            size += len(block)
            if most is not None and size > most:
                raise TooLarge
            view = memoryview(block)
            while view:
                view = view[os.write(fd, view) :]
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)


def digest(fd: int) -> tuple[str, int]:
    """Return the SHA-256 of a file in hex and its size in bytes; the descriptor is left at the start."""
    os.lseek(fd, 0, os.SEEK_SET)
    sha, size = hashlib.sha256(), 0
    while block := os.read(fd, _BLOCK):
        sha.update(block)
        size += len(block)
    os.lseek(fd, 0, os.SEEK_SET)
    return sha.hexdigest(), size
