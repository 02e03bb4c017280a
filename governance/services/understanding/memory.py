"""Memory that nobody needs any more: what a large file took goes back to the system; garbage is sought more seldom."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["ANSWERING", "give_back", "keep_apart", "settled"]

_LARGE = 2_000_000  # characters: of less there is nothing worth the milliseconds
_M_MMAP_THRESHOLD = -3
_APART = 1 << 20  # bytes
ANSWERING = 10_000  # by default it is 700, which a walk through a graph makes a hundred times


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


@contextmanager
def settled(young: int | None = None) -> Iterator[None]:
    """Leave what a program begins with, code above all, out of each search for garbage.

    Who answers and keeps little lets so many `young` objects gather before each search, `ANSWERING`; who reads large
    files would have their garbage stand about for longer.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(young or usual[0], *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@cache
def _call(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None)
