"""A fingerprint of what a text says, the same for a document and its print in another format.

SimHash (Charikar 2002; Manku et al. 2007): 64 bits over groups of three words or Chinese characters, after NFKC and
case folding. Blanks, punctuation and line breaks do not count, and every digit counts as any other, so that no
number can be guessed from it. Texts of the same words differ in at most a few bits, unrelated ones in about 32.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from assay.extractors.shared.together import together

__all__ = ["fingerprint"]

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_CUT_ENDS = "-\n", "\u00ad\n", "\u2010\n"
_DIGIT = re.compile(r"\d")
_CUT = re.compile(r"[-\u00ad\u2010](?<=\w.)\n(?=\w)")
_PLAIN = bytes(ord(it) for it in (
    "0" if it.isdigit() else it.lower() if it.isascii() and it.isalpha() else " " for it in map(chr, range(256))
))  # fmt: skip
_TYPOGRAPHY = "\u201c\u201d\u2018\u2019\u2013\u2014\u2022\u00a7\u00a0"  # most of what keeps English from being ASCII
_FEWEST_WORDS = 64
_MOST_WORDS = 4_000
_MOST_CHARACTERS = 40_000


def fingerprint(texts: Iterable[str]) -> str | None:
    """Return 16 hex digits over the first 4,000 words of some texts; None for fewer than 64 words."""
    words = _words(texts)
    if len(words) < _FEWEST_WORDS:
        return None
    import numpy as np

    each = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    first, second, third = each[:-2], each[1:-1], each[2:]
    groups = np.sort(_mixed(_mixed(_mixed(first) + second) + third))
    groups = groups[np.append(True, groups[1:] != groups[:-1])]
    bits = np.unpackbits(groups.astype("<u8").view(np.uint8)).reshape(-1, 64)
    majority = 2 * (np.ones(len(bits), np.float32) @ bits.astype(np.float32)) > len(groups)
    return np.packbits(majority).tobytes().hex()


def _mixed(values: Any) -> Any:
    """Return 64-bit numbers whose every bit depends on every bit given (the finaliser of SplitMix64)."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _words(texts: Iterable[str]) -> list[bytes]:
    words: list[bytes] = []
    for whole in together(texts, " "):
        whole = whole[:_MOST_CHARACTERS]
        if "\n" in whole and any([end in whole for end in _CUT_ENDS]):
            whole = _CUT.sub("", whole)
        if not whole.isascii():
            for sign in _TYPOGRAPHY:
                whole = whole.replace(sign, " ")
        if whole.isascii():  # the same by tables of bytes, which takes a fifth of the time
            words += whole.encode().translate(_PLAIN).split()
        else:
            plain = unicodedata.normalize("NFKC", whole).casefold()
            words += [it.encode("utf-8", "replace") for it in _WORD.findall(_DIGIT.sub("0", plain))]
        if len(words) >= _MOST_WORDS:
            break
    return words[:_MOST_WORDS]
