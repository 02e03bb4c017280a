"""How text becomes terms for search by words: English by stems, Chinese by characters and pairs of them.

A term is a number: 32 bits of a hash of its letters. What is stored of a chunk is `packed`: a byte of version, its
length in words as uint16, then its terms in order as uint32 and how often each occurs as uint16, all little-endian.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections import Counter
from itertools import pairwise

from assay.governance.domain.stemming import stem

__all__ = ["TERMS_VERSION", "packed", "term_number", "terms", "unpacked"]

TERMS_VERSION = 1
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]+\]")
_HAN_TERMS_A_WORD = 7  # a passage of Chinese has as many signs and pairs of them as seven times its English words
_MOST = 0xFFFF
_HEAD, _BYTES_A_TERM = 3, 6
_STOP = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do", "does",
    "doing", "for", "from", "had", "has", "have", "having", "he", "her", "him", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "me", "my", "no", "nor", "not", "of", "off", "on", "or", "our", "out", "she", "so", "some",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
    "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would",
    "you", "your",
})  # fmt: skip


def terms(text: str) -> list[str]:
    """Return the terms of a masked text in order; placeholders and English stop words are left out.

    A run of Chinese signs gives each sign and each pair of neighbours, so that a part of it is found too, and needs
    no segmentation that would differ between a question and a text.
    """
    found: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", _PLACEHOLDER.sub(" ", text)).lower()):
        if _IS_HAN.match(token):
            found += token
            found += [left + right for left, right in pairwise(token)]
        elif token not in _STOP:
            found.append(stem(token))
    return found


def term_number(term: str) -> int:
    """Return the number of a term; two terms of one number are taken for one."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def packed(text: str) -> bytes:
    """Return the terms of a text as they are stored."""
    found = terms(text)
    han = sum(1 for term in found if _IS_HAN.match(term))
    length = min(_MOST, len(found) - han + han // _HAN_TERMS_A_WORD)
    counts = sorted(Counter(map(term_number, found)).items())
    numbers, times = [number for number, _ in counts], [min(_MOST, count) for _, count in counts]
    return struct.pack(f"<BH{len(counts)}I{len(counts)}H", TERMS_VERSION, length, *numbers, *times)


def unpacked(stored: bytes) -> tuple[int, ...]:
    """Return the numbers of the terms that are stored of a chunk, each once, in order."""
    count = (len(stored) - _HEAD) // _BYTES_A_TERM
    return struct.unpack_from(f"<{count}I", stored, _HEAD) if count > 0 else ()
