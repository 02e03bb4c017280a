"""From URIs to files: walk a tree, open without following links, hash."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from assay.governance.domain import Extraction, Modality, Reason, Status, UsageError

__all__ = ["HOME_MARK", "Place", "digest", "local_path", "memory_file", "open_place", "unread", "walk"]

HOME_MARK = ".assay-home"
_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})
_LEFT_OUT = frozenset({Reason.SPECIAL_FILE, Reason.DEPTH_LIMIT, Reason.CANCELLED})
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that was found: absolute path, and what the file system says of it.

    `reason` is set where the entry cannot be read as a file.
    """

    path: Path
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0
    reason: Reason | None = None
    uploaded: bool = False

    @property
    def uri(self) -> str:
        """The place as a URI; sealed before it is stored. What was sent and not scanned is an `upload:`."""
        return f"upload:{quote(self.path.name)}" if self.uploaded else self.path.as_uri()


def local_path(uri: str) -> Path:
    """Return the absolute path that a path or a `file:` URI names; the last component's links are not followed.

    Raises:
        UsageError: another scheme, or nothing is there.
    """
    parts = urlsplit(uri)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"}:
        path = Path(unquote(parts.path))
    elif parts.scheme and "://" in uri:
        raise UsageError(f"no source for {parts.scheme}: URIs is installed; give a path or a file: URI")
    else:
        path = Path(uri).expanduser()
    path = Path(os.path.abspath(path))
    if not os.path.lexists(path):
        raise UsageError("one of the places to ingest does not exist")
    return path


def walk(root: Path) -> Iterator[Place]:
    """Yield every file below `root` (or `root` itself) in a stable order.

    Assay homes and version control folders are skipped. Links, pipes, sockets and devices are yielded with a
    reason, and so are folders that may not be listed.
    """
    if not root.is_dir() or root.is_symlink():
        yield _look(root)
        return
    try:
        names = sorted(os.listdir(root))
    except PermissionError:
        yield Place(path=root, reason=Reason.NOT_PERMITTED)
        return
    except FileNotFoundError:
        return
    if HOME_MARK in names:
        return
    for name in names:
        path = root / name
        if path.is_dir() and not path.is_symlink():
            if name not in _NEVER:
                yield from walk(path)
        else:
            yield _look(path)


def _look(path: Path) -> Place:
    try:
        info = path.lstat()
    except PermissionError:
        return Place(path=path, reason=Reason.NOT_PERMITTED)
    except FileNotFoundError:
        return Place(path=path, reason=Reason.VANISHED)
    reason = None if stat.S_ISREG(info.st_mode) else Reason.SPECIAL_FILE
    return Place(path=path, size=info.st_size, mtime_ns=info.st_mtime_ns, inode=info.st_ino, reason=reason)


@contextmanager
def open_place(place: Place) -> Iterator[int | Reason]:
    """Open a file for reading without following a link or waiting for a pipe; yield a descriptor or a reason."""
    fd: int | Reason
    try:
        fd = os.open(place.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
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


def digest(fd: int) -> tuple[str, int]:
    """Return the SHA-256 of a file in hex and its size in bytes; the descriptor is left at the start."""
    os.lseek(fd, 0, os.SEEK_SET)
    sha, size = hashlib.sha256(), 0
    while block := os.read(fd, _BLOCK):
        sha.update(block)
        size += len(block)
    os.lseek(fd, 0, os.SEEK_SET)
    return sha.hexdigest(), size


def unread(reason: Reason) -> Extraction:
    """Return the extraction of a file that no reader saw."""
    status = Status.SKIPPED if reason in _LEFT_OUT else Status.FAILED
    return Extraction(
        media_type="application/octet-stream", modality=Modality.OTHER, status=status, reason=reason, coverage=0.0
    )


@contextmanager
def memory_file(data: bytes) -> Iterator[int]:
    """Give bytes as a descriptor in memory, so that nothing of them touches a disk."""
    fd = os.memfd_create("assay-member", os.MFD_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)
