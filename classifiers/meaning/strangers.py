"""Texts about anything else: what a taxonomy must learn to be silent about, beside the examples of its topics."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from assay.governance.domain import Encoder, FeatureEncoder

__all__ = ["NONE", "Strangers", "rows_of", "strangers"]

NONE = ""  # the class of texts that are about none of a taxonomy's topics
_MOST = 160
_NEAR = 0.55
_BATCH = 64


class Strangers(NamedTuple):
    """Texts and their rows (n, W)."""

    texts: Sequence[str]
    rows: Any


def strangers(encoder: Encoder, rows: Any) -> Strangers:
    """Return office texts of all kinds that are not near to any of the examples with these rows (n, W)."""
    found = _texts(), _read(f"{encoder.name}@{encoder.version}", _Encode(encoder))
    width = encoder.dimensions
    far = (found[1][:, -width:] @ rows[:, -width:].T).max(axis=1) < _NEAR
    return Strangers([text for text, keep in zip(found[0], far, strict=True) if keep], found[1][far])


def rows_of(encoder: Encoder, texts: Sequence[str]) -> Any:
    """Return (n, W) rows of texts: features where the encoder gives them, else vectors."""
    import numpy as np

    read = encoder.features if isinstance(encoder, FeatureEncoder) else encoder.encode
    blocks = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    return np.concatenate([np.frombuffer(read(block), "<f4").reshape(len(block), -1) for block in blocks])


@lru_cache(maxsize=1)
def _texts() -> tuple[str, ...]:
    """Return one sentence or two of scenarios of every topic, English and Chinese in turn."""
    from assay.models.training.heads.rendering import LANGUAGES, scenarios

    said = [
        "\n".join(scenario.said[LANGUAGES[place % len(LANGUAGES)]][:2]) for place, scenario in enumerate(scenarios())
    ]
    return tuple(said[:: max(1, len(said) // _MOST)])


class _Encode:
    """All of one encoder are equal, so that what was read by one is found again."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Encode)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _read(name: str, encode: _Encode) -> Any:
    return rows_of(encode.encoder, _texts())
