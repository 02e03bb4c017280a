"""Text from files where Streamlit expects Markdown: shown as it is, never interpreted."""

from __future__ import annotations

import re

__all__ = ["literal"]

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """Return Markdown that shows exactly this text: no link, picture, formula or directive can come of it."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
