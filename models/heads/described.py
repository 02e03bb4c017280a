"""Classes told by their descriptions and by examples: the fewer the examples, the more the descriptions say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assay.models.heads.artefact import Head
from assay.models.heads.grams import Grams
from assay.models.heads.prototypes import Prototypes

__all__ = ["TOPIC_GRAMS", "Described", "pull"]

TOPIC_GRAMS = Grams(pieces=4)  # inner pieces of words: with few examples, forms of a word must count together
_ALONE, _FADING, _POWER = 12.0, 6.0, 0.4


def pull(examples: float) -> float:
    """Return how strongly descriptions speak beside so many examples a class.

    Best on the tuning half: 2 to 4 at 8 examples, 1 to 2 at 32, 0.5 to 2 at 128 (Chinese headlines to English news).
    """
    return _FADING / examples**_POWER if examples else _ALONE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """Adds the logits of a head, where there is one, to similarities with descriptions, where there are any."""

    prototypes: Prototypes | None = None
    head: Head | None = None
    examples: int = 0

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, in the order of the columns."""
        if self.prototypes is not None:
            return self.prototypes.classes
        return self.head.info.classes if self.head else ()

    @property
    def _pull(self) -> float:
        fitted = self.head.info.described if self.head else None
        return pull(self.examples) if fitted is None else fitted

    def logits(self, texts: Sequence[str], vectors: Any) -> Any:
        """Return (n, C)."""
        import numpy as np

        scores = np.zeros((len(texts), len(self.classes)), np.float32)
        if self.prototypes is not None:
            scores += self._pull * self.prototypes.similarities(texts, vectors)
        if self.head is not None:
            order = [self.head.info.classes.index(name) for name in self.classes]
            scores += self.head.logits(texts, vectors)[:, order]
        return scores

    def probabilities(self, texts: Sequence[str], vectors: Any) -> Any:
        """Return (n, C), each row summing to one; calibrated where the head was."""
        from assay.models.calibration import Temperature

        temperature = self.head.info.temperature if self.head else 1.0
        return Temperature(value=temperature).apply(self.logits(texts, vectors))
