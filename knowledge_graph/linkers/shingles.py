"""Text as a set of hashed shingles: five characters of Chinese, three words of other scripts."""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["content_length", "shingles"]

_LONGEST = 2_000_000
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_PLACEHOLDER = r"\[[A-Za-z][\w.:# -]{0,39}\]|<[A-Za-z][\w.:# -]{0,39}>|[⟦⟨【][^⟧⟩】\n]{1,40}[⟧⟩】]"
_TOKEN = re.compile(f"{_PLACEHOLDER}|[{_HAN}]|(?:(?![{_HAN}_])\\w)+")
_STANDING_IN = re.compile(_PLACEHOLDER)
_BLANK = re.compile("[\\W_]+")
_FIRST_WIDE = "\u3040"
_STEPS = tuple(int.from_bytes(bytes([odd] * 8), "big") | 1 for odd in (0x9E, 0xC2, 0x85, 0xD6, 0xA7))


def content_length(text: str) -> int:
    """Return how many letters and digits a masked text has beside its placeholders."""
    return len(_BLANK.sub("", _STANDING_IN.sub(" ", text[:_LONGEST])))


def shingles(text: str) -> npt.NDArray[np.uint64]:
    """Return the distinct 64-bit hashes of the shingles of the first two million characters, ascending.

    Width, case, spacing and punctuation do not count. A shingle is five tokens from a Chinese character on and
    three from a word on, a placeholder being a word; a text shorter than that is one shingle.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    tokens = _TOKEN.findall(plain)
    if not tokens:
        return np.empty(0, np.uint64)
    known: dict[str, int] = {piece: crc32(piece.encode()) for piece in set(tokens)}
    codes = np.fromiter((known[piece] for piece in tokens), np.uint64, len(tokens))
    wide = np.fromiter((len(piece) == 1 and piece >= _FIRST_WIDE for piece in tokens), np.bool_, len(tokens))
    short, long = _windows(codes, 3), _windows(codes, 5)
    hashes = np.concatenate([short[~wide[: len(short)]], long[wide[: len(long)]]])
    if not len(hashes):
        hashes = _windows(codes, min(len(codes), 5))
    return np.unique(_mix(hashes))


def _windows(codes: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.uint64]:
    count = len(codes) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    total = np.full(count, size, np.uint64)
    for offset in range(size):
        total += _mix(codes[offset : offset + count]) * np.uint64(_STEPS[offset])
    return total


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread 64-bit values (the finaliser of SplitMix64: Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
