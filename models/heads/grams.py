"""Words of both languages as a head counts them: Latin words and pairs, Chinese characters and pairs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Grams", "grams"]

_RUN = re.compile(r"[a-z0-9][a-z0-9'&.+#-]*|[\u3400-\u9fff]+|[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grams:
    """What is counted: pairs of words, and of Latin words their inner pieces of 3 to `pieces` letters (0: none).

    Among Chinese characters a Latin word is a name or a brand, and is counted whole alone.
    """

    pairs: bool = True
    pieces: int = 0


def grams(text: str, options: Grams) -> Iterator[str]:
    """Yield the grams of a text; a pair of words holds a space, a piece is marked by a leading `_`."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).lower()
    pieces = 0 if _HAN.search(folded) else options.pieces
    before = None
    for match in _RUN.finditer(folded):
        run = match.group()
        if "\u3400" <= run[0] <= "\u9fff":
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
            before = None
            continue
        yield run
        if options.pairs and before is not None:
            yield f"{before} {run}"
        if pieces:
            yield from _pieces(f"_{run}_", pieces)
        before = run


def _pieces(word: str, longest: int) -> Iterator[str]:
    for size in range(3, min(longest, len(word)) + 1):
        yield from (f"_{word[at : at + size]}" for at in range(len(word) - size + 1))


def weigh(counts: Mapping[str, int], places: Mapping[str, int], idf: Any) -> tuple[list[int], list[float]]:
    """Return the columns and the TF-IDF weights (1 + log count, unit length) of the grams that are known."""
    known = [(places[gram], count) for gram, count in counts.items() if gram in places]
    known.sort()
    values = [(1.0 + math.log(count)) * float(idf[column]) for column, count in known]
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [column for column, _ in known], [value / length for value in values]


def count(texts: Sequence[str], options: Grams) -> list[Counter[str]]:
    """Return the grams of each text with how often they occur."""
    return [Counter(grams(text, options)) for text in texts]
