"""The folder of an embedded index: who holds it, where the shard lies, and how a copy takes its place."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

from assay.governance.domain import LockedError

__all__ = ["Housing"]

_log = logging.getLogger(__name__)
_FORMAT = 2  # of what is kept beside a vector; a shard of another format is thrown away


class Housing:
    """A folder with `shard`, for a while `copy` or `old` beside it, and a lock that dies with its process.

    Raises:
        LockedError: somebody else holds the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.shard = folder / f"shard-{_FORMAT}"
        self.copied = folder / "copy"
        self._old = folder / "old"
        self._note = folder / "laid-out"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock: int | None = _locked(folder / "lock")
        if self._old.exists() and not self.shard.exists():  # died in the middle of a swap
            self._old.rename(self.shard)
        shutil.rmtree(self._old, ignore_errors=True)
        for other in folder.glob("shard*"):
            if other != self.shard:
                shutil.rmtree(other, ignore_errors=True)
        self.drop_copy()

    def copy(self) -> None:
        """Copy the shard; nobody may write to it meanwhile."""
        self.drop_copy()
        shutil.copytree(self.shard, self.copied)

    def drop_copy(self) -> None:
        """Remove what a fill or an optimisation left behind."""
        shutil.rmtree(self.copied, ignore_errors=True)

    @property
    def laid_out(self) -> int:
        """For how many points the shard was optimised last, 0 where it never was."""
        try:
            return int(self._note.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def note(self, points: int) -> None:
        """Note for how many points the shard is laid out."""
        self._note.write_text(str(points), encoding="ascii")

    def optimise_copy(self, dimensions: int, points: int) -> bool:
        """Run the optimiser over the copy in a process of its own, politely; say whether it ended well."""
        numbers = (str(dimensions), str(points))
        command = [sys.executable, "-m", "assay.knowledge_graph.index.optimise", str(self.copied), *numbers]
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        if done.returncode:
            _log.warning("the index could not be optimised: exit %d", done.returncode)
        return done.returncode == 0

    def swap(self) -> None:
        """Put the copy where the shard was; neither may be open."""
        if self.shard.exists():
            self.shard.rename(self._old)
        self.copied.rename(self.shard)
        shutil.rmtree(self._old, ignore_errors=True)

    def release(self) -> None:
        """Let others have the folder."""
        if self._lock is not None:
            import fcntl

            # unlocked by name, not by closing alone: a forked child may hold the same description open
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            os.close(self._lock)
            self._lock = None


def _locked(path: Path) -> int:
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        os.close(descriptor)
        raise LockedError("another process holds the index") from exc
    return descriptor
