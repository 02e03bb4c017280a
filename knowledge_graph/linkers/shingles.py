"""Text as a set of hashed shingles: five characters of Chinese, three words of other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["content_length", "shingles"]

_LONGEST = 2_000_000
_PART = 100_000
_SHORT, _LONG = 3, 5
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
    codes, wide = np.empty(0, np.uint64), np.empty(0, np.bool_)
    found: list[npt.NDArray[np.uint64]] = []
    for part in _parts(plain):
        more, those = _codes(_TOKEN.findall(part))
        codes, wide = np.concatenate([codes, more]), np.concatenate([wide, those])
        starts = max(0, len(codes) - _LONG + 1)  # from the next one on a shingle may end in another part
        found.append(np.unique(_hashes(codes, wide, starts)))
        codes, wide = codes[starts:], wide[starts:]
    hashes = np.concatenate([*found, _hashes(codes, wide, len(codes))])
    if not len(hashes) and len(codes):
        hashes = _windows(codes, len(codes))
    return np.unique(_mix(hashes))


def _parts(text: str) -> Iterator[str]:
    """Yield a text in pieces that end with a line, which no token goes over: all tokens are 30 times the text."""
    start = 0
    while True:
        end = text.find("\n", start + _PART)
        yield text[start : end if end >= 0 else len(text)]
        if end < 0:
            return
        start = end


def _codes(tokens: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """Return a number a token, and which tokens are signs of Chinese and its neighbours."""
    known: dict[str, int] = {piece: crc32(piece.encode()) for piece in set(tokens)}
    codes = np.fromiter((known[piece] for piece in tokens), np.uint64, len(tokens))
    wide = np.fromiter((len(piece) == 1 and piece >= _FIRST_WIDE for piece in tokens), np.bool_, len(tokens))
    return codes, wide


def _hashes(codes: npt.NDArray[np.uint64], wide: npt.NDArray[np.bool_], starts: int) -> npt.NDArray[np.uint64]:
    """Return the hashes of the shingles that begin at the first so many tokens."""
    short, long = _windows(codes, _SHORT)[:starts], _windows(codes, _LONG)[:starts]
    return np.concatenate([short[~wide[: len(short)]], long[wide[: len(long)]]])


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
