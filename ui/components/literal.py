"""Text from files where Streamlit expects Markdown: shown as it is, never interpreted."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["literal", "literal_marked"]

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """Return Markdown that shows exactly this text: no link, picture, formula or directive can come of it."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def literal_marked(text: str, words: Sequence[str]) -> str:
    """Return Markdown that shows exactly this text with these words marked."""
    sought = sorted({word for word in words if word}, key=len, reverse=True)
    if not sought:
        return literal(text)
    parts = re.split("(" + "|".join(map(re.escape, sought)) + ")", " ".join(text.split()), flags=re.IGNORECASE)
    escaped = [_PUNCTUATION.sub(r"\\\1", part) for part in parts]
    return "".join(f":primary-background[{part}]" if at % 2 else part for at, part in enumerate(escaped))
