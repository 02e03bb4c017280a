"""What stays the same where a text is put into another language: its figures, and that it says about as much."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

__all__ = ["LENGTH", "figures", "may_render"]

_BITS = 256
LENGTH = 2 + _BITS // 8
"""Bytes of what `figures` returns."""

_LEAST = 40
_HAN_WEIGHS = 3
_LONGEST = 200_000
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]{0,39}\]")
_FIGURE = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BLANK = re.compile(r"[\W_]+")


def figures(text: str) -> bytes:
    """Return how much a masked text says, two bytes, and a filter of the numbers that stand in it (Bloom 1970).

    Years are left out: papers of one year have those in common.
    """
    plain = _PLACEHOLDER.sub(" ", unicodedata.normalize("NFKC", text[:_LONGEST]))
    letters = _BLANK.sub("", plain)
    said = len(letters) + (_HAN_WEIGHS - 1) * len(_HAN.findall(letters))
    held = 0
    for figure in {it.lstrip("0") or "0" for it in _FIGURE.findall(plain) if not _YEAR.fullmatch(it)}:
        held |= 1 << int.from_bytes(blake2b(figure.encode(), digest_size=2).digest(), "big") % _BITS
    return min(said, 65_535).to_bytes(2, "big") + held.to_bytes(_BITS // 8, "big")


def may_render(one: bytes, two: bytes) -> bool:
    """Say whether a text may be another one in another language, by what `figures` told of both.

    A text of a line or two says too little to tell; and where both hold figures, a translation keeps one at least.
    """
    if min(int.from_bytes(it[:2], "big") for it in (one, two)) < _LEAST:
        return False
    left, right = (int.from_bytes(it[2:LENGTH], "big") for it in (one, two))
    return not left or not right or bool(left & right)
