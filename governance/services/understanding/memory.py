"""Memory that a large file took and nobody needs any more goes back to the system, not to the next large file."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

__all__ = ["give_back", "keep_apart"]

_LARGE = 2_000_000  # characters: of less there is nothing worth the milliseconds
_M_MMAP_THRESHOLD = -3
_APART = 1 << 20  # bytes


def keep_apart() -> None:
    """Have large pieces of memory stand apart, so that each goes back when it is freed.

    Left alone, glibc takes all up to 32 MB from one heap once it saw such a piece freed, and keeps what lies below the
    last one in use.
    """
    if (option := _call("mallopt")) is not None:
        option(_M_MMAP_THRESHOLD, _APART)


def give_back(characters: int = _LARGE) -> None:
    """Let glibc return free pages after something of so many characters was worked on, the last use of much of it."""
    if characters >= _LARGE and (trim := _call("malloc_trim")) is not None:
        trim(0)


@cache
def _call(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None)
