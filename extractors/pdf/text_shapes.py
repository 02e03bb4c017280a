"""What lines of print look like: bullets, words cut at a line's end, letters set apart, values worth a box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["glued", "has_values", "is_bullet", "is_spaced", "tidy", "value_parts"]

_CJK = "\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\u3001-\u3011"
_BULLET = re.compile(
    r"\s*(?:[•●▪◦‣·○■□➢✓❖–*\uf0b7\uf0a7-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)、]|[（(][一二三四五六七八九十]{1,3}[)）])"
    r"(?:\s|$)"
)
_HYPHENS = "\ufffe\x02\xad\u2010-"
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_COMPOUNDS = frozenset({
    "anti", "cross", "full", "half", "high", "long", "low", "mid", "multi", "non", "self", "semi", "short",
    "three", "two", "well",
})  # fmt: skip
_SPACED = re.compile(f"(?<=[{_CJK}]) +(?=[{_CJK}])")
_SIDE_BY_SIDE = re.compile(f"[{_CJK}](?=[{_CJK}])")
_WIDE = re.compile(f"[{_CJK}]")
_WIDE_END = re.compile(f"[{_CJK}]$")
_VALUE = re.compile(r"\d(?:[ ()-]{0,2}\d){4,}|@")
_FIGURES = re.compile(r"\d[ ()-]{0,2}\d[ ()-]{0,2}\d")
_PART_OF_VALUE = frozenset("@._%+-")
_SIGNS = str.maketrans({
    "\ufffe": "-", "\x02": "-", "\xad": "-", "\x00": "\ufffd", "\u00a0": " ", "\ufb00": "ff", "\ufb01": "fi",
    "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
})  # fmt: skip
_SIGN = re.compile(f"[{''.join(map(chr, _SIGNS))}]")


def is_bullet(text: str) -> bool:
    """Say whether a line begins with the sign or number of a list's item."""
    if "A" <= text[:1] <= "Z" or (text[:1].isalpha() and text[1:4].isalpha() and text[4:5].isalpha()):
        return False  # most lines, in a third of the time
    return _BULLET.match(text) is not None


def tidy(text: str, *, spaced: bool = False) -> str:
    """Return text without the signs of typesetting: ligatures in letters, soft hyphens, Chinese set apart."""
    if text.isascii() and text.isprintable():
        return text
    if _SIGN.search(text):
        text = text.translate(_SIGNS)
    return _SPACED.sub("", text) if spaced else text


def is_spaced(text: str) -> bool:
    """Say whether the Chinese of a line is set with a space after every character, as headings are."""
    if text.isascii() or not _WIDE.search(text):
        return False
    apart, together = len(_SPACED.findall(text)), len(_SIDE_BY_SIDE.findall(text))
    return apart > together


def glued(upper: str, lower: str, *, full: bool) -> tuple[bool, str]:
    """Say how a line joins the next: whether its last sign, a hyphen, goes, and what stands between the two.

    A hyphen goes between a word and its rest in small letters; it stays in compounds and numbers, which are joined
    all the same. Chinese joins where the upper line is `full`, as far right as its paragraph goes.
    """
    if upper[-1:] in _HYPHENS and upper[-2:-1].isalnum():
        if lower[:1].isdigit():
            return False, ""
        word = _LAST_WORD.search(upper[-40:-1])
        if word is not None and lower[:1].isalpha():
            part, before = word[0], upper[-41 : -len(word[0]) - 1][-1:]
            kept = (before != "" and before in _HYPHENS) or part.lower() in _COMPOUNDS or not lower[0].islower()
            return (not kept and part[-1].islower()), ""
    if full and not lower.isascii() and _WIDE_END.search(upper) and _WIDE.match(lower):
        return False, ""
    return False, "\n"


def value_parts(text: str) -> Sequence[tuple[int, int]]:
    """Return the ranges of a line that may be identifiers and what is between them, so that each gets its own box."""
    return tuple(_parts(text)) if has_values(text) else ((0, len(text)),)


def has_values(text: str) -> bool:
    """Say whether a line may hold identifiers."""
    return "@" in text or _FIGURES.search(text) is not None


def _parts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _VALUE.finditer(text):
        start, end = match.span()
        if start < at:
            continue
        while start > at and _is_part(text[start - 1]):
            start -= 1
        while end < len(text) and _is_part(text[end]):
            end += 1
        if start > at:
            yield at, start
        yield start, end
        at = end
    if at < len(text):
        yield at, len(text)


def _is_part(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in _PART_OF_VALUE)
