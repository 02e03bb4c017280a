"""Local trees: walked without following links, read by descriptor."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, ClassVar
from urllib.parse import unquote_to_bytes, urlsplit

from assay.extractors.sources.posix import PosixGrants
from assay.governance.domain import Grant, Place, Reach, Reason, Sample, UsageError, open_file

__all__ = ["IGNORE", "FileSource", "path_of"]

IGNORE = ".assayignore"
_MOST_PATTERNS = 64 << 10

_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})


class FileSource:
    """Files and folders of this machine, by path or `file:` URI."""

    name: ClassVar[str] = "files"
    version: ClassVar[str] = "1"
    schemes: ClassVar[frozenset[str]] = frozenset({"", "file"})
    near: ClassVar[bool] = True

    def resolve(self, uri: str) -> str:
        """Return the absolute `file:` URI; links in the last part are not followed.

        Raises:
            UsageError: it names another machine.
        """
        parts = urlsplit(uri) if uri.startswith("file:") else None
        if parts is None:
            path = Path(uri).expanduser()
        elif parts.netloc in {"", "localhost"}:
            path = path_of(uri)
        else:
            raise UsageError("a file: URI names files of this machine alone", "file: 地址只能指本机文件")
        return Path(os.path.abspath(path)).as_uri()

    def root(self, uri: str) -> str:
        """Return the folder itself, or the one that a file lies in."""
        path = path_of(uri)
        return uri if path.is_dir() and not path.is_symlink() else path.parent.as_uri()

    def within(self, uri: str, root: str) -> bool:
        """Say whether a path is a folder or lies below it."""
        path, folder = path_of(uri), path_of(root)
        return path == folder or folder in path.parents

    def below(self, uri: str, root: str) -> PurePath:
        """Return the path below a folder, so that names above it are not told again with every file."""
        path, folder = path_of(uri), path_of(root)
        return path.relative_to(folder) if folder in path.parents else PurePath(path.name)

    def open(self, root: str, reach: Reach) -> OpenFiles:
        """Return the tree; nothing is opened yet."""
        return OpenFiles(reach, path_of(root))


class OpenFiles:
    """The files of this machine, less those that `.assayignore` at the root of the source leaves out.

    Files of that name further down say nothing: who may write below a share must not hide things from its owner.
    """

    def __init__(self, reach: Reach, root: Path) -> None:
        self._root = root
        self._ignored = _patterns(root / IGNORE)
        self._private = frozenset(folder.resolve() for folder in reach.private)
        self._mark = reach.mark
        self._grants = PosixGrants()

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield every file below a folder, or the file itself, in a stable order.

        Assay homes, version control folders and private folders are skipped, by whatever path they are reached.
        Links, pipes, sockets and devices are yielded with a reason, and so are folders that may not be listed.
        """
        root = path_of(uri)
        real = root.resolve()
        holders = (real, *real.parents)
        if self._private.intersection(holders) or any((it / self._mark).exists() for it in holders):
            return
        skipped = {(info.st_dev, info.st_ino) for folder in self._private if (info := _stat(folder)) is not None}
        waiting = [root]
        while waiting:
            path = waiting.pop()
            try:
                info = path.lstat()
                names = sorted(os.listdir(path), reverse=True) if stat.S_ISDIR(info.st_mode) else None
            except OSError as exc:
                yield Place(uri=path.as_uri(), name=path.name, reason=_why(exc))
                continue
            if names is None:
                yield _place(path, info)
            elif self._mark not in names and (info.st_dev, info.st_ino) not in skipped:
                waiting.extend(
                    path / name
                    for name in names
                    if not _is_bookkeeping(path / name) and not self._leaves_out(path / name)
                )

    def exists(self, uri: str) -> bool:
        """Say whether a file, a folder or a link is there."""
        return os.path.lexists(path_of(uri))

    def look(self, uri: str) -> Place:
        """Return what the file system says of one path, its links not followed; a folder is looked into in vain."""
        path = path_of(uri)
        try:
            info = path.lstat()
            if stat.S_ISDIR(info.st_mode):
                os.listdir(path)
                return Place(uri=uri, name=path.name, reason=Reason.VANISHED)
        except OSError as exc:
            return Place(uri=uri, name=path.name, reason=_why(exc))
        return _place(path, info)

    @contextmanager
    def read(self, place: Place) -> Iterator[int | Sample | Reason]:
        """Open a file; a link that took its place is not followed."""
        with open_file(path_of(place.uri)) as opened:
            yield opened

    def is_gone(self, uri: str) -> bool:
        """Say whether no file is at a place any more, or it is left out now."""
        if any(self._leaves_out(it) for it in (path_of(uri), *path_of(uri).parents)):
            return True
        try:
            return stat.S_ISDIR(path_of(uri).lstat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False

    def _leaves_out(self, path: Path) -> bool:
        if self._ignored is None or self._root not in path.parents:
            return False
        below = path.relative_to(self._root).as_posix()
        matches: bool = self._ignored.match_file(below + "/" if path.is_dir() else below)
        return matches

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return who can read and write a file by its mode and ACL, and by those of the folders above it."""
        return self._grants.of(path_of(place.uri))

    def close(self) -> None:
        """Hold nothing."""


def path_of(uri: str) -> Path:
    """Return the path of a `file:` URI, byte for byte."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))


def _patterns(path: Path) -> Any:
    """Read patterns as in a `.gitignore`; nothing where there is no such file, or it is longer than such a file is."""
    with open_file(path) as opened:
        if not isinstance(opened, int):
            return None
        text = os.pread(opened, _MOST_PATTERNS + 1, 0)
    if len(text) > _MOST_PATTERNS:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(text.decode("utf-8", "replace").splitlines())
    except ValueError:
        return None


def _place(path: Path, info: os.stat_result) -> Place:
    return Place(
        uri=path.as_uri(), name=path.name, size=info.st_size, mtime_ns=info.st_mtime_ns, inode=info.st_ino,
        reason=None if stat.S_ISREG(info.st_mode) else Reason.SPECIAL_FILE,
    )  # fmt: skip


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
