"""Strings out of PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

__all__ = ["read_text"]


def read_text(call: Callable[[Any, int], int]) -> str:
    """Return what one of PDFium's functions writes as UTF-16 into a buffer whose size it says first."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    call(buffer, size)
    return bytes(buffer)[:-2].decode("utf-16-le", "replace")
