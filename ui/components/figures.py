"""Figures in words: sizes and times."""

from __future__ import annotations

from assay.ui.i18n import say

__all__ = ["byte_words", "duration_words"]

_STEP = 1000
_MINUTE = 60
_HOUR = 3600


def byte_words(size: float) -> str:
    """Return a size in bytes, kB, MB, GB or TB."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < _STEP:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"
        size /= _STEP
    return f"{size:.1f} TB"


def duration_words(seconds: float) -> str:
    """Return a time in seconds, minutes or hours."""
    if seconds < 1:
        return say("time.under_second")
    if seconds < _MINUTE:
        return say("time.seconds", n=f"{seconds:.0f}")
    if seconds < _HOUR:
        return say("time.minutes", n=f"{seconds / _MINUTE:.0f}")
    return say("time.hours", n=f"{seconds / _HOUR:.1f}")
