"""What the Chinese tagger sees of a character: its number, and which words of the lists stand over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["CHAR_FEATURES", "LISTS", "CharLexicon", "fold"]

LISTS: Final = ("place", "organisation", "person", "foreign", "suffix", "title", "word")
_SURNAME = 4 * len(LISTS)
_GIVEN = _SURNAME + 1
_CLASS = _SURNAME + 2  # han, digit, latin, sign
CHAR_FEATURES: Final = _CLASS + 4
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def fold(text: str) -> str:
    """Return the text with full-width letters, digits and signs made plain; as long as before."""
    return text.translate(_WIDE)


class CharLexicon:
    """Word lists as one prefix dictionary; for each list the longest words are taken from the left."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._masks: dict[str, int] = {}
        for place, name in enumerate(LISTS):
            for word in lists.get(name, ()):
                self._masks[word] = self._masks.get(word, 0) | 1 << place
        for word in list(self._masks):
            for end in range(1, len(word)):
                self._masks.setdefault(word[:end], 0)
        self._surnames = frozenset(lists.get("surname", ()))
        self._given = frozenset(lists.get("given", ()))

    def features(self, text: str) -> list[list[int]]:
        """Return for each character the indices (below `CHAR_FEATURES`) of what holds for it; `text` is folded."""
        rows = [self._single(char) for char in text]
        free = [0] * len(LISTS)
        masks, size = self._masks, len(text)
        for start in range(size):
            best: dict[int, int] = {}
            end = start + 1
            mask = masks.get(text[start:end])
            while mask is not None:
                if mask:
                    for place in range(len(LISTS)):
                        if mask >> place & 1 and free[place] <= start:
                            best[place] = end
                end += 1
                mask = masks.get(text[start:end]) if end <= size else None
            for place, last in best.items():
                if last - start < 2 and place in _LONGER:
                    continue
                free[place] = last
                _mark(rows, 4 * place, start, last)
        return rows

    def _single(self, char: str) -> list[int]:
        row = [_CLASS + (0 if "\u3400" <= char <= "\u9fff" else 1 if char.isdigit() else 2 if char.isalpha() else 3)]
        if char in self._surnames:
            row.append(_SURNAME)
        if char in self._given:
            row.append(_GIVEN)
        return row


_LONGER = frozenset({LISTS.index("place"), LISTS.index("organisation"), LISTS.index("person"), LISTS.index("foreign")})


def _mark(rows: Sequence[list[int]], base: int, start: int, end: int) -> None:
    """Mark one word: begin, inside, end, alone."""
    if end - start == 1:
        rows[start].append(base + 3)
        return
    rows[start].append(base)
    rows[end - 1].append(base + 2)
    for index in range(start + 1, end - 1):
        rows[index].append(base + 1)
