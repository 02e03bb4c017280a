"""What the English tagger sees of a word beside its pieces: its shape, and the word lists that know it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["FEATURES", "Lexicon", "Word", "word_features", "words_of"]

# ruff: noqa: E501, SIM905 - lists of words
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\s]", re.UNICODE)
_COMPANY = frozenset(
    "inc ltd llc llp plc corp corporation company co gmbh ag group holdings partners associates bank university college "
    "institute school hospital ministry department association foundation council committee agency commission trust".split()
)
_STREET = frozenset(
    "street st avenue ave road rd boulevard blvd drive dr lane ln court ct way place pl square sq terrace parkway highway "
    "hwy apt apartment suite ste unit flat floor box po p.o".split()
)
_TITLE = frozenset("mr mrs ms miss dr prof professor sir madam president ceo chairman director dear".split())
_LISTS = ("given", "surname", "place")
FEATURES = 8 + len(_LISTS) + 3
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, a run of digits or one sign, with its code points in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by list, lower case; a place may have several words, joined by one space."""

    given: frozenset[str]
    surname: frozenset[str]
    place: frozenset[str]

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> Lexicon:
        """Make it from lists of strings; lists that are not there are empty."""
        return cls(*(frozenset(lists.get(name, ())) for name in _LISTS))


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order; blanks are none."""
    return [Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


def word_features(words: Sequence[Word], lexicon: Lexicon) -> list[tuple[int, ...]]:
    """Return for each word the indices (below `FEATURES`) of what holds for it."""
    lowered = [word.text.lower() for word in words]
    placed = _places(lowered, lexicon.place)
    rows = []
    for index, (word, low) in enumerate(zip(words, lowered, strict=True)):
        row = [_shape(word.text)]
        if low in lexicon.given:
            row.append(8)
        if low in lexicon.surname:
            row.append(9)
        if placed[index]:
            row.append(10)
        if low in _COMPANY:
            row.append(11)
        if low in _STREET:
            row.append(12)
        if low in _TITLE:
            row.append(13)
        rows.append(tuple(row))
    return rows


def _shape(word: str) -> int:
    if word.isdigit():
        return 0
    if not word[0].isalpha():
        return 1
    if word.islower():
        return 2
    if len(word) == 1:
        return 3
    if word.isupper():
        return 4
    if word[0].isupper() and word[1:].islower():
        return 5
    return 6 if word[0].isupper() else 7


def _places(lowered: Sequence[str], known: frozenset[str]) -> list[bool]:
    marked = [False] * len(lowered)
    for start in range(len(lowered)):
        for size in range(min(_LONGEST, len(lowered) - start), 0, -1):
            if lowered[start][0].isalpha() and " ".join(lowered[start : start + size]) in known:
                marked[start : start + size] = [True] * size
                break
    return marked
