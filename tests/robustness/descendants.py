"""The processes that were forked for a file and still live."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["forked", "grandchildren"]


def forked() -> int:
    """Count them."""
    return len(grandchildren())


def grandchildren() -> list[int]:
    """Return their numbers: they are the children of the sandbox's own processes, which are children of this one."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    own = {pid for pid, parent in parents.items() if parent == os.getpid()}
    return [pid for pid, parent in parents.items() if parent in own]
