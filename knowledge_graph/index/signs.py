"""Vectors as signs: two bits a dimension, of a row as it is and turned, which tell near from far for little.

The share of signs in which two vectors differ estimates the angle between them (Charikar 2002, "Similarity estimation
techniques from rounding algorithms").
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assay.knowledge_graph.index.vectors import wide

__all__ = ["Signs"]

_SEED = 20_240_501
_AT_ONCE = 8_192
_WORD = 64


class Signs:
    """The signs of many rows, a column a word of 64 bits, so that a question runs through memory in order."""

    def __init__(self, rows: npt.NDArray[np.float16]) -> None:
        parts = [_packed(wide(rows[start : start + _AT_ONCE])) for start in range(0, len(rows), _AT_ONCE)]
        together = np.concatenate(parts) if parts else np.zeros((0, _words(rows.shape[1])), np.uint64)
        self._columns = np.ascontiguousarray(together.T)

    @staticmethod
    def of(vector: npt.NDArray[np.float32]) -> npt.NDArray[np.uint64]:
        """Return the words of one vector."""
        first: npt.NDArray[np.uint64] = _packed(vector.reshape(1, -1))[0]
        return first

    def apart(self, signs: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
        """Return in how many signs each of some rows differs; all are looked at where most of them are asked for."""
        every = 2 * len(rows) > self._columns.shape[1]
        total = np.zeros(self._columns.shape[1] if every else len(rows), np.uint16)
        for column, word in zip(self._columns, signs, strict=True):
            total += np.bitwise_count((column if every else column[rows]) ^ word)
        return total[rows] if every else total


def _words(dimensions: int) -> int:
    return -(-2 * dimensions // _WORD)


def _packed(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.uint64]:
    bits = np.packbits(np.concatenate([rows > 0, rows @ _turn(rows.shape[1]) > 0], axis=1), axis=1)
    padded = np.zeros((len(rows), 8 * _words(rows.shape[1])), np.uint8)
    padded[:, : bits.shape[1]] = bits
    return padded.view("<u8")


@lru_cache(4)
def _turn(dimensions: int) -> npt.NDArray[np.float32]:
    """Return a fixed rotation: the signs of what it turns are others than those of the vector itself."""
    drawn = np.random.default_rng(_SEED).standard_normal((dimensions, dimensions))
    return np.linalg.qr(drawn)[0].astype(np.float32)
