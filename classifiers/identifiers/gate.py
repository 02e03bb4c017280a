"""Where which pattern and which context word may occur: a few automata for all of either, one pass over the text."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence

from assay.classifiers.scanning import Buffer, Search, compile_linear, searcher

__all__ = ["Gate", "WordIndex"]

_LETTERS = frozenset(string.ascii_letters)
_JOINED = re.compile(r"[a-z]{2,}(?: [a-z]{2,}){1,2}")
_PIECE = 1_024  # bytes; cut at line ends, so that no value is cut
_TOGETHER = 20  # one automaton of 200 patterns has too many states: it takes 7 times as long until they are known, and
_MEMORY = 6 << 20  # where identifiers of every kind are dense they do not fit in 64 MB, and it takes 100 times as long


class Gate:
    """Says in which pieces of a text each of many patterns occurs, so that only there it is looked for."""

    def __init__(self, expressions: Sequence[str]) -> None:
        alike = sorted(range(len(expressions)), key=expressions.__getitem__)
        parts = [alike[first : first + _TOGETHER] for first in range(0, len(alike), _TOGETHER)]
        self._sets = [(_search_set([expressions[place] for place in part]), part) for part in parts]

    def windows(self, buffer: Buffer) -> dict[int, list[tuple[int, int]]]:
        """Return, by place of the expression, the ranges in bytes that hold a match; neighbours are joined."""
        found: dict[int, list[tuple[int, int]]] = {}
        for start, end in _pieces(buffer.data):
            piece = buffer.data[start:end]
            for search, places in self._sets:
                for place in search(piece) or ():
                    held = found.setdefault(places[place], [])
                    if held and held[-1][1] >= start:
                        held[-1] = (held[-1][0], end)
                    else:
                        held.append((start, end))
        return found


def _search_set(expressions: Sequence[str]) -> Callable[[bytes], list[int]]:
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    for expression in expressions:
        found.Add(expression)
    found.Compile()
    return found.Match  # type: ignore[no-any-return]


def _pieces(data: bytes) -> Iterator[tuple[int, int]]:
    size, start = len(data), 0
    while start < size:
        end = data.find(b"\n", start + _PIECE) + 1 or size
        yield start, end
        start = end


class WordIndex:
    """Finds every whole occurrence of many words, those inside one another too, and joined ones as in `idNumber`."""

    def __init__(self, words: Iterable[str]) -> None:
        own = sorted(set(words))
        meant = {word.replace(" ", ""): word for word in own if _JOINED.fullmatch(word)}
        meant |= {word: word for word in own}
        known = sorted(meant, key=lambda word: (-len(word), word))
        beginning: dict[str, list[str]] = {}
        for word in known:
            beginning.setdefault(word[0], []).append(word)
        self._inside = {
            word.encode(): tuple((len(it), meant[it]) for it in beginning[word[0]] if word.startswith(it))
            for word in known
        }
        self._search: Search | None = None
        if known:
            self._search = searcher(compile_linear("|".join(map(_quoted, known)), longest=True))

    def places(self, buffer: Buffer, original: str = "") -> dict[str, list[int]]:
        """Return where, in code points of a text in lower case, each word stands that occurs in it.

        With the `original`, of the same length, the capitals inside `customerPhoneNo` begin words too.
        """
        found: dict[str, list[int]] = {}
        if self._search is None:
            return found
        search, inside, data, text = self._search, self._inside, buffer.data, buffer.text
        starts: list[int] = []
        longest: list[tuple[tuple[int, str], ...]] = []
        position, last = 0, len(data)
        while (spans := search(data, position, last)) is not None:
            start, end = spans[0]
            position = start + 1
            starts.append(start)
            longest.append(inside[data[start:end]])
        for place, words in zip(buffer.places(starts), longest, strict=True):
            latin = text[place] in _LETTERS
            if latin and not _begins(text, place, original):
                continue
            for size, word in words:
                if not latin or _ends(text, place + size, original):
                    held = found.setdefault(word, [])
                    if not held or held[-1] != place:
                        held.append(place)
        return found


def stands_whole(word: str, text: str, place: int) -> bool:
    """Say whether a word at a place is no part of a longer one; Chinese words always are whole, a plural is."""
    return word[0] not in _LETTERS or (_begins(text, place) and _ends(text, place + len(word)))


def _begins(text: str, place: int, original: str = "") -> bool:
    return not place or text[place - 1] not in _LETTERS or _hump(original, place)


def _ends(text: str, end: int, original: str = "") -> bool:
    after = text[end : end + 2]
    if after[:1] not in _LETTERS or (after[0] == "s" and after[1:] not in _LETTERS):
        return True
    return _hump(original, end)


def _hump(original: str, place: int) -> bool:
    """Say whether a capital after a small letter begins a word: the N of `phoneNo`."""
    return original[place : place + 1].isupper() and original[place - 1].islower()


def _quoted(word: str) -> str:
    return "".join(char if char.isalnum() or ord(char) > 127 else f"\\x{{{ord(char):x}}}" for char in word)
