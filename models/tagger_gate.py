"""The linear first pass over everything: how likely it is that a name stands at a word or a character.

Hashed features of a token and its neighbours (Weinberger et al. 2009), one int8 weight each, summed: a table of 256
KiB, no matrix, both languages. What stays below the threshold everywhere is not shown to the networks.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["BITS", "Gate", "features_of", "tokens_of"]

BITS = 18
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+|[^\s]")
_TEMPLATES = 9
_MOST_WORDS = 50_000  # of 300 bytes each


def tokens_of(text: str) -> list[str]:
    """Return Chinese characters, runs of other letters, runs of digits and signs, in order."""
    return _TOKEN.findall(text)


def features_of(tokens: Sequence[str], known: dict[str, tuple[int, int]]) -> Any:
    """Return the hashed features of tokens, (tokens, templates) int64 below 2**BITS; `known` remembers words."""
    import numpy as np

    pairs = [known.get(token) or _remembered(token, known) for token in tokens]
    table = np.zeros((len(pairs) + 4, 2), np.uint64)
    table[2:-2] = pairs
    word, shape = table[:, 0], table[:, 1]
    here, last, next_ = word[2:-2], word[1:-3], word[3:-1]
    far, after = word[:-4], word[4:]
    shapes = shape[1:-3] * np.uint64(64) + shape[2:-2] * np.uint64(8) + shape[3:-1]
    one, two = np.uint64(0x9E3779B1), np.uint64(0x85EBCA6B)
    columns = (
        here, last * one, next_ * two, last * one + here, here * one + next_ * two, far * two + last * one,
        next_ * two + after * one, shapes, here * two + shapes,
    )  # fmt: skip
    mixed = [(column + np.uint64(place)) * np.uint64(0x9E3779B97F4A7C15) for place, column in enumerate(columns)]
    return (np.stack(mixed, 1) >> np.uint64(64 - BITS)).astype(np.int64)


def _remembered(token: str, known: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Return what a token is; numbers are not kept, for a table may hold a million of them."""
    return _word(token) if token.isdigit() else known.setdefault(token, _word(token))


def _word(token: str) -> tuple[int, int]:
    if token.isdigit():
        return len(token) + 1, 1
    if "\u3400" <= token[0] <= "\u9fff":
        kind = 2
    elif not token[0].isalpha():
        kind = 3
    elif token.islower():
        kind = 4
    elif token.isupper():
        kind = 5
    else:
        kind = 6 if token[0].isupper() else 7
    return zlib.crc32(token.lower().encode()) or 1, kind


class Gate:
    """Says which texts may hold a name; `folder` must have been inspected."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file

        self._weights: Any = load_file(str(folder / "gate.safetensors"))["weights"]
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))["gate"]
        self._scale, self._bias, self._threshold = settings["scale"], settings["bias"], settings["threshold"]
        self.chinese: float = settings.get("chinese", self._threshold)  # of sentences in Chinese
        self._known: dict[str, tuple[int, int]] = {}

    def opens(self, texts: Sequence[str], *, threshold: float | None = None, less: float = 0.0) -> list[bool]:
        """Return for each text whether some token of it reaches the threshold (a log-odds), or so much less."""
        import numpy as np

        limit = (self._threshold if threshold is None else threshold) - less
        cut = [tokens_of(text) for text in texts]
        flat = [token for tokens in cut for token in (*tokens, "\n")]  # a sign between texts keeps them apart
        if not flat:
            return [False] * len(texts)
        if len(self._known) > _MOST_WORDS:
            self._known.clear()
        scores = self._weights[features_of(flat, self._known)].sum(1, dtype=np.int32) * self._scale + self._bias
        ends = np.cumsum([len(tokens) + 1 for tokens in cut])
        starts = ends - [len(tokens) + 1 for tokens in cut]
        return [bool(scores[a : b - 1].max(initial=-1e9) >= limit) for a, b in zip(starts, ends, strict=True)]
