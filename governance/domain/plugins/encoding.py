"""Texts and pictures to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from assay.governance.domain.showing import Bitmap

__all__ = ["Encoder", "FeatureEncoder", "PictureEncoder"]


@runtime_checkable
class Encoder(Protocol):
    """Turns masked text into vectors. `languages` are those that it reads; None means any."""

    name: str
    version: str
    dimensions: int
    languages: frozenset[str] | None

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return little-endian float32 rows, `len(texts) * dimensions` values, each row of length one."""
        ...


@runtime_checkable
class FeatureEncoder(Encoder, Protocol):
    """An encoder that gives more than vectors of one pass: what heads read, the vector at its end."""

    def features(self, texts: Sequence[str]) -> Any:
        """Return a float32 array (n, W), W a multiple of `dimensions`; the last `dimensions` columns are the vector."""
        ...


@runtime_checkable
class PictureEncoder(Protocol):
    """Turns pictures, and texts about them, into vectors of one space."""

    name: str
    version: str
    dimensions: int

    def encode_pictures(self, pictures: Sequence[Bitmap]) -> memoryview:
        """Return little-endian float32 rows, `len(pictures) * dimensions` values, each row of length one."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> memoryview:
        """Return rows of the same kind, near those of pictures that the texts are about."""
        ...
