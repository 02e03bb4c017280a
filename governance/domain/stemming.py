"""English word stems: the algorithm of Porter (1980), so that `governed` and `governance` are one word to search."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["stem"]

_MEASURE = re.compile("v+c+")
_SECOND = (
    ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
    ("tional", "tion"), ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"), ("alism", "al"),
    ("aliti", "al"), ("iviti", "ive"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("alli", "al"),
    ("ator", "ate"), ("logi", "log"), ("bli", "ble"), ("eli", "e"),
)  # fmt: skip
_THIRD = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
)  # fmt: skip
_FOURTH = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
)  # fmt: skip


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case English word; what is no word of the letters a to z stays as it is."""
    if len(word) <= 2 or not (word.isascii() and word.isalpha()):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    for endings in (_SECOND, _THIRD):
        ending, instead = next(((old, new) for old, new in endings if word.endswith(old)), ("", ""))
        if ending and _measure(word[: -len(ending)]) > 0:
            word = word[: -len(ending)] + instead
    return _last(_suffix(word))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    cut = next((it for it in ("ed", "ing") if word.endswith(it) and _has_vowel(word[: -len(it)])), None)
    if cut is None:
        return word
    word = word[: -len(cut)]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and _is_consonant(word, len(word) - 1) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _is_short(word) else word


def _suffix(word: str) -> str:
    ending = next((it for it in _FOURTH if word.endswith(it)), None)
    if ending is None:
        return word
    rest = word[: -len(ending)]
    return rest if _measure(rest) > 1 and (ending != "ion" or rest.endswith(("s", "t"))) else word


def _last(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _is_short(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _is_consonant(word: str, at: int) -> bool:
    sign = word[at]
    return sign not in "aeiou" and (sign != "y" or at == 0 or not _is_consonant(word, at - 1))


def _measure(word: str) -> int:
    """Return how often a vowel is followed by a consonant."""
    return len(_MEASURE.findall("".join("c" if _is_consonant(word, at) else "v" for at in range(len(word)))))


def _has_vowel(word: str) -> bool:
    return any(not _is_consonant(word, at) for at in range(len(word)))


def _is_short(word: str) -> bool:
    """Say whether a word ends consonant, vowel, consonant, the last of them none of w, x and y."""
    end = len(word) - 1
    return (
        len(word) > 2
        and _is_consonant(word, end)
        and not _is_consonant(word, end - 1)
        and _is_consonant(word, end - 2)
        and word[end] not in "wxy"
    )
