"""Classes known by their descriptions alone: how near a text lies to what each is said to be about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Prototypes"]

_PARTS = re.compile(r"[,;:，、；：。/\n]+")
_BEST = 3
_HEARD, _MOST_HEARD = 0.3, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prototypes:
    """The vectors of descriptions, whole and in parts, and the parts' words; centred so that no class is near to all.

    Measured on headlines of ten classes: whole descriptions alone .505, means of parts .541, the sum of whole,
    mean, best three and words .557 of texts right (`python -m benchmarks models heads`).
    """

    classes: tuple[str, ...]
    whole: Any
    means: Any
    parts: tuple[Any, ...]
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, descriptions: dict[str, str], encode: Callable[[Sequence[str]], Any]) -> Prototypes:
        """Make them of `class -> description`; `encode` gives (n, D) rows of length one."""
        import numpy as np

        split = [tuple(part.strip() for part in _PARTS.split(text) if part.strip()) for text in descriptions.values()]
        parts = tuple(np.asarray(encode(words)) for words in split)
        means = np.stack([rows.mean(axis=0) for rows in parts])
        return cls(
            classes=tuple(descriptions),
            whole=np.asarray(encode(list(descriptions.values()))),
            means=means / np.linalg.norm(means, axis=1, keepdims=True),
            parts=parts,
            words=tuple(tuple(word.lower() for word in words if len(word) > 1) for words in split),
        )

    def similarities(self, texts: Sequence[str], vectors: Any) -> Any:
        """Return (n, C): the higher, the nearer; words of a description that a text says count too.

        `vectors` are embeddings, or features that end in them.
        """
        import numpy as np

        rows = np.asarray(vectors, np.float32)[:, -self.whole.shape[1] :]
        near = rows @ self._centred(self.whole).T + rows @ self._centred(self.means).T
        best = [np.sort(rows @ part.T, axis=1)[:, -_BEST:].mean(axis=1) for part in self.parts]
        heard = [
            [min(_MOST_HEARD, sum(text.count(word) for word in words)) for words in self.words]
            for text in (text.lower() for text in texts)
        ]
        return near + np.stack(best, axis=1) + _HEARD * np.asarray(heard, np.float32).reshape(near.shape)

    @staticmethod
    def _centred(rows: Any) -> Any:
        return rows - rows.mean(axis=0)
