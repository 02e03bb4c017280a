"""Whether a page's text layer is text at all: a font with a wrong map to Unicode yields letters, but no language.

Running text is known by its smallest words. The rest is measured on what languages in Latin letters share: pairs of
letters that are common from English to Polish, less twice those that are rare in all. Text under a permuted alphabet
stays below the limit in 99 of 100 cases; running text of 338 of 344 languages is above it, English far above. Of
Chinese, the 1,300 characters counted here make up nine tenths of all writing. Other scripts are not judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assay.extractors.shared.common_han import COMMON_HAN

__all__ = ["is_legible", "legibility", "sane_characters", "visible_and_meaningless"]

_PAIRS = frozenset({
    "th", "he", "in", "er", "an", "re", "on", "at", "en", "nd", "ti", "es", "or", "te", "of", "ed", "is", "it", "al",
    "ar", "st", "to", "nt", "ng", "se", "ha", "as", "ou", "io", "le", "ve", "co", "me", "de", "hi", "ri", "ro", "ic",
    "ne", "ea", "ra", "ce", "li", "ch", "ll", "be", "ma", "si", "om", "ur", "ei", "ie", "ge", "un", "la", "qu", "ue",
    "el", "ad", "os", "ci", "do", "da", "sc", "di",
})  # fmt: skip
_RARE = re.compile(r"[jkqvwxz](?=[jkqvwxz])|[jqx](?=[b-df-hl-npr-tk])")
_WORD = re.compile(r"[a-z\u00df-\u024f]{3,}")
_SMALL_WORDS = frozenset({
    "the", "and", "of", "to", "in", "de", "la", "der", "die", "und", "et", "les", "que", "el", "en", "van", "het",
})  # fmt: skip
_SMALL_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_SMALL_WORDS))})\b")
_ENOUGH_WORDS = 8
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_OTHER = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_BEFORE_HAN = bytes(range(0xE3))  # what characters before U+3000 are made of in UTF-8
_LEAST_PAIRS, _LEAST_PAIR_SHARE, _SAMPLE = 150, 0.12, 700
_LEAST_HAN, _LEAST_COMMON = 60, 0.35
_LEAST_VISIBLE, _MOST_WRONG = 20, 1 / 3
_MEANINGLESS = frozenset({"Co", "Cn", "Cc", "Cs"})


def legibility(texts: Sequence[str]) -> tuple[bool, int]:
    """Say whether the texts of a page are legible together, and how many of their characters a reader could read."""
    whole = "\n".join(texts)
    seen = visible, wrong = visible_and_meaningless(whole)
    if not is_legible(whole, seen):
        return False, 0
    return True, sum(map(sane_characters, texts)) if wrong else visible


def is_legible(text: str, seen: tuple[int, int] | None = None) -> bool:
    """Say whether a page's text can be what is printed on it; too little to tell is legible.

    `seen` is what `visible_and_meaningless` says of it, where that is known.
    """
    if text.isascii():
        return _has_pairs(text)
    visible, wrong = seen or visible_and_meaningless(text)
    if visible >= _LEAST_VISIBLE and wrong > _MOST_WRONG * visible:
        return False
    if not text.encode("utf-8", "replace").translate(None, _BEFORE_HAN):  # a tenth of the pattern's time
        return _has_pairs(text)
    han = _HAN.findall(text)
    if len(han) >= _LEAST_HAN and len(_OTHER.findall(text)) * 20 < len(han):
        if sum(char in COMMON_HAN for char in han) < _LEAST_COMMON * len(han):
            return False
        if len(han) * 2 > visible:
            return True
    return _has_pairs(text)


def sane_characters(text: str) -> int:
    """Count characters that a reader could read; 0 where most are signs of a font without an encoding."""
    visible, wrong = visible_and_meaningless(text)
    return 0 if wrong > _MOST_WRONG * visible else visible - wrong


def visible_and_meaningless(text: str) -> tuple[int, int]:
    """Count the characters of a text that are not white space, and those among them that mean nothing."""
    if text.replace("\n", " ").replace("\t", " ").isprintable() and "\ufffd" not in text:
        return len(text) - text.count(" ") - text.count("\n") - text.count("\t"), 0
    visible = "".join(text.split())
    return len(visible), _meaningless(visible)


def _meaningless(visible: str) -> int:
    """Count the characters that mean nothing: replaced, private, unassigned, control."""
    if visible.isprintable() and "\ufffd" not in visible:
        return 0
    return sum(visible.count(char) for char in set(visible) if _means_nothing(char))


@lru_cache(maxsize=4096)
def _means_nothing(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in _MEANINGLESS


def _has_pairs(text: str) -> bool:
    """Say whether the words of a sample, from the start and the middle, are made of pairs as languages are."""
    plainly = map(_SMALL_WORDS.__contains__, text[:_SAMPLE].split())  # most often enough, and quicker than the pattern
    if sum(plainly) >= _ENOUGH_WORDS:
        return True
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[len(text) // 2 : len(text) // 2 + _SAMPLE]
    text = text.lower()
    if len(_SMALL_WORD.findall(text)) >= _ENOUGH_WORDS:
        return True
    words = _WORD.findall(text)
    total = sum(map(len, words)) - len(words)
    if total < _LEAST_PAIRS:
        return True
    common = sum(word[place : place + 2] in _PAIRS for word in words for place in range(len(word) - 1))
    return common - 2 * len(_RARE.findall(" ".join(words))) >= _LEAST_PAIR_SHARE * total
