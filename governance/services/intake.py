"""From URIs to files: walk a tree, open without following links, hash."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from assay.governance.domain import Extraction, Modality, Reason, Status, UsageError

__all__ = [
    "HOME_MARK",
    "Place",
    "digest",
    "is_gone",
    "local_path",
    "look",
    "memory_file",
    "open_place",
    "path_of",
    "readable",
    "unread",
    "walk",
]

HOME_MARK = ".assay-home"
_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})
_LEFT_OUT = frozenset({Reason.SPECIAL_FILE, Reason.DEPTH_LIMIT, Reason.CANCELLED})
_BLOCK = 1 << 20
_NO_TEXT = re.compile("[\ud800-\udfff]")


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
        path = path_of(uri)
    elif parts.scheme and "://" in uri:
        raise UsageError(f"no source for {parts.scheme}: URIs is installed; give a path or a file: URI")
    else:
        path = Path(uri).expanduser()
    path = Path(os.path.abspath(path))
    if not os.path.lexists(path):
        raise UsageError("one of the places to ingest does not exist")
    return path


def path_of(uri: str) -> Path:
    """Return the path of a `file:` URI, byte for byte."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))


def readable(name: str) -> str:
    """Return a name as text; bytes of it that are no UTF-8 become U+FFFD, one each."""
    return _NO_TEXT.sub("\ufffd", name)


def walk(root: Path, *, never: Collection[Path] = ()) -> Iterator[Place]:
    """Yield every file below `root` (or `root` itself) in a stable order.

    Assay homes, version control folders and the folders `never` to be read are skipped, by whatever path they
    are reached. Links, pipes, sockets and devices are yielded with a reason, and so are folders that may not be
    listed.
    """
    skipped = {(info.st_dev, info.st_ino) for folder in never if (info := _stat(folder)) is not None}
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            info = path.lstat()
            names = sorted(os.listdir(path), reverse=True) if stat.S_ISDIR(info.st_mode) else None
        except OSError as exc:
            yield Place(path=path, reason=_why(exc))
            continue
        if names is None:
            yield _place(path, info)
        elif HOME_MARK not in names and (info.st_dev, info.st_ino) not in skipped:
            waiting.extend(path / name for name in names if not _is_bookkeeping(path / name))


def look(path: Path) -> Place:
    """Return what the file system says of one path, its links not followed; a folder is looked into in vain."""
    try:
        info = path.lstat()
        if stat.S_ISDIR(info.st_mode):
            os.listdir(path)
            return Place(path=path, reason=Reason.VANISHED)
    except OSError as exc:
        return Place(path=path, reason=_why(exc))
    return _place(path, info)


def _place(path: Path, info: os.stat_result) -> Place:
    reason = None if stat.S_ISREG(info.st_mode) else Reason.SPECIAL_FILE
    return Place(path=path, size=info.st_size, mtime_ns=info.st_mtime_ns, inode=info.st_ino, reason=reason)


def is_gone(path: Path) -> bool:
    """Say whether no file is at a place any more; what cannot be looked at is not gone."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _is_bookkeeping(path: Path) -> bool:
    return path.name in _NEVER and path.is_dir() and not path.is_symlink()


def _why(exc: OSError) -> Reason:
    if isinstance(exc, PermissionError):
        return Reason.NOT_PERMITTED
    gone = isinstance(exc, FileNotFoundError | NotADirectoryError)
    return Reason.VANISHED if gone else Reason.PART_UNREADABLE


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
